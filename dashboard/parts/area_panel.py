"""The panel of one area, and of two or three side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from dash import dcc, html

from dashboard.parts.components import (
    Cell,
    Children,
    render_definitions,
    render_link,
    render_part,
    render_rows,
    render_zoom_to,
)
from dashboard.parts.key import render_ticks
from dashboard.query.groups import MOST_NAMED
from dashboard.query.state import MAX_COMPARED, NOTHING_CHOSEN
from dashboard.query.view import AreaStatus
from dashboard.words.text import (
    LEVEL_NOUNS,
    MEASURE_LABELS,
    NOT_RANKED,
    describe_inferred,
    describe_omissions,
    describe_place,
    describe_rank,
    describe_value,
    format_count,
    format_date,
    format_pounds,
    format_ratio,
    lower_first,
)
from geodata.model.codes import CountRule, Measure, Tier

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.data.catalogue import Area, Catalogue
    from dashboard.query.groups import BidGroup, Sum
    from dashboard.query.state import MapState
    from dashboard.query.view import AreaDetail, AreaValue, MapView


_CHOOSER: Final = "compare-with"


def render_area(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> Children:
    """Return an area's figures, ranks, bids and the councils that it works with."""
    state = view.state
    rows: list[tuple[str, Cell]] = [
        (MEASURE_LABELS[state.measure], _describe_area_value(detail, view)),
        *_describe_other_value(detail.value, state.measure),
        ("Bids", _describe_part(detail)),
    ]
    if detail.value.outcomes_known:
        rows.append(("What came of it", _describe_outcomes(detail, state)))
    rows += _describe_ranks(detail, catalogue)
    children: Children = [
        html.H2(detail.area.name, className="govuk-heading-m tca-close"),
        html.P(_describe_parents(detail, catalogue), className="govuk-body-s tca-hint"),
        *_describe_today(detail.area, catalogue),
        render_definitions(rows),
        *(render_ticks(view, detail.value) if detail.level is state.level else []),
        *_render_zoom(detail.area, catalogue),
        _render_compare_link(detail.area, state),
    ]
    groups = (
        ("Led from here", detail.led),
        ("Joined as a partner", detail.joined),
        ("Through its county council", detail.through_county),
    )
    for title, bids in groups:
        if bids.count:
            children += render_part(title, bids, state, catalogue)
    if not any(bids.count for _, bids in groups):
        children.append(
            html.P(
                "Our sources name no winning bid with a council here under these filters. "
                "That does not mean that it won nothing.",
                className="govuk-body",
            )
        )
    children += _render_together(detail, state, catalogue)
    return children + _render_neighbours(detail, view, catalogue)


def _describe_area_value(detail: AreaDetail, view: MapView) -> str:
    value = describe_value(detail.value, view.state.measure)
    omissions = " ".join(describe_omissions(detail.value, view.state))
    return f"{value}. {omissions}" if omissions else value


def _describe_other_value(value: AreaValue, measure: Measure) -> list[tuple[str, Cell]]:
    """Return the award beside what each resident has of it, and the other way round."""
    if measure is Measure.AWARD and value.per_resident_pence is not None:
        other, amount = Measure.PER_RESIDENT, value.per_resident_pence
    elif measure is Measure.PER_RESIDENT and value.award_pence is not None:
        other, amount = Measure.AWARD, value.award_pence
    else:
        return []
    return [(MEASURE_LABELS[other], describe_value(replace(value, value=amount), other))]


def _describe_part(detail: AreaDetail) -> str:
    """Return how many bids the area leads, joins, and is in through its county council."""
    parts = ((detail.led, "led"), (detail.joined, "joined"))
    words = [f"{bids.count:,} {verb}" for bids, verb in parts if bids.count]
    if detail.led.leads_inferred:
        words[0] += f" ({describe_inferred(detail.led.leads_inferred)})"
    if detail.through_county.count:
        words.append(f"{detail.through_county.count:,} through its county council")
    return ", ".join(words) or "None named in our sources"


def _describe_outcomes(detail: AreaDetail, state: MapState) -> str:
    """Return of how many of the bids that are counted here it is known what came of them."""
    verb = "led" if state.count is CountRule.LEAD else "taken part in"
    counted = format_count(detail.value.counted, "bid")
    return f"Known for {detail.value.outcomes_known:,} of {counted} {verb}"


def _describe_ranks(detail: AreaDetail, catalogue: Catalogue) -> list[tuple[str, Cell]]:
    if detail.rank is None:
        return [] if detail.value.value is None else [("Rank", NOT_RANKED)]
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


def _describe_today(area: Area, catalogue: Catalogue) -> Children:
    """Return what a council of 2014 is part of today, where that changed."""
    if area.now is None:
        return []
    when = format_date(area.now.changed_on)
    before = catalogue.areas[area.gss].name
    if area.name != before:
        return [html.P(f"It was called {before} before {when}.", className="govuk-body-s tca-hint")]
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
    many = max(detail.led.count, detail.joined.count) > MOST_NAMED
    of = f", in the first {MOST_NAMED} bids of each list" if many else ""
    return [
        html.H3(f"Works most with{of}", className="govuk-heading-s tca-group"),
        html.Ul(items, className="govuk-list tca-members"),
    ]


