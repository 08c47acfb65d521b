"""Fetching all of England from a portal on this machine, as the statistics office would send it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import mapping

from geodata.__main__ import main
from geodata.areas.authorities import read_authorities
from geodata.boundaries.compare import compare_shapes, read_shapes
from geodata.boundaries.levels import BoundarySet, find_boundary_file, read_boundary_file
from geodata.boundaries.paths import plotly_geojson
from geodata.fetching.fetched import MOST_BYTES, FetchReport, Request, fetch_boundaries
from geodata.fetching.local_file import take_file
from geodata.model.codes import Level
from geodata.model.errors import BoundaryError
from tests.portal_server import FakePortal, serve

if TYPE_CHECKING:
    from collections.abc import Callable

DATA: Final = Path(__file__).resolve().parents[2] / "data"
COUNTS: Final = {Level.LOWER: 326, Level.UPPER: 152, Level.REGION: 9, Level.TODAY: 296}

pytestmark = pytest.mark.slow


def read_features(path: Path) -> list[dict[str, Any]]:
    """Return the areas of a file as the portal writes them, fields in capitals as of 2013."""
    found = gpd.read_file(path)
    code, name = ("LAD13CD", "LAD13NM") if "LAD13CD" in found else ("code", "name")
    english = found[found[code].str.startswith("E")]
    return [
        {
            "type": "Feature",
            "properties": {"LAD13CD": row[code], "LAD13NM": row[name], "FID": place},
            "geometry": mapping(row["geometry"]),
        }
        for place, (_, row) in enumerate(english.iterrows(), start=1)
    ]


@pytest.fixture(scope="module")
def source(shared_folder: Path) -> Path:
    """Return the statistics office's set where it is, else the embedded one."""
    official = shared_folder / "boundaries" / "lad_dec2013_england.topo.json"
    embedded = DATA / "geography" / "lad_dec2014.geojson"
    return official if official.is_file() else embedded


@pytest.fixture(scope="module")
def fetched(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FetchReport]:
    data = tmp_path_factory.mktemp("england") / "data"
    for folder in ("awards", "geography"):
        shutil.copytree(DATA / folder, data / folder)
    with serve(FakePortal(read_features(source), page_size=100, packed=True)) as portal:
        return data, fetch_boundaries(data, Request(portal=portal.url))


@pytest.fixture(scope="module")
def boundaries(fetched: tuple[Path, FetchReport]) -> BoundarySet:
    data, _ = fetched
    return read_boundary_file(find_boundary_file(data), read_authorities(data / "geography"))


def test_every_council_comes_through_and_every_level_is_made(boundaries: BoundarySet) -> None:
    for level, count in COUNTS.items():
        assert len(boundaries.levels[level]) == count
    assert list(boundaries.backdrop.index) == ["IE", "N92000002", "S92000003", "W92000004"]


def test_fetched_areas_are_those_that_were_sent(
    source: Path, boundaries: BoundarySet, record_property: Callable[[str, object], None]
) -> None:
    names = read_authorities(DATA / "geography")["name"]
    table = compare_shapes(boundaries.lower.geometry, read_shapes(source, names))
    record_property("mean_overlap", round(float(table["overlap"].mean()), 4))
    assert len(table) == 326
    assert table["overlap"].mean() > 0.95
    assert table["shift_km"].max() < 2


def test_map_stays_light_and_is_finer_than_the_embedded_one(
    source: Path, fetched: tuple[Path, FetchReport], boundaries: BoundarySet
) -> None:
    _, report = fetched
    content = plotly_geojson(boundaries.lower)
    assert len(content) == report.bytes <= MOST_BYTES
    if source.suffixes[0] == ".topo":
        embedded = read_boundary_file(
            DATA / "geography" / "lad_dec2014.geojson", read_authorities(DATA / "geography")
        )
        corners = [
            shapely.get_num_coordinates(one.lower.geometry.to_numpy()).sum()
            for one in (boundaries, embedded)
        ]
        assert corners[0] > 1.5 * corners[1]


def test_build_and_check_take_what_was_fetched(
    fetched: tuple[Path, FetchReport], source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, _ = fetched
    assert main(["--data", str(data), "build"]) == 0
    catalogue = json.loads((data / "built" / "catalogue.json").read_bytes())
    assert len(catalogue["levels"]["lower"]["codes"]) == 326
    assert main(["--data", str(data), "check"]) == 0
    assert "boundaries of 2015-12: 326 lower" in capsys.readouterr().out
    assert main(["--data", str(data), "check", "--against", str(source)]) == 0
    assert "326 councils in both sets" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["1_lad2016_bsc_uk_areacd.geojson", "3_lad2015_buc_gb_lad15cd_bng_shp.zip"]
)
def test_real_file_is_taken_as_it_came_and_stays_light(
    shared_folder: Path,
    tmp_path: Path,
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    path = shared_folder / "boundaries" / name
    if not path.is_file():
        pytest.skip("the boundary files are not there")
    data = tmp_path / "data"
    shutil.copytree(DATA / "geography", data / "geography")
    report = take_file(data, path)
    areas = read_authorities(data / "geography")
    boundaries = read_boundary_file(find_boundary_file(data), areas)
    table = compare_shapes(boundaries.lower.geometry, read_shapes(path, areas["name"]))
    record_property("mean_overlap", round(float(table["overlap"].mean()), 4))
    assert len(table) == 326
    assert table["overlap"].mean() > 0.95
    assert report.bytes <= MOST_BYTES


def test_real_hexagons_of_2023_are_refused(shared_folder: Path, tmp_path: Path) -> None:
    path = shared_folder / "boundaries" / "6_WRONG_VINTAGE_ltla2023_hexcartogram_Lacode.gpkg"
    if not path.is_file():
        pytest.skip("the boundary files are not there")
    shutil.copytree(DATA / "geography", tmp_path / "geography")
    with pytest.raises(BoundaryError, match=r"(?s)extra E06000058.*hexagons"):
        take_file(tmp_path, path)
