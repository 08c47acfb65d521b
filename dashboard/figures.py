"""The interactive map as Plotly figures and patches: pure functions of a view.

``go.Choropleth`` (SVG) rather than ``Choroplethmap``: it needs no WebGL and leaves touch and wheel
to the page. Boundaries travel by address, never inside the figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
from dash import Patch

from dashboard.palette import (
    BACKDROP,
    BORDER,
    HIGHLIGHT,
    NONE_NAMED,
    NOT_STATED,
    OUTSIDE,
    PARTNER_ONLY,
    RAMP,
    ramp_steps,
)
from dashboard.projection import CENTRAL_MERIDIAN, LAT_RANGE, LON_RANGE, Projection, Window
from dashboard.text import describe_bids, describe_omissions, describe_value
from dashboard.view import AreaStatus, AreaValue, MapView
from geodata.codes import Level

if TYPE_CHECKING:
    from dashboard.catalogue import Catalogue

BACKDROP_TRACE: Final = 0
AREAS_TRACE: Final = 1
HIGHLIGHT_TRACE: Final = 2
TOKENS_TRACE: Final = 3

_STATUS_BINS: Final = {
    AreaStatus.OUTSIDE: 0,
    AreaStatus.NONE_NAMED: 1,
    AreaStatus.PARTNER_ONLY: 2,
    AreaStatus.NOT_STATED: 3,
}
_BIN_COLOURS: Final = (OUTSIDE, NONE_NAMED, PARTNER_ONLY, NOT_STATED, *RAMP)
_TRANSPARENT: Final = "rgba(0,0,0,0)"

GRAPH_CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "topojsonURL": "/topojson/",
}


def colour_bin(area: AreaValue, k: int) -> int:
    """Return the bin of the fixed colour scale that draws an area."""
    if area.class_index is None:
        return _STATUS_BINS[area.status]
    return len(_STATUS_BINS) + ramp_steps(k)[area.class_index]


def bin_colour(number: int) -> str:
    """Return the colour of a bin."""
    return _BIN_COLOURS[number]


def build_choropleth(view: MapView, catalogue: Catalogue, projection: Projection) -> go.Figure:
    """Return the whole map figure for a view.

    Traces: backdrop, areas (``locations`` in the level's code order), outline of what is selected,
    and markers on areas too small to see.
    """
    level = catalogue.levels[view.state.level]
    figure = go.Figure(
        data=[
            _outline(
                _address(catalogue.backdrop.boundaries), catalogue.backdrop.ids, BACKDROP, BACKDROP
            ),
            go.Choropleth(
                geojson=_address(level.boundaries),
                locations=level.codes,
                z=_bins(view),
                zmin=-0.5,
                zmax=len(_BIN_COLOURS) - 0.5,
                colorscale=_colour_scale(),
                showscale=False,
                text=_hover_texts(view),
                customdata=_statuses(view),
                hovertemplate="%{text}<extra></extra>",
                marker={"line": {"color": BORDER, "width": 0.6}},
            ),
            _outline(_address(level.boundaries), view.highlighted, _TRANSPARENT, HIGHLIGHT, 2.5),
            _tokens(view, catalogue),
        ]
    )
    window = frame_window(view, catalogue, projection)
    figure.update_layout(
        geo={
            "visible": False,
            "bgcolor": _TRANSPARENT,
            "domain": {"x": [0, 1], "y": [0, 1]},
            "projection": {
                "type": "transverse mercator",
                "rotation": {"lon": CENTRAL_MERIDIAN, "lat": 0, "roll": 0},
                "scale": window.scale,
            },
            "center": {"lon": window.lon, "lat": window.lat},
            "lonaxis": {"range": LON_RANGE},
            "lataxis": {"range": LAT_RANGE},
        },
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=_TRANSPARENT,
        hoverlabel={"align": "left", "font": {"size": 14}},
        dragmode=False,
        showlegend=False,
        uirevision="map",
    )
    return figure


def patch_choropleth(view: MapView, catalogue: Catalogue, projection: Projection) -> Patch:
    """Return what changes on the map when the level stays: values, outline, frame."""
    patch = Patch()
    areas = patch["data"][AREAS_TRACE]
    areas["z"] = _bins(view)
    areas["text"] = _hover_texts(view)
    areas["customdata"] = _statuses(view)
    highlight = patch["data"][HIGHLIGHT_TRACE]
    highlight["locations"] = list(view.highlighted)
    highlight["z"] = [1] * len(view.highlighted)
    tokens = _tokens(view, catalogue)
    patch["data"][TOKENS_TRACE]["marker"]["color"] = list(tokens.marker.color or ())
    patch["data"][TOKENS_TRACE]["text"] = list(tokens.text or ())
    window = frame_window(view, catalogue, projection)
    geo = patch["layout"]["geo"]
    geo["center"] = {"lon": window.lon, "lat": window.lat}
    geo["projection"]["scale"] = window.scale
    return patch


def frame_window(view: MapView, catalogue: Catalogue, projection: Projection) -> Window:
    """Return the part of the map to show: England, or the region filtered for."""
    if view.state.region is None:
        return projection.england()
    return projection.around([catalogue.levels[Level.REGION].geometry[view.state.region].bbox])


def _address(boundaries: str) -> str:
    return f"/{boundaries}"


def _outline(
    geojson: str, locations: tuple[str, ...], fill: str, line: str, width: float = 0.5
) -> go.Choropleth:
    return go.Choropleth(
        geojson=geojson,
        locations=locations,
        z=[1] * len(locations),
        colorscale=[[0, fill], [1, fill]],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"color": line, "width": width}},
    )


def _tokens(view: MapView, catalogue: Catalogue) -> go.Scattergeo:
    level = catalogue.levels[view.state.level]
    k = view.classes.k if view.classes else 1
    shown = [area for area in view.areas if level.geometry[area.gss].token]
    points = [level.geometry[area.gss].point for area in shown]
    return go.Scattergeo(
        lon=[lon for lon, _ in points],
        lat=[lat for _, lat in points],
        text=[hover_text(area, view) for area in shown],
        customdata=[area.gss for area in shown],
        mode="markers",
        hovertemplate="%{text}<extra></extra>",
        marker={
            "size": 11,
            "color": [bin_colour(colour_bin(area, k)) for area in shown],
            "line": {"color": BORDER, "width": 1.2},
        },
    )


def _bins(view: MapView) -> list[int]:
    k = view.classes.k if view.classes else 1
    return [colour_bin(area, k) for area in view.areas]


def _statuses(view: MapView) -> list[str]:
    return [str(area.status) for area in view.areas]


def _hover_texts(view: MapView) -> list[str]:
    return [hover_text(area, view) for area in view.areas]


def hover_text(area: AreaValue, view: MapView) -> str:
    """Return the plain tooltip of an area: name, value in words, bids, what it leaves out."""
    lines = [f"<b>{area.name}</b>", describe_value(area, view.state.measure)]
    if area.status not in (AreaStatus.NONE_NAMED, AreaStatus.OUTSIDE):
        lines.append(describe_bids(area, view.state))
        lines.extend(describe_omissions(area, view.state))
    return "<br>".join(lines)


def _colour_scale() -> list[tuple[float, str]]:
    count = len(_BIN_COLOURS)
    return [
        (position / count, colour)
        for index, colour in enumerate(_BIN_COLOURS)
        for position in (index, index + 1)
    ]
