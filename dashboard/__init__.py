"""Serve-time side of the map: answer a link with a page, a picture or a table."""

from dashboard.application import create_app

__all__ = ["create_app"]
