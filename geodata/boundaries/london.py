"""Take London's 33 boroughs from the npm package vega-datasets, which has them finer.

The package's ``londonBoroughs.json`` is thinned from the London Datastore's boundaries, which leave
out the tidal Thames. Here the river is shared along its middle, so that the boroughs on both banks
border each other, and what London loses along its edge goes to the council beside it::

    npm pack vega-datasets@2.11.0
"""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries.coverage import Polygons, polygons_only
from geodata.model.errors import BoundaryError

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBER: Final = "package/data/londonBoroughs.json"
CHECKSUM: Final = "2dfeae7dd8123c57cf652938717ca27470c3684a1671d7f39d8afe518187a80a"
"""SHA-256 of ``MEMBER``, which alone is read."""

_RIVER_DEG2: Final = 6e-4
"""Square degrees, about 5 km²: a larger gap is the river, a smaller one a sliver of the edge."""
_BANK_DEG: Final = 1e-3
"""Degrees between the points of a bank from which the middle of the river is computed."""
_THIN_DEG: Final = 5e-4
"""Tolerance, in degrees, of the borders inside London: takes the teeth from that middle."""


def read_boroughs(package: Path) -> dict[str, shapely.Geometry]:
    """Return London's boroughs by name, in WGS84, from the npm package's file.

    Raises
    ------
    BoundaryError
        If the package is missing or is not the one recorded.
    """
    try:
        with tarfile.open(package) as archive:
            member = archive.extractfile(MEMBER)
            content = member.read() if member else b""
    except (OSError, KeyError, tarfile.TarError) as exc:
        msg = f"{package}: {exc}; expected the npm package vega-datasets 2.11.0"
        raise BoundaryError(msg) from exc
    require_checksum(
        f"{package}, {MEMBER}", content, CHECKSUM, "the npm package vega-datasets 2.11.0"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "boroughs.json")
        path.write_bytes(content)
        boroughs = gpd.read_file(path)
    return dict(zip(boroughs["id"], polygons_only(boroughs.geometry.to_numpy()), strict=True))


def require_checksum(file: str, content: bytes, expected: str, package: str) -> None:
    """Raise BoundaryError unless the content of a file of a package has the SHA-256 expected."""
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        msg = f"{file}: SHA-256 {found}, expected {expected}; use {package}"
        raise BoundaryError(msg)


def put_boroughs(
    codes: list[str], polygons: Polygons, boroughs: Mapping[str, shapely.Geometry]
) -> Polygons:
    """Put finer boroughs into a coverage and fit what lies around them.

    Parameters
    ----------
    codes, polygons
        A valid coverage in WGS84.
    boroughs
        Finer shapes by code; they cover each other's borders, but may leave gaps between them.

    Returns
    -------
    Polygons
        In the order of ``codes``. Others lose what the boroughs cover and gain what these leave
        free; round them with `coverage.snap_coverage`.
    """
    within = np.isin(codes, list(boroughs))
    others = np.flatnonzero(~within)
    fresh = np.array([boroughs[code] for code in np.array(codes)[within]], dtype=np.object_)
    city = shapely.union_all(fresh)
    fitted = polygons.copy()
    fitted[others] = shapely.difference(polygons[others], city)
    left = shapely.get_parts(shapely.difference(shapely.union_all(polygons[within]), city))
    for gap in left:
        edge = shapely.length(shapely.intersection(fitted[others], shapely.boundary(gap)))
        if gap.area > _RIVER_DEG2 or not edge.any():
            fresh = shapely.union(fresh, _share_out(gap, fresh))
        else:
            beside = others[np.argmax(edge)]
            fitted[beside] = shapely.union(fitted[beside], gap)
    fitted[within] = shapely.coverage_simplify(
        polygons_only(fresh), _THIN_DEG, simplify_boundary=False
    )
    return polygons_only(fitted)


def _share_out(gap: shapely.Geometry, shapes: Polygons) -> Polygons:
    """Return the part of a gap that lies nearest to each shape."""
    bank = shapely.segmentize(shapely.boundary(gap), _BANK_DEG)
    points = shapely.get_parts(shapely.extract_unique_points(bank))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), ordered=True))
    owners = shapely.STRtree(shapes).nearest(points)
    parts = [shapely.union_all(cells[owners == place]) for place in range(len(shapes))]
    return np.asarray(shapely.intersection(parts, gap), dtype=np.object_)
