"""Write the file of awards: documents, columns for filters, words, and landings.

Awards are added part by part, so that a large fund needs no more memory than one part. The same
awards give the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.awards.today import name_today
from geodata.model.slugs import partner_slug
from geodata.model.store_format import INDEXES, ROUND_NOT_STATED, TABLES, pack
from geodata.model.sums import Sums, ask_areas, read_sums
from geodata.publishing.catalogue_json import describe_bids, plain_cells
from geodata.publishing.landings import list_figures, list_landings, list_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geodata.awards.reading import AwardTables
    from geodata.model.codes import CountRule, Level
    from geodata.publishing.store_places import Places

_SETTINGS: Final = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -100000;
"""


class StoreWriter:
    """Writes one file of awards. Call `add` for each part in order, then `finish`.

    Parameters
    ----------
    path
        A file that does not exist.
    tables
        Rounds and themes of the fund; its bids are not read.
    """

    def __init__(self, path: Path, tables: AwardTables, places: Places) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(_SETTINGS + TABLES)
        self._file.execute("BEGIN")
        self._places = places
        self._labels = dict(zip(tables.themes["theme"], tables.themes["label"], strict=True))
        dated = tables.rounds["announced_on"].notna()
        self._dated = frozenset(tables.rounds.loc[dated, "round"])
        self._partners: dict[str, tuple[str, str]] = {}  # name and kind of body
        self._partner_bids: Counter[str] = Counter()
        self._publishers: Counter[str] = Counter()
        self._facts: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._insert("place", places.rows)

    def add(self, tables: AwardTables) -> None:
        """Add the bids of one part, with the members and sources of all of them."""
        first = self._totals["bids"]
        documents = describe_bids(name_today(tables, self._places.areas))
        figures = list_figures(tables, self._dated)
        self._write_bids(tables, documents, figures, first)
        for rows in list_landings(tables, self._places, figures["marks"], first):
            self._insert_frame("landing", rows)
        self._add_partners(documents, first)
        bids = tables.bids
        self._totals.update(
            bids=len(bids),
            bids_stating_award=int(bids["award_pence"].notna().sum()),
            bids_stating_saving=int(bids["saving_pence"].notna().sum()),
            members=len(tables.members),
            sources=len(tables.sources),
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many bids, members and sources were added, and how many bids state an amount."""
        return dict(self._totals)

    def finish(self) -> None:
        """Write the bodies and the indexes."""
        partners = sorted(self._partners.items())
        counts = self._partner_bids
        self._insert("partner", ((slug, *named, counts[slug]) for slug, named in partners))
        self._insert("partner_word", ((slug, name) for slug, (name, _) in partners))
        self._insert("publisher", sorted(self._publishers.items()))
        self._insert("fact", sorted(self._facts.items()))
        self._file.execute("INSERT INTO word(word) VALUES ('optimize')")
        self._file.execute("COMMIT")
        self._file.executescript(INDEXES)

    def sum_areas(self, level: Level, rule: CountRule) -> pd.DataFrame:
        """Return `Sums` over all bids for each drawn area, by its code."""
        drawn = set(self._places.levels[level])
        rows = self._file.execute(ask_areas(rule), [level]).fetchall()
        sums = {gss: read_sums(own) for gss, _, *own in rows if gss in drawn}
        return pd.DataFrame.from_dict(sums, orient="index", columns=list(Sums._fields))

    def close(self) -> None:
        """Close the file; nothing can be asked of it any more."""
        self._file.close()

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows to a table, each with a value for every column."""
        columns = self._file.execute("SELECT COUNT(*) FROM pragma_table_info(?)", [table])
        ((width,),) = columns.fetchall()
        marks = ", ".join("?" * width)
        self._file.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own tables

    def _insert_frame(self, table: str, rows: pd.DataFrame) -> None:
        """Add the rows of a frame that has the table's columns in their order; NA is null."""
        columns = [plain_cells(rows[name]) for name in rows]
        self._insert(table, zip(*columns, strict=True))

    def _write_bids(
        self,
        tables: AwardTables,
        documents: list[dict[str, Any]],
        figures: pd.DataFrame,
        first: int,
    ) -> None:
        """Write the documents, what lists need of them, and their words."""
        regions = list_regions(tables, self._places)
        rounds = [bid["round"] or ROUND_NOT_STATED for bid in documents]
        listed = pd.DataFrame(
            {
                "number": range(first, first + len(documents)),
                "id": [bid["id"] for bid in documents],
                "round": rounds,
                "themes": [_join(bid["themes"]) for bid in documents],
            }
        )
        self._insert_frame("bid", pd.concat([listed, regions, figures], axis="columns"))
        led_in = regions["regions_led"].tolist()
        texts, words, doubts = [], [], []
        for at, bid in enumerate(documents):
            texts.append((first + at, pack(bid)))
            words.append((first + at, *self._words(bid)))
            if bid["check_note"]:
                doubts.append((first + at,))
            self._publishers.update(source["publisher"] for source in bid["sources"])
            self._facts["inferred"] += bid["confidence"] == "inferred"
            led = any(member["role"] == "lead" for member in bid["members"])
            self._facts["without_lead"] += not led
            self._facts["lead_off_map"] += led and not led_in[at]
        self._insert("document", texts)
        self._file.executemany("INSERT INTO word (rowid, name, text) VALUES (?, ?, ?)", words)
        self._insert("doubt", doubts)

    def _words(self, bid: Mapping[str, Any]) -> tuple[str, str]:
        """Return the words by which a bid is named, and the others in which it is found."""
        leads = [member["name"] for member in bid["members"] if member["role"] == "lead"]
        names = [member["name"] for member in bid["members"]]
        name = bid["title"] or (leads or names)[0]
        labels = [self._labels[theme] for theme in bid["themes"]]
        return f"{bid['id']}\n{name}", "\n".join((bid["summary"], *labels, *names))

    def _add_partners(self, documents: list[dict[str, Any]], first: int) -> None:
        """Add each named body without a council area, and the bids that name it."""
        rows = []
        for number, bid in enumerate(documents, first):
            roles: dict[str, bool] = {}
            for member in bid["members"]:
                slug = partner_slug(member["name"], member["body"], member["gss"])
                if slug is None:
                    continue
                self._partners.setdefault(slug, (member["name"], member["body"]))
                roles[slug] = roles.get(slug, False) or member["role"] == "lead"
            self._partner_bids.update(roles.keys())
            rows += [(slug, number, int(led)) for slug, led in roles.items()]
        self._insert("partner_bid", rows)


def _join(names: Iterable[str]) -> str:
    """Return names between semicolons, so that each can be looked for with both of its own."""
    listed = "".join(f"{name};" for name in names)
    return f";{listed}" if listed else ""
