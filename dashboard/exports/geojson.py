"""A view as GeoJSON (RFC 7946): outlines in WGS84, counter-clockwise, with the mapped values.

The boundary files that the map draws have clockwise outer rings and holes the other way, because
Plotly wants them so. RFC 7946 wants the opposite; rings are turned here, once for each file.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from dashboard.exports.records import AREA_COLUMNS, area_rows
from geodata.model.published.tables import to_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView

MEDIA_TYPE: Final = "application/geo+json"
_FILES_KEPT: Final = 8


def write_geojson(view: MapView, catalogue: Catalogue, about: Sequence[str]) -> str:
    """Return the areas of the view's level as one feature each, in code order.

    Parameters
    ----------
    about
        Lines that say what this is; a foreign member, as RFC 7946 section 6.1 allows.
    """
    outlines = _read_outlines(catalogue.files[catalogue.levels[view.state.level].boundaries])
    features = [
        f'{{"type":"Feature","id":"{row[0]}","geometry":{outlines[str(row[0])]},'
        f'"properties":{_compact(to_record(AREA_COLUMNS, row))}}}'
        for row in area_rows(view, catalogue)
    ]
    return (
        f'{{"type":"FeatureCollection","about":{_compact(list(about))},'
        f'"licence":{_compact(catalogue.outlines.licence)},"features":[\n'
        + ",\n".join(features)
        + "\n]}\n"
    )


def turn_rings(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a Polygon or MultiPolygon with each of its rings the other way round."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        turned = [ring[::-1] for ring in coordinates]
    else:
        turned = [[ring[::-1] for ring in polygon] for polygon in coordinates]
    return {"type": geometry["type"], "coordinates": turned}


@lru_cache(maxsize=_FILES_KEPT)
def _read_outlines(content: bytes) -> Mapping[str, str]:
    """Read a boundary file as JSON texts by code."""
    document = json.loads(content)
    return {
        feature["id"]: _compact(turn_rings(feature["geometry"])) for feature in document["features"]
    }


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
