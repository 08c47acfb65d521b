"""Answer a state with its view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.details import detail_area, detail_bid, detail_partner
from dashboard.filters import is_outside
from dashboard.groups import BidGroup, gather, join_groups, shorten
from dashboard.selection import order_bids, select, split_partner
from dashboard.state import Links, MapState
from dashboard.valuing import reconcile, value_areas
from dashboard.view import AreaDetail, AreaValue, BidDetail, Line, MapView, PartnerDetail
from geodata.codes import CountRule, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.catalogue import Bid, Catalogue
    from geodata.classification import Classification


MOST_LINES: Final = 500
"""Partnerships that are drawn at once; all those of the Award are 101."""


def view_state(catalogue: Catalogue, state: MapState, notices: tuple[str, ...] = ()) -> MapView:
    """Answer a state with everything its page shows.

    ``state`` holds only values that the catalogue knows, as :func:`dashboard.state.read_state`
    makes sure. Pure: the same state gives the same view.
    """
    kept = select(catalogue, state)
    matching, inside = kept.matching, kept.inside
    ordered = order_bids(inside, state)
    areas = value_areas(catalogue, matching, state, state.level)
    classes = catalogue.classes[state.level, state.measure, state.count]
    bid = detail_bid(catalogue, state, inside) if state.bid else None
    partner = detail_partner(catalogue, state, inside) if state.partner else None
    area = detail_area(catalogue, state, state.area, matching) if state.area else None
    shown = _shown_bids(catalogue, inside, state)
    lines = join_councils(catalogue, shown)
    bids = gather(ordered, catalogue.undated_rounds)
    return MapView(
        state=state,
        areas=_mute(areas, state, bid),
        classes=classes,
        reconciliation=reconcile(catalogue, state, inside),
        bids=bids,
        scope=_scope(catalogue, state, ordered) or bids,
        taken=_take(catalogue, bids, area, bid, partner),
        ranking=shorten(_rank_bids(ordered, state)),
        points=shorten([one for one in ordered if one.award_pence and one.saving_pence]),
        highlighted=_highlight(catalogue, state, shown),
        area=area,
        bid=bid,
        partner=partner,
        compared=tuple(detail_area(catalogue, state, gss, matching) for gss in state.compare),
        lines=lines[:MOST_LINES],
        pairs=len(lines),
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
    if len(state.compare) == 1:
        notices.append("A comparison needs two areas or three: choose another to set beside it.")
    return notices


def _scope(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> BidGroup | None:
    """Return the bids led in the region filtered for, where the map counts those."""
    if state.region is None or state.count is not CountRule.LEAD:
        return None
    allocation = catalogue.allocations[state.level, state.count]
    led = [
        bid
        for bid in bids
        if any(
            not is_outside(catalogue, cell.gss, state.region)
            for cell in allocation.cells_of(bid.id)
        )
    ]
    return gather(led, catalogue.undated_rounds)


def _take(
    catalogue: Catalogue,
    bids: BidGroup,
    area: AreaDetail | None,
    bid: BidDetail | None,
    partner: PartnerDetail | None,
) -> BidGroup:
    """Return the bids that the files of a view hold: those of its panel, or all."""
    if bid is not None:
        return gather((bid.bid,), catalogue.undated_rounds)
    if area is not None:
        return join_groups((area.led, area.joined, area.through_county))
    if partner is not None:
        return join_groups((partner.led, partner.joined))
    return bids


def _rank_bids(bids: tuple[Bid, ...], state: MapState) -> list[Bid]:
    """Return the bids that state a saving where savings are mapped, else an award; largest first.

    Those of the same figure stay in the order of the view.
    """
    field = "saving_pence" if state.measure is Measure.SAVING else "award_pence"
    stated = [bid for bid in bids if getattr(bid, field) is not None]
    return sorted(stated, key=lambda bid: -getattr(bid, field))


def _shown_bids(catalogue: Catalogue, inside: tuple[Bid, ...], state: MapState) -> tuple[Bid, ...]:
    """Return the bids whose partnerships are drawn as lines."""
    if state.bid is not None:
        return (catalogue.bid_by_id[state.bid],)
    if state.partner is not None:
        return split_partner(catalogue, state, state.partner, inside).whole
    return inside if state.links is Links.ALL else ()


def _mute(
    areas: tuple[AreaValue, ...], state: MapState, bid: BidDetail | None
) -> tuple[AreaValue, ...]:
    if bid is not None:
        members = {*bid.lead_areas, *bid.partner_areas}
        return tuple(replace(area, muted=area.gss not in members) for area in areas)
    if state.keep is not None and any(area.class_index == state.keep for area in areas):
        return tuple(replace(area, muted=area.class_index != state.keep) for area in areas)
    return areas


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


def _highlight(catalogue: Catalogue, state: MapState, shown: tuple[Bid, ...]) -> tuple[str, ...]:
    chosen = [gss for gss in (state.area, *state.compare) if gss]
    if state.partner:
        chosen = [gss for bid in shown for member in bid.members for gss in member.councils]
    found: dict[str, None] = {}
    for gss in chosen:
        parent = catalogue.parent_at(gss, state.level)
        codes = (parent,) if parent else catalogue.children_at(gss, state.level)
        found.update(dict.fromkeys(codes))
    return tuple(found)
