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
_ZOOM_STEP: Final = 1.6
_ZOOM_STEPS: Final = (-3, 6)
PHONE: Final = 1.7
"""How much larger letters are on a phone, measured by the map's width."""


@dataclass(frozen=True, slots=True)
class NameOnMap:
    """The name of an area and the point, in frame units, that it is centred on.

    Parameters
    ----------
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
    members = {*view.members.leads, *view.members.partners}
    boxes: list[tuple[float, float, float]] = []
    found = []
    for name, area in _list_candidates(view, catalogue):
        early = window.scale > _COUNCILS_FROM or _is_early(name.gss, view, catalogue)
        # The scale of a name is that of a map which names every council: members stand alone.
        crowded = name.scale > room and not members
        if crowded or not early or not _is_seen(area, window):
            continue
        half = len(name.text) * _LETTER_WIDTH * unit / 2
        x, y = _keep_inside(area.point27700, half, window)
        if any(
            abs(x - x0) < half + half0 and abs(y - y0) < _LINE_HEIGHT * unit
            for x0, y0, half0 in boxes
        ):
            continue
        boxes.append((x, y, half))
        uncut = _keep_inside((x, y), half * PHONE, window) == (x, y)
        narrow = uncut and name.scale * PHONE <= room
        found.append(NameOnMap(name.gss, name.text, (x, y), narrow))
    return tuple(found)


def list_zoom_scales(window: Window) -> tuple[float, ...]:
    """Return the scales at which more names come in, the window's own among them."""
    return tuple(window.scale * _ZOOM_STEP**step for step in range(*_ZOOM_STEPS))


def list_zoomed_names(
    view: MapView, catalogue: Catalogue, window: Window
) -> tuple[tuple[float, tuple[NameOnMap, ...]], ...]:
    """Return every name of the map by the scale from which it is there, for a map that zooms.

    At the window's own scale these are the names of :func:`list_names`, and those beyond its edges.
    """
    here = {name.gss: name for name in list_names(view, catalogue, window)}
    found: dict[float, list[NameOnMap]] = {scale: [] for scale in list_zoom_scales(window)}
    for name, area in _list_candidates(view, catalogue):
        start = max(name.scale, 0.0 if _is_early(name.gss, view, catalogue) else _COUNCILS_FROM)
        if name.gss in here:
            start = min(start, window.scale)
        elif start <= window.scale and _is_seen(area, window):
            start = window.scale * _ZOOM_STEP  # moved from the edge, it would meet another
        first = next((scale for scale in found if scale >= start), None)
        if first is not None:
            kept = NameOnMap(name.gss, name.text, area.point27700, narrow=False)
            found[first].append(here.get(name.gss, kept))
    return tuple((scale, tuple(names)) for scale, names in found.items())


def _is_early(gss: str, view: MapView, catalogue: Catalogue) -> bool:
    """Tell whether a name may stand on a map of all England: a city, a region, a member."""
    members = {*view.members.leads, *view.members.partners}
    return gss in catalogue.cities or bool(members) or view.state.level is Level.REGION


def _is_seen(area: Geometry, window: Window) -> bool:
    left, top, width, height = window.view_box
    x, y = area.point27700
    return left < x < left + width and top < y < top + height


def _list_candidates(view: MapView, catalogue: Catalogue) -> Iterator[tuple[PlacedName, Geometry]]:
    """Yield the names that belong on a map whatever its letters, with the area of each.

    Of a partnership those of its leads come first, so that they keep their room.
    """
    state = view.state
    level = catalogue.level_set(state.level, state.shape)
    lower = catalogue.level_set(Level.LOWER, state.shape)
    members = {*view.members.leads, *view.members.partners}
    seen = set()
    names = level.names
    if members:
        every = (*lower.names, *level.names)
        names = tuple(sorted(every, key=lambda name: name.gss not in view.members.leads))
    for name in names:
        area = level.geometry.get(name.gss) or lower.geometry[name.gss]
        if name.gss in seen:
            continue
        if members and name.gss not in members:
            continue
        if state.region and catalogue.areas[name.gss].region not in (state.region, None):
            continue
        seen.add(name.gss)
        yield name, area


def _keep_inside(point: tuple[float, float], half: float, window: Window) -> tuple[float, float]:
    """Return a name's point, moved so that the name ends within the window's sides."""
    left, _, width, _ = window.view_box
    x, y = point
    return min(max(x, left + half), left + width - half), y
