"""What Dash holds of the page: the address, what is shown of it, and what changes.

The map itself is drawn by Plotly without Dash's help (``assets/drawing.js``), so that a reader who
only looks and points need not wait for Dash at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc

from dashboard import ids

if TYPE_CHECKING:
    from dash.development.base_component import Component

STORES = (
    ids.MAP_SHOWN,
    ids.MAP_CHANGED,
    ids.AREA_CHOSEN,
    ids.BELOW_SHOWN,
    ids.BELOW_CHANGED,
)


def render_steering() -> list[Component]:
    """Return the Dash layout: nothing in it is seen."""
    return [dcc.Location(id=ids.LOCATION, refresh=False), *(dcc.Store(id=one) for one in STORES)]
