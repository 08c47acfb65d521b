from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely.affinity import rotate, translate

from geodata.boundaries.paths import (
    Frame,
    backdrop_path,
    clip_backdrop,
    frame_of,
    level_geometry,
    path_data,
    plotly_geojson,
)
from geodata.model.errors import BoundaryError
from tests.geometry_factories import make_frame, make_grid, make_shapes, make_square

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SQUARE_FRAME = Frame(crs="EPSG:27700", origin=(400_000, 302_000), width=20, height=20, unit_m=100)


def draw(d: str) -> BaseGeometry:
    """Return path data as the shape that ``fill-rule="evenodd"`` fills."""
    filled: BaseGeometry = shapely.Polygon()
    for ring in re.findall(r"M[^Z]*Z", d):
        start, steps = ring.removesuffix("Z").removeprefix("M").split("l")
        moves = np.array(re.findall(r"-?\d+", f"{start} {steps}"), dtype=float).reshape(-1, 2)
        filled = filled.symmetric_difference(shapely.Polygon(moves.cumsum(axis=0)))
    return filled


def read_rings(geojson: bytes) -> list[tuple[str, int, shapely.LinearRing]]:
    """Return each ring with its feature's id and its place in its polygon (0: outer)."""
    rings = []
    for feature in json.loads(geojson)["features"]:
        coordinates = feature["geometry"]["coordinates"]
        polygons = [coordinates] if feature["geometry"]["type"] == "Polygon" else coordinates
        rings += [
            (feature["id"], place, shapely.LinearRing(ring))
            for polygon in polygons
            for place, ring in enumerate(polygon)
        ]
    return rings


def read_features(geojson: bytes) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(geojson)["features"]
    return features


# Frame


def test_frame_holds_the_areas_and_two_per_cent_of_the_longer_side() -> None:
    frame = frame_of(make_grid(columns=100, rows=50))

    assert frame.origin == (398_000, 352_000)
    assert (frame.width, frame.height, frame.unit_m) == (1040, 540, 100)


def test_frame_is_rounded_outwards_to_whole_units() -> None:
    shape = shapely.box(400_030, 300_070, 410_030, 310_070)
    frame = frame_of(make_frame({"E07000001": shape}))

    assert all(metres % 100 == 0 for metres in frame.origin)
    assert frame.box().contains(shape.buffer(200, join_style="mitre"))


def test_units_run_east_and_down_from_the_top_left() -> None:
    units = SQUARE_FRAME.to_units(np.array([[400_000, 302_000], [400_500, 301_000]]))

    assert units.tolist() == [[0, 0], [5, 10]]


# SVG path data


def test_a_square_is_drawn_in_relative_steps_from_its_place_in_the_frame() -> None:
    drawn = level_geometry(make_grid(columns=1, rows=1), SQUARE_FRAME)["E07000001"]

    assert drawn.d == "M0 10l0 10 10 0 0-10Z"
    assert drawn.bbox == (0, 10, 10, 20)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(3, 4, 20, 30),
        shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20)),
        shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(-9, -9, -2, -3)]),
        shapely.union(
            shapely.box(0, 0, 30, 30).difference(shapely.box(5, 5, 25, 25)),
            shapely.box(10, 10, 20, 20),
        ),
    ],
    ids=["square", "hole", "two parts", "island in a hole"],
)
def test_path_data_fills_the_shape_it_was_made_from(shape: shapely.Geometry) -> None:
    assert draw(path_data(shape)).equals(shape)


def test_path_data_holds_whole_numbers_only() -> None:
    shapes = {code: rotate(shape, 17, (0, 0)) for code, shape in make_shapes().items()}
    level = make_frame(shapes)

    for drawn in level_geometry(level, frame_of(level)).values():
        assert re.fullmatch(r"(M-?\d+ -?\d+l-?\d+([ -]\d+|-\d+)*Z)+", drawn.d)


def test_neighbours_are_drawn_with_no_gap_and_no_overlap() -> None:
    shapes = {code: rotate(shape, 17, (0, 0)) for code, shape in make_shapes(columns=4).items()}
    level = make_frame(shapes)

    drawn = [draw(area.d) for area in level_geometry(level, frame_of(level)).values()]

    assert shapely.coverage_is_valid(drawn)
    assert shapely.union_all(drawn).geom_type == "Polygon"
    assert sum(shape.area for shape in drawn) == pytest.approx(800, rel=0.02)


