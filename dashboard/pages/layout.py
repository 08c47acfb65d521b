"""The page from a view: each ``render_`` function returns one part of it as Dash components.

Only HTML components, links and native form controls, so that the same tree works with scripts off
(see ``parts.static_html``). The page that the server sends stays: where scripts run, only
the map in it gives way to a live one, and a choice brings the parts that it changes, as HTML, into
the containers of :func:`render_shell`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard import ids
from dashboard.map.inset import render_inset
from dashboard.parts.components import attributes
from dashboard.parts.controls import render_controls
from dashboard.parts.downloads import render_downloads
from dashboard.parts.key import describe_cautions, render_key
from dashboard.parts.panel import render_more_bids, render_panel
from dashboard.parts.reconciliation import render_strip
from dashboard.parts.savings_chart import render_savings
from dashboard.parts.table import render_table
from dashboard.pictures.links import render_actions
from dashboard.query.filters import describe_filters
from dashboard.query.state import Links
from dashboard.words.headline import describe_headline
from dashboard.words.text import (
    COUNT_LABELS,
    HEXAGON_LABELS,
    LEVEL_NOUNS,
    MEASURE_LABELS,
    describe_classes,
    describe_inferred,
    format_date,
)
from geodata.model.codes import CountRule, Measure, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.parts.components import Children
    from dashboard.query.view import MapView


def render_parts(view: MapView, catalogue: Catalogue) -> Mapping[str, Children]:
    """Return every part of the page except the map, by the id of its container."""
    return {**render_beside(view, catalogue), **render_below(view, catalogue)}


def render_beside(view: MapView, catalogue: Catalogue) -> Mapping[str, Children]:
    """Return the parts that change with the map, by the id of the container."""
    return {
        ids.NOTICES: render_notices(view),
        ids.HEADLINE: [describe_headline(view, catalogue)],
        ids.CONTROLS: render_controls(view.state, catalogue),
        ids.STRIP: render_strip(view, catalogue),
        ids.CAPTION: render_caption(view, catalogue),
        ids.KEY: render_key(view, catalogue),
        ids.INSET: [render_inset(view, catalogue)],
        ids.PANEL: render_panel(view, catalogue),
    }


def render_below(view: MapView, catalogue: Catalogue) -> Mapping[str, Children]:
    """Return what most readers have to scroll to or open; a choice brings it after the others."""
    return {
        ids.MORE_BIDS: render_more_bids(view, catalogue),
        ids.CHARTS: render_savings(view, catalogue),
        ids.TABLE: render_table(view, catalogue),
        ids.ACTIONS: render_actions(view, catalogue),
        ids.TAKE: [html.Section(render_downloads(view))],
    }


def render_notices(view: MapView) -> Children:
    """Return what the page had to leave out of the link, or nothing."""
    if not view.notices:
        return []
    lines = [html.P(text, className="govuk-body tca-close") for text in view.notices]
    return [
        html.Div(
            [html.H2("About this link", className="govuk-heading-s"), *lines],
            className="govuk-inset-text tca-notice",
            role="status",
        )
    ]


def render_shell(
    parts: Mapping[str, Children], map_component: Children, below_styles: str = ""
) -> Component:
    """Return the page's frame with its parts in place.

    Parameters
    ----------
    parts
        As :func:`render_parts` gives them; a part left out stays empty.
    map_component
        What stands in the map's frame.
    below_styles
        Address of the styles of what follows the map, if the page does not have them yet: a
        browser paints what stands before them while it fetches them, so the map is there first.
    """

    def part(name: str, css: str = "") -> Component:
        return html.Div(list(parts.get(name, [])), id=name, className=css)

    def text(name: str, css: str) -> Component:
        return html.P(list(parts.get(name, [])), id=name, className=css)

    return html.Div(
        [
            html.Div(id=ids.FAILURE, role="alert", className="tca-failure"),
            html.Div(
                id=ids.LIVE, className="govuk-visually-hidden", **attributes(aria_live="polite")
            ),
            part(ids.NOTICES),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1(
                                "Who won, and with whom", className="govuk-heading-l tca-title"
                            ),
                            text(ids.HEADLINE, "govuk-body-l tca-lead"),
                        ],
                        className="tca-words",
                    ),
                    part(ids.ACTIONS, "tca-actions"),
                    part(ids.CONTROLS, "tca-controls"),
                    html.Div(
                        [
                            render_map_column(
                                parts.get(ids.KEY, []),
                                map_component,
                                ids.SIDE,
                                part(ids.INSET, "tca-inset-box"),
                            ),
                            html.Link(rel="stylesheet", href=below_styles)
                            if below_styles
                            else None,
                            html.Div(
                                [
                                    html.Button(
                                        "Larger",
                                        className="tca-larger",
                                        **attributes(
                                            type="button",
                                            aria_expanded="false",
                                            aria_controls=ids.SIDE,
                                        ),
                                    ),
                                    part(ids.PANEL, "tca-panel"),
                                    part(ids.MORE_BIDS),
                                ],
                                id=ids.SIDE,
                                className="tca-side",
                                role="region",
                                tabIndex="0",
                                **attributes(aria_label="Bids, or what is chosen"),
                            ),
                        ],
                        className="tca-columns",
                    ),
                ],
                className="tca-first",
            ),
            text(ids.CAPTION, "tca-caption"),
            part(ids.STRIP, "tca-strip"),
            part(ids.CHARTS, "tca-charts"),
            part(ids.TABLE, "tca-table"),
            part(ids.TAKE, "tca-take"),
        ],
        className="tca-page",
    )


def render_map_column(
    key: Children, map_component: Children, after: str, inset: Component | None = None
) -> Component:
    """Return the map with its key in one frame, and the ways past both, to the id ``after``."""
    return html.Figure(
        [
            render_ways(after),
            html.Div(map_component, className="tca-map"),
            inset,
            html.Div(
                list(key),
                id=ids.KEY,
                className="tca-key",
                role="group",
                **attributes(aria_label="Key"),
            ),
        ],
        className="tca-frame",
        **attributes(aria_labelledby=ids.CAPTION),
    )


def render_ways(after: str) -> Component:
    """Return the two ways past a map for the keyboard: over it, or into it."""
    return html.P(
        [
            html.A("Skip the map", href=f"#{after}", className="govuk-link tca-skip-map"),
            html.Button(
                "Step into the map",
                className="tca-step-in",
                title="Arrow keys move, letters find a name, Enter chooses, Escape leaves",
                **attributes(type="button"),
            ),
        ],
        className="tca-ways",
    )


def render_caption(view: MapView, catalogue: Catalogue) -> Children:
    """Return what the map shows, its source and its date, to stand under every map."""
    state = view.state
    parts = [MEASURE_LABELS[state.measure]]
    if state.measure is not Measure.BIDS:
        parts.append(f"counted: {COUNT_LABELS[state.count].lower()}")
    parts.append(f"by {LEVEL_NOUNS[state.level]}")
    filters = describe_filters(state, catalogue).strip()
    if filters:
        parts.append(f"bids {filters}")
    if view.bids.leads_inferred and state.count is CountRule.LEAD:
        parts.append(describe_inferred(view.bids.leads_inferred))
    parts += _describe_drawing(view)
    when = format_date(catalogue.fund.compiled_on)
    text = (
        f"{', '.join(parts)}. Source: public pages named with each bid, as of {when}. "
        "Contains OS data © Crown copyright and database right."
    )
    # In a narrow window the key has no room for what to beware of: it stands here.
    notes = html.Span(f" {' '.join(describe_cautions(view))}", className="tca-caption-notes")
    return [text, notes]


def _describe_drawing(view: MapView) -> list[str]:
    """Return in words how areas and lines are drawn, where a reader chose that."""
    state = view.state
    words = []
    if state.shape is Shape.HEX:
        hexagons = HEXAGON_LABELS[state.level]
        words.append(hexagons[:1].lower() + hexagons[1:])
    if state.links is Links.ALL:
        words.append("lines join lead and partner")
    if state.keep is not None and view.classes is not None and state.keep < view.classes.k:
        label = describe_classes(view.classes, state.measure)[state.keep]
        words.append(f"areas of other classes than “{label}” faint")
    return words
