"""The hex map of England: every council once, regions whole, and England still England."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import shapely

from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import to_national_grid
from geodata.boundaries.hex_levels import (
    draw_kept_hexagons,
    read_hex_centres,
    write_hex_centres,
)
from geodata.boundaries.hexes import HexMap, make_hex_map
from geodata.boundaries.levels import BoundarySet, neighbours
from geodata.boundaries.paths import frame_of, level_geometry, plotly_geojson
from geodata.model.codes import Level
from tests.geometry_factories import read_boundaries

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geodata.boundaries.coverage import Polygons

GEOGRAPHY: Final = Path(__file__).resolve().parents[2] / "data" / "geography"
COUNTS: Final = {Level.LOWER: 326, Level.UPPER: 152, Level.REGION: 9, Level.TODAY: 296}
# West to east and south to north, as everyone who knows England knows them.
WEST_TO_EAST: Final = ("E06000053", "E07000041", "E06000023", "E09000033", "E07000114")
SOUTH_TO_NORTH: Final = ("E06000046", "E09000001", "E08000025", "E08000003", "E06000057")


def shapes_of(gdf: gpd.GeoDataFrame) -> Polygons:
    return np.asarray(gdf.geometry.array, dtype=np.object_)


@pytest.fixture(scope="module")
def authorities() -> pd.DataFrame:
    return read_authorities(GEOGRAPHY)


@pytest.fixture(scope="module")
def boundaries(authorities: pd.DataFrame) -> BoundarySet:
    return read_boundaries(GEOGRAPHY, authorities)


@pytest.fixture(scope="module")
def drawn(boundaries: BoundarySet, authorities: pd.DataFrame) -> HexMap:
    return make_hex_map(boundaries.lower, authorities, frame_of(boundaries.lower).box())


def test_326_councils_stand_on_326_hexagons(drawn: HexMap) -> None:
    lower = drawn.levels[Level.LOWER]
    assert drawn.fit.placed == len(lower) == 326
    assert set(shapely.get_num_coordinates(shapes_of(lower))) == {7}
    assert len(set(lower.area)) == 1
    assert len({point.wkt for point in lower.centroid}) == 326


def test_the_kept_hexagons_are_those_that_the_boundaries_give(
    drawn: HexMap, boundaries: BoundarySet
) -> None:
    codes = [str(code) for code in boundaries.lower.index]
    centres = read_hex_centres(GEOGRAPHY, codes)
    assert centres is not None
    assert all(
        one.equals(other)
        for one, other in zip(
            draw_kept_hexagons(centres), shapes_of(drawn.levels[Level.LOWER]), strict=True
        )
    )


def test_hexagons_are_kept_for_exactly_these_councils(tmp_path: Path, drawn: HexMap) -> None:
    lower = drawn.levels[Level.LOWER]
    assert read_hex_centres(tmp_path, list(lower.index)) is None
    kept = write_hex_centres(tmp_path, lower)
    assert kept.read_bytes() == (GEOGRAPHY / kept.name).read_bytes()
    assert read_hex_centres(tmp_path, list(lower.index)) is not None
    assert read_hex_centres(tmp_path, list(lower.index)[1:]) is None


def test_every_region_is_one_piece(drawn: HexMap) -> None:
    assert set(drawn.fit.pieces.values()) == {1}
    assert len(drawn.fit.pieces) == 9
    assert (drawn.levels[Level.REGION].geom_type == "Polygon").all()


def test_most_neighbours_still_touch(
    drawn: HexMap, boundaries: BoundarySet, record_property: Callable[[str, object], None]
) -> None:
    true, seen = neighbours(boundaries.lower), neighbours(drawn.levels[Level.LOWER])
    pairs = [(one, other) for one, others in true.items() for other in others]
    kept = sum(other in seen[one] for one, other in pairs) / len(pairs)
    record_property("neighbours_kept", round(kept, 4))
    assert kept == pytest.approx(drawn.fit.neighbours_kept, abs=0.002)
    assert kept >= 0.65


def test_half_of_the_councils_move_little(
    drawn: HexMap, boundaries: BoundarySet, record_property: Callable[[str, object], None]
) -> None:
    shifts = drawn.levels[Level.LOWER].centroid.distance(boundaries.lower.centroid) / 1000
    record_property("median_shift_km", round(float(shifts.median()), 1))
    assert shifts.median() == pytest.approx(drawn.fit.median_shift_km, abs=0.1)
    assert shifts.median() < 30
    assert shifts.max() < 200


@pytest.mark.parametrize("level", Level)
def test_each_level_is_joined_from_the_hexagons_of_its_councils(
    drawn: HexMap, boundaries: BoundarySet, level: Level
) -> None:
    shapes = drawn.levels[level]
    assert list(shapes.index) == list(boundaries.levels[level].index)
    assert len(shapes) == COUNTS[level]
    assert shapely.coverage_is_valid(shapes_of(shapes))
    assert shapes.area.sum() == pytest.approx(drawn.levels[Level.LOWER].area.sum())


def test_england_is_still_england(drawn: HexMap) -> None:
    centre = drawn.levels[Level.LOWER].centroid
    east = [shapely.get_x(centre[code]) for code in WEST_TO_EAST]
    north = [shapely.get_y(centre[code]) for code in SOUTH_TO_NORTH]
    assert east == sorted(east)
    assert north == sorted(north)


def test_london_is_a_block_of_33_with_the_city_inside(drawn: HexMap) -> None:
    london = drawn.levels[Level.REGION].geometry["E12000007"]
    boroughs = drawn.levels[Level.LOWER].filter(like="E09", axis=0)
    assert len(boroughs) == 33
    assert london.area == pytest.approx(boroughs.area.sum())
    assert len(neighbours(boroughs)["E09000001"]) == 6


@pytest.mark.parametrize("level", Level)
def test_the_frame_of_the_true_map_holds_the_hex_map(
    drawn: HexMap, boundaries: BoundarySet, level: Level
) -> None:
    frame = frame_of(boundaries.lower)
    for code, area in level_geometry(drawn.levels[level], frame).items():
        x0, y0, x1, y1 = area.bbox
        assert 0 <= x0 < x1 <= frame.width, code
        assert 0 <= y0 < y1 <= frame.height, code


def test_plotly_draws_the_same_hexagons(drawn: HexMap) -> None:
    there = shapely.from_geojson(plotly_geojson(drawn.levels[Level.LOWER]).decode())
    back = to_national_grid(np.asarray(shapely.get_parts(there), dtype=np.object_))
    moved = shapely.hausdorff_distance(back, shapes_of(drawn.levels[Level.LOWER]))
    assert moved.shape == (326,)
    assert moved.max() < 12  # four decimals of a degree


def test_the_same_boundaries_give_the_same_map(
    drawn: HexMap, boundaries: BoundarySet, authorities: pd.DataFrame
) -> None:
    again = make_hex_map(boundaries.lower, authorities, frame_of(boundaries.lower).box())
    assert again.fit == drawn.fit
    assert plotly_geojson(again.levels[Level.LOWER]) == plotly_geojson(drawn.levels[Level.LOWER])
