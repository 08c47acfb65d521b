"""Propose which column is what, from the words of the headings. A person decides."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.importing.files.sheets import clean_cell
from geodata.importing.mapping import COLUMN_FIELDS, ColumnMapping, Record, find_records, fold
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.importing.files.sheets import Sheet, SheetRow

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "lead_code": ("lead gss code", "gss code", "ons code", "area code", "la code"),
        "lead": (
            *("lead authority", "lead local authority", "lead council", "lead organisation"),
            *("lead partner", "recipient org name", "recipient organisation", "recipient"),
            *("lead applicant", "lead body", "applicant", "lead", "local authority", "council"),
            *("authority", "grantee", "organisation", "awarded to"),
        ),
        "partners": (
            *("partners", "partner organisations", "partner authorities", "other partners"),
            *("partner councils", "delivery partners", "partnership", "partner", "working with"),
        ),
        "title": (
            *("project title", "project name", "title of project", "title", "project", "bid title"),
            *("name of project", "scheme", "proposal", "bid"),
        ),
        "summary": (
            *("project summary", "summary", "description of project", "project description"),
            *("description", "summary of project", "details", "purpose", "outline", "aim"),
        ),
        "award": (
            *("amount awarded", "award amount", "grant awarded", "funding awarded", "total award"),
            *("award value", "award", "grant amount", "grant", "funding", "allocation", "amount"),
            *("value",),
        ),
        "saving": (
            *("estimated savings", "expected savings", "projected savings", "total savings"),
            *("savings", "saving", "benefits"),
        ),
        "announced_on": ("award date", "date of award", "announced on", "date announced", "date"),
        "round": ("grant programme code", "grant programme title", "round", "tranche", "programme"),
        "theme": ("theme", "themes", "category", "policy area", "sector"),
        "reference": ("identifier", "reference", "bid reference", "bid id", "ref", "id"),
        "currency": ("currency",),
        "url": ("data source", "source url", "web address", "url", "link"),
        "publisher": ("publisher", "source"),
    }
)
_STRONG: Final = 100
_WEAK: Final = 50
_ROWS_LOOKED_AT: Final = 50
_LEAST_FOUND: Final = 2
_MILLIONS: Final = re.compile(r"£ ?m\b|£ ?million|\bmillions?\b", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"£ ?['’]?000|£ ?k\b|\bthousands?\b", re.IGNORECASE)
_STANDARD: Final = frozenset({"recipient org name", "amount awarded", "award date"})


def guess_mapping(sheet: Sheet) -> ColumnMapping:
    """Return the mapping that the headings suggest.

    Raises
    ------
    ImportFileError
        If no row among the first looks like headings with a lead and one thing more.
    """
    best: dict[str, str] = {}
    headings: tuple[str, ...] = ()
    for row in sheet.rows[:_ROWS_LOOKED_AT]:
        found = _assign(row)
        if len(found) > len(best):
            best, headings = found, row.cells
    if "lead" not in best or len(best) < _LEAST_FOUND:
        top = " | ".join(sheet.rows[0].cells)[:200] if sheet.rows else "nothing"
        msg = (
            f"{sheet.name}: no row looks like headings (the first holds: {top}); write a mapping "
            "by hand: data/examples has two"
        )
        raise ImportFileError(msg)
    standard = {fold(heading) for heading in headings} >= _STANDARD
    return ColumnMapping(
        columns=MappingProxyType({name: best[name] for name in COLUMN_FIELDS if name in best}),
        award_unit=_unit(best.get("award", "")),
        saving_unit=_unit(best.get("saving", "")),
        round_from="year" if standard and "round" not in best else "",
        full_names=standard,
    )


def sample_rows(sheet: Sheet, mapping: ColumnMapping, count: int = 3) -> tuple[str, ...]:
    """Return the first rows as the mapping reads them, one line for each field."""
    lines: list[str] = []
    for record in find_records(sheet, mapping)[:count]:
        lines.append(f"{record.place}:")
        lines += [
            f"  {name}: {_short(record, heading)}" for name, heading in mapping.columns.items()
        ]
    return tuple(lines)


def _short(record: Record, heading: str) -> str:
    text = " / ".join(record.cell(heading).split("\n"))
    return f"{text[:77]}..." if len(text) > len("x") * 80 else text


def _assign(row: SheetRow) -> dict[str, str]:
    """Give each field the heading that fits it best, strongest fits first, each heading once."""
    headings = {fold(cell): clean_cell(cell) for cell in row.cells if fold(cell)}
    fits = sorted(
        (
            (-_fit(heading, word, rank), order, heading, name)
            for order, (name, words) in enumerate(_HEADINGS.items())
            for rank, word in enumerate(words)
            for heading in headings
            if _fit(heading, word, rank)
        )
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, heading, name in fits:
        if name not in found and heading not in taken:
            found[name] = headings[heading]
            taken.add(heading)
    return found


def _fit(heading: str, word: str, rank: int) -> int:
    if heading == word:
        return _STRONG - rank
    inside = re.search(rf"\b{re.escape(word)}\b", heading) is not None
    short = len(heading.split()) <= len(word.split()) + 3
    return _WEAK - rank if inside and short else 0


def _unit(heading: str) -> int:
    if _MILLIONS.search(heading):
        return 1_000_000
    return 1000 if _THOUSANDS.search(heading) else 1
