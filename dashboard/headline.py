"""The one sentence that says what a view shows.

It is the map's caption, its description for assistive technology, the live announcement and, in
short form, the page's title, so they cannot drift apart.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from dashboard.text import (
    MEASURE_LABELS,
    describe_filters,
    describe_lead,
    describe_place,
    describe_title,
    format_count,
    format_ratio,
    format_short_pounds,
    format_stated,
)
from geodata.codes import CountRule, Measure, Precision

if TYPE_CHECKING:
    from dashboard.catalogue import Bid, Catalogue
    from dashboard.view import AreaDetail, BidDetail, MapView, PartnerDetail


def describe_headline(view: MapView, catalogue: Catalogue) -> str:
    """Return what the view shows, in one or two sentences."""
    if view.bid is not None:
        return _describe_bid(view.bid, catalogue)
    if view.area is not None:
        return _describe_area(view.area, view, catalogue)
    if view.partner is not None:
        return _describe_partner(view.partner)
    if len(view.compared) > 1:
        return _describe_comparison(view.compared)
    return _describe_filtered(view, catalogue)


def _describe_filtered(view: MapView, catalogue: Catalogue) -> str:
    filters = describe_filters(view.state, catalogue)
    region = view.state.region
    place = f"In {describe_place(catalogue.areas[region])}, " if region else ""
    scope = scope_bids(view)
    if not scope:
        return _sentence(f"{place}our sources name no winning bid{filters}.")
    named = f"{format_count(len(scope), 'named bid')}{filters}"
    match view.state.measure:
        case Measure.AWARD:
            text = _describe_awards(view, scope, named)
        case Measure.SAVING:
            text = _describe_savings(view, scope, named)
        case Measure.RATIO:
            text = _describe_ratio(scope, named)
        case Measure.BIDS:
            text = _describe_counts(view, named)
    return _sentence(place + text)


def describe_page_title(view: MapView, catalogue: Catalogue) -> str:
    """Return the browser tab's title: the subject first, then the fund."""
    fund = catalogue.fund.title
    if view.bid is not None:
        return f"{describe_title(view.bid.bid)} – {fund}"
    if view.area is not None:
        return f"{view.area.area.name} – {fund}"
    if view.partner is not None:
        return f"{view.partner.partner.name} – {fund}"
    if view.compared:
        names = " and ".join(detail.area.name for detail in view.compared)
        return f"{names} compared – {fund}"
    filters = describe_filters(view.state, catalogue)
    region = view.state.region
    place = f" in {describe_place(catalogue.areas[region])}" if region else ""
    if not filters and not place and view.state.measure is Measure.AWARD:
        return f"{fund} map"
    return f"{MEASURE_LABELS[view.state.measure]}{place}{filters} – {fund}"


def scope_bids(view: MapView) -> tuple[Bid, ...]:
    """Return the bids that the headline counts.

    All bids that the filters keep, except that a region under ``lead`` counts those led there.
    """
    if view.state.region is None or view.state.count is not CountRule.LEAD:
        return view.bids
    placed = set(view.reconciliation.placed_bids)
    return tuple(bid for bid in view.bids if bid.id in placed)


def describe_sum(bids: tuple[Bid, ...]) -> str:
    """Return the sum of the bids' awards, "at least" where some state none or a lower bound."""
    stated = [bid.award_pence for bid in bids if bid.award_pence is not None]
    if not stated:
        return "an amount that no source states"
    total = sum(stated)
    partial = len(stated) < len(bids)
    bound = any(bid.award_precision is Precision.AT_LEAST for bid in bids)
    short = format_short_pounds(total)
    if partial or bound:
        return f"at least {short}"
    if any(bid.award_precision is Precision.ROUNDED for bid in bids):
        return f"about {short}"
    exact = format_short_pounds(total) == f"£{Decimal(total) / 100_000_000:f} million"
    return short if exact or total < 100_000_000 else f"about {short}"  # noqa: PLR2004 - £1m


def _describe_awards(view: MapView, scope: tuple[Bid, ...], named: str) -> str:
    state = view.state
    if state.region is None:
        return f"{named} won {describe_sum(scope)}{_describe_largest(scope)}."
    if state.count is CountRule.LEAD:
        return f"councils led {named}, which won {describe_sum(scope)}{_describe_largest(scope)}."
    if state.count is CountRule.SHARED:
        if not any(bid.award_pence is not None for bid in scope):
            return f"councils took part in {named}, which won {describe_sum(scope)}."
        share = format_short_pounds(view.reconciliation.on_map_pence)
        return f"councils took part in {named}; their equal shares come to at least {share}."
    return f"councils took part in {named}, which won {describe_sum(scope)} in all."


