"""Rankings of areas and bids as dot plots that are also tables: no scripts, no picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.parts.components import Children, attributes, render_details, render_link
from dashboard.query.selection import find_areas
from dashboard.words.bids import describe_entry, join_names
from dashboard.words.text import (
    LEVEL_NOUNS,
    MEASURE_LABELS,
    NOT_RANKED,
    describe_figure,
    describe_value,
)
from geodata.model.codes import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import AreaValue, MapView
    from geodata.model.published.awards import Bid

TOP = 20


def render_rankings(view: MapView, catalogue: Catalogue) -> Children:
    """Return the areas by value and the bids by award or saving, top 20 first.

    Each row names its areas at the level of the map in ``data-gss``, so that scripts can outline
    them there (``assets/linking.js``).
    """
    areas, bids = view.ranked(), view.ranking.first
    parts: Children = []
    if areas:
        largest = areas[0].value or 1
        rows = [_render_area_row(area, view, largest) for area in areas]
        noun = LEVEL_NOUNS[view.state.level]
        title = f"{MEASURE_LABELS[view.state.measure]} by {noun}, ranked"
        parts += _render_ranking(title, rows, note=_describe_unranked(view))
    if bids:
        top = _figure_of(bids[0], view.state.measure) or 1
        areas_of = find_areas(catalogue, view.state.level, [bid.number for bid in bids])
        rows = [
            _render_bid_row(bid, describe_entry(bid, catalogue), view, top, [*areas_of[bid.number]])
            for bid in bids
        ]
        saving = view.state.measure is Measure.SAVING
        title = f"Bids ranked by {'saving' if saving else 'award'}"
        parts += _render_ranking(title, rows, view.ranking.count - len(bids))
    return parts


def _describe_unranked(view: MapView) -> str | None:
    unranked = [area.name for area in view.unranked()]
    if not unranked:
        return None
    return f"{NOT_RANKED}: {join_names(unranked)}."


def _figure_of(bid: Bid, measure: Measure) -> int | None:
    return bid.saving_pence if measure is Measure.SAVING else bid.award_pence


def _render_ranking(
    title: str, rows: Sequence[Component], unnamed: int = 0, note: str | None = None
) -> Children:
    """Return a ranking with a note below it; the page does not name the last ``unnamed``."""
    children: Children = [html.Ol(list(rows[:TOP]), className="tca-rank")]
    rest = rows[TOP:]
    if rest:
        more = html.Ol(list(rest), className="tca-rank", start=str(TOP + 1))
        which = f"the next {len(rest)} of {len(rest) + unnamed:,}" if unnamed else "the other "
        which += "" if unnamed else f"{len(rest)}"
        children.append(render_details(f"Show {which}", [more]))
    if note:
        children.append(html.P(note, className="tca-hint"))
    return [render_details(title, children, "tca-ranking")]


def _render_area_row(area: AreaValue, view: MapView, largest: float) -> Component:
    link = render_link(area.name, view.state.choose_area(area.gss))
    chosen = area.gss in view.highlighted
    text = describe_value(area, view.state.measure)
    return _render_row(link, text, (area.value or 0) / largest, chosen=chosen, codes=[area.gss])


def _render_bid_row(
    bid: Bid, name: str, view: MapView, largest: int, codes: Sequence[str]
) -> Component:
    link = render_link(name, view.state.link_bid(bid.id))
    shown = Measure.SAVING if view.state.measure is Measure.SAVING else Measure.AWARD
    text = describe_figure(bid, shown)
    share = (_figure_of(bid, view.state.measure) or 0) / largest
    chosen = view.bid is not None and view.bid.bid.id == bid.id
    return _render_row(link, text, share, chosen=chosen, codes=codes)


def _render_row(
    link: Component, text: str, share: float, *, chosen: bool, codes: Sequence[str]
) -> Component:
    return html.Li(
        [
            html.Span(link, className="tca-rank-name"),
            html.Span(
                html.Span(className=f"tca-rank-dot p{round(100 * share)}"),
                className="tca-rank-track",
                **attributes(aria_hidden="true"),
            ),
            html.Span(text, className="tca-rank-value"),
        ],
        className="tca-rank-row chosen" if chosen else "tca-rank-row",
        **attributes(data_gss=" ".join(codes) or None, aria_current="true" if chosen else None),
    )
