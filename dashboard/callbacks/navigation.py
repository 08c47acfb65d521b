"""The one callback that answers an address with a page.

The address is the only input: a control, a link, a click on the map, Back and a shared link all
change the address, and nothing else changes the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.figures import build_choropleth, patch_choropleth
from dashboard.headline import describe_page_title
from dashboard.layout import PARTS, render_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site

Answer = dict[str, Any]


def register_navigation(app: Dash, site: Site) -> None:
    """Wire the address to every part of the page, and the title to the browser's tab."""
    app.callback(
        output={
            "figure": Output(ids.MAP, "figure"),
            "shown": Output(ids.MAP_SHOWN, "data"),
            "title": Output(ids.PAGE_TITLE, "data"),
            "live": Output(ids.LIVE, "children"),
            "failure": Output(ids.FAILURE, "children"),
            "parts": {name: Output(name, "children") for name in PARTS},
        },
        inputs=[Input(ids.LOCATION, "search"), State(ids.MAP_SHOWN, "data")],
    )(answer_address(site))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("tca", "showTitle"),
        Output(ids.PAGE_TITLE, "modified_timestamp"),
        Input(ids.PAGE_TITLE, "data"),
    )


def answer_address(site: Site) -> Callable[[str | None, str | None], Answer]:
    """Return the handler: ``(search, boundary file shown) -> every output``.

    While the map stays on one boundary file it is patched; when level or shape change the whole
    figure is sent, because other boundaries are needed.
    """

    def answer(search: str | None, shown: str | None) -> Answer:
        view = site.read_view(search or "")
        areas = site.catalogue.level_set(view.state.level, view.state.shape).boundaries
        draw = patch_choropleth if shown == areas else build_choropleth
        parts = render_parts(view, site.catalogue)
        return {
            "figure": draw(view, site.catalogue, site.projection),
            "shown": areas,
            "title": describe_page_title(view, site.catalogue),
            "live": parts[ids.HEADLINE],
            "failure": "",
            "parts": parts,
        }

    return answer
