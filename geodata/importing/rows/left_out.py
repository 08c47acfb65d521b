"""Recognise rows that are no award: totals, headings of regions, notes below the table."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.importing.cells.amounts import parse_amount
from geodata.importing.cells.organisations import part_names
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from geodata.importing.cells.register import Register
    from geodata.importing.columns.mapping import ColumnMapping, Record

_TOTAL: Final = re.compile(
    r"^(?:(?:grand|sub|overall)[ -]?)?totals?\b|\b(?:sub-?)?totals?:?$", re.IGNORECASE
)
_TOTAL_ALONE: Final = re.compile(r"(?:(?:grand|sub|overall)[ -]?)?totals?:?", re.IGNORECASE)
_NOTE: Final = re.compile(
    r"^(?:[^\w\s£'\"(]|\d{1,2}[.):]?\s+[a-z]|\(\d{1,2}\)|sources?\b\s*:|notes?\b|nb\b|n\.b\.|figures\b|"
    r"this |these |please |published|last updated|correct (?:at|as of)|key\s*:|contact)",
    re.IGNORECASE,
)
_LONG: Final = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no award: the note about it, and what a row of totals adds up to, in pence.

    ``total`` is None if one of its sums cannot be read.
    """

    said: str
    is_total: bool = False
    total: int | None = None


def leave_out(record: Record, mapping: ColumnMapping, register: Register) -> LeftOut | None:
    """Return what a row is if it is no award; None if it is one.

    A row with a single cell is a heading or a note, unless it names a council. One that begins with
    a longer text ("Total Transport pilot") is no total if a council leads it.
    """
    cells = [cell for cell in record.cells.values() if cell]
    first = cells[0] if cells else ""
    row = " | ".join(cells)[:_LONG]
    lead = record.cell(mapping.columns["lead"]) if "lead" in mapping.columns else ""
    if _TOTAL.search(first) and (_TOTAL_ALONE.fullmatch(first) or not register.is_council(lead)):
        said = f"{record.place} is a total and was left out: {row}"
        return LeftOut(said, is_total=True, total=_total(record, mapping))
    read = [name for name, heading in mapping.columns.items() if record.cell(heading)]
    if len(mapping.columns) == 1 or len(cells) != 1 or len(read) > 1:
        return None
    if _NOTE.match(first):
        return LeftOut(f"{record.place} is a note and was left out: {row}")
    with suppress(ImportFileError):  # a text too long to hold names
        if any(register.is_known(name) for name in part_names(first, register)):
            return None
    return LeftOut(f"{record.place} holds one cell, so no award, and was left out: {row}")


def _total(record: Record, mapping: ColumnMapping) -> int | None:
    own = [heading for name, heading in mapping.columns.items() if name == "award"]
    cells = [record.cell(heading) for heading in mapping.awards or own]
    try:
        amounts = [parse_amount(cell, mapping.award_unit) for cell in cells]
    except ImportFileError:
        return None
    stated = [amount.pence for amount in amounts if amount is not None]
    return sum(stated) if cells and len(stated) == len(cells) else None
