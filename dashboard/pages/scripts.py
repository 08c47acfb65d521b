"""Which scripts and data the live map needs, and when the browser is to ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import dash

from geodata.model.codes import Shape

if TYPE_CHECKING:
    from dashboard.query.view import MapView
    from dashboard.site import Site


@dataclass(frozen=True, slots=True)
class PageScripts:
    """Addresses of the scripts that come once the still map is painted, in the order of use.

    Parameters
    ----------
    plotly
        Draws the live map; empty where the build holds none.
    dash
        Answers choices without a page load, once the map is drawn; empty where the build has no
        bundle of exactly the installed Dash, and the page then loads what Dash itself lists.
    """

    plotly: str
    dash: str


def find_scripts(site: Site) -> PageScripts:
    """Return the scripts that the build holds."""
    vendor = site.vendor
    return PageScripts(
        plotly=vendor.get("plotly-geo.js") or vendor.get("plotly.js", ""),
        dash=vendor.get(f"dash-{dash.__version__}.js", ""),
    )


def list_needed_data(view: MapView, site: Site) -> tuple[str, ...]:
    """Return the addresses of the data that the live map is drawn from, the figure's first."""
    catalogue, shape = site.catalogue, view.state.shape
    level = catalogue.level_set(view.state.level, shape).boundaries
    backdrop = (catalogue.backdrop.boundaries,) if shape is Shape.MAP else ()
    return (
        f"/figure/{site.edition}.json{view.state.to_search()}",
        "/topojson/world_110m.json",  # Plotly asks for it before it draws; see pages.py
        *(f"/{name}" for name in (level, *backdrop)),
    )
