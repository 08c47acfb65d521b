"""A honeycomb of equal upright hexagons on the grid of the drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.boundaries.coverage import Polygons

STEP_M: Final = 100
"""Every corner of a hexagon lies on a grid of this many metres, the unit of the drawing."""

_SQRT3: Final = math.sqrt(3)
_CELLS_FOR_EACH: Final = 2
"""At least this many cells for each council, so that estuaries and bays can stay open."""


@dataclass(frozen=True, slots=True, eq=False)
class Comb:
    """A honeycomb of upright hexagons.

    ``half_width`` and ``quarter_height`` are metres; ``centres`` is (m, 2) metres; ``beside`` lists
    the cells that touch each; ``steps`` is (m, m) cells to cross from one to the other.
    """

    half_width: int
    quarter_height: int
    centres: NDArray[np.float64]
    beside: list[list[int]]
    steps: NDArray[np.int64]


def make_comb(mean_area: float, box: shapely.Polygon, councils: int) -> Comb:
    """Return cells of about ``mean_area`` in ``box``, widened until there are cells enough."""
    half_width, quarter_height = hexagon_size(mean_area)
    margin = 0
    while True:
        comb = _fill(half_width, quarter_height, box.buffer(margin, join_style="mitre").bounds)
        if len(comb.centres) >= _CELLS_FOR_EACH * councils:
            return comb
        margin += half_width


def hexagon_size(mean_area: float) -> tuple[int, int]:
    """Return half the width and a quarter of the height, both on the grid, nearly regular.

    A regular hexagon has them as the square root of three to one. Among those at most 7% smaller
    than the mean area asks for, the most regular is taken.
    """
    exact = math.sqrt(mean_area / (6 * _SQRT3)) / STEP_M
    quarters = range(max(1, round(exact * 0.93)), max(1, round(exact)) + 1)
    best = min(quarters, key=lambda quarter: abs(round(quarter * _SQRT3) / quarter - _SQRT3))
    return round(best * _SQRT3) * STEP_M, best * STEP_M


def _fill(half_width: int, quarter_height: int, bounds: tuple[float, float, float, float]) -> Comb:
    """Return every cell that lies wholly in ``bounds``, on a lattice fixed by the grid's origin."""
    west, south, east, north = bounds
    places: list[tuple[int, int]] = []  # column in half widths, row
    rows = range(
        math.ceil((south + 2 * quarter_height) / (3 * quarter_height)),
        math.floor((north - 2 * quarter_height) / (3 * quarter_height)) + 1,
    )
    for row in rows:
        first = math.ceil((west + half_width) / half_width)
        last = math.floor((east - half_width) / half_width)
        places += [(column, row) for column in range(first, last + 1) if (column + row) % 2 == 0]
    index = {place: cell for cell, place in enumerate(places)}
    around = ((-2, 0), (2, 0), (-1, 1), (1, 1), (-1, -1), (1, -1))
    beside = [
        [index[other] for dx, dy in around if (other := (column + dx, row + dy)) in index]
        for column, row in places
    ]
    lattice = np.array(places, dtype=np.int64).reshape(-1, 2)
    across = np.abs(lattice[:, None, 0] - lattice[None, :, 0])
    up = np.abs(lattice[:, None, 1] - lattice[None, :, 1])
    # A step up also goes one half width sideways; what is left to cross takes two for each step.
    steps = up + np.maximum(across - up, 0) // 2
    centres = lattice * np.array([half_width, 3 * quarter_height])
    return Comb(half_width, quarter_height, centres.astype(np.float64), beside, steps)


def draw_hexagons(
    centres: NDArray[np.float64], half_width: float, quarter_height: float
) -> Polygons:
    """Return the hexagon round each centre; those that touch share their corners to the metre."""
    wide, high = half_width, quarter_height
    corners = np.array(
        [(0, 2 * high), (wide, high), (wide, -high), (0, -2 * high), (-wide, -high), (-wide, high)]
    )
    return np.array([shapely.Polygon(centre + corners) for centre in centres], dtype=np.object_)
