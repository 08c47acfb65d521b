"""The panel of one bid: who, what, how much, how sure, and where it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.parts.components import (
    Cell,
    Children,
    render_definitions,
    render_details,
    render_link,
    render_outside_link,
)
from dashboard.words.bids import (
    count_bodies,
    describe_member,
    describe_partner,
    describe_title,
    list_others,
)
from dashboard.words.text import (
    BODY_LABELS,
    format_count,
    format_date,
    format_stated,
)
from geodata.model.codes import Body, Confidence, Kind
from geodata.model.grants import SCOPE_SENTENCES
from geodata.model.slugs import partner_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.state import MapState
    from dashboard.query.view import BidDetail, MapView
    from geodata.model.published.awards import Bid, BidSource, Member, Outcome


def render_bid(detail: BidDetail, view: MapView, catalogue: Catalogue) -> Children:
    """Return everything that the sources say of a bid."""
    bid, state = detail.bid, view.state
    untitled = html.P("The source gives this bid no title.", className="govuk-body-s tca-hint")
    return [
        html.H2(describe_title(bid), className="govuk-heading-m tca-close"),
        *([] if bid.title else [untitled]),
        html.P(bid.summary, className="govuk-body"),
        render_definitions(_bid_rows(bid, state, catalogue)),
        *_render_partners(bid, state, catalogue),
        html.P(describe_places(detail), className="govuk-body-s tca-hint"),
        *_render_outcomes(bid),
        *_render_doubts(bid),
        html.H3("Sources", className="govuk-heading-s tca-group"),
        html.Ul(
            [html.Li(_render_source(source)) for source in bid.sources],
            className="govuk-list tca-sources",
        ),
        html.P(f"Reference {bid.id}", className="govuk-body-s tca-hint"),
    ]


def _bid_rows(bid: Bid, state: MapState, catalogue: Catalogue) -> list[tuple[str, Cell]]:
    award = format_stated(bid.award_pence, bid.award_precision)
    saving = format_stated(bid.saving_pence, bid.saving_precision)
    rows: list[tuple[str, Cell]] = [
        ("Award", award[:1].upper() + award[1:]),
        ("Saving expected", _with_note(saving[:1].upper() + saving[1:], bid.saving_note)),
        ("Lead", _render_lead(bid, state)),
    ]
    others = [member for member in bid.partners if member.gss in bid.may_be_led_by]
    if others:
        rows.append(("May have been led by", _render_members(others, state)))
    if bid.round is None:
        rows.append(("Round", "Not stated"))
    else:
        one = catalogue.round_by_id[bid.round]
        announced = f", announced {format_date(one.announced_on)}" if one.announced_on else ""
        rows.append(("Round", f"{one.label}{announced}"))
    themes = [catalogue.theme_by_id[theme].label for theme in bid.themes]
    rows.append(("Theme", "; ".join(themes) if themes else "Not described"))
    if bid.kind is Kind.CAPITAL_RECEIPT_FLEXIBILITY:
        rows.append(("Given", "Leave to spend capital receipts; no grant"))
    return rows


def _with_note(text: str, note: str | None) -> Children:
    return [text, *([html.Span(f" ({note})", className="tca-hint")] if note else [])]


def _render_lead(bid: Bid, state: MapState) -> str | Children:
    if not bid.leads:
        return "Not stated"
    marked = [html.Span(" (lead inferred)", className="tca-hint")] if bid.lead_inferred else []
    return [*_render_members(bid.leads, state), *marked]


def _render_members(members: Sequence[Member], state: MapState) -> Children:
    items: Children = []
    for member in members:
        if items:
            items.append("; ")
        items.append(_render_member(member, state))
    return items


def _render_member(member: Member, state: MapState) -> Component | str:
    if member.gss is not None:
        return render_link(describe_member(member), state.link_area(member.gss))
    slug = partner_slug(member.name, member.body, member.gss)
    if slug is not None:
        return render_link(describe_member(member), state.link_partner(slug))
    return describe_member(member)


def _render_partner(member: Member, bid: Bid, state: MapState, catalogue: Catalogue) -> Children:
    """Return a partner's name, with the councils that a group stands for."""
    parts: Children = [_render_member(member, state)]
    if member.body is Body.COUNCIL_GROUP:
        others = list_others(member, bid)
        if len(others) < len(member.councils):
            parts = [
                describe_partner(member, bid),
                html.Div(
                    f"The source writes “{member.name}”, of which the lead is one.",
                    className="tca-hint tca-group-of",
                ),
            ]
        names = sorted((catalogue.areas[gss].name, gss) for gss in others)
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
    children: Children = [html.H3("Partners", className="govuk-heading-s tca-group")]
    for body in Body:
        members = [member for member in bid.partners if member.body is body]
        items = [html.Li(_render_partner(member, bid, state, catalogue)) for member in members]
        if items:
            children += [
                html.H4(BODY_LABELS[body], className="tca-body-kind"),
                html.Ul(items, className="govuk-list tca-members"),
            ]
    return children


def describe_places(detail: BidDetail) -> str:
    """Return how many of a bid's bodies are on the map and how many are not."""
    councils = {gss for member in detail.bid.members for gss in member.councils}
    off = [member for member in detail.bid.members if not member.councils]
    on_map = format_count(len(councils), "council")
    return f"{on_map} on the map, {count_bodies(len(off))} not on it."


def _render_outcomes(bid: Bid) -> Children:
    """Return what pages say came of a bid, each with that of which it speaks."""
    if not bid.outcomes:
        return []
    return [
        html.H3("What came of it", className="govuk-heading-s tca-group"),
        html.Ul(
            [html.Li(_render_outcome(one)) for one in bid.outcomes],
            className="govuk-list tca-sources",
        ),
    ]


def _render_outcome(one: Outcome) -> Children:
    year = f"{one.as_of}: " if one.as_of else "Year not stated: "
    return [
        html.Strong(SCOPE_SENTENCES[one.scope]),
        f" {year}{one.outcome} ",
        render_outside_link(one.publisher, one.url),
        html.Div(one.doubt.strip(), className="tca-hint") if one.doubt else "",
    ]


def _render_doubts(bid: Bid) -> Children:
    lines = [f"Who led: {bid.lead_basis}"] if bid.lead_basis else []
    if bid.check_note:
        lines.append(bid.check_note)
    if not lines:
        return []
    inferred = bid.confidence is Confidence.INFERRED
    title = f"How sure is this?{' Part of it is inferred' if inferred else ''}"
    words: Children = [html.P(line, className="govuk-body-s") for line in lines]
    return [render_details(title, words, "tca-doubts", opened=inferred)]


def _render_source(source: BidSource) -> Children:
    states = f": {source.states}" if source.states else ""
    return [render_outside_link(source.publisher, source.url), states]
