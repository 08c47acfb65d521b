"""The interactive map as Plotly figures and patches: pure functions of a view.

``go.Choropleth`` (SVG) rather than ``Choroplethmap``: it needs no WebGL and leaves touch and wheel
to the page. Boundaries travel by address, never inside the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dash import Patch

from dashboard.addresses import address_of
from dashboard.map.labels import describe_map, hover_text, list_in_order
from dashboard.map.names import LETTER_PX, list_zoom_scales, list_zoomed_names
from dashboard.map.palette import BACKDROP, BORDER, HIGHLIGHT, INK
from dashboard.map.partnership_traces import (
    annotate_edge,
    build_hubs,
    build_lines,
    build_members,
)
from dashboard.map.partnerships import list_member_areas
from dashboard.map.projection import CENTRAL_MERIDIAN, LAT_RANGE, LON_RANGE, Projection, Window
from dashboard.map.svg import FILLS, area_class
from dashboard.query.view import AreaValue, Fill, MapView
from geodata.model.codes import Level, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data.catalogue import Catalogue, LevelSet

Place = tuple[float, float, float]
"""Longitude and latitude of Plotly's centre, and how many times larger than all of England."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """Where a reader has gone on the map, and from which frame."""

    start: Place
    end: Place


BACKDROP_TRACE: Final = 0
AREAS_TRACE: Final = 1
HIGHLIGHT_TRACE: Final = 2
MEMBERS_TRACES: Final = (3, 4)
"""Councils of a partnership: counties, then those of the lower tier."""
LINES_TRACES: Final = (5, 6, 7, 8, 9)
HUBS_TRACE: Final = 10
TOKENS_TRACE: Final = 11
NAMES_TRACE: Final = 12
"""The first trace of names; each later one has those that a larger scale has room for."""

FAINT_OPACITY: Final = 0.25
_TRANSPARENT: Final = "rgba(0,0,0,0)"
_BINS: Final = tuple(FILLS)
"""The classes of the still map in the order of the colour scale, which has a bin for each."""

GRAPH_CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


def colour_bin(area: AreaValue, k: int) -> int:
    """Return the bin of the fixed colour scale that draws an area."""
    return _BINS.index(area_class(area, k))


def bin_colour(number: int) -> str:
    """Return the colour of a bin."""
    return FILLS[_BINS[number]]


def build_choropleth(
    view: MapView, catalogue: Catalogue, projection: Projection, search: str = ""
) -> dict[str, Any]:
    """Return the whole map figure for a view, as ``plotly.graph_objects.Figure`` takes it.

    ``layout.meta`` is what the browser's scripts read: ``search``, the query string that the map
    was asked for by; its name; which trace has the areas; and for zooming its own frame, those of
    England and of each region, England's width, and from which scale each trace of names is seen.

    Traces: backdrop, areas (by region, then by name), outline of what is chosen,
    councils of a partnership, lines between lead and partner councils in four styles, dots on those
    that lead, markers on areas too small to see, and names. Plain values: Plotly's own objects
    would cost a worker 8 MB and every answer a validation that the tests make once for all.
    """
    window = frame_window(view, catalogue, projection)
    return {
        "data": _build_traces(view, catalogue, projection, window),
        "layout": {
            "geo": {
                "visible": False,
                "bgcolor": _TRANSPARENT,
                "domain": {"x": [0, 1], "y": [0, 1]},
                "lonaxis": {"range": LON_RANGE},
                "lataxis": {"range": LAT_RANGE},
                "center": {"lon": window.lon, "lat": window.lat},
                "projection": {
                    "type": "transverse mercator",
                    "rotation": {"lon": CENTRAL_MERIDIAN, "lat": 0, "roll": 0},
                    "scale": window.scale,
                },
            },
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": _TRANSPARENT,
            "meta": {
                "search": search,
                "label": describe_map(view),
                "areas": AREAS_TRACE,
                "frame": window.place,
                "places": _list_places(view, catalogue, projection),
                "across": projection.across,
                "names": [
                    [NAMES_TRACE + place, scale]
                    for place, scale in enumerate(list_zoom_scales(window))
                ],
            },
            "dragmode": False,
            "showlegend": False,
            "uirevision": "map",
            "annotations": annotate_edge(view),
        },
    }


def patch_choropleth(
    view: MapView,
    catalogue: Catalogue,
    projection: Projection,
    search: str,
    zoom: Zoom | None = None,
) -> Patch:
    """Return the change that makes any map of this page the one of a view.

    A patched figure and a built one are the same: what is left alone is the same in all. Where a
    reader has zoomed from the frame that the view has too, the map stays where they are.
    """
    figure = build_choropleth(view, catalogue, projection, search)
    if zoom is not None and list(zoom.start) == figure["layout"]["meta"]["frame"]:
        lon, lat, scale = zoom.end
        figure["layout"]["geo"]["center"] = {"lon": lon, "lat": lat}
        figure["layout"]["geo"]["projection"]["scale"] = scale
        for index, start in figure["layout"]["meta"]["names"]:
            figure["data"][index]["visible"] = start <= scale
    patch = Patch()
    patch["data"] = figure["data"]
    for name in ("annotations", "meta"):
        patch["layout"][name] = figure["layout"][name]
    for name in ("center", "projection"):
        patch["layout"]["geo"][name] = figure["layout"]["geo"][name]
    return patch


