"""The key: classes of the measure, then the states that have no amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dash import html

from dashboard.components import attributes
from dashboard.palette import ramp_steps
from dashboard.text import describe_classes, describe_status
from dashboard.view import AreaStatus, MapView
from geodata.codes import CountRule, Level, Measure

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.components import Children


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One swatch of the key: its CSS class, its words, and how many areas look like it."""

    css: str
    label: str
    number: int


def list_key(view: MapView) -> tuple[KeyItem, ...]:
    """Return the key's swatches: classes from the lowest, then states without an amount."""
    state = view.state
    items = []
    if view.classes is not None:
        labels = describe_classes(view.classes, state.measure)
        for index, (label, step) in enumerate(zip(labels, ramp_steps(view.classes.k), strict=True)):
            number = sum(area.class_index == index for area in view.areas)
            items.append(KeyItem(f"r{step}", label, number))
    for status in (AreaStatus.NOT_STATED, AreaStatus.PARTNER_ONLY, AreaStatus.NONE_NAMED):
        number = sum(area.status is status for area in view.areas)
        possible = number or (status is AreaStatus.PARTNER_ONLY and state.count is CountRule.LEAD)
        if possible:
            label = describe_status(status, state.measure)
            items.append(KeyItem(f"s-{status}", label, number))
    return tuple(items)


def render_key(view: MapView) -> Children:
    """Return the key with a count of areas in each class and state, and what to beware of."""
    items: Children = [_render_item(one.css, one.label, one.number) for one in list_key(view)]
    return [
        html.H2(describe_unit(view.state.measure), className="govuk-heading-s tca-key-title"),
        html.Ul(items, className="tca-key-items"),
        *(html.P(line, className="tca-key-note") for line in describe_cautions(view)),
    ]


def _render_item(css: str, label: str, number: int) -> Component:
    noun = "area" if number == 1 else "areas"
    return html.Li(
        [
            html.Span(className=f"tca-swatch {css}", **attributes(aria_hidden="true")),
            html.Span(label, className="tca-key-label"),
            html.Span(
                [f"{number}", html.Span(f" {noun}", className="govuk-visually-hidden")],
                className="tca-key-count",
            ),
        ],
        className="tca-key-item",
    )


def describe_unit(measure: Measure) -> str:
    """Return the key's title: what is mapped, and what it leaves out."""
    return {
        Measure.AWARD: "Award",
        Measure.SAVING: "Saving expected, where stated",
        Measure.RATIO: "Saving for each £1 awarded, where both are stated",
        Measure.BIDS: "Number of named bids",
    }[measure]


def describe_cautions(view: MapView) -> tuple[str, ...]:
    """Return what a reader must know before adding up or comparing the colours."""
    state = view.state
    money = state.measure in (Measure.AWARD, Measure.SAVING)
    lines = []
    if state.count is CountRule.INVOLVED and state.measure is not Measure.RATIO:
        lines.append(
            "Each bid is counted in full at every council involved: areas overlap, "
            "do not add them up."
        )
    elif state.measure is Measure.BIDS and (
        state.count is CountRule.SHARED or state.level is Level.LOWER
    ):
        lines.append("A bid is counted once in every area it reaches: do not add areas up.")
    if state.count is CountRule.SHARED and money:
        lines.append(
            "Shares are notional: each bid is split equally between the councils named in it."
        )
    if state.level is Level.LOWER and state.count is not CountRule.INVOLVED and money:
        lines.append("What a county council has is spread equally over its districts.")
    if state.level is Level.LOWER and state.count is CountRule.INVOLVED:
        lines.append("A county council’s bid counts in each of its districts.")
    if state.measure is Measure.RATIO:
        lines.append("Savings run over different periods, so compare with care.")
    lines.append("“None named in our sources” does not mean that a council won nothing.")
    return tuple(lines)
