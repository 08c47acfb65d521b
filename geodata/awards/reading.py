"""Read the award tables as typed frames, or say everything that is wrong with them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.areas.recoding import Recoding, recode_tables
from geodata.awards.checks import code_faults, cross_faults
from geodata.awards.schemas import OPTIONAL_TABLES, TABLE_COLUMNS
from geodata.model.codes import Body, Councils, Role
from geodata.names.matching import Ambiguous, AuthorityIndex, Match, NoMatch, match_authority
from geodata.tables.cell_rules import parse_pence
from geodata.tables.faults import Fault, require, sort_faults
from geodata.tables.reading import TableReading, TextTable, make_text_table, read_text_table
from geodata.tables.sizes import MAX_TOML_BYTES, read_limited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from pandas.api.extensions import ExtensionArray

FUND_FILE: Final = "awards/fund.toml"
_PENCE: Final[Mapping[str, str]] = {
    "total_award_gbp": "total_award_pence",
    "saving_at_least_gbp": "saving_at_least_pence",
    "award_gbp": "award_pence",
    "saving_gbp": "saving_pence",
}
"""Columns of pounds, and what each is called in pence."""
_COUNTS: Final = (
    "bids_won",
    "bids_funded",
    "local_authorities",
    "other_partners",
    "organisations",
)


@dataclass(frozen=True, slots=True)
class Fund:
    """What the fund was; the page takes its words from here.

    Parameters
    ----------
    title, short_title
        Its name in full and in letters.
    funder
        The body that paid.
    years
        The years it ran, in words.
    description
        A paragraph for readers who have not heard of it.
    method
        How the rows were made; the page on the map's making begins with it.
    gaps
        What is missing, and why.
    facts_licence
        What may be done with the tables.
    compiled_on
        The day the tables were compiled.
    councils
        Whose councils the map is of.
    """

    title: str
    short_title: str
    funder: str
    years: str
    description: str
    method: str
    gaps: str
    facts_licence: str
    compiled_on: date
    councils: Councils = Councils.OF_2014


FUND_TEXTS: Final = tuple(
    field.name for field in fields(Fund) if field.name not in {"compiled_on", "councils"}
)
"""What ``fund.toml`` says in words."""


@dataclass(frozen=True, slots=True, eq=False)
class AwardTables:
    """The award tables, checked. Text is pandas ``string``; ``pd.NA`` means "not stated".

    Parameters
    ----------
    fund
        What ``fund.toml`` says.
    rounds
        One row per announced round, in order of announcement: columns of ``rounds.csv`` with
        ``total_award_pence`` and ``saving_at_least_pence`` (Int64) for the amounts and Int64
        counts. These are the announced totals, not sums of the bids.
    themes
        ``theme`` (slug) and ``label``, in the order that readers see.
    bids
        Indexed by ``bid_id``, in the order of the file: columns of ``bids.csv`` with
        ``award_pence`` and ``saving_pence`` (Int64) for the amounts.
    members
        Columns of ``members.csv``, one row per organisation or group named; ``organisations`` is
        Int64.
    groups
        Columns of ``groups.csv``, one row per council of a group.
    sources
        Columns of ``sources.csv``; ``primary`` is bool.
    outcomes
        Columns of ``outcomes.csv``: what came of bids; no row where the fund has none.
    recodings
        Codes of other years that members and groups are recorded under, by file and row. The
        frames hold the codes of December 2014 in their place.
    """

    fund: Fund
    rounds: pd.DataFrame
    themes: pd.DataFrame
    bids: pd.DataFrame
    members: pd.DataFrame
    groups: pd.DataFrame
    sources: pd.DataFrame
    outcomes: pd.DataFrame
    recodings: tuple[Recoding, ...] = ()


def read_award_tables(folder: Path, areas: pd.DataFrame) -> AwardTables:
    """Read and check a fund's tables as `find_award_tables` does.

    Raises
    ------
    TableFaultsError
        If anything is wrong with any table; carries every fault of all of them.
    """
    return require(find_award_tables(folder, areas))


def find_award_tables(
    folder: Path, areas: pd.DataFrame | None, index: AuthorityIndex | None = None
) -> tuple[AwardTables | None, tuple[Fault, ...]]:
    """Read a fund's tables and check them against each other and the areas of 2014.

    Parameters
    ----------
    folder
        Holds ``fund.toml`` and the CSV files.
    areas
        As `geodata.areas.authorities.read_authorities` gives them; None, if that file itself cannot
        be read, leaves codes unchecked.
    index
        With it, each council's written name must match its code.

    Returns
    -------
    tuple
        The tables, or None if there is any fault; and the faults, by file and row.
    """
    fund, faults = find_fund(folder)
    texts: dict[str, TextTable] = {}
    for name in TABLE_COLUMNS:
        reading = read_award_table(folder, name)
        faults = (*faults, *reading.faults)
        if reading.table is not None:
            texts[name] = reading.table
    recodings: tuple[Recoding, ...] = ()
    if areas is not None:
        texts, recodings = recode_tables(texts, areas)
    faults = (*faults, *cross_faults(texts))
    if areas is not None:
        faults = (*faults, *code_faults(texts, areas, fund.councils if fund else Councils.OF_2014))
    if index is not None and "members" in texts:
        faults = (*faults, *_name_faults(texts["members"], index))
    if fund is None or faults:
        return None, sort_faults(faults)
    return replace(gather_tables(fund, texts), recodings=recodings), ()


def read_award_table(
    folder: Path, name: str, may_lack: Collection[str] = OPTIONAL_TABLES
) -> TableReading:
    """Read one table of a fund's folder as text; one that may lack and does has no row."""
    path, columns = folder / f"{name}.csv", TABLE_COLUMNS[name]
    if name in may_lack and not path.exists():
        return TableReading(make_text_table(name, columns, []), ())
    return read_text_table(path, f"awards/{name}.csv", columns)


