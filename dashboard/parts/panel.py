"""The panel beside the map: what is chosen, or all bids that the filters keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.parts.area_panel import render_area, render_comparison
from dashboard.parts.bid_panel import render_bid
from dashboard.parts.components import (
    Children,
    attributes,
    list_beside,
    render_bid_list,
    render_details,
    render_group,
    render_link,
    render_part,
)
from dashboard.query.filters import describe_filters
from dashboard.query.state import NOTHING_CHOSEN
from dashboard.words.bids import describe_title
from dashboard.words.text import BODY_LABELS, describe_place, format_count

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView, PartnerDetail

_FIRST_BIDS = 8


def render_panel(view: MapView, catalogue: Catalogue) -> Children:
    """Return the panel of a view, with the way back above it."""
    return [*render_breadcrumbs(view, catalogue), *render_chosen(view, catalogue)]


def render_chosen(view: MapView, catalogue: Catalogue) -> Children:
    """Return the title of a view's panel, an ``h2``, and what follows it."""
    if view.bid is not None:
        return render_bid(view.bid, view, catalogue)
    if view.partner is not None:
        return _render_partner_body(view.partner, view, catalogue)
    if view.area is not None:
        return render_area(view.area, view, catalogue)
    if view.compared:
        return render_comparison(view, catalogue)
    return _render_overview(view, catalogue)


def render_more_bids(view: MapView, catalogue: Catalogue) -> Children:
    """Return what ends the panel where nothing is chosen: the bids after the first, folded up."""
    named = len(list_beside(view.bids))
    chosen = view.bid or view.partner or view.area or view.compared
    if chosen or named <= _FIRST_BIDS:
        return []
    of_all = "" if named == view.bids.count else f" of {view.bids.count - _FIRST_BIDS:,}"
    summary = f"Show {format_count(named - _FIRST_BIDS, 'more bid')}{of_all}"
    rest = render_group(view.bids, view.state, catalogue, _FIRST_BIDS)
    return [render_details(summary, [rest], "tca-more-bids")]


def list_steps(view: MapView, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return England, region, county, council and bid: the name and the path of each.

    The last is what the panel shows; a bid, a body and a comparison have an empty path.
    """
    state = view.state
    steps = [("England", state.link(region=None, **NOTHING_CHOSEN))]
    place = _place_of(view)
    if place is not None:
        area = catalogue.areas[place]
        chain = [gss for gss in (area.region, area.county, area.gss) if gss]
        for gss in dict.fromkeys(chain):
            is_region = gss.startswith("E12")
            href = state.link(region=gss, **NOTHING_CHOSEN) if is_region else state.link_area(gss)
            steps.append((catalogue.areas[gss].at(state.level).name, href))
    last = _last_step(view)
    if last is not None:
        steps.append((last, ""))
    return steps


def render_breadcrumbs(view: MapView, catalogue: Catalogue) -> Children:
    """Return the steps to what the panel shows, each a link but the last; none to England."""
    steps = list_steps(view, catalogue)
    if len(steps) == 1:
        return []
    *links, (here, _) = steps
    items = [_render_crumb(render_link(name, href, _CRUMB)) for name, href in links]
    items.append(_render_crumb(html.Span(here, **attributes(aria_current="page"))))
    return [
        html.Nav(
            html.Ol(items, className="govuk-breadcrumbs__list"),
            className="govuk-breadcrumbs tca-crumbs",
            **attributes(aria_label="Where you are"),
        )
    ]


_CRUMB = "govuk-breadcrumbs__link"


def _render_crumb(child: Component) -> Component:
    return html.Li(child, className="govuk-breadcrumbs__list-item")


def _place_of(view: MapView) -> str | None:
    """Return the area that the breadcrumb leads through."""
    if view.bid is not None:
        leads = [gss for member in view.bid.bid.leads for gss in member.councils]
        return leads[0] if leads else None
    if view.area is not None:
        return view.area.area.gss
    return view.state.region


def _last_step(view: MapView) -> str | None:
    if view.bid is not None:
        return describe_title(view.bid.bid)
    if view.partner is not None:
        return view.partner.partner.name
    return "Comparison" if view.compared else None


def _render_partner_body(detail: PartnerDetail, view: MapView, catalogue: Catalogue) -> Children:
    partner, state = detail.partner, view.state
    children: Children = [
        html.H2(partner.name, className="govuk-heading-m tca-close"),
        html.P(
            f"{BODY_LABELS[partner.body]}. It has no council area, so the map outlines the "
            "councils that it worked with.",
            className="govuk-body-s tca-hint",
        ),
    ]
    for title, bids in (("Led", detail.led), ("Joined as a partner", detail.joined)):
        if bids.count:
            children += render_part(title, bids, state, catalogue)
    if not detail.led.count and not detail.joined.count:
        children.append(html.P("The filters leave out all its bids.", className="govuk-body"))
    return children


def _render_overview(view: MapView, catalogue: Catalogue) -> Children:
    state = view.state
    place = describe_place(catalogue.areas[state.region]) if state.region else "England"
    title = f"Bids in {place}{describe_filters(state, catalogue)}"
    children: Children = [
        html.H2(title, className="govuk-heading-m"),
        html.P(
            "Choose an area on the map or a bid below to see who worked with whom.",
            className="govuk-body-s tca-hint",
        ),
    ]
    if not view.bids.count:
        nothing: Children = [
            "Our sources name no bid for this choice. ",
            render_link("Clear all choices", "/"),
        ]
        children.append(html.P(nothing, className="govuk-body"))
        return children
    children.append(render_bid_list(view.bids.first[:_FIRST_BIDS], state, catalogue))
    return children
