"""Which bids a state asks for: counted and summed by the store, read as far as they are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dashboard.data.store import list_as_text
from dashboard.data.stored_bids import StoredBids
from dashboard.query.groups import MOST_NAMED, BidGroup, Both, Shortlist, Sum, join_groups
from dashboard.query.state import MapState, Stated
from geodata.model.codes import Measure
from geodata.model.store_format import ANY, GROUP_SUMS, PARTNER_PLACE, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.data.catalogue import Bid, Catalogue, Landing
    from dashboard.data.store import Value

PARTS: Final = (Part.LED, Part.JOINED, Part.COUNTY)
"""The parts of an area, in the order in which its panel has them."""

MOST_FOUND: Final = 2_000
"""Bids that a search may keep: the map of a search is reckoned from each of them."""

_ORDERS: Final = {
    Measure.AWARD: "award DESC, id",
    Measure.BIDS: "award DESC, id",
    Measure.SAVING: "saving DESC, id",
    Measure.RATIO: "ratio DESC, id",
}
"""The largest figure first, "not stated" last: SQLite holds a missing value to be the least."""

_SUMS: Final = """COUNT(*), COUNT(award), SUM(award), SUM(award_at_least), SUM(award_rounded),
    COUNT(saving), SUM(saving), SUM(saving_at_least), SUM(saving_rounded), COUNT(ratio),
    SUM(CASE WHEN ratio IS NOT NULL THEN award END),
    SUM(CASE WHEN ratio IS NOT NULL THEN saving END), SUM(grants)"""
"""`GROUP_SUMS` of bids that are asked for one by one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The bids that some conditions keep.

    Parameters
    ----------
    conditions, values
        What must hold of a row of ``bid``, and what stands for the question marks in it.
    places
        Parts of places whose stored sums are these bids', without those of the filters; empty if
        no sums are stored.
    among
        Numbers of the only bids that can be kept, ascending; ``None`` if all can.
    """

    conditions: tuple[str, ...]
    values: tuple[Value, ...]
    places: tuple[tuple[str, Part], ...] = ()
    among: Sequence[int] | None = None

    def narrow(self, condition: str, *values: Value) -> Kept:
        """Return those of the bids of which one more condition holds."""
        return replace(
            self,
            conditions=(*self.conditions, condition),
            values=(*self.values, *values),
            places=(),
        )

    @property
    def filters(self) -> str:
        """Return the conditions as they stand in a question."""
        return " AND ".join(("1", *self.conditions))

    @property
    def where(self) -> str:
        """Return all that must hold as it stands in a question."""
        listed = "" if self.among is None else " AND number IN (SELECT value FROM json_each(?))"
        return f"{self.filters}{listed}"

    @property
    def given(self) -> tuple[Value, ...]:
        """Return what stands for the question marks in :attr:`where`."""
        return self.values if self.among is None else (*self.values, list_as_text(self.among))


@dataclass(frozen=True, slots=True)
class Searched:
    """The bids of a search, which are gone through one by one.

    Parameters
    ----------
    bids
        Those that the filters but the region keep.
    landings
        Where each lands, by its number.
    inside
        Numbers of those that all filters keep.
    """

    bids: tuple[Bid, ...]
    landings: Mapping[int, Landing]
    inside: frozenset[int]


def search_bids(catalogue: Catalogue, state: MapState) -> Searched | None:
    """Return the bids of a state's search; ``None`` if it has none."""
    if not state.q:
        return None
    bids = tuple(list_bids(catalogue, keep_matching(state)))
    inside = frozenset(list_bids(catalogue, keep_inside(catalogue, state)).numbers)
    return Searched(bids, catalogue.read_landings(bids), inside)


def keep_matching(state: MapState) -> Kept:
    """Return the bids that round, theme, search and what is stated keep; the region does not."""
    conditions: list[str] = []
    values: list[Value] = []
    if state.round is not None:
        conditions.append("round = ?")
        values.append(state.round)
    if state.theme is not None:
        conditions.append("instr(themes, ?)")
        values.append(f";{state.theme};")
    if state.stated is Stated.SAVING:
        conditions.append("saving IS NOT NULL")
    if state.q:
        conditions.append("number IN (SELECT rowid FROM word WHERE word MATCH ?)")
        values.append(spell_words(state.q))
    return Kept(tuple(conditions), tuple(values), ((ANY, Part.ALL),))


