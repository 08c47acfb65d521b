"""No working note reaches a reader: every free text of the tables is a plain sentence."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from dash import html

from dashboard.exports.extract import make_extract
from dashboard.parts.bid_panel import render_bid
from dashboard.parts.static_html import to_text
from dashboard.pictures.facts import read_facts
from geodata.awards.schemas import TABLE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.site import Site

AWARDS: Final = Path(__file__).parents[2] / "data" / "awards"
SENTENCES: Final = {
    "rounds": ("note",),
    "bids": ("summary", "saving_note", "lead_basis", "check_note"),
    "members": ("note",),
    "groups": ("basis",),
    "sources": ("states",),
    "outcomes": ("outcome", "doubt"),
}
"""Columns whose cells are sentences, by table."""

NAMES: Final = (
    *("BBC", "CCTV", "GOV.UK", "ICT", "IT", "JACP", "LEAP", "LIVES", "NHS", "OECD", "SPACES"),
    *("CCG",),
)
"""Names that are written in capitals; other words in capitals are notes to ourselves."""

_QUOTED: Final = re.compile(r"“[^”]*”")
_REFERENCE: Final = re.compile(r"\bTCA[0-9X]\w*-\d+\b")
_CAPITALS: Final = re.compile(r"\b[A-Z]{2,}(?:\.[A-Z]{2,})?\b")
_COLUMNS: Final = "|".join(
    sorted({name for table in TABLE_COLUMNS.values() for name in table if "_" in name})
)
_SHOUTED: Final = re.compile(r"\b(?:CHECK|INFERRED|WEAK|ONLY|ONE|LOWER BOUND|NEW|WIN|TODO)\b")
_WORKING: Final = re.compile(
    r"to be checked|needs? a (?:second )?look|\bcheck(?:ed)? before|\bgss\b|\btbc\b|\btodo\b"
    r"|\bsee (?:above|below|row)|\b(?:this|the) (?:row|table|column)\b|\bsole-named|\bfirst-named"
    r"|\b2nd\b|->|→|⇒|=>|\?\?|\bn/a\b|\bw/|\bcf\.|\bca\.|\bapprox\b|\bE(?:0[6-9]|1[02]|47)\d{6}\b"
    rf"|\b(?:{_COLUMNS})\b",
    re.IGNORECASE,
)


def find_working_words(text: str) -> list[str]:
    """Return the words of a text that are notes to ourselves; what a source writes is none."""
    plain = _REFERENCE.sub("", _QUOTED.sub("", text))
    capitals = [found for found in _CAPITALS.findall(plain) if found not in NAMES]
    return [*_WORKING.findall(plain), *capitals]


def list_cells() -> Iterator[tuple[str, str]]:
    for table, columns in SENTENCES.items():
        with (AWARDS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                for column in columns:
                    if row[column]:
                        yield f"{table}.csv row {number} {column}", row[column]


@pytest.mark.parametrize(
    "note",
    [
        "GSS is Cornwall Council (its fire authority)",
        "possible project, INFERRED only: data-readiness work",
        "so the lead may be West Dorset (to be checked)",
        "award is a LOWER BOUND, exact sum not found",
        "CHECK before mapping",
        "£191,000; £191,000 (2nd source)",
        "award_gbp taken from the second page",
        "Bournemouth -> Dorset",
        "listed with Staffordshire Moorlands DC",
        "a map may use E06000047",
    ],
)
def test_working_notes_are_known_when_they_are_seen(note: str) -> None:
    assert find_working_words(note)


def test_every_note_of_the_tables_is_a_plain_sentence() -> None:
    cells = list(list_cells())
    working = {place: found for place, text in cells if (found := find_working_words(text))}
    assert working == {}
    begun = {place: text for place, text in cells if text[0].islower()}
    assert begun == {}
    unended = {place: text for place, text in cells if not text.endswith((".", ".”", "?"))}
    assert unended == {}


def test_no_working_note_reaches_the_panel_or_the_picture_of_a_bid(site: Site) -> None:
    for bid in site.catalogue.bids:
        view = site.read_view(f"?bid={bid.id}")
        assert view.bid is not None
        panel = to_text(html.Div(render_bid(view.bid, view, site.catalogue)))
        facts = read_facts(view, site.catalogue, "")
        shown = "\n".join((panel, facts.headline, *(" ".join(row) for row in facts.rows)))
        assert _WORKING.findall(shown) == [], bid.id
        assert _SHOUTED.findall(shown) == [], bid.id


def test_no_working_note_reaches_a_file(site: Site) -> None:
    extract = make_extract(site.read_view(""), site.catalogue)
    told = {name for names in SENTENCES.values() for name in names}
    for table in extract.tables:
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                if column.name in told and isinstance(value, str):
                    assert find_working_words(value) == [], (table.name, value)
