"""Write areas as a boundary file, with the countries around England as one area each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COUNTRIES: Final = {
    "IE": ("I", "Ireland"),
    "N92000002": ("N", "Northern Ireland"),
    "S92000003": ("S", "Scotland"),
    "W92000004": ("W", "Wales"),
}
"""By code: the letter with which the codes of its areas begin, and its name."""


def write_boundary_file(
    path: Path,
    header: Mapping[str, Any],
    names: Mapping[str, str],
    shapes: Mapping[str, shapely.Geometry],
) -> None:
    """Write a boundary file that `geodata.boundaries.levels.read_boundary_file` reads.

    Each feature has a line of its own, so that a change of one area is a change of one line.

    Parameters
    ----------
    header
        Every member of the feature collection but its features.
    names
        Names by code; an area without one has a blank name.
    shapes
        By code, in longitude and latitude (EPSG:4326), in the order of the file.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": names.get(code, "")},
            "geometry": mapping(shapely.orient_polygons(shapely.normalize(shape))),  # type: ignore[arg-type] # a polygon
        }
        for code, shape in shapes.items()
    ]
    head = _compact({"type": "FeatureCollection", **header}).removesuffix("}")
    body = ",\n".join(map(_compact, features))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{head},"features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n")


def _compact(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
