from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from geodata.boundaries.coverage import (
    drop_specks,
    repair_coverage,
    require_coverage,
    simplify_coverage,
    snap_coverage,
    to_national_grid,
    to_wgs84,
)
from geodata.boundaries.levels import (
    BOUNDARY_FILE,
    TOKENS,
    dissolve,
    inner_points,
    neighbours,
)
from geodata.model.codes import Level
from geodata.model.errors import BoundaryError
from tests.geometry_factories import (
    make_frame,
    make_grid,
    make_parents,
    make_shapes,
    make_square,
    read_boundaries,
    to_array,
    write_boundary_file,
)

if TYPE_CHECKING:
    from pathlib import Path


def wiggle(
    west_m: float, east_m: float, *, height_m: float, steps: int = 40
) -> list[tuple[float, float]]:
    """Return the points of a line to the east at northing 301000 that swings up and down."""
    swing = [height_m * (i % 2) for i in range(steps + 1)]
    eastings = np.linspace(west_m, east_m, steps + 1)
    return [(float(x), 301_000 + y) for x, y in zip(eastings, swing, strict=True)]


def make_wiggly_pair(height_m: float = 20) -> dict[str, shapely.Geometry]:
    """Return two areas, the second a token, that share a finely swinging border."""
    border = wiggle(400_000, 401_000, height_m=height_m)
    return {
        "E07000001": shapely.Polygon([*border, (401_000, 300_000), (400_000, 300_000)]),
        "E09000001": shapely.Polygon([*border, (401_000, 302_000), (400_000, 302_000)]),
    }


# Reading


def test_each_level_is_read_from_one_file(tmp_path: Path) -> None:
    shapes = make_shapes(columns=3, rows=1)
    areas = make_parents(list(shapes), E07000003="E10000002")
    write_boundary_file(tmp_path, shapes)

    boundaries = read_boundaries(tmp_path, areas)

    assert list(boundaries.lower.index) == ["E07000001", "E07000002", "E07000003"]
    assert list(boundaries.levels[Level.UPPER].index) == ["E10000001", "E10000002"]
    assert list(boundaries.levels[Level.REGION].index) == ["E12000001"]
    assert boundaries.lower.crs == "EPSG:27700"


def test_every_level_covers_the_same_ground(tmp_path: Path) -> None:
    shapes = make_shapes(columns=3, rows=2)
    write_boundary_file(tmp_path, shapes)

    boundaries = read_boundaries(tmp_path, make_parents(list(shapes), E07000006="E10000002"))

    ground = [boundaries.levels[level].area.sum() for level in Level]
    assert ground == pytest.approx([6_000_000] * 4, rel=1e-3)
    assert len(set(ground)) == 1


def test_vintage_and_origin_come_from_the_file(tmp_path: Path) -> None:
    shapes = make_shapes()
    write_boundary_file(tmp_path, shapes, vintage="2014-12", origin="a survey")

    boundaries = read_boundaries(tmp_path, make_parents(list(shapes)))

    assert (boundaries.source.vintage, boundaries.source.origin) == ("2014-12", "a survey")


def test_features_outside_england_become_the_backdrop(tmp_path: Path) -> None:
    shapes = make_shapes()
    wales = {"W92000004": make_square(-1, 0)}
    write_boundary_file(tmp_path, shapes | wales)

    boundaries = read_boundaries(tmp_path, make_parents(list(shapes)))

    assert list(boundaries.backdrop.index) == ["W92000004"]
    assert len(boundaries.lower) == 4
    assert shapely.coverage_is_valid(
        [*boundaries.lower.geometry.array, *boundaries.backdrop.geometry.array]
    )


def test_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    shapes = make_shapes()
    areas = make_parents(list(shapes))
    write_boundary_file(tmp_path, shapes)
    one = read_boundaries(tmp_path, areas)
    write_boundary_file(tmp_path, dict(reversed(shapes.items())))
    other = read_boundaries(tmp_path, areas)

    assert one.lower.to_wkb().equals(other.lower.to_wkb())


# Refusing


