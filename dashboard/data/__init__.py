"""The built folder, read once."""
