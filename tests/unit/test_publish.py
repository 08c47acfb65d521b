"""A whole build of a small world: what it writes, and what it leaves when it fails or is killed."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import brotli
import pytest

from geodata.__main__ import main
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.errors import BuildError, GeodataError
from geodata.publishing.publish import write_build
from geodata.publishing.swap import write_replacing
from tests.factories import (
    BOROUGHS,
    COUNTY,
    DISTRICTS,
    MERGED,
    UNITARY,
    area_rows,
    write_award_tables,
    write_geography,
)
from tests.geometry_factories import make_square, write_boundary_file
from tests.stored import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
LOWER: Final = [row["gss_code"] for row in area_rows() if row["tier"] in {"E06", "E07", "E08"}]

BUILD_FOR_EVER: Final = """
import sys
from pathlib import Path
from geodata.publishing.publish import write_build
while True:
    write_build(Path(sys.argv[1]))
"""


def write_world(folder: Path) -> Path:
    """Write the tables of the factories and a 10 km square for each area to a data folder."""
    write_award_tables(_made(folder / "awards"))
    write_geography(folder / "geography")
    shapes = {code: make_square(10 * place, 0, 10) for place, code in enumerate(LOWER)}
    shapes["W92000004"] = make_square(-10, 0, 10)
    write_boundary_file(folder / "geography", shapes, vintage="2014-12", origin="tests")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder of which nothing is built."""
    return write_world(tmp_path / "data")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that is built, to be read and never written."""
    folder = write_world(tmp_path_factory.mktemp("world") / "data")
    write_build(folder)
    return folder


@pytest.fixture
def own_world(world: Path, tmp_path: Path) -> Path:
    """Return a data folder that is built, to be built again or spoilt."""
    return shutil.copytree(world, tmp_path / "data", symlinks=True)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def read_catalogue(data: Path) -> dict[str, Any]:
    return read_whole(data / "built")


def read_all(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder; the folder itself is found once, whatever is swapped in."""
    folder = folder.resolve()
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_whole(files: dict[str, bytes]) -> bool:
    """Return whether the files are exactly those that their manifest lists."""
    listed = json.loads(files["manifest.json"])["files"]
    found = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in files.items()
        if name != "manifest.json"
    }
    return bool(found == listed)


def folders_of(data: Path) -> list[Path]:
    return [path for path in data.iterdir() if path.name.startswith("built-")]


def spoil(data: Path) -> None:
    """Take a council out of the boundary file, which stops a build in the middle."""
    (data / "geography" / "lad_dec2014.geojson").write_text("{}", encoding="utf-8")


def write_half_a_build(data: Path) -> None:
    """Run out of disk after the manifest, before the swap."""
    with write_replacing(data / "built") as out:
        (out / "manifest.json").write_text("{}", encoding="utf-8")
        raise OSError(errno.ENOSPC, "disk full")


def test_manifest_lists_every_file_with_its_hash(world: Path) -> None:
    assert is_whole(read_all(world / "built"))


def test_manifest_names_every_input_with_its_hash(world: Path) -> None:
    inputs = json.loads((world / "built" / "manifest.json").read_bytes())["inputs"]
    expected = {*(world / "awards").iterdir(), *(world / "geography").iterdir()}
    assert set(inputs) == {path.relative_to(world).as_posix() for path in expected}
    fund = (world / "awards" / "fund.toml").read_bytes()
    assert inputs["awards/fund.toml"] == hashlib.sha256(fund).hexdigest()


def test_second_build_gives_the_same_bytes(own_world: Path) -> None:
    first = read_all(own_world / "built")
    write_build(own_world)
    assert read_all(own_world / "built") == first


def test_boundary_files_are_named_by_content_and_compressed(world: Path) -> None:
    catalogue = read_catalogue(world)
    names = [level["boundaries"] for level in catalogue["levels"].values()]
    for name in [*names, catalogue["backdrop"]["boundaries"]]:
        path = world / "built" / name
        content = path.read_bytes()
        assert path.name.split(".")[1] == hashlib.sha256(content).hexdigest()[:12]
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == content
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == content


def test_features_and_geometry_have_the_codes_of_the_level_in_order(world: Path) -> None:
    for level in read_catalogue(world)["levels"].values():
        features = json.loads((world / "built" / level["boundaries"]).read_bytes())["features"]
        assert [feature["id"] for feature in features] == level["codes"] == sorted(level["codes"])
        assert list(level["geometry"]) == level["codes"]


def test_bid_carries_its_members_councils_themes_and_sources(world: Path) -> None:
    bids = {bid["id"]: bid for bid in read_catalogue(world)["bids"]}
    assert bids["T-2"]["award_pence"] == 20_000_001
    assert bids["T-2"]["themes"] == ["digital", "health"]
    assert [source["primary"] for source in bids["T-2"]["sources"]] == [True]
    lead, group = bids["T-3"]["members"]
    assert lead["councils"] == [BOROUGHS[0]]
    assert (group["group"], group["councils"]) == ("greater-millford", list(BOROUGHS))
    charities = bids["T-4"]["members"][1]
    assert (charities["organisations"], charities["councils"]) == (5, [])


