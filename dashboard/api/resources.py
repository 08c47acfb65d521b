"""What the API offers: each resource with its columns, its parameters and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.data.stored import StoredBids
from dashboard.exports.records import AREA_COLUMNS, announced_rounds_table, areas_table
from dashboard.query.answer import view_state
from dashboard.query.filters import FILTERS
from dashboard.query.parameters import read_exact_state
from dashboard.query.selection import ORDERS, Part, choose_bids, keep_part, list_bids
from geodata.model.published.columns import (
    BID_COLUMNS,
    MEMBER_COLUMNS,
    OUTCOME_COLUMNS,
    ROUND_COLUMNS,
    SOURCE_COLUMNS,
)
from geodata.model.published.rows import bids_table, members_table, outcomes_table, sources_table
from geodata.model.published.tables import to_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.state import MapState
    from dashboard.query.view import AreaDetail, MapView
    from geodata.model.published.awards import Bid
    from geodata.model.published.tables import Column, Row, Table

MOST_LISTED: Final = 1_000
"""Bids of an area that its record names in each part; ``/bids?area=`` has all."""

_FILTERS: Final = tuple(one.name for one in FILTERS)
MAPPING: Final = ("measure", "count", "level")
CHOSEN: Final = ("area", "bid", "partner")


@dataclass(frozen=True, slots=True)
class Found:
    """The view of the filters, and the bids that the other parameters select from it."""

    view: MapView
    bids: StoredBids


@dataclass(frozen=True, slots=True)
class Resource:
    """One list that can be asked for.

    Parameters
    ----------
    parameters
        Parameters of the page that it takes, beside ``limit`` and ``offset``.
    key
        Parameter in the path that names one item; empty if items have no address.
    item_parameters
        Parameters of the page that one item takes.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    parameters: tuple[str, ...]
    build: Callable[[Found, Catalogue], Table]
    key: str = ""
    item_parameters: tuple[str, ...] = ()


def find(parameters: Mapping[str, str], catalogue: Catalogue) -> Found:
    """Return the view and bids that the parameters select; all of them must hold.

    On the page an area, a bid and a partner exclude each other, because its panel shows one.

    Raises
    ------
    ParameterError
        If a parameter has no such value.
    """
    filters = {name: text for name, text in parameters.items() if name not in CHOSEN}
    view = view_state(catalogue, read_exact_state(filters, catalogue))
    bids = choose_bids(catalogue, view.state)
    numbers = list(bids.numbers)
    for name in CHOSEN:
        if name in parameters:
            state = read_exact_state({**filters, name: parameters[name]}, catalogue)
            also = set(choose_bids(catalogue, state).numbers)
            numbers = [number for number in numbers if number in also]
    return Found(view, StoredBids(catalogue.store, numbers))


def describe_bid(bid: Bid) -> dict[str, object]:
    """Return one bid's record with its members, sources and outcomes in it."""
    (row,) = bids_table([bid]).rows
    members, sources, outcomes = members_table([bid]), sources_table([bid]), outcomes_table([bid])
    return {
        **to_record(BID_COLUMNS, row),
        "members": [to_record(MEMBER_COLUMNS, one) for one in members.rows],
        "sources": [to_record(SOURCE_COLUMNS, one) for one in sources.rows],
        "outcomes": [to_record(OUTCOME_COLUMNS, one) for one in outcomes.rows],
    }


def describe_area(
    detail: AreaDetail, state: MapState, catalogue: Catalogue, row: Row
) -> dict[str, object]:
    """Return one area's record with its bids, apart by how it takes part, and its ranks.

    ``row`` is its row of :data:`dashboard.exports.records.AREA_COLUMNS`.
    """
    order = ORDERS[state.measure]
    led, joined, county = (
        [
            bid.id
            for bid in list_bids(
                catalogue, keep_part(catalogue, state, detail.area.gss, part), order, MOST_LISTED
            )
        ]
        for part in Part
    )
    return {
        **to_record(AREA_COLUMNS, row),
        "led_bid_ids": led,
        "taken_part_bid_ids": joined,
        "through_county_bid_ids": county,
        "rank": _describe_rank(detail.rank),
        "rank_in_region": _describe_rank(detail.rank_in_region),
    }


def _describe_rank(rank: tuple[int, int] | None) -> dict[str, int] | None:
    return {"place": rank[0], "of": rank[1]} if rank else None


RESOURCES: Final = (
    Resource(
        "rounds",
        "The rounds as announced, and how much of each this map can itemise.",
        ROUND_COLUMNS,
        (),
        lambda _found, catalogue: announced_rounds_table(catalogue),
    ),
    Resource(
        "bids",
        "Winning bids that public pages name, largest award first, “not stated” last.",
        BID_COLUMNS,
        (*_FILTERS, *CHOSEN),
        lambda found, _catalogue: bids_table(found.bids),
        key="bid_id",
    ),
    Resource(
        "members",
        "Organisations of each bid, as its sources name them.",
        MEMBER_COLUMNS,
        (*_FILTERS, *CHOSEN),
        lambda found, _catalogue: members_table(found.bids),
    ),
    Resource(
        "areas",
        "Areas of one level with the value that the map shows, in code order.",
        AREA_COLUMNS,
        (*MAPPING, *_FILTERS),
        lambda found, catalogue: areas_table(found.view, catalogue),
        key="gss",
        item_parameters=(*MAPPING, *(one.name for one in FILTERS if not one.of_place)),
    ),
    Resource(
        "sources",
        "Pages that state something about each bid.",
        SOURCE_COLUMNS,
        (*_FILTERS, *CHOSEN),
        lambda found, _catalogue: sources_table(found.bids),
    ),
    Resource(
        "outcomes",
        "What pages say came of each bid, each with that of which it speaks.",
        OUTCOME_COLUMNS,
        (*_FILTERS, *CHOSEN),
        lambda found, _catalogue: outcomes_table(found.bids),
    ),
)
