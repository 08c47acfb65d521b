"""The parts of the page that only work with scripts: the live map and what steers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from dash import dcc, html

from dashboard import ids
from dashboard.components import attributes
from dashboard.figures import GRAPH_CONFIG
from dashboard.layout import render_shell

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.site import Site


def render_live_page(_site: Site) -> Component:
    """Return the Dash layout: the empty frame, which the first callback fills."""
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
            dcc.Store(id=ids.PAGE_TITLE),
            html.Div(id=ids.FAILURE, role="alert", className="tca-failure"),
            html.Div(
                id=ids.LIVE, className="govuk-visually-hidden", **attributes(aria_live="polite")
            ),
            render_shell({}, [graph]),
        ]
    )
