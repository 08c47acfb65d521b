"""Small pieces that several parts of the page use."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.query.groups import MOST_NAMED
from dashboard.query.selection import find_areas
from dashboard.words.bids import describe_company, describe_entry
from dashboard.words.headline import describe_sum
from dashboard.words.text import describe_figure, format_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.groups import BidGroup, Shortlist
    from dashboard.query.state import MapState
    from geodata.model.published.awards import Bid

Children = list[Component | str]
Cell = Component | str | list[Component | str]


_FEWER_NAMED: Final = 20
"""Bids of a group of more than a hundred that are named beside the map."""

_ZOOMS: Final = (
    ("in", "+", "Zoom in"),
    ("out", "−", "Zoom out"),  # noqa: RUF001 - a minus is what it shows
    ("england", "All", "Show all of England"),
)

TAKE_ALL: Final = "/download/view.csv"
"""Where every bid of a view is, however many there are."""


def attributes(**named: str | None) -> dict[str, Any]:
    """Return attributes that Python cannot spell, leaving out those that are ``None``.

    Examples
    --------
    >>> attributes(aria_label="Key", open=None)
    {'aria-label': 'Key'}
    """
    return {name.replace("_", "-"): text for name, text in named.items() if text is not None}


def render_link(text: str | Children, href: str, css: str = "govuk-link") -> Component:
    """Return a link inside the site; scripts turn it into a step without a page load."""
    return html.A(text, href=href, className=css)


def render_download(text: str, href: str) -> Component:
    """Return a link to a file of this site."""
    return html.A(text, href=href, className="govuk-link", **attributes(download=""))


def render_outside_link(text: str, url: str) -> Component:
    """Return a link to another site."""
    return html.A(text, href=url, className="govuk-link", rel="external noreferrer")


def render_definitions(rows: Sequence[tuple[str, Cell]]) -> Component:
    """Return names and values as a summary list."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(name, className="govuk-summary-list__key"),
                    html.Dd(value, className="govuk-summary-list__value"),
                ],
                className="govuk-summary-list__row",
            )
            for name, value in rows
        ],
        className="govuk-summary-list tca-summary",
    )


def render_rows(
    caption: str,
    heads: Sequence[tuple[Cell, bool]],
    rows: Sequence[Sequence[Cell]],
    order: tuple[int, str] | None = None,
    areas: Sequence[str] = (),
) -> Component:
    """Return a table whose first column holds row headers.

    Parameters
    ----------
    heads
        Each column's heading, and whether the column holds numbers.
    order
        Number of the column by which the rows are sorted, from 0, and ``"ascending"`` or
        ``"descending"``; ``None`` where a reader cannot choose it.
    areas
        Code of each row's area, where the map outlines it (``assets/linking.js``).
    """
    labels = [text if isinstance(text, str) else None for text, _ in heads]
    numeric = [" govuk-table__cell--numeric" if number else "" for _, number in heads]
    head = [
        html.Th(
            text,
            scope="col",
            className="govuk-table__header" + (" govuk-table__header--numeric" if number else ""),
            **attributes(aria_sort=order[1] if order and order[0] == column else None),
        )
        for column, (text, number) in enumerate(heads)
    ]
    body = [
        html.Tr(
            [
                html.Th(row[0], scope="row", className="govuk-table__header"),
                *(
                    html.Td(
                        cell,
                        className="govuk-table__cell" + css,
                        **attributes(data_label=label),
                    )
                    for cell, css, label in zip(row[1:], numeric[1:], labels[1:], strict=True)
                ),
            ],
            className="govuk-table__row",
            **attributes(data_gss=gss),
        )
        for row, gss in zip_longest(rows, areas)
    ]
    return html.Table(
        [
            html.Caption(caption, className="govuk-table__caption govuk-table__caption--m"),
            html.Thead(html.Tr(head, className="govuk-table__row"), className="govuk-table__head"),
            html.Tbody(body, className="govuk-table__body"),
        ],
        className="govuk-table",
    )


def render_details(
    summary: str, children: Children, css: str = "", *, opened: bool = False
) -> Component:
    """Return a disclosure that works without scripts."""
    return html.Details(
        [
            html.Summary(
                html.Span(summary, className="govuk-details__summary-text"),
                className="govuk-details__summary",
            ),
            html.Div(children, className="govuk-details__text"),
        ],
        className=f"govuk-details {css}".strip(),
        **attributes(open="open" if opened else None),
    )


def render_part(title: str, bids: BidGroup, state: MapState, catalogue: Catalogue) -> Children:
    """Return the heading of a part of the panel's bids, with their number and sum, and its list."""
    total = f" {format_count(bids.count, 'bid')}, {describe_sum(bids)}"
    return [
        html.H3(
            [title, html.Span(total, className="tca-group-sum")],
            className="govuk-heading-s tca-group",
        ),
        render_group(bids, state, catalogue),
    ]


def render_group(
    bids: BidGroup | Shortlist, state: MapState, catalogue: Catalogue, skip: int = 0
) -> Component:
    """Return the bids of a group as a list beside the map: all of them, or the first of many.

    The answer to a choice brings these lists, so those of a large fund are shorter.

    Parameters
    ----------
    skip
        How many of the first are listed elsewhere.
    """
    named = list_beside(bids)
    return render_bid_list(named[skip:], state, catalogue, bids.count - len(named))


def list_beside(bids: BidGroup | Shortlist) -> tuple[Bid, ...]:
    """Return the bids of a group that are named beside the map."""
    return bids.first if bids.count <= MOST_NAMED else bids.first[:_FEWER_NAMED]


def render_bid_list(
    bids: Sequence[Bid], state: MapState, catalogue: Catalogue, unnamed: int = 0
) -> Component:
    """Return bids as a list of links with who bid and the award, or saving where that is mapped.

    Each names its areas at the level of the map, which outlines them (``assets/linking.js``).

    Parameters
    ----------
    unnamed
        How many more bids the list stands for; it ends with how to reach them.
    """
    areas = find_areas(catalogue, state.level, [bid.number for bid in bids])
    items = [
        html.Li(
            [
                render_link(
                    describe_entry(bid, catalogue),
                    state.link_bid(bid.id),
                    "govuk-link tca-bid-link",
                ),
                html.Span(describe_figure(bid, state.measure), className="tca-bid-award"),
                html.Span(describe_company(bid, catalogue), className="tca-bid-lead"),
            ],
            className="tca-bid",
            **attributes(data_gss=" ".join(areas[bid.number]) or None),
        )
        for bid in bids
    ]
    if unnamed:
        more = format_count(unnamed, "more bid")
        words: Children = [
            f"and {more}: choose a round, theme, region or area, or ",
            render_link("take the data", f"{TAKE_ALL}{state.to_search()}"),
            ".",
        ]
        items.append(html.Li(words, className="tca-bid tca-hint"))
    return html.Ul(items, className="tca-bids")


def render_zooms() -> Component:
    """Return the buttons in the map's frame; ``assets/zoom.js`` acts on them."""
    return html.Div(
        [
            html.Button(
                sign, title=name, **attributes(type="button", data_zoom=to, aria_label=name)
            )
            for to, sign, name in _ZOOMS
        ],
        className="tca-zooms",
        role="group",
        **attributes(aria_label="Zoom"),
    )


def render_zoom_to(gss: str, name: str) -> Component:
    """Return the button that shows one region larger."""
    return html.Button(
        f"Zoom to {name}",
        className="tca-zoom-to",
        **attributes(type="button", data_zoom=gss),
    )
