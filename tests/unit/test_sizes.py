"""Files that are made to break a build: refused in a sentence, with the memory bounded."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest

from geodata.__main__ import main
from geodata.tables import sizes
from tests.conftest import ROOT
from tests.small_world import write_small_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOUNDARIES: Final = "geography/lad_dec2014.geojson"
MEMORY: Final = 2_000_000_000
"""Of address space, for a process that starts with most of a gigabyte of libraries."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_small_data(tmp_path / "data")


def refusal_of(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--data", str(data), "check"]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return said.out + said.err


def change_geometry(data: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = data / BOUNDARIES
    document = json.loads(path.read_bytes())
    change(document["features"][0]["geometry"])
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e308, -1e308])
def test_outlines_that_are_no_place_are_refused(
    data: Path, capsys: pytest.CaptureFixture[str], number: float
) -> None:
    def spoil(geometry: dict[str, Any]) -> None:
        ring = geometry["coordinates"][0]
        (ring[0] if geometry["type"] == "MultiPolygon" else ring)[1] = [number, number]

    change_geometry(data, spoil)
    assert "lad_dec2014.geojson" in refusal_of(data, capsys)


def test_a_number_too_large_to_hold_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / BOUNDARIES
    text = path.read_text("utf-8")
    start = text.index("[[") + 2
    path.write_text(text[:start] + "[1e999,1e999]," + text[start:].lstrip("["), encoding="utf-8")
    assert "lad_dec2014.geojson" in refusal_of(data, capsys)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"features":' * 200_000, '{"a":[' * 100_000])
def test_deep_nesting_is_refused(data: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (data / BOUNDARIES).write_text(text, encoding="utf-8")
    assert "lad_dec2014.geojson" in refusal_of(data, capsys)


def test_deep_nesting_of_the_fund_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "awards" / "fund.toml").write_text("a = " + "[" * 50_000, encoding="utf-8")
    assert "fund.toml" in refusal_of(data, capsys)


@pytest.mark.slow
def test_a_polygon_of_ten_million_points_is_refused_before_it_is_parsed(data: Path) -> None:
    """In a process with little memory to use, in which parsing it would fail."""
    with (data / BOUNDARIES).open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":')
        file.write(b'{"type":"Polygon","coordinates":[[')
        for _ in range(100):
            file.write(b"[-1.5,52.5]," * 100_000)
        file.write(b'[-1.5,52.5]]]},"properties":{"code":"E06000001"}}]}')
    said = run_bounded(data)
    assert "lad_dec2014.geojson: about 10,000,00" in said
    assert "no boundaries of England need as much" in said


@pytest.mark.slow
def test_a_file_without_end_is_refused(data: Path) -> None:
    """A sparse file of a terabyte takes no room on the disk and would fill any memory."""
    for name in (BOUNDARIES, "awards/bids.csv", "awards/fund.toml"):
        os.truncate(data / name, 10**12)
    said = run_bounded(data)
    assert "over 50,000,000 bytes" in said
    assert "over 200,000 bytes" in said


def run_bounded(data: Path) -> str:
    """Return what ``geodata check`` says, with little memory and time to say it in."""
    ended = subprocess.run(
        [sys.executable, "-m", "geodata", "--data", str(data), "check"],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stdout + ended.stderr


def test_a_table_of_empty_rows_does_not_become_a_fault_each(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.tables.reading.MAX_TABLE_ROWS", 1_000)
    path = data / "awards" / "bids.csv"
    path.write_text(path.read_text("utf-8") + "\n" * 5_000, encoding="utf-8")
    said = refusal_of(data, capsys)
    assert "at most 1,000 rows" in said
    assert said.count("bids.csv") < 20


@pytest.mark.parametrize("amount", ["1e308", "NaN", "Infinity", "9" * 400, "-1", "0x10", "١٢"])
def test_an_amount_that_is_none_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], amount: str
) -> None:
    path = data / "awards" / "bids.csv"
    lines = path.read_text("utf-8").splitlines()
    place = lines[0].split(",").index("award_gbp")
    cells = lines[1].split(",")
    cells[place] = amount
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    assert "award_gbp" in refusal_of(data, capsys)


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    assert sizes.read_limited(path, 10) == b"x" * 10
    with pytest.raises(sizes.TooLargeError, match="over 9 bytes"):
        sizes.read_limited(path, 9)
