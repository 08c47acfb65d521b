"""The real build: every pound comes back, every file is what the manifest says it is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from bisect import bisect_left
from pathlib import Path
from typing import Any, Final

import pytest

from tests.stored import read_whole

ROOT: Final = Path(__file__).resolve().parents[2]
ITEMISED_PENCE: Final = {
    "2013-14": 502_300_000,
    "2013-14-reserve": 290_500_000,
    "2014-15": 470_527_700,
    "2015-16": 6_343_975_500,
    None: 47_500_000,
}
ALL_PENCE: Final = 7_654_803_200
LEVELS: Final = {"lower": 326, "upper": 152, "region": 9, "today": 296}
ADDITIVE: Final = ["lead", "shared"]
RULES: Final = [*ADDITIVE, "involved"]
MEASURES: Final = ["award", "saving", "ratio", "bids"]

Cell = tuple[int | None, int | None]


@pytest.fixture(scope="module")
def catalogue(built_folder: Path) -> dict[str, Any]:
    return read_whole(built_folder)


def awards_by_round(catalogue: dict[str, Any], level: str, rule: str) -> dict[str | None, int]:
    """Return what is on the map and what cannot be placed, together, for each round."""
    allocation = catalogue["allocations"][level][rule]
    rounds = {bid["id"]: bid["round"] for bid in catalogue["bids"]}
    totals = dict.fromkeys(ITEMISED_PENCE, 0)
    for bid_id, cells in allocation["cells"].items():
        totals[rounds[bid_id]] += sum(award or 0 for _, award, _ in cells)
    for bid_id, (award, _) in allocation["unplaced"].items():
        totals[rounds[bid_id]] += award or 0
    return totals


def cells_by_area(catalogue: dict[str, Any], level: str, rule: str) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cells in catalogue["allocations"][level][rule]["cells"].values():
        for area, award, saving in cells:
            found.setdefault(area, []).append((award, saving))
    return found


def value_of(measure: str, cells: list[Cell]) -> float | None:
    """Return what an area shows for a measure, reckoned as the page does."""
    both = [(award, saving) for award, saving in cells if award is not None and saving is not None]
    awards = [award for award, _ in cells if award is not None]
    savings = [saving for _, saving in cells if saving is not None]
    match measure:
        case "award":
            return sum(awards) if awards else None
        case "saving":
            return sum(savings) if savings else None
        case "ratio":
            return sum(saving for _, saving in both) / sum(a for a, _ in both) if both else None
        case _:
            return len(cells)


@pytest.mark.parametrize("rule", ADDITIVE)
@pytest.mark.parametrize("level", LEVELS)
def test_itemised_totals_come_back_to_the_penny(
    catalogue: dict[str, Any], level: str, rule: str
) -> None:
    totals = awards_by_round(catalogue, level, rule)
    assert totals == ITEMISED_PENCE
    assert sum(totals.values()) == ALL_PENCE


def test_bids_themselves_sum_to_the_itemised_totals(catalogue: dict[str, Any]) -> None:
    totals = dict.fromkeys(ITEMISED_PENCE, 0)
    for bid in catalogue["bids"]:
        totals[bid["round"]] += bid["award_pence"] or 0
    assert totals == ITEMISED_PENCE


def test_82_bids_are_listed_and_64_state_an_award_and_10_a_saving(
    catalogue: dict[str, Any],
) -> None:
    bids = catalogue["bids"]
    assert len(bids) == 82
    assert sum(bid["award_pence"] is not None for bid in bids) == 64
    assert sum(bid["saving_pence"] is not None for bid in bids) == 10


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_bid_is_on_the_map_or_unplaced_and_never_both(
    catalogue: dict[str, Any], level: str, rule: str
) -> None:
    allocation = catalogue["allocations"][level][rule]
    assert not allocation["cells"].keys() & allocation["unplaced"].keys()
    ids = {bid["id"] for bid in catalogue["bids"]}
    assert allocation["cells"].keys() | allocation["unplaced"].keys() == ids


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("level", LEVELS)
def test_cells_name_areas_of_their_level_only(
    catalogue: dict[str, Any], level: str, rule: str
) -> None:
    codes = set(catalogue["levels"][level]["codes"])
    if level in ("lower", "today"):  # county councils stand beside their districts
        codes |= {area["gss"] for area in catalogue["areas"] if area["tier"] == "E10"}
    assert set(cells_by_area(catalogue, level, rule)) <= codes


@pytest.mark.parametrize(("level", "count"), LEVELS.items())
def test_each_level_has_its_areas_as_features_in_order(
    catalogue: dict[str, Any], built_folder: Path, level: str, count: int
) -> None:
    drawn = catalogue["levels"][level]
    document = json.loads((built_folder / drawn["boundaries"]).read_bytes())
    ids = [feature["id"] for feature in document["features"]]
    assert len(ids) == count
    assert ids == drawn["codes"] == sorted(set(ids))
    assert list(drawn["geometry"]) == ids


def test_tokens_are_scilly_and_the_city_at_both_council_levels(catalogue: dict[str, Any]) -> None:
    for level in ("lower", "upper"):
        geometry = catalogue["levels"][level]["geometry"]
        tokens = [code for code, area in geometry.items() if area["token"]]
        assert tokens == ["E06000053", "E09000001"]


def test_every_area_lies_in_the_frame(catalogue: dict[str, Any]) -> None:
    frame = catalogue["frame"]
    for level in LEVELS:
        for area in catalogue["levels"][level]["geometry"].values():
            x0, y0, x1, y1 = area["bbox"]
            assert 0 < x0 < x1 < frame["width"]
            assert 0 < y0 < y1 < frame["height"]
            x, y = area["point27700"]
            assert x0 <= x <= x1
            assert y0 <= y <= y1


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("level", LEVELS)
def test_classes_hold_the_real_values_with_none_empty(
    catalogue: dict[str, Any], level: str, rule: str, measure: str
) -> None:
    edges = catalogue["classes"][level][measure][rule]["edges"]
    values = [
        value
        for cells in cells_by_area(catalogue, level, rule).values()
        if (value := value_of(measure, cells)) is not None
    ]
    assert edges == sorted(set(edges))
    assert edges[0] == 0
    assert edges[-1] >= max(values)
    assert {bisect_left(edges, value) - 1 for value in values} == set(range(len(edges) - 1))


def test_manifest_lists_every_file_with_its_hash(built_folder: Path) -> None:
    folder = built_folder.resolve()
    listed = json.loads((folder / "manifest.json").read_bytes())["files"]
    found = {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed


def test_manifest_counts_what_was_built(built_folder: Path) -> None:
    counts = json.loads((built_folder / "manifest.json").read_bytes())["counts"]
    assert counts["bids"] == 82
    assert {level: counts[level] for level in LEVELS} == LEVELS


MEASURED_BUILD: Final = """
import sys
from geodata.__main__ import main
assert main(["--data", sys.argv[1], "build"]) == 0
with open("/proc/self/status") as status:
    found = dict(line.split(":", 1) for line in status)
print(int(found["VmHWM"].split()[0]) / 1024)
"""
"""Asks the kernel for the peak since the program began: that of ``getrusage`` begins before, with
the process that started it."""


def run_build(data: Path, seed: str) -> float:
    """Build in a process of its own; return its peak in MB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED_BUILD, str(data)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        check=True,
        timeout=600,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell a process its peak")
def test_two_builds_of_the_real_data_are_identical_and_small(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder in ("awards", "geography"):
        shutil.copytree(ROOT / "data" / folder, data / folder)
    builds = []
    for seed in ("1", "2"):
        peak_mb = run_build(data, seed)
        assert peak_mb < 600
        built = (data / "built").resolve()
        builds.append(
            {
                path.relative_to(built).as_posix(): path.read_bytes()
                for path in built.rglob("*")
                if path.is_file()
            }
        )
    assert builds[0] == builds[1]
