"""The callbacks that answer an address with what changes on the page.

The address is the only input: a control, a link, a click on the map, Back and a shared link all
change the address, and nothing else changes the page. The browser also says which address its page
shows now, so that only what differs has to travel and to be drawn. The map and what agrees with it
come first; what stands below them, which most readers have to scroll to, is asked for next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.figures import build_choropleth, patch_changes
from dashboard.shown import ShownPages

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.shown import ShownPage
    from dashboard.site import Site

Answer = dict[str, Any]


def register_navigation(app: Dash, site: Site) -> None:
    """Wire the address to the map and every part of the page, and the title to the browser's tab.

    The parts are not Dash's: they came with the page as HTML and change as HTML
    (``assets/parts.js``), which spares readers a second page made of components.
    """
    pages = ShownPages(site)
    app.callback(
        output={
            "figure": Output(ids.MAP, "figure"),
            "shown": Output(ids.MAP_SHOWN, "data"),
            "title": Output(ids.PAGE_TITLE, "data"),
            "parts": Output(ids.PARTS_CHANGED, "data"),
        },
        inputs=[Input(ids.LOCATION, "search"), State(ids.MAP_SHOWN, "data")],
    )(answer_address(site, pages))
    app.callback(
        output={
            "shown": Output(ids.BELOW_SHOWN, "data"),
            "parts": Output(ids.BELOW_CHANGED, "data"),
        },
        inputs=[Input(ids.MAP_SHOWN, "data"), State(ids.BELOW_SHOWN, "data")],
        prevent_initial_call=True,
    )(answer_below(pages))
    for name, source in (
        ("showTitle", ids.PAGE_TITLE),
        ("showParts", ids.PARTS_CHANGED),
        ("showBelow", ids.BELOW_CHANGED),
    ):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("tca", name),
            Output(source, "modified_timestamp"),
            Input(source, "data"),
        )


def answer_address(site: Site, pages: ShownPages) -> Callable[[str | None, str | None], Answer]:
    """Return the handler: ``(search, search that the page shows) -> every output``.

    The first answer, when no map is shown yet, is the whole map alone: the parts came with the
    page. While the map stays on one boundary file it is patched; when level or shape change the
    whole figure is sent, because other boundaries are needed.
    """

    def answer(search: str | None, shown: str | None) -> Answer:
        page = pages.of(search or "")
        before = pages.of(shown) if shown is not None else None
        return {
            "figure": _draw(site, page, before),
            "shown": search or "",
            "title": page.title,
            "parts": _change(shown, search, page.beside_since(before)) if before else None,
        }

    return answer


def answer_below(pages: ShownPages) -> Callable[[str | None, str | None], Answer]:
    """Return the handler: ``(search of the map, search of what is below it) -> outputs``."""

    def answer(search: str | None, shown: str | None) -> Answer:
        changed = None
        if shown is not None:
            below = pages.of(search or "").below_since(pages.of(shown))
            changed = _change(shown, search, below)
        return {"shown": search or "", "parts": changed}

    return answer


def _change(since: str | None, search: str | None, parts: dict[str, str]) -> Answer:
    """Return parts with the addresses that they lead from and to, which the browser checks."""
    return {"since": since or "", "shown": search or "", "parts": parts}


def _draw(site: Site, page: ShownPage, before: ShownPage | None) -> object:
    if before is None or before.boundaries != page.boundaries:
        return build_choropleth(page.view, site.catalogue, site.projection)
    if before.changing == page.changing:
        return no_update
    return patch_changes(before.changing, page.changing)
