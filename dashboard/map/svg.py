"""The map as a still SVG, drawn from the paths that the build prepared.

Pure and deterministic: the same view gives the same text. Colours come from the palette as CSS
classes, so the same markup serves the page, the printer and a picture to take away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from dashboard.addresses import address_of
from dashboard.map.labels import hover_text, list_in_order
from dashboard.map.names import LETTER_PX, NOMINAL_WIDTH_PX, list_names
from dashboard.map.palette import (
    BACKDROP,
    BORDER,
    HIGHLIGHT,
    INK,
    LEAD_FILL,
    LINE_ACROSS,
    LINE_CASING,
    LINE_WITHIN,
    NONE_NAMED,
    NOT_STATED,
    OUTSIDE,
    PAPER,
    PARTNER_FILL,
    PARTNER_ONLY,
    RAMP,
    RULE,
    THROUGH_COUNTY,
    ramp_steps,
)
from dashboard.map.partnerships import (
    bend_line,
    group_lines,
    list_edge_lines,
    list_hubs,
    list_member_areas,
)
from dashboard.query.view import AreaStatus, AreaValue, Fill, MapView
from geodata.model.codes import Shape

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue, Geometry
    from dashboard.map.projection import Window
    from dashboard.query.view import Line

FILLS: Final = {
    f"s-{AreaStatus.OUTSIDE}": OUTSIDE,
    f"s-{AreaStatus.NONE_NAMED}": NONE_NAMED,
    f"s-{AreaStatus.THROUGH_COUNTY}": THROUGH_COUNTY,
    f"s-{AreaStatus.PARTNER_ONLY}": PARTNER_ONLY,
    f"s-{AreaStatus.NOT_STATED}": NOT_STATED,
    **{f"r{step}": colour for step, colour in enumerate(RAMP)},
}
"""The colour of each CSS class that fills an area: states without an amount, then classes."""
TEXTURED: Final = (AreaStatus.PARTNER_ONLY, AreaStatus.NOT_STATED, AreaStatus.THROUGH_COUNTY)

TOKEN_RADIUS_PX: Final = 5.5
HUB_RADIUS_PX: Final = 3.5
_WIDE: Final = ' class="wide"'
EDGE_PX: Final = 12
EDGE_TEXT_PX: Final = 15
_BORDER_PX: Final = 0.6


def render_patterns(prefix: str, scale: float = 1.0) -> Markup:
    """Return the textures of the states without an amount as ``pattern`` elements.

    Parameters
    ----------
    prefix
        Put before the names of the states to make the ids.
    scale
        User units in one screen pixel, so that textures look alike in every frame.
    """
    return Markup(  # noqa: S704 - only this module's own constants and numbers
        f'<pattern id="{prefix}-partner-only" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({scale:.3g}) rotate(45)"><rect width="6" height="6" '
        f'fill="{PARTNER_ONLY}"/><path d="M0 0V6" stroke="{BORDER}" stroke-width="2"/></pattern>'
        f'<pattern id="{prefix}-through-county" width="7" height="7" '
        f'patternUnits="userSpaceOnUse" patternTransform="scale({scale:.3g})">'
        f'<rect width="7" height="7" fill="{THROUGH_COUNTY}"/>'
        f'<path d="M0 3.5H7" stroke="{RULE}" stroke-width="1.2"/></pattern>'
        f'<pattern id="{prefix}-not-stated" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({scale:.3g})"><rect width="8" height="8" fill="{NOT_STATED}"/>'
        f'<circle cx="2" cy="2" r="0.9" fill="{BORDER}"/>'
        f'<circle cx="6" cy="6" r="0.9" fill="{BORDER}"/></pattern>'
    )


def area_class(area: AreaValue, k: int) -> str:
    """Return the CSS class that fills an area: a step of the ramp or a state."""
    if area.class_index is None or area.drawn_status is not AreaStatus.AMOUNT:
        return f"s-{area.drawn_status}"
    return f"r{ramp_steps(k)[area.class_index]}"


def render_map(
    view: MapView,
    catalogue: Catalogue,
    window: Window,
    *,
    label: str,
    cropped: bool = False,
    new_tab: bool = False,
) -> Markup:
    """Return the map of a view as an ``svg`` element whose areas are links.

    Parameters
    ----------
    window
        The part to show; see :mod:`dashboard.map.projection`.
    label
        What the map shows, for assistive technology.
    cropped
        Whether areas that lie outside the window are left out, where nothing leads to them.
    new_tab
        Whether each link opens a new tab, as it must in a frame: no other page may be framed, and
        links of an SVG do not follow the ``base`` of their page.
    """
    x, y, width, height = window.view_box
    k = view.classes.k if view.classes else 1
    geometry = catalogue.level_set(view.state.level, view.state.shape).geometry
    areas = list_in_order(view, catalogue)
    seen = [area for area in areas if not cropped or _is_seen(geometry[area.gss], window)]
    target = ' target="_blank"' if new_tab else ""
    shapes = [render_area(area, view, geometry[area.gss], k, target) for area in seen]
    unit = width / NOMINAL_WIDTH_PX
    border = _BORDER_PX * unit
    tokens = [
        _render_token(area, view, geometry[area.gss], (k, unit, target))
        for area in seen
        if geometry[area.gss].token
    ]
    outlines = _render_outlines(view, catalogue)
    hexes = "hex-" if view.state.shape is Shape.HEX else ""
    walk = address_of(f"/walk/{hexes}{view.state.level}.json")
    backdrop = (
        f'<path class="backdrop" d="{catalogue.backdrop.d}"/>'
        if view.state.shape is Shape.MAP
        else ""
    )
    return Markup(  # noqa: S704 - texts are escaped where they are put in
        f'<svg class="tca-still" data-walk="{walk}" '
        f'viewBox="{x:.0f} {y:.0f} {width:.0f} {height:.0f}" '
        f'role="group" aria-label="{escape(label)}">'
        f"<defs>{render_patterns('still', unit)}</defs>"
        f'{backdrop}<g stroke-width="{border:.3g}">{"".join(shapes)}</g><g>{outlines}'
        f"{_render_lines(view, catalogue, unit)}</g>"
        f'<g stroke-width="{border:.3g}">{"".join(tokens)}</g>'
        f"{render_names(view, catalogue, window, unit)}"
        f"{_render_edge(view, window, unit)}</svg>"
    )


def _is_seen(geometry: Geometry, window: Window) -> bool:
    """Tell whether an area's box meets the window."""
    left, top, width, height = window.view_box
    x0, y0, x1, y1 = geometry.bbox
    return x0 <= left + width and x1 >= left and y0 <= top + height and y1 >= top


