"""What the file of awards holds: written by the build, read by the page (``data/built``).

Light on purpose, because both sides import it. One SQLite file has every bid as a document, the
columns that lists are filtered and ordered by, an index of words, and sums under every combination
of filters, so that a page asks for a few hundred rows whatever the number of awards.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

STORE: Final = "awards.sqlite"
ANY: Final = ""
"""A filter that is not set, and the whole of England among places."""
ROUND_NOT_STATED: Final = "not-stated"


PARTNER_PLACE: Final = "partner:"
"""How the place of a body without a council area begins; its slug follows."""


class Part(StrEnum):
    """How the bids of a place take part: a bid is in one part of a place at most."""

    ALL = "all"
    """Every bid; of England alone."""
    LED = "led"
    JOINED = "joined"
    COUNTY = "county"
    """Only its county council is in the bid."""


GROUP_SUMS: Final = (
    "bids",
    "awards",
    "award_pence",
    "award_at_least",
    "award_rounded",
    "savings",
    "saving_pence",
    "saving_at_least",
    "saving_rounded",
    "both",
    "both_award",
    "both_saving",
    "grants",
)
"""Counts of bids, and sums in pence; ``both`` is of bids that state an award and a saving."""
AREA_SUMS: Final = (
    "counted",
    "joined",
    "awards",
    "award_pence",
    "award_at_least",
    "award_rounded",
    "savings",
    "saving_pence",
    "saving_at_least",
    "saving_rounded",
    "both",
    "both_award",
    "both_saving",
    "both_at_least",
    "both_rounded",
    "spread",
)
"""As for groups, of what the bids bring to one area under one count rule."""
STRIP_SUMS: Final = tuple(
    f"{place}_{what}"
    for place in ("here", "elsewhere", "unplaced")
    for what in ("bids", "awards", "award_pence", "savings", "saving_pence")
)
"""Of bids with a council in a region: what stands in it, in other regions and on no map."""
_FILTERS: Final = "round TEXT NOT NULL, theme TEXT NOT NULL, stated INTEGER NOT NULL"


def _sums(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} INTEGER NOT NULL" for name in names)


TABLES: Final = f"""
CREATE TABLE bid (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, round TEXT NOT NULL, themes TEXT NOT NULL,
    regions INTEGER NOT NULL, led INTEGER NOT NULL, placed INTEGER NOT NULL, award INTEGER,
    award_at_least INTEGER NOT NULL,
    award_rounded INTEGER NOT NULL, saving INTEGER, saving_at_least INTEGER NOT NULL,
    saving_rounded INTEGER NOT NULL, ratio REAL, grants INTEGER NOT NULL, members INTEGER NOT NULL,
    sources INTEGER NOT NULL);
CREATE TABLE document (number INTEGER PRIMARY KEY, bid BLOB NOT NULL, cells BLOB NOT NULL);
CREATE VIRTUAL TABLE word USING fts5(name, text, content='', tokenize='unicode61');
CREATE TABLE partner (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, bids INTEGER NOT NULL
    ) WITHOUT ROWID;
CREATE VIRTUAL TABLE partner_word USING fts5(slug UNINDEXED, name, tokenize='unicode61');
CREATE TABLE posting (
    place TEXT NOT NULL, part TEXT NOT NULL, numbers BLOB NOT NULL, PRIMARY KEY (place, part)
    ) WITHOUT ROWID;
CREATE TABLE publisher (name TEXT PRIMARY KEY, sources INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE doubt (number INTEGER PRIMARY KEY);
CREATE TABLE fact (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE group_sum (
    place TEXT NOT NULL, part TEXT NOT NULL, {_FILTERS}, {_sums(GROUP_SUMS)}, themes TEXT NOT NULL,
    PRIMARY KEY (place, part, theme, stated, round)) WITHOUT ROWID;
CREATE TABLE area_sum (
    level TEXT NOT NULL, rule TEXT NOT NULL, gss TEXT NOT NULL, {_FILTERS}, {_sums(AREA_SUMS)},
    PRIMARY KEY (level, rule, round, theme, stated, gss)) WITHOUT ROWID;
CREATE TABLE strip_sum (
    rule TEXT NOT NULL, region TEXT NOT NULL, {_FILTERS}, {_sums(STRIP_SUMS)},
    PRIMARY KEY (rule, region, theme, stated, round)) WITHOUT ROWID;
"""
INDEXES: Final = """
CREATE INDEX by_award ON bid (award DESC, id, round, themes, regions, led, saving);
CREATE INDEX by_saving ON bid (saving DESC, id, round, themes, regions, led, award);
CREATE INDEX by_ratio ON bid (ratio DESC, id, round, themes, regions, led, saving, award);
CREATE INDEX by_placed ON bid (placed, number, round, themes, regions, saving);
"""
"""Made when every row is in."""
