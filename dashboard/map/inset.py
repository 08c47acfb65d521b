"""London larger, in the sea beside a map of all England.

For the pointer alone: the keyboard and a screen reader find the same areas on the map itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from dashboard.map.labels import list_in_order
from dashboard.map.names import LETTER_PX, NOMINAL_WIDTH_PX
from dashboard.map.projection import Window
from dashboard.map.svg import TEXTURED, render_area, render_names, render_patterns
from geodata.model.codes import Level, Shape

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView

LONDON: Final = "E12000007"
_NO_STOP: Final = ' tabindex="-1"'

_SHARE: Final = 0.4
"""Of the map's width, nearly; ``assets/map.css`` has it in full."""
_LETTERS: Final = 0.95
"""Size of its names by that of names on the map."""
_MARGIN: Final = 8


def inset_css() -> str:
    """Return the CSS rules that give the inset's areas its own textures."""
    return "".join(f".tca-inset .s-{one}{{fill:url(#inset-{one})}}" for one in TEXTURED)


def render_inset(view: MapView, catalogue: Catalogue) -> Markup:
    """Return London's boroughs as an ``svg`` of links.

    Empty unless the map shows all of England and its awards: no line of a partnership ends there.
    """
    state = view.state
    london = catalogue.levels[Level.REGION].geometry.get(LONDON)
    whole = state.region is None and state.shape is Shape.MAP and not state.draws_partnerships
    if london is None or not whole or state.level is Level.REGION:
        return Markup()
    x0, y0, x1, y1 = london.bbox
    box = (x0 - _MARGIN, y0 - _MARGIN, x1 - x0 + 2 * _MARGIN, y1 - y0 + 2 * _MARGIN)
    scale, letters = catalogue.frame.width / box[2], _LETTERS / _SHARE
    window = Window(*london.point, scale, box, letters)
    unit = box[2] / NOMINAL_WIDTH_PX
    letter = LETTER_PX * unit * letters
    geometry = catalogue.levels[state.level].geometry
    areas = [
        area
        for area in list_in_order(view, catalogue)
        if LONDON in catalogue.areas[area.gss].holders
    ]
    k = view.classes.k if view.classes else 1
    shapes = [render_area(area, view, geometry[area.gss], k, _NO_STOP) for area in areas]
    shapes += [
        f'<path class="hl" d="{geometry[area.gss].d}"/>'
        for area in areas
        if area.gss in view.highlighted
    ]
    named = replace(view, state=replace(state, region=LONDON))
    return Markup(  # noqa: S704 - texts are escaped where they are put in
        f'<svg class="tca-inset" aria-hidden="true" viewBox="{" ".join(map(str, box))}">'
        f"<defs>{render_patterns('inset', unit / _SHARE)}</defs>"
        f'<g stroke-width="{unit:.3g}">{"".join(shapes)}</g>'
        f"{render_names(named, catalogue, window, unit)}"
        f'<text class="tca-inset-title" x="{box[0]:.0f}" y="{box[1] + letter:.0f}" '
        f'font-size="{letter:.0f}">London, larger</text></svg>'
    )