def _render_outlines(view: MapView, catalogue: Catalogue) -> str:
    """Return the outlines of chosen areas, then the councils of a partnership at their own tier."""
    state = view.state
    geometry = catalogue.level_set(state.level, state.shape).geometry
    drawn = [("hl", geometry[gss].d) for gss in view.highlighted]
    drawn += [
        (area.css, catalogue.level_set(area.level, state.shape).geometry[area.gss].d)
        for area in list_member_areas(view, catalogue)
    ]
    return "".join(f'<path class="{css}" d="{d}"/>' for css, d in drawn)


def _render_lines(view: MapView, catalogue: Catalogue, unit: float) -> str:
    """Return the lines between councils over their casings, and a dot on each that leads."""
    parts = []
    for style, lines in group_lines(view.lines).items():
        css = "link"
        css += " across" if style.across_regions else ""
        css += " many" if style.several_bids else ""
        curves = "".join(_curve(line, view, catalogue) for line in lines)
        parts.append((css, curves))
    casings = "".join(f'<path class="casing" d="{d}"/>' for _, d in parts)
    points = [catalogue.point_of(gss, view.state.shape).point27700 for gss in list_hubs(view.lines)]
    hubs = "".join(
        f'<circle class="hub" cx="{x:g}" cy="{y:g}" r="{HUB_RADIUS_PX * unit:.0f}"/>'
        for x, y in points
    )
    drawn = "".join(f'<path class="{css}" d="{d}"/>' for css, d in parts)
    return casings + drawn + hubs


