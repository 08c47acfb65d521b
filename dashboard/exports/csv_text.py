"""CSV that a spreadsheet reads correctly and in which no cell runs as a formula.

Every text is quoted, so that a semicolon or a tab inside one does not start a new cell where the
spreadsheet splits by those. A text that a spreadsheet would take for a formula gets an apostrophe
in front; numbers, negative ones too, are written as numbers.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from geodata.model.formulas import FORMULA_STARTERS
from geodata.model.published.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from geodata.model.published.tables import Table, Value

BYTE_ORDER_MARK: Final = "\ufeff"
"""Put before a CSV for people: without it Excel reads UTF-8 as an older encoding."""

_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def write_csv(table: Table) -> str:
    """Return a table as CSV: a header, then one line for each row, lines ended as RFC 4180 asks.

    Lists are joined by ``"; "``, yes and no are words, and a blank is an empty cell.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(table.names)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue()


def make_harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; plain numbers stay as they are.

    Examples
    --------
    >>> make_harmless("=1+1"), make_harmless("-12.5"), make_harmless("Bury")
    ("'=1+1", '-12.5', 'Bury')
    """
    if text.startswith(FORMULA_STARTERS) and _PLAIN_NUMBER.fullmatch(text) is None:
        return f"'{text}"
    return text


def _cell(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case tuple():
            return make_harmless(LIST_SEPARATOR.join(value))
        case str():
            return make_harmless(value)
