"""Write the file of awards: documents, lists, words, and sums under every filter.

Awards are added part by part, so that a fund of a million needs no more memory than one part and
the sums. The same awards give the same bytes.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.awards.attribution import attribute
from geodata.awards.reading import council_members
from geodata.model.codes import CountRule, Level, Role
from geodata.model.slugs import partner_slug
from geodata.model.store_format import (
    ANY,
    AREA_SUMS,
    GROUP_SUMS,
    INDEXES,
    PARTNER_PLACE,
    ROUND_NOT_STATED,
    STRIP_SUMS,
    TABLES,
    Part,
)
from geodata.publishing.catalogue_json import describe_bids
from geodata.publishing.rollup import Rollup
from geodata.publishing.store_rows import list_cells, list_figures, pack, pack_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geodata.awards.attribution import Allocation
    from geodata.awards.reading import AwardTables
    from geodata.publishing.rollup import Filtered, Numbers
    from geodata.publishing.store_places import Places

_SPREADING: Final = (Level.LOWER, Level.TODAY)
_STRIP_LEVEL: Final = Level.UPPER
"""Every level puts a bid's money in the same regions, so one stands for all."""
_COUNTED: Final = ("bids", "bids_stating_award", "bids_stating_saving", "members", "sources")
_SETTINGS: Final = (
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -100000",
)


