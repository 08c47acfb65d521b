"""Boundaries from a file that an officer has: what is understood, and what is refused in words."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import mapping

from geodata.__main__ import main
from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import to_wgs84
from geodata.boundaries.levels import FETCHED_FILE, find_boundary_file, read_boundary_file
from geodata.publishing.publish import write_build
from tests.factories import BOROUGHS, DISTRICTS, UNITARY, area_rows, write_award_tables
from tests.factories import write_geography as write_tables
from tests.geometry_factories import make_square, to_array, write_boundary_file

if TYPE_CHECKING:
    from pathlib import Path

NAMES: Final = {row["gss_code"]: row["name"] for row in area_rows()}
LOWER: Final = [code for code in NAMES if code[:3] in {"E06", "E07", "E08"}]
SQUARES: Final = {code: make_square(10 * place, 0, 10) for place, code in enumerate(LOWER)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder whose embedded boundaries lie where the files' do."""
    folder = tmp_path / "data"
    (folder / "awards").mkdir(parents=True)
    write_award_tables(folder / "awards")
    write_tables(folder / "geography")
    write_boundary_file(folder / "geography", SQUARES, vintage="2014-12", origin="embedded")
    return folder


def make_councils(
    code: str = "lad15cd", name: str = "lad15nm", shapes: dict[str, Any] | None = None
) -> gpd.GeoDataFrame:
    """Return councils in EPSG:27700 with a number for each and columns of these names."""
    squares = SQUARES if shapes is None else shapes
    columns = {
        "objectid": range(1, len(squares) + 1),
        code: list(squares),
        name: [NAMES.get(one, f"Place {one}") for one in squares],
    }
    return gpd.GeoDataFrame(columns, geometry=list(squares.values()), crs="EPSG:27700")


def write_zip(folder: Path, councils: gpd.GeoDataFrame, *leave_out: str, inside: str = "") -> Path:
    """Write a Shapefile in a zip, without the files of the suffixes that are left out."""
    parts = folder / "parts"
    parts.mkdir()
    councils.to_file(parts / "lad.shp")
    path = folder / "councils.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._lad.shp", b"")
        for part in sorted(parts.iterdir()):
            if part.suffix not in leave_out:
                archive.write(part, inside + part.name)
    return path


