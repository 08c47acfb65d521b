"""Write the tooltips of areas and the map's description for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.query.view import AreaStatus
from dashboard.words.text import (
    describe_bids,
    describe_omissions,
    describe_rank_among_areas,
    describe_value,
)
from geodata.model.codes import Level

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import AreaValue, MapView


def describe_map(view: MapView) -> str:
    """Return the map's name for those who cannot see it.

    Areas are counted as they are drawn; those outside a region chosen are among them.
    """
    return f"Map of awards, {len(view.areas)} areas"


def list_in_order(view: MapView, catalogue: Catalogue) -> list[AreaValue]:
    """Return the areas of a view as a person expects them: by region, then by name."""

    def place(area: AreaValue) -> tuple[str, str]:
        held = (area.gss, *catalogue.areas[area.gss].holders)
        region = next((gss for gss in held if gss in regions), None)
        return (catalogue.areas[region].name if region else "", area.name)

    regions = catalogue.levels[Level.REGION].geometry
    return sorted(view.areas, key=place)


def hover_text(area: AreaValue, view: MapView) -> str:
    """Return the tooltip of an area, a line each: name, value, bids, what it leaves out."""
    lines = [area.name, describe_value(area, view.state.measure)]
    if area.status not in (AreaStatus.NONE_NAMED, AreaStatus.OUTSIDE):
        lines.append(describe_bids(area, view.state))
        if area.rank is not None:
            lines.append(describe_rank_among_areas(area.rank))
        lines.extend(describe_omissions(area, view.state))
    return "\n".join(lines)
