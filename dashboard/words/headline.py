"""Write the sentence that describes a view.

It is the map's caption, its description for assistive technology, the live announcement and, in
short form, the page's title, so they cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.query.filters import describe_filters
from dashboard.query.groups import join_groups
from dashboard.words.bids import describe_lead, describe_partner, describe_title
from dashboard.words.text import (
    MEASURE_LABELS,
    describe_place,
    describe_value,
    format_at_least,
    format_count,
    format_ratio,
    format_short_pounds,
    format_stated,
    is_short_exact,
)
from geodata.model.codes import CountRule, Measure, Precision

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.query.groups import BidGroup
    from dashboard.query.view import AreaDetail, AreaValue, BidDetail, MapView, PartnerDetail
    from geodata.model.published.awards import Bid


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
    scope = view.scope
    if not scope.count:
        return _sentence(f"{place}our sources name no winning bid{filters}.")
    named = f"{format_count(scope.count, 'named bid')}{filters}"
    match view.state.measure:
        case Measure.AWARD:
            text = _describe_awards(view, scope, named)
        case Measure.SAVING:
            text = _describe_savings(view, scope, named)
        case Measure.RATIO:
            text = _describe_ratio(scope, named)
        case Measure.BIDS:
            text = _describe_counts(view, named, catalogue)
        case Measure.PER_RESIDENT:
            text = _describe_per_resident(view, scope, named, catalogue)
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


def describe_sum(bids: BidGroup) -> str:
    """Return the sum of the bids' awards, "at least" where some state none or a lower bound."""
    award = bids.award
    if not award.stated:
        return "an amount that no source states"
    at_least = award.stated < bids.count or award.at_least
    return _describe_amount(award.pence, at_least=at_least, rounded=award.rounded)


def _describe_amount(pence: int, *, at_least: bool, rounded: bool) -> str:
    if at_least:
        return format_at_least(pence)
    short = format_short_pounds(pence)
    if rounded:
        return f"about {short}"
    exact = pence < 100_000_000 or is_short_exact(pence)  # noqa: PLR2004 - below £1m all is written
    return short if exact else f"about {short}"


def _describe_awards(view: MapView, scope: BidGroup, named: str) -> str:
    state = view.state
    if state.region is None:
        return f"{named} won {describe_sum(scope)}{_describe_largest(scope)}."
    if state.count is CountRule.LEAD:
        return f"councils led {named}, which won {describe_sum(scope)}{_describe_largest(scope)}."
    if state.count is CountRule.SHARED:
        if not scope.award.stated:
            return f"councils took part in {named}, which won {describe_sum(scope)}."
        share = format_at_least(view.reconciliation.on_map.pence)
        return f"councils took part in {named}; their equal shares come to {share}."
    return f"councils took part in {named}, which won {describe_sum(scope)} in all."


def _describe_largest(bids: BidGroup) -> str:
    """Return the largest award of bids in the order of their awards."""
    if bids.award.stated < 2:  # noqa: PLR2004 - the largest of one says nothing
        return ""
    largest = bids.first[0]
    how = largest.award_precision
    amount = _describe_amount(
        largest.award_pence or 0,
        at_least=how is Precision.AT_LEAST,
        rounded=how is Precision.ROUNDED,
    )
    led = f"led by {describe_lead(largest)}" if largest.leads else "with no lead stated"
    return f"; the largest award, {amount}, was {led}{_describe_company(largest)}"


def _describe_company(bid: Bid) -> str:
    """Return the partners of the lead: the name of one, or the number of several."""
    if not bid.partners:
        return ""
    if len(bid.partners) == 1:
        return f" with {describe_partner(bid.partners[0], bid)}"
    return f" with {format_count(len(bid.partners), 'partner')}"


def _describe_savings(view: MapView, scope: BidGroup, named: str) -> str:
    stated = scope.saving.stated
    if not stated:
        verb = "states" if scope.count == 1 else "state"
        return f"{named} won an award, but none {verb} a saving that we can source."
    strip = view.reconciliation
    shared = view.state.region is not None and view.state.count is CountRule.SHARED
    total = strip.on_map.pence if shared else scope.saving.pence
    verb = "states" if stated == 1 else "state"
    share = " as their equal share" if shared else ""
    return f"{stated:,} of {named} {verb} a saving: {format_at_least(total)}{share}."


