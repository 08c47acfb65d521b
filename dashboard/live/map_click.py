"""An area chosen on the map becomes an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.query.state import read_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site


def register_map_click(app: Dash, site: Site) -> None:
    """Wire the area chosen to the address; the choice is cleared so that it can be repeated."""
    app.callback(
        Output(ids.LOCATION, "search"),
        Output(ids.AREA_CHOSEN, "data"),
        Input(ids.AREA_CHOSEN, "data"),
        State(ids.LOCATION, "search"),
        prevent_initial_call=True,
    )(answer_choice(site))


def answer_choice(site: Site) -> Callable[[str | None, str | None], tuple[Any, Any]]:
    """Return the handler: ``(GSS code, search) -> (search, cleared choice)``."""

    def answer(gss: str | None, search: str | None) -> tuple[Any, Any]:
        if gss not in site.catalogue.mapped_codes:
            return no_update, no_update
        state = read_state(search or "", site.catalogue).state
        return state.choose_area(gss).removeprefix("/"), None

    return answer
