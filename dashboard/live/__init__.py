"""Dash: what it holds of the page, and its callbacks."""
