"""Write areas as SVG path data and as the GeoJSON that Plotly's SVG choropleth needs.

Both forms are rounded as a coverage (`coverage.snap_coverage`), so what is published has no
gap, no overlap and no crossing, whatever the rounding does to one border.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries.coverage import Polygons, require_coverage, snap_coverage, to_wgs84
from geodata.boundaries.levels import TOKENS, inner_points, neighbours
from geodata.model.errors import BoundaryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT_M: Final = 100
"""Metres to one SVG unit."""

FRAME_MARGIN: Final = 0.02
"""Share of England's longer side that is left free on each side of the frame."""

BACKDROP_MARGIN_M: Final = 150_000
"""How far the backdrop runs beyond the frame, in metres: a wide window shows more sea than map."""

LON_LAT_DECIMALS: Final = 4
_LON_LAT_GRID: Final = 10.0**-LON_LAT_DECIMALS


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing's rectangle, in whole units of 100 m from its top left corner, y down.

    Parameters
    ----------
    crs
        Always ``"EPSG:27700"``.
    origin
        Easting of the left edge and northing of the top edge, in metres.
    width, height
        In units.
    unit_m
        Metres to one unit.
    """

    crs: str
    origin: tuple[int, int]
    width: int
    height: int
    unit_m: int

    def to_units(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shift (n, 2) eastings and northings to the frame; y runs down; whole units."""
        easting, northing = self.origin
        shifted = np.column_stack([metres[:, 0] - easting, northing - metres[:, 1]])
        return np.round(shifted / self.unit_m)

    def box(self, margin_m: float = 0.0) -> shapely.Polygon:
        """Return the frame, widened by a margin, as a rectangle in EPSG:27700."""
        easting, northing = self.origin
        return shapely.box(
            easting - margin_m,
            northing - self.height * self.unit_m - margin_m,
            easting + self.width * self.unit_m + margin_m,
            northing + margin_m,
        )


@dataclass(frozen=True, slots=True)
class AreaGeometry:
    """One area as it is drawn.

    Parameters
    ----------
    d
        SVG path data in units of the frame, for ``fill-rule="evenodd"``.
    point27700
        A point inside the area, far from its borders, in units of the frame.
    point
        The same point as longitude and latitude, four decimals.
    bbox
        x0, y0, x1, y1 in units of the frame, y down.
    neighbours
        Codes of the areas that share a border, ascending; for an area alone, its
        nearest.
    token
        Whether the area is too small to see and needs a marker.
    """

    d: str
    point27700: tuple[int, int]
    point: tuple[float, float]
    bbox: tuple[int, ...]
    neighbours: tuple[str, ...]
    token: bool


def frame_of(lower: gpd.GeoDataFrame) -> Frame:
    """Return the frame of a map: the areas' bounds and a margin of 2% of the longer side.

    Use one frame, that of the lower level, for every level.
    """
    west, south, east, north = lower.total_bounds
    margin = FRAME_MARGIN * max(east - west, north - south)
    left = math.floor((west - margin) / UNIT_M) * UNIT_M
    top = math.ceil((north + margin) / UNIT_M) * UNIT_M
    return Frame(
        crs="EPSG:27700",
        origin=(left, top),
        width=math.ceil((east + margin - left) / UNIT_M),
        height=math.ceil((top - south + margin) / UNIT_M),
        unit_m=UNIT_M,
    )


def level_geometry(gdf: gpd.GeoDataFrame, frame: Frame) -> dict[str, AreaGeometry]:
    """Return each area of a level as it is drawn, by code, in the order of ``gdf``.

    Parameters
    ----------
    gdf
        A valid coverage in EPSG:27700 indexed by ``gss_code``.
    frame
        From `frame_of`.

    Raises
    ------
    BoundaryError
        If rounding leaves an area without a face or the level without a valid coverage.
    """
    units = unit_polygons(gdf, frame)
    metres = inner_points(gdf)
    points = frame.to_units(metres)
    lon_lat = np.round(
        shapely.get_coordinates(to_wgs84(np.array(shapely.points(list(metres))))), LON_LAT_DECIMALS
    )
    boxes = shapely.bounds(units)
    near = neighbours(gdf)
    return {
        code: AreaGeometry(
            d=path_data(units[i]),
            point27700=(int(points[i, 0]), int(points[i, 1])),
            point=(float(lon_lat[i, 0]), float(lon_lat[i, 1])),
            bbox=tuple(map(int, boxes[i])),
            neighbours=near[code],
            token=code in TOKENS,
        )
        for i, code in enumerate(gdf.index)
    }


