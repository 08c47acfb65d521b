"""Propose a mapping of columns from the headings, for a person to check."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.importing.cells.register import spell_code, unmarked
from geodata.importing.columns.mapping import (
    COLUMN_FIELDS,
    ColumnMapping,
    Record,
    find_records,
    fold,
)
from geodata.importing.files.sheets import clean_cell
from geodata.names.matching import NoMatch, match_authority
from geodata.tables.cell_rules import is_gss_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.importing.files.sheets import Sheet, SheetRow
    from geodata.names.matching import AuthorityIndex

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "lead_code": (
            *("lead gss code", "gss code", "ons code", "area code", "la code", "lad code", "gss"),
            *("local authority code", "council code", "authority code", "areacd", "lad cd"),
        ),
        "lead": (
            *("lead authority", "lead local authority", "lead council", "lead organisation"),
            *("lead partner", "recipient org name", "recipient organisation", "recipient"),
            *("lead applicant", "lead body", "applicant", "lead", "local authority", "council"),
            *("authority", "local planning authority", "grantee", "organisation", "awarded to"),
            *("la name", "council name", "authority name", "name of council"),
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
_ROWS_COMPARED: Final = 30
_COLUMNS_COMPARED: Final = 30
_AMOUNT: Final = re.compile(
    r"\b(?:value|award(?:ed)?|grant|funding|allocation|amount|payment)s?\b", re.IGNORECASE
)
_NO_AWARD: Final = re.compile(r"total|percent|%|match|saving|number|date|\bids?\b|code|name")
_STANDARD: Final = frozenset({"recipient org name", "amount awarded", "award date"})


def guess_mapping(sheet: Sheet, index: AuthorityIndex) -> ColumnMapping:
    """Return the mapping that the row suggests which looks most like headings; empty if none does.

    Headings are known by their words, and the lead's also by the cells below. Columns of amounts
    that differ by a number alone ("value_phase1", "value_phase2") are awards of their own.
    """
    assigned = [_assign(row) for row in sheet.rows[:_ROWS_LOOKED_AT]]
    best = max(assigned, key=len, default={})
    if not best:
        return ColumnMapping()
    at = assigned.index(best)
    cells = sheet.rows[at].cells
    below = sheet.rows[at + 1 : at + 1 + _ROWS_COMPARED]
    for name, is_one in (
        ("lead_code", lambda text: is_gss_code(spell_code(text))),
        ("lead", lambda text: _may_be_council(text, index)),
    ):
        if not {"lead", "lead_code"} & set(best):
            heading = _heading_above(is_one, cells, below, set(best.values()))
            best |= {name: heading} if heading else {}
    awards = _series(cells)
    if awards:
        best.pop("award", None)
    standard = set(map(fold, cells)) >= _STANDARD
    return ColumnMapping(
        columns=MappingProxyType({name: best[name] for name in COLUMN_FIELDS if name in best}),
        awards=MappingProxyType(awards),
        award_unit=_unit(best.get("award", "") or next(iter(awards), "")),
        saving_unit=_unit(best.get("saving", "")),
        round_from="year" if standard and "round" not in best else "",
        full_names=standard,
    )


def _may_be_council(text: str, index: AuthorityIndex) -> bool:
    return not isinstance(match_authority(unmarked(text), index), NoMatch)


def _heading_above(
    is_one: Callable[[str], bool], cells: Sequence[str], below: Sequence[SheetRow], taken: set[str]
) -> str:
    """Return the heading of the column with most cells of a kind; empty if half or fewer are."""
    counts: dict[str, int] = {}
    for at, heading in enumerate(cells[:_COLUMNS_COMPARED]):
        texts = [row.cells[at] for row in below if at < len(row.cells) and row.cells[at]]
        if not texts or not heading or clean_cell(heading) in taken:
            continue
        hits = sum(map(is_one, texts))
        if hits * 2 > len(texts):
            counts[clean_cell(heading)] = hits
    return max(counts, key=lambda heading: counts[heading], default="")


def _series(cells: Sequence[str]) -> dict[str, str]:
    """Return amounts whose headings differ by numbers alone, each with words for its round."""
    groups: dict[str, list[str]] = {}
    for cell in cells:
        folded = fold(cell)
        if _AMOUNT.search(folded) and not _NO_AWARD.search(cell.casefold()):
            groups.setdefault(re.sub(r"\d+", "#", folded), []).append(clean_cell(cell))
    best = max(groups.values(), key=len, default=[])
    if len(set(best)) < _LEAST_FOUND:
        return {}
    return {heading: _label(heading) for heading in best}


def _label(heading: str) -> str:
    """Return what distinguishes one amount from its neighbours: "value_phase1" is "Phase 1"."""
    plain = re.sub(r"(?<=[a-z])(?=\d)", " ", heading.replace("_", " "))
    plain = re.sub(r"\(?£[^)]*\)?", " ", _AMOUNT.sub(" ", plain))
    plain = " ".join(plain.split()).strip(" -:()")
    return plain[:1].upper() + plain[1:] or heading


def sample_rows(sheet: Sheet, mapping: ColumnMapping) -> tuple[str, ...]:
    """Return the first three rows as the mapping reads them, one line for each field."""
    awards = {f"award ({words})": heading for heading, words in mapping.awards.items()}
    lines: list[str] = []
    for record in find_records(sheet, mapping)[:3]:
        lines.append(f"{record.place}:")
        for name, heading in {**mapping.columns, **awards}.items():
            lines.append(f"  {name}: {_short(record, heading)}")
    return tuple(lines)


def _short(record: Record, heading: str) -> str:
    text = " / ".join(record.cell(heading).split("\n"))
    return f"{text[:77]}..." if text[80:] else text


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