@dataclass(slots=True)
class _Partner:
    name: str
    body: str
    bids: int = 0


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
        for setting in _SETTINGS:
            self._file.execute(setting)
        self._file.executescript(TABLES)
        self._file.execute("BEGIN")
        self._places = places
        self._holders, self._inside = places.holders(), places.inside_county()
        self._under, self._regions = places.under_county(), places.regions()
        self._region_of = places.region_of()
        rounds = [*tables.rounds["round"], ROUND_NOT_STATED]
        self._labels = dict(zip(tables.themes["theme"], tables.themes["label"], strict=True))
        themes = list(self._labels)
        dated = tables.rounds["announced_on"].notna()
        self._dated = frozenset(tables.rounds.loc[dated, "round"])
        self._groups = Rollup(rounds, themes, len(GROUP_SUMS) + len(themes))
        self._areas = Rollup(rounds, themes, len(AREA_SUMS))
        self._strips = Rollup(rounds, themes, len(STRIP_SUMS))
        self._group_places: list[tuple[str, Part]] = [(ANY, Part.ALL)]
        self._numbers = {(ANY, Part.ALL): 0}
        self._rows: Numbers = np.empty((0, 0), dtype=np.int64)
        self._area_places = [
            (level, rule, code)
            for level in Level
            for rule in CountRule
            for code in places.levels[level]
        ]
        self._strip_places = [
            (rule, region) for rule in CountRule for region in (ANY, *self._regions)
        ]
        self._postings: dict[int, array[int]] = {}
        self._partners: dict[str, _Partner] = {}
        self._publishers: Counter[str] = Counter()
        self._facts: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._count = 0

    def add(self, tables: AwardTables) -> None:
        """Add the bids of one part, with the members and sources of all of them."""
        bids = tables.bids
        members = council_members(tables)
        councils = members.assign(bid=bids.index.get_indexer(pd.Index(members["bid_id"])))
        councils["lead"] = councils["role"] == str(Role.LEAD)
        councils = councils.rename(columns={"gss_code": "gss"})[["bid", "gss", "lead"]]
        allocations = {
            (level, rule): attribute(tables, self._places.areas, level, rule, members)
            for level in Level
            for rule in CountRule
        }
        themes = [cell.split("; ") if cell is not pd.NA else [] for cell in bids["theme"]]
        rounds = [ROUND_NOT_STATED if one is pd.NA else one for one in bids["round"]]
        filtered = self._groups.filter_bids(rounds, themes, bids["saving_pence"].notna().to_numpy())
        figures = list_figures(tables, self._dated)
        self._add_groups(filtered, figures, themes, councils)
        for (level, rule), allocation in allocations.items():
            self._add_areas(filtered, figures, councils, (level, rule), allocations)
            if level is _STRIP_LEVEL:
                self._add_strip(
                    filtered, bids, allocation, allocations[Level.REGION, CountRule.INVOLVED]
                )
        documents = describe_bids(tables)
        self._add_partners(filtered, documents)
        self._write_bids(documents, figures, rounds, councils, allocations)
        self._count += len(documents)
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
        return {name: self._totals[name] for name in _COUNTED}

    def sum_areas(self) -> dict[tuple[Level, CountRule], pd.DataFrame]:
        """Return `AREA_SUMS` over all bids for each area that has any, by level and rule."""
        found: dict[tuple[Level, CountRule], dict[str, list[int]]] = {
            (level, rule): {} for level in Level for rule in CountRule
        }
        for place, one, theme, stated, sums in self._areas.list_sums():
            if (one, theme, stated) == (ANY, ANY, 0):
                level, rule, code = self._area_places[place]
                found[level, rule][code] = sums
        return {
            key: pd.DataFrame.from_dict(rows, orient="index", columns=list(AREA_SUMS))
            for key, rows in found.items()
        }

    def finish(self) -> None:
        """Write the sums and the indexes, and close the file."""
        themes = list(self._labels)
        width = len(GROUP_SUMS)
        self._insert(
            "group_sum",
            (
                (
                    *(*self._group_places[place], one, theme, stated, *sums[:width]),
                    _join(name for name, has in zip(themes, sums[width:], strict=True) if has),
                )
                for place, one, theme, stated, sums in self._groups.list_sums()
            ),
        )
        for table, places, rollup in (
            ("area_sum", self._area_places, self._areas),
            ("strip_sum", self._strip_places, self._strips),
        ):
            self._insert(
                table,
                (
                    (*places[place], one, theme, stated, *sums)
                    for place, one, theme, stated, sums in rollup.list_sums()
                ),
            )
        self._insert(
            "posting",
            (
                (*self._group_places[place], pack_numbers(numbers))
                for place, numbers in sorted(self._postings.items())
            ),
        )
        partners = sorted(self._partners.items())
        self._insert("partner", ((slug, one.name, one.body, one.bids) for slug, one in partners))
        self._insert("partner_word", ((slug, one.name) for slug, one in partners))
        self._insert("publisher", sorted(self._publishers.items()))
        self._insert("fact", sorted(self._facts.items()))
        self._file.execute("INSERT INTO word(word) VALUES ('optimize')")
        self._file.execute("COMMIT")
        self._file.executescript(INDEXES)
        self._file.close()

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows to a table, each with a value for every column."""
        columns = self._file.execute("SELECT COUNT(*) FROM pragma_table_info(?)", [table])
        ((width,),) = columns.fetchall()
        marks = ", ".join("?" * width)
        self._file.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own tables

    def _add_groups(
        self,
        filtered: Filtered,
        figures: pd.DataFrame,
        themes: Sequence[Sequence[str]],
        councils: pd.DataFrame,
    ) -> None:
        """Add the bids to England and to every area that they stand in, and list them there."""
        known = {name: place for place, name in enumerate(self._labels)}
        has = np.zeros((len(figures), len(known)), dtype=np.int64)
        for bid, named in enumerate(themes):
            has[bid, [known[name] for name in named]] = 1
        self._rows = np.concatenate([figures.to_numpy(), has], axis=1)
        everything = np.arange(len(figures))
        england = np.zeros(len(figures), dtype=np.int64)
        self._groups.add(filtered, everything, england, self._rows)
        held = councils.merge(self._holders, on="gss")
        parts = held.groupby(["bid", "place"], as_index=False)["lead"].max()
        parts["part"] = np.where(parts["lead"], Part.LED, Part.JOINED)
        county = councils.merge(self._inside, on="gss")[["bid", "place"]].drop_duplicates()
        county = county.merge(parts[["bid", "place"]], how="left", indicator=True)
        county = county.loc[county["_merge"] == "left_only", ["bid", "place"]]
        every = pd.concat([parts[["bid", "place", "part"]], county.assign(part=Part.COUNTY)])
        pairs = every["place"].astype("str") + "\n" + every["part"].astype("str")
        codes, names = pd.factorize(pairs)
        numbers = [
            self._place_of(place, Part(part))
            for place, _, part in (str(name).partition("\n") for name in names)
        ]
        number = np.array(numbers, dtype=np.int64)[codes]
        self._list_at(filtered, every["bid"].to_numpy(dtype=np.int64), number)

    def _add_areas(
        self,
        filtered: Filtered,
        figures: pd.DataFrame,
        councils: pd.DataFrame,
        key: tuple[Level, CountRule],
        allocations: Mapping[tuple[Level, CountRule], Allocation],
    ) -> None:
        """Add what the bids bring to each area of a level under a rule."""
        level, rule = key
        place_of = {place: number for number, place in enumerate(self._area_places)}
        cells = self._cells(allocations[level, rule])
        own = figures.loc[cells["bid"]].reset_index(drop=True)
        both = own["both"]
        sums = pd.DataFrame(0, index=cells.index, columns=list(AREA_SUMS), dtype="int64")
        sums["counted"] = 1
        for name in ("awards", "savings", "both"):
            sums[name] = own[name]
        for name in ("award", "saving"):
            sums[f"{name}_pence"] = cells[f"{name}_pence"].fillna(0).astype("int64")
            sums[f"both_{name}"] = sums[f"{name}_pence"] * both
            for how in ("at_least", "rounded"):
                sums[f"{name}_{how}"] = own[f"{name}_{how}"]
        for how in ("at_least", "rounded"):
            sums[f"both_{how}"] = ((own[f"award_{how}"] + own[f"saving_{how}"]) > 0) * both
        if level in _SPREADING:
            counted = councils[councils["lead"]] if rule is CountRule.LEAD else councils
            under = counted.merge(self._under, on="gss")[["bid", "place"]].drop_duplicates()
            spread = cells[["bid", "place"]].merge(under, how="left", indicator=True)
            sums["spread"] = (spread["_merge"] == "both").to_numpy().astype("int64")
        place = np.array([place_of[level, rule, code] for code in cells["place"]], dtype=np.int64)
        self._areas.add(filtered, cells["bid"].to_numpy(), place, sums.to_numpy())
        if rule is CountRule.LEAD:
            every = self._cells(allocations[level, CountRule.INVOLVED])[["bid", "place"]]
            only = every.merge(cells[["bid", "place"]], how="left", indicator=True)
            only = only[only["_merge"] == "left_only"]
            row = [int(name == "joined") for name in AREA_SUMS]
            place = np.array(
                [place_of[level, rule, code] for code in only["place"]], dtype=np.int64
            )
            self._areas.add(filtered, only["bid"].to_numpy(), place, np.tile(row, (len(only), 1)))

    def _add_strip(
        self,
        filtered: Filtered,
        bids: pd.DataFrame,
        allocation: Allocation,
        regions: Allocation,
    ) -> None:
        """Add where each bid's money stands: in each region it touches, elsewhere, or nowhere."""
        amounts = ["awards", "award_pence", "savings", "saving_pence"]
        cells = self._cells(allocation)
        cells["region"] = cells["place"].map(self._region_of)
        for name in ("award", "saving"):
            cells[f"{name}s"] = cells[f"{name}_pence"].notna().astype("int64")
            cells[f"{name}_pence"] = cells[f"{name}_pence"].fillna(0).astype("int64")
        here = cells.groupby(["bid", "region"])[amounts].sum()
        whole = here.groupby("bid").sum()
        here[["awards", "savings"]] = here[["awards", "savings"]].clip(upper=1)
        whole[["awards", "savings"]] = whole[["awards", "savings"]].clip(upper=1)
        spread = here.groupby("bid").size()
        own = pd.DataFrame(
            {
                "awards": bids["award_pence"].notna().astype("int64").to_numpy(),
                "award_pence": bids["award_pence"].fillna(0).astype("int64").to_numpy(),
                "savings": bids["saving_pence"].notna().astype("int64").to_numpy(),
                "saving_pence": bids["saving_pence"].fillna(0).astype("int64").to_numpy(),
            }
        )
        touched = self._cells(regions)[["bid", "place"]].rename(columns={"place": "region"})
        england = pd.DataFrame({"bid": own.index, "region": ANY})
        rows = pd.concat([england, touched], ignore_index=True)
        is_all = (rows["region"] == ANY).to_numpy()
        bid = rows["bid"].to_numpy(dtype=np.int64)
        placed = np.isin(bid, whole.index.to_numpy())
        total = whole.reindex(bid).fillna(0).astype("int64").to_numpy()
        keys = pd.MultiIndex.from_frame(rows[["bid", "region"]])
        part = here.reindex(keys).fillna(0).astype("int64").to_numpy()
        stands = np.asarray(keys.isin(here.index))
        part = np.where(is_all[:, None], total, part)
        stands = np.where(is_all, placed, stands)
        others = spread.reindex(bid).fillna(0).to_numpy() - stands
        beyond = ~is_all & placed & (others > 0)
        rest = total - part
        rest[:, [0, 2]] = total[:, [0, 2]]
        sums = np.concatenate(
            [
                np.column_stack([stands, part * stands[:, None]]),
                np.column_stack([beyond, rest * beyond[:, None]]),
                np.column_stack([~placed, own.to_numpy()[bid] * ~placed[:, None]]),
            ],
            axis=1,
        ).astype(np.int64)
        place_of = {place: number for number, place in enumerate(self._strip_places)}
        place = np.array([place_of[allocation.rule, one] for one in rows["region"]], dtype=np.int64)
        self._strips.add(filtered, bid, place, sums)

    def _cells(self, allocation: Allocation) -> pd.DataFrame:
        """Return cells with the bid's position in the part, and ``place`` for the area's code."""
        bid = allocation.cells["position"]
        return allocation.cells.assign(bid=bid, place=allocation.cells["gss_code"].astype("object"))

    def _write_bids(
        self,
        documents: Sequence[dict[str, Any]],
        figures: pd.DataFrame,
        rounds: Sequence[str],
        councils: pd.DataFrame,
        allocations: Mapping[tuple[Level, CountRule], Allocation],
    ) -> None:
        """Write the documents, what lists need of them, and their words."""
        cells = list_cells(allocations, len(documents))
        bits = {region: 1 << at for at, region in enumerate(self._regions)}
        touched, led_in = [0] * len(documents), [0] * len(documents)
        for found, rule in ((touched, CountRule.INVOLVED), (led_in, CountRule.LEAD)):
            regions = allocations[Level.REGION, rule].cells
            for position, region in zip(
                regions["position"].tolist(), regions["gss_code"], strict=True
            ):
                found[position] |= bits[region]
        with_council, with_lead = set(councils["bid"]), set(councils.loc[councils["lead"], "bid"])
        figure = figures.to_dict("records")
        rows, texts, words, doubts = [], [], [], []
        for at, document in enumerate(documents):
            bid, number = document, self._count + at
            award, saving = bid["award_pence"], bid["saving_pence"]
            ratio = saving / award if award and saving is not None else None
            placed = 2 if at in with_lead else int(at in with_council)
            sums = figure[at]
            rows.append(
                (
                    *(
                        number,
                        bid["id"],
                        rounds[at],
                        _join(bid["themes"]),
                        touched[at],
                        led_in[at],
                        placed,
                    ),
                    *(award, sums["award_at_least"], sums["award_rounded"]),
                    *(saving, sums["saving_at_least"], sums["saving_rounded"]),
                    *(ratio, sums["grants"], len(bid["members"]), len(bid["sources"])),
                )
            )
            texts.append((number, pack(bid), pack(cells[at])))
            words.append((number, *self._words(bid)))
            if bid["check_note"]:
                doubts.append((number,))
            self._publishers.update(source["publisher"] for source in bid["sources"])
            self._facts["inferred"] += bid["confidence"] == "inferred"
            led = any(member["role"] == "lead" for member in bid["members"])
            self._facts["without_lead"] += not led
            self._facts["lead_off_map"] += led and at not in with_lead
        self._insert("bid", rows)
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

    def _add_partners(self, filtered: Filtered, documents: Sequence[Mapping[str, Any]]) -> None:
        """Add each named body without a council area as a place, with the bids that name it."""
        bids, numbers = [], []
        for at, bid in enumerate(documents):
            roles: dict[str, bool] = {}
            for member in bid["members"]:
                slug = partner_slug(member["name"], member["body"], member["gss"])
                if slug is None:
                    continue
                self._partners.setdefault(slug, _Partner(member["name"], member["body"]))
                roles[slug] = roles.get(slug, False) or member["role"] == "lead"
            for slug, led in roles.items():
                self._partners[slug].bids += 1
                bids.append(at)
                numbers.append(
                    self._place_of(f"{PARTNER_PLACE}{slug}", Part.LED if led else Part.JOINED)
                )
        self._list_at(filtered, np.array(bids, dtype=np.int64), np.array(numbers, dtype=np.int64))

    def _place_of(self, place: str, part: Part) -> int:
        """Return the number of a part of a place, a new one if it has none."""
        number = self._numbers.setdefault((place, part), len(self._group_places))
        if number == len(self._group_places):
            self._group_places.append((place, part))
        return number

    def _list_at(self, filtered: Filtered, bid: Numbers, number: Numbers) -> None:
        """Add bids to the sums of places, and list them there."""
        self._groups.add(filtered, bid, number, self._rows[bid])
        order = np.lexsort((bid, number))
        places, starts = np.unique(number[order], return_index=True)
        listed = np.split((bid[order] + self._count).astype("=u4"), starts[1:])
        for place, at in zip(places.tolist(), listed, strict=False):
            self._postings.setdefault(place, array("I")).frombytes(at.tobytes())


def _join(names: Sequence[str] | Iterator[str]) -> str:
    """Return names between semicolons, so that each can be looked for with both of its own."""
    listed = "".join(f"{name};" for name in names)
    return f";{listed}" if listed else ""
