"""What the panel shows of one area, one bid or one partner body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.groups import gather
from dashboard.selection import is_within, split_area, split_partner
from dashboard.valuing import value_areas
from dashboard.view import AreaDetail, AreaValue, BidDetail, PartnerDetail
from geodata.codes import CountRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.catalogue import Area, Bid, Catalogue
    from dashboard.state import MapState

_MOST_TOGETHER: Final = 6


def detail_area(
    catalogue: Catalogue, state: MapState, gss: str, bids: tuple[Bid, ...]
) -> AreaDetail:
    """Return one area's own figures, bids, ranks and the councils that it works with."""
    # The panel shows the area's own figures even where the map leaves its region out.
    level = catalogue.level_of(gss, state.level)
    areas = value_areas(catalogue, bids, replace(state, region=None), level)
    value = next(one for one in areas if one.gss == gss)
    area = catalogue.areas[gss].at(level)
    parts = split_area(catalogue, state, gss, bids)
    in_region = [one for one in areas if catalogue.areas[one.gss].region == area.region]
    return AreaDetail(
        area=area,
        value=value,
        level=level,
        led=gather(parts.led, catalogue.undated_rounds),
        joined=gather(parts.joined, catalogue.undated_rounds),
        through_county=gather(parts.through_county, catalogue.undated_rounds),
        rank=value.rank,
        rank_in_region=_rank(in_region, value) if area.region else None,
        together=_together(catalogue, area, [*parts.led, *parts.joined]),
    )


def _together(catalogue: Catalogue, area: Area, bids: Iterable[Bid]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for bid in bids:
        for gss in {gss for member in bid.members for gss in member.councils}:
            if not is_within(catalogue, gss, area):
                counts[gss] = counts.get(gss, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], catalogue.areas[item[0]].name))
    return tuple(ranked[:_MOST_TOGETHER])


def _rank(areas: Iterable[AreaValue], value: AreaValue) -> tuple[int, int] | None:
    if value.value is None:
        return None
    values = [one.value for one in areas if one.value is not None]
    return 1 + sum(one > value.value for one in values), len(values)


def detail_bid(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> BidDetail:
    """Return the bid that the state names, with its areas at the level of the map."""
    bid = catalogue.bid_by_id[state.bid or ""]
    lead = {
        cell.gss for cell in catalogue.allocations[state.level, CountRule.LEAD].cells_of(bid.id)
    }
    all_cells = catalogue.allocations[state.level, CountRule.INVOLVED].cells_of(bid.id)
    return BidDetail(
        bid=bid,
        lead_areas=tuple(cell.gss for cell in all_cells if cell.gss in lead),
        partner_areas=tuple(cell.gss for cell in all_cells if cell.gss not in lead),
        in_filter=any(one.id == bid.id for one in bids),
    )


def detail_partner(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> PartnerDetail:
    """Return a body with the bids, of those given, that name it."""
    partner = catalogue.partner_by_slug[state.partner or ""]
    parts = split_partner(catalogue, state, partner.slug, bids)
    return PartnerDetail(
        partner=partner,
        led=gather(parts.led, catalogue.undated_rounds),
        joined=gather(parts.joined, catalogue.undated_rounds),
        left_out=len(partner.bid_ids) - len(parts.whole),
    )
