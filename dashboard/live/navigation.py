"""The callbacks that answer an address with what changes on the page.

The address is the only input: a control, a link, a click on the map, Back and a shared link all
change the address, and nothing else changes the page. The browser also says which address its page
shows now, so that only what differs has to travel and to be drawn. The map and what agrees with it
come first; what stands below them, which most readers have to scroll to, is asked for next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.live.rendered import ShownPages
from dashboard.map.figures import build_choropleth, list_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.live.rendered import ShownPage
    from dashboard.site import Site

Answer = dict[str, Any]


def register_navigation(app: Dash, site: Site) -> None:
    """Wire the address to the map and every part of the page.

    Neither the map nor the parts are Dash's: they came with the page and change by what
    ``assets/drawing.js`` and ``assets/parts.js`` are handed, which spares readers a second page
    made of components.
    """
    pages = ShownPages(site)
    app.callback(
        output={
            "shown": Output(ids.MAP_SHOWN, "data"),
            "changed": Output(ids.MAP_CHANGED, "data"),
        },
        inputs=[Input(ids.LOCATION, "search"), State(ids.MAP_SHOWN, "data")],
    )(answer_address(site, pages))
    app.callback(
        output={
            "shown": Output(ids.BELOW_SHOWN, "data"),
            "changed": Output(ids.BELOW_CHANGED, "data"),
        },
        inputs=[Input(ids.MAP_SHOWN, "data"), State(ids.BELOW_SHOWN, "data")],
        prevent_initial_call=True,
    )(answer_below(pages))
    for name, source in (
        ("goLive", ids.MAP_SHOWN),
        ("showChange", ids.MAP_CHANGED),
        ("showBelow", ids.BELOW_CHANGED),
    ):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("tca", name),
            Output(source, "modified_timestamp"),
            Input(source, "data"),
        )


def answer_address(site: Site, pages: ShownPages) -> Callable[[str | None, str | None], Answer]:
    """Return the handler: ``(search, search that the page shows) -> every output``.

    The first answer, when Dash does not know yet what the page shows, changes nothing: the page
    came with the map and the parts of its address. While the map stays on one boundary file only
    what differs is sent; when level or shape change the whole figure is, because other boundaries
    are needed.
    """

    def answer(search: str | None, shown: str | None) -> Answer:
        search = search or ""
        if shown is None:
            return {"shown": search, "changed": None}
        page, before = pages.of(search), pages.of(shown)
        return {
            "shown": search,
            "changed": {
                **_change(shown, search, page.beside_since(before)),
                "title": page.title,
                "figure": _draw(site, page, before),
            },
        }

    return answer


def answer_below(pages: ShownPages) -> Callable[[str | None, str | None], Answer]:
    """Return the handler: ``(search of the map, search of what is below it) -> outputs``."""

    def answer(search: str | None, shown: str | None) -> Answer:
        search = search or ""
        if shown is None:
            return {"shown": search, "changed": None}
        below = pages.of(search).below_since(pages.of(shown))
        return {"shown": search, "changed": _change(shown, search, below)}

    return answer


def _change(since: str, search: str, parts: dict[str, str]) -> Answer:
    """Return parts with the addresses that they lead from and to, which the browser checks."""
    return {"since": since, "shown": search, "parts": parts}


def _draw(site: Site, page: ShownPage, before: ShownPage) -> Answer:
    if before.boundaries != page.boundaries:
        return {"whole": build_choropleth(page.view, site.catalogue, site.projection)}
    return {"changes": list_changes(before.changing, page.changing)}
