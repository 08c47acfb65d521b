"""Render the table of every mapped value, in words, numbers and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html

from dashboard.parts.components import (
    Cell,
    Children,
    attributes,
    render_details,
    render_link,
    render_rows,
)
from dashboard.query.state import MapState, Sort
from dashboard.query.view import AreaStatus, AreaValue, MapView
from dashboard.words.bids import join_names
from dashboard.words.text import (
    LEVEL_NOUNS,
    MEASURE_LABELS,
    NOT_RANKED,
    describe_bids,
    describe_omissions,
    describe_place,
    describe_value,
    format_count,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue

_FIRST_ROWS: Final = 20
_ORDERS = {
    Sort.NAME: (0, "ascending"),
    Sort.VALUE: (1, "descending"),
    Sort.BIDS: (2, "descending"),
}
"""Column of the table that each order is by, and its direction, as ``aria-sort`` says it."""
_WITHOUT = (AreaStatus.NONE_NAMED, AreaStatus.OUTSIDE)


def render_table(view: MapView, catalogue: Catalogue) -> Children:
    """Return the areas that a bid reaches as a table, and the names of the others."""
    state = view.state
    reached = sort_areas([area for area in view.areas if area.status not in _WITHOUT], state.sort)
    others = [area for area in view.areas if area.status is AreaStatus.NONE_NAMED]
    place = describe_place(catalogue.areas[state.region]) if state.region else "England"
    caption = f"{MEASURE_LABELS[state.measure]} by {LEVEL_NOUNS[state.level]}, {place}"
    parts: Children = []
    if reached:
        parts += _render_reached(caption, reached, view)
        unranked = [area.name for area in view.unranked()]
        if unranked:
            parts.append(html.P(f"{NOT_RANKED}: {join_names(unranked)}.", className="tca-hint"))
    else:
        parts.append(
            html.P("No area is reached by a bid under these filters.", className="govuk-body")
        )
    if others:
        parts.append(_render_others(others, state))
    return parts


def sort_areas(areas: Sequence[AreaValue], sort: Sort) -> tuple[AreaValue, ...]:
    """Return areas in the table's order; those without a value come after those with one."""
    match sort:
        case Sort.NAME:
            return tuple(sorted(areas, key=lambda area: area.name))
        case Sort.BIDS:
            return tuple(sorted(areas, key=lambda area: (-area.counted, -area.joined, area.name)))
        case Sort.VALUE:
            return tuple(
                sorted(
                    areas,
                    key=lambda area: (
                        area.value is None,
                        -(area.value or 0),
                        area.status is not AreaStatus.NOT_STATED,
                        area.name,
                    ),
                )
            )


def _render_reached(caption: str, areas: Sequence[AreaValue], view: MapView) -> Children:
    """Return the first rows as a table, and the rest as another on demand."""
    state = view.state
    heads: list[tuple[Cell, bool]] = [
        (_render_sort("Area", Sort.NAME, state), False),
        (_render_sort(MEASURE_LABELS[state.measure], Sort.VALUE, state), True),
        (_render_sort("Bids", Sort.BIDS, state), False),
        ("What it leaves out or includes", False),
    ]
    largest = max((area.value or 0 for area in areas), default=0) or 1
    rows = [_row(area, view, largest) for area in areas]
    codes = [area.gss for area in areas]
    order = _ORDERS[state.sort]
    first = slice(_FIRST_ROWS)
    parts: Children = [render_rows(caption, heads, rows[first], order, codes[first])]
    number = len(rows) - _FIRST_ROWS
    if number > 0:
        rest = slice(_FIRST_ROWS, None)
        more = render_rows(f"{caption}, continued", heads, rows[rest], order, codes[rest])
        parts.append(render_details(f"Show the other {format_count(number, 'area')}", [more]))
    return parts


def _render_sort(text: str, sort: Sort, state: MapState) -> Component:
    if state.sort is sort:
        return html.Span([text, html.Span(" (sorted)", className="govuk-visually-hidden"), " ▾"])
    return render_link(
        [text, html.Span(" (sort by this)", className="govuk-visually-hidden")],
        state.link(sort=sort),
    )


def _row(area: AreaValue, view: MapView, largest: float) -> list[Cell]:
    return [
        render_link(area.name, view.state.choose_area(area.gss)),
        [describe_value(area, view.state.measure), *_render_bar(area, largest)],
        describe_bids(area, view.state) + _describe_outcomes(area),
        " ".join(describe_omissions(area, view.state)),
    ]


def _render_bar(area: AreaValue, largest: float) -> Children:
    """Return a bar as long as the value, of the largest; none where there is no value."""
    if not area.value:
        return []
    share = round(100 * area.value / largest)
    return [html.Span(className=f"tca-bar p{share}", **attributes(aria_hidden="true"))]


def _describe_outcomes(area: AreaValue) -> str:
    """Return of how many of the counted bids it is known what came of them."""
    known = area.outcomes_known
    return f"; {format_count(known, 'outcome')} known" if known else ""


def _render_others(areas: Sequence[AreaValue], state: MapState) -> Component:
    names = sorted(areas, key=lambda area: area.name)
    links: Children = [
        html.Li(render_link(area.name, state.choose_area(area.gss))) for area in names
    ]
    return render_details(
        f"{format_count(len(areas), 'area')} with no bid named in our sources",
        [
            html.P(
                "This does not mean that they won nothing: the bids that our sources name are "
                "not all that won.",
                className="govuk-body-s",
            ),
            html.Ul(links, className="govuk-list tca-name-columns"),
        ],
    )
