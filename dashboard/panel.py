"""The panel beside the map: England's bids, one area's bids, or one bid in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.components import (
    Children,
    render_bid_list,
    render_definitions,
    render_details,
    render_link,
    render_outside_link,
)
from dashboard.headline import describe_sum
from dashboard.text import (
    BODY_LABELS,
    LEVEL_NOUNS,
    MEASURE_LABELS,
    describe_filters,
    describe_member,
    describe_omissions,
    describe_place,
    describe_title,
    describe_value,
    format_count,
    format_date,
    format_stated,
)
from geodata.codes import Body, Confidence, Kind, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.catalogue import Bid, BidSource, Catalogue, Member
    from dashboard.state import MapState
    from dashboard.view import AreaDetail, BidDetail, MapView

_FIRST_BIDS = 8


def render_panel(view: MapView, catalogue: Catalogue) -> Children:
    """Return the panel of a view."""
    if view.bid is not None:
        return _render_bid(view.bid, view, catalogue)
    if view.area is not None:
        return _render_area(view.area, view, catalogue)
    return _render_overview(view, catalogue)


def _render_overview(view: MapView, catalogue: Catalogue) -> Children:
    state = view.state
    place = describe_place(catalogue.areas[state.region]) if state.region else "England"
    bids = view.bids
    title = f"Bids in {place}{describe_filters(state, catalogue)}"
    children: Children = [
        html.H2(title, className="govuk-heading-m"),
        html.P(
            "Choose an area on the map or a bid below to see who worked with whom.",
            className="govuk-body-s tca-hint",
        ),
    ]
    if not bids:
        children.append(
            html.P(
                [
                    "Our sources name no bid for this choice. ",
                    render_link("Clear all choices", "/"),
                ],
                className="govuk-body",
            )
        )
        return children
    children.append(render_bid_list(bids[:_FIRST_BIDS], state))
    if len(bids) > _FIRST_BIDS:
        rest = bids[_FIRST_BIDS:]
        children.append(
            render_details(
                f"Show {format_count(len(rest), 'more bid')}",
                [render_bid_list(rest, state)],
                "tca-more-bids",
            )
        )
    return children


def _render_area(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> Children:
    state = view.state
    rows: list[tuple[str, str | Component | Children]] = [
        (MEASURE_LABELS[state.measure], _describe_area_value(detail, view)),
    ]
    rows += _describe_ranks(detail, catalogue)
    children: Children = [
        _render_back(state, catalogue),
        html.H2(detail.area.name, className="govuk-heading-m govuk-!-margin-bottom-1"),
        html.P(_describe_parents(detail, catalogue), className="govuk-body-s tca-hint"),
        render_definitions(rows),
    ]
    groups = (
        ("Led from here", detail.led),
        ("Joined as a partner", detail.joined),
        ("Through its county council", detail.through_county),
    )
    for title, bids in groups:
        if bids:
            children += _render_group(title, bids, state)
    if not any(bids for _, bids in groups):
        children.append(
            html.P(
                "Our sources name no winning bid with a council here under these filters. "
                "That does not mean that it won nothing.",
                className="govuk-body",
            )
        )
    return children


def _describe_area_value(detail: AreaDetail, view: MapView) -> str:
    words = [describe_value(detail.value, view.state.measure)]
    omissions = describe_omissions(detail.value, view.state)
    return ". ".join(words) + (". " + " ".join(omissions) if omissions else "")


def _describe_ranks(
    detail: AreaDetail, catalogue: Catalogue
) -> list[tuple[str, str | Component | Children]]:
    if detail.rank is None:
        return []
    place, of = detail.rank
    words = [f"{_ordinal(place)} of {of} in England"]
    if detail.rank_in_region is not None and detail.area.region is not None:
        place, of = detail.rank_in_region
        region = describe_place(catalogue.areas[detail.area.region])
        words.append(f"{_ordinal(place)} of {of} in {region}")
    return [("Rank", f"{'; '.join(words)}, among areas with a figure here")]


def _ordinal(number: int) -> str:
    teens = 10 <= number % 100 <= 20  # noqa: PLR2004 - 11th, 12th, 13th
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _describe_parents(detail: AreaDetail, catalogue: Catalogue) -> str:
    area = detail.area
    kind = LEVEL_NOUNS[detail.level]
    if area.tier is Tier.REGION:
        return "Region of England"
    names = [describe_place(catalogue.areas[gss]) for gss in (area.county, area.region) if gss]
    within = f" in {', '.join(names)}" if names else ""
    combined = (
        f"; part of {catalogue.areas[area.combined_authority].name}"
        if area.combined_authority
        else ""
    )
    names_of_tier = {
        Tier.COUNTY: "County",
        Tier.DISTRICT: "District",
        Tier.UNITARY: "Unitary authority",
        Tier.METROPOLITAN: "Metropolitan borough",
        Tier.LONDON_BOROUGH: "London borough",
    }
    return f"{names_of_tier.get(area.tier, kind)}{within}{combined}. Council area of 2014."


def _render_group(title: str, bids: Sequence[Bid], state: MapState) -> Children:
    total = f"{format_count(len(bids), 'bid')}, {describe_sum(tuple(bids))}"
    return [
        html.H3(
            [title, html.Span(f" {total}", className="tca-group-sum")],
            className="govuk-heading-s tca-group",
        ),
        render_bid_list(bids, state),
    ]


def _render_back(state: MapState, catalogue: Catalogue) -> Component:
    place = describe_place(catalogue.areas[state.region]) if state.region else "England"
    return render_link(
        f"Back to {place}", state.link(area=None, bid=None), "govuk-back-link tca-back"
    )


def _render_bid(detail: BidDetail, view: MapView, catalogue: Catalogue) -> Children:
    bid, state = detail.bid, view.state
    children: Children = [
        _render_back(state, catalogue),
        html.H2(describe_title(bid), className="govuk-heading-m govuk-!-margin-bottom-1"),
    ]
    if not bid.title:
        children.append(
            html.P("The source gives this bid no title.", className="govuk-body-s tca-hint")
        )
    children += [
        html.P(bid.summary, className="govuk-body"),
        render_definitions(_bid_rows(bid, state, catalogue)),
        *_render_partners(bid, state, catalogue),
        html.P(describe_places(detail), className="govuk-body-s tca-hint"),
        *_render_doubts(bid),
        html.H3("Sources", className="govuk-heading-s tca-group"),
        html.Ul(
            [html.Li(_render_source(source)) for source in bid.sources],
            className="govuk-list tca-sources",
        ),
        html.P(f"Reference {bid.id}", className="govuk-body-s tca-hint"),
    ]
    return children


def _bid_rows(
    bid: Bid, state: MapState, catalogue: Catalogue
) -> list[tuple[str, str | Component | Children]]:
    award = format_stated(bid.award_pence, bid.award_precision)
    saving = format_stated(bid.saving_pence, bid.saving_precision)
    rows: list[tuple[str, str | Component | Children]] = [
        ("Award", award[:1].upper() + award[1:]),
        ("Saving expected", _with_note(saving[:1].upper() + saving[1:], bid.saving_note)),
        ("Lead", _render_members(bid.leads, state) if bid.leads else "Not stated"),
    ]
    if bid.round is None:
        rows.append(("Round", "Not stated"))
    else:
        one = catalogue.round_by_id[bid.round]
        rows.append(("Round", f"{one.label}, announced {format_date(one.announced_on)}"))
    themes = [catalogue.theme_by_id[theme].label for theme in bid.themes]
    rows.append(("Theme", "; ".join(themes) if themes else "Not described"))
    if bid.kind is Kind.CAPITAL_RECEIPT_FLEXIBILITY:
        rows.append(("Given", "Leave to spend capital receipts; no grant"))
    return rows


def _with_note(text: str, note: str | None) -> Children:
    return [text, *([html.Span(f" ({note})", className="tca-hint")] if note else [])]


def _render_members(members: Sequence[Member], state: MapState) -> Children:
    items: Children = []
    for member in members:
        if items:
            items.append("; ")
        items.append(_render_member(member, state))
    return items


def _render_member(member: Member, state: MapState) -> Component | str:
    if member.gss is None:
        return describe_member(member)
    return render_link(describe_member(member), state.link_area(member.gss))


def _render_partner(member: Member, state: MapState, catalogue: Catalogue) -> Children:
    """Return a partner's name, with the councils that a group stands for."""
    parts: Children = [_render_member(member, state)]
    if member.body is Body.COUNCIL_GROUP:
        names = sorted((catalogue.areas[gss].name, gss) for gss in member.councils)
        links: Children = []
        for name, gss in names:
            links += [", " if links else "", render_link(name, state.link_area(gss))]
        parts.append(html.Div(["Stands for ", *links, "."], className="tca-hint tca-group-of"))
    if member.note:
        parts.append(html.Div(member.note, className="tca-hint tca-group-of"))
    return parts


