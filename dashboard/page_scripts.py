"""Which scripts and data the live map needs, so that the browser asks for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash

from dashboard.state import Shape

if TYPE_CHECKING:
    from dashboard.catalogue import Catalogue
    from dashboard.site import Site
    from dashboard.view import MapView


def load_after_paint(site: Site) -> tuple[str, ...]:
    """Return the addresses of the scripts to run once the still map is painted, in order.

    Empty where the build has no bundle of exactly the installed Dash: the page then loads what
    Dash itself lists.
    """
    wanted = ("plotly-geo.js", f"dash-{dash.__version__}.js")
    found = tuple(site.vendor[name] for name in wanted if name in site.vendor)
    return found if len(found) == len(wanted) else ()


def list_needed_data(view: MapView, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the addresses of the data that the live map asks for as it starts."""
    shape = view.state.shape
    level = catalogue.level_set(view.state.level, shape).boundaries
    backdrop = (catalogue.backdrop.boundaries,) if shape is Shape.MAP else ()
    return (
        "/_dash-layout",
        "/_dash-dependencies",
        "/topojson/world_110m.json",  # Plotly asks for it before it draws; see pages.py
        *(f"/{name}" for name in (level, *backdrop)),
    )
