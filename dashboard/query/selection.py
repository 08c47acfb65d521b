"""Select, count and sum the bids of a state by SQL; read only those that are listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dashboard.data.stored import StoredBids
from dashboard.query.filters import FILTERS, list_chosen, region_bit
from dashboard.query.groups import MOST_NAMED, BidGroup, Both, Shortlist, Sum, join_groups
from geodata.model.codes import Level, Measure, Tier
from geodata.model.levels import LEVELS
from geodata.model.sums import ask_rounds, read_sums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.data.store import Value
    from dashboard.query.filters import Condition
    from dashboard.query.state import MapState
    from geodata.model.published.awards import Bid
    from geodata.model.sums import Sums


class Part(StrEnum):
    """How the bids of an area take part, in the order of its panel: each in one way at most."""

    LED = "led"
    JOINED = "joined"
    COUNTY = "county"
    """Only its county council is in the bid."""


ORDERS: Final = {
    Measure.AWARD: "award DESC, id",
    Measure.BIDS: "award DESC, id",
    Measure.PER_RESIDENT: "award DESC, id",
    Measure.SAVING: "saving DESC, id",
    Measure.RATIO: "ratio DESC, id",
}
"""The order of bids by a measure: the largest figure first, "not stated" last.

SQLite holds a missing value to be the least.
"""

_LANDINGS: Final = """SELECT bid FROM landing
    WHERE place = (SELECT number FROM place WHERE level = ? AND gss = ?)"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The bids that some conditions keep.

    Parameters
    ----------
    conditions, values
        What must hold of a row of ``bid``, and what stands for the question marks in it.
    """

    conditions: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()

    def narrow(self, condition: str, *values: Value) -> Kept:
        """Return the bids that one more condition keeps."""
        return Kept((*self.conditions, condition), (*self.values, *values))

    @property
    def where(self) -> str:
        """Return the conditions as a question has them."""
        return " AND ".join(self.conditions) or "1"

    @property
    def numbers(self) -> str:
        """Return the question for the numbers of the bids; empty where all are kept."""
        if not self.conditions:
            return ""
        return f"SELECT number FROM bid WHERE {self.where}"  # noqa: S608 - our own conditions


def keep_matching(catalogue: Catalogue, state: MapState) -> Kept:
    """Return the bids that all filters but those of a place keep."""
    return _keep(catalogue, state, of_place=False)


def keep_inside(catalogue: Catalogue, state: MapState) -> Kept:
    """Return the bids that all filters keep."""
    return _keep(catalogue, state, of_place=True)


def _keep(catalogue: Catalogue, state: MapState, *, of_place: bool) -> Kept:
    kept = Kept()
    for one, option in list_chosen(state, catalogue):
        if of_place or not one.of_place:
            condition, values = one.condition(option.value, catalogue)
            kept = kept.narrow(condition, *values)
    return kept


def count_options(catalogue: Catalogue, state: MapState) -> Mapping[str, Mapping[str, int]]:
    """Return how many bids each option of each filter keeps under the other filters in force.

    By the names of the filters. The option that keeps every bid, which has an empty value, is
    counted with the others. Filters that ask the same columns of the same bids are asked at once.
    """
    alike: dict[tuple[Kept, str], list[tuple[str, str, Condition]]] = {}
    for one in FILTERS:
        if one.list_options is not None:
            kept = keep_inside(catalogue, state.change(**{one.name: None}))
            asked = alike.setdefault((kept, one.columns), [])
            asked.append((one.name, "", ("1", ())))
            asked += [
                (one.name, option.value, one.condition(option.value, catalogue))
                for option in one.list_options(catalogue)
            ]
    found: dict[str, dict[str, int]] = {}
    for (kept, columns), asked in alike.items():
        counts = ", ".join(f"SUM(bids) FILTER (WHERE {where})" for _, _, (where, _) in asked)
        # Bids that do not differ in these columns are counted first, in the order of an index.
        question = f"""SELECT {counts} FROM (
                SELECT {columns}, COUNT(*) AS bids FROM bid
                WHERE {kept.where} GROUP BY {columns})"""  # noqa: S608 - our own conditions
        given = [value for _, _, (_, values) in asked for value in values]
        (row,) = catalogue.store.ask(question, (*given, *kept.values))
        for (name, option, _), number in zip(asked, row, strict=True):
            found.setdefault(name, {})[option] = number or 0
    return found


def keep_scope(catalogue: Catalogue, state: MapState, region: str) -> Kept:
    """Return the bids that the filters keep and that a council of a region leads."""
    return keep_matching(catalogue, state).narrow("regions_led & ?", region_bit(catalogue, region))


def keep_part(catalogue: Catalogue, state: MapState, gss: str, part: Part) -> Kept:
    """Return the bids that the filters but the region keep and that are of a part of an area."""
    kept = keep_matching(catalogue, state)
    if catalogue.areas[gss].tier is Tier.REGION:
        return _keep_in_region(kept, region_bit(catalogue, gss), part)
    level = catalogue.level_of(gss, state.level)
    match part:
        case Part.LED:
            return kept.narrow(f"number IN ({_LANDINGS} AND led)", level, gss)
        case Part.JOINED:
            return kept.narrow(f"number IN ({_LANDINGS} AND NOT led)", level, gss)
        case Part.COUNTY:
            if not LEVELS[level].has_districts:
                return kept.narrow("0")
            kept = kept.narrow(f"number NOT IN ({_LANDINGS})", level, gss)
            counties = sorted(catalogue.counties_over[gss])
            either = " OR ".join(f"number IN ({_LANDINGS})" for _ in counties) or "0"
            values = [value for county in counties for value in (level, county)]
            return kept.narrow(f"({either})", *values)


def _keep_in_region(kept: Kept, bit: int, part: Part) -> Kept:
    match part:
        case Part.LED:
            return kept.narrow("regions_led & ?", bit)
        case Part.JOINED:
            return kept.narrow("regions & ? AND NOT regions_led & ?", bit, bit)
        case Part.COUNTY:
            return kept.narrow("0")


def keep_partner(catalogue: Catalogue, state: MapState, slug: str, *, led: bool) -> Kept:
    """Return the bids that all filters keep and that a body without a council area is in."""
    named = "number IN (SELECT bid FROM partner_bid WHERE slug = ? AND led = ?)"
    return keep_inside(catalogue, state).narrow(named, slug, int(led))


def count_bids(catalogue: Catalogue, kept: Kept) -> int:
    """Return how many bids are kept."""
    question = f"SELECT COUNT(*) FROM bid WHERE {kept.where}"  # noqa: S608 - our own conditions
    return catalogue.store.ask_number(question, kept.values)


def list_bids(
    catalogue: Catalogue, kept: Kept, order: str = "number", limit: int = -1
) -> StoredBids:
    """Return the bids that are kept, in an order; the first ``limit`` of them unless it is -1."""
    question = f"SELECT number FROM bid WHERE {kept.where} ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
    rows = catalogue.store.ask(question, (*kept.values, limit))
    return StoredBids(catalogue.store, [row[0] for row in rows])


def shorten(catalogue: Catalogue, kept: Kept, count: int, order: str = "number") -> Shortlist:
    """Return the first bids that are kept, where it is known how many they are."""
    first = list_bids(catalogue, kept, order, MOST_NAMED) if count else ()
    return Shortlist(tuple(first), count)


def gather(catalogue: Catalogue, state: MapState, kept: Kept) -> BidGroup:
    """Return the bids that are kept as a group, in the order of the state's measure."""
    return name_first(catalogue, state, kept, sum_bids(catalogue, kept))


