"""The choices as one form of native selects: works by GET with scripts off.

Scripts turn a change into a step without a page load (``assets/navigation.js``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard.components import attributes, render_link
from dashboard.state import ROUND_NOT_STATED, MapState
from dashboard.text import COUNT_LABELS, LEVEL_LABELS, MEASURE_LABELS
from geodata.codes import CountRule, Level, Measure

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.catalogue import Catalogue
    from dashboard.components import Children

Choices = Sequence[tuple[str, str]]


def render_controls(state: MapState, catalogue: Catalogue) -> Children:
    """Return the form that holds every choice; defaults have empty values.

    The order of the controls is the order of :class:`dashboard.state.MapState`, so that a form
    sent by the browser spells the same address as a link.
    """
    rounds = [(one.id, one.label) for one in catalogue.rounds]
    if any(bid.round is None for bid in catalogue.bids):
        rounds.append((ROUND_NOT_STATED, "Round not stated"))
    themes = [(theme.id, theme.label) for theme in catalogue.themes]
    regions = [(region.gss, region.name) for region in catalogue.regions]
    selects = [
        _render_select("measure", "Show", _options(MEASURE_LABELS, Measure.AWARD), state.measure),
        _render_select(
            "count", "Count the money", _options(COUNT_LABELS, CountRule.LEAD), state.count
        ),
        _render_select("level", "Areas", _options(LEVEL_LABELS, Level.UPPER), state.level),
        _render_select("round", "Round", [("", "All rounds"), *rounds], state.round),
        _render_select("theme", "Theme", [("", "All themes"), *themes], state.theme),
        _render_select("region", "Region", [("", "All of England"), *regions], state.region),
    ]
    return [
        html.Form(
            [
                *selects,
                *_render_kept(state),
                html.Div(
                    [
                        html.Button("Show on the map", className="govuk-button tca-no-script"),
                        render_link("Clear all choices", "/", "govuk-link tca-clear"),
                    ],
                    className="tca-control-actions",
                ),
            ],
            action="/",
            method="get",
            className="tca-form",
            **attributes(aria_label="Choose what the map shows"),
        )
    ]


def _options(
    labels: dict[Measure, str] | dict[CountRule, str] | dict[Level, str], default: str
) -> Choices:
    return [("" if value == default else str(value), text) for value, text in labels.items()]


def _render_select(name: str, label: str, choices: Choices, chosen: str | None) -> Component:
    known = {value for value, _ in choices}
    current = str(chosen) if chosen is not None and str(chosen) in known else ""
    options = [
        html.Option(text, value=value, selected="selected" if value == current else None)
        for value, text in choices
    ]
    identifier = f"choose-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=identifier, className="govuk-label"),
            html.Select(options, id=identifier, name=name, className="govuk-select"),
        ],
        className="govuk-form-group tca-control",
    )


def _render_kept(state: MapState) -> list[Component]:
    kept = {"q": state.q, "area": state.area, "bid": state.bid}
    return [
        dcc.Input(id=f"keep-{name}", type="hidden", name=name, value=value)
        for name, value in kept.items()
        if value
    ]
