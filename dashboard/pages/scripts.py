"""Which scripts and data the live map needs, in the order of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.addresses import address_of
from geodata.model.codes import Shape

if TYPE_CHECKING:
    from dashboard.query.view import MapView
    from dashboard.site import Site

_FIRST: Final = ("plotly-geo.js", "regenerator-runtime.js", "idiomorph.js")
"""Front-end files that stand before Dash's scripts: Dash uses the Plotly that is there already."""


def list_scripts_before_dash(site: Site) -> tuple[str, ...]:
    """Return the addresses of the front-end files that the build holds."""
    return tuple(address_of(site.vendor[name]) for name in _FIRST if name in site.vendor)


def list_needed_data(view: MapView, site: Site) -> tuple[str, ...]:
    """Return the addresses of the data that the live map is drawn from."""
    catalogue, shape = site.catalogue, view.state.shape
    level = catalogue.level_set(view.state.level, shape).boundaries
    backdrop = (catalogue.backdrop.boundaries,) if shape is Shape.MAP else ()
    return (
        # Plotly asks for it before it draws; see routes.py
        address_of("/topojson/world_110m.json"),
        *(address_of(f"/{name}") for name in (level, *backdrop)),
    )


def list_next_data(view: MapView, site: Site) -> tuple[str, ...]:
    """Return the addresses of what a reader's next step needs: the councils' own outlines.

    Every partnership is drawn with them, and so is the level below that of the first view.
    """
    councils = site.catalogue.level_set(site.catalogue.council_level, view.state.shape)
    address = address_of(f"/{councils.boundaries}")
    return () if address in list_needed_data(view, site) else (address,)