def name_first(catalogue: Catalogue, state: MapState, kept: Kept, sums: BidGroup) -> BidGroup:
    """Return summed bids with the first of them named, in the order of the state's measure."""
    first = shorten(catalogue, kept, sums.count, ORDERS[state.measure]).first
    return replace(sums, first=first)


def sum_bids(catalogue: Catalogue, kept: Kept | None = None) -> BidGroup:
    """Return the sums of the bids that are kept, or of all; none of them is named."""
    return join_groups(list(sum_by_round(catalogue, kept or Kept()).values()))


def sum_by_round(catalogue: Catalogue, kept: Kept) -> Mapping[str, BidGroup]:
    """Return the sums of the bids that are kept, by those rounds that have any."""
    rows = catalogue.store.ask(ask_rounds(kept.where), kept.values)
    return {own: _make_group(read_sums(sums)) for own, *sums in rows}


def _make_group(sums: Sums) -> BidGroup:
    return BidGroup(
        first=(),
        count=sums.bids,
        award=Sum(sums.award_pence, sums.awards, sums.award_at_least > 0, sums.award_rounded > 0),
        saving=Sum(
            sums.saving_pence, sums.savings, sums.saving_at_least > 0, sums.saving_rounded > 0
        ),
        both=Both(sums.both, sums.both_award, sums.both_saving),
        grants=sums.grants,
        leads_inferred=sums.leads_inferred,
        with_outcome=sums.outcomes_known,
    )


def find_themes(catalogue: Catalogue, kept: Kept) -> set[str]:
    """Return every theme that some of the bids that are kept has."""
    question = f"SELECT DISTINCT themes FROM bid WHERE {kept.where}"  # noqa: S608 - our own conditions
    rows = catalogue.store.ask(question, kept.values)
    return {theme for (row,) in rows for theme in row.split(";") if theme}


def find_areas(
    catalogue: Catalogue, level: Level, numbers: Sequence[int]
) -> Mapping[int, Sequence[str]]:
    """Return the areas of a level that each bid reaches, by the bid's number.

    What a county council has reaches each of its districts where the level draws districts.
    """
    found: dict[int, list[str]] = {number: [] for number in numbers}
    marks = ", ".join("?" * len(numbers))
    question = f"""SELECT bid, gss FROM landing JOIN place ON place.number = landing.place
        WHERE bid IN ({marks}) AND level = ? ORDER BY bid, drawn DESC, gss"""  # noqa: S608
    for number, gss in catalogue.store.ask(question, (*numbers, level)):
        own = found[number]
        own += (code for code in catalogue.children_at(gss, level) if code not in own)
    return found


def choose_bids(catalogue: Catalogue, state: MapState) -> StoredBids:
    """Return the bids that the panel shows, or all of the view where nothing is chosen."""
    if state.bid is not None:
        return StoredBids(catalogue.store, [catalogue.bid_by_id[state.bid].number])
    if state.area is not None:
        chosen = [keep_part(catalogue, state, state.area, part) for part in Part]
    elif state.partner is not None:
        chosen = [
            keep_partner(catalogue, state, state.partner, led=True),
            keep_partner(catalogue, state, state.partner, led=False),
        ]
    else:
        chosen = [keep_inside(catalogue, state)]
    order = ORDERS[state.measure]
    numbers = [number for kept in chosen for number in list_bids(catalogue, kept, order).numbers]
    return StoredBids(catalogue.store, numbers)


def bid_group(catalogue: Catalogue, bid: Bid) -> BidGroup:
    """Return one bid as a group."""
    return replace(sum_bids(catalogue, Kept(("number = ?",), (bid.number,))), first=(bid,))
