"""Which areas the filters of a state leave out, and which bids are grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.model.codes import Kind

if TYPE_CHECKING:
    from dashboard.data.bids import Bid
    from dashboard.data.catalogue import Catalogue


def is_outside(catalogue: Catalogue, gss: str, region: str | None) -> bool:
    """Tell whether an area lies outside the region filtered for."""
    return region is not None and region not in (gss, catalogue.areas[gss].region)


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
