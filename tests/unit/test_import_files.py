"""Files that lists come in: CSV, XLSX, ODS and 360Giving JSON, good ones, odd ones and bombs."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from openpyxl import Workbook, load_workbook

from geodata.importing.files import archives, sheets, spreadsheets
from geodata.importing.files.reading import read_sheets
from geodata.importing.files.sheets import clean_cell
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.importing.files.sheets import Sheet

ODS_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
WIDE: Final = '<table:table-cell table:number-columns-repeated="9999999">'
ODS_TAIL: Final = "</office:spreadsheet></office:body></office:document-content>"


def read_sheet(path: Path) -> Sheet:
    return read_sheets(path)[0]


def cells(path: Path, at: int = 0) -> list[tuple[str, ...]]:
    return [row.cells for row in read_sheets(path)[at].rows]


def write_csv(folder: Path, content: bytes | str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_xlsx(folder: Path, *tables: list[list[object]], merge: str = "") -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has one
    for number, table in enumerate(tables):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in table:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def write_ods(folder: Path, body: str, head: str = ODS_HEAD) -> Path:
    path = folder / "list.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"{head}{body}{ODS_TAIL}")
    return path


def ods_row(*texts: str, attributes: str = "") -> str:
    inner = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts
    )
    return f"<table:table-row{attributes}>{inner}</table:table-row>"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_is_read_whatever_parts_its_cells(tmp_path: Path, separator: str) -> None:
    rows = [("a", "b", "c"), ("1", '"2, 3"', "4")]
    text = "\r\n".join(separator.join(row) for row in rows)
    assert cells(write_csv(tmp_path, text)) == [("a", "b", "c"), ("1", "2, 3", "4")]


def test_an_old_spreadsheet_s_letters_are_read_and_noted(tmp_path: Path) -> None:
    sheet = read_sheet(write_csv(tmp_path, "Lead,Award\nX’s,£5\n".encode("cp1252")))
    assert sheet.rows[1].cells == ("X’s", "£5")
    assert "not UTF-8" in sheet.notes[0]


def test_a_byte_order_mark_and_empty_rows_are_no_cells(tmp_path: Path) -> None:
    sheet = read_sheet(write_csv(tmp_path, "\ufefflead,award\n,\n\nx,1\n"))
    assert [(row.place, row.cells) for row in sheet.rows] == [
        ("row 1", ("lead", "award")),
        ("row 4", ("x", "1")),
    ]


def test_cells_of_several_lines_stay_whole(tmp_path: Path) -> None:
    assert cells(write_csv(tmp_path, 'a,b\n"one\r\ntwo",x\n')) == [("a", "b"), ("one\ntwo", "x")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "0 bytes"),
        (b"a,b\n\0,1", "null bytes"),
        (b'a,b\n"never closed,1\n' + b"x" * 40_000, "not closed"),
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "40,000 characters"),
    ],
)
def test_a_csv_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(ImportFileError, match=why):
        read_sheet(write_csv(tmp_path, content))


def test_a_workbook_gives_text_of_typed_cells(tmp_path: Path) -> None:
    when = datetime(2014, 11, 28, tzinfo=UTC).replace(tzinfo=None)
    rows: list[list[object]] = [
        ["Lead", "Award", "Date", "Open"],
        ["Leeds", 1_200_000.0, when, True],
        ["York", 200000.01, None, None],
    ]
    assert cells(write_xlsx(tmp_path, [], rows)) == [
        ("Lead", "Award", "Date", "Open"),
        ("Leeds", "1200000", "2014-11-28", "yes"),
        ("York", "200000.01"),
    ]


def test_every_sheet_with_rows_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path, [["first"]], [], [["third"]])
    assert [sheet.name for sheet in read_sheets(path)] == ["Sheet 1", "Sheet 3"]
    assert cells(path, 1) == [("third",)]


def test_a_cell_merged_over_rows_of_a_workbook_stands_in_each(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Lead", "Award"], ["Leeds", 1], [None, 2], [None, 3], ["York", 4]]
    found = cells(write_xlsx(tmp_path, rows, merge="A2:A4"))
    assert [row[0] for row in found] == ["Lead", "Leeds", "Leeds", "Leeds", "York"]


def test_merged_cells_are_those_of_their_sheet_whatever_its_part_is_called(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Lead", "Award"], ["Leeds", 1], [None, 2]]
    path = write_xlsx(tmp_path, rows, rows)
    book = load_workbook(path)
    book.worksheets[1].merge_cells("A2:A3")
    book.move_sheet("Sheet 2", -1)
    book.save(path)
    swapped = path.with_name("swapped.xlsx")  # as programs write it that keep the names of parts
    names = {"sheet1.xml": "sheet2.xml", "sheet2.xml": "sheet1.xml"}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(swapped, "w") as new:
        for part in old.namelist():
            folder, _, name = part.rpartition("/")
            content = old.read(part)
            if part == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"sheet1.xml", b"?").replace(b"sheet2.xml", b"sheet1.xml")
                content = content.replace(b"?", b"sheet2.xml")
            new.writestr(f"{folder}/{names.get(name, name)}".lstrip("/"), content)
    first, second = read_sheets(swapped)
    assert [row.cells[0] for row in first.rows] == ["Lead", "Leeds", "Leeds"]
    assert [row.cells[0] for row in second.rows] == ["Lead", "Leeds", ""]


def test_merged_cells_of_an_ods_side_by_side_keep_their_own_texts(tmp_path: Path) -> None:
    merged = (
        '<table:table-cell table:number-rows-spanned="3"><text:p>{}</text:p></table:table-cell>'
    )
    body = (
        '<table:table table:name="T">'
        f"<table:table-row>{merged.format('Leeds')}{merged.format('2014')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2">'
        '<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        + ods_row("", "2015")
        + "</table:table>"
    )
    assert cells(write_ods(tmp_path, body)) == [*[("Leeds", "2014")] * 3, ("", "2015")]


def test_an_ods_is_read_with_repeats_merges_dates_and_no_comments(tmp_path: Path) -> None:
    office, table = "office:value-type", "table:number"
    body = (
        '<table:table table:name="Empty"><table:table-row/></table:table>'
        '<table:table table:name="Winners">'
        + ods_row("Lead", "Award", "Date")
        + f'<table:table-row {table}-rows-repeated="3"><table:table-cell/></table:table-row>'
        + '<table:table-row><table:table-cell table:number-rows-spanned="2"><office:annotation>'
        "<text:p>a comment</text:p></office:annotation><text:p>Leeds</text:p></table:table-cell>"
        f'<table:table-cell {office}="float" office:value="1200000"><text:p>£1.2m</text:p>'
        f'</table:table-cell><table:table-cell {office}="date" office:date-value="2014-11-28">'
        "<text:p>28 Nov</text:p></table:table-cell></table:table-row>"
        + "<table:table-row><table:covered-table-cell/><table:table-cell table:number-columns-"
        'repeated="2"><text:p>same</text:p></table:table-cell><table:table-cell '
        'table:number-columns-repeated="16000"/></table:table-row></table:table>'
    )
    sheet = read_sheet(write_ods(tmp_path, body))
    assert sheet.name == "Winners"
    assert [(row.place, row.cells) for row in sheet.rows] == [
        ("row 1", ("Lead", "Award", "Date")),
        ("row 5", ("Leeds", "1200000", "2014-11-28")),
        ("row 6", ("Leeds", "same", "same")),
    ]


@pytest.mark.parametrize(
    "body",
    [
        ods_row("x", attributes=' table:number-rows-repeated="9999999"'),
        ods_row("x").replace("<table:table-cell>", WIDE),
    ],
)
def test_a_cell_repeated_without_end_is_refused_while_it_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 20_000)
    path = write_ods(tmp_path, f'<table:table table:name="T">{body}</table:table>')
    tracemalloc.start()
    try:
        with pytest.raises(ImportFileError, match="too large"):
            read_sheet(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_zip_bomb_is_refused_while_it_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", 20_000_000)
    path = tmp_path / f"bomb.{kind}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml" if kind == "ods" else "xl/workbook.xml", b" " * 40_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(ImportFileError, match="unpacks to more than 20 MB"):
            read_sheet(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 100_000)
    size = (100_000).to_bytes(4, "little")
    lying = buffer.getvalue().replace(size, (10).to_bytes(4, "little"))
    path = tmp_path / "lying.ods"
    path.write_bytes(lying)
    with pytest.raises(ImportFileError, match="not a spreadsheet that can be read"):
        read_sheet(path)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs_are_refused(tmp_path: Path, kind: str, encoding: str) -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
        '<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><x>&lol2;</x>'
    )
    path = tmp_path / f"laughs.{kind}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml" if kind == "ods" else "xl/workbook.xml", text.encode(encoding)
        )
    with pytest.raises(ImportFileError, match="declares entities of its own"):
        read_sheet(path)


def test_an_absurd_cell_address_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sheets, spreadsheets):
        monkeypatch.setattr(module, "MOST_ROWS", 5_000)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Lead"
    sheet["XFD1048576"] = "far away"
    book.save(tmp_path / "sparse.xlsx")
    tracemalloc.start()
    try:
        with pytest.raises(ImportFileError, match="too large"):
            read_sheet(tmp_path / "sparse.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["list.xlsx", "list.ods"])
def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 and then nothing like a zip")
    with pytest.raises(ImportFileError, match="not a spreadsheet that can be read"):
        read_sheet(tmp_path / name)
    (tmp_path / name).write_bytes(b"plain")
    with pytest.raises(ImportFileError, match="not a CSV, XLSX, ODS, PDF or JSON file"):
        read_sheet(tmp_path / name)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(ImportFileError, match="at most 3 rows"):
        read_sheet(write_csv(tmp_path, "a,b\n" * 5))


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(sheets.MOST_FILE_BYTES + 1)
    with pytest.raises(ImportFileError, match="split the file"):
        read_sheet(path)


def test_grants_come_under_the_standard_s_headings(tmp_path: Path) -> None:
    grant = {
        "id": "360G-x-1",
        "title": "Parks",
        "amountAwarded": 1.2e6,
        "recipientOrganization": [{"id": "a", "name": "Leeds City Council"}, {"name": "York"}],
        "unknown": {"deep": [1]},
    }
    path = tmp_path / "grants.json"
    path.write_text(json.dumps({"grants": [grant]}), encoding="utf-8")
    headings, row = cells(path)
    found = dict(zip(headings, row, strict=True))
    assert found["Recipient Org:Name"] == "Leeds City Council"
    assert found["Recipient Org:1:Name"] == "York"
    assert found["Amount Awarded"] == "1200000.0"
    assert "unknown" not in headings


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"grants": [{"amountAwarded": NaN}]}', "NaN is no number"),
        ('{"grants": {}}', 'no list "grants"'),
        ('{"grants": [1]}', 'no list "grants"'),
        ("[]", 'no list "grants"'),
        ('{"grants": [{"awardMap": {"bid": {}}}]}', "expected it as this program exports it"),
    ],
)
def test_json_that_is_no_package_says_why(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "grants.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFileError, match=why):
        read_sheet(path)


def test_a_cell_is_cleaned_of_what_cannot_be_seen() -> None:
    assert clean_cell("  Of\ufb01ce\u200b \u00a0 of\tIT \n\n two ") == "Office of IT\ntwo"
