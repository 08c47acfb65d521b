"""The part of the page that only works with scripts: the live map and what steers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from dash import dcc, html

from dashboard import ids
from dashboard.figures import GRAPH_CONFIG

if TYPE_CHECKING:
    from dash.development.base_component import Component


def render_live_map() -> Component:
    """Return the Dash layout, which stands in the map's frame; the first callback fills it."""
    graph = dcc.Graph(
        id=ids.MAP,
        figure=go.Figure(layout={"paper_bgcolor": "rgba(0,0,0,0)"}),
        config=GRAPH_CONFIG,  # type: ignore[arg-type]  # a plain mapping is what it takes
        className="tca-graph",
        responsive=True,
    )
    return html.Div(
        [
            dcc.Location(id=ids.LOCATION, refresh=False),
            dcc.Store(id=ids.MAP_SHOWN),
            dcc.Store(id=ids.PARTS_CHANGED),
            dcc.Store(id=ids.BELOW_SHOWN),
            dcc.Store(id=ids.BELOW_CHANGED),
            dcc.Store(id=ids.PAGE_TITLE),
            graph,
        ],
        className="tca-live-map",
    )
