"""The hex map of small worlds: every council a cell, regions whole, prices that add up."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.boundaries import hexes, honeycomb
from geodata.boundaries.hexes import make_hex_map
from geodata.model.codes import Level
from tests.geometry_factories import KM, SOUTH_M, WEST_M, make_frame, make_square

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.boundaries.coverage import Polygons

BOX = shapely.box(WEST_M, SOUTH_M, WEST_M + 100 * KM, SOUTH_M + 100 * KM)


def make_world(columns: int, rows: int, regions: int = 1) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return 10 km squares as a level, in regions that are bands from west to east."""
    shapes = {
        f"E07{row * columns + column + 1:06d}": make_square(10 * column, 10 * row, 10)
        for row in range(rows)
        for column in range(columns)
    }
    codes = list(shapes)
    region = [f"E120000{1 + (i % columns) * regions // columns:02d}" for i in range(len(codes))]
    areas = pd.DataFrame(
        {"upper_gss": "E10000001", "region_gss": region, "today_gss": codes},
        index=pd.Index(codes, name="gss_code", dtype="str"),
    )
    return make_frame(shapes), areas


def make_board(seed: int = 1) -> hexes._Board:
    """Return a board of 20 councils in two regions, shuffled over its cells."""
    world, _ = make_world(5, 4)
    homes = shapely.get_coordinates(shapely.centroid(shapes_of(world)))
    friends = [
        [j for j in range(20) if abs(i % 5 - j % 5) + abs(i // 5 - j // 5) == 1] for i in range(20)
    ]
    comb = honeycomb.make_comb(100_000_000, BOX, 20)
    board = hexes._Board(
        comb, homes, friends, [i % 5 // 3 for i in range(20)], [i // 4 for i in range(20)]
    )
    draw = Random(seed)  # noqa: S311 - repeatable on purpose
    for council in range(20):
        board._move(council, draw.randrange(len(comb.centres)))
    return board


def total_cost(board: hexes._Board) -> float:
    """Return what a whole layout costs, every pair reckoned once, in plain arithmetic."""
    comb = board.comb
    width = 2 * comb.half_width
    cost = 0.0
    for one, friends in enumerate(board.adjacency):
        here = comb.centres[board.cell[one]]
        hold = min(1.0, (len(friends) / 5) ** 0.5)
        cost += hexes._HOME * hold * ((here - board.homes[one]) ** 2).sum() / width**2
        for other in (friend for friend in friends if friend > one):
            there = comb.centres[board.cell[other]]
            away = board.homes[other] - board.homes[one]
            wanted = away / np.hypot(*away)
            steps = comb.steps[board.cell[one], board.cell[other]]
            bond = max(1.0, 3 / min(len(friends), len(board.adjacency[other])))
            bond *= hexes._COUNTY if one // 4 == other // 4 else 1
            apart = 0 if steps <= 1 else hexes._APART + hexes._FURTHER * (steps - 2)
            off = (((there - here) / width - wanted) ** 2).sum()
            cost += bond * (apart + hexes._DIRECTION * off)
    for cell, beside in enumerate(comb.beside):
        for other in (neighbour for neighbour in beside if neighbour > cell):
            pair = [board.owner[cell], board.owner[other]]
            if min(pair) >= 0:
                cost -= hexes._HOLE
                if board.regions[pair[0]] == board.regions[pair[1]]:
                    cost -= board.region_weight
    return float(cost)


def check_partition(levels: dict[Level, gpd.GeoDataFrame]) -> None:
    ground = [shapes.area.sum() for shapes in levels.values()]
    assert ground == pytest.approx([ground[0]] * len(ground))


def shapes_of(gdf: gpd.GeoDataFrame) -> Polygons:
    return np.asarray(gdf.geometry.array, dtype=np.object_)


def corners(gdf: gpd.GeoDataFrame) -> list[int]:
    return [int(count) - 1 for count in shapely.get_num_coordinates(shapes_of(gdf))]


@pytest.mark.parametrize("mean_km2", [0.5, 1, 25, 100, 401, 2_500])
def test_hexagons_are_nearly_regular_and_no_larger_than_asked_for(mean_km2: float) -> None:
    wide, high = honeycomb.hexagon_size(mean_km2 * 1e6)
    assert wide % 100 == high % 100 == 0
    if mean_km2 >= 25:  # below that the grid of 100 m is coarse
        assert wide / high == pytest.approx(3**0.5, rel=0.006)
        assert 0.8 * mean_km2 < 6 * wide * high / 1e6 < 1.02 * mean_km2


def test_every_council_has_a_hexagon_of_the_same_size() -> None:
    world, areas = make_world(5, 4, regions=2)
    drawn = make_hex_map(world, areas, BOX)
    assert drawn.fit.placed == 20
    assert list(drawn.levels[Level.LOWER].index) == list(world.index)
    assert corners(drawn.levels[Level.LOWER]) == [6] * 20
    assert len(set(drawn.levels[Level.LOWER].area)) == 1
    assert shapely.coverage_is_valid(shapes_of(drawn.levels[Level.LOWER]))


def test_regions_stay_whole() -> None:
    world, areas = make_world(6, 4, regions=3)
    drawn = make_hex_map(world, areas, BOX)
    assert drawn.fit.pieces == {"E12000001": 1, "E12000002": 1, "E12000003": 1}
    assert (drawn.levels[Level.REGION].geom_type == "Polygon").all()


def test_other_levels_are_joined_from_the_same_hexagons() -> None:
    world, areas = make_world(6, 4, regions=3)
    drawn = make_hex_map(world, areas, BOX)
    check_partition(drawn.levels)
    assert list(drawn.levels[Level.UPPER].index) == ["E10000001"]


def test_the_same_world_gives_the_same_map() -> None:
    world, areas = make_world(5, 4, regions=2)
    first, second = (make_hex_map(world, areas, BOX) for _ in range(2))
    assert first.fit == second.fit
    assert (
        first.levels[Level.LOWER]
        .geometry.geom_equals_exact(second.levels[Level.LOWER].geometry, 0)
        .all()
    )


def test_a_checked_plain_keeps_its_neighbours_and_its_compass() -> None:
    world, areas = make_world(6, 6)
    drawn = make_hex_map(world, areas, BOX)
    centre = drawn.levels[Level.LOWER].centroid
    assert drawn.fit.neighbours_kept > 0.9
    assert drawn.fit.median_shift_km < 10
    assert shapely.get_x(centre["E07000001"]) < shapely.get_x(centre["E07000006"])
    assert shapely.get_y(centre["E07000001"]) < shapely.get_y(centre["E07000031"])


def test_one_council_alone_is_one_hexagon_where_it_lies() -> None:
    world, areas = make_world(1, 1)
    drawn = make_hex_map(world, areas, world.geometry.iloc[0].buffer(1_000))
    assert drawn.fit.placed == 1
    assert drawn.fit.neighbours_kept == 1
    assert drawn.fit.median_shift_km < 20


def test_hexagons_lie_in_the_frame_where_it_has_cells_enough() -> None:
    world, areas = make_world(5, 4)
    drawn = make_hex_map(world, areas, BOX)
    assert BOX.covers(shapely.box(*drawn.levels[Level.LOWER].total_bounds))


def test_a_narrow_frame_is_widened() -> None:
    world, areas = make_world(8, 1)
    narrow = shapely.box(*world.total_bounds)
    assert make_hex_map(world, areas, narrow).fit.placed == 8


def test_steps_are_those_that_one_would_walk() -> None:
    comb = honeycomb.make_comb(100_000_000, BOX, 20)
    for start in (0, len(comb.centres) // 2):
        walked, border, steps = {start: 0}, [start], 0
        while border:
            steps += 1
            border = [
                other for cell in border for other in comb.beside[cell] if other not in walked
            ]
            walked |= dict.fromkeys(border, steps)
        assert comb.steps[start].tolist() == [walked[cell] for cell in range(len(comb.centres))]


@pytest.mark.parametrize("seed", range(5))
def test_price_of_a_move_or_swap_is_what_the_whole_layout_pays(seed: int) -> None:
    board, draw = make_board(seed), Random(seed)  # noqa: S311 - repeatable on purpose
    for _ in range(60):
        council = draw.randrange(20)
        target = draw.randrange(len(board.comb.centres))
        if target == board.cell[council]:
            continue
        before, price = total_cost(board), board._price(council, target)
        board._move(council, target)
        assert total_cost(board) - before == pytest.approx(price, abs=1e-4)


def test_moves_never_put_two_councils_on_one_cell() -> None:
    board = make_board()
    board._anneal(Random(1), 2_000, 1.0, 0.03)  # noqa: S311 - repeatable on purpose
    assert len(set(board.cell)) == 20
    assert all(board.owner[cell] == council for council, cell in enumerate(board.cell))
    assert sum(owner >= 0 for owner in board.owner) == 20


def test_a_stray_walks_home_and_tears_nothing_apart() -> None:
    board = make_board()
    board.settle()
    row = [council for council in range(20) if board.regions[council] == 0]
    far = max(row, key=lambda council: board.comb.centres[board.cell[council]][0])
    edge = max(range(20), key=lambda council: board.comb.centres[board.cell[council]][0])
    board._move(far, board.cell[edge])
    assert len(board.pieces()) > 2
    assert board._bring_strays_home()
    assert len(board.pieces()) == 2
    assert not board._bring_strays_home()