def _render_neighbours(detail: AreaDetail, view: MapView, catalogue: Catalogue) -> Children:
    """Return the areas that share a border with this one, each with its value on the map."""
    near = catalogue.levels[detail.level].geometry[detail.area.gss].neighbours
    values = {area.gss: area for area in view.areas if area.status is not AreaStatus.OUTSIDE}
    items = []
    for name, gss in sorted((catalogue.areas[gss].at(detail.level).name, gss) for gss in near):
        said = describe_value(values[gss], view.state.measure) if gss in values else ""
        link = render_link(name, view.state.link_area(gss))
        items.append(html.Li([link, f": {lower_first(said)}" if said else ""]))
    if not items:
        return []
    return [
        html.H3("Neighbours", className="govuk-heading-s tca-group"),
        html.Ul(items, className="govuk-list tca-members"),
    ]


def _render_zoom(area: Area, catalogue: Catalogue) -> Children:
    """Return the button that shows the area's region larger; a region's own shows itself."""
    gss = next((one for one in (area.gss, *area.holders) if one.startswith("E12")), None)
    return [] if gss is None else [render_zoom_to(gss, catalogue.areas[gss].name)]


def _render_compare_link(area: Area, state: MapState) -> Component:
    return html.P(
        render_link(f"Compare {area.name} with another area", state.link_compare((area.gss,))),
        className="govuk-body-s",
    )


def render_comparison(view: MapView, catalogue: Catalogue) -> Children:
    """Return up to three areas side by side, one column each; one alone waits for another."""
    state, details = view.state, view.compared
    codes = tuple(detail.area.gss for detail in details)
    heads: list[tuple[Cell, bool]] = [("Compared", False)]
    heads += [(_render_column_head(detail, codes, state), False) for detail in details]
    rows: list[list[Cell]] = [
        ["Award", *(_sum(detail.led, detail.led.award) for detail in details)],
        ["Saving expected", *(_sum(detail.led, detail.led.saving) for detail in details)],
        ["Saving for each £1", *(_ratio(detail.led) for detail in details)],
        ["Bids led from here", *(f"{detail.led.count:,}" for detail in details)],
        ["Bids joined", *(f"{detail.joined.count:,}" for detail in details)],
        ["What came of them", *(_outcomes(detail.led) for detail in details)],
        ["Works most with", *(_partners(detail, catalogue) for detail in details)],
        ["Themes", *(_themes(detail, catalogue) for detail in details)],
    ]
    table = html.Div(
        render_rows("Award and saving: bids led from each area", heads, rows),
        className="tca-compare",
    )
    chooser = [_render_chooser(codes, view)] if len(codes) < MAX_COMPARED else []
    parts = [table, *chooser] if len(codes) > 1 else [*chooser, table]
    return [html.H2("Areas side by side", className="govuk-heading-m"), *parts]


def _render_chooser(codes: tuple[str, ...], view: MapView) -> Component:
    """Return a form that sets another area of the map beside those compared; needs no scripts."""
    state = view.state
    areas = sorted((area.name, area.gss) for area in view.areas if area.gss not in codes)
    options = [html.Option("Choose an area", value="")]
    options += [html.Option(name, value=",".join((*codes, gss))) for name, gss in areas]
    kept = parse_qsl(replace(state, **NOTHING_CHOSEN).to_search().removeprefix("?"))
    return html.Form(
        [
            html.Label("Set another area beside", htmlFor=_CHOOSER, className="govuk-label"),
            html.Div(
                [
                    html.Select(
                        options,
                        id=_CHOOSER,
                        name="compare",
                        required=True,
                        className="govuk-select",
                    ),
                    html.Button("Compare", className="govuk-button tca-compare-button"),
                ],
                className="tca-compare-row",
            ),
            *(dcc.Input(type="hidden", name=name, value=value) for name, value in kept),
            html.P(
                "Or choose it on the map, or find it in the search at the top.",
                className="govuk-body-s tca-hint",
            ),
        ],
        action="/",
        method="get",
        className="tca-compare-form",
    )


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


def _outcomes(led: BidGroup) -> str:
    return f"known for {led.with_outcome:,} of {led.count:,}" if led.count else "no bid led"


def _sum(led: BidGroup, figure: Sum) -> str:
    """Return the sum of the awards or savings of the bids led, as sure as its least sure part."""
    if not figure.stated:
        return "none stated" if led.count else "no bid led"
    bound = ""
    if figure.stated < led.count or figure.at_least:
        bound = "at least "
    elif figure.rounded:
        bound = "about "
    of = f"({figure.stated:,} of {format_count(led.count, 'bid')})"
    return f"{bound}{format_pounds(figure.pence)} {of}"


def _ratio(led: BidGroup) -> str:
    both = led.both
    if not both.stated:
        return "not stated"
    ratio = format_ratio(both.saving_pence / both.award_pence)
    return f"{ratio} ({both.stated:,} of {format_count(led.count, 'bid')})"


def _partners(detail: AreaDetail, catalogue: Catalogue) -> str:
    names = [f"{catalogue.areas[gss].name} ({count})" for gss, count in detail.together[:3]]
    return ", ".join(names) or "no other council named"


def _themes(detail: AreaDetail, catalogue: Catalogue) -> str:
    labels = sorted(catalogue.theme_by_id[theme].label for theme in detail.themes)
    return ", ".join(labels) or "none described"
