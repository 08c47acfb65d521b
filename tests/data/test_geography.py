"""The committed boundaries, and the three levels made from them, as they are published."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import repair_coverage, to_national_grid
from geodata.boundaries.levels import (
    BOUNDARY_FILE,
    TOKENS,
    BoundarySet,
    neighbours,
)
from geodata.boundaries.paths import (
    AreaGeometry,
    backdrop_path,
    clip_backdrop,
    frame_of,
    level_geometry,
    plotly_geojson,
)
from geodata.model.codes import LOWER_TIERS, UPPER_TIERS, Level, Tier
from geodata.model.council_ids import find_council_id
from tests.conftest import ROOT
from tests.geometry_factories import read_boundaries
from tests.unit.test_paths import draw, read_features, read_rings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GEOGRAPHY: Final = ROOT / "data" / "geography"
COUNTS: Final = {Level.LOWER: 326, Level.UPPER: 152, Level.REGION: 9, Level.TODAY: 296}

ISLANDS: Final = {
    "Isle of Wight": (-1.30, 50.67, "E06000046"),
    "Isles of Scilly": (-6.29, 49.92, "E06000053"),
    "Hayling Island": (-0.97, 50.80, "E07000090"),
    "Isle of Sheppey": (0.83, 51.40, "E07000113"),
    "Mersea Island": (0.95, 51.79, "E07000071"),
    "Walney Island": (-3.25, 54.10, "E07000027"),
    "Holy Island (Lindisfarne)": (-1.79, 55.68, "E06000057"),
}


@pytest.fixture(scope="module")
def authorities() -> pd.DataFrame:
    return read_authorities(GEOGRAPHY).sort_index()


@pytest.fixture(scope="module")
def boundaries(authorities: pd.DataFrame) -> BoundarySet:
    return read_boundaries(GEOGRAPHY, authorities)


@pytest.fixture(scope="module")
def drawn(boundaries: BoundarySet) -> dict[Level, dict[str, AreaGeometry]]:
    frame = frame_of(boundaries.lower)
    return {level: level_geometry(boundaries.levels[level], frame) for level in Level}


@pytest.fixture(scope="module")
def published(boundaries: BoundarySet) -> dict[Level, bytes]:
    return {level: plotly_geojson(boundaries.levels[level]) for level in Level}


@pytest.fixture(scope="module")
def source() -> gpd.GeoSeries:
    """Return the English areas of the committed file in EPSG:27700, by code."""
    document = json.loads((GEOGRAPHY / BOUNDARY_FILE).read_text(encoding="utf-8"))
    shapes = {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in document["features"]
        if feature["properties"]["code"].startswith("E")
    }
    projected = to_national_grid(np.array(list(shapes.values()), dtype=np.object_))
    return gpd.GeoSeries(list(projected), index=list(shapes), crs="EPSG:27700")


# Codes and names


@pytest.mark.parametrize("level", Level)
def test_each_level_has_exactly_the_codes_of_the_authorities(
    boundaries: BoundarySet, authorities: pd.DataFrame, level: Level
) -> None:
    tiers = {Level.LOWER: LOWER_TIERS, Level.UPPER: UPPER_TIERS, Level.REGION: {"E12"}}
    if level is Level.TODAY:
        expected = sorted(set(authorities["today_gss"].dropna()))
    else:
        expected = list(authorities.index[authorities["tier"].isin(tiers[level])])

    assert list(boundaries.levels[level].index) == expected
    assert len(expected) == COUNTS[level]


def test_names_in_the_boundary_file_are_close_to_those_of_the_authorities(
    authorities: pd.DataFrame,
) -> None:
    document = json.loads((GEOGRAPHY / BOUNDARY_FILE).read_text(encoding="utf-8"))
    names = {f["properties"]["code"]: f["properties"]["name"] for f in document["features"]}
    differing = {
        code: (name, authorities["name"][code])
        for code, name in names.items()
        if code.startswith("E") and authorities["name"][code].split(",")[0] not in name
    }

    assert len(differing) <= 10, differing


def test_the_backdrop_is_the_neighbouring_countries(boundaries: BoundarySet) -> None:
    assert list(boundaries.backdrop.index) == ["IE", "N92000002", "S92000003", "W92000004"]


def test_vintage_and_origin_are_stated(boundaries: BoundarySet) -> None:
    assert boundaries.source.vintage == "2014-12"
    assert "geoviews 1.15.1" in boundaries.source.origin


def test_the_notice_carries_licence_and_attribution() -> None:
    notice = (GEOGRAPHY / "NOTICE").read_text(encoding="utf-8")
    flowing = " ".join(notice.split())

    assert "Copyright (c) 2019, HoloViz Developers" in flowing
    assert "Redistribution and use in source and binary forms" in flowing
    assert (
        "Contains OS data © Crown copyright and database right; contains National Statistics "
        "data © Crown copyright and database right"
    ) in flowing
    assert "does not document the origin" in flowing


def test_the_readme_states_the_checksum_of_the_boundary_file() -> None:
    checksum = hashlib.sha256((GEOGRAPHY / BOUNDARY_FILE).read_bytes()).hexdigest()

    assert checksum in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


# Coverage


@pytest.mark.parametrize("level", Level)
def test_published_outlines_are_valid_and_leave_no_gap_or_overlap(
    published: dict[Level, bytes], level: Level
) -> None:
    outlines = [shapely.geometry.shape(f["geometry"]) for f in read_features(published[level])]

    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)


@pytest.mark.parametrize("level", Level)
def test_drawn_paths_are_valid_and_leave_no_gap_or_overlap(
    drawn: dict[Level, dict[str, AreaGeometry]], level: Level
) -> None:
    shapes = [draw(area.d) for area in drawn[level].values()]

    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize("level", Level)
def test_no_gap_is_left_inside_england(published: dict[Level, bytes], level: Level) -> None:
    outlines = [shapely.geometry.shape(f["geometry"]) for f in read_features(published[level])]
    ground = shapely.union_all(outlines)

    assert sum(len(part.interiors) for part in shapely.get_parts(ground)) == 0


def test_drawn_levels_cover_the_ground_that_the_boundaries_cover(
    boundaries: BoundarySet, drawn: dict[Level, dict[str, AreaGeometry]]
) -> None:
    for level in Level:
        ground = sum(draw(area.d).area for area in drawn[level].values()) * 10_000
        assert ground == pytest.approx(boundaries.levels[level].area.sum(), rel=0.0005)


def test_the_backdrop_meets_england_without_overlap(boundaries: BoundarySet) -> None:
    together = [*boundaries.lower.geometry.array, *boundaries.backdrop.geometry.array]

    assert shapely.coverage_is_valid(together)


def test_the_clipped_backdrop_is_drawn_as_it_is_published(boundaries: BoundarySet) -> None:
    frame = frame_of(boundaries.lower)
    clipped = clip_backdrop(boundaries.backdrop, frame)

    path = draw(backdrop_path(clipped, frame))

    assert path.area * 10_000 == pytest.approx(clipped.area.sum(), rel=0.01)
    assert [feature["id"] for feature in read_features(plotly_geojson(clipped))] == list(
        clipped.index
    )


@pytest.mark.parametrize("level", Level)
def test_outer_rings_run_clockwise_and_holes_the_other_way(
    published: dict[Level, bytes], level: Level
) -> None:
    for code, place, ring in read_rings(published[level]):
        assert ring.is_ccw == (place > 0), code


@pytest.mark.parametrize("level", Level)
def test_coordinates_have_four_decimals_at_most(
    published: dict[Level, bytes], level: Level
) -> None:
    for _, _, ring in read_rings(published[level]):
        coordinates = shapely.get_coordinates(ring)
        assert (coordinates == coordinates.round(4)).all()


def test_reading_and_writing_again_gives_the_same_bytes(
    authorities: pd.DataFrame,
    boundaries: BoundarySet,
    drawn: dict[Level, dict[str, AreaGeometry]],
    published: dict[Level, bytes],
) -> None:
    again = read_boundaries(GEOGRAPHY, authorities)

    for level in Level:
        assert plotly_geojson(again.levels[level]) == published[level]
        frame = frame_of(boundaries.lower)
        assert level_geometry(again.levels[level], frame) == drawn[level]


# Shapes


@pytest.mark.parametrize(("longitude", "latitude", "code"), ISLANDS.values(), ids=ISLANDS)
def test_islands_are_there(
    published: dict[Level, bytes], longitude: float, latitude: float, code: str
) -> None:
    point = shapely.Point(longitude, latitude)
    holding = [
        feature["id"]
        for feature in read_features(published[Level.LOWER])
        if shapely.geometry.shape(feature["geometry"]).contains(point)
    ]

    assert holding == [code]


def test_norwich_has_no_spike(boundaries: BoundarySet, source: gpd.GeoSeries) -> None:
    norwich = boundaries.lower.geometry["E07000148"]

    assert norwich.geom_type == "Polygon"
    west, _, east, _ = norwich.bounds
    assert east - west < 10_000  # the spike alone is 14 km
    assert norwich.buffer(-500).buffer(500).area > 0.9 * norwich.area
    assert neighbours(boundaries.lower)["E07000148"] == ("E07000144", "E07000149")
    assert norwich.area == pytest.approx(source["E07000148"].area, rel=0.01)


def test_thinning_changes_no_area_by_more_than_one_per_cent(
    boundaries: BoundarySet, source: gpd.GeoSeries
) -> None:
    change = boundaries.lower.area / source.area.loc[boundaries.lower.index] - 1

    assert change.abs().max() < 0.01


def test_tokens_are_not_thinned(boundaries: BoundarySet, source: gpd.GeoSeries) -> None:
    for code in TOKENS:
        outline = boundaries.lower.geometry[code]
        assert outline.hausdorff_distance(source[code]) < 2  # rounded to a metre
        assert shapely.get_num_coordinates(outline) == shapely.get_num_coordinates(source[code])


def test_only_scilly_and_the_city_are_tokens(drawn: dict[Level, dict[str, AreaGeometry]]) -> None:
    assert {code for code, area in drawn[Level.LOWER].items() if area.token} == TOKENS
    assert {code for code, area in drawn[Level.UPPER].items() if area.token} == TOKENS
    assert {code for code, area in drawn[Level.TODAY].items() if area.token} == TOKENS
    assert not any(area.token for area in drawn[Level.REGION].values())


@pytest.mark.parametrize("level", Level)
def test_points_lie_in_their_areas(
    drawn: dict[Level, dict[str, AreaGeometry]], published: dict[Level, bytes], level: Level
) -> None:
    outlines = {
        feature["id"]: shapely.geometry.shape(feature["geometry"])
        for feature in read_features(published[level])
    }
    for code, area in drawn[level].items():
        assert draw(area.d).contains(shapely.Point(area.point27700)), code
        assert outlines[code].contains(shapely.Point(area.point)), code


def test_the_frame_holds_every_area(
    boundaries: BoundarySet, drawn: dict[Level, dict[str, AreaGeometry]]
) -> None:
    frame = frame_of(boundaries.lower)

    for level in Level:
        for code, area in drawn[level].items():
            x0, y0, x1, y1 = area.bbox
            assert 0 < x0 < x1 < frame.width, code
            assert 0 < y0 < y1 < frame.height, code


# Neighbours


@pytest.mark.parametrize("level", Level)
def test_neighbours_know_each_other(boundaries: BoundarySet, level: Level) -> None:
    near = neighbours(boundaries.levels[level])

    assert all(others for others in near.values())
    assert all(code in near[other] for code, others in near.items() for other in others)


@pytest.mark.parametrize("level", Level)
def test_neighbours_share_vertices(boundaries: BoundarySet, level: Level) -> None:
    gdf = boundaries.levels[level]
    vertices = {
        code: {tuple(xy) for xy in shapely.get_coordinates(shape).tolist()}
        for code, shape in gdf.geometry.items()
    }
    alone = 0
    for code, others in neighbours(gdf).items():
        for other in others:
            if gdf.geometry[code].disjoint(gdf.geometry[other]):
                alone += 1
            else:
                assert len(vertices[code] & vertices[other]) >= 2, (code, other)

    # Wight and Scilly, each way; a region has its islands with it.
    assert alone == (0 if level is Level.REGION else 4)


def test_known_neighbours_are_found(boundaries: BoundarySet) -> None:
    near = neighbours(boundaries.levels[Level.UPPER])

    assert near["E06000046"] == ("E10000014",)  # Isle of Wight, nearest to Hampshire
    assert near["E06000053"] == ("E06000052",)  # Isles of Scilly, nearest to Cornwall
    assert near["E06000015"] == ("E10000007",)  # Derby lies within Derbyshire
    assert "E09000030" in near["E09000001"]  # Tower Hamlets beside the City of London


# Against the boundaries of the Office for National Statistics


def test_areas_overlap_those_of_the_statistics_office(
    boundaries: BoundarySet, shared_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    path = shared_folder / "boundaries" / "lad_dec2013_england.topo.json"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there to compare with")
    official = gpd.read_file(path).set_index("LAD13CD").loc[boundaries.lower.index]
    theirs = repair_coverage(
        to_national_grid(np.asarray(official.geometry.array, dtype=np.object_))
    )
    ours = np.asarray(boundaries.lower.geometry.array, dtype=np.object_)

    shared = shapely.area(shapely.intersection(ours, theirs))
    overlap = pd.Series(shared / shapely.area(shapely.union(ours, theirs)), official.index)

    record_property("mean_overlap", round(float(overlap.mean()), 4))
    assert overlap.mean() >= 0.9
    assert overlap.drop(list(TOKENS)).min() >= 0.7


def test_every_council_and_county_has_a_registered_identifier_of_its_own() -> None:
    areas = read_authorities(GEOGRAPHY)
    councils = areas.index[areas["tier"].isin([*LOWER_TIERS, Tier.COUNTY])]
    found = [find_council_id(code) for code in councils]
    assert None not in found
    assert len(set(found)) == len(councils) == 353
    assert find_council_id("E08000025") == "GB-LAE-BIR"
    assert find_council_id("W06000015") is None
