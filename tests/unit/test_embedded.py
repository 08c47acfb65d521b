from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.boundaries import embedded, london
from geodata.boundaries.coverage import polygons_only
from geodata.boundaries.embedded import NORWICH, SOUTH_NORFOLK, derive_embedded, repair_norwich
from geodata.model.errors import BoundaryError
from tests.conftest import ROOT
from tests.geometry_factories import write_london, write_wheel

COMMITTED = ROOT / "data" / "geography" / "lad_dec2014.geojson"

# A Norwich of 0.1 degrees with a spike to the east that crosses itself, as the source's does, and
# a South Norfolk whose border is the spike's lower edge.
NORWICH_WITH_SPIKE = shapely.Polygon(
    [
        (1.25, 52.6),
        (1.34, 52.6),
        (1.35, 52.62),
        (1.45, 52.633),
        (1.54, 52.64),
        (1.45, 52.631),
        (1.35, 52.63),
        (1.34, 52.65),
        (1.25, 52.65),
    ]
)
SOUTH_NORFOLK_BELOW = shapely.Polygon(
    [
        (1.25, 52.5),
        (1.54, 52.5),
        (1.54, 52.64),
        (1.45, 52.633),
        (1.35, 52.62),
        (1.34, 52.6),
        (1.25, 52.6),
    ]
)


BEXLEY, HAVERING, DARTFORD = "E09000004", "E09000016", "E07000107"

# Two boroughs on the banks of a river of 0.02 degrees. The northern one reaches east into Dartford,
# the southern one leaves it a notch.
FINER_LONDON = {
    "Bexley": shapely.box(0.0, 51.0, 0.1, 51.09) - shapely.box(0.095, 51.02, 0.1, 51.08),
    "Havering": shapely.box(0.0, 51.11, 0.105, 51.2),
}


def make_source() -> gpd.GeoDataFrame:
    """Return a source in the package's form: Ireland without a code."""
    shapes = {
        SOUTH_NORFOLK: SOUTH_NORFOLK_BELOW,
        NORWICH: NORWICH_WITH_SPIKE,
        BEXLEY: shapely.box(0.0, 51.0, 0.1, 51.1),
        HAVERING: shapely.box(0.0, 51.1, 0.1, 51.2),
        DARTFORD: shapely.box(0.1, 51.0, 0.2, 51.2),
        "W06000002": shapely.box(-4, 52, -3, 53),
        "W06000001": shapely.box(-5, 52, -4, 53),
        "S12000005": shapely.box(-4, 56, -3, 57),
        "N06000001": shapely.box(-7, 54, -6, 55),
        None: shapely.box(-8, 53, -7, 54),
    }
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=4326)


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small wheel whose checksums stand in for those of the real one."""
    path = tmp_path / "geoviews.whl"
    names = {NORWICH: "Norwich", SOUTH_NORFOLK: "South Norfolk"}
    names |= {BEXLEY: "Bexley", HAVERING: "Havering", DARTFORD: "Dartford"}
    contents = write_wheel(path, make_source(), names)
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    monkeypatch.setattr(embedded, "CHECKSUMS", checksums)
    return path


@pytest.fixture
def boroughs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small package of boroughs whose checksum stands in for that of the real one."""
    path = tmp_path / "vega-datasets.tgz"
    content = write_london(path, FINER_LONDON)
    monkeypatch.setattr(london, "CHECKSUM", hashlib.sha256(content).hexdigest())
    return path


def read_derived(path: Path) -> dict[str, dict[str, Any]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: feature for feature in document["features"]}


