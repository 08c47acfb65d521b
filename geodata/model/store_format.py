"""The schema of the file of awards, which the build writes and the dashboard reads.

Light on purpose, because both sides import it. One SQLite file has every bid as a document, a row
of ``bid`` with all that lists are filtered and ordered by, and a row of ``landing`` for each area
in which it has a council. Every sum is asked of these two tables (`geodata.model.sums`).
"""

from __future__ import annotations

import json
import zlib
from enum import IntFlag
from typing import Any, Final

SCHEMA_VERSION: Final = 14
"""Raised by whatever changes what ``data/built`` holds, so that an old folder is refused."""
STORE: Final = "awards.sqlite"
PARQUET: Final = {
    name: f"tables/{name}.parquet"
    for name in ("bids", "members", "sources", "outcomes", "rounds", "landings", "areas")
}
"""Where each table is for programs that read all of it; the areas with their outlines."""
ROUND_NOT_STATED: Final = "not-stated"


class Mark(IntFlag):
    """What is so of a bid, as the bits of ``marks``: rows with the same marks are summed as one."""

    AWARD_STATED = 1
    AWARD_AT_LEAST = 2
    AWARD_ROUNDED = 4
    SAVING_STATED = 8
    SAVING_AT_LEAST = 16
    SAVING_ROUNDED = 32
    LEAD_INFERRED = 64
    OUTCOME_KNOWN = 128
    GROUP_UNNAMED = 256
    """Some of its members are a group that no source names."""
    GRANT = 512
    """The 360Giving standard can hold it."""


TABLES: Final = """
CREATE TABLE bid (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, round TEXT NOT NULL, themes TEXT NOT NULL,
    regions INTEGER NOT NULL, regions_led INTEGER NOT NULL,
    counties INTEGER NOT NULL, counties_led INTEGER NOT NULL,
    districts INTEGER NOT NULL, districts_led INTEGER NOT NULL, reach INTEGER NOT NULL,
    award INTEGER, saving INTEGER, ratio REAL, marks INTEGER NOT NULL);
CREATE TABLE document (number INTEGER PRIMARY KEY, bid BLOB NOT NULL);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, level TEXT NOT NULL, gss TEXT NOT NULL, region TEXT NOT NULL,
    drawn INTEGER NOT NULL, residents INTEGER NOT NULL,
    UNIQUE (level, gss));
CREATE TABLE landing (
    place INTEGER NOT NULL, led INTEGER NOT NULL, marks INTEGER NOT NULL, bid INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    lead_award INTEGER, lead_saving INTEGER, shared_award INTEGER, shared_saving INTEGER,
    involved_award INTEGER, involved_saving INTEGER,
    PRIMARY KEY (place, led, marks, bid)) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5(name, text, content='', tokenize='unicode61');
CREATE TABLE partner (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, bids INTEGER NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE partner_bid (
    slug TEXT NOT NULL, bid INTEGER NOT NULL, led INTEGER NOT NULL, PRIMARY KEY (slug, bid)
    ) WITHOUT ROWID;
CREATE VIRTUAL TABLE partner_word USING fts5(slug UNINDEXED, name, tokenize='unicode61');
CREATE TABLE publisher (name TEXT PRIMARY KEY, sources INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE doubt (number INTEGER PRIMARY KEY);
CREATE TABLE fact (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""
"""``bid``: ``round`` is never null (`ROUND_NOT_STATED`), ``themes`` are between semicolons. Each
column of regions is a set of bits, one for each region in the order of their codes: where the bid
has a council, a county council, and a council that is no county; ``_led`` of those that lead.
``reach`` adds the regions of members without a council area, where they are known.

``place``: an area of a level. At levels with districts, counties are places that are not drawn.

``landing``: the share of a place in a bid under each count rule, in pence; null where it has none
or its sources state none. Shares of a bid add up to the bid at every level. ``residents`` are those
of all places of the level that the bid reaches, each person once; ``marks`` are the bid's."""

INDEXES: Final = """
CREATE INDEX landing_of_bid ON landing (bid, place);
CREATE INDEX by_round ON bid (
    round, marks, themes, reach, regions, regions_led, counties, counties_led,
    districts, districts_led, award, saving);
CREATE INDEX by_theme ON bid (themes, round, reach, marks);
CREATE INDEX by_reach ON bid (reach, round, themes, marks);
CREATE INDEX by_award ON bid (award DESC, id, round, themes, reach, regions_led, marks);
CREATE INDEX by_saving ON bid (saving DESC, id, round, themes, reach, regions_led, marks);
CREATE INDEX by_ratio ON bid (ratio DESC, id, round, themes, reach, regions_led, marks);
"""
"""Made when every row is in. ``by_round`` holds all that is summed of a bid. It and the next two
hold all that filters ask, each in the order in which the options of some of them are counted; the
others give lists their order."""


def pack(document: object) -> bytes:
    """Return a document as compressed JSON."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode(), 1)


def unpack(content: bytes) -> Any:  # noqa: ANN401 - what it is, the build decides
    """Return the document that `pack` compressed."""
    return json.loads(zlib.decompress(content))