def test_path_data_does_not_depend_on_where_a_ring_starts() -> None:
    corners = shapely.get_coordinates(make_square())[:-1]
    paths = {
        level_geometry(
            make_frame({"E07000001": shapely.Polygon(np.roll(corners, steps, axis=0))}),
            SQUARE_FRAME,
        )["E07000001"].d
        for steps in range(4)
    }

    assert len(paths) == 1


def test_a_frame_off_the_grid_is_refused() -> None:
    frame = Frame(crs="EPSG:27700", origin=(400_050, 302_000), width=20, height=20, unit_m=100)

    with pytest.raises(BoundaryError, match="expected multiples of 100 m"):
        level_geometry(make_grid(), frame)


# What stands beside the path


def test_the_point_lies_in_the_area_in_both_coordinate_systems() -> None:
    level = make_grid()
    outlines = {feature["id"]: feature for feature in read_features(plotly_geojson(level))}

    for code, area in level_geometry(level, SQUARE_FRAME).items():
        assert draw(area.d).contains(shapely.Point(area.point27700))
        outline = shapely.geometry.shape(outlines[code]["geometry"])
        assert outline.contains(shapely.Point(area.point))


def test_a_level_keeps_its_codes_order_neighbours_and_tokens() -> None:
    level = make_frame({"E09000002": make_square(1), "E09000001": make_square(0)})

    drawn = level_geometry(level, SQUARE_FRAME)

    assert list(drawn) == ["E09000002", "E09000001"]
    assert drawn["E09000001"].neighbours == ("E09000002",)
    assert (drawn["E09000001"].token, drawn["E09000002"].token) == (True, False)


# GeoJSON for Plotly


def test_outer_rings_run_clockwise_and_holes_the_other_way() -> None:
    lake = make_square(1, 1)
    shapes = {
        "E07000001": make_square(0, 0, 3).difference(lake),
        "E07000002": shapely.MultiPolygon([lake, make_square(8)]),
    }

    rings = read_rings(plotly_geojson(make_frame(shapes)))

    assert [place for _, place, _ in rings] == [0, 1, 0, 0]
    for _, place, ring in rings:
        assert ring.is_ccw == (place > 0)


def test_features_carry_the_code_as_id_and_no_properties() -> None:
    features = read_features(plotly_geojson(make_grid()))

    assert [feature["id"] for feature in features] == [f"E0700000{i}" for i in range(1, 5)]
    assert all(feature["properties"] == {} for feature in features)


def test_coordinates_have_four_decimals_at_most_and_stay_a_coverage() -> None:
    shapes = {code: rotate(shape, 17, (0, 0)) for code, shape in make_shapes(columns=4).items()}

    features = read_features(plotly_geojson(make_frame(shapes)))

    outlines = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    coordinates = shapely.get_coordinates(outlines)
    assert (coordinates == coordinates.round(4)).all()
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)


def test_same_areas_give_the_same_bytes() -> None:
    assert plotly_geojson(make_grid()) == plotly_geojson(make_grid())


# Backdrop


def test_backdrop_is_cut_to_the_frame_and_its_margin() -> None:
    backdrop = make_frame(
        {"W92000004": make_square(-50, 0, 50), "IE": translate(make_square(), -900_000)}
    )

    clipped = clip_backdrop(backdrop, SQUARE_FRAME, margin_m=10_000)

    assert list(clipped.index) == ["W92000004"]
    assert clipped.total_bounds.tolist() == [390_000, 300_000, 400_000, 312_000]


def test_backdrop_is_one_path_that_may_run_beyond_the_frame() -> None:
    backdrop = make_frame({"W92000004": make_square(-2, 0, 2), "S92000003": make_square(0, 5)})

    path = backdrop_path(clip_backdrop(backdrop, SQUARE_FRAME, margin_m=10_000), SQUARE_FRAME)

    wales, scotland = shapely.box(-20, 0, 0, 20), shapely.box(0, -40, 10, -30)
    assert draw(path).equals(shapely.union(wales, scotland))


def test_a_frame_with_nothing_behind_it_has_an_empty_backdrop() -> None:
    backdrop = make_frame({"IE": translate(make_square(), -900_000)})

    clipped = clip_backdrop(backdrop, SQUARE_FRAME, margin_m=0)

    assert backdrop_path(clipped, SQUARE_FRAME) == ""
    assert read_features(plotly_geojson(clipped)) == []
