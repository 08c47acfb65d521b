"""Awards made of the rows of a file."""