def test_what_is_not_stated_is_null_and_never_nought_or_blank(world: Path) -> None:
    catalogue = read_catalogue(world)
    bids = {bid["id"]: bid for bid in catalogue["bids"]}
    assert bids["T-3"]["award_pence"] is None
    assert bids["T-3"]["award_precision"] is None
    assert bids["T-3"]["themes"] == []
    assert bids["T-4"]["round"] is None
    assert catalogue["rounds"][0]["saving_at_least_pence"] is None
    assert '""' not in (world / "built" / "catalogue.json").read_text(encoding="utf-8")


def test_allocations_hold_cells_and_unplaced_by_bid(world: Path) -> None:
    upper = read_catalogue(world)["allocations"]["upper"]
    assert upper["lead"]["cells"]["T-1"] == [[COUNTY, 10_000_000, None]]
    assert upper["lead"]["cells"]["T-3"] == [[BOROUGHS[0], None, None]]
    assert upper["lead"]["unplaced"] == {"T-4": [6_000_000, None]}
    assert upper["shared"]["cells"]["T-2"] == [
        [UNITARY, 10_000_001, 30_000_000],
        [COUNTY, 10_000_000, 30_000_000],
    ]


def test_classes_stand_for_every_level_measure_and_rule(world: Path) -> None:
    classes = read_catalogue(world)["classes"]
    found = {
        (level, measure, rule)
        for level, measures in classes.items()
        for measure, rules in measures.items()
        for rule in rules
    }
    assert len(found) == len(Level) * len(Measure) * len(CountRule)
    assert classes["upper"]["award"]["lead"]["edges"] == [0, 40_000_000]


def test_world_without_a_backdrop_can_be_built(data: Path) -> None:
    shapes = {code: make_square(10 * place, 0, 10) for place, code in enumerate(LOWER)}
    write_boundary_file(data / "geography", shapes)
    write_build(data)
    assert read_catalogue(data)["backdrop"]["ids"] == []


def test_change_of_one_award_leaves_the_boundary_files_names_alone(own_world: Path) -> None:
    before = read_catalogue(own_world)["levels"]["lower"]["boundaries"]
    bids = own_world / "awards" / "bids.csv"
    bids.write_text(bids.read_text(encoding="utf-8").replace("60000", "70000"), encoding="utf-8")
    write_build(own_world)
    catalogue = read_catalogue(own_world)
    assert catalogue["levels"]["lower"]["boundaries"] == before
    assert catalogue["allocations"]["upper"]["lead"]["unplaced"]["T-4"] == [7_000_000, None]


def test_build_that_fails_leaves_the_last_good_one(own_world: Path) -> None:
    good = read_all(own_world / "built")
    spoil(own_world)
    with pytest.raises(GeodataError):
        write_build(own_world)
    assert read_all(own_world / "built") == good
    assert len(folders_of(own_world)) == 1


def test_failure_while_writing_leaves_the_last_good_one_and_no_litter(own_world: Path) -> None:
    good = read_all(own_world / "built")
    with pytest.raises(OSError, match="disk full"):
        write_half_a_build(own_world)
    assert read_all(own_world / "built") == good
    assert len(folders_of(own_world)) == 1


def test_folder_without_a_manifest_is_not_swapped_in(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"no manifest\.json"), write_replacing(tmp_path / "built"):
        pass
    assert not (tmp_path / "built").exists()


def test_build_before_the_current_one_is_kept_and_older_ones_go(own_world: Path) -> None:
    first = (own_world / "built").resolve()
    write_build(own_world)
    second = (own_world / "built").resolve()
    assert first.is_dir()
    write_build(own_world)
    assert not first.exists()
    assert second.is_dir()


def test_what_dead_builds_left_is_removed_and_other_folders_are_not(data: Path) -> None:
    dead, other = data / "built-0123456789ab", data / "built-by-hand"
    for folder in (dead, other):
        folder.mkdir()
    (dead / "catalogue.json").write_text("{", encoding="utf-8")
    (data / ".built-0123456789ab.link").symlink_to(dead.name)
    write_build(data)
    assert not dead.exists()
    assert not list(data.glob(".built-*.link"))
    assert other.is_dir()


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behave like a file system that has no symbolic links."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)


@pytest.mark.usefixtures("no_links")
def test_builds_replace_each_other_where_there_are_no_links(data: Path) -> None:
    write_build(data)
    first = read_all(data / "built")
    write_build(data)
    assert not (data / "built").is_symlink()
    assert read_all(data / "built") == first
    assert len(folders_of(data)) == 1


@pytest.mark.usefixtures("no_links")
def test_build_that_cannot_be_renamed_in_leaves_the_last_good_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_build(data)
    good = read_all(data / "built")
    rename = Path.rename

    def refuse_once_aside(path: Path, target: Path) -> Path:
        if target == data / "built" and len(folders_of(data)) == 2:
            monkeypatch.setattr(Path, "rename", rename)
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_once_aside)
    with pytest.raises(PermissionError, match="in use"):
        write_build(data)
    assert read_all(data / "built") == good
    assert len(folders_of(data)) == 0


