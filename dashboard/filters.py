"""Which bids the filters of a state keep, which areas they leave out, and which bids are grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.state import ROUND_NOT_STATED, MapState, Stated
from geodata.codes import CountRule, Kind, Level, Measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.catalogue import Bid, Catalogue


def matches(catalogue: Catalogue, bid: Bid, state: MapState) -> bool:
    """Tell whether round, theme, search and what is stated keep a bid; the region does not."""
    if state.round is not None and (bid.round or ROUND_NOT_STATED) != state.round:
        return False
    if state.theme is not None and state.theme not in bid.themes:
        return False
    if state.stated is Stated.SAVING and bid.saving_pence is None:
        return False
    if not state.q:
        return True
    labels = (catalogue.theme_by_id[theme].label for theme in bid.themes)
    words = (bid.id, bid.title or "", bid.summary, *labels, *(one.name for one in bid.members))
    text = "\n".join(words).casefold()
    return all(word in text for word in state.q.casefold().split())


def touching_region(
    catalogue: Catalogue, bids: tuple[Bid, ...], region: str | None
) -> tuple[Bid, ...]:
    """Return the bids with a council in the region, or all of them for England."""
    if region is None:
        return bids
    involved = catalogue.allocations[Level.REGION, CountRule.INVOLVED]
    return tuple(
        bid for bid in bids if any(cell.gss == region for cell in involved.cells_of(bid.id))
    )


def is_outside(catalogue: Catalogue, gss: str, region: str | None) -> bool:
    """Tell whether an area lies outside the region filtered for."""
    return region is not None and region not in (gss, catalogue.areas[gss].region)


def largest_first(measure: Measure) -> Callable[[Bid], tuple[bool, float, str]]:
    """Return the sorting key that puts the largest figure first and "not stated" last."""

    def key(bid: Bid) -> tuple[bool, float, str]:
        figure: float | None = bid.award_pence
        if measure is Measure.SAVING:
            figure = bid.saving_pence
        elif measure is Measure.RATIO:
            both = bid.award_pence and bid.saving_pence is not None
            figure = (bid.saving_pence or 0) / (bid.award_pence or 1) if both else None
        return (figure is None, -(figure or 0), bid.id)

    return key


def find_obstacle(bid: Bid, undated: frozenset[str]) -> str | None:
    """Return why the 360Giving standard cannot hold a bid; ``None`` if it can.

    Parameters
    ----------
    undated
        Rounds of which no day is stated: a bid of one must state its own.
    """
    if bid.kind is not Kind.GRANT:
        return "no grant was given"
    if bid.award_pence is None:
        return "no award stated"
    if not bid.leads:
        return "no recipient stated"
    if bid.announced_on is None and (bid.round is None or bid.round in undated):
        return "no date stated"
    return None
