"""Render the choices as links, for copies made of files, where no server answers a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.parts.components import Children, attributes, render_link
from dashboard.query.filters import FILTERS
from dashboard.query.state import NOTHING_CHOSEN, MapState
from dashboard.words.text import (
    COUNT_LABELS,
    LINKS_LABELS,
    MEASURE_LABELS,
    SHAPE_LABELS,
    label_level,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue


def render_choice_links(state: MapState, catalogue: Catalogue) -> Children:
    """Return each choice with its options as links; the ones in force are bold words."""
    levels = {level: label_level(level, catalogue) for level in catalogue.levels}
    filters = [
        (one.name, one.label, {None: one.every} | {each.value: each.label for each in options})
        for one in FILTERS
        if one.list_options and (options := one.list_options(catalogue))
    ]
    rows: tuple[tuple[str, str, Mapping[Any, str]], ...] = (
        ("measure", "Show", MEASURE_LABELS),
        ("count", "Count the money", COUNT_LABELS),
        ("level", "Areas", levels),
        *filters,
        ("shape", "Draw areas as", SHAPE_LABELS),
        ("links", "Lines", LINKS_LABELS),
    )
    return [
        html.Nav(
            html.Dl(
                [_render_row(name, label, options, state) for name, label, options in rows],
                className="tca-choices",
            ),
            **attributes(aria_label="Choose what the map shows"),
        )
    ]


def _render_row(name: str, label: str, options: Mapping[Any, str], state: MapState) -> Component:
    chosen = getattr(state, name)
    words: Children = []
    for value, text in options.items():
        if words:
            words.append(" ")
        words.append(
            html.Strong(text, className="tca-choice")
            if value == chosen
            else render_link(
                text,
                state.link(**{**NOTHING_CHOSEN, name: value}),
                "govuk-link tca-choice",
            )
        )
    return html.Div([html.Dt(label), html.Dd(words)], className="tca-choice-row")
