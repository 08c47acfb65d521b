"""Routes of the pages that need no script, of the sitemap and of robots.txt."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import flask

from dashboard.addresses import address_of
from dashboard.pages.about import read_changes, render_about
from dashboard.pages.static_pages import (
    StillPage,
    make_area_page,
    make_bid_page,
    make_partner_page,
    make_region_page,
    make_table_page,
    render_still_page,
)
from dashboard.web.caching import send_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site

_HTML: Final = "text/html; charset=utf-8"
_REGION: Final = "E12"
_MOST_ADDRESSES: Final = 50_000
"""What a sitemap may hold (sitemaps.org); the pages of areas come before those of bids."""
_KEPT_FROM_ROBOTS: Final = ("/search", "/_dash", "/v/", "/brief", "/embed")


def register_standalone(server: flask.Flask, site: Site) -> None:
    """Wire the stand-alone pages; a code or name that nothing has is a 404 with a way on."""

    def add(rule: str, name: str, answer: flask.typing.RouteCallable) -> None:
        server.add_url_rule(rule, name, answer, methods=["GET"])

    add("/areas/<gss>", "area_page", lambda gss: _answer_area(gss, site))
    add("/regions/<gss>", "region_page", lambda gss: _answer_region(gss, site))
    add("/bids/<bid_id>", "bid_page", lambda bid_id: _answer_bid(bid_id, site))
    add("/partners/<slug>", "partner_page", lambda slug: _answer_partner(slug, site))
    add("/table", "table_page", lambda: _answer_table(site))
    about = render_about_once(site)
    add("/about", "about_page", lambda: send_data(about(), _HTML))
    add("/sitemap.xml", "sitemap", lambda: _send_sitemap(site))
    add("/robots.txt", "robots", lambda: _send_robots(site))


def render_about_once(site: Site) -> Callable[[], bytes]:
    """Return what gives the page about the data, read and made when it is first asked for."""

    @cache
    def render() -> bytes:
        changes = read_changes(site)
        return render_about(site, site.settings.root, changes).encode()

    return render


def read_search() -> str:
    """Return the query string of the request; what is not UTF-8 becomes a replacement sign."""
    return flask.request.query_string.decode("utf-8", "replace")


def send_page(
    site: Site, make: Callable[[], StillPage], *, from_table: bool = False
) -> flask.Response:
    """Return a page with its validator, or 304."""
    return send_data(render_still_page(site, make, from_table=from_table).encode(), _HTML)


def list_paths(site: Site) -> tuple[str, ...]:
    """Return the path of every page that stands alone, home first."""
    catalogue = site.catalogue
    codes = sorted(catalogue.mapped_codes)
    return (
        "/",
        "/table",
        "/about",
        *(f"/regions/{area.gss}" for area in catalogue.regions),
        *(f"/areas/{gss}" for gss in codes if not gss.startswith(_REGION)),
        *(f"/bids/{bid_id}" for bid_id in catalogue.bid_by_id),
        *(f"/partners/{slug}" for slug in catalogue.partner_by_slug),
    )


def _answer_area(gss: str, site: Site) -> flask.typing.ResponseReturnValue:
    if gss not in site.catalogue.mapped_codes:
        flask.abort(404)
    if gss.startswith(_REGION):
        return flask.redirect(address_of(f"/regions/{gss}"), 301)
    return send_page(site, lambda: make_area_page(site, gss, site.settings.root))


def _answer_region(gss: str, site: Site) -> flask.Response:
    if not any(region.gss == gss for region in site.catalogue.regions):
        flask.abort(404)
    return send_page(site, lambda: make_region_page(site, gss, site.settings.root))


def _answer_bid(bid_id: str, site: Site) -> flask.typing.ResponseReturnValue:
    if bid_id not in site.catalogue.bid_by_id:
        if bid_id.upper() not in site.catalogue.bid_by_id:
            flask.abort(404)
        return flask.redirect(address_of(f"/bids/{bid_id.upper()}"), 301)
    return send_page(site, lambda: make_bid_page(site, bid_id, site.settings.root))


def _answer_partner(slug: str, site: Site) -> flask.Response:
    if slug not in site.catalogue.partner_by_slug:
        flask.abort(404)
    return send_page(site, lambda: make_partner_page(site, slug, site.settings.root))


def _answer_table(site: Site) -> flask.Response:
    view = site.read_view(read_search())
    return send_page(site, lambda: make_table_page(site, view, site.settings.root), from_table=True)


def _whole_address(site: Site) -> str:
    """Return the site's address, as set or as the robot reached it: a sitemap needs whole ones."""
    return site.settings.site_url or flask.request.url_root.rstrip("/")


def _send_sitemap(site: Site) -> flask.Response:
    address = _whole_address(site)
    text = flask.render_template(
        "sitemap.xml",
        addresses=[address + path for path in list_paths(site)[:_MOST_ADDRESSES]],
        changed=site.catalogue.fund.compiled_on,
    )
    return send_data(text.encode(), "application/xml; charset=utf-8")


def _send_robots(site: Site) -> flask.Response:
    kept = "".join(f"Disallow: {address_of(path)}\n" for path in _KEPT_FROM_ROBOTS)
    text = f"User-agent: *\n{kept}\nSitemap: {_whole_address(site)}/sitemap.xml\n"
    return send_data(text.encode(), "text/plain; charset=utf-8")
