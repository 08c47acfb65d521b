"""Render the controls that enlarge a part of the map without choosing an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html

from dashboard.parts.components import attributes

if TYPE_CHECKING:
    from dash.development.base_component import Component

_BUTTONS: Final = (
    ("in", "+", "Zoom in"),
    ("out", "−", "Zoom out"),  # noqa: RUF001 - a minus is what it shows
    ("england", "All", "Show all of England"),
)


def render_zooms() -> Component:
    """Return the buttons in the map's frame; ``assets/zoom.js`` acts on them."""
    return html.Div(
        [
            html.Button(
                sign, title=name, **attributes(type="button", data_zoom=to, aria_label=name)
            )
            for to, sign, name in _BUTTONS
        ],
        className="tca-zooms",
        role="group",
        **attributes(aria_label="Zoom"),
    )


def render_zoom_to(gss: str, name: str) -> Component:
    """Return the button that shows one region larger."""
    return html.Button(
        f"Zoom to {name}",
        className="tca-zoom-to",
        **attributes(type="button", data_zoom=gss),
    )
