"""Download boundaries, check them, and put them in place."""
