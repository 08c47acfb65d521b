"""The panel of one area, and of two or three side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.components import (
    Cell,
    Children,
    render_bid_list,
    render_definitions,
    render_link,
    render_rows,
)
from dashboard.headline import describe_sum
from dashboard.state import MAX_COMPARED
from dashboard.text import (
    LEVEL_NOUNS,
    MEASURE_LABELS,
    describe_omissions,
    describe_place,
    describe_rank,
    describe_value,
    format_count,
    format_date,
    format_pounds,
    format_ratio,
)
from geodata.codes import Precision, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.catalogue import Area, Bid, Catalogue
    from dashboard.state import MapState
    from dashboard.view import AreaDetail, MapView


def render_area(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> Children:
    """Return an area's figures, ranks, bids and the councils that it works with."""
    state = view.state
    rows: list[tuple[str, str | Component | Children]] = [
        (MEASURE_LABELS[state.measure], _describe_area_value(detail, view)),
    ]
    rows += _describe_ranks(detail, catalogue)
    children: Children = [
        html.H2(detail.area.name, className="govuk-heading-m govuk-!-margin-bottom-1"),
        html.P(_describe_parents(detail, catalogue), className="govuk-body-s tca-hint"),
        *_describe_today(detail.area),
        render_definitions(rows),
        _render_compare_link(detail.area, state),
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
    return children + _render_together(detail, state, catalogue)


def _describe_area_value(detail: AreaDetail, view: MapView) -> str:
    words = [describe_value(detail.value, view.state.measure)]
    omissions = describe_omissions(detail.value, view.state)
    return ". ".join(words) + (". " + " ".join(omissions) if omissions else "")


def _describe_ranks(
    detail: AreaDetail, catalogue: Catalogue
) -> list[tuple[str, str | Component | Children]]:
    if detail.rank is None:
        return []
    words = [f"{describe_rank(detail.rank)} in England"]
    if detail.rank_in_region is not None and detail.area.region is not None:
        region = describe_place(catalogue.areas[detail.area.region])
        words.append(f"{describe_rank(detail.rank_in_region)} in {region}")
    return [("Rank", f"{'; '.join(words)}, among areas with a figure here")]


def _describe_parents(detail: AreaDetail, catalogue: Catalogue) -> str:
    area = detail.area
    kind = LEVEL_NOUNS[detail.level]
    if area.tier is Tier.REGION:
        return "Region of England"
    before = catalogue.predecessors.get(area.gss)
    if before:
        formers = ", ".join(catalogue.areas[gss].name for gss in before)
        return f"Council of today, made of {formers}."
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


def _describe_today(area: Area) -> Children:
    """Return what a council of 2014 is part of today, where that changed."""
    if area.now is None:
        return []
    when = format_date(area.now.changed_on)
    verb = {"merged": "It is part of", "recoded": "It has another code today:"}.get(
        area.now.kind, "It is called"
    )
    text = f"{verb} {area.now.name} since {when}."
    return [html.P(text, className="govuk-body-s tca-hint")]


def _render_together(detail: AreaDetail, state: MapState, catalogue: Catalogue) -> Children:
    if not detail.together:
        return []
    items = [
        html.Li(
            [
                render_link(catalogue.areas[gss].name, state.link_area(gss)),
                f": {format_count(count, 'bid')} together",
            ]
        )
        for gss, count in detail.together
    ]
    return [
        html.H3("Works most with", className="govuk-heading-s tca-group"),
        html.Ul(items, className="govuk-list tca-members"),
    ]


def _render_compare_link(area: Area, state: MapState) -> Component:
    return html.P(
        render_link(f"Compare {area.name} with another area", state.link_compare((area.gss,))),
        className="govuk-body-s",
    )


def render_comparison(view: MapView, catalogue: Catalogue) -> Children:
    """Return two or three areas side by side, one column each."""
    state, details = view.state, view.compared
    codes = tuple(detail.area.gss for detail in details)
    heads: list[tuple[Cell, bool]] = [("Compared", False)]
    heads += [(_render_column_head(detail, codes, state), False) for detail in details]
    rows: list[list[Cell]] = [
        ["Award", *(_sum(detail, "award") for detail in details)],
        ["Saving expected", *(_sum(detail, "saving") for detail in details)],
        ["Saving for each £1", *(_ratio(detail) for detail in details)],
        ["Bids led from here", *(f"{len(detail.led):,}" for detail in details)],
        ["Bids joined", *(f"{len(detail.joined):,}" for detail in details)],
        ["Works most with", *(_partners(detail, catalogue) for detail in details)],
        ["Themes", *(_themes(detail, catalogue) for detail in details)],
    ]
    children: Children = [
        html.H2("Areas side by side", className="govuk-heading-m"),
        html.Div(
            render_rows("Award and saving: bids led from each area", heads, rows),
            className="tca-compare",
        ),
    ]
    if len(codes) < MAX_COMPARED:
        children.append(
            html.P("Choose another area on the map to set it beside.", className="govuk-body-s")
        )
    return children


def _render_column_head(detail: AreaDetail, codes: tuple[str, ...], state: MapState) -> Component:
    rest = tuple(gss for gss in codes if gss != detail.area.gss)
    return html.Div(
        [
            render_link(detail.area.name, state.link_area(detail.area.gss)),
            " ",
            render_link(
                ["Remove", html.Span(f" {detail.area.name}", className="govuk-visually-hidden")],
                state.link_compare(rest),
                "govuk-link tca-remove",
            ),
        ]
    )


def _sum(detail: AreaDetail, field: str) -> str:
    """Return the sum of the bids led (``award`` or ``saving``), as sure as its least sure part."""
    amounts = [getattr(bid, f"{field}_pence") for bid in detail.led]
    precisions = {getattr(bid, f"{field}_precision") for bid in detail.led}
    stated = [amount for amount in amounts if amount is not None]
    if not stated:
        return "none stated" if detail.led else "no bid led"
    bound = ""
    if len(stated) < len(amounts) or Precision.AT_LEAST in precisions:
        bound = "at least "
    elif Precision.ROUNDED in precisions:
        bound = "about "
    return f"{bound}{format_pounds(sum(stated))} ({len(stated)} of {len(amounts)} bids)"


def _ratio(detail: AreaDetail) -> str:
    both = [bid for bid in detail.led if bid.award_pence and bid.saving_pence is not None]
    if not both:
        return "not stated"
    saved = sum(bid.saving_pence or 0 for bid in both)
    ratio = format_ratio(saved / sum(bid.award_pence or 0 for bid in both))
    return f"{ratio} ({len(both)} of {len(detail.led)} bids)"


def _partners(detail: AreaDetail, catalogue: Catalogue) -> str:
    names = [f"{catalogue.areas[gss].name} ({count})" for gss, count in detail.together[:3]]
    return ", ".join(names) or "no other council named"


def _themes(detail: AreaDetail, catalogue: Catalogue) -> str:
    themes = {theme for bid in (*detail.led, *detail.joined) for theme in bid.themes}
    labels = sorted(catalogue.theme_by_id[theme].label for theme in themes)
    return ", ".join(labels) or "none described"
