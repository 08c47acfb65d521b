"""Read award tables part by part: a million awards need little more memory than one part.

What is checked within a bid (its members, its sources) is checked within its part: rows go to the
part of their bid, a file, as they are read. Everything else that a row is compared with (rounds,
themes, groups, areas) is small and goes with every part.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.areas.recoding import recode_tables
from geodata.awards.checks import code_faults, cross_faults
from geodata.awards.reading import AwardTables, find_fund, gather_tables, read_award_table
from geodata.awards.schemas import OPTIONAL_TABLES, TABLE_COLUMNS
from geodata.model.codes import Councils
from geodata.model.errors import BuildError
from geodata.tables.faults import Fault, TableFaultsError, sort_faults
from geodata.tables.reading import TextTable, make_text_table, read_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

PART_BIDS: Final = 20_000
MOST_FAULTS: Final = 10_000
"""Faults of one table after which it is not read further: so many are mended by rule."""

_COMMON: Final = ("rounds", "themes", "groups")
_PARTED: Final = ("bids", "members", "sources", "outcomes")


class AwardParts:
    """Award tables, checked, in parts of at most `PART_BIDS` bids in the order of the file.

    Use it as a context: the parts are temporary files. Made of a fund's folder and of areas as
    `geodata.areas.authorities.read_authorities` gives them.

    Raises
    ------
    TableFaultsError
        If anything is wrong with any table; carries the faults of all of them.
    BuildError
        If there is no room for temporary files.
    """

    def __init__(self, folder: Path, areas: pd.DataFrame) -> None:
        self._areas = areas
        try:
            self._temporary = tempfile.TemporaryDirectory()
        except OSError as error:
            msg = f"no temporary file can be written ({error}): is the disk full?"
            raise BuildError(msg) from error
        self._spill = Path(self._temporary.name)
        self._part_of: dict[str, int] = {}
        self._texts: dict[str, TextTable] = {}
        self._parts = 1
        try:
            self._read(folder)
        except BaseException:
            self._temporary.cleanup()
            raise

    def __enter__(self) -> Self:
        """Return the parts themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary files."""
        self._temporary.cleanup()

    def __iter__(self) -> Iterator[AwardTables]:
        """Yield each part: its bids with all their members and sources, and what all share."""
        for part in range(self._parts):
            texts, _ = recode_tables(self._read_part(part), self._areas)
            yield gather_tables(self._fund, texts)

    @cached_property
    def common(self) -> AwardTables:
        """What all parts share, with no bid."""
        empty = {name: make_text_table(name, TABLE_COLUMNS[name], []) for name in _PARTED}
        texts, _ = recode_tables({**self._texts, **empty}, self._areas)
        return gather_tables(self._fund, texts)

    def _read(self, folder: Path) -> None:
        fund, faults = find_fund(folder)
        found = list(faults)
        councils = fund.councils if fund else Councils.OF_2014
        for name in _COMMON:
            reading = read_award_table(folder, name)
            found += reading.faults
            if reading.table is not None:
                self._texts[name] = reading.table
        split = [self._split(folder, name, found) for name in _PARTED]
        if all(split) and len(self._texts) == len(_COMMON):
            for part in range(self._parts):
                texts, _ = recode_tables(self._read_part(part), self._areas)
                found += cross_faults(texts)
                found += code_faults(texts, self._areas, councils)
                if len(found) > MOST_FAULTS:
                    break
        if fund is None or found:
            raise TableFaultsError(sort_faults(found))
        self._fund = fund

    def _split(self, folder: Path, name: str, found: list[Fault]) -> bool:
        """Check a table and put its rows by their parts; say whether it could be read."""
        if name in OPTIONAL_TABLES and not (folder / f"{name}.csv").exists():
            return True
        before = len(found)
        file = f"awards/{name}.csv"
        for table, faults in read_chunks(folder / f"{name}.csv", file, TABLE_COLUMNS[name]):
            found += faults
            if table is None:
                return False
            self._put(name, table)
            if len(found) - before > MOST_FAULTS:
                break
        return True

    def _put(self, name: str, table: TextTable) -> None:
        rows = table.rows[list(TABLE_COLUMNS[name])].astype(object)  # quick to go through
        parts = [self._part(name, bid_id) for bid_id in rows["bid_id"]]
        for part, own in rows.groupby(pd.Series(parts, index=rows.index), sort=True):
            path = self._spill / f"{name}-{part}.csv"
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(own.itertuples(index=True, name=None))

    def _part(self, name: str, bid_id: str) -> int:
        """Return the part of a bid; a bid that is named twice stays in its first."""
        if name != "bids":
            return self._part_of.get(bid_id, 0)
        part = self._part_of.setdefault(bid_id, len(self._part_of) // PART_BIDS)
        self._parts = max(self._parts, part + 1)
        return part

    def _read_part(self, part: int) -> dict[str, TextTable]:
        texts = dict(self._texts)
        for name in _PARTED:
            path = self._spill / f"{name}-{part}.csv"
            records: list[tuple[int, list[str]]] = []
            if path.is_file():
                with path.open(encoding="utf-8", newline="") as file:
                    records = [(int(line), cells) for line, *cells in csv.reader(file)]
            table = make_text_table(name, TABLE_COLUMNS[name], records)
            texts[name] = replace(table, rows=table.rows.astype(object))
        return texts