def test_folder_of_another_system_gives_way_to_a_link(own_world: Path) -> None:
    good = read_all(own_world / "built")
    folder = (own_world / "built").resolve()
    (own_world / "built").unlink()
    folder.rename(own_world / "built")
    write_build(own_world)
    assert (own_world / "built").is_symlink()
    assert read_all(own_world / "built") == good


def test_build_cut_between_two_renames_is_put_back_by_the_next(own_world: Path) -> None:
    good = read_all(own_world / "built")
    folder = (own_world / "built").resolve()
    (own_world / "built").unlink()
    assert folder.name.startswith("built-")
    with pytest.raises(OSError, match="disk full"):
        write_half_a_build(own_world)
    assert read_all(own_world / "built") == good


def whole_builds_seen(data: Path, seconds: float) -> Iterator[bool]:
    """Yield, for as long as asked, whether what readers find just now is a whole build."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield is_whole(read_all(data / "built"))


def test_readers_find_a_whole_build_while_builds_run_and_are_killed(own_world: Path) -> None:
    chance = random.Random(2014)  # noqa: S311 - not a secret
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", BUILD_FOR_EVER, str(own_world)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        ) as builder:
            assert builder.stderr is not None
            builder.stderr.readline()  # the first step is over, so the imports are too
            assert all(whole_builds_seen(own_world, chance.uniform(0.05, 0.6)))
            builder.kill()
        assert is_whole(read_all(own_world / "built"))
    good = read_all(own_world / "built")
    write_build(own_world)
    assert read_all(own_world / "built") == good
    assert len(folders_of(own_world)) == 2


def test_command_builds_and_says_what_it_made(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(data), "build"]) == 0
    said = capsys.readouterr()
    assert "bids 4" in said.out
    assert "build: drawing ..." in said.err


def test_command_reports_a_fault_and_fails(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(data)
    assert main(["--data", str(data), "build"]) == 1
    assert "lad_dec2014.geojson" in capsys.readouterr().err


def test_command_reports_a_disk_that_refuses(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / ".built.lock").mkdir()
    assert main(["--data", str(data), "build"]) == 1
    assert ".built.lock" in capsys.readouterr().err


def test_districts_beside_each_other_are_neighbours(world: Path) -> None:
    lower = read_catalogue(world)["levels"]["lower"]["geometry"]
    assert lower[DISTRICTS[1]]["neighbours"] == [DISTRICTS[0], DISTRICTS[2]]


def test_council_that_merged_says_what_it_is_part_of_now(world: Path) -> None:
    areas = {area["gss"]: area for area in read_catalogue(world)["areas"]}
    assert areas[DISTRICTS[0]]["now"] == {
        "gss": MERGED,
        "name": "Greater Dale",
        "changed_on": "2019-04-01",
        "kind": "merged",
    }
    assert areas[UNITARY]["now"] is None


def test_new_council_is_among_the_areas_and_on_the_level_of_today(world: Path) -> None:
    catalogue = read_catalogue(world)
    new = next(area for area in catalogue["areas"] if area["gss"] == MERGED)
    assert (new["name"], new["tier"], new["county"], new["now"]) == (
        "Greater Dale",
        "E06",
        None,
        None,
    )
    codes = catalogue["levels"]["today"]["codes"]
    assert codes == [UNITARY, MERGED, DISTRICTS[2], *BOROUGHS]


@pytest.mark.parametrize("level", ["lower", "today"])
def test_county_award_stands_beside_the_districts_that_the_level_draws(
    world: Path, level: str
) -> None:
    catalogue = read_catalogue(world)
    assert catalogue["allocations"][level]["lead"]["cells"]["T-2"] == [
        [COUNTY, 20_000_001, 60_000_000]
    ]
    assert COUNTY not in catalogue["levels"][level]["codes"]


def test_hex_map_stands_beside_the_true_one_in_the_same_form(world: Path) -> None:
    catalogue = read_catalogue(world)
    hexes = catalogue["hex"]
    assert set(hexes["levels"]) == set(catalogue["levels"])
    for name, level in hexes["levels"].items():
        true = catalogue["levels"][name]
        assert level["codes"] == list(level["geometry"]) == true["codes"]
        features = json.loads((world / "built" / level["boundaries"]).read_bytes())["features"]
        assert [feature["id"] for feature in features] == level["codes"]
        for area in level["geometry"].values():
            assert set(area) == set(true["geometry"][true["codes"][0]])
            assert area["token"] is False
            # England's hexagons stand whole in the frame (tests/data/test_hexes.py); of a world of
            # six squares one hexagon may reach over the edge.
            left, _, right, _ = area["bbox"]
            assert 0 <= left < right
            assert (left + right) / 2 <= catalogue["frame"]["width"]
