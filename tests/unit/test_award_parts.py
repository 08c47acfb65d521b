"""Award tables in parts are the tables as a whole, and have the same faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from geodata.awards import parts as award_parts
from geodata.awards.parts import AwardParts
from geodata.awards.reading import find_award_tables, read_award_tables
from geodata.tables import reading as tables
from geodata.tables.faults import TableFaultsError
from tests.factories import make_areas, write_award_tables
from tests.small_world import many_bids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.tables.faults import Fault

FRAMES: Final = ("bids", "members", "sources")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(award_parts, "PART_BIDS", 7)
    monkeypatch.setattr(tables, "_CHUNK_ROWS", 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_award_tables(tmp_path, many_bids(25))


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(TableFaultsError) as caught:
        AwardParts(folder, make_areas())
    return caught.value.faults


def test_parts_together_are_the_tables_as_a_whole(folder: Path) -> None:
    whole = read_award_tables(folder, make_areas())
    with AwardParts(folder, make_areas()) as parts:
        found = list(parts)
        assert parts.common.bids.empty
        assert parts.common.rounds.equals(whole.rounds)
    assert [len(part.bids) for part in found] == [7, 7, 7, 4]
    for name in FRAMES:
        frames = [getattr(part, name) for part in found]
        joined = pd.concat(frames, ignore_index=name != "bids")
        pd.testing.assert_frame_equal(joined, getattr(whole, name))
    for part in found:
        assert set(part.members["bid_id"]) == set(part.sources["bid_id"]) == set(part.bids.index)


def test_parts_can_be_gone_through_again(folder: Path) -> None:
    with AwardParts(folder, make_areas()) as parts:
        assert [list(part.bids.index) for part in parts] == [
            list(part.bids.index) for part in parts
        ]


def change(name: str, old: str, new: str) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        path = folder / f"{name}.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return apply


def append(name: str, line: str) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(line + "\r\n")

    return apply


def spoil(name: str, content: bytes) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        path = folder / f"{name}.csv"
        path.write_bytes(path.read_bytes() + content)

    return apply


@pytest.mark.parametrize(
    "spoiling",
    [
        change("bids", "M-00024", "M-00002"),
        change("members", "M-00020,lead", "M-00099,lead"),
        change("members", "M-00020,partner", "M-00020,lead"),
        change("members", "E06000001", "E06999999"),
        change("sources", "M-00013", "M-00012"),
        change("sources", ",yes", ",maybe"),
        change("bids", "exact", "roughly"),
        change("bids", "digital; health", "digital; wool"),
        change("bids", "award_gbp", "award"),
        change("rounds", "2013-14", "2012-13"),
        append("bids", "M-1,too,short"),
        append("members", '"a quotation mark that is never closed'),
        spoil("sources", b"\xff\xfe\r\n"),
        spoil("bids", b"\r\n\r\n"),
    ],
)
def test_faults_are_those_of_the_tables_as_a_whole(
    folder: Path, spoiling: Callable[[Path], object]
) -> None:
    spoiling(folder)
    _, faults = find_award_tables(folder, make_areas())
    assert faults
    assert faults_of(folder) == faults


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "members.csv").unlink()
    (fault,) = faults_of(folder)
    assert (fault.file, fault.expected) == ("awards/members.csv", "a readable file")


def test_a_table_of_too_many_rows_or_bytes_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_PARTED_ROWS", 24)
    assert "at most 24 rows" in {fault.expected for fault in faults_of(folder)}
    monkeypatch.setattr(tables, "MAX_PARTED_BYTES", 100)
    assert "over 100 bytes" in {fault.value for fault in faults_of(folder)}


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_LONGEST_LINE", 1_000)
    spoil("members", b"x" * 5_000)(folder)
    assert "a line of over 1,000 characters" in {fault.value for fault in faults_of(folder)}


def test_a_table_of_nothing_but_faults_is_not_read_to_its_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(award_parts, "MOST_FAULTS", 10)
    spoil("bids", b"\r\n" * 5_000)(folder)
    assert 10 < len(faults_of(folder)) < 100


def test_no_temporary_file_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = folder / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with AwardParts(folder, make_areas()) as parts:
        assert list(scratch.iterdir())
        assert len(list(parts)) == 4
    assert not list(scratch.iterdir())
    change("bids", "exact", "roughly")(folder)
    assert faults_of(folder)
    assert not list(scratch.iterdir())
