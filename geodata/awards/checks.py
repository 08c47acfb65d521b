"""Check the award tables against each other: ids, codes, groups and amounts."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.areas.code_changes import describe_code_change
from geodata.model.codes import LOWER_TIERS, Body, Confidence, Councils, Kind, Role, Tier
from geodata.model.published.tables import LIST_SEPARATOR
from geodata.tables.cell_rules import is_gss_code
from geodata.tables.faults import Fault, cell_faults, repeat_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from geodata.tables.reading import TextTable

LEAD_NOT_STATED: Final = "Lead not stated"
"""How ``lead_basis`` begins, in any case, for a bid whose lead no source states."""

_COUNCIL_TIERS: Final = frozenset(str(tier) for tier in LOWER_TIERS | {Tier.COUNTY})
_MAY_HAVE_CODE: Final = frozenset({str(Body.COUNCIL), str(Body.FIRE)})


def cross_faults(tables: Mapping[str, TextTable]) -> tuple[Fault, ...]:
    """Hold the tables against each other.

    Parameters
    ----------
    tables
        The tables that could be read, by name. A check runs if every table that it needs is there.
    """
    return tuple(
        chain.from_iterable(
            check(*(tables[name] for name in needs))
            for needs, check in _CHECKS
            if all(name in tables for name in needs)
        )
    )


def code_faults(
    tables: Mapping[str, TextTable], areas: pd.DataFrame, councils: Councils
) -> tuple[Fault, ...]:
    """Hold the GSS codes of members and groups against the areas of 2014.

    On a map of today's councils the group of all that one of them was made from may lead.
    """
    named = [tables[name] for name in ("members", "groups") if name in tables]
    faults = [fault for table in named for fault in _unknown_codes(table, areas)]
    if "members" in tables and "groups" in tables:
        whole = _groups_of_one(tables["groups"].rows, areas) if councils == Councils.TODAY else ()
        faults += _leading_groups(tables["members"], whole)
    return tuple(faults)


def _groups_of_one(groups: pd.DataFrame, areas: pd.DataFrame) -> frozenset[str]:
    """Return the ids of the groups that are all councils which became one council of today."""
    today = areas["today_gss"].dropna()
    became = {frozenset(codes.index) for _, codes in today.groupby(today)}
    members = groups.groupby("group_id")["gss_code"].agg(frozenset)
    return frozenset(str(group) for group, codes in members.items() if codes in became)


def _leading_groups(members: TextTable, allowed: Collection[str]) -> Iterator[Fault]:
    rows = members.rows
    leads = (rows["role"] == Role.LEAD) & (rows["body"] == Body.COUNCIL_GROUP)
    refused = rows.loc[leads & ~rows["group_id"].isin(allowed), "body"]
    yield from cell_faults(members.file, refused, "one organisation as lead", "name it")


def _unknown_codes(table: TextTable, areas: pd.DataFrame) -> Iterator[Fault]:
    known = areas.index[areas["tier"].isin(_COUNCIL_TIERS)]
    codes = table.rows["gss_code"]
    codes = codes[~codes.isin(known)]
    for line, code in zip(codes.index, codes, strict=True):
        if not is_gss_code(code):
            continue  # blank, or a fault already
        if code not in areas.index:
            expected = "a council's code of December 2014"
            cure = describe_code_change(code) or "look the council up in geography/authorities.csv"
        else:
            expected = "a council or county (E06, E07, E08, E09, E10)"
            cure = "write a region or combined authority as a council_group"
        yield Fault(table.file, line, "gss_code", code, expected, cure)


def _duplicates(columns: tuple[str, ...]) -> Callable[[TextTable], Iterator[Fault]]:
    """Return the check that no two rows have the same ``columns``."""

    def check(table: TextTable) -> Iterator[Fault]:
        keys = map(" ".join, table.rows[[*columns]].itertuples(index=False, name=None))
        cells = pd.Series(list(keys), index=table.rows.index, name=columns[0], dtype=object)
        return repeat_faults(table.file, cells, " and ".join(columns))

    return check


def _known(column: str, what: str, cure: str) -> Callable[[TextTable, TextTable], Iterator[Fault]]:
    """Return the check that the second table has every id of ``column``."""

    def check(table: TextTable, register: TextTable) -> Iterator[Fault]:
        ids = table.rows[column]
        unknown = ids[(ids != "") & ~ids.isin(register.rows[column])]
        return cell_faults(table.file, unknown, f"{what} of {register.file}", cure)

    return check


def _theme_faults(bids: TextTable, themes: TextTable) -> Iterator[Fault]:
    known = list(themes.rows["theme"])
    for line, cell in zip(bids.rows.index, bids.rows["theme"], strict=True):
        slugs = cell.split(LIST_SEPARATOR) if cell else []
        for position, slug in enumerate(slugs):
            if slug not in known:
                expected = f'one of {", ".join(known)}, joined by "{LIST_SEPARATOR}"'
                yield Fault(bids.file, line, "theme", slug, expected, "choose from the list")
            elif slug in slugs[:position]:
                yield Fault(bids.file, line, "theme", slug, "each theme once", "remove one")


def _amount_faults(bids: TextTable) -> Iterator[Fault]:
    for line, bid in _rows(bids.rows):
        for measure in ("award", "saving"):
            amount, precision = bid[f"{measure}_gbp"], bid[f"{measure}_precision"]
            if bool(amount) != bool(precision):
                column = f"{measure}_precision"
                expected = (
                    f"how the source states {amount}" if amount else f"a blank, as {measure}_gbp is"
                )
                yield Fault(
                    bids.file, line, column, precision, expected, "fill in or blank the two alike"
                )
        if bid["kind"] == Kind.CAPITAL_RECEIPT_FLEXIBILITY and bid["award_gbp"]:
            expected = "a blank: flexibility alone brings no grant"
            cure = "make the kind a grant, or blank the award"
            yield Fault(bids.file, line, "award_gbp", bid["award_gbp"], expected, cure)


def _lead_faults(bids: TextTable, members: TextTable) -> Iterator[Fault]:
    leads = members.rows[members.rows["role"] == Role.LEAD]
    for line, bid_id in _repeats(leads["bid_id"]):
        expected = f"one lead for {bid_id}"
        yield Fault(members.file, line, "role", "lead", expected, "make the other a partner")
    led, joined = set(leads["bid_id"]), set(members.rows["bid_id"])
    for line, bid in _rows(bids.rows):
        marked = bid["lead_basis"].casefold().startswith(LEAD_NOT_STATED.casefold())
        if bid["bid_id"] not in joined:
            expected = "at least one member in awards/members.csv"
            yield Fault(bids.file, line, "bid_id", bid["bid_id"], expected, "add its lead there")
        elif bid["bid_id"] not in led and not marked:
            expected = f"a lead in awards/members.csv, or a basis that begins {LEAD_NOT_STATED!r}"
            cure = "add the lead, or say that no source states it"
            yield Fault(bids.file, line, "lead_basis", bid["lead_basis"], expected, cure)


def _member_faults(members: TextTable) -> Iterator[Fault]:
    for line, member in _rows(members.rows):
        body, code, group = member["body"], member["gss_code"], member["group_id"]
        if body == Body.COUNCIL and not code:
            expected = f"the GSS code of {member['name']}"
            cure = "look it up in geography/authorities.csv"
            yield Fault(members.file, line, "gss_code", code, expected, cure)
        if code and body not in _MAY_HAVE_CODE and body in set(Body):
            expected = f"a blank: {body} stands for no one council"
            yield Fault(members.file, line, "gss_code", code, expected, "blank it or mend the body")
        if (body == Body.COUNCIL_GROUP and not group) or (group and (code or body == Body.COUNCIL)):
            expected = "a group for a council_group, or to say where a body without a code is"
            yield Fault(members.file, line, "group_id", group, expected, "mend the group or body")
        if member["organisations"] and body != Body.UNNAMED_GROUP:
            expected = "a blank: only an unnamed_group is counted"
            yield Fault(
                members.file, line, "organisations", member["organisations"], expected, "blank it"
            )
        if member["role"] == Role.LEAD and body == Body.UNNAMED_GROUP:
            yield Fault(members.file, line, "body", body, "one organisation as lead", "name it")


def _repeated_councils(members: TextTable) -> Iterator[Fault]:
    """Yield councils that a bid has twice under two names."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    councils = members.rows[members.rows["body"] == Body.COUNCIL]
    for line, member in _rows(councils):
        key = (member["bid_id"], member["gss_code"])
        row, name = first.setdefault(key, (line, member["name"]))
        if member["gss_code"] and name != member["name"]:
            expected = f"each council once in {key[0]} (it stands on row {row} as {name})"
            yield Fault(members.file, line, "gss_code", key[1], expected, "remove one of the two")