def _render_partners(bid: Bid, state: MapState, catalogue: Catalogue) -> Children:
    if not bid.partners:
        return [html.P("Our sources name no partner.", className="govuk-body-s")]
    children: Children = [
        html.H3("Partners", className="govuk-heading-s tca-group"),
    ]
    for body in Body:
        members = [member for member in bid.partners if member.body is body]
        if not members:
            continue
        children.append(html.H4(BODY_LABELS[body], className="tca-body-kind"))
        children.append(
            html.Ul(
                [html.Li(_render_partner(member, state, catalogue)) for member in members],
                className="govuk-list tca-members",
            )
        )
    return children


def describe_places(detail: BidDetail) -> str:
    """Return how many of a bid's bodies are on the map and how many are not."""
    councils = {gss for member in detail.bid.members for gss in member.councils}
    off = [member for member in detail.bid.members if not member.councils]
    on_map = format_count(len(councils), "council")
    beside = (
        format_count(len(off), "body or group")
        if len(off) == 1
        else (f"{len(off)} bodies or groups")
    )
    return f"{on_map} on the map, {beside} not on it."


def _render_doubts(bid: Bid) -> Children:
    lines = [f"Who led: {bid.lead_basis}."] if bid.lead_basis else []
    if bid.check_note:
        lines.append(bid.check_note)
    title = (
        "How sure is this? Part of it is inferred"
        if bid.confidence is Confidence.INFERRED
        else "How sure is this?"
    )
    return (
        [
            render_details(
                title,
                [html.P(line, className="govuk-body-s") for line in lines],
                "tca-doubts",
                opened=bid.confidence is Confidence.INFERRED,
            )
        ]
        if lines
        else []
    )


def _render_source(source: BidSource) -> Children:
    states = f": {source.states}" if source.states else ""
    return [render_outside_link(source.publisher, source.url), states]
