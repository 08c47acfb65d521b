"""Export a fund's awards: CSV, XLSX or 360Giving JSON, each of which import reads again.

CSV and XLSX hold one row for each award (see `awards.exchange`) and lose nothing. The 360Giving
standard has no place for an award without an amount, a date or a recipient: those are left out and
named.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from geodata.awards.exchange import DATE_COLUMNS, EXCHANGE_COLUMNS, MONEY_COLUMNS, flatten_award
from geodata.awards.grants import write_package
from geodata.awards.reading import read_award_tables
from geodata.awards.texts import read_tables_text
from geodata.model.errors import ImportFileError
from geodata.model.formulas import FORMULA_STARTERS
from geodata.model.writing import flush_file

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.awards.reading import Fund
    from geodata.awards.texts import TablesText

_STARTERS: Final = (*FORMULA_STARTERS, "'")
_MOST_CELL_CHARACTERS: Final = 32_767
_FIRST_SAFE_YEAR: Final = 1904


class ExportFormat(StrEnum):
    """How awards are written."""

    CSV = "csv"
    XLSX = "xlsx"
    GRANTS = "360giving"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How many awards were written, and which could not be: id and reason."""

    written: int
    left_out: tuple[tuple[str, str], ...]


def export_awards(folder: Path, areas: pd.DataFrame, how: ExportFormat, out: Path) -> ExportReport:
    """Write the awards of a fund's folder to ``out``, whole or not at all.

    Raises
    ------
    TableFaultsError
        If the tables have a fault.
    ImportFileError
        If the format cannot hold any award, or a cell is too long for a workbook.
    """
    checked = read_award_tables(folder, areas)
    tables = read_tables_text(folder)
    left_out: tuple[tuple[str, str], ...] = ()
    match how:
        case ExportFormat.CSV:
            content = write_csv(tables)
        case ExportFormat.XLSX:
            content = write_xlsx(tables, checked.fund.title, checked.fund.compiled_on)
        case ExportFormat.GRANTS:
            content, left_out = write_grants(tables, checked.fund)
    _write_whole(out, content)
    return ExportReport(len(tables.awards) - len(left_out), left_out)


def write_csv(tables: TablesText) -> bytes:
    """Return the awards as CSV in UTF-8, with the byte order mark that Excel needs.

    A text that a spreadsheet would take for a formula, or that begins with an apostrophe, gets an
    apostrophe in front; import takes it away.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(EXCHANGE_COLUMNS)
    for award in tables.awards:
        writer.writerow(map(_guard, flatten_award(award)))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(tables: TablesText, title: str, compiled_on: date) -> bytes:
    """Return the awards as a workbook with typed amounts and dates.

    Raises
    ------
    ImportFileError
        If a cell is longer than a workbook allows.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        created = datetime(compiled_on.year, compiled_on.month, compiled_on.day)  # noqa: DTZ001 - a day
        book.set_properties({"title": title, "created": created})
        sheet = book.add_worksheet("Awards")
        formats = {
            "money": book.add_format({"num_format": "£#,##0.00"}),
            "date": book.add_format({"num_format": "d mmm yyyy"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for column, name in enumerate(EXCHANGE_COLUMNS):
            sheet.write_string(0, column, name)
        for row, award in enumerate(tables.awards, start=1):
            cells = zip(EXCHANGE_COLUMNS, flatten_award(award), strict=True)
            for column, (name, text) in enumerate(cells):
                _write_cell(sheet, (row, column), name, text, formats)
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def write_grants(tables: TablesText, fund: Fund) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return the awards as a 360Giving package, and those that it cannot hold.

    Raises
    ------
    ImportFileError
        If it can hold none: the standard knows no empty package.
    """
    announced = {each.round: each.announced_on for each in tables.rounds}
    package = write_package(tables.awards, fund, announced)
    if not package.document["grants"]:
        msg = "no award states an amount, a date and a recipient; export it as CSV or XLSX"
        raise ImportFileError(msg)
    text = json.dumps(package.document, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode(), package.left_out


def _guard(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTERS) else text


def _write_cell(
    sheet: Any,  # noqa: ANN401 - XlsxWriter ships no types
    place: tuple[int, int],
    name: str,
    text: str,
    formats: dict[str, Any],
) -> None:
    if len(text) > _MOST_CELL_CHARACTERS:
        msg = (
            f"{name} of row {place[0] + 1}: {len(text):,} characters; a workbook's cell holds "
            f"{_MOST_CELL_CHARACTERS:,}; export as CSV"
        )
        raise ImportFileError(msg)
    if not text:
        return
    if name in MONEY_COLUMNS:
        sheet.write_number(*place, float(text), formats["money"])
    elif name in DATE_COLUMNS and date.fromisoformat(text).year >= _FIRST_SAFE_YEAR:
        sheet.write_datetime(*place, date.fromisoformat(text), formats["date"])
    else:
        sheet.write_string(*place, text, formats["text"])


def _write_whole(out: Path, content: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}-{secrets.token_hex(6)}")
    try:
        fresh.write_bytes(content)
        flush_file(fresh)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
