"""The award tables: read, check, sum and export them."""
