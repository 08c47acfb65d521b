"""Tables with one definition of each column for every format.

CSV, JSON, workbook, data dictionary and the description of the API are all made from the
:class:`Table` and :class:`Column` values of this module, so names, units and the meaning of a blank
cannot differ between them. Money leaves the program here: pence inside, pounds outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Value = str | int | float | bool | tuple[str, ...] | None
Row = tuple[Value, ...]
LIST_SEPARATOR: Final = "; "
"""What is between the values of one cell."""


class Kind(StrEnum):
    """What a column holds; the value is the word for it in the data dictionary."""

    TEXT = "text"
    LIST = "list of texts"
    WHOLE = "whole number"
    POUNDS = "pounds"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"
    ADDRESS = "web address"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    name
        Snake case, with its unit at the end where it is money.
    kind
        What the cells hold.
    meaning
        One sentence for the data dictionary.
    blank
        What a blank cell (``null`` in JSON) means; empty if no cell is ever blank. A list is
        never ``None``: it is empty instead, and ``blank`` then says what that means.
    values
        The closed list that cells are taken from; empty if there is none.
    """

    name: str
    kind: Kind
    meaning: str
    blank: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; each row has one value for each column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def to_pounds(pence: int | None) -> int | float | None:
    """Return whole pounds as a whole number and others with two decimals; ``None`` stays.

    Examples
    --------
    >>> to_pounds(16700000), to_pounds(3333333), to_pounds(None)
    (167000, 33333.33, None)
    """
    if pence is None:
        return None
    return round(pence / 100, 2) if pence % 100 else pence // 100


def to_record(columns: tuple[Column, ...], row: Row) -> dict[str, object]:
    """Return a row as a JSON object: names to values, lists as lists, blanks as ``None``."""
    return {
        column.name: list(value) if isinstance(value, tuple) else value
        for column, value in zip(columns, row, strict=True)
    }
