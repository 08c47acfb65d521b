"""The choices as one form of native selects: works by GET with scripts off.

Scripts turn a change into a step without a page load (``assets/navigation.js``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.parts.components import attributes, render_details, render_link
from dashboard.query.option_counts import count_options
from dashboard.query.selection import count_bids, keep_matching
from dashboard.query.state import MAX_QUERY_CHARS, Links, MapState, Sort, Stated
from dashboard.words.text import (
    COUNT_LABELS,
    LEVEL_LABELS,
    LINKS_LABELS,
    MEASURE_LABELS,
    SHAPE_LABELS,
    STATED_LABELS,
)
from geodata.model.codes import CountRule, Level, Measure, Shape
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from enum import StrEnum

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.parts.components import Children

_OF_SAVINGS: Final = frozenset({Measure.SAVING, Measure.RATIO})
_SAVINGS_CHOSEN: Final = frozenset({*_OF_SAVINGS, Stated.SAVING})
Choices = Sequence[tuple[str, str]]

_LABELS: Final[Mapping[str, Mapping[Any, str]]] = {
    "measure": MEASURE_LABELS,
    "count": COUNT_LABELS,
    "level": LEVEL_LABELS,
    "stated": STATED_LABELS,
    "shape": SHAPE_LABELS,
    "links": LINKS_LABELS,
}
"""Words of each choice that always has a value, by the name of its field."""
_FORM: Final = "filters"
"""Id of the form: on a phone it opens as a sheet, by the browser's own popover."""


def render_controls(state: MapState, catalogue: Catalogue) -> Children:
    """Return the form that holds every choice; defaults have empty values.

    What readers change most stands in the row, the others behind "More". In a narrow window the
    whole form is a sheet that a button opens, with scripts and without.
    """
    counts = count_options(catalogue, state)
    rounds = [(one.id, one.label) for one in catalogue.rounds]
    if rounds and count_bids(catalogue, keep_matching(MapState(round=ROUND_NOT_STATED))):
        rounds.append((ROUND_NOT_STATED, "Round not stated"))
    themes = [(theme.id, theme.label) for theme in catalogue.themes]
    regions = [(region.gss, region.name) for region in catalogue.regions]
    measures = _usable_measures(state, catalogue)
    stated = _render_select("stated", "Bids", _options(STATED_LABELS, Stated.ANY), state.stated)
    first = [
        _render_select(
            "region",
            "Region",
            _count([("", "All of England"), *regions], counts.region),
            state.region,
        ),
        *_render_if_any(
            "round", "Round", _count([("", "All rounds"), *rounds], counts.round), state.round
        ),
        *_render_if_any(
            "theme", "Theme", _count([("", "All themes"), *themes], counts.theme), state.theme
        ),
        _render_select("measure", "Show", _options(measures, Measure.AWARD), state.measure),
    ]
    others = [
        _render_select(
            "count", "Count the money", _options(COUNT_LABELS, CountRule.LEAD), state.count
        ),
        _render_select("level", "Areas", _options(LEVEL_LABELS, Level.UPPER), state.level),
        *([stated] if len(measures) == len(MEASURE_LABELS) else []),
        _render_text("q", "Bids that mention", state.q),
        _render_select("shape", "Draw areas as", _options(SHAPE_LABELS, Shape.MAP), state.shape),
        _render_select("links", "Lines", _options(LINKS_LABELS, Links.CHOSEN), state.links),
    ]
    more = render_details(
        "More", [html.Div(others, className="tca-form-more")], "tca-drop tca-more-choices"
    )
    chips = _render_chips(state, catalogue)
    row = html.Ul(chips, className="tca-chips", **attributes(aria_label="Filters"))
    return [
        html.Button(
            f"Filters ({len(chips) - 1})" if chips else "Filters",
            className="tca-open-filters",
            **attributes(type="button", data_popovertarget=_FORM),
        ),
        html.Form(
            [
                *first,
                more,
                *_render_kept(state),
                html.Button("Show on the map", className="govuk-button tca-no-script"),
                html.Button(
                    "Close",
                    className="tca-close-filters",
                    **attributes(
                        type="button", data_popovertarget=_FORM, data_popovertargetaction="hide"
                    ),
                ),
            ],
            id=_FORM,
            action="/",
            method="get",
            className="tca-form",
            **attributes(aria_label="Choose what the map shows", data_popover="auto"),
        ),
        *([row] if chips else []),
    ]


