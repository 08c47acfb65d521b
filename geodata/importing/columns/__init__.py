"""Choose a sheet, and map its columns."""
