"""What the panel shows of one area, one bid or one partner body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.query.selection import (
    Part,
    count_bids,
    find_themes,
    gather,
    keep_inside,
    keep_part,
    keep_partner,
)
from dashboard.query.valuing import value_areas
from dashboard.query.view import AreaDetail, AreaValue, BidDetail, PartnerDetail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Area, Catalogue
    from dashboard.query.state import MapState
    from geodata.model.published.awards import Bid

_MOST_TOGETHER: Final = 6


def detail_area(
    catalogue: Catalogue, state: MapState, gss: str, shown: tuple[AreaValue, ...]
) -> AreaDetail:
    """Return one area's own figures, bids, ranks and the councils that it works with.

    Parameters
    ----------
    shown
        The areas of the map.
    """
    # The panel shows the area's own figures even where the map leaves its region out.
    level = catalogue.level_of(gss, state.level)
    areas = shown
    if level is not state.level or state.region is not None:
        areas = value_areas(catalogue, replace(state, region=None), level)
    value = next(one for one in areas if one.gss == gss)
    area = catalogue.areas[gss].at(level)
    kept = [keep_part(catalogue, state, gss, part) for part in Part]
    led, joined, county = (gather(catalogue, state, one) for one in kept)
    in_region = [one for one in areas if catalogue.areas[one.gss].region == area.region]
    return AreaDetail(
        area=area,
        value=value,
        level=level,
        led=led,
        joined=joined,
        through_county=county,
        themes=tuple(sorted(set().union(*(find_themes(catalogue, part) for part in kept[:2])))),
        rank=value.rank,
        rank_in_region=_rank(in_region, value) if area.region else None,
        together=_together(catalogue, area, (*led.first, *joined.first)),
    )


def _together(catalogue: Catalogue, area: Area, bids: Iterable[Bid]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for bid in bids:
        for gss in {gss for member in bid.members for gss in member.councils}:
            if area.gss not in catalogue.areas[gss].holders:
                counts[gss] = counts.get(gss, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], catalogue.areas[item[0]].name))
    return tuple(ranked[:_MOST_TOGETHER])


def _rank(areas: Iterable[AreaValue], value: AreaValue) -> tuple[int, int] | None:
    if value.rank is None:
        return None
    own, _ = value.rank
    places = [one.rank[0] for one in areas if one.rank is not None]
    return 1 + sum(place < own for place in places), len(places)


def detail_bid(catalogue: Catalogue, state: MapState) -> BidDetail:
    """Return the bid that the state names."""
    bid = catalogue.bid_by_id[state.bid or ""]
    kept = keep_inside(catalogue, state).narrow("number = ?", bid.number)
    return BidDetail(bid=bid, in_filter=count_bids(catalogue, kept) > 0)


def detail_partner(catalogue: Catalogue, state: MapState) -> PartnerDetail:
    """Return a body with the bids that name it, of those that the filters keep."""
    partner = catalogue.partner_by_slug[state.partner or ""]
    led_bids, joined = (
        gather(catalogue, state, keep_partner(catalogue, state, partner.slug, led=led))
        for led in (True, False)
    )
    return PartnerDetail(
        partner=partner,
        led=led_bids,
        joined=joined,
        left_out=partner.bids - led_bids.count - joined.count,
    )