def write_topology(path: Path) -> Path:
    """Write the councils as TopoJSON in degrees, an arc for each, codes in capitals."""
    degrees = to_wgs84(to_array(SQUARES))
    geometries = [
        {
            "type": "Polygon",
            "arcs": [[number]],
            "properties": {"LAD13CD": code, "LAD13NM": NAMES[code]},
        }
        for number, code in enumerate(SQUARES)
    ]
    topology = {
        "type": "Topology",
        "objects": {"lad": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [mapping(one)["coordinates"][0] for one in degrees],
    }
    path.write_text(json.dumps(topology), encoding="utf-8")
    return path


def take(data: Path, path: Path, *more: str) -> int:
    return main(["--data", str(data), "fetch", "--file", str(path), *more])


def taken(data: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((data / FETCHED_FILE).read_bytes())
    return document


def assert_taken(data: Path) -> None:
    """Hold that every council is in use with the square that it has."""
    boundaries = read_boundary_file(find_boundary_file(data), read_authorities(data / "geography"))
    assert find_boundary_file(data) == data / FETCHED_FILE
    for code, square in SQUARES.items():
        shared = boundaries.lower.geometry[code].intersection(square)
        assert shared.area == pytest.approx(square.area, rel=0.01)


def assert_refused(
    data: Path,
    path: Path,
    capsys: pytest.CaptureFixture[str],
    *words: str,
    more: tuple[str, ...] = (),
) -> None:
    assert take(data, path, *more) == 1
    said = capsys.readouterr().err
    for one in words:
        assert one in said
    assert "Traceback" not in said
    assert not (data / FETCHED_FILE).exists()


# What is understood


@pytest.mark.parametrize("names", [("lad15cd", "lad15nm"), ("LAD13CD", "LAD13NM")])
@pytest.mark.parametrize("crs", ["EPSG:27700", "EPSG:4326", "EPSG:3857", "EPSG:4258"])
@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb"])
def test_forms_systems_and_columns_of_any_case(
    data: Path, tmp_path: Path, names: tuple[str, str], crs: str, suffix: str
) -> None:
    path = tmp_path / f"councils.{suffix}"
    options: dict[str, Any] = {"RFC7946": "NO"} if suffix == "geojson" else {}
    make_councils(*names).to_crs(crs).to_file(path, **options)
    assert take(data, path) == 0
    assert_taken(data)


@pytest.mark.parametrize("inside", ["", "Boundaries 2015/"])
@pytest.mark.parametrize("names", [("areacd", "areanm"), ("AREACD", "AREANM")])
def test_shapefile_in_a_zip(
    data: Path, tmp_path: Path, names: tuple[str, str], inside: str
) -> None:
    assert take(data, write_zip(tmp_path, make_councils(*names), inside=inside)) == 0
    assert_taken(data)


@pytest.mark.parametrize("name", ["lad.topo.json", "lad.topojson"])
def test_topology_is_in_degrees(data: Path, tmp_path: Path, name: str) -> None:
    assert take(data, write_topology(tmp_path / name)) == 0
    assert_taken(data)


def test_degrees_of_another_datum_are_moved_to_ours(data: Path, tmp_path: Path) -> None:
    make_councils().to_crs("EPSG:4277").to_file(tmp_path / "airy.gpkg")
    assert take(data, tmp_path / "airy.gpkg") == 0
    boundaries = read_boundary_file(find_boundary_file(data), read_authorities(data / "geography"))
    for code, square in SQUARES.items():
        # The degrees of Airy's ellipsoid lie about 100 m from those of WGS84.
        assert boundaries.lower.geometry[code].hausdorff_distance(square) < 30


def test_codes_in_lower_case_with_spaces_are_codes(data: Path, tmp_path: Path) -> None:
    councils = make_councils()
    councils["lad15cd"] = " " + councils["lad15cd"].str.lower()
    councils.to_file(tmp_path / "councils.gpkg")
    assert take(data, tmp_path / "councils.gpkg") == 0
    assert_taken(data)


def test_file_without_names_is_held_by_codes_and_places(data: Path, tmp_path: Path) -> None:
    make_councils().drop(columns="lad15nm").to_file(tmp_path / "councils.gpkg")
    assert take(data, tmp_path / "councils.gpkg") == 0
    assert_taken(data)


def test_the_layer_of_districts_is_found_among_others(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.gpkg"
    make_councils("ctycd", shapes={"E10000001": make_square()}).to_file(path, layer="counties")
    make_councils("wd15cd", shapes={"E05000001": make_square()}).to_file(path, layer="wards")
    make_councils().to_file(path, layer="districts")
    assert take(data, path) == 0
    assert_taken(data)
    assert "layer districts, EPSG:27700, codes in lad15cd" in capsys.readouterr().err


def test_of_two_layers_that_fit_one_is_asked_for(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "two.gpkg"
    make_councils().to_file(path, layer="full")
    make_councils().to_file(path, layer="clipped")
    assert_refused(data, path, capsys, "'full', 'clipped'", "--layer")
    assert_refused(data, path, capsys, "--layer", more=("--layer", "other"))
    assert take(data, path, "--layer", "clipped") == 0
    assert taken(data)["provenance"]["layer"] == "clipped"


def test_of_a_united_kingdom_the_countries_are_the_land_around(data: Path, tmp_path: Path) -> None:
    around = {
        "W06000001": make_square(-10, 0, 10),
        "W92000004": make_square(-10, 0, 10),
        "S12000001": make_square(0, 10, 10),
        "N92000002": make_square(-40, 0, 10),
        "K02000001": make_square(-40, 0, 200),
    }
    make_councils(shapes=SQUARES | around).to_file(tmp_path / "uk.gpkg")
    assert take(data, tmp_path / "uk.gpkg") == 0
    assert_taken(data)
    boundaries = read_boundary_file(find_boundary_file(data), read_authorities(data / "geography"))
    assert list(boundaries.backdrop.index) == ["N92000002", "S92000003", "W92000004"]


@pytest.mark.parametrize(
    ("columns", "old", "now"),
    [
        (("start", "end"), ("2009", "2012"), ("2013", "")),
        (("start_date", "end_date"), ("2009-04-01", "2013-03-31"), ("2013-04-01", "2019-03-31")),
        (("Valid_From", "Valid_To"), ("01/04/2009", "31/03/2013"), ("01/04/2013", "31/03/2019")),
        (("START_YEAR", "END_YEAR"), ("2009", "2013"), ("2014", "9999")),
    ],
)
def test_of_several_years_those_of_2014_are_taken(
    data: Path,
    tmp_path: Path,
    columns: tuple[str, str],
    old: tuple[str, str],
    now: tuple[str, str],
) -> None:
    later = ("2023", "") if len(now[0]) == 4 else ("2023-04-01", "")
    parts = [
        (make_councils(shapes={code: make_square(0, 0, 60) for code in LOWER}), old),
        (make_councils(), now),
        (make_councils(shapes={"E07000099": make_square(0, 0, 60)}), later),
    ]
    dated = [part.assign(**dict(zip(columns, dates, strict=True))) for part, dates in parts]
    pd.concat(dated).to_file(tmp_path / "years.gpkg")
    assert take(data, tmp_path / "years.gpkg") == 0
    assert_taken(data)


def test_system_that_a_file_does_not_say_can_be_said(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_zip(tmp_path, make_councils(), ".prj")
    assert_refused(data, path, capsys, "does not say its reference system", "add --crs EPSG:27700")
    assert_refused(data, path, capsys, "not a reference system", more=("--crs", "National Grid"))
    assert take(data, path, "--crs", "EPSG:27700") == 0
    assert_taken(data)


def test_map_names_the_file_and_says_what_its_licence_asks(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "councils.gpkg"
    make_councils().to_file(path)
    assert take(data, path, "--attribution", "Contains data of the county.") == 0
    write_build(data)
    boundaries = json.loads((data / "built" / "catalogue.json").read_bytes())["boundaries"]
    assert boundaries["origin"].startswith("the file councils.gpkg, taken on 20")
    assert boundaries["attribution"] == "Contains data of the county"
    assert len(taken(data)["provenance"]["sha256"]) == 64


def test_a_licence_that_is_not_given_is_not_invented(data: Path, tmp_path: Path) -> None:
    make_councils().to_file(tmp_path / "councils.gpkg")
    take(data, tmp_path / "councils.gpkg")
    assert taken(data)["attribution"] == (
        "Boundaries from the file councils.gpkg, given without a statement of its licence"
    )


def test_same_file_again_changes_nothing_and_other_words_do(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "councils.gpkg"
    make_councils().to_file(path)
    take(data, path)
    before = (data / FETCHED_FILE).read_bytes()
    capsys.readouterr()
    assert take(data, path) == 0
    assert "unchanged" in capsys.readouterr().out
    assert (data / FETCHED_FILE).read_bytes() == before
    take(data, path, "--attribution", "Of the county")
    assert taken(data)["attribution"] == "Of the county"


def test_another_layer_of_the_same_file_is_taken(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "councils.gpkg"
    make_councils().to_file(path, layer="full")
    make_councils().to_file(path, layer="clipped")
    take(data, path, "--layer", "full")
    assert take(data, path, "--layer", "clipped") == 0
    assert taken(data)["provenance"]["layer"] == "clipped"


# What is refused


def test_counties_offered_as_districts(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upper = {code: shape for code, shape in SQUARES.items() if code[:3] != "E07"}
    county = {"E10000001": shapely.union_all([SQUARES[code] for code in DISTRICTS])}
    make_councils("ctyua15cd", shapes=upper | county).to_file(tmp_path / "counties.gpkg")
    assert_refused(
        data,
        tmp_path / "counties.gpkg",
        capsys,
        "none of the districts (E07)",
        "left out: 1 counties (E10)",
        "expected a layer of districts",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [("E12000001", "1 regions (E12)"), ("E05000001", "1 wards (E05)"), ("Kent", "lad15cd")],
)
def test_layer_of_something_else_says_of_what(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, words: str
) -> None:
    make_councils(shapes={code: make_square()}).to_file(tmp_path / "other.gpkg")
    assert_refused(data, tmp_path / "other.gpkg", capsys, "no column holds codes", words)


def test_another_year_and_hexagons_are_said_at_once(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hexagons = {
        code: shapely.Point(10 * place, 10).buffer(5, quad_segs=2)
        for place, code in enumerate([*LOWER[:-1], "E06000066"])
    }
    make_councils(shapes=hexagons).to_file(tmp_path / "hexes.gpkg")
    assert_refused(
        data,
        tmp_path / "hexes.gpkg",
        capsys,
        f"missing {BOROUGHS[1]}",
        "extra E06000066",
        "boundaries of the same date",
        "a drawing, such as one of hexagons",
    )


def test_code_that_stands_twice(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    councils = make_councils()
    pd.concat([councils, councils[:1]]).to_file(tmp_path / "twice.gpkg")
    assert_refused(data, tmp_path / "twice.gpkg", capsys, UNITARY, "each code once")


def test_shapes_that_are_mixed_up(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = dict(zip(SQUARES, reversed(SQUARES.values()), strict=True))
    make_councils(shapes=shapes).drop(columns="lad15nm").to_file(tmp_path / "mixed.gpkg")
    assert_refused(data, tmp_path / "mixed.gpkg", capsys, "lie elsewhere than they should")


def test_area_without_a_shape(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_councils(shapes=SQUARES | {UNITARY: None}).to_file(tmp_path / "hole.gpkg")
    assert_refused(data, tmp_path / "hole.gpkg", capsys, f"{UNITARY} is without a shape")


@pytest.mark.parametrize("name", ["councils.geojson", "councils.gpkg", "councils.zip"])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.9])
def test_file_that_is_cut_short(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, share: float
) -> None:
    path = tmp_path / name
    if path.suffix == ".zip":
        write_zip(tmp_path, make_councils())
    else:
        make_councils().to_file(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert_refused(data, path, capsys, name)


def test_shapefile_without_its_table(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_zip(tmp_path, make_councils(), ".dbf")
    assert_refused(data, path, capsys, "keeps its columns in a .dbf")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("areas.txt", b"Kent, Leeds", "cannot be read"),
        ("areas.csv", b"code,name\nE07000001,Ashdale\n", "no layer of areas"),
        ("areas.geojson", b'{"type": "FeatureCollection", "features": []}', "areas.geojson"),
        ("areas.geojson", b"<html>", "cannot be read"),
    ],
)
def test_file_that_is_no_map(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
    words: str,
) -> None:
    (tmp_path / name).write_bytes(content)
    assert_refused(data, tmp_path / name, capsys, words)


def test_zip_of_other_things_and_no_file_at_all(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("notes.docx", b"")
    assert_refused(data, tmp_path / "other.zip", capsys, "a zip with notes.docx")
    assert_refused(data, tmp_path / "nowhere.zip", capsys, "not found")