def test_missing_and_extra_codes_are_named_together(tmp_path: Path) -> None:
    shapes = make_shapes()
    write_boundary_file(tmp_path, shapes)
    expected = ["E07000001", "E07000002", "E07000003", "E07000099"]

    with pytest.raises(BoundaryError, match="missing E07000099; extra E07000004; expected the 4"):
        read_boundaries(tmp_path, make_parents(expected))


def test_at_most_five_codes_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    write_boundary_file(tmp_path, make_shapes(columns=7, rows=1))

    with pytest.raises(BoundaryError, match="E07000006 and 1 more; expected the 1 "):
        read_boundaries(tmp_path, make_parents(["E07000001"]))


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_boundary_file(tmp_path, make_shapes())
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"].append(document["features"][0])
    path.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BoundaryError, match="E07000001 stand more than once"):
        read_boundaries(tmp_path, make_parents(list(make_shapes())))


def test_an_invalid_shape_is_refused_with_its_code_and_reason(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon(
        [(400_000, 300_000), (401_000, 301_000), (401_000, 300_000), (400_000, 301_000)]
    )
    write_boundary_file(tmp_path, {"E07000001": bow_tie})

    with pytest.raises(BoundaryError, match=r"E07000001 are not valid polygons \(Self-inter"):
        read_boundaries(tmp_path, make_parents(["E07000001"]))


def test_a_shape_that_is_no_polygon_is_refused(tmp_path: Path) -> None:
    write_boundary_file(tmp_path, {"E07000001": shapely.Point(400_000, 300_000)})

    with pytest.raises(BoundaryError, match="E07000001 are not valid polygons"):
        read_boundaries(tmp_path, make_parents(["E07000001"]))


def test_metres_are_refused_as_the_wrong_crs(tmp_path: Path) -> None:
    shapes = make_shapes()
    write_boundary_file(tmp_path, shapes, project=False)

    with pytest.raises(BoundaryError, match="look like metres: wrong CRS"):
        read_boundaries(tmp_path, make_parents(list(shapes)))


def test_a_file_that_states_another_crs_is_refused(tmp_path: Path) -> None:
    shapes = make_shapes()
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    write_boundary_file(tmp_path, shapes, crs=crs)

    with pytest.raises(BoundaryError, match=r"EPSG::27700.*expected WGS84"):
        read_boundaries(tmp_path, make_parents(list(shapes)))


def test_a_file_that_states_wgs84_is_read(tmp_path: Path) -> None:
    shapes = make_shapes()
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    write_boundary_file(tmp_path, shapes, crs=crs)

    assert len(read_boundaries(tmp_path, make_parents(list(shapes))).lower) == 4


def test_an_area_outside_england_is_refused(tmp_path: Path) -> None:
    shapes = make_shapes() | {"E07000005": translate(make_square(), yoff=700_000)}
    write_boundary_file(tmp_path, shapes)

    with pytest.raises(BoundaryError, match="E07000005 outside England"):
        read_boundaries(tmp_path, make_parents(list(shapes)))


def test_overlapping_areas_are_refused_with_a_place_to_look_at(tmp_path: Path) -> None:
    shapes = {"E07000001": make_square(), "E07000002": make_square(0.5)}
    write_boundary_file(tmp_path, shapes)

    with pytest.raises(BoundaryError, match=r"2 of 2 areas overlap.*near \(-2\.0.*, 52\.5"):
        read_boundaries(tmp_path, make_parents(list(shapes)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "expected GeoJSON in UTF-8"),
        ("{é".encode("latin-1"), "expected GeoJSON in UTF-8"),
        (b"[]", "no list of features"),
        (b'{"features": [{"properties": {}}]}', "feature 1.*expected a property code"),
        (b'{"features": [null]}', "feature 1.*expected a property code"),
    ],
)
def test_a_file_that_is_not_boundaries_is_refused(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    (tmp_path / BOUNDARY_FILE).write_bytes(content)

    with pytest.raises(BoundaryError, match=expected):
        read_boundaries(tmp_path, make_parents(["E07000001"]))


def test_a_folder_without_boundaries_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match="geodata derive"):
        read_boundaries(tmp_path, make_parents(["E07000001"]))


