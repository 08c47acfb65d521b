"""Render the reconciliation strip: how the map's figures add up to the announced total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html

from dashboard.parts.components import (
    Children,
    render_details,
    render_group,
    render_link,
    render_rows,
)
from dashboard.words.text import describe_place, format_count, format_pounds, format_short_pounds
from geodata.model.codes import CountRule, Measure
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue, Fund
    from dashboard.query.view import MapView, Part, RoundLine

_FEW: Final = 8
"""Bids without a place that are listed without being asked for."""


def render_strip(view: MapView, catalogue: Catalogue) -> Children:
    """Return the sum in words, with the rounds and the bids not placed on demand."""
    return [
        html.P(_render_sum(view, catalogue), className="tca-sum"),
        html.P(describe_coverage(view, catalogue), className="tca-coverage"),
        html.Div(
            [_render_rounds(view), *_render_unplaced(view, catalogue)],
            className="tca-strip-more",
        ),
    ]


def _render_sum(view: MapView, catalogue: Catalogue) -> Children:
    strip, state = view.reconciliation, view.state
    led = state.count is CountRule.LEAD
    saving = state.measure is Measure.SAVING
    if not strip.with_amount:
        return [_describe_nothing(strip.named, "a saving" if saving else "an award")]
    total = _amount(strip.itemised_pence, "savings itemised here" if saving else "itemised here")
    if strip.adds_up:
        place = describe_place(catalogue.areas[state.region]) if state.region else ""
        parts: Children = [_part(strip.on_map, f"in {place}" if place else "on the map")]
        if strip.county.bids:
            county = "led by county councils" if led else "of county councils"
            parts += [_word("+"), _part(strip.county, county)]
        if state.region:
            parts += [_word("+"), _part(strip.elsewhere, "in other regions")]
        parts += [_word("+"), _part(strip.unplaced, "that cannot be placed"), _word("="), total]
    else:
        parts = [total, _word("(areas overlap, so the map does not add up to it)")]
    if strip.announced_pence is not None:
        bound = "at least " if saving else ""
        parts += [_word(f"of {bound}"), _amount(strip.announced_pence, "announced")]
    return parts


def _describe_nothing(named: int, figure: str) -> str:
    if not named:
        return "There is nothing to add up: no named bid is left under these choices."
    if named == 1:
        return f"There is nothing to add up: the one named bid does not state {figure}."
    return f"There is nothing to add up: none of the {named:,} named bids states {figure}."


def _part(part: Part, words: str) -> Component:
    """Return a part of the sum; a part whose bids state nothing is not called £0."""
    if part.bids and not part.stated:
        return html.Span([html.Strong("no stated amount"), f" {words}"], className="tca-sum-part")
    return _amount(part.pence, words)


def _amount(pence: int, words: str) -> Component:
    return html.Span([html.Strong(format_pounds(pence)), f" {words}"], className="tca-sum-part")


def _word(text: str) -> Component:
    return html.Span(f" {text} ", className="tca-sum-sign")


def describe_coverage(view: MapView, catalogue: Catalogue) -> str:
    """Return how many bids are named and how many of them state the figure."""
    strip = view.reconciliation
    figure = "a saving" if view.state.measure is Measure.SAVING else "an award"
    verb = "states" if strip.with_amount == 1 else "state"
    of = f" of {strip.won:,} winning bids" if strip.won is not None else ""
    named = f"{strip.named:,}{of} named here" if of else f"{format_count(strip.named, 'bid')} named"
    text = f"{named}; {strip.with_amount:,} {verb} {figure}."
    if strip.announced_pence is None and view.state.round != ROUND_NOT_STATED:
        text += f" {describe_funder(catalogue.fund)} published no total for this selection."
    return text


def describe_funder(fund: Fund) -> str:
    """Return who announced the totals, as a subject: the department, or the funder by name."""
    return "The department" if fund.funder.startswith("Department ") else fund.funder


def _render_rounds(view: MapView) -> Component:
    rows = [_round_row(line) for line in view.reconciliation.lines]
    table = render_rows(
        "Round by round",
        [("Round", False), ("Itemised here", True), ("Announced", True), ("Bids named", True)],
        rows,
    )
    return render_details("Round by round", [table], opened=True)


def _round_row(line: RoundLine) -> list[str]:
    announced = (
        "not stated" if line.announced_pence is None else format_short_pounds(line.announced_pence)
    )
    won = f" of {line.won:,}" if line.won is not None else ""
    itemised = format_pounds(line.itemised_pence) if line.with_amount else "none stated"
    return [line.label, itemised, announced, f"{line.named:,}{won}"]


def _render_unplaced(view: MapView, catalogue: Catalogue) -> Children:
    bids = view.reconciliation.unplaced_bids
    if not bids.count:
        return []
    why = (
        "No source names a council that leads them: they are led by a body that has no council "
        "area, such as a fire service, or have no stated lead."
        if view.state.count is CountRule.LEAD
        else "No source names a council that takes part in them."
    )
    count = format_count(bids.count, "bid")
    children: Children = [
        html.P(why, className="govuk-body-s"),
        render_group(bids, view.state, catalogue),
    ]
    if view.state.count is CountRule.LEAD:
        children.append(
            html.P(
                [
                    render_link(
                        "Share each bid between its councils instead",
                        view.state.link(count=CountRule.SHARED),
                    ),
                    " to place more of them.",
                ],
                className="govuk-body-s",
            )
        )
    few = bids.count <= _FEW
    return [render_details(f"{count} that cannot be placed", children, opened=few)]
