"""Routes of the pages that need no script, of the sitemap and of robots.txt."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

import flask

from dashboard.addresses import address_of, read_search
from dashboard.pages.about import render_about
from dashboard.pages.static_pages import (
    StillPage,
    make_area_page,
    make_bid_page,
    make_partner_page,
    make_region_page,
    make_table_page,
    render_still_page,
)
from dashboard.web.caching import send_data, send_html

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from dashboard.site import Site

_REGION: Final = "E12"
_MOST_ADDRESSES: Final = 50_000
"""What a sitemap may hold (sitemaps.org); the pages of areas come before those of bids."""
_KEPT_FROM_ROBOTS: Final = ("/search", "/_dash", "/v/", "/brief", "/embed")


def register_standalone(server: flask.Flask, site: Site) -> None:
    """Wire the stand-alone pages; a code or name that nothing has is a 404 with a way on."""
    catalogue, add = site.catalogue, server.add_url_rule
    regions = frozenset(region.gss for region in catalogue.regions)
    about = cache(lambda: render_about(site))
    add("/areas/<gss>", "area_page", lambda gss: _answer_area(gss, site))
    add(
        "/regions/<gss>",
        "region_page",
        lambda gss: _answer_one(gss, site, regions, make_region_page),
    )
    add("/bids/<bid_id>", "bid_page", lambda bid_id: _answer_bid(bid_id, site))
    add(
        "/partners/<slug>",
        "partner_page",
        lambda slug: _answer_one(slug, site, catalogue.partner_by_slug, make_partner_page),
    )
    add("/table", "table_page", lambda: _answer_table(site))
    add("/about", "about_page", lambda: send_html(about()))
    add("/sitemap.xml", "sitemap", lambda: _send_sitemap(site))
    add("/robots.txt", "robots", lambda: _send_robots(site))


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


def _answer_one(
    key: str,
    site: Site,
    known: Container[str],
    make: Callable[[Site, str], StillPage],
) -> flask.Response:
    """Return the page that ``make`` makes of a code or name, or 404 for one that is not known."""
    if key not in known:
        flask.abort(404)
    return send_html(render_still_page(site, partial(make, site, key)))


def _answer_area(gss: str, site: Site) -> flask.typing.ResponseReturnValue:
    known = site.catalogue.mapped_codes
    if gss in known and gss.startswith(_REGION):
        return flask.redirect(address_of(f"/regions/{gss}"), 301)
    return _answer_one(gss, site, known, make_area_page)


def _answer_bid(bid_id: str, site: Site) -> flask.typing.ResponseReturnValue:
    known = site.catalogue.bid_by_id
    if bid_id not in known and bid_id.upper() in known:
        return flask.redirect(address_of(f"/bids/{bid_id.upper()}"), 301)
    return _answer_one(bid_id, site, known, make_bid_page)


def _answer_table(site: Site) -> flask.Response:
    view = site.read_view(read_search())
    make = partial(make_table_page, site, view)
    return send_html(render_still_page(site, make, from_table=True))


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
