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

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet.cell_range import CellRange

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

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_COUNT: Final = re.compile(r"\d{1,7}", re.ASCII)
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_spreadsheet(path: Path) -> tuple[Sheet, ...]:
    """Read the sheets of an XLSX workbook or an ODS spreadsheet that hold rows, in its order.

    A cell merged over several rows is repeated in each of them.

    Raises
    ------
    ImportFileError
        If the file is too large, damaged, locked, dangerous or has no rows.
    """
    check_archive(path)
    try:
        sheets = _read_ods(path) if path.suffix.casefold() == ".ods" else _read_xlsx(path)
    except ImportFileError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, ET.ParseError, OSError) as error:
        msg = f"{path.name}: not a spreadsheet that can be read ({error}); save it again"
        raise ImportFileError(msg) from error
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        msg = f"{path.name}: no rows in its sheets ({', '.join(sheet.name for sheet in sheets)})"
        raise ImportFileError(msg)
    return filled


def _read_xlsx(path: Path) -> tuple[Sheet, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, of charts and styles that we do not read
        reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
        with reader.archive:
            reader.read()
            return tuple(_xlsx_sheets(reader))


def _xlsx_sheets(reader: ExcelReader) -> Iterator[Sheet]:
    parts = {sheet.name: part.target for sheet, part in reader.parser.find_sheets()}
    for sheet in reader.wb.worksheets:
        rows = tuple(bound_rows(_xlsx_rows(sheet)))
        merged = _MERGED.findall(reader.archive.read(parts[sheet.title])) if rows else ()
        yield Sheet(sheet.title, _fill_down(rows, merged))


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


def _fill_down(rows: tuple[SheetRow, ...], merged: Iterable[bytes]) -> tuple[SheetRow, ...]:
    """Return rows in which cells merged downwards ("A2:A5") hold the text of the first."""
    filled = {int(row.place.removeprefix("row ")): list(row.cells) for row in rows}
    last = max(filled, default=0)
    for name in merged:
        area = CellRange(name.decode("ascii"))
        at = area.min_col - 1
        text = "".join(filled.get(area.min_row, ())[at : at + 1])
        for number in range(area.min_row + 1, min(area.max_row, last) + 1) if text else ():
            if number in filled:
                cells = filled[number]
                cells.extend([""] * (area.min_col - len(cells)))
                cells[at] = cells[at] or text
    return tuple(SheetRow(f"row {number}", tuple(cells)) for number, cells in filled.items())


def _read_ods(path: Path) -> tuple[Sheet, ...]:
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        return tuple(
            Sheet(name, tuple(bound_rows(row for _, row in rows)))
            for name, rows in groupby(_ods_rows(stream), key=itemgetter(0))
        )


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
            repeats = _count(element, "number-rows-repeated")
            cells = tuple(_ods_cells(element, covered, repeats))
            for at in range(number + 1, number + repeats + 1) if any(cells) else ():
                yield name, SheetRow(f"row {at}", cells)
            number += repeats
            element.clear()


def _ods_cells(row: ET.Element, covered: dict[int, tuple[int, str]], repeats: int) -> list[str]:
    """Return the cells of a row that is repeated so often.

    ``covered`` holds, by column, how many rows a merged cell above still covers, and its text.
    """
    cells: list[str] = []
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        own, spanned = _ods_text(cell), _count(cell, "number-rows-spanned")
        for _ in range(_count(cell, "number-columns-repeated")):
            if len(cells) > MOST_COLUMNS:  # a row may end in a million blanks
                cells[-1] = cells[-1] or own  # if not, it is too wide: the bound on rows says so
                break
            rows, text = covered.pop(len(cells), (1, ""))
            if own:
                rows, text = spanned, own
            if rows > repeats:
                covered[len(cells)] = (rows - repeats, text)
            cells.append(text)
    while cells and not cells[-1]:
        del cells[-1]
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
    return int(text) if _COUNT.fullmatch(text) else 1
