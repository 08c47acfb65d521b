"""Which sheet is read, and which of its columns is what."""
