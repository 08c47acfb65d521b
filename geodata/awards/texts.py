"""Read and write the award tables as text, one award at a time, for import and export.

Blank is ``""`` and means "not stated". Nothing is typed here, so that what a table says is written
back letter by letter; `geodata.awards.reading` checks and types.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from geodata.awards.reading import read_award_table
from geodata.awards.schemas import TABLE_COLUMNS
from geodata.tables.faults import Fault, TableFaultsError, sort_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class RoundText:
    """A row of ``rounds.csv``."""

    round: str
    label: str
    announced_on: str = ""
    bids_won: str = ""
    bids_funded: str = ""
    total_award_gbp: str = ""
    saving_at_least_gbp: str = ""
    local_authorities: str = ""
    other_partners: str = ""
    note: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class ThemeText:
    """A row of ``themes.csv``."""

    theme: str
    label: str


@dataclass(frozen=True, slots=True)
class GroupText:
    """A row of ``groups.csv``: one council of a group."""

    group_id: str
    label: str
    gss_code: str
    basis: str


@dataclass(frozen=True, slots=True)
class BidText:
    """A row of ``bids.csv``."""

    bid_id: str
    round: str = ""
    announced_on: str = ""
    title: str = ""
    theme: str = ""
    summary: str = ""
    award_gbp: str = ""
    award_precision: str = ""
    saving_gbp: str = ""
    saving_precision: str = ""
    saving_note: str = ""
    kind: str = "grant"
    lead_basis: str = ""
    lead_confidence: str = ""
    may_be_led_by: str = ""
    confidence: str = "stated"
    check_note: str = ""


@dataclass(frozen=True, slots=True)
class MemberText:
    """A row of ``members.csv`` without its bid."""

    role: str
    name: str
    gss_code: str = ""
    body: str = ""
    group_id: str = ""
    organisations: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A row of ``sources.csv`` without its bid."""

    url: str
    publisher: str
    states: str = ""
    primary: str = "no"


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """A row of ``outcomes.csv`` without its bid."""

    outcome: str
    scope: str
    as_of: str = ""
    url: str = ""
    publisher: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class AwardText:
    """One bid with its members, sources and outcomes, in the order of their tables."""

    bid: BidText
    members: tuple[MemberText, ...]
    sources: tuple[SourceText, ...]
    outcomes: tuple[OutcomeText, ...] = ()


@dataclass(frozen=True, slots=True)
class TablesText:
    """The tables of a fund."""

    rounds: tuple[RoundText, ...]
    themes: tuple[ThemeText, ...]
    groups: tuple[GroupText, ...]
    awards: tuple[AwardText, ...]


def read_tables_text(folder: Path) -> TablesText:
    """Read the CSV files of ``folder`` as text.

    A file that is not there is a table without rows, so that a new fund can start from nothing.

    Raises
    ------
    TableFaultsError
        If the bytes, headings or cells of a file are wrong; carries every fault.
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for name in TABLE_COLUMNS:
        table, found = read_award_table(folder, name, may_lack=TABLE_COLUMNS)
        faults += found
        if table is not None:
            frames[name] = table.rows
    if faults:
        raise TableFaultsError(sort_faults(faults))
    members = _by_bid(frames["members"], MemberText)
    sources = _by_bid(frames["sources"], SourceText)
    outcomes = _by_bid(frames["outcomes"], OutcomeText)
    awards = (
        AwardText(
            bid,
            tuple(members.get(bid.bid_id, ())),
            tuple(sources.get(bid.bid_id, ())),
            tuple(outcomes.get(bid.bid_id, ())),
        )
        for bid in _rows(frames["bids"], BidText)
    )
    return TablesText(
        rounds=tuple(_rows(frames["rounds"], RoundText)),
        themes=tuple(_rows(frames["themes"], ThemeText)),
        groups=tuple(_rows(frames["groups"], GroupText)),
        awards=tuple(awards),
    )


def write_tables_text(folder: Path, tables: TablesText) -> None:
    """Write the CSV files into ``folder``, their rows in order."""
    _write(folder, "rounds", map(astuple, tables.rounds))
    _write(folder, "themes", map(astuple, tables.themes))
    _write(folder, "groups", map(astuple, tables.groups))
    _write(folder, "bids", (astuple(award.bid) for award in tables.awards))
    for name in ("members", "sources", "outcomes"):
        rows = (
            (award.bid.bid_id, *astuple(row))
            for award in tables.awards
            for row in getattr(award, name)
        )
        _write(folder, name, rows)


def _rows(frame: pd.DataFrame, row_type: type[_Row]) -> list[_Row]:
    names = [field.name for field in fields(row_type)]  # type: ignore[arg-type]  # a dataclass
    return [row_type(*cells) for cells in frame[names].itertuples(index=False, name=None)]


def _by_bid(frame: pd.DataFrame, row_type: type[_Row]) -> Mapping[str, list[_Row]]:
    gathered: dict[str, list[_Row]] = {}
    for bid_id, row in zip(frame["bid_id"], _rows(frame, row_type), strict=True):
        gathered.setdefault(bid_id, []).append(row)
    return gathered


def _write(folder: Path, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TABLE_COLUMNS[name])
    writer.writerows(rows)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode("utf-8"))
