"""Recognise rows that are no award: totals, headings of regions, notes below the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.importing.cells.organisations import part_names
from geodata.importing.columns.mapping import award_headings

if TYPE_CHECKING:
    from geodata.importing.cells.register import Register
    from geodata.importing.columns.mapping import ColumnMapping, Record

_TOTAL: Final = re.compile(
    r"^(?:(?:grand|sub|overall)[ -]?)?totals?\b|\b(?:sub-?)?totals?:?$", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"^(?:[^\w\s£'\"(]|\d{1,2}[.):]?\s+[a-z]|\(\d{1,2}\)|sources?\b\s*:|notes?\b|nb\b|n\.b\.|figures\b|"
    r"this |these |please |published|last updated|correct (?:at|as of)|key\s*:|contact)",
    re.IGNORECASE,
)
_LONG: Final = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no award: the note about it, and the cell of each award column of a total."""

    said: str
    totals: tuple[str, ...] = ()


def leave_out(record: Record, mapping: ColumnMapping, register: Register) -> LeftOut | None:
    """Return what a row is if it is no award; None if it is one.

    A row with a single cell is a heading or a note, unless it names a council.
    """
    cells = [cell for cell in record.cells.values() if cell]
    first = cells[0] if cells else ""
    row = " | ".join(cells)[:_LONG]
    if _TOTAL.search(first):
        totals = tuple(record.cell(heading) for heading in award_headings(mapping))
        return LeftOut(f"{record.place} is a total and was left out: {row}", totals)
    read = [name for name, heading in mapping.columns.items() if record.cell(heading)]
    if len(mapping.columns) == 1 or len(cells) != 1 or len(read) > 1:
        return None
    if _NOTE.match(first):
        return LeftOut(f"{record.place} is a note and was left out: {row}")
    if any(register.is_known(name) for name in part_names(first, register)):
        return None
    return LeftOut(f"{record.place} holds one cell, so no award, and was left out: {row}")
