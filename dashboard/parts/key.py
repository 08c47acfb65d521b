"""The key: classes of the measure, then the states that have no amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dash import html

from dashboard.map.inset import LONDON
from dashboard.map.palette import ramp_steps
from dashboard.map.partnerships import list_hubs
from dashboard.parts.components import attributes, render_link
from dashboard.query.state import NOTHING_CHOSEN, Links
from dashboard.query.view import AreaStatus, AreaValue, MapView
from dashboard.words.text import describe_classes, describe_status, format_count
from geodata.model.codes import CountRule, Measure

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.parts.components import Children
    from geodata.model.classification import Classification


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One swatch of the key: its CSS class, its words, and how many it stands for."""

    css: str
    label: str
    number: int
    noun: str = "area"


def list_key(view: MapView) -> tuple[KeyItem, ...]:
    """Return the key's swatches: classes from the lowest, then states without an amount.

    None where partnerships are drawn over the map: no key fits fills that faint.
    """
    state = view.state
    if state.draws_partnerships:
        return ()
    items = []
    if view.classes is not None:
        labels = describe_classes(view.classes, state.measure)
        for index, (label, step) in enumerate(zip(labels, ramp_steps(view.classes.k), strict=True)):
            number = sum(area.class_index == index for area in view.areas)
            items.append(KeyItem(f"r{step}", label, number))
    for status in (
        AreaStatus.NOT_STATED,
        AreaStatus.PARTNER_ONLY,
        AreaStatus.THROUGH_COUNTY,
        AreaStatus.NONE_NAMED,
    ):
        number = sum(area.status is status for area in view.areas)
        possible = number or (status is AreaStatus.PARTNER_ONLY and state.count is CountRule.LEAD)
        if possible:
            label = describe_status(status, state.measure)
            items.append(KeyItem(f"s-{status}", label, number))
    return tuple(items)


def list_marks(view: MapView) -> tuple[KeyItem, ...]:
    """Return what outlines and lines mean, where the view has any."""
    items = []
    if view.bid is not None or view.partner is not None:
        leads, partners = len(view.members.leads), len(view.members.partners)
        if leads:
            items.append(KeyItem("k-lead", "Lead council", leads, "council"))
        if partners:
            items.append(KeyItem("k-partner", "Partner council", partners, "council"))
    elif view.lines:
        items.append(KeyItem("k-hub", "Lead council", len(list_hubs(view.lines)), "council"))
    if view.members.around:
        number = len(view.members.around)
        items.append(KeyItem("k-around", "County around its districts", number, "council"))
    within = sum(not line.across_regions for line in view.lines)
    across = len(view.lines) - within
    if within:
        items.append(KeyItem("k-within", "Lead and partner in one region", within, "pair"))
    if across:
        items.append(KeyItem("k-across", "Lead and partner across regions", across, "pair"))
    return tuple(items)


def render_key(view: MapView, catalogue: Catalogue) -> Children:
    """Return the key with a count of areas in each class and state, and what to beware of.

    Each class is a link that keeps only its areas on the map, or brings the others back.
    """
    marks = [_render_item(item, [item.label]) for item in list_marks(view)]
    k = view.classes.k if view.classes else 0
    items = [
        _render_item(
            item, [_render_class_link(item.label, index, view) if index < k else item.label]
        )
        for index, item in enumerate(list_key(view))
    ]
    return [
        *_render_zoom(view, catalogue),
        html.H2(describe_key(view), className="govuk-heading-s tca-key-title"),
        *([html.Ul(marks, className="tca-key-items")] if marks else []),
        html.Ul(items, className="tca-key-items"),
        *([] if view.state.draws_partnerships else render_ticks(view)),
        *(html.P(line, className="tca-key-note") for line in describe_cautions(view)),
    ]


def _render_class_link(label: str, index: int, view: MapView) -> Component:
    kept = view.state.keep == index
    hint = " (show all areas again)" if kept else " (keep only these areas)"
    return render_link(
        [label, html.Span(hint, className="govuk-visually-hidden")],
        view.state.link(keep=None if kept else index),
        "govuk-link tca-key-link",
    )


def _render_zoom(view: MapView, catalogue: Catalogue) -> Children:
    """Return one press to see London large, or all of England again.

    Where scripts run it shows London larger and chooses nothing; without them it is the region.
    """
    state = view.state
    if state.region is not None or view.bid is not None or view.partner is not None:
        everywhere = state.link(region=None, **NOTHING_CHOSEN)
        link = render_link("Show all of England", everywhere)
    elif LONDON in catalogue.areas:
        link = html.A(
            "Zoom to London",
            href=state.link(region=LONDON),
            className="govuk-link",
            **attributes(data_zoom=LONDON),
        )
    else:
        return []
    return [html.P(link, className="tca-zoom")]


