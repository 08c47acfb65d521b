"""Parts of the page as components."""
