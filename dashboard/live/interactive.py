"""The Dash components of the page: the address, the live map, and the stores of callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import flask
from dash import dcc

from dashboard import ids
from dashboard.addresses import address_of
from dashboard.map.figures import GRAPH_CONFIG, build_choropleth

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.site import Site

RENDERER: Final = "var renderer = new DashRenderer(tcaFaults.hooks);"
"""Starts Dash with what watches over its requests; see ``assets/faults.js``."""

STORES: Final = (ids.ASKED, ids.ANSWERED, ids.DRAWN, ids.BELOW_ANSWERED)


def render_live(site: Site) -> list[Component]:
    """Return the Dash layout, which stands in the frame of the still map.

    A browser names the page that it asks for the layout from, so the map is that of its address
    at once. Where it does not, the map is England's, and the first callback changes it.
    """
    referrer = urlsplit(flask.request.referrer or "") if flask.has_request_context() else None
    search = (
        f"?{referrer.query}"
        if referrer and referrer.query and referrer.path == address_of("/")
        else ""
    )
    view = site.read_view(search)
    return [
        dcc.Location(id=ids.LOCATION, refresh=False),
        *(dcc.Store(id=one) for one in STORES),
        dcc.Graph(
            id=ids.MAP,
            figure=build_choropleth(view, site.catalogue, site.projection, search),
            config={**GRAPH_CONFIG, "topojsonURL": address_of("/topojson/")},  # type: ignore[arg-type]  # a plain dictionary of the same
            responsive=True,
            className="tca-graph",
        ),
    ]
