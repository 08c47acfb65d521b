"""Comparing two sets of boundaries: what is measured, what is printed, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.__main__ import main
from geodata.boundaries.compare import compare_shapes, describe_comparison, read_shapes
from geodata.boundaries.levels import BOUNDARY_FILE
from geodata.model.errors import BoundaryError
from tests.factories import write_geography
from tests.geometry_factories import make_shapes, make_square, write_boundary_file

if TYPE_CHECKING:
    from pathlib import Path

NAMES = pd.Series("Somewhere", index=pd.Index([*make_shapes()], name="gss_code"))


def make_series(**shapes: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes.values()), index=pd.Index(list(shapes)), crs="EPSG:27700")


def test_a_set_overlaps_itself_wholly() -> None:
    ours = make_series(E07000001=make_square(), E07000002=make_square(1))
    table = compare_shapes(ours, ours)
    assert table["overlap"].to_list() == [1, 1]
    assert table["area_change"].to_list() == [0, 0]
    assert table["shift_km"].to_list() == [0, 0]


def test_shift_by_half_a_side_overlaps_by_a_third() -> None:
    ours, theirs = make_series(E07000001=make_square()), make_series(E07000001=make_square(0.5))
    table = compare_shapes(ours, theirs)
    assert table["overlap"]["E07000001"] == pytest.approx(1 / 3)
    assert table["area_change"]["E07000001"] == pytest.approx(0)
    assert table["shift_km"]["E07000001"] == pytest.approx(0.5)


def test_change_of_area_is_theirs_against_ours() -> None:
    ours = make_series(E07000001=make_square(size_km=2))
    theirs = make_series(E07000001=make_square(size_km=1))
    assert compare_shapes(ours, theirs)["area_change"]["E07000001"] == pytest.approx(-0.75)


def test_codes_in_one_set_alone_are_named_and_not_compared() -> None:
    ours = make_series(E07000001=make_square(), E07000002=make_square(1))
    theirs = make_series(E07000001=make_square(), E07000003=make_square(2))
    lines = list(describe_comparison(ours, theirs, pd.Series({"E07000001": "Ashdale"})))
    assert lines[0] == "1 councils in both sets"
    assert "only here: E07000002 (1 in all)" in lines
    assert "only there: E07000003 (1 in all)" in lines
    assert "  E07000001 Ashdale: 1.0000" in lines


def test_sets_with_nothing_in_common_are_only_counted() -> None:
    ours, theirs = make_series(E07000001=make_square()), make_series(E07000002=make_square())
    lines = list(describe_comparison(ours, theirs, pd.Series(dtype="str")))
    assert len(lines) == 3


def test_worst_councils_come_first() -> None:
    squares = {f"E0700000{n}": make_square(3 * n) for n in range(1, 5)}
    moved = {code: make_square(3 * n + n / 10) for n, code in enumerate(squares, start=1)}
    lines = list(describe_comparison(make_series(**squares), make_series(**moved), pd.Series()))
    start = lines.index("largest shift")
    assert [line.split()[0] for line in lines[start + 1 :]] == list(squares)[::-1]


def test_file_in_degrees_or_metres_and_with_codes_of_any_year_is_read(tmp_path: Path) -> None:
    write_boundary_file(tmp_path, make_shapes() | {"W06000001": make_square(-1)})
    degrees = read_shapes(tmp_path / BOUNDARY_FILE, NAMES)
    metres = gpd.GeoDataFrame({"LAD15CD": list(degrees.index)}, geometry=list(degrees))
    metres = metres.set_crs("EPSG:27700").iloc[::-1]
    metres.to_file(tmp_path / "metres.gpkg")
    again = read_shapes(tmp_path / "metres.gpkg", NAMES)
    assert list(degrees.index) == list(again.index) == list(make_shapes())
    assert compare_shapes(degrees, again)["overlap"].min() > 0.9999


def test_shapes_that_cross_themselves_are_mended(tmp_path: Path) -> None:
    crossed = shapely.Polygon([(-1, 52), (-0.9, 52.1), (-0.9, 52), (-1, 52.1), (-1, 52)])
    gpd.GeoDataFrame({"code": ["E07000001"]}, geometry=[crossed], crs="EPSG:4326").to_file(
        tmp_path / "crossed.geojson"
    )
    assert read_shapes(tmp_path / "crossed.geojson", NAMES).is_valid.all()


@pytest.mark.parametrize("content", ["not a map", '{"type": "FeatureCollection", "features": []}'])
def test_file_without_codes_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "nothing.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"nothing\.geojson"):
        read_shapes(path, NAMES)


def test_check_against_a_file_prints_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_geography(tmp_path / "geography")
    path = write_boundary_file(tmp_path / "geography", make_shapes())
    assert main(["--data", str(tmp_path), "check", "--against", str(path)]) == 0
    out = capsys.readouterr().out
    assert "4 councils in both sets" in out
    assert "mean 1.0000" in out


def test_check_against_a_missing_file_fails_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_geography(tmp_path / "geography")
    write_boundary_file(tmp_path / "geography", make_shapes())
    assert main(["--data", str(tmp_path), "check", "--against", str(tmp_path / "none")]) == 1
    assert "not found" in capsys.readouterr().err
    assert json.loads((tmp_path / "geography" / BOUNDARY_FILE).read_bytes())