def test_an_area_without_a_parent_is_refused() -> None:
    parents = pd.Series({"E07000001": "E10000001"})

    with pytest.raises(BoundaryError, match="E07000002 have no parent"):
        dissolve(make_grid(columns=2, rows=1), parents)


# Coverages


def test_no_inner_border_is_left_when_areas_are_merged() -> None:
    grid = make_grid(columns=3, rows=3)
    merged = dissolve(grid, pd.Series("E10000001", index=grid.index))

    shape = merged.geometry["E10000001"]
    assert shape.geom_type == "Polygon"
    assert shape.length == 12_000


def test_thinning_moves_a_shared_border_once() -> None:
    shapes = to_array(make_wiggly_pair())

    thin = simplify_coverage(shapes, tolerance=100)

    assert shapely.get_num_coordinates(thin).sum() < shapely.get_num_coordinates(shapes).sum() / 3
    assert shapely.coverage_is_valid(thin)


def test_a_token_keeps_its_outline_while_its_neighbours_are_thinned() -> None:
    outer = make_square(-5, -5, 11)
    token = make_wiggly_pair()["E09000001"]
    coast = shapely.Polygon([*wiggle(395_000, 406_000, height_m=-10, steps=50), (395_000, 300_000)])
    ring = shapely.difference(shapely.union(outer, coast), token)
    shapes = np.array([ring, token], dtype=np.object_)

    thin = simplify_coverage(shapes, 500, np.array([False, True]))

    assert thin[1].equals_exact(token)
    assert shapely.get_num_coordinates(thin[0]) < shapely.get_num_coordinates(ring)
    assert shapely.coverage_is_valid(thin)


@pytest.mark.parametrize("grid_size", [1, 30, 100])
def test_rounding_leaves_a_valid_coverage_on_the_grid(grid_size: int) -> None:
    shapes = to_array(make_wiggly_pair(height_m=77))

    snapped = snap_coverage(shapes, grid_size)

    assert (shapely.get_coordinates(snapped) % grid_size == 0).all()
    assert shapely.is_valid(snapped).all()
    assert shapely.coverage_is_valid(snapped)


def test_rounding_does_not_depend_on_where_a_ring_starts() -> None:
    corners = shapely.get_coordinates(make_wiggly_pair()["E07000001"])[:-1]
    turned = [shapely.Polygon(np.roll(corners, steps, axis=0)) for steps in (0, 7)]

    one, other = (snap_coverage(np.array([shape], dtype=np.object_), 10)[0] for shape in turned)

    assert one.wkb == other.wkb


def test_rounding_keeps_a_lake_open() -> None:
    lake = make_square(1, 1)
    shapes = np.array([make_square(0, 0, 3).difference(lake)], dtype=np.object_)

    assert snap_coverage(shapes, 100)[0].equals(shapes[0])


def test_rounding_fills_the_puddle_that_a_closed_river_mouth_leaves() -> None:
    mouth = shapely.box(400_480, 299_000, 400_520, 300_400)
    basin = shapely.box(400_300, 300_300, 400_700, 300_600)
    inlet = shapely.union(mouth, basin)
    shapes = np.array([make_square(0, 0).difference(inlet)], dtype=np.object_)
    assert len(shapes[0].interiors) == 0

    snapped = snap_coverage(shapes, 100)

    assert snapped[0].equals(make_square(0, 0))


def test_an_area_too_small_for_the_grid_is_refused() -> None:
    speck = make_square(0.5, 0.5, 0.01)
    shapes = np.array([make_square().difference(speck), speck], dtype=np.object_)

    with pytest.raises(BoundaryError, match="area 1 of 2 vanishes"):
        snap_coverage(shapes, 100)


