"""Rows of an XLSX or ODS spreadsheet."""

from __future__ import annotations

import re
import warnings
import zipfile
from datetime import date, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from geodata.importing.files.archives import check_archive
from geodata.importing.files.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    SheetRow,
    bound_rows,
    take_cell,
)
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"')
_SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_MERGED: Final = 50_000


def read_xlsx(path: Path) -> tuple[Sheet, ...]:
    """Read the sheets of an XLSX workbook that hold rows, in its order.

    A cell merged over several rows is repeated in each of them.

    Raises
    ------
    ImportFileError
        If the file is too large, damaged, locked, dangerous or has no rows.
    """
    check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of charts and styles that we do not read
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                return _filled(path, _xlsx_sheets(path, book))
            finally:
                book.close()
    except ImportFileError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, ET.ParseError, OSError) as error:
        msg = f"{path.name}: not a workbook that can be read ({error}); save it again"
        raise ImportFileError(msg) from error


def _xlsx_sheets(path: Path, book: Any) -> Iterator[Sheet]:  # noqa: ANN401 - openpyxl's own
    for sheet in book.worksheets:
        rows = tuple(bound_rows(_xlsx_rows(sheet)))
        merged = _merged_down(path, book.sheetnames.index(sheet.title)) if rows else {}
        yield Sheet(sheet.title, _fill_down(rows, merged))


def _filled(path: Path, sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    found = tuple(sheets)
    filled = tuple(sheet for sheet in found if sheet.rows)
    if not filled:
        names = ", ".join(sheet.name for sheet in found)
        msg = f"{path.name}: no rows in its sheets ({names})"
        raise ImportFileError(msg)
    return filled


def _xlsx_rows(sheet: Any) -> Iterator[SheetRow]:  # noqa: ANN401 - openpyxl's own
    sheet.reset_dimensions()  # the size that the file states may be wrong
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for number, values in enumerate(islice(rows, MOST_ROWS + 1), start=1):
        cells = [_show(value) for value in values]
        while cells and not cells[-1]:
            del cells[-1]
        yield SheetRow(f"row {number}", tuple(cells))


def _show(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return take_cell(str(value))


def _merged_down(path: Path, position: int) -> dict[int, dict[int, int]]:
    """Return, by row and column, the row of the cell that covers a cell from above."""
    with zipfile.ZipFile(path) as archive:
        parts = sorted(
            (name for name in archive.namelist() if _SHEET_PART.fullmatch(name)),
            key=lambda name: (len(name), name),
        )
        part = archive.read(parts[position]) if position < len(parts) else b""
    covered: dict[int, dict[int, int]] = {}
    left_to_cover = _MOST_MERGED
    for found in _MERGED.finditer(part):
        left, top, right, bottom = range_boundaries(found[1].decode("ascii"))
        if left is None or top is None or right is None or bottom is None:
            continue
        left_to_cover -= bottom - top
        if left_to_cover < 0:
            break
        for row in range(top + 1, bottom + 1):
            covered.setdefault(row, {})[left] = top
    return covered


def _fill_down(
    rows: tuple[SheetRow, ...], covered: dict[int, dict[int, int]]
) -> tuple[SheetRow, ...]:
    covering = {(top, column) for row in covered.values() for column, top in row.items()}
    above: dict[tuple[int, int], str] = {}
    filled = []
    for row in rows:
        number = int(row.place.removeprefix("row "))
        cells = list(row.cells)
        for column, top in covered.get(number, {}).items():
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = cells[column - 1] or above.get((top, column), "")
        for column, cell in enumerate(cells, start=1):
            if (number, column) in covering:
                above[number, column] = cell
        filled.append(SheetRow(row.place, tuple(cells)))
    return tuple(filled)


def read_ods(path: Path) -> tuple[Sheet, ...]:
    """Read the tables of an ODS spreadsheet, as `read_xlsx` does.

    Raises
    ------
    ImportFileError
        If the file is too large, damaged, locked, dangerous or has no rows.
    """
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            sheets = [
                Sheet(name, tuple(bound_rows(row for _, row in rows)))
                for name, rows in groupby(_ods_rows(stream), key=itemgetter(0))
            ]
    except (KeyError, ET.ParseError, zipfile.BadZipFile) as error:
        msg = f"{path.name}: not a spreadsheet that can be read ({error}); save it again"
        raise ImportFileError(msg) from error
    return _filled(path, sheets)


def _ods_rows(stream: Any) -> Iterator[tuple[str, SheetRow]]:  # noqa: ANN401 - a zip's stream
    """Yield each row with the name of its sheet, and free its memory."""
    name, number = "", 0
    covered: dict[int, tuple[int, str]] = {}
    # Entities were refused before, so that this parser cannot be made to grow.
    for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
        if element.tag == f"{_TABLE}table" and event == "start":
            name, number = element.get(f"{_TABLE}name", ""), 0
            covered = {}
        elif element.tag == f"{_TABLE}table-row" and event == "end":
            cells = tuple(_ods_cells(element, covered))
            repeats = _count(element, "number-rows-repeated")
            for at in range(number + 1, number + repeats + 1) if any(cells) else ():
                yield name, SheetRow(f"row {at}", cells)
            number += repeats
            element.clear()


def _ods_cells(row: ET.Element, covered: dict[int, tuple[int, str]]) -> list[str]:
    """Return a row's cells; ``covered`` holds, by column, what merged cells above still cover."""
    cells: list[str] = []
    pending = 0  # blanks are only counted until something follows: a row may end in a million
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        repeats = _count(cell, "number-columns-repeated")
        text = _ods_text(cell)
        column = len(cells) + pending
        if column in covered and not text:
            left, text = covered.pop(column)
            if left > 1:
                covered[column] = (left - 1, text)
        spanned = _count(cell, "number-rows-spanned")
        if spanned > 1 and text:
            covered[column] = (spanned - 1, text)
        if not text:
            pending += repeats
            continue
        if pending + len(cells) + repeats > MOST_COLUMNS:
            return [*cells, *[""] * MOST_COLUMNS, text]  # too wide: the bound on rows says so
        cells += [""] * pending + [text] * repeats
        pending = 0
    return cells


def _ods_text(cell: ET.Element) -> str:
    if cell.get(f"{_OFFICE}value-type") == "date":
        return cell.get(f"{_OFFICE}date-value", "")[:10]
    value = cell.get(f"{_OFFICE}value")
    if value is not None and cell.get(f"{_OFFICE}value-type") != "string":
        return take_cell(value.removesuffix(".0"))
    # Only the cell's own paragraphs: a comment on it holds paragraphs too.
    lines = ("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p"))
    return take_cell("\n".join(lines))


def _count(element: ET.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("10000000") else 1
