"""Tables of PDF files: many pages, rows over page breaks, merged cells, footnotes, and bombs."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest

from geodata.importing.files import pdf_tables
from geodata.importing.files.reading import read_sheets
from geodata.importing.files.sheets import SheetRow
from geodata.model.errors import ImportFileError
from tests.pdf_factory import FOOTNOTE, HEADINGS, write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.importing.files.sheets import Sheet


def read_sheet(path: Path) -> Sheet:
    return read_sheets(path)[0]


def rows_of(sheet: Sheet) -> list[tuple[str, ...]]:
    return [tuple(" ".join(cell.split()) for cell in row.cells) for row in sheet.rows]


def many(count: int) -> list[tuple[str, ...]]:
    return [
        (
            f"Council number {at}",
            ", ".join(f"Partner {other} of {at}" for other in range(at % 9)),
            f"Project {at}: " + "joining up services for people in the county " * (at % 5 + 1),
            f"£{at + 1},000",
            "n/a" if at % 3 else "more than £4.9m",
        )
        for at in range(count)
    ]


def tidy(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(" ".join(cell.split()) for cell in row) for row in rows]


@pytest.mark.parametrize("across", ["moved whole", "cut in two"])
def test_every_row_of_a_table_over_many_pages_is_read_once(tmp_path: Path, across: str) -> None:
    rows = many(80)
    path = write_pdf(tmp_path / "winners.pdf", rows, split_rows=across == "cut in two")
    sheet = read_sheet(path)
    assert sheet.rows[-1].place.startswith("page ")
    assert not sheet.rows[-1].place.startswith("page 1,")
    assert rows_of(sheet) == [HEADINGS, *tidy(rows)]
    assert sheet.wrapped


def test_a_row_longer_than_a_page_is_put_together_and_noted(tmp_path: Path) -> None:
    story = " ".join(f"word{at}" for at in range(900))
    rows = [("First", "", "short", "£1", ""), ("Long", "Partner", story, "£2", "£3")]
    sheet = read_sheet(write_pdf(tmp_path / "long.pdf", [*rows, rows[0]], split_rows=True))
    assert rows_of(sheet) == [HEADINGS, *rows, rows[0]]
    assert "page 1" in sheet.rows[2].place
    assert "page 3" in sheet.rows[2].place
    assert any("taken to be the rest of 'Long'" in note for note in sheet.notes)


def test_a_cell_merged_over_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    rows = [
        ("Leeds City Council", "A", "One", "£1", ""),
        ("", "B", "Two", "£2", ""),
        ("", "", "Three", "£3", ""),
        ("Kent County Council", "C", "Four", "£4", ""),
    ]
    path = write_pdf(tmp_path / "merged.pdf", rows, spans=[((0, 1), (0, 3))])
    leads = [row.cells[0] for row in read_sheet(path).rows[1:]]
    assert leads == ["Leeds City Council"] * 3 + ["Kent County Council"]


def test_a_merged_cell_that_a_page_break_cuts_covers_the_rows_below_too() -> None:
    rows = [
        (1, HEADINGS),
        (1, ("Leeds City Council", "B", "first", "£1", "")),
        (2, HEADINGS),
        (2, ("", "C", "second", "£2", "")),
        (2, ("York", "", "third", "£3", "")),
    ]
    found = [
        SheetRow(f"page {page}, row {at}", cells, page) for at, (page, cells) in enumerate(rows)
    ]
    sheet = pdf_tables._put_together("cut.pdf", found)
    assert [row.cells[0] for row in sheet.rows] == [
        HEADINGS[0],
        "Leeds City Council",
        "Leeds City Council",
        "York",
    ]
    assert "further row of 'Leeds City Council'" in sheet.notes[0]


def test_a_row_of_one_cell_is_a_note_and_is_left_out_with_a_word(tmp_path: Path) -> None:
    rows = [("Leeds", "A", "One", "£1", ""), ("* provisional", "", "", "", "")]
    path = write_pdf(tmp_path / "note.pdf", [*rows, rows[0]], spans=[((0, 2), (4, 2))])
    sheet = read_sheet(path)
    assert rows_of(sheet) == [HEADINGS, rows[0], rows[0]]
    assert any("left out: '* provisional'" in note for note in sheet.notes)
    assert not any(FOOTNOTE in " ".join(row.cells) for row in sheet.rows)


def test_a_pdf_without_rules_says_what_to_do(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "plain.pdf", many(3), ruled=False)
    with pytest.raises(ImportFileError, match="copied into a spreadsheet"):
        read_sheet(path)


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fake.pdf"
    path.write_bytes(b"PK\x03\x04 hello")
    with pytest.raises(ImportFileError, match="not a PDF, whatever its name says"):
        read_sheet(path)
    path.write_bytes(b"%PDF-1.4 and then nothing")
    with pytest.raises(ImportFileError, match=r"not a PDF that can be read|no table"):
        read_sheet(path)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_unpacks_without_end_is_refused_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layers: int
) -> None:
    monkeypatch.setattr(pdf_tables, "MOST_UNPACKED_BYTES", 5_000_000)
    packed = b"\0" * 8_000_000 if layers == 1 else zlib.compress(b"\0" * 8_000_000)
    packed = zlib.compress(packed)
    path = tmp_path / "bomb.pdf"
    head = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"
    path.write_bytes(head + packed + b"\nendstream\nendobj\n")
    with pytest.raises(ImportFileError, match="unpacks to more than 5 MB"):
        read_sheet(path)


def test_a_pdf_with_too_many_pages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_tables, "MOST_PAGES", 1)
    with pytest.raises(ImportFileError, match="expected at most 1"):
        read_sheet(write_pdf(tmp_path / "winners.pdf", many(40)))
