"""Names on the map: cities or regions at first, councils where there is room for them.

The build has found for each name the scale from which it overlaps no other
(`geodata.boundaries.labels`), so that here names are only chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.data.catalogue import Catalogue, Geometry, PlacedName
    from dashboard.map.projection import Window
    from dashboard.query.view import MapView

LETTER_PX: Final = 13
"""Size of the letters on a map of the width for which the build placed the names."""
NOMINAL_WIDTH_PX: Final = 600
"""Width of that map."""
_LETTER_WIDTH: Final = 0.58
_LINE_HEIGHT: Final = 1.3
_COUNCILS_FROM: Final = 1.2
"""The scale beyond which councils are named: on a map of all England they are not."""
PHONE: Final = 1.7
"""How much larger letters are on a phone, measured by the map's width."""


@dataclass(frozen=True, slots=True)
class NameOnMap:
    """One name and the point, in frame units, that it is centred on.

    Parameters
    ----------
    gss
        The area that it names.
    text
        The name.
    point
        The area's inner point, moved where the name would leave the window.
    narrow
        Whether there is room for it on a phone, too.
    """

    gss: str
    text: str
    point: tuple[float, float]
    narrow: bool


def list_names(view: MapView, catalogue: Catalogue, window: Window) -> tuple[NameOnMap, ...]:
    """Return the names that a window has room for; of a partnership its councils alone."""
    room = window.scale / window.letters
    unit = window.letters * LETTER_PX * window.view_box[2] / NOMINAL_WIDTH_PX
    boxes: list[tuple[float, float, float]] = []
    found = []
    for name, area in _list_candidates(view, catalogue, window):
        if name.scale > room:
            continue
        half = len(name.text) * _LETTER_WIDTH * unit / 2
        x, y = _keep_inside(area.point27700, half, window)
        if any(
            abs(x - x0) < half + half0 and abs(y - y0) < _LINE_HEIGHT * unit
            for x0, y0, half0 in boxes
        ):
            continue
        boxes.append((x, y, half))
        found.append(NameOnMap(name.gss, name.text, (x, y), name.scale * PHONE <= room))
    return tuple(found)


def _list_candidates(
    view: MapView, catalogue: Catalogue, window: Window
) -> Iterator[tuple[PlacedName, Geometry]]:
    """Yield the names that belong on a map whatever its letters, with the area of each."""
    state = view.state
    level = catalogue.level_set(state.level, state.shape)
    lower = catalogue.level_set(Level.LOWER, state.shape)
    members = {*view.members.leads, *view.members.partners}
    left, top, width, height = window.view_box
    seen = set()
    for name in (*lower.names, *level.names) if members else level.names:
        area = level.geometry.get(name.gss) or lower.geometry[name.gss]
        x, y = area.point27700
        if name.gss in seen or not (left < x < left + width and top < y < top + height):
            continue
        if members and name.gss not in members:
            continue
        if state.region and catalogue.areas[name.gss].region not in (state.region, None):
            continue
        city = name.gss in catalogue.cities
        if city or members or state.level is Level.REGION or window.scale > _COUNCILS_FROM:
            seen.add(name.gss)
            yield name, area


def _keep_inside(point: tuple[float, float], half: float, window: Window) -> tuple[float, float]:
    """Return a name's point, moved so that the name ends within the window's sides."""
    left, _, width, _ = window.view_box
    x, y = point
    return min(max(x, left + half), left + width - half), y