def _curve(line: Line, view: MapView, catalogue: Catalogue) -> str:
    lead, partner = (
        catalogue.point_of(gss, view.state.shape).point27700 for gss in (line.lead, line.partner)
    )
    (x0, y0), (cx, cy), (x1, y1) = bend_line(lead, partner)
    return f"M{x0:g} {y0:g}Q{cx:.0f} {cy:.0f} {x1:g} {y1:g}"


def render_names(view: MapView, catalogue: Catalogue, window: Window, unit: float) -> str:
    """Return the names that the window has room for; what a phone has none for is marked wide."""
    size = LETTER_PX * unit * window.letters
    texts = "".join(
        f'<text{"" if name.narrow else _WIDE} x="{name.point[0]:.0f}" '
        f'y="{name.point[1] + size * 0.35:.0f}">{escape(name.text)}</text>'
        for name in list_names(view, catalogue, window)
    )
    return f'<g class="names" font-size="{size:.1f}" aria-hidden="true">{texts}</g>'


def _render_edge(view: MapView, window: Window, unit: float) -> str:
    """Return the bodies that have no area here, written upwards from the lower left corner."""
    lines = list_edge_lines(view)
    if not lines:
        return ""
    x, y, _, height = window.view_box
    left, step = x + EDGE_PX * unit, EDGE_TEXT_PX * unit * 1.3
    top = y + height - EDGE_PX * unit - step * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{left:.0f}" y="{top + step * place:.0f}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    return f'<text class="edge" font-size="{EDGE_TEXT_PX * unit:.0f}">{spans}</text>'


def render_area(area: AreaValue, view: MapView, geometry: Geometry, k: int, extra: str = "") -> str:
    """Return an area as a link with ``extra`` attributes; its shape alone outside the choice."""
    faint = f" {Fill.FAINT}" if area.fill is Fill.FAINT else ""
    path = f'<path class="{area_class(area, k)}{faint}" d="{geometry.d}"/>'
    return _link(area, view, path, extra)


def _render_token(
    area: AreaValue, view: MapView, geometry: Geometry, style: tuple[int, float, str]
) -> str:
    k, unit, target = style
    x, y = geometry.point27700
    circle = (
        f'<circle class="{area_class(area, k)}" cx="{x:g}" cy="{y:g}" '
        f'r="{TOKEN_RADIUS_PX * unit:.0f}"/>'
    )
    return _wrap(area, view, f'{target} tabindex="-1" aria-hidden="true"', circle)


def _link(area: AreaValue, view: MapView, shape: str, extra: str) -> str:
    if area.status is AreaStatus.OUTSIDE:
        return shape
    title = f"<title>{escape(hover_text(area, view))}</title>"
    return _wrap(area, view, f'{extra} data-gss="{area.gss}"', f"{title}{shape}")


def _wrap(area: AreaValue, view: MapView, attributes: str, drawn: str) -> str:
    """Return a drawing as a link to its area, or as no link where that has no address."""
    href = address_of(view.state.choose_area(area.gss))
    return f'<a href="{escape(href)}"{attributes}>{drawn}</a>' if href else f"<g>{drawn}</g>"


def palette_css() -> str:
    """Return the CSS rules that colour maps and keys, made from the palette."""
    steps = (f"r{step}" for step in range(len(RAMP)))
    names = (*steps, f"s-{AreaStatus.NONE_NAMED}", f"s-{AreaStatus.OUTSIDE}")
    plain = "".join(f".{name}{{fill:{FILLS[name]};--fill:{FILLS[name]}}}" for name in names)
    textures = "".join(
        f".s-{status}{{fill:url(#tex-{status});--fill:{FILLS[f's-{status}']}}}"
        f".tca-still .s-{status}{{fill:url(#still-{status})}}"
        for status in TEXTURED
    )
    return (
        f":root{{--map-border:{BORDER};--map-highlight:{HIGHLIGHT};--map-backdrop:{BACKDROP};"
        f"--map-ink:{INK};--map-partner:{PARTNER_FILL};--map-lead:{LEAD_FILL};--map-within:{LINE_WITHIN};"
        f"--map-across:{LINE_ACROSS};--map-casing:{LINE_CASING};--map-paper:{PAPER}}}{plain}{textures}"
    )
