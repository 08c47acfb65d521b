"""The bids of a state in full: what its files and the data interface hold.

A page names the first of them (:mod:`dashboard.groups`); these are all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.filters import largest_first, matches, touching_region
from dashboard.partners import partner_slug
from geodata.codes import CountRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.catalogue import Area, Bid, Catalogue
    from dashboard.state import MapState
    from geodata.codes import Level


@dataclass(frozen=True, slots=True)
class Selection:
    """The bids that the filters of a state keep.

    Parameters
    ----------
    matching
        Those that round, theme, search and what is stated keep, in the order of the catalogue.
    inside
        Those of them with a council in the region filtered for; all of them for England.
    """

    matching: tuple[Bid, ...]
    inside: tuple[Bid, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Bids of an area or of a body, apart by how it takes part; each bid is in one part only."""

    led: tuple[Bid, ...] = ()
    joined: tuple[Bid, ...] = ()
    through_county: tuple[Bid, ...] = ()

    @property
    def whole(self) -> tuple[Bid, ...]:
        """Every part, one after the other."""
        return (*self.led, *self.joined, *self.through_county)


def select(catalogue: Catalogue, state: MapState) -> Selection:
    """Return the bids that the filters of a state keep."""
    matching = tuple(bid for bid in catalogue.bids if matches(catalogue, bid, state))
    return Selection(matching, touching_region(catalogue, matching, state.region))


def choose_bids(catalogue: Catalogue, state: MapState) -> tuple[Bid, ...]:
    """Return the bids that the panel stands for, or all of the view where nothing is chosen."""
    if state.bid is not None:
        return (catalogue.bid_by_id[state.bid],)
    kept = select(catalogue, state)
    if state.area is not None:
        return split_area(catalogue, state, state.area, kept.matching).whole
    if state.partner is not None:
        return split_partner(catalogue, state, state.partner, kept.inside).whole
    return order_bids(kept.inside, state)


def order_bids(bids: Iterable[Bid], state: MapState) -> tuple[Bid, ...]:
    """Return bids with the largest figure of the state's measure first, "not stated" last."""
    return tuple(sorted(bids, key=largest_first(state.measure)))


def split_area(catalogue: Catalogue, state: MapState, gss: str, bids: Iterable[Bid]) -> Parts:
    """Return the bids with a council inside an area, or whose county it lies in."""
    area = catalogue.areas[gss]
    found: dict[str, list[Bid]] = {"led": [], "joined": [], "through_county": []}
    for bid in order_bids(bids, state):
        part = _part_of(catalogue, bid, area)
        if part:
            found[part].append(bid)
    return Parts(**{part: tuple(those) for part, those in found.items()})


def split_partner(catalogue: Catalogue, state: MapState, slug: str, bids: Iterable[Bid]) -> Parts:
    """Return the bids that name a body without a council area."""
    named = frozenset(catalogue.partner_by_slug[slug].bid_ids)
    kept = order_bids((bid for bid in bids if bid.id in named), state)
    led = tuple(bid for bid in kept if any(partner_slug(one) == slug for one in bid.leads))
    return Parts(led, tuple(bid for bid in kept if bid not in led))


def list_counted(
    catalogue: Catalogue, state: MapState, level: Level
) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the ids of the bids counted in each area of a level, and of those only joined."""
    counted: dict[str, list[str]] = {gss: [] for gss in catalogue.levels[level].codes}
    joined: dict[str, list[str]] = {gss: [] for gss in counted}
    allocation = catalogue.allocations[level, state.count]
    involved = catalogue.allocations[level, CountRule.INVOLVED]
    for bid in select(catalogue, state).matching:
        here = {cell.gss for cell in allocation.cells_of(bid.id)}
        for gss in here:
            counted[gss].append(bid.id)
        for cell in involved.cells_of(bid.id):
            if cell.gss not in here:
                joined[cell.gss].append(bid.id)
    return {gss: (tuple(counted[gss]), tuple(joined[gss])) for gss in counted}


def is_within(catalogue: Catalogue, gss: str, area: Area) -> bool:
    """Tell whether an area holds another, or is it."""
    return area.gss in catalogue.areas[gss].holders


def _part_of(catalogue: Catalogue, bid: Bid, area: Area) -> str | None:
    leads = (gss for member in bid.leads for gss in member.councils)
    if any(is_within(catalogue, gss, area) for gss in leads):
        return "led"
    councils = [gss for member in bid.members for gss in member.councils]
    if any(is_within(catalogue, gss, area) for gss in councils):
        return "joined"
    return "through_county" if area.county in councils else None