def _group_faults(groups: TextTable) -> Iterator[Fault]:
    for column in ("label", "basis"):
        cells = groups.rows[column]
        first = groups.rows.groupby("group_id")[column].transform("first")
        expected = f"the same {column} on every row of the group"
        yield from cell_faults(groups.file, cells[cells != first], expected, "make them the same")


def _source_faults(bids: TextTable, sources: TextTable) -> Iterator[Fault]:
    primary = sources.rows[sources.rows["primary"] == "yes"]
    for line, bid_id in _repeats(primary["bid_id"]):
        expected = f"one primary source for {bid_id}"
        yield Fault(sources.file, line, "primary", "yes", expected, "make the other no")
    ids = bids.rows["bid_id"]
    sourced, led = ids.isin(sources.rows["bid_id"]), ids.isin(primary["bid_id"])
    expected = "at least one source in awards/sources.csv"
    cure = "add the page that states it, or remove the bid"
    yield from cell_faults(bids.file, ids[~sourced], expected, cure)
    expected = "one source marked primary in awards/sources.csv"
    cure = "mark the page that the row rests on"
    yield from cell_faults(bids.file, ids[sourced & ~led], expected, cure)


def _rows(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row by its line. pandas looks at the type of each cell; here all are text."""
    columns = [str(column) for column in rows]
    cells = zip(*(rows[column].tolist() for column in columns), strict=True)
    for line, row in zip(rows.index.tolist(), cells, strict=True):
        yield line, dict(zip(columns, row, strict=True))


def _repeats(cells: pd.Series) -> Iterator[tuple[int, str]]:
    """Yield each cell, after its line, that repeats one above it."""
    repeated = cells[cells.duplicated()]
    return zip(repeated.index, repeated, strict=True)


def _possible_lead_faults(bids: TextTable, members: TextTable) -> Iterator[Fault]:
    """Yield councils that may have led a bid and are no partners of it."""
    partners = members.rows[
        (members.rows["role"] == Role.PARTNER) & (members.rows["gss_code"] != "")
    ]
    joined = set(zip(partners["bid_id"], partners["gss_code"], strict=True))
    column = "may_be_led_by"
    for line, bid_id, cell in zip(
        bids.rows.index, bids.rows["bid_id"], bids.rows[column], strict=True
    ):
        for code in filter(None, cell.split(LIST_SEPARATOR)):
            if (bid_id, code) not in joined:
                expected = f"the code of a council that stands as a partner of {bid_id}"
                cure = "add it to awards/members.csv as a partner, or remove it here"
                yield Fault(bids.file, line, column, code, expected, cure)


def _lead_confidence_faults(bids: TextTable, members: TextTable) -> Iterator[Fault]:
    """Yield bids that say how sure a lead is and have none, or are surer than their lead."""
    led = set(members.rows.loc[members.rows["role"] == Role.LEAD, "bid_id"])
    for line, bid in _rows(bids.rows):
        sure = bid["lead_confidence"]
        if sure and bid["bid_id"] not in led:
            expected = "a blank: the bid has no lead"
            yield Fault(bids.file, line, "lead_confidence", sure, expected, "blank it")
        elif sure == Confidence.INFERRED and bid["confidence"] == Confidence.STATED:
            expected = "inferred, as its lead is"
            yield Fault(bids.file, line, "confidence", "stated", expected, "make it inferred")


_BID_CURE: Final = "add the bid, or mend its id here"
_CHECKS: Final[tuple[tuple[tuple[str, ...], Callable[..., Iterator[Fault]]], ...]] = (
    (("rounds",), _duplicates(("round",))),
    (("themes",), _duplicates(("theme",))),
    (("bids",), _duplicates(("bid_id",))),
    (("members",), _duplicates(("bid_id", "name"))),
    (("groups",), _duplicates(("group_id", "gss_code"))),
    (("sources",), _duplicates(("bid_id", "url"))),
    (("outcomes",), _duplicates(("bid_id", "url", "outcome"))),
    (("bids", "rounds"), _known("round", "a round", "choose an announced round, or leave blank")),
    (("members", "bids"), _known("bid_id", "a bid", _BID_CURE)),
    (("sources", "bids"), _known("bid_id", "a bid", _BID_CURE)),
    (("outcomes", "bids"), _known("bid_id", "a bid", _BID_CURE)),
    (("members", "groups"), _known("group_id", "a group", "add its councils to awards/groups.csv")),
    (("bids", "themes"), _theme_faults),
    (("bids",), _amount_faults),
    (("bids", "members"), _lead_faults),
    (("bids", "members"), _possible_lead_faults),
    (("bids", "members"), _lead_confidence_faults),
    (("members",), _member_faults),
    (("members",), _repeated_councils),
    (("groups",), _group_faults),
    (("bids", "sources"), _source_faults),
)