def keep_inside(catalogue: Catalogue, state: MapState) -> Kept:
    """Return the bids that all filters keep: those with a council in the region filtered for."""
    kept = keep_matching(state)
    if state.region is None:
        return kept
    inside = kept.narrow("regions & ?", _bit(catalogue, state.region))
    places = ((state.region, Part.LED), (state.region, Part.JOINED))
    return replace(inside, places=places)


def keep_scope(catalogue: Catalogue, state: MapState, region: str) -> Kept:
    """Return the bids that the filters keep and that a council of a region leads."""
    kept = keep_matching(state).narrow("led & ?", _bit(catalogue, region))
    return replace(kept, places=((region, Part.LED),))


def keep_part(catalogue: Catalogue, state: MapState, gss: str, part: Part) -> Kept:
    """Return the bids that the filters but the region keep and that are of a part of an area."""
    kept = keep_matching(state)
    bit = _bit(catalogue, gss)
    if not bit:
        found = replace(kept, among=catalogue.store.read_posting(gss, part))
    elif part is Part.LED:
        found = kept.narrow("led & ?", bit)
    elif part is Part.JOINED:
        found = kept.narrow("regions & ? AND NOT led & ?", bit, bit)
    else:
        found = kept.narrow("0")
    return replace(found, places=((gss, part),))


def keep_partner(catalogue: Catalogue, state: MapState, slug: str, part: Part) -> Kept:
    """Return the bids that all filters keep and that name a body without a council area."""
    place = f"{PARTNER_PLACE}{slug}"
    kept = keep_inside(catalogue, state)
    places = ((place, part),) if state.region is None else ()
    return replace(kept, places=places, among=catalogue.store.read_posting(place, part))


def count_bids(catalogue: Catalogue, kept: Kept) -> int:
    """Return how many bids are kept."""
    question = f"SELECT COUNT(*) FROM bid WHERE {kept.where}"  # noqa: S608 - our own conditions
    return catalogue.store.ask_number(question, kept.given)


def list_bids(
    catalogue: Catalogue, kept: Kept, order: str = "number", limit: int = -1
) -> StoredBids:
    """Return the bids that are kept, in an order; the first ``limit`` of them unless it is -1."""
    question = f"SELECT number FROM bid WHERE {kept.where} ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
    rows = catalogue.store.ask(question, (*kept.given, limit))
    return StoredBids(catalogue, [row[0] for row in rows])


def order_of(measure: Measure) -> str:
    """Return the order that puts the largest figure of a measure first, "not stated" last."""
    return _ORDERS[measure]


def shorten(catalogue: Catalogue, kept: Kept, count: int, order: str = "number") -> Shortlist:
    """Return the first bids that are kept, where it is known how many they are.

    Those of a place are sorted, or all bids are gone through in their order until enough of them
    are found: whichever is less work, so that a place with a hundred thousand takes no longer.
    """
    if kept.among is not None and count and is_walk_shorter(catalogue, kept.among, count):
        question = f"SELECT number FROM bid WHERE {kept.filters} ORDER BY {order}"  # noqa: S608
        found = catalogue.store.find_first(question, kept.values, kept.among, MOST_NAMED)
        return Shortlist(tuple(StoredBids(catalogue, found)), count)
    first = list_bids(catalogue, kept, order, MOST_NAMED) if count else ()
    return Shortlist(tuple(first), count)


def is_walk_shorter(catalogue: Catalogue, among: Sequence[int], count: int) -> bool:
    """Tell whether going through all bids finds enough of ``count`` sooner than a sort of some."""
    return MOST_NAMED * len(catalogue.bids) < count * len(among)


def gather(catalogue: Catalogue, state: MapState, kept: Kept) -> BidGroup:
    """Return the bids that are kept as a group, in the order of the state's measure."""
    if state.q or not kept.places:
        sums = _sum(catalogue, kept)
    else:
        sums = join_groups([_read_sums(catalogue, state, *place) for place in kept.places])
    first = shorten(catalogue, kept, sums.count, order_of(state.measure)).first
    return BidGroup(first, sums.count, sums.award, sums.saving, sums.both, sums.grants, sums.themes)


def sum_bids(catalogue: Catalogue) -> BidGroup:
    """Return the sums of every bid; none of them is named."""
    return _read_sums(catalogue, MapState(), ANY, Part.ALL)