def _describe_ratio(scope: BidGroup, named: str) -> str:
    both = scope.both
    if not both.stated:
        return f"no bid among {named} states both an award and a saving."
    ratio = both.saving_pence / both.award_pence
    verb = "states" if both.stated == 1 else "state"
    return (
        f"{both.stated:,} of {named} {verb} both an award and a saving: "
        f"about {format_ratio(ratio)} awarded, over different periods."
    )


def _describe_counts(view: MapView, named: str, catalogue: Catalogue) -> str:
    ranked = view.ranked()
    most = [area for area in ranked if area.value == ranked[0].value] if ranked else []
    tail = ""
    if len(most) == 1:
        tail = f"; most in {_name(most[0], view, catalogue)} ({int(ranked[0].value or 0)})"
    if view.state.region is None:
        return f"{named} won an award{tail}."
    verb = "led" if view.state.count is CountRule.LEAD else "took part in"
    return f"councils {verb} {named}{tail}."


def _describe_per_resident(view: MapView, scope: BidGroup, named: str, catalogue: Catalogue) -> str:
    verb = "led" if view.state.count is CountRule.LEAD else "took part in"
    led = f"councils {verb} {named}, which won" if view.state.region else f"{named} won"
    ranked = view.ranked()
    if not ranked:
        return f"{led} {describe_sum(scope)}."
    among = "where every partner is named, " if view.unranked() else ""
    most = describe_value(ranked[0], view.state.measure)
    name = _name(ranked[0], view, catalogue)
    # An award to several councils is worth as much to the residents of each of them.
    where = "from bids led in" if view.state.count is CountRule.LEAD else "in"
    return f"{led} {describe_sum(scope)}; {among}most for each resident {where} {name}, {most}."


def _name(area: AreaValue, view: MapView, catalogue: Catalogue) -> str:
    """Return the name of an area of the map as a sentence has it."""
    return describe_place(catalogue.areas[area.gss].at(view.state.level))


def _describe_area(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> str:
    filters = describe_filters(view.state, catalogue)
    name = detail.area.name
    if not (detail.led.count or detail.joined.count or detail.through_county.count):
        return f"{name}: our sources name no winning bid{filters} with a council here."
    parts = []
    if detail.led.count:
        parts.append(
            f"led {format_count(detail.led.count, 'named bid')}{filters} that won "
            f"{describe_sum(detail.led)}"
        )
    if detail.joined.count:
        joined = format_count(detail.joined.count, "named bid")
        parts.append(f"took part in {joined}{'' if detail.led.count else filters} led elsewhere")
    if not parts:
        county = format_count(detail.through_county.count, "named bid")
        parts.append(f"is covered by its county council in {county}{filters}")
    return f"{name} {' and '.join(parts)}."


def _describe_bid(detail: BidDetail, catalogue: Catalogue) -> str:
    bid = detail.bid
    amount = format_stated(bid.award_pence, bid.award_precision)
    won = f"won {amount}" if bid.award_pence is not None else "won an amount that is not stated"
    led = f"led by {describe_lead(bid)}" if bid.leads else "with no lead stated"
    subject = f"“{bid.title}”, {led}," if bid.title else f"A bid {led}"
    when = (
        f" in the {catalogue.round_by_id[bid.round].label} round"
        if bid.round
        else " in a round that is not stated"
    )
    return f"{subject} {won}{when}."


def _describe_partner(detail: PartnerDetail) -> str:
    bids = join_groups((detail.led, detail.joined))
    if not bids.count:
        return f"{detail.partner.name}: the filters leave out all its bids."
    verb = "led" if not detail.joined.count else "took part in"
    named = format_count(bids.count, "named bid")
    return f"{detail.partner.name} {verb} {named} that won {describe_sum(bids)}."


def _describe_comparison(details: tuple[AreaDetail, ...]) -> str:
    parts = [
        f"{detail.area.name} led {format_count(detail.led.count, 'named bid')}"
        + (f" that won {describe_sum(detail.led)}" if detail.led.count else "")
        for detail in details
    ]
    return f"{'; '.join(parts)}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
