"""Plain HTTP routes: the index page, and the data that its map is drawn from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import flask
from dash import html
from markupsafe import Markup

from dashboard.addresses import address_of, read_search
from dashboard.map.figures import frame_window
from dashboard.map.keyboard import find_steps
from dashboard.map.labels import describe_map
from dashboard.map.svg import render_map
from dashboard.pages.head import make_head
from dashboard.pages.layout import render_parts, render_shell
from dashboard.pages.structured_data import describe_dataset
from dashboard.parts.components import render_zooms
from dashboard.parts.savings_chart import draw_savings
from dashboard.parts.static_html import to_html
from dashboard.rendering import render_page
from dashboard.site import BELOW_STYLES, Site
from dashboard.web.caching import send_html
from geodata.model.codes import Level, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.query.view import MapView

_SHARED_AGE_S: Final = 60
_YEAR_S: Final = 31_536_000
_HOUR_S: Final = 3600
_FILE_NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_BEFORE_DASH: Final = ("plotly-geo.js", "regenerator-runtime.js", "idiomorph.js")
"""Front-end files whose scripts come before Dash's, which uses the Plotly that is there already."""

_EMPTY_TOPOJSON: Final = {
    "type": "Topology",
    "arcs": [],
    "objects": {
        name: {"type": "GeometryCollection", "geometries": []}
        for name in ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    },
}
"""Plotly's map wants a world to draw under ours; this one is empty and comes from here."""


def register_pages(server: flask.Flask, site: Site) -> None:
    """Wire the plain routes."""
    server.add_url_rule("/topojson/<name>.json", "topojson", _send_topojson)
    server.add_url_rule("/charts/award-saving.svg", "chart", lambda: _send_chart(site))
    server.add_url_rule("/walk/<name>.json", "walk", lambda name: _send_steps(site, name))
    server.before_request(_refuse_unknown_paths)


def render_index(
    site: Site, search: str, *, entry: str, config: str, scripts: Iterable[str], renderer: str
) -> str:
    """Return the page at ``/`` for a query string, with the still map already in it.

    Parameters
    ----------
    entry
        The element that Dash draws in.
    config, renderer
        HTML of the scripts with Dash's settings, and with its start.
    scripts
        Addresses of Dash's scripts, in their order.
    """
    view = site.read_view(search)
    window = frame_window(view, site.catalogue, site.projection)
    still = render_map(view, site.catalogue, window, label=describe_map(view))
    live = html.Div(Markup(entry), className="tca-live-map")  # noqa: S704 - Dash's own
    needed = _list_needed_data(view, site)
    # A reader's next step needs the councils' own outlines: every partnership is drawn with them,
    # and so is the level below that of the first view.
    level = site.catalogue.level_set(site.catalogue.council_level, view.state.shape)
    councils = address_of(f"/{level.boundaries}")
    below = site.own.addresses[BELOW_STYLES]
    page = render_shell(render_parts(view, site.catalogue), [still, live, render_zooms()], below)
    return render_page(
        site,
        "index.html",
        head=make_head(view, site, (describe_dataset(site),)),
        page=to_html(page),
        dash_config=Markup(config),  # noqa: S704 - Dash's own
        dash_renderer=Markup(renderer),  # noqa: S704 - Dash's own
        styles=Markup(site.styles),  # noqa: S704 - our own files
        live_scripts=(
            *(address_of(site.vendor[name]) for name in _BEFORE_DASH if name in site.vendor),
            *scripts,
        ),
        needed_data=needed,
        next_data=() if councils in needed else (councils,),
    )


def _list_needed_data(view: MapView, site: Site) -> tuple[str, ...]:
    """Return the addresses of the data that the live map is drawn from."""
    catalogue, shape = site.catalogue, view.state.shape
    level = catalogue.level_set(view.state.level, shape).boundaries
    backdrop = (catalogue.backdrop.boundaries,) if shape is Shape.MAP else ()
    topology = "topojson/world_110m.json"  # Plotly asks for it before it draws
    return tuple(address_of(f"/{name}") for name in (topology, level, *backdrop))


def send_index(page: str) -> flask.Response:
    """Return the page at ``/`` with its validator.

    A browser asks each time, because the page names files that the next build removes; a server in
    front may answer for a minute.
    """
    answer = send_html(page)
    answer.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={_SHARED_AGE_S}, must-revalidate"
    )
    return answer


def _refuse_unknown_paths() -> None:
    rule = flask.request.url_rule
    if rule is not None and rule.rule == "/<path:path>":
        flask.abort(404)


def _send_chart(site: Site) -> flask.Response:
    view = site.read_view(read_search())
    answer = flask.Response(draw_savings(view, site.catalogue), mimetype="image/svg+xml")
    answer.cache_control.max_age = _HOUR_S
    return answer


def _send_steps(site: Site, name: str) -> flask.Response:
    shape = Shape.HEX if name.startswith("hex-") else Shape.MAP
    level = name.removeprefix("hex-")
    if level not in set(Level):
        flask.abort(404)
    answer = flask.jsonify(find_steps(site.catalogue.level_set(Level(level), shape)))
    answer.cache_control.max_age = _HOUR_S
    return answer


def _send_topojson(name: str) -> flask.Response:
    if _FILE_NAME.fullmatch(name.replace("_", "-")) is None:
        flask.abort(404)
    answer = flask.jsonify(_EMPTY_TOPOJSON)
    answer.cache_control.max_age = _YEAR_S
    return answer
