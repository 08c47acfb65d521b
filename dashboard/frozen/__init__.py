"""The site as files, for any file server or object store."""
