"""Place one equal hexagon for each council, near its position and its neighbours.

Each lower-tier council first gets a cell of a honeycomb so that the squares of all shifts sum to
the least (SciPy's assignment). Then simulated annealing moves councils to cells beside them or
beside a neighbour, one move or swap at a time. A layout costs less where neighbours touch and lie
in their true direction, councils are near their true positions, regions are whole and there are no
holes. The same boundaries give the same map: the moves come from a seeded generator, and everything
that decides one is rounded or exact arithmetic.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.optimize import linear_sum_assignment

from geodata.boundaries.hex_levels import draw_hex_levels
from geodata.boundaries.honeycomb import Comb, draw_hexagons, make_comb
from geodata.boundaries.levels import neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.model.codes import Level

# Weights of what a layout costs, tuned on England by eye and by the figures of `HexFit`.
_APART: Final = 1.0
_FURTHER: Final = 0.3
_DIRECTION: Final = 0.2
_HOME: Final = 0.35
_REGION: Final = 0.6
_COUNTY: Final = 1.5
_HOLE: Final = 0.3

_MOVES_FOR_EACH: Final = 700
_TEMPERATURES: Final = (1.0, 0.03)
_SEED: Final = 7
_ROUNDS_OF_REPAIR: Final = 4
_THRESHOLDS: Final = tuple(round(-math.log((k + 0.5) / 1024), 6) for k in range(1024))
"""Minus the logarithm of a fair draw, rounded so that no mathematics library makes a difference."""


@dataclass(frozen=True, slots=True)
class HexFit:
    """How true a hex map is to the ground.

    Parameters
    ----------
    placed
        Councils, each with a cell of its own.
    pieces
        Number of connected pieces of each region, by code; 1 is whole.
    neighbours_kept
        Share of the pairs of councils with a common border whose hexagons touch.
    median_shift_km
        Median distance between a council's centroid and the centre of its hexagon.
    """

    placed: int
    pieces: dict[str, int]
    neighbours_kept: float
    median_shift_km: float


@dataclass(frozen=True, slots=True, eq=False)
class HexMap:
    """The levels of the map in hexagons, in EPSG:27700, and how true they are."""

    levels: dict[Level, gpd.GeoDataFrame]
    fit: HexFit


def make_hex_map(lower: gpd.GeoDataFrame, areas: pd.DataFrame, box: shapely.Polygon) -> HexMap:
    """Lay out the lower level as hexagons and join them into the other levels.

    Parameters
    ----------
    lower
        The true areas.
    areas
        Indexed by ``gss_code`` with ``upper_gss``, ``region_gss`` and ``today_gss``.
    box
        The frame of the drawing, in EPSG:27700. The hexagons lie in it where it has cells enough;
        a small world in a narrow frame gets a wider one.
    """
    parents = areas.loc[lower.index]
    shapes = np.asarray(lower.geometry.array, dtype=np.object_)
    homes = np.round(shapely.get_coordinates(shapely.centroid(shapes))).astype(np.float64)
    comb = make_comb(float(lower.area.mean()), box, len(lower))
    regions = [int(code) for code in pd.factorize(parents["region_gss"])[0]]
    counties = [int(code) for code in pd.factorize(parents["upper_gss"])[0]]
    near = neighbours(lower)
    positions = {code: place for place, code in enumerate(lower.index)}
    adjacency = [[positions[other] for other in near[code]] for code in lower.index]
    board = _Board(comb, homes, adjacency, regions, counties)
    board.settle()
    centres = comb.centres[board.cell]
    shapes = draw_hexagons(centres, comb.half_width, comb.quarter_height)
    levels = draw_hex_levels(shapes, lower.index, areas)
    return HexMap(levels, _measure(board, parents["region_gss"]))


class _Board:
    """Councils on cells, and what each move would cost.

    Plain lists of floats: the moves are many and small, and NumPy is slow on single numbers.
    """

    def __init__(
        self,
        comb: Comb,
        homes: NDArray[np.float64],
        adjacency: Sequence[Sequence[int]],
        regions: Sequence[int],
        counties: Sequence[int],
    ) -> None:
        self.comb = comb
        self.homes = homes
        self.adjacency = adjacency
        self.regions = regions
        self.region_weight = _REGION
        width = 2 * comb.half_width
        squares = ((homes[:, None, :] - comb.centres[None]) ** 2).sum(axis=2)
        self._place([int(cell) for cell in linear_sum_assignment(squares)[1]])
        # An island has one neighbour; the full weight of home would separate the two.
        hold = np.sqrt(np.array([max(len(others), 1) for others in adjacency]) / 5).clip(max=1)
        self._home = (np.round(_HOME * hold, 6)[:, None] * squares / width**2).tolist()
        apart = _APART + _FURTHER * (comb.steps - 2)
        self._apart = np.where(comb.steps <= 1, 0.0, apart).tolist()
        self._x = (comb.centres[:, 0] / width).tolist()
        self._y = (comb.centres[:, 1] / width).tolist()
        self._towards = [
            _directions(homes, place, adjacency, counties) for place in range(len(adjacency))
        ]

    def settle(self) -> None:
        """Move councils until the annealing ends and every region is whole."""
        draw = Random(_SEED)  # noqa: S311 - repeatable on purpose
        self._anneal(draw, _MOVES_FOR_EACH * len(self.cell), *_TEMPERATURES)
        for _ in range(_ROUNDS_OF_REPAIR):
            if not self._bring_strays_home():
                return
            self.region_weight *= 2
            first, last = _TEMPERATURES
            self._anneal(draw, _MOVES_FOR_EACH * len(self.cell) // 10, first / 10, last)
        self._bring_strays_home()

    def pieces(self) -> list[list[int]]:
        """Return the councils of each connected piece of a region, the largest pieces first."""
        found: list[list[int]] = []
        unseen = set(range(len(self.cell)))
        while unseen:
            start = min(unseen)
            unseen.discard(start)
            piece = [start]
            for member in piece:  # grows as it is read
                for cell in self.comb.beside[self.cell[member]]:
                    council = self.owner[cell]
                    if council in unseen and self.regions[council] == self.regions[start]:
                        unseen.discard(council)
                        piece.append(council)
            found.append(piece)
        return sorted(found, key=len, reverse=True)

    def _bring_strays_home(self) -> bool:
        """Move each small piece of a region to the largest; say whether there was any.

        On its way a stray changes places with each council that it passes. A move that tears
        another region apart is undone.
        """
        mains: dict[int, list[int]] = {}
        strays: list[list[int]] = []
        for piece in self.pieces():
            main = mains.setdefault(self.regions[piece[0]], piece)
            if main is not piece:
                strays.append(piece)
        for stray in strays:
            before, count = list(self.cell), len(self.pieces())
            for council in stray:
                goals = {self.cell[member] for member in mains[self.regions[council]]}
                for cell in self._path(self.cell[council], goals):
                    self._move(council, cell)
            if len(self.pieces()) >= count:
                self._place(before)
        return bool(strays)

    def _place(self, cells: list[int]) -> None:
        self.cell = cells
        self.owner = [-1] * len(self.comb.centres)
        for council, cell in enumerate(cells):
            self.owner[cell] = council

    def _path(self, start: int, goals: set[int]) -> list[int]:
        """Return the cells of a shortest way to one beside a goal, without the start."""
        came: dict[int, int] = {start: start}
        border = [start]
        for cell in border:  # grows as it is read
            if any(other in goals for other in self.comb.beside[cell]):
                way = []
                while cell != start:
                    way.append(cell)
                    cell = came[cell]  # noqa: PLW2901 - walks back
                return way[::-1]
            for other in self.comb.beside[cell]:
                if other not in came:
                    came[other] = cell
                    border.append(other)
        return []

    def _anneal(self, draw: Random, moves: int, first: float, last: float) -> None:
        """Try ``moves`` moves, each taken if it saves, or costs no more than a draw allows."""
        cooling = round((last / first) ** (1 / max(moves, 1)), 12)
        temperature = first
        count, thresholds, uniform = len(self.cell), _THRESHOLDS, draw.random
        beside, adjacency, cell = self.comb.beside, self.adjacency, self.cell
        for _ in range(moves):
            temperature *= cooling
            council = int(uniform() * count)
            others = adjacency[council]
            near = council
            if others and uniform() < 0.5:  # noqa: PLR2004 - half the moves go beside a neighbour
                near = others[int(uniform() * len(others))]
            around = beside[cell[near]]
            if not around:
                continue
            target = around[int(uniform() * len(around))]
            if target == cell[council]:
                continue
            allowed = temperature * thresholds[int(uniform() * len(thresholds))]
            if self._price(council, target) <= allowed:
                self._move(council, target)

    def _move(self, council: int, target: int) -> None:
        left, other = self.cell[council], self.owner[target]
        self.owner[left], self.owner[target] = other, council
        self.cell[council] = target
        if other >= 0:
            self.cell[other] = left

    def _price(self, council: int, target: int) -> float:
        """Return what it would cost to move there, or to swap with the council that is there."""
        left, other = self.cell[council], self.owner[target]
        price = self._shift_price(council, left, target, other)
        if other >= 0:
            price += self._shift_price(other, target, left, council)
            if self.regions[council] == self.regions[other]:
                return price
        return price + self._blob_price(council, target)

    def _shift_price(self, council: int, old: int, new: int, partner: int) -> float:
        """Return what a shift costs in distance from home and neighbours.

        Each neighbour's squared distance from where it should be is not computed twice but
        expanded: only what differs between the two cells is left. A ``partner`` that it swaps with
        ends as far away, on the other side; each of the two pays half of that.
        """
        cell, x, y = self.cell, self._x, self._y
        was, becomes = self._apart[old], self._apart[new]
        east, north = x[new] - x[old], y[new] - y[old]
        both_east, both_north = x[new] + x[old], y[new] + y[old]
        price = self._home[council][new] - self._home[council][old]
        for neighbour, bond, to_east, to_north in self._towards[council]:
            there = cell[neighbour]
            if neighbour == partner:
                price += bond * _DIRECTION * 2 * (east * to_east + north * to_north)
                continue
            pull = east * (both_east - 2 * (x[there] - to_east))
            pull += north * (both_north - 2 * (y[there] - to_north))
            price += bond * (becomes[there] - was[there] + _DIRECTION * pull)
        return float(price)

    def _blob_price(self, council: int, target: int) -> float:
        """Return what regions lose in common edges, and all in edges to the sea, by a move."""
        left, other = self.cell[council], self.owner[target]
        region = self.regions[council]
        rival = self.regions[other] if other >= 0 else -1
        kin = land = 0
        for sign, place, guest in ((1, left, other), (-1, target, council)):
            for cell in self.comb.beside[place]:
                owner = self.owner[cell]
                if owner >= 0 and owner != guest:
                    land += sign
                    kin += sign * ((self.regions[owner] == region) - (self.regions[owner] == rival))
        return self.region_weight * kin + (_HOLE * land if other < 0 else 0.0)


def _directions(
    homes: NDArray[np.float64],
    council: int,
    adjacency: Sequence[Sequence[int]],
    counties: Sequence[int],
) -> list[tuple[int, float, float, float]]:
    """Return each neighbour with how strong the bond is and the unit vector towards it.

    The bond is stronger where a council has fewer than three neighbours, as an island has, and
    between districts of one county.
    """
    found = []
    for neighbour in adjacency[council]:
        bond = max(1.0, 3 / min(len(adjacency[council]), len(adjacency[neighbour])))
        bond *= _COUNTY if counties[council] == counties[neighbour] else 1.0
        east, north = (float(value) for value in homes[neighbour] - homes[council])
        length = math.sqrt(east * east + north * north) or 1.0
        found.append((neighbour, bond, east / length, north / length))
    return found


def _measure(board: _Board, regions: pd.Series) -> HexFit:
    pairs = [(one, other) for one, others in enumerate(board.adjacency) for other in others]
    kept = [board.comb.steps[board.cell[one], board.cell[other]] == 1 for one, other in pairs]
    shifts = board.comb.centres[board.cell] - board.homes
    pieces = Counter(str(regions.iloc[piece[0]]) for piece in board.pieces())
    return HexFit(
        placed=len(set(board.cell)),
        pieces=dict(sorted(pieces.items())),
        neighbours_kept=round(float(np.mean(kept)), 4) if kept else 1.0,
        median_shift_km=round(float(np.median(np.hypot(*shifts.T))) / 1000, 1),
    )