def _list_places(
    view: MapView, catalogue: Catalogue, projection: Projection
) -> dict[str, list[float]]:
    """Return the frame of England and of each region, as :attr:`Window.place` has them."""
    regions = catalogue.level_set(Level.REGION, view.state.shape).geometry
    places = {gss: projection.around([one.bbox]).place for gss, one in regions.items()}
    return {"england": projection.england().place, **places}


def _build_traces(
    view: MapView, catalogue: Catalogue, projection: Projection, window: Window
) -> list[dict[str, Any]]:
    areas = catalogue.level_set(view.state.level, view.state.shape)
    address = _address(areas.boundaries)
    backdrop = catalogue.backdrop.ids if view.state.shape is Shape.MAP else ()
    return [
        _fill(_address(catalogue.backdrop.boundaries), backdrop, BACKDROP),
        _build_areas(view, address, list_in_order(view, catalogue)),
        _outline(address, view.highlighted, HIGHLIGHT, 3.0),
        *build_members(view, catalogue),
        *build_lines(view, catalogue, projection),
        build_hubs(view, catalogue),
        _build_tokens(view, areas),
        *_build_names(view, catalogue, projection, window),
    ]


def frame_window(view: MapView, catalogue: Catalogue, projection: Projection) -> Window:
    """Return the part of the map to show: who works together, a region, or England."""
    shape = view.state.shape
    members = list_member_areas(view, catalogue)
    if members:
        boxes = [catalogue.level_set(one.level, shape).geometry[one.gss].bbox for one in members]
        return projection.around(boxes, margin=0.6)
    if view.state.region is None:
        return projection.england()
    return projection.around(
        [catalogue.level_set(Level.REGION, shape).geometry[view.state.region].bbox]
    )


def _address(boundaries: str) -> str:
    return address_of(f"/{boundaries}")


def _fill(geojson: str, locations: tuple[str, ...], fill: str) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": geojson,
        "locations": list(locations),
        "z": [1] * len(locations),
        "colorscale": [[0, fill], [1, fill]],
        "showscale": False,
        "hoverinfo": "skip",
        "marker": {"line": {"color": fill, "width": 0.5}},
    }


def _outline(geojson: str, locations: tuple[str, ...], line: str, width: float) -> dict[str, Any]:
    trace = _fill(geojson, locations, _TRANSPARENT)
    trace["marker"] = {"line": {"color": line, "width": width}}
    return trace


def _build_areas(view: MapView, geojson: str, areas: Sequence[AreaValue]) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": geojson,
        "locations": [area.gss for area in areas],
        "z": [colour_bin(area, _k(view)) for area in areas],
        "zmin": -0.5,
        "zmax": len(_BINS) - 0.5,
        "colorscale": _colour_scale(),
        "showscale": False,
        "text": [hover_text(area, view) for area in areas],
        "customdata": [_mark(area) for area in areas],
        "hoverinfo": "none",  # assets/tooltip.js shows the text beside the area
        "marker": {"line": {"color": BORDER, "width": 0.6}},
    }


def _mark(area: AreaValue) -> str:
    """Return what the browser needs to give a path its texture and faintness.

    Plotly's choropleth takes one opacity for all areas, so the browser sets them by class.
    """
    status = str(area.drawn_status)
    return f"{status} {area.fill}" if area.fill is Fill.FAINT else status


def _build_names(
    view: MapView, catalogue: Catalogue, projection: Projection, window: Window
) -> list[dict[str, Any]]:
    """Return a trace of names for each scale from which they are on the map."""
    traces = []
    for scale, names in list_zoomed_names(view, catalogue, window):
        points = [projection.to_degrees(*name.point) for name in names]
        traces.append(
            {
                "type": "scattergeo",
                "mode": "text",
                "visible": scale <= window.scale,
                "lon": [round(lon, 4) for lon, _ in points],
                "lat": [round(lat, 4) for _, lat in points],
                "text": [name.text for name in names],
                "textposition": "middle center",
                "textfont": {"size": LETTER_PX, "color": INK},
                "hoverinfo": "skip",
            }
        )
    return traces


def _build_tokens(view: MapView, areas: LevelSet) -> dict[str, Any]:
    shown = [area for area in view.areas if areas.geometry[area.gss].token]
    points = [areas.geometry[area.gss].point for area in shown]
    return {
        "type": "scattergeo",
        "lon": [lon for lon, _ in points],
        "lat": [lat for _, lat in points],
        "mode": "markers",
        # Plotly gives a pointer to the nearest marker 20 px around: the areas answer instead.
        "hoverinfo": "skip",
        "marker": {
            "size": 11,
            "color": [bin_colour(colour_bin(area, _k(view))) for area in shown],
            "opacity": [FAINT_OPACITY if area.fill is Fill.FAINT else 1.0 for area in shown],
            "line": {"color": BORDER, "width": 1.2},
        },
    }


def _k(view: MapView) -> int:
    return view.classes.k if view.classes else 1


def _colour_scale() -> list[tuple[float, str]]:
    return [
        (position / len(FILLS), colour)
        for index, colour in enumerate(FILLS.values())
        for position in (index, index + 1)
    ]