def render_ticks(view: MapView, own: AreaValue | None = None) -> Children:
    """Return every area's value as a tick under equal-width classes, lowest on the left.

    Within its class a tick stands in proportion; the classes themselves have equal width, so
    that many small values and one large one can both be seen.

    Parameters
    ----------
    own
        An area whose tick stands out; nothing is drawn if it has no figure.
    """
    classes = view.classes
    if classes is None:
        return []
    places = sorted(
        tick_place(area.value, area.class_index, classes)
        for area in view.areas
        if area.value is not None and area.class_index is not None
    )
    if not places or (own is not None and (own.value is None or own.class_index is None)):
        return []
    segments = [html.Span(className=f"tca-tick-class r{step}") for step in ramp_steps(classes.k)]
    ticks = [html.Span(className=f"tca-tick p{place}") for place in places]
    label = (
        f"{format_count(len(places), 'area')} with a figure, each a tick under its class. "
        "The table has every value."
    )
    if own is not None and own.value is not None and own.class_index is not None:
        place = tick_place(own.value, own.class_index, classes)
        ticks.append(html.Span(className=f"tca-tick tca-tick-own p{place}"))
        label = f"{own.name} among {format_count(len(places), 'area')} with a figure, lowest first."
    return [
        html.Div(
            [
                html.Div(segments, className="tca-tick-classes"),
                html.Div(ticks, className="tca-ticks"),
            ],
            className="tca-tick-plot",
            role="img",
            **attributes(aria_label=label),
        ),
        *([] if own is None else [html.P(label, className="govuk-body-s tca-hint")]),
    ]


def tick_place(value: float, index: int, classes: Classification) -> int:
    """Return where a value stands under its class, in whole percent of the plot's width.

    Examples
    --------
    >>> from geodata.model.classification import Classification
    >>> tick_place(15, 1, Classification("hand", (0, 10, 20)))
    75
    """
    low, high = classes.edges[index], classes.edges[index + 1]
    share = min(max((value - low) / (high - low), 0.02), 0.98)
    return round(100 * (index + share) / classes.k)


def _render_item(item: KeyItem, label: Children) -> Component:
    words = item.noun if item.number == 1 else f"{item.noun}s"
    number = html.Span(
        [f"{item.number}", html.Span(f" {words}", className="govuk-visually-hidden")],
        className="tca-key-count",
    )
    return html.Li(
        [
            html.Span(className=f"tca-swatch {item.css}", **attributes(aria_hidden="true")),
            html.Span([*label, " ", number], className="tca-key-label"),
        ],
        className="tca-key-item",
    )


def describe_key(view: MapView) -> str:
    """Return the key's title: the measure, or that partnerships are drawn over it."""
    if view.state.draws_partnerships:
        return "Partnerships"
    return describe_unit(view.state.measure)


def describe_unit(measure: Measure) -> str:
    """Return the key's title: what is mapped, and what it leaves out."""
    return {
        Measure.AWARD: "Award",
        Measure.SAVING: "Saving expected, where stated",
        Measure.RATIO: "Saving for each £1 awarded, where both are stated",
        Measure.BIDS: "Number of named bids",
        Measure.PER_RESIDENT: "Award per resident",
    }[measure]


def describe_cautions(view: MapView) -> tuple[str, ...]:
    """Return what a reader must know before adding up or comparing the colours."""
    state = view.state
    money = state.measure in (Measure.AWARD, Measure.SAVING, Measure.PER_RESIDENT)
    lines = []
    if state.links is Links.ALL and view.bids.count > len(view.bids.first):
        lines.append(
            f"Lines are drawn for the first {len(view.bids.first)} of {view.bids.count:,} bids."
        )
    if state.draws_partnerships:
        if view.bid is not None and not (view.members.leads or view.members.partners):
            lines.append("No source names a council of this bid, so the map outlines none.")
        return tuple(lines)
    if state.count is CountRule.INVOLVED and state.measure is not Measure.RATIO:
        lines.append(
            "Each bid is counted in full at every council involved: areas overlap, "
            "do not add them up."
        )
    elif state.measure is Measure.BIDS and state.count is CountRule.SHARED:
        lines.append("A bid is counted once in every area it reaches: do not add areas up.")
    if state.count is CountRule.SHARED and money:
        lines.append(
            "Shares are notional: each bid is split equally between the councils named in it."
        )
    if view.reconciliation.county.bids:
        verb = "led" if state.count is CountRule.LEAD else "took part in"
        lines.append(
            f"What a county council {verb} is not a figure of its districts: it stands beside them."
        )
    if state.measure is Measure.PER_RESIDENT:
        lines.append(
            "Each share is divided by the residents of its area in mid-2014."
            if state.count is CountRule.SHARED
            else "Each award is divided by the residents, in mid-2014, of all areas that it is "
            "known to reach."
        )
    if state.measure is Measure.RATIO:
        lines.append("Savings run over different periods, so compare with care.")
    lines.append("“None named in our sources” does not mean that a council won nothing.")
    return tuple(lines)
