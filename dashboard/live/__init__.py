"""Callbacks: they only translate between the browser and pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.live.map_click import register_map_click
from dashboard.live.navigation import register_navigation

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.site import Site

__all__ = ["register_callbacks"]


def register_callbacks(app: Dash, site: Site) -> None:
    """Wire every callback of the page."""
    register_navigation(app, site)
    register_map_click(app, site)
