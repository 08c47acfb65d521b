"""Pages that need no script: an area, a bid, a partner body, a region, the table.

Each is made of the same components as the interactive page, from the same view, and stands under
an address of its own for search engines, for readers with scripts off, and for copies of the site
as files (:mod:`dashboard.frozen.freeze`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dash import html

from dashboard import ids
from dashboard.addresses import linking, whole_address_of
from dashboard.map.figures import frame_window
from dashboard.map.svg import render_map
from dashboard.pages.head import Data, PageHead, find_own_path, make_head
from dashboard.pages.layout import render_caption, render_map_column, render_notices
from dashboard.pages.structured_data import describe_dataset, describe_grant, describe_trail
from dashboard.parts.components import Children, render_bid_list, render_link
from dashboard.parts.downloads import render_downloads
from dashboard.parts.key import render_key
from dashboard.parts.panel import list_steps, render_breadcrumbs, render_chosen, render_more_bids
from dashboard.parts.reconciliation import render_strip
from dashboard.parts.static_html import to_html, to_text
from dashboard.parts.table import render_table
from dashboard.pictures.links import render_pictures
from dashboard.query.answer import view_state
from dashboard.query.state import NOTHING_CHOSEN, MapState, Sort, read_state
from dashboard.rendering import render_page
from dashboard.words.headline import describe_headline
from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from dashboard.map.projection import Window
    from dashboard.query.view import MapView
    from dashboard.site import Site

_TABLE: Final = "/table"

Forms = Collection[str] | None
"""Names of the pictures that a copy made of files has; ``None`` for the running site."""


@dataclass(frozen=True, slots=True)
class StillPage:
    """A page before it is put into the frame that all pages share."""

    head: PageHead
    body: Children


def render_still_page(
    site: Site, make: Callable[[], StillPage], *, from_table: bool = False
) -> str:
    """Return a page as HTML; links to what has a page of its own lead to that page."""
    with linking(lambda path: _find_own_page(path, site, table=from_table)):
        page = make()
        body = to_html(page.body)
    return render_page(site, "still.html", head=page.head, page=body)


def make_area_page(site: Site, gss: str, forms: Forms = None) -> StillPage:
    """Return the page of a district, county or unitary council area."""
    level = site.catalogue.level_of(gss, MapState().level)
    view = view_state(site.catalogue, MapState(area=gss, level=level))
    return _make_chosen_page(site, view, forms=forms)


def make_region_page(site: Site, gss: str, forms: Forms = None) -> StillPage:
    """Return the page of a region: its bids, its areas and its table."""
    view = view_state(site.catalogue, MapState(region=gss))
    name = site.catalogue.areas[gss].name
    trail = describe_trail([("England", "/"), (name, f"/regions/{gss}")], site)
    head = make_head(view, site, (trail,))
    _, *panel = render_chosen(view, site.catalogue)
    panel += render_more_bids(view, site.catalogue)
    body = [
        *_render_title(name, view, site),
        html.Div(render_strip(view, site.catalogue), className="tca-strip"),
        _render_columns(view, site, panel, live=forms is None),
        html.Div(render_table(view, site.catalogue), className="tca-table"),
        html.Div(render_take_away(view, site, forms), className="tca-take"),
    ]
    return StillPage(head, body)


def make_bid_page(site: Site, bid_id: str, forms: Forms = None) -> StillPage:
    """Return the page of one bid."""
    view = view_state(site.catalogue, MapState(bid=bid_id))
    bid = site.catalogue.bid_by_id[bid_id]
    grant = describe_grant(bid, site)
    return _make_chosen_page(site, view, (grant,), forms=forms)


def make_partner_page(site: Site, slug: str, forms: Forms = None) -> StillPage:
    """Return the page of one body without a council area."""
    view = view_state(site.catalogue, MapState(partner=slug))
    return _make_chosen_page(site, view, forms=forms)


def make_table_page(site: Site, view: MapView, forms: Forms = None) -> StillPage:
    """Return every area of a view and every bid that its filters keep, without a map."""
    head = make_head(view, site, (describe_dataset(site),))
    search = view.state.to_search()
    head = replace(
        head,
        title=f"Table: {head.title}",
        canonical=whole_address_of(site.settings.root, f"{_TABLE}{search}"),
        indexed=not search,
    )
    body = [
        *render_notices(view),
        *_render_title("Every area and every bid", view, site),
        html.P(render_link("See this on the map", f"/{search}#main"), className="govuk-body"),
        html.Div(render_strip(view, site.catalogue), className="tca-strip"),
        html.Div(render_table(view, site.catalogue), className="tca-table"),
        html.H2("Bids", className="govuk-heading-m"),
        render_bid_list(
            view.bids.first,
            view.state,
            site.catalogue,
            view.bids.count - len(view.bids.first),
        ),
        html.Div(render_take_away(view, site, forms), className="tca-take"),
    ]
    return StillPage(head, body)


def _make_chosen_page(
    site: Site, view: MapView, data: tuple[Data, ...] = (), *, forms: Forms
) -> StillPage:
    """Return the page of what a view has in its panel: the panel's title becomes the page's."""
    heading, *panel = render_chosen(view, site.catalogue)
    title = to_text(heading)
    steps = [
        (name, _find_own_page(path, site, table=False))
        for name, path in list_steps(view, site.catalogue)[:-1]
    ]
    trail = describe_trail([*steps, (title, find_own_path(view.state) or "/")], site)
    head = make_head(view, site, (*data, trail))
    body = [
        *render_breadcrumbs(view, site.catalogue),
        *_render_title(title, view, site),
        _render_columns(view, site, panel, live=forms is None),
        html.Div(render_take_away(view, site, forms), className="tca-take"),
    ]
    return StillPage(head, body)


def _render_title(title: str, view: MapView, site: Site) -> Children:
    return [
        html.H1(title, className="govuk-heading-l tca-title"),
        html.P(describe_headline(view, site.catalogue), className="govuk-body-l tca-lead"),
    ]


def _frame(view: MapView, site: Site) -> Window:
    """Return the part of the map to show: the region of a chosen area, so that it can be seen."""
    if view.area is None or view.area.area.region is None:
        return frame_window(view, site.catalogue, site.projection)
    region = site.catalogue.levels[Level.REGION].geometry[view.area.area.region]
    return site.projection.around([region.bbox])


def _render_columns(view: MapView, site: Site, panel: Children, *, live: bool) -> Component:
    window = _frame(view, site)
    label = describe_headline(view, site.catalogue)
    still = render_map(view, site.catalogue, window, label=label, cropped=True)
    address = f"/{view.state.to_search()}#main"
    on_map = [
        html.P(render_link("Open this on the map", address), className="govuk-body tca-on-map")
    ]
    return html.Div(
        [
            html.Div(
                [
                    render_map_column(render_key(view, site.catalogue), [still], ids.AFTER_MAP),
                    html.P(
                        render_caption(view, site.catalogue),
                        id=ids.CAPTION,
                        className="tca-caption",
                    ),
                    *(on_map if live else []),
                ],
                className="tca-map-column",
            ),
            html.Div(id=ids.AFTER_MAP, tabIndex="-1", className="tca-after-map"),
            html.Div(panel, className="tca-panel"),
        ],
        className="tca-columns",
    )


def render_take_away(view: MapView, site: Site, forms: Forms = None) -> Children:
    """Return the pictures and the files of a view.

    Parameters
    ----------
    forms
        For a copy made of files: the pictures that it has; its files are those of all bids.
    """
    live = forms is None
    pictures = render_pictures(view, site.catalogue, site.settings.root, forms)
    filed = view if live else view_state(site.catalogue, MapState())
    return [html.Section(pictures), html.Section(render_downloads(filed, with_api=live))]


def _is_plain(state: MapState) -> bool:
    """Tell whether a page of its own says all that a state asks for."""
    bare = replace(state, **NOTHING_CHOSEN)
    return replace(bare, level=Level.UPPER, region=None, sort=Sort.VALUE) == MapState()


def _find_own_page(path: str, site: Site, *, table: bool) -> str:
    """Return the page of its own of what a path of the map shows, or the path as it is."""
    if not path.startswith("/?"):
        return path
    query, mark, fragment = path.removeprefix("/").partition("#")
    if mark:  # asked for by name: the map itself
        return f"/{query}{mark}{fragment}"
    state = read_state(query, site.catalogue).state
    own = find_own_path(state)
    if own is not None and _is_plain(state):
        return own
    return f"{_TABLE}{state.to_search()}" if table else f"/{query}"
