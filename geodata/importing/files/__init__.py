"""Read the files that an award list may come in, as rows of text."""
