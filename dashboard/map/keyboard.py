"""Find the neighbour of each area in each direction, for the arrow keys."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import LevelSet

DIRECTIONS: Final = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}
"""Directions as steps in frame units, y down."""

_LEAST_COSINE: Final = 0.5
_NEIGHBOUR_BONUS: Final = 0.35


def find_steps(areas: LevelSet) -> Mapping[str, tuple[str | None, ...]]:
    """Return, for each area, the areas up, right, down and left of it.

    A step leads to the area that is nearest within 60° of the direction, where an area that
    shares a border counts as nearer than one that does not; ``None`` at the edge of the map.
    """
    points = {gss: areas.geometry[gss].point27700 for gss in areas.codes}
    return {
        gss: tuple(
            _find_step(gss, direction, points, areas.geometry[gss].neighbours)
            for direction in DIRECTIONS.values()
        )
        for gss in areas.codes
    }


def _find_step(
    gss: str,
    direction: tuple[int, int],
    points: Mapping[str, tuple[float, float]],
    neighbours: tuple[str, ...],
) -> str | None:
    x, y = points[gss]
    best: tuple[float, str] | None = None
    for other, (ox, oy) in points.items():
        distance = hypot(ox - x, oy - y)
        if other == gss or not distance:
            continue
        cosine = ((ox - x) * direction[0] + (oy - y) * direction[1]) / distance
        if cosine < _LEAST_COSINE:
            continue
        cost = distance / cosine**2 * (_NEIGHBOUR_BONUS if other in neighbours else 1)
        if best is None or (cost, other) < best:
            best = (cost, other)
    return best[1] if best else None
