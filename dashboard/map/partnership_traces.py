"""Partnerships as Plotly traces: the shapes, lines and notes of `dashboard.map.partnerships`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard.addresses import address_of
from dashboard.map.palette import (
    HIGHLIGHT,
    INK,
    LEAD_FILL,
    LINE_ACROSS,
    LINE_CASING,
    LINE_WITHIN,
    PAPER,
    PARTNER_FILL,
)
from dashboard.map.partnerships import (
    LineStyle,
    Point,
    group_lines,
    list_edge_lines,
    list_hubs,
    list_member_areas,
    trace_line,
)
from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Catalogue
    from dashboard.map.projection import Projection
    from dashboard.query.view import Line, MapView

_DECIMALS: Final = 4
"""Of a degree: about ten metres."""
_MEMBER_FILLS: Final = ((0, "rgba(0,0,0,0)"), (0.5, PARTNER_FILL), (1, LEAD_FILL))
_MEMBER_STYLES: Final = {
    "hl partner around": (0, 4.0),
    "hl lead around": (0, 4.0),
    "hl partner": (1, 1.5),
    "hl lead": (2, 3.0),
}
"""Place in the fills and width of border, by the classes of the still map."""


def build_members(view: MapView, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the councils of a partnership, each from the boundaries of its own tier."""
    found = list_member_areas(view, catalogue)
    traces = []
    for level in (Level.UPPER, catalogue.council_level):
        own = [area for area in found if area.level is level]
        styles = [_MEMBER_STYLES[area.css] for area in own]
        traces.append(
            {
                "type": "choropleth",
                "geojson": address_of(
                    f"/{catalogue.level_set(level, view.state.shape).boundaries}"
                ),
                "locations": [area.gss for area in own],
                "z": [fill for fill, _ in styles],
                "zmin": 0,
                "zmax": 2,
                "colorscale": _MEMBER_FILLS,
                "showscale": False,
                "hoverinfo": "skip",
                "marker": {"line": {"color": HIGHLIGHT, "width": [width for _, width in styles]}},
            }
        )
    return traces


def build_lines(
    view: MapView, catalogue: Catalogue, projection: Projection
) -> list[dict[str, Any]]:
    """Return white casings, then lines within a region and across, one shared bid and more."""
    curves = {
        style: [_trace_curve(line, view, catalogue, projection) for line in lines]
        for style, lines in group_lines(view.lines).items()
    }
    every = [curve for own in curves.values() for curve in own]
    traces = [_build_line_trace(every, LINE_CASING, 4.5, "solid")]
    for across in (False, True):
        colour, dash = (LINE_ACROSS, "dash") if across else (LINE_WITHIN, "solid")
        for several in (False, True):
            own = curves.get(LineStyle(across, several), [])
            traces.append(_build_line_trace(own, colour, 3.5 if several else 1.8, dash))
    return traces


def build_hubs(view: MapView, catalogue: Catalogue) -> dict[str, Any]:
    """Return a dot on each council that leads, so that a line shows where it starts."""
    points = [catalogue.point_of(gss, view.state.shape).point for gss in list_hubs(view.lines)]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [lon for lon, _ in points],
        "lat": [lat for _, lat in points],
        "hoverinfo": "skip",
        "marker": {"size": 7, "color": HIGHLIGHT, "line": {"color": LINE_CASING, "width": 1}},
    }


def annotate_edge(view: MapView) -> list[dict[str, Any]]:
    """Return the bodies that have no area here as a note in the lower left corner."""
    lines = list_edge_lines(view)
    return [
        {
            "visible": bool(lines),
            "text": "<br>".join(lines),
            "x": 0,
            "y": 0,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "bgcolor": PAPER,
            "borderpad": 6,
            "font": {"size": 14, "color": INK},
        }
    ]


def _trace_curve(
    line: Line, view: MapView, catalogue: Catalogue, projection: Projection
) -> list[Point]:
    """Return points in degrees along the curve that the still map draws."""
    lead, partner = (
        catalogue.point_of(gss, view.state.shape).point27700 for gss in (line.lead, line.partner)
    )
    return [projection.to_degrees(x, y) for x, y in trace_line(lead, partner)]


def _build_line_trace(
    curves: Iterable[list[Point]], colour: str, width: float, dash: str
) -> dict[str, Any]:
    lon: list[float | None] = []
    lat: list[float | None] = []
    for curve in curves:
        lon += [*(round(x, _DECIMALS) for x, _ in curve), None]
        lat += [*(round(y, _DECIMALS) for _, y in curve), None]
    return {
        "type": "scattergeo",
        "mode": "lines",
        "lon": lon,
        "lat": lat,
        "hoverinfo": "skip",
        "line": {"color": colour, "width": width, "dash": dash},
    }
