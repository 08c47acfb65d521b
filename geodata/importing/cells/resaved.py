"""Cells of our own export as a spreadsheet program may have saved them again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from geodata.awards.exchange import DATE_COLUMNS, MONEY_COLUMNS
from geodata.importing.cells.amounts import parse_amount, parse_date
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Mapping


def restore_cells(cells: Mapping[str, str], *, guarded: bool = False) -> dict[str, str]:
    """Return the cells of a row with days and amounts as the tables write them.

    A program that saved the export again may write 28/11/2014, 250000.00 or £250,000; a cell that
    is neither stays as it is, for the checks of the tables to refuse.

    Parameters
    ----------
    guarded
        Whether an apostrophe keeps a text from running as a formula; it is removed.

    Examples
    --------
    >>> restore_cells({"announced_on": "28/11/2014", "award_gbp": "250,000.00", "title": "1.0"})
    {'announced_on': '2014-11-28', 'award_gbp': '250000', 'title': '1.0'}
    """
    restored = {name: cell.removeprefix("'") if guarded else cell for name, cell in cells.items()}
    for name in DATE_COLUMNS & cells.keys():
        with suppress(ImportFileError):
            day = parse_date(restored[name])
            restored[name] = day.isoformat() if day else restored[name]
    for name in MONEY_COLUMNS & cells.keys():
        with suppress(ImportFileError):
            amount = parse_amount(restored[name])
            restored[name] = amount.pounds if amount else restored[name]
    return restored
