"""Compute the view of a state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.query.details import detail_area, detail_bid, detail_partner
from dashboard.query.groups import BidGroup, join_groups
from dashboard.query.selection import (
    ORDERS,
    bid_group,
    gather,
    keep_inside,
    keep_scope,
    name_first,
    shorten,
    sum_by_round,
)
from dashboard.query.state import Links, MapState, settle_level
from dashboard.query.valuing import reconcile, value_areas
from dashboard.query.view import (
    AreaDetail,
    AreaValue,
    BidDetail,
    Fill,
    Line,
    MapView,
    Members,
    PartnerDetail,
)
from geodata.model.codes import CountRule
from geodata.model.sums import BOTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Catalogue
    from geodata.model.classification import Classification
    from geodata.model.published.awards import Bid


def view_state(catalogue: Catalogue, state: MapState, notices: tuple[str, ...] = ()) -> MapView:
    """Answer a state with everything its page shows.

    ``state`` holds only values that the catalogue knows, as ``state.read_state``
    makes sure. Pure: the same state gives the same view.
    """
    state = settle_level(state, catalogue)
    kept = keep_inside(catalogue, state)
    by_round = sum_by_round(catalogue, kept)
    areas = value_areas(catalogue, state, state.level)
    classes = catalogue.classes[state.level, state.measure, state.count]
    bid = detail_bid(catalogue, state) if state.bid else None
    partner = detail_partner(catalogue, state) if state.partner else None
    area = detail_area(catalogue, state, state.area, areas) if state.area else None
    bids = name_first(catalogue, state, kept, join_groups(list(by_round.values())))
    shown = _shown_bids(state, bids, bid, partner)
    members = join_members(catalogue, shown if bid or partner else ())
    return MapView(
        state=state,
        areas=_choose_fills(areas, state, members),
        classes=classes,
        reconciliation=reconcile(catalogue, state, kept, by_round, areas),
        bids=bids,
        scope=_scope(catalogue, state) or bids,
        taken=_take(catalogue, bids, area, bid, partner),
        points=shorten(
            catalogue,
            kept.narrow(f"marks & {int(BOTH)} = {int(BOTH)}"),
            bids.both.stated,
            ORDERS[state.measure],
        ),
        highlighted=_highlight(catalogue, state),
        area=area,
        bid=bid,
        partner=partner,
        compared=tuple(detail_area(catalogue, state, gss, areas) for gss in state.compare),
        members=members,
        lines=join_councils(catalogue, shown),
        notices=(*notices, *_notice(state, bid, partner, classes)),
    )


def _notice(
    state: MapState,
    bid: BidDetail | None,
    partner: PartnerDetail | None,
    classes: Classification | None,
) -> list[str]:
    notices = []
    if bid is not None and not bid.in_filter:
        notices.append(
            "This bid is not among those that the filters keep. It is shown because the link "
            "names it, and it is not part of the map’s figures."
        )
    if partner is not None and partner.left_out:
        notices.append(
            f"The filters leave out {partner.left_out} of this body’s bids; "
            "clear them to see every one."
        )
    if state.keep is not None and (classes is None or state.keep >= classes.k):
        notices.append("The key has no such class for this choice, so all areas are shown.")
    return notices


def _scope(catalogue: Catalogue, state: MapState) -> BidGroup | None:
    """Return the bids led in the region filtered for, where the map counts those."""
    if state.region is None or state.count is not CountRule.LEAD:
        return None
    return gather(catalogue, state, keep_scope(catalogue, state, state.region))


def _take(
    catalogue: Catalogue,
    bids: BidGroup,
    area: AreaDetail | None,
    bid: BidDetail | None,
    partner: PartnerDetail | None,
) -> BidGroup:
    """Return the bids that the files of a view hold: those of its panel, or all."""
    if bid is not None:
        return bid_group(catalogue, bid.bid)
    if area is not None:
        return join_groups((area.led, area.joined, area.through_county))
    if partner is not None:
        return join_groups((partner.led, partner.joined))
    return bids


def _shown_bids(
    state: MapState, bids: BidGroup, bid: BidDetail | None, partner: PartnerDetail | None
) -> tuple[Bid, ...]:
    """Return the bids whose partnerships are drawn as lines, of many the first."""
    if bid is not None:
        return (bid.bid,)
    if partner is not None:
        return (*partner.led.first, *partner.joined.first)
    return bids.first if state.links is Links.ALL else ()


def _choose_fills(
    areas: tuple[AreaValue, ...], state: MapState, members: Members
) -> tuple[AreaValue, ...]:
    """Return the areas with less of a fill where the reader looks at others."""
    if state.draws_partnerships:
        drawn = {*members.leads, *members.partners} - {*members.around}
        fill = Fill.NONE if state.bid or state.partner else Fill.FAINT
        return tuple(area if area.gss in drawn else replace(area, fill=fill) for area in areas)
    if state.keep is not None and any(area.class_index == state.keep for area in areas):
        return tuple(
            area if area.class_index == state.keep else replace(area, fill=Fill.FAINT)
            for area in areas
        )
    return areas


def join_members(catalogue: Catalogue, bids: Iterable[Bid]) -> Members:
    """Return who takes part in some bids: councils by code, other bodies in the bids' order."""
    found = tuple(bids)
    leads = {gss for bid in found for member in bid.leads for gss in member.councils}
    partners = {gss for bid in found for member in bid.partners for gss in member.councils}
    councils = leads | partners
    holders = {holder for gss in councils for holder in catalogue.areas[gss].holders[1:]}
    off_map = (member.name for bid in found for member in bid.members if not member.councils)
    return Members(
        leads=tuple(sorted(leads)),
        partners=tuple(sorted(partners - leads)),
        around=tuple(sorted(councils & holders)),
        off_map=tuple(dict.fromkeys(off_map)),
    )


def join_councils(catalogue: Catalogue, bids: Iterable[Bid]) -> tuple[Line, ...]:
    """Return each pair of a lead council and a partner council, with the bids they share.

    Bids without a lead that has a council area give no pair. Sorted by bids, then codes.
    """
    weights: dict[tuple[str, str], int] = {}
    for bid in bids:
        leads = {gss for member in bid.leads for gss in member.councils}
        partners = {gss for member in bid.partners for gss in member.councils} - leads
        for pair in ((lead, partner) for lead in leads for partner in partners):
            weights[pair] = weights.get(pair, 0) + 1
    regions = {gss: catalogue.areas[gss].region for pair in weights for gss in pair}
    lines = (
        Line(lead, partner, count, regions[lead] != regions[partner])
        for (lead, partner), count in weights.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.bids, line.lead, line.partner)))


def _highlight(catalogue: Catalogue, state: MapState) -> tuple[str, ...]:
    chosen = [gss for gss in (state.area, *state.compare) if gss]
    found: dict[str, None] = {}
    for gss in chosen:
        parent = catalogue.parent_at(gss, state.level)
        codes = (parent,) if parent else catalogue.children_at(gss, state.level)
        found.update(dict.fromkeys(codes))
    return tuple(found)