def sum_by_round(
    catalogue: Catalogue, state: MapState, rounds: Sequence[str]
) -> dict[str, BidGroup]:
    """Return the sums of the bids of a view for each round that the state asks for."""
    found = {}
    for one in rounds:
        if state.round in (None, one):
            own = _with_round(state, one)
            kept = keep_inside(catalogue, own)
            if state.q:
                found[one] = _sum(catalogue, kept)
            else:
                found[one] = join_groups([_read_sums(catalogue, own, *at) for at in kept.places])
    return found


def choose_bids(catalogue: Catalogue, state: MapState) -> StoredBids:
    """Return the bids that the panel stands for, or all of the view where nothing is chosen."""
    if state.bid is not None:
        return StoredBids(catalogue, [catalogue.bid_by_id[state.bid].number])
    if state.area is not None:
        chosen = [keep_part(catalogue, state, state.area, part) for part in PARTS]
    elif state.partner is not None:
        both = (Part.LED, Part.JOINED)
        chosen = [keep_partner(catalogue, state, state.partner, part) for part in both]
    else:
        chosen = [keep_inside(catalogue, state)]
    order = order_of(state.measure)
    numbers = [number for kept in chosen for number in list_bids(catalogue, kept, order).numbers]
    return StoredBids(catalogue, numbers)


def spell_words(text: str) -> str:
    """Return what finds texts that hold, for each word typed, one that begins with it.

    Quotation marks among them are text as any other.
    """
    quoted = (word.replace('"', '""') for word in text.split())
    return " ".join(f'"{word}" *' for word in quoted)


def _with_round(state: MapState, one: str) -> MapState:
    return replace(state, round=one)


def _bit(catalogue: Catalogue, region: str) -> int:
    """Return the bit of a region in the columns of regions; 0 if it is none."""
    codes = sorted(area.gss for area in catalogue.regions)
    return 1 << codes.index(region) if region in codes else 0


def _read_sums(catalogue: Catalogue, state: MapState, place: str, part: Part) -> BidGroup:
    """Return the stored sums of a part of a place under round, theme and what is stated."""
    question = f"""SELECT {", ".join(GROUP_SUMS)}, themes FROM group_sum
        WHERE place = ? AND part = ? AND theme = ? AND stated = ? AND round = ?"""  # noqa: S608
    stated = int(state.stated is Stated.SAVING)
    values = (place, part, state.theme or ANY, stated, state.round or ANY)
    rows = catalogue.store.ask(question, values)
    if not rows:
        return _make_sums([0] * len(GROUP_SUMS), "")
    *sums, themes = rows[0]
    return _make_sums(sums, themes)


def _sum(catalogue: Catalogue, kept: Kept) -> BidGroup:
    """Return the sums of bids one by one, where none are stored."""
    where = kept.where
    (sums,) = catalogue.store.ask(f"SELECT {_SUMS} FROM bid WHERE {where}", kept.given)  # noqa: S608
    question = f"SELECT DISTINCT themes FROM bid WHERE {where}"  # noqa: S608 - our own conditions
    themes = catalogue.store.ask(question, kept.given)
    return _make_sums([number or 0 for number in sums], "".join(row[0] for row in themes))


def _make_sums(sums: Sequence[int], themes: str) -> BidGroup:
    by_name = dict(zip(GROUP_SUMS, sums, strict=True))
    return BidGroup(
        first=(),
        count=by_name["bids"],
        award=_make_sum(by_name, "award"),
        saving=_make_sum(by_name, "saving"),
        both=Both(by_name["both"], by_name["both_award"], by_name["both_saving"]),
        grants=by_name["grants"],
        themes=tuple(sorted({theme for theme in themes.split(";") if theme})),
    )


def _make_sum(sums: dict[str, int], name: str) -> Sum:
    return Sum(
        pence=sums[f"{name}_pence"],
        stated=sums[f"{name}s"],
        at_least=sums[f"{name}_at_least"] > 0,
        rounded=sums[f"{name}_rounded"] > 0,
    )


def bid_group(catalogue: Catalogue, bid: Bid) -> BidGroup:
    """Return one bid as a group."""
    sums = _sum(catalogue, Kept(("number = ?",), (bid.number,)))
    return BidGroup((bid,), 1, sums.award, sums.saving, sums.both, sums.grants, sums.themes)
