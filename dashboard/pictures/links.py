"""Render the block with the pictures of a view: links, texts to copy, HTML to embed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html
from markupsafe import escape

from dashboard.addresses import address_of
from dashboard.map.palette import RULE
from dashboard.parts.components import (
    Children,
    attributes,
    render_details,
    render_download,
    render_link,
)
from dashboard.pictures.drawing import SIZES
from dashboard.pictures.facts import describe_alt, describe_code
from dashboard.words.headline import describe_headline, describe_page_title

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView

PICTURE_ROUTE: Final = "/picture/"
BRIEF_ROUTE: Final = "/brief"
EMBED_ROUTE: Final = "/embed"
SVG_NAME: Final = "map.svg"
_EMBED_STYLE: Final = f"width:100%;height:max(780px,1120px - 45vw);border:1px solid {RULE}"
"""A narrow screen has the key below the map, and so a taller frame."""


def render_pictures(
    view: MapView, catalogue: Catalogue, site_url: str = "", forms: Collection[str] | None = None
) -> Children:
    """Return links to the pictures of a view, and its words and embedded map to copy.

    Works without scripts; with them, ``assets/copy.js`` adds a button to each text.

    Parameters
    ----------
    site_url
        Public address of the site without a closing slash. Where it is empty the embedded map has
        an address without a host, which the copy button completes.
    forms
        Names of the pictures that there are; ``None`` for all, the brief and the embedded map.
    """
    return [
        html.H2("Get this picture", className="govuk-heading-m"),
        *_render_files(view, catalogue, site_url, forms),
        *_render_copies(_list_copies(view, catalogue, site_url, forms)),
    ]


def render_actions(view: MapView, catalogue: Catalogue) -> Children:
    """Return the two menus beside the headline: pictures of a view, and texts to share."""
    address = address_of(f"/{view.state.of_page.to_search()}")
    copies = _list_copies(view, catalogue, address_of(""), None)
    if "://" in address or address.startswith("/"):  # a copy made of files has no whole address
        copies.insert(0, ("Link to this view", address, "text"))
    return [
        render_details(
            "Get picture",
            [
                html.H2("Get this picture", className="govuk-heading-s"),
                *_render_files(view, catalogue, address_of(""), None),
            ],
            "tca-drop tca-get-picture",
        ),
        render_details(
            "Share",
            [
                html.H2("Share this view", className="govuk-heading-s"),
                *_render_copies(copies),
            ],
            "tca-drop tca-share",
        ),
    ]


def _render_files(
    view: MapView, catalogue: Catalogue, site_url: str, forms: Collection[str] | None
) -> Children:
    search = view.state.of_page.to_search()
    offers = {
        f"{size.name}.png": f"{size.label} (PNG, {size.width} × {size.height})"
        for size in SIZES.values()
    }
    offers[SVG_NAME] = "Drawing that scales (SVG)"
    links: Children = [
        html.Li(render_download(text, f"{PICTURE_ROUTE}{name}{search}"))
        for name, text in offers.items()
        if forms is None or name in forms
    ]
    if forms is None:
        brief = render_link("Brief for the screen", f"{BRIEF_ROUTE}{search}")
        links.append(html.Li([brief, ": safe to capture"]))
    code = describe_code(view, catalogue, site_url)
    return [
        html.P(
            "Each picture carries its title, key, source and date"
            + (f", and the way back to this view. {code}" if code else "."),
            className="govuk-body",
        ),
        html.Ul(links, className="govuk-list govuk-list--bullet"),
    ]


def _list_copies(
    view: MapView, catalogue: Catalogue, site_url: str, forms: Collection[str] | None
) -> list[tuple[str, str, str]]:
    """Return the texts to copy: title, text and whether it is text or code."""
    copies = [
        ("Headline", describe_headline(view, catalogue), "text"),
        ("Text for readers who cannot see the picture", describe_alt(view, catalogue), "text"),
    ]
    if forms is None:
        snippet = write_snippet(view, catalogue, site_url)
        copies.append(("Map for your own page", snippet, "code"))
    return copies


def write_snippet(view: MapView, catalogue: Catalogue, site_url: str) -> str:
    """Return the HTML that shows this view's map on another page."""
    search = view.state.of_page.to_search()
    title = describe_page_title(view, catalogue)
    return (
        f'<iframe src="{escape(site_url + EMBED_ROUTE + search)}" title="{escape(title)}" '
        f'style="{_EMBED_STYLE}" loading="lazy"></iframe>'
    )


def _render_copies(copies: Sequence[tuple[str, str, str]]) -> Children:
    return [
        html.Div(
            [
                html.H3(title, className="govuk-heading-s tca-copy-title"),
                html.Pre(
                    text,
                    className=f"tca-copy tca-copy-{kind}",
                    tabIndex="0",
                    **attributes(role="group", aria_label=title),
                ),
                html.Button(
                    "Copy",
                    className="govuk-button govuk-button--secondary tca-copy-button",
                    **attributes(type="button", aria_label=f"Copy: {title}"),
                ),
            ],
            className="tca-copy-block",
        )
        for title, text, kind in copies
    ]
