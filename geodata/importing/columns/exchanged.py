"""Recognise our own export, and read its cells as a spreadsheet program may have saved them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from geodata.awards.exchange import (
    DATE_COLUMNS,
    EXCHANGE_COLUMNS,
    MONEY_COLUMNS,
    OPTIONAL_COLUMNS,
)
from geodata.importing.cells.amounts import parse_amount, parse_date
from geodata.importing.columns.mapping import Record
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geodata.importing.files.sheets import Sheet


def is_exchange(sheet: Sheet) -> bool:
    """Say whether a sheet holds awards as this program exports them."""
    return bool(sheet.rows) and set(EXCHANGE_COLUMNS) - OPTIONAL_COLUMNS <= set(sheet.rows[0].cells)


def choose_exchange(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet that this program exported, if there is one."""
    return next(filter(is_exchange, sheets), None)


def exchange_records(sheet: Sheet) -> Iterator[Record]:
    """Yield the rows of an exported sheet by its headings; blank cells at the end may be missing.

    An apostrophe that keeps a text from running as a formula is removed.
    """
    headings = sheet.rows[0].cells
    for row in sheet.rows[1:]:
        texts = [cell.removeprefix("'") for cell in row.cells] if sheet.guarded else row.cells
        yield Record(row.place, restore_cells(dict(zip(headings, texts, strict=False))))


def restore_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row with days and amounts as the tables write them.

    A program that saved the export again may write 28/11/2014, 250000.00 or £250,000; a cell that
    is neither stays as it is, for the checks of the tables to refuse.

    Examples
    --------
    >>> restore_cells({"announced_on": "28/11/2014", "award_gbp": "250,000.00", "title": "1.0"})
    {'announced_on': '2014-11-28', 'award_gbp': '250000', 'title': '1.0'}
    """
    restored = dict(cells)
    for name in DATE_COLUMNS & cells.keys():
        with suppress(ImportFileError):
            day = parse_date(cells[name])
            restored[name] = day.isoformat() if day else cells[name]
    for name in MONEY_COLUMNS & cells.keys():
        with suppress(ImportFileError):
            amount = parse_amount(cells[name])
            restored[name] = amount.pounds if amount else cells[name]
    return restored
