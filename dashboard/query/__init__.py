"""The state of the page and its one spelling, filters, sums and the view."""