def path_data(polygon: shapely.Geometry) -> str:
    """Return a polygon or multipolygon of whole numbers as SVG path data.

    Each ring starts with an absolute ``M`` and runs in relative steps. Outer rings and holes are
    written alike: draw with ``fill-rule="evenodd"``.

    Examples
    --------
    >>> path_data(shapely.box(0, 0, 10, 5))
    'M10 0l0 5-10 0 0-5Z'
    """
    return "".join(
        _ring_data(ring)
        for part in shapely.get_parts(polygon)
        for ring in (part.exterior, *part.interiors)
    )


def plotly_geojson(gdf: gpd.GeoDataFrame) -> bytes:
    """Return a coverage in EPSG:27700 as compact GeoJSON in WGS84 for Plotly's SVG choropleth.

    Each feature has the area's code as ``id`` and no properties, in the order of ``gdf``. Outer
    rings run CLOCKWISE and holes counter-clockwise, against RFC 7946: Plotly (d3-geo) otherwise
    fills the whole world but the area. Coordinates have at most four decimals.

    Raises
    ------
    BoundaryError
        If rounding leaves an area without a face or the level without a valid coverage.
    """
    lon_lat = to_wgs84(np.asarray(gdf.geometry.array, dtype=np.object_))
    clockwise = shapely.orient_polygons(snap_coverage(lon_lat, _LON_LAT_GRID), exterior_cw=True)
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {},
            "geometry": shapely.geometry.mapping(polygon),
        }
        for code, polygon in zip(gdf.index, clockwise, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")).encode("utf-8")


def clip_backdrop(
    backdrop: gpd.GeoDataFrame, frame: Frame, margin_m: float = BACKDROP_MARGIN_M
) -> gpd.GeoDataFrame:
    """Cut the backdrop to the frame and a margin; countries wholly outside are left out."""
    rectangle = frame.box(margin_m)
    clipped = backdrop.geometry.intersection(rectangle)
    shown = clipped[~clipped.is_empty]
    return gpd.GeoDataFrame({"geometry": shown}, crs=backdrop.crs)


def backdrop_path(backdrop: gpd.GeoDataFrame, frame: Frame) -> str:
    """Return the whole backdrop, clipped already, as one SVG path in units of the frame.

    Raises
    ------
    BoundaryError
        If rounding breaks the coverage.
    """
    return "".join(path_data(shape) for shape in unit_polygons(backdrop, frame))


def unit_polygons(gdf: gpd.GeoDataFrame, frame: Frame) -> Polygons:
    """Return the areas on whole units of the frame, still a valid coverage.

    Raises
    ------
    BoundaryError
        If rounding leaves an area without a face or the level without a valid coverage.
    """
    if frame.origin[0] % frame.unit_m or frame.origin[1] % frame.unit_m:
        msg = f"frame origin {frame.origin}: expected multiples of {frame.unit_m} m; use frame_of"
        raise BoundaryError(msg)
    snapped = snap_coverage(np.asarray(gdf.geometry.array, dtype=np.object_), frame.unit_m)
    units = shapely.transform(snapped, frame.to_units)
    normal = np.asarray(shapely.normalize(units), dtype=np.object_)
    require_coverage(normal)
    return normal


def _ring_data(ring: shapely.LinearRing) -> str:
    corners = shapely.get_coordinates(ring)[:-1].astype(int)
    steps = np.diff(corners, axis=0).ravel()
    body = "".join(f"{step}" if step < 0 else f" {step}" for step in steps)
    return f"M{corners[0, 0]} {corners[0, 1]}l{body.lstrip()}Z"
