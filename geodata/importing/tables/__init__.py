"""Awards of a file compared with the tables of a fund, and written into them."""
