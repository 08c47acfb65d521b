"""Two pages without the site round them: a map for other sites to frame, and the brief.

``/embed?<state>`` is the only path that may stand in a frame (``web.security``); it carries
its source and a link back. ``/brief?<state>`` fills a screen with the picture of the view, so that
what is captured from it is the picture. ``/?view=brief`` leads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
from dash import html

from dashboard.addresses import address_of, read_search
from dashboard.map.figures import frame_window
from dashboard.map.svg import render_map
from dashboard.parts.key import render_key
from dashboard.parts.static_html import to_html
from dashboard.pictures.facts import describe_alt, describe_sources
from dashboard.pictures.links import BRIEF_ROUTE, EMBED_ROUTE, PICTURE_ROUTE
from dashboard.query.state import Sheet, read_state
from dashboard.rendering import render_page
from dashboard.web.caching import send_html
from dashboard.words.choices import list_choices
from dashboard.words.headline import describe_headline, describe_page_title

if TYPE_CHECKING:
    from dashboard.site import Site


def register_embed(server: flask.Flask, site: Site) -> None:
    """Wire the framed map and the brief."""
    server.add_url_rule(EMBED_ROUTE, "embed", lambda: _send_embed(site))
    server.add_url_rule(BRIEF_ROUTE, "brief", lambda: _send_brief(site))
    server.before_request(lambda: _lead_to_brief(site))


def _lead_to_brief(site: Site) -> flask.typing.ResponseReturnValue | None:
    """Send readers of ``/?view=brief`` to the brief of the same view."""
    if flask.request.path != "/" or "view=" not in read_search():
        return None
    state = read_state(read_search(), site.catalogue).state
    if state.view is not Sheet.BRIEF:
        return None
    return flask.redirect(address_of(f"{BRIEF_ROUTE}{state.of_page.to_search()}"), 302)


def _send_embed(site: Site) -> flask.Response:
    """Return the still map of a view with its key, source and a way to the whole page."""
    view, catalogue = site.read_view(read_search()), site.catalogue
    headline = describe_headline(view, catalogue)
    window = frame_window(view, catalogue, site.projection)
    still = render_map(view, catalogue, window, label=headline, cropped=True, new_tab=True)
    page = render_page(
        site,
        "embed.html",
        title=describe_page_title(view, catalogue),
        headline=headline,
        choices=list_choices(view.state, catalogue),
        still=still,
        key=to_html(html.Div(render_key(view, catalogue), className="tca-key")),
        sources=describe_sources(catalogue),
        here=f"{site.settings.root}/{view.state.of_page.to_search()}",
    )
    return send_html(page)


def _send_brief(site: Site) -> flask.Response:
    """Return a page that is nothing but the picture of a view, 16 by 9."""
    view = site.read_view(read_search())
    search = view.state.of_page.to_search()
    page = render_page(
        site,
        "brief.html",
        title=describe_page_title(view, site.catalogue),
        picture=address_of(f"{PICTURE_ROUTE}map.svg{search}"),
        alt=describe_alt(view, site.catalogue),
        here=address_of(f"/{search}"),
    )
    return send_html(page)
