"""Render the choices as one form of native selects, which works by GET without scripts.

Scripts turn a change into a step without a page load (``assets/navigation.js``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.parts.components import attributes, render_details, render_link
from dashboard.query.filters import FILTERS, MAX_QUERY_CHARS, list_chosen
from dashboard.query.selection import count_options
from dashboard.query.state import Links, MapState, Sort, settle_level
from dashboard.words.text import (
    COUNT_LABELS,
    LINKS_LABELS,
    MEASURE_LABELS,
    SHAPE_LABELS,
    label_level,
)
from geodata.model.codes import CountRule, Measure, Shape
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from enum import StrEnum

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.parts.components import Children
    from dashboard.query.filters import Filter

_OF_SAVINGS: Final = frozenset({Measure.SAVING, Measure.RATIO})
Choices = Sequence[tuple[str, str]]

_LABELS: Final[Mapping[str, Mapping[Any, str]]] = {
    "measure": MEASURE_LABELS,
    "count": COUNT_LABELS,
    "shape": SHAPE_LABELS,
    "links": LINKS_LABELS,
}
"""Words of each choice that always has a value, by the name of its field."""
_FRONT: Final = ("region", "round", "theme")
"""Filters that stand in the row; every other one stands behind "More"."""
_FORM: Final = "filters"
"""Id of the form: on a phone it opens as a sheet, by the browser's own popover."""


def render_controls(state: MapState, catalogue: Catalogue) -> Children:
    """Return the form that holds every choice; defaults have empty values.

    What readers change most stands in the row, the others behind "More". In a narrow window the
    whole form is a sheet that a button opens, with scripts and without.
    """
    usual = catalogue.offered_levels[0]
    levels = {
        level: label_level(level, catalogue)
        for level in catalogue.levels
        if level in catalogue.offered_levels
    }
    counts = count_options(catalogue, state)
    whole = count_options(catalogue, MapState()) if list_chosen(state, catalogue) else counts
    filters = {one.name: _render_filter(one, state, catalogue, counts, whole) for one in FILTERS}
    measures = _usable_measures(state, saving=whole["stated"]["saving"] > 0)
    first = [
        *(control for name in _FRONT for control in filters[name]),
        _render_select("measure", "Show", _options(measures, Measure.AWARD), state.measure),
    ]
    others = [
        _render_select(
            "count", "Count the money", _options(COUNT_LABELS, CountRule.LEAD), state.count
        ),
        _render_select("level", "Areas", _options(levels, usual), state.level),
        *(control for name in filters if name not in _FRONT for control in filters[name]),
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


def _usable_measures(state: MapState, *, saving: bool) -> Mapping[Measure, str]:
    """Return the measures of which the fund's bids state something, and all if one is chosen."""
    chosen = saving or state.stated or state.measure in _OF_SAVINGS
    return {
        measure: text
        for measure, text in MEASURE_LABELS.items()
        if chosen or measure not in _OF_SAVINGS
    }


def _render_filter(
    one: Filter,
    state: MapState,
    catalogue: Catalogue,
    counts_of: Mapping[str, Mapping[str, int]],
    whole: Mapping[str, Mapping[str, int]],
) -> list[Component]:
    """Return the control of a filter, unless the fund leaves nothing to choose and none is.

    It has an option for each value, with the bids that it would keep, or takes a text.

    Parameters
    ----------
    counts_of, whole
        What `count_options` finds under the filters in force, and of all bids.
    """
    chosen = getattr(state, one.name)
    if one.list_options is None:
        return [_render_text(one.name, one.label, chosen)]
    counts = counts_of[one.name]
    options = [(option.value, option.label) for option in one.list_options(catalogue)]
    offered, tells_apart = _find_offered(options, counts)
    if not tells_apart or len(offered) < len(options):
        # What tells the bids that are kept apart tells all of them apart: else all are looked at.
        offered, tells_apart = _find_offered(options, whole[one.name])
    if not tells_apart and not chosen:
        return []
    counted = _count([("", one.every), *offered], counts)
    return [_render_select(one.name, one.label, counted, chosen)]


def _find_offered(
    options: list[tuple[str, str]], counts: Mapping[str, int]
) -> tuple[list[tuple[str, str]], bool]:
    """Return the options to offer, and whether some of them keeps some bids but not all."""
    offered = [one for one in options if one[0] != ROUND_NOT_STATED or counts[one[0]]]
    return offered, any(0 < counts[value] < counts[""] for value, _ in offered)


def _render_text(name: str, label: str, value: str) -> Component:
    field = dcc.Input(
        id=f"choose-{name}",
        name=name,
        type="search",
        value=value,
        maxLength=MAX_QUERY_CHARS,
        className="govuk-input",
    )
    return _render_control(name, label, field)


def _render_control(name: str, label: str, field: Component) -> Component:
    """Return a field of the form under its label."""
    return html.Div(
        [html.Label(label, htmlFor=f"choose-{name}", className="govuk-label"), field],
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
    first = settle_level(MapState(), catalogue)
    for one, option in list_chosen(state, catalogue):
        yield one.name, option.words, getattr(first, one.name)
    labels_of = {
        **_LABELS,
        "level": {level: label_level(level, catalogue) for level in catalogue.levels},
    }
    for name, labels in labels_of.items():
        chosen, default = getattr(state, name), getattr(first, name)
        if chosen != default:
            yield name, labels[chosen], default
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
    field = html.Select(options, id=f"choose-{name}", name=name, className="govuk-select")
    return _render_control(name, label, field)


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
