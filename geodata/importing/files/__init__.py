"""Read files of every supported format as rows of text."""
