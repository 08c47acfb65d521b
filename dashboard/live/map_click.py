"""Turn a click on an area into the address of that area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.query.state import read_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site

Click = dict[str, Any]
"""What ``dcc.Graph`` says of a click: its points, each with its place and trace."""


def register_map_click(app: Dash, site: Site) -> None:
    """Wire a click to the address; the click is cleared so that it can be repeated."""
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
        gss = _read_code(click)
        if gss not in site.catalogue.mapped_codes:
            return no_update, no_update
        state = read_state(search or "", site.catalogue).state
        return state.choose_area(gss).removeprefix("/"), None

    return answer


def _read_code(click: Click | None) -> str:
    """Return the code of the area that was clicked, or nothing where the click names none."""
    match click:
        case {"points": [{"location": str(gss)}, *_]}:
            return gss
        case _:
            return ""
