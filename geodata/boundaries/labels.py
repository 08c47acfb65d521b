"""Choose the names on the map and the scale from which each is shown, without overlaps.

Greedy: first the cities, then the areas, at each scale from all of England inwards: every name that
finds room beside those already there is placed for good, centred on its area's inner point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from geodata.boundaries.paths import AreaGeometry

NOMINAL_WIDTH_PX: Final = 600
"""Width of the map on which all of England is at scale 1."""
LETTER_PX: Final = 13
_LETTER_WIDTH: Final = 0.58
_LINE_HEIGHT: Final = 1.3
_SCALES: Final = tuple(round(0.3 * 1.25**step, 2) for step in range(20))


@dataclass(frozen=True, slots=True)
class PlacedName:
    """One name on the map.

    Parameters
    ----------
    gss
        The area on whose inner point it is centred.
    text
        The name.
    scale
        How many times larger than all of England the map must be for it; on a map that is wider or
        narrower than `NOMINAL_WIDTH_PX`, or with other letters, in proportion.
    """

    gss: str
    text: str
    scale: float


def place_names(
    geometry: Mapping[str, AreaGeometry],
    names: Mapping[str, str],
    cities: Mapping[str, str],
    level: Level,
    frame_width: int,
    points: Mapping[str, AreaGeometry],
) -> list[PlacedName]:
    """Return the names of a level: regions, or cities and then councils, the largest first.

    Parameters
    ----------
    geometry
        The areas of the level.
    names
        What each of them is called.
    cities
        Label by code of the council that it is the name of.
    points
        The areas of the lower level, where the cities are.
    """
    towns = {} if level is Level.REGION else cities
    wanted = [(gss, text, points[gss]) for gss, text in towns.items() if gss in points]
    first = len(wanted)
    by_size = sorted(geometry, key=lambda gss: (-_box_area(geometry[gss]), gss))
    wanted += [(gss, names[gss], geometry[gss]) for gss in by_size if gss not in towns]
    centres = np.array([area.point27700 for *_, area in wanted], dtype=np.float64)
    letters = np.array([len(text) for _, text, _ in wanted], dtype=np.float64)
    unit = LETTER_PX * frame_width / NOMINAL_WIDTH_PX
    sizes = np.column_stack([letters * _LETTER_WIDTH, np.full(len(wanted), _LINE_HEIGHT)]) * unit
    return [
        PlacedName(wanted[place][0], wanted[place][1], scale)
        for place, scale in _place(centres, sizes, first)
    ]


def _place(
    centres: NDArray[np.float64], sizes: NDArray[np.float64], first: int
) -> Iterator[tuple[int, float]]:
    """Yield each label that finds room, and the scale from which it has it.

    The first ones are placed before the others at every scale.
    """
    placed: list[int] = []
    scales: list[float] = []
    for waiting in (list(range(first)), list(range(first, len(centres)))):
        left = waiting
        for scale in _SCALES:
            tried, left = left, []
            for one in tried:
                apart = np.abs(centres[placed] - centres[one])
                # Two names meet from the scale on at which both are there.
                both = np.maximum(np.array(scales, dtype=np.float64), scale)[:, None]
                if (apart < (sizes[placed] + sizes[one]) / 2 / both).all(axis=1).any():
                    left.append(one)
                    continue
                placed.append(one)
                scales.append(scale)
                yield one, scale


def _box_area(area: AreaGeometry) -> int:
    x0, y0, x1, y1 = area.bbox
    return (x1 - x0) * (y1 - y0)
