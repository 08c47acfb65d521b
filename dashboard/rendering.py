"""Pages and notices made from the templates, and what every template needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
from markupsafe import Markup

from dashboard.addresses import address_of
from dashboard.map.page_colours import page_css
from dashboard.map.svg import render_patterns
from dashboard.words.text import format_date

if TYPE_CHECKING:
    from dashboard.site import Site
    from geodata.model.published.outlines import Outlines


def render_page(site: Site, template: str, **context: object) -> str:
    """Return a page made from one of the templates, with what they all need of the site."""
    return flask.render_template(
        template,
        **context,
        fund=site.catalogue.fund,
        outlines=site.catalogue.outlines,
        compiled_on=format_date(site.catalogue.fund.compiled_on),
        data_version=site.catalogue.version,
        address_of=address_of,
        vendor={name: address_of(path) for name, path in site.vendor.items()},
        own={name: address_of(path) for name, path in site.own.addresses.items()},
        page_css=Markup(page_css()),  # noqa: S704 - constants
        patterns=render_patterns("tex"),
    )


def render_refusal(
    site: Site, title: str, status: int, detail: str, parameter: str = ""
) -> tuple[str, int]:
    """Return the page, and the status, of a request for a file that cannot be made."""
    page = render_page(site, "refused.html", title=title, detail=detail, parameter=parameter)
    return page, status


def render_boundary_notice(outlines: Outlines) -> str:
    """Return origin and licence of the outlines in full, as plain text."""
    if outlines.embedded:
        return flask.render_template("boundary_notice.txt")
    return f"Outlines of areas: {outlines.origin}.\n\n{outlines.attribution}.\n"