def _describe_largest(bids: tuple[Bid, ...]) -> str:
    stated = [bid for bid in bids if bid.award_pence is not None]
    if len(stated) < 2:  # noqa: PLR2004 - the largest of one says nothing
        return ""
    largest = max(stated, key=lambda bid: bid.award_pence or 0)
    amount = describe_sum((largest,))
    led = f"led by {describe_lead(largest)}" if largest.leads else "with no lead stated"
    return f"; the largest award, {amount}, was {led}{_describe_company(largest)}"


def _describe_company(bid: Bid) -> str:
    """Return whom the lead bid with: the name of one partner, or how many there were."""
    if not bid.partners:
        return ""
    if len(bid.partners) == 1:
        return f" with {bid.partners[0].name}"
    return f" with {format_count(len(bid.partners), 'partner')}"


def _describe_savings(view: MapView, scope: tuple[Bid, ...], named: str) -> str:
    stated = [bid for bid in scope if bid.saving_pence is not None]
    if not stated:
        verb = "states" if len(scope) == 1 else "state"
        return f"{named} won an award, but none {verb} a saving that we can source."
    strip = view.reconciliation
    shared = view.state.region is not None and view.state.count is CountRule.SHARED
    total = strip.on_map_pence if shared else sum(bid.saving_pence or 0 for bid in stated)
    verb = "states" if len(stated) == 1 else "state"
    share = " as their equal share" if shared else ""
    return (
        f"{len(stated):,} of {named} {verb} a saving: at least {format_short_pounds(total)}{share}."
    )


def _describe_ratio(scope: tuple[Bid, ...], named: str) -> str:
    both = [bid for bid in scope if bid.award_pence and bid.saving_pence is not None]
    if not both:
        return f"no bid among {named} states both an award and a saving."
    ratio = sum(bid.saving_pence or 0 for bid in both) / sum(bid.award_pence or 0 for bid in both)
    verb = "states" if len(both) == 1 else "state"
    return (
        f"{len(both):,} of {named} {verb} both an award and a saving: "
        f"about {format_ratio(ratio)} awarded, over different periods."
    )


def _describe_counts(view: MapView, named: str) -> str:
    ranked = view.ranked()
    most = [area.name for area in ranked if area.value == ranked[0].value] if ranked else []
    tail = ""
    if len(most) == 1:
        tail = f"; most in {most[0]} ({int(ranked[0].value or 0)})"
    if view.state.region is None:
        return f"{named} won an award{tail}."
    verb = "led" if view.state.count is CountRule.LEAD else "took part in"
    return f"councils {verb} {named}{tail}."


def _describe_area(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> str:
    filters = describe_filters(view.state, catalogue)
    name = detail.area.name
    if not detail.led and not detail.joined and not detail.through_county:
        return f"{name}: our sources name no winning bid{filters} with a council here."
    parts = []
    if detail.led:
        parts.append(
            f"led {format_count(len(detail.led), 'named bid')}{filters} that won "
            f"{describe_sum(detail.led)}"
        )
    if detail.joined:
        joined = format_count(len(detail.joined), "named bid")
        parts.append(f"took part in {joined}{'' if detail.led else filters} led elsewhere")
    if not parts:
        county = format_count(len(detail.through_county), "named bid")
        parts.append(f"is covered by its county council in {county}{filters}")
    return f"{name} {' and '.join(parts)}."


def _describe_bid(detail: BidDetail, catalogue: Catalogue) -> str:
    bid = detail.bid
    amount = format_stated(bid.award_pence, bid.award_precision)
    won = f"won {amount}" if bid.award_pence is not None else "won an amount that is not stated"
    led = f"led by {describe_lead(bid)}, " if bid.leads else "with no lead stated, "
    when = (
        f" in the {catalogue.round_by_id[bid.round].label} round"
        if bid.round
        else " in a round that is not stated"
    )
    return f"“{describe_title(bid)}”, {led}{won}{when}."


def _describe_partner(detail: PartnerDetail) -> str:
    bids = (*detail.led, *detail.joined)
    if not bids:
        return f"{detail.partner.name}: the filters leave out all its bids."
    verb = "led" if detail.led and not detail.joined else "took part in"
    named = format_count(len(bids), "named bid")
    return f"{detail.partner.name} {verb} {named} that won {describe_sum(bids)}."


def _describe_comparison(details: tuple[AreaDetail, ...]) -> str:
    parts = [
        f"{detail.area.name} led {format_count(len(detail.led), 'named bid')}"
        + (f" that won {describe_sum(detail.led)}" if detail.led else "")
        for detail in details
    ]
    return f"{'; '.join(parts)}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
