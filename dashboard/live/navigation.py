"""The callbacks: they only translate between the browser and pure functions.

The address is the only input: a control, a link, a click on the map, Back and a shared link all
change the address, and nothing else changes the page. An answer depends on the address alone. The
map and what agrees with it come first; what stands below them, which most readers have to scroll
to, is asked for once they are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.map.figures import Zoom, patch_choropleth
from dashboard.pages.layout import render_below, render_beside
from dashboard.parts.static_html import to_html
from dashboard.query.state import read_state
from dashboard.words.headline import describe_page_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dash import Patch

    from dashboard.map.figures import Place
    from dashboard.parts.components import Children
    from dashboard.site import Site

Asked = dict[str, Any]
"""The query string that is asked for as ``search``, the page's data as ``version``, and where a
reader has zoomed to as ``zoom``."""
Answer = dict[str, Any]
Click = dict[str, Any]
"""What ``dcc.Graph`` says of a click: its points, each with its place and trace."""

_LARGEST_DEGREES: Final = 90
_LARGEST_SCALE: Final = 100


def register_callbacks(app: Dash, site: Site) -> None:
    """Wire a click to the address, and the address to the map and every part of the page.

    A click is cleared, so that it can be repeated. The parts are not Dash's: they came with the
    page and change by what ``assets/parts.js`` is handed, which spares readers a second page made
    of components.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("tca", "ask"),
        Output(ids.ASKED, "data"),
        Input(ids.LOCATION, "search"),
        State(ids.MAP, "figure"),
    )
    app.callback(
        Output(ids.MAP, "figure"),
        Output(ids.ANSWERED, "data"),
        Input(ids.ASKED, "data"),
        prevent_initial_call=True,
    )(answer_address(site))
    app.callback(
        Output(ids.BELOW_ANSWERED, "data"),
        Input(ids.DRAWN, "data"),
        prevent_initial_call=True,
    )(answer_below(site))
    for name, source in (("showAnswer", ids.ANSWERED), ("showBelow", ids.BELOW_ANSWERED)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("tca", name), Input(source, "data"), prevent_initial_call=True
        )
    app.callback(
        Output(ids.LOCATION, "search"),
        Output(ids.MAP, "clickData"),
        Input(ids.MAP, "clickData"),
        State(ids.LOCATION, "search"),
        prevent_initial_call=True,
    )(answer_click(site))


def answer_address(site: Site) -> Callable[[Asked | None], tuple[Patch | Any, Answer]]:
    """Return the handler: ``address -> (change of the map, what stands beside it)``.

    A page made from other data than this server's is told so and stays as it is.
    """

    def answer(asked: Asked | None) -> tuple[Patch | Any, Answer]:
        search = _read_search(asked)
        if _is_of_other_data(asked, site):
            return no_update, {"search": search, "renewed": True}
        view = site.read_view(search)
        zoom = _read_zoom(asked)
        figure = patch_choropleth(view, site.catalogue, site.projection, search, zoom)
        return figure, {
            "search": search,
            "title": describe_page_title(view, site.catalogue),
            "parts": _write(render_beside(view, site.catalogue)),
        }

    return answer


def answer_below(site: Site) -> Callable[[Asked | None], Answer]:
    """Return the handler: ``address -> what stands below the map``."""

    def answer(asked: Asked | None) -> Answer:
        search = _read_search(asked)
        if _is_of_other_data(asked, site):
            return {"search": search, "renewed": True}
        view = site.read_view(search)
        return {"search": search, "parts": _write(render_below(view, site.catalogue))}

    return answer


def answer_click(site: Site) -> Callable[[Click | None, str | None], tuple[Any, Any]]:
    """Return the handler: ``(click, search) -> (search, cleared click)``."""

    def answer(click: Click | None, search: str | None) -> tuple[Any, Any]:
        match click:
            case {"points": [{"location": str(gss)}, *_]} if gss in site.catalogue.mapped_codes:
                state = read_state(search or "", site.catalogue).state
                return state.choose_area(gss).removeprefix("/"), None
        return no_update, no_update

    return answer


def _read_search(asked: Asked | None) -> str:
    search = (asked or {}).get("search")
    return search if isinstance(search, str) else ""


def _read_zoom(asked: Asked | None) -> Zoom | None:
    """Return where a reader has zoomed to, or nothing where what is said of it is no place."""
    match (asked or {}).get("zoom"):
        case {"from": [*start], "to": [*end]}:
            places = [_read_place(start), _read_place(end)]
            return None if None in places else Zoom(*places)  # type: ignore[arg-type]
        case _:
            return None


def _read_place(found: list[object]) -> Place | None:
    match found:
        case [int() | float() as lon, int() | float() as lat, int() | float() as scale]:
            inside = abs(lon) <= _LARGEST_DEGREES and abs(lat) <= _LARGEST_DEGREES
            return (lon, lat, scale) if inside and 1 <= scale <= _LARGEST_SCALE else None
        case _:
            return None


def _is_of_other_data(asked: Asked | None, site: Site) -> bool:
    return (asked or {}).get("version") != site.catalogue.version


def _write(parts: Mapping[str, Children]) -> dict[str, str]:
    """Return the HTML of parts by the id of the container."""
    return {name: str(to_html(children)) for name, children in parts.items()}
