"""A click on the map becomes an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.state import read_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site

Click = dict[str, Any]


def register_map_click(app: Dash, site: Site) -> None:
    """Wire clicks on areas to the address; the click is cleared so that it can be repeated."""
    app.callback(
        Output(ids.LOCATION, "search"),
        Output(ids.MAP, "clickData"),
        Input(ids.MAP, "clickData"),
        State(ids.LOCATION, "search"),
        prevent_initial_call=True,
    )(answer_click(site))


def answer_click(site: Site) -> Callable[[Click | None, str | None], tuple[Any, Any]]:
    """Return the handler: ``(click, search) -> (search, cleared click)``."""

    def answer(click: Click | None, search: str | None) -> tuple[Any, Any]:
        gss = clicked_area(click)
        if gss is None or gss not in site.catalogue.mapped_codes:
            return no_update, no_update
        state = read_state(search or "", site.catalogue).state
        return state.choose_area(gss).removeprefix("/"), None

    return answer


def clicked_area(click: Click | None) -> str | None:
    """Return the GSS code that Plotly's click names, or ``None``.

    A polygon carries it as ``location``, a marker on a very small area as ``customdata``.
    """
    points = (click or {}).get("points")
    if not isinstance(points, list) or not points or not isinstance(points[0], dict):
        return None
    found = points[0].get("location") or points[0].get("customdata")
    return found if isinstance(found, str) else None