def test_a_gap_and_a_missing_vertex_are_repaired() -> None:
    low = shapely.Polygon([(0, 0), (2000, 0), (2000, 2000), (1000, 1950), (0, 2000)])
    high = shapely.box(0, 2000, 2000, 4000)
    shapes = np.array([low, high], dtype=np.object_)
    assert shapely.area(shapes).sum() == 7_950_000

    repaired = repair_coverage(shapes, gap_width_m=100)

    assert shapely.coverage_is_valid(repaired)
    assert shapely.area(repaired).sum() == 8_000_000


def test_repair_drops_the_lines_that_making_valid_leaves() -> None:
    spiked = shapely.Polygon(
        [(0, 0), (1000, 0), (1000, 500), (3000, 500), (1000, 500), (1000, 1000), (0, 1000)]
    )

    repaired = repair_coverage(np.array([spiked], dtype=np.object_))

    assert repaired[0].bounds == (0, 0, 1000, 1000)
    assert repaired[0].is_valid


def test_an_invalid_shape_is_no_coverage() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    with pytest.raises(BoundaryError, match="1 of 1 areas are invalid"):
        require_coverage(np.array([bow_tie], dtype=np.object_))


def test_specks_go_unless_they_touch_another_area_or_are_all_there_is() -> None:
    mainland, other = make_square(0, 0, 3), make_square(3, 0, 3)
    speck, islet = make_square(10, 0, 0.5), make_square(20, 0, 0.5)
    exclave = make_square(6, 0, 0.5)
    shapes = np.array(
        [shapely.MultiPolygon([mainland, speck, exclave]), other, islet], dtype=np.object_
    )

    kept = drop_specks(shapes, 1_000_000)

    assert kept[0].equals(shapely.MultiPolygon([mainland, exclave]))
    assert kept[1].equals(other)
    assert kept[2].equals(islet)


def test_projection_there_and_back_is_within_a_millimetre() -> None:
    shapes = to_array(make_shapes())

    back = to_national_grid(to_wgs84(shapes))

    moved = shapely.get_coordinates(back) - shapely.get_coordinates(shapes)
    assert np.abs(moved).max() < 0.005


def test_projection_agrees_with_the_one_that_geopandas_chooses() -> None:
    # Which one it chooses depends on the grids installed; they differ by a few metres.
    corners = gpd.GeoSeries.from_xy([-6.3, -5.0, 1.7, -2.0], [49.9, 50.1, 52.5, 55.8], crs=4326)

    named = to_national_grid(np.asarray(corners.array, dtype=np.object_))

    chosen = np.asarray(corners.to_crs("EPSG:27700").array, dtype=np.object_)
    assert (shapely.distance(named, chosen) < 7).all()


# Neighbours and points


def test_neighbours_share_a_border_and_not_just_a_corner() -> None:
    near = neighbours(make_grid(columns=2, rows=2))

    assert near["E07000001"] == ("E07000002", "E07000003")
    assert near["E07000004"] == ("E07000002", "E07000003")


def test_an_island_and_its_nearest_area_are_neighbours_of_each_other() -> None:
    shapes = make_shapes(columns=2, rows=1) | {"E07000009": make_square(4)}

    near = neighbours(make_frame(shapes))

    assert near["E07000009"] == ("E07000002",)
    assert near["E07000002"] == ("E07000001", "E07000009")


def test_neighbours_are_in_code_order_whatever_the_order_of_rows() -> None:
    grid = make_grid(columns=3, rows=1)

    assert neighbours(grid.iloc[::-1])["E07000002"] == ("E07000001", "E07000003")


def test_the_only_area_has_no_neighbours() -> None:
    assert neighbours(make_grid(columns=1, rows=1)) == {"E07000001": ()}


def test_inner_point_lies_in_the_widest_part() -> None:
    tail = shapely.box(401_000, 300_000, 420_000, 300_050)
    shapes = {"E07000001": shapely.union(make_square(), tail)}

    point = shapely.Point(inner_points(make_frame(shapes))[0])

    assert point.distance(shapely.Point(400_500, 500 + 300_000)) < 50
    assert shapes["E07000001"].contains(point)


def test_scilly_and_the_city_are_tokens() -> None:
    assert set(TOKENS) == {"E06000053", "E09000001"}