def council_members(tables: AwardTables) -> pd.DataFrame:
    """Return the councils of each bid, groups expanded to their councils.

    Returns
    -------
    DataFrame
        ``bid_id``, ``role``, ``gss_code``: one row per council and bid, leads first, then in the
        order of the members. A council that is named and also in a group is there once; a lead that
        is also in a group stays the lead. A fire authority that is the county council counts as
        the county council. Bids without any council have no row.
    """
    members = tables.members
    columns = ["bid_id", "role", "gss_code"]
    named = members.loc[members["gss_code"].notna(), columns]
    grouped = members.loc[
        members["body"] == str(Body.COUNCIL_GROUP), ["bid_id", "role", "group_id"]
    ]
    expanded = grouped.merge(tables.groups[["group_id", "gss_code"]], on="group_id")
    councils = pd.concat([named, expanded[columns]], ignore_index=True)
    order = pd.DataFrame(
        {
            "bid": tables.bids.index.get_indexer(pd.Index(councils["bid_id"])),
            "rank": (councils["role"] != str(Role.LEAD)).astype("int64"),
        }
    )
    order = order.sort_values(["bid", "rank"], kind="stable")
    ordered = councils.loc[order.index]
    return ordered.drop_duplicates(["bid_id", "gss_code"], ignore_index=True)


def find_fund(folder: Path) -> tuple[Fund | None, tuple[Fault, ...]]:
    """Read ``fund.toml`` of ``folder``; None if it has any fault."""
    try:
        content = read_limited(folder / "fund.toml", MAX_TOML_BYTES)
        found = tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        # ValueError holds all that can be wrong with a text: its size, its encoding and its TOML.
        fault = Fault(FUND_FILE, None, "", str(error), "a readable TOML file in UTF-8", "mend it")
        return None, (fault,)
    faults = tuple(_fund_faults(found))
    if faults:
        return None, faults
    texts = {name: str(found[name]).strip() for name in FUND_TEXTS}
    councils = Councils(found.get("councils", Councils.OF_2014))
    return Fund(**texts, compiled_on=found["compiled_on"], councils=councils), ()


def _fund_faults(found: Mapping[str, object]) -> Iterator[Fault]:
    names = (*FUND_TEXTS, "compiled_on")
    for name in names:
        wanted = date if name == "compiled_on" else str
        value = found.get(name)
        if type(value) is not wanted or not str(value).strip():
            expected = "a date as 2014-11-28" if wanted is date else "a text"
            cure = f"write the key {name}"
            yield Fault(FUND_FILE, None, name, str(found.get(name, "")), expected, cure)
    if found.get("councils", Councils.OF_2014) not in list(Councils):
        expected = f"one of {', '.join(Councils)}"
        yield Fault(FUND_FILE, None, "councils", str(found["councils"]), expected, "choose one")
    for name in found:
        if name not in {*names, "councils"}:
            expected = f"one of {', '.join((*names, 'councils'))}"
            yield Fault(FUND_FILE, None, name, name, expected, "rename or remove the key")


def gather_tables(fund: Fund, texts: Mapping[str, TextTable]) -> AwardTables:
    """Turn checked text, with the codes of December 2014, into typed frames."""
    typed = {name: _typed(table.rows) for name, table in texts.items()}
    sources, bids = typed["sources"], typed["bids"].set_index("bid_id")
    return AwardTables(
        fund=fund,
        rounds=typed["rounds"],
        themes=typed["themes"],
        bids=bids.assign(lead_confidence=_lead_confidence(bids, typed["members"])),
        members=typed["members"],
        groups=typed["groups"],
        sources=sources.assign(primary=(sources["primary"] == "yes").astype("bool")),
        outcomes=typed["outcomes"],
    )


def _lead_confidence(bids: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """Return how sure each lead is: as sure as its bid, where the table does not say."""
    led = bids.index.isin(members.loc[members["role"] == str(Role.LEAD), "bid_id"])
    return bids["lead_confidence"].fillna(bids["confidence"]).where(led)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    typed: dict[str, ExtensionArray] = {}
    for name in rows.columns:
        cells = [text or None for text in rows[name]]
        if name in _PENCE:
            amounts = [None if text is None else parse_pence(text) for text in cells]
            typed[_PENCE[name]] = pd.array(amounts, dtype="Int64")
        elif name in _COUNTS:
            numbers = [None if text is None else int(text) for text in cells]
            typed[name] = pd.array(numbers, dtype="Int64")
        else:
            typed[name] = pd.array(cells, dtype="string")
    return pd.DataFrame(typed)


def _name_faults(members: TextTable, index: AuthorityIndex) -> Iterator[Fault]:
    """Yield councils whose written name does not mean the area of their code."""
    councils = members.rows[members.rows["body"] == Body.COUNCIL]
    for line, name, code in zip(
        councils.index, councils["name"], councils["gss_code"], strict=True
    ):
        if code not in index.names:
            continue
        match match_authority(name, index):
            case Match(gss_code=found) if found == code:
                continue
            case Match(gss_code=found, name=area):
                expected = f"a name that means {code}, {index.names[code]} (this one is {area})"
                cure = f"mend the name, or write the code {found}"
            case Ambiguous(gss_codes=found_codes):
                expected = f"a name that means {code} alone, not also {', '.join(found_codes)}"
                cure = "write the council's full name"
            case NoMatch():
                expected = f"a name that means {code}, {index.names[code]}"
                cure = "add this form to geography/aliases.csv, or mend the name or code"
        yield Fault(members.file, line, "name", name, expected, cure)