def _render_if_any(name: str, label: str, choices: Choices, chosen: str | None) -> list[Component]:
    """Return a choice, unless the fund leaves nothing to choose and nothing is chosen."""
    return [_render_select(name, label, choices, chosen)] if len(choices) > 1 or chosen else []


def _usable_measures(state: MapState, catalogue: Catalogue) -> Mapping[Measure, str]:
    """Return the measures of which the fund's bids state something, and all if one is chosen."""
    saving = count_bids(catalogue, keep_matching(MapState(stated=Stated.SAVING)))
    return {
        measure: text
        for measure, text in MEASURE_LABELS.items()
        if saving or measure not in _OF_SAVINGS or {state.measure, state.stated} & _SAVINGS_CHOSEN
    }


def _render_text(name: str, label: str, value: str) -> Component:
    identifier = f"choose-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=identifier, className="govuk-label"),
            dcc.Input(
                id=identifier,
                name=name,
                type="search",
                value=value,
                maxLength=MAX_QUERY_CHARS,
                className="govuk-input",
            ),
        ],
        className="govuk-form-group tca-control",
    )


def _render_chips(state: MapState, catalogue: Catalogue) -> list[Component]:
    """Return each change from the first view as a link that takes it back, and all at once."""
    chips = [
        html.Li(
            render_link(
                [
                    html.Span("Remove filter: ", className="govuk-visually-hidden"),
                    text,
                    html.Span(" ✕", **attributes(aria_hidden="true")),
                ],
                state.link(**{name: default}),
                "tca-chip",
            )
        )
        for name, text, default in _changes_in_force(state, catalogue)
    ]
    if not chips:
        return []
    clear: Children = ["Clear", html.Span(" all choices", className="govuk-visually-hidden")]
    return [*chips, html.Li(render_link(clear, "/", "govuk-link tca-clear"))]


def _changes_in_force(
    state: MapState, catalogue: Catalogue
) -> Iterator[tuple[str, str, StrEnum | str | None]]:
    """Yield each choice that is not the first view's: its name, its words, and what it was."""
    if state.region is not None:
        yield "region", catalogue.areas[state.region].name, None
    if state.round is not None:
        known = catalogue.round_by_id.get(state.round)
        yield "round", known.label if known else "Round not stated", None
    if state.theme is not None:
        yield "theme", catalogue.theme_by_id[state.theme].label, None
    first = MapState()
    for name, labels in _LABELS.items():
        chosen, default = getattr(state, name), getattr(first, name)
        if chosen != default:
            yield name, labels[chosen], default
    if state.q:
        yield "q", f"“{state.q}”", ""
    if state.keep is not None:
        yield "keep", "One class of the key", None


def _count(choices: Choices, counts: Mapping[str, int]) -> Choices:
    """Return choices that say how many bids each would keep, and mark those that keep none."""
    return [(value, f"{text} ({counts.get(value) or 'none'})") for value, text in choices]


def _options(labels: Mapping[Any, str], default: str) -> Choices:
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
    kept = {
        "keep": "" if state.keep is None else str(state.keep),
        "area": state.area,
        "bid": state.bid,
        "partner": state.partner,
        "compare": ",".join(state.compare),
        "sort": "" if state.sort is Sort.VALUE else str(state.sort),
    }
    return [
        dcc.Input(id=f"keep-{name}", type="hidden", name=name, value=value)
        for name, value in kept.items()
        if value
    ]