def test_england_comes_first_and_the_rest_is_one_feature_a_country(
    wheel: Path, boroughs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out.geojson"

    derive_embedded(wheel, boroughs, out)

    derived = read_derived(out)
    assert list(derived) == [
        DARTFORD,
        NORWICH,
        SOUTH_NORFOLK,
        BEXLEY,
        HAVERING,
        "IE",
        "N92000002",
        "S92000003",
        "W92000004",
    ]
    assert derived[NORWICH]["properties"]["name"] == "Norwich"
    assert derived["W92000004"]["properties"]["name"] == "Wales"
    assert shapely.geometry.shape(derived[NORWICH]["geometry"]).bounds[2] == 1.345
    wales = shapely.geometry.shape(derived["W92000004"]["geometry"])
    assert wales.equals(shapely.box(-5, 52, -3, 53))


def test_deriving_twice_gives_the_same_bytes(wheel: Path, boroughs: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.geojson", tmp_path / "other.geojson"

    derive_embedded(wheel, boroughs, one)
    derive_embedded(wheel, boroughs, other)

    assert one.read_bytes() == other.read_bytes()


def test_what_is_derived_is_a_valid_coverage_at_five_decimals(
    wheel: Path, boroughs: Path, tmp_path: Path
) -> None:
    derive_embedded(wheel, boroughs, tmp_path / "out.geojson")

    shapes = [
        shapely.geometry.shape(feature["geometry"])
        for feature in read_derived(tmp_path / "out.geojson").values()
    ]
    coordinates = shapely.get_coordinates(shapes)
    assert (coordinates == coordinates.round(5)).all()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_the_spike_of_norwich_goes_to_south_norfolk() -> None:
    assert not NORWICH_WITH_SPIKE.is_valid
    before = polygons_only(np.array([SOUTH_NORFOLK_BELOW, NORWICH_WITH_SPIKE], dtype=np.object_))

    south_norfolk, norwich = repair_norwich([SOUTH_NORFOLK, NORWICH], before)

    assert norwich.bounds[2] == 1.345
    assert south_norfolk.covers(shapely.Point(1.4, 52.629))
    assert south_norfolk.intersection(norwich).area == 0
    ground = shapely.union_all(before)
    assert south_norfolk.area + norwich.area == pytest.approx(ground.area)


def test_a_norwich_without_a_spike_is_left_as_it_is() -> None:
    sound = shapely.box(1.25, 52.6, 1.34, 52.65)
    before = np.array([SOUTH_NORFOLK_BELOW, sound], dtype=np.object_)

    south_norfolk, norwich = repair_norwich([SOUTH_NORFOLK, NORWICH], before)

    assert norwich.equals(sound)
    assert south_norfolk.equals(SOUTH_NORFOLK_BELOW)


def test_a_wheel_with_other_contents_is_refused(
    wheel: Path, boroughs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(embedded.CHECKSUMS))
    monkeypatch.setitem(embedded.CHECKSUMS, name, "0" * 64)

    with pytest.raises(BoundaryError, match=rf"boundaries\.shp: SHA-256 .* expected {'0' * 64}"):
        derive_embedded(wheel, boroughs, tmp_path / "out.geojson")

    assert not (tmp_path / "out.geojson").exists()


@pytest.mark.parametrize("content", [None, b"not a zip archive"])
def test_what_is_not_a_wheel_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "geoviews.whl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BoundaryError, match=r"expected the wheel of geoviews 1\.15\.1"):
        derive_embedded(path, tmp_path / "boroughs.tgz", tmp_path / "out.geojson")


def test_finer_boroughs_take_and_leave_ground_at_the_edge_and_share_the_river(
    wheel: Path, boroughs: Path, tmp_path: Path
) -> None:
    derive_embedded(wheel, boroughs, tmp_path / "out.geojson")

    derived = read_derived(tmp_path / "out.geojson")
    bexley, havering, dartford = (
        shapely.geometry.shape(derived[code]["geometry"]) for code in (BEXLEY, HAVERING, DARTFORD)
    )
    assert havering.contains(shapely.Point(0.104, 51.15))  # once Dartford's
    assert dartford.contains(shapely.Point(0.096, 51.05))  # once Bexley's
    assert bexley.contains(shapely.Point(0.05, 51.098))
    assert havering.contains(shapely.Point(0.05, 51.102))
    assert bexley.intersection(havering).length > 0.08
    ground = shapely.union_all([bexley, havering, dartford])
    assert ground.area == pytest.approx(0.2 * 0.2)


@pytest.mark.parametrize("content", [None, b"not an archive"])
def test_what_is_not_the_package_of_boroughs_is_refused(
    wheel: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "boroughs.tgz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BoundaryError, match=r"expected the npm package vega-datasets 2\.11\.0"):
        derive_embedded(wheel, path, tmp_path / "out.geojson")


def test_boroughs_with_other_contents_are_refused(wheel: Path, tmp_path: Path) -> None:
    write_london(tmp_path / "boroughs.tgz", FINER_LONDON)

    with pytest.raises(BoundaryError, match=rf"londonBoroughs\.json: .* {london.CHECKSUM}"):
        derive_embedded(wheel, tmp_path / "boroughs.tgz", tmp_path / "out.geojson")


def test_the_committed_file_is_what_the_real_packages_give(tmp_path: Path) -> None:
    wheel, package = os.environ.get("TCA_GEOVIEWS_WHEEL"), os.environ.get("TCA_VEGA_DATASETS")
    if wheel is None or package is None:
        pytest.skip("set TCA_GEOVIEWS_WHEEL and TCA_VEGA_DATASETS to the files to derive it again")

    derive_embedded(Path(wheel), Path(package), tmp_path / "out.geojson")

    assert (tmp_path / "out.geojson").read_bytes() == COMMITTED.read_bytes()
