"""The state of the page and its query string, filters, sums and the view."""
