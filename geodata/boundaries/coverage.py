"""Coverages: sets of areas that share their borders vertex by vertex, with no gap and no overlap.

Every function takes and returns an array of polygons in one order, so that codes stay with shapes.
Work is done on the linework of the whole set at once: a border is rounded, cut or thinned once, and
both its owners get the same result.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.enums import TransformDirection

from geodata.model.errors import BoundaryError

Polygons = NDArray[np.object_]
"""One polygon or multipolygon for each area, in the order of the codes."""

_SLIT_CELLS: Final = 100
"""Grid cells below which enclosed water is no more than an effect of rounding."""

_NATIONAL_GRID_PIPELINE: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 "
    "+s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


def to_national_grid(polygons: Polygons) -> Polygons:
    """Project WGS84 longitude and latitude to EPSG:27700 metres.

    The seven-parameter transformation is named outright (EPSG:1314, within about 3 m) because
    ``to_crs`` picks whichever grid shift a machine has installed, and the build would differ.
    """
    return _project(polygons, TransformDirection.FORWARD)


def to_wgs84(polygons: Polygons) -> Polygons:
    """Project EPSG:27700 metres to WGS84 longitude and latitude; undoes ``to_national_grid``."""
    return _project(polygons, TransformDirection.INVERSE)


def polygons_only(polygons: Polygons) -> Polygons:
    """Make each shape valid and drop the points and lines that ``make_valid`` leaves behind."""
    valid = np.array(polygons, dtype=np.object_)
    broken = ~shapely.is_valid(valid)  # a tenth of the time that it takes to make them valid
    valid[broken] = shapely.make_valid(valid[broken])
    return np.array([_areal_parts(shape) for shape in valid], dtype=np.object_)


def repair_coverage(polygons: Polygons, gap_width_m: float = 200.0) -> Polygons:
    """Return a valid coverage from areas that nearly match, as a download gives them.

    Parameters
    ----------
    polygons
        In EPSG:27700, valid or not.
    gap_width_m
        Gaps between areas narrower than this are filled; overlaps go to the longest border.

    Raises
    ------
    BoundaryError
        If what comes out is still not a coverage.
    """
    clean = shapely.coverage_clean  # type: ignore[attr-defined] # stubs stop at Shapely 2.1
    repaired = np.asarray(clean(polygons_only(polygons), gap_width=gap_width_m), dtype=np.object_)
    require_coverage(repaired)
    return repaired


def snap_coverage(polygons: Polygons, grid_size: float) -> Polygons:
    """Round a coverage to a grid so that what is published is itself a valid coverage.

    Rounding each area alone can make a polygon cross itself or leave a neighbour's vertex in the
    middle of an edge. Here the linework of all areas is rounded and noded together, and each face
    that it encloses goes to the area that covers most of it. Water smaller than a hundred cells,
    which is what rounding leaves of a river mouth, goes to the area with most of its shore.

    Parameters
    ----------
    polygons
        Valid polygons that share their borders (small faults heal).
    grid_size
        In the unit of the coordinates: 100 for 100 m, 1e-4 for four decimals of a degree.

    Raises
    ------
    BoundaryError
        If an area is too small to survive on the grid, or the result is not a coverage.
    """
    lines = shapely.union_all(shapely.boundary(polygons), grid_size=grid_size)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    owners = _fill_slits(faces, _owners(faces, polygons), _SLIT_CELLS * grid_size**2)
    decimals = max(0, round(-np.log10(grid_size)))
    snapped = np.empty(len(polygons), dtype=np.object_)
    for position in range(len(polygons)):
        own = faces[owners == position]
        if len(own) == 0:
            msg = (
                f"area {position} of {len(polygons)} vanishes on a grid of {grid_size}: expected "
                "every area to keep a face; use a finer grid"
            )
            raise BoundaryError(msg)
        snapped[position] = dissolve_coverage(own)
    rounded = shapely.transform(snapped, lambda xy: np.round(xy, decimals))
    normal = np.asarray(shapely.normalize(rounded), dtype=np.object_)
    require_coverage(normal)
    return normal


def simplify_coverage(
    polygons: Polygons, tolerance: float, keep: NDArray[np.bool_] | None = None
) -> Polygons:
    """Thin the borders of a valid coverage (Visvalingam and Whyatt), each border once.

    Parameters
    ----------
    polygons
        A valid coverage.
    tolerance
        Square root of the smallest triangle kept, in the unit of the coordinates.
    keep
        True for areas whose own outline must not change (tokens). Their triangles take part in
        place of them: every vertex is then a junction, and junctions stay.
    """
    kept = np.zeros(len(polygons), dtype=bool) if keep is None else keep
    pieces: list[shapely.Geometry] = []
    owners: list[int] = []
    for position, polygon in enumerate(polygons):
        parts = _triangles(polygon) if kept[position] else [polygon]
        pieces.extend(parts)
        owners.extend([position] * len(parts))
    simplified = shapely.coverage_simplify(np.array(pieces, dtype=np.object_), tolerance)
    thinned = polygons.copy()
    for piece, owner in enumerate(owners):
        if not kept[owner]:
            thinned[owner] = simplified[piece]
    return thinned


def drop_specks(polygons: Polygons, smallest_area: float) -> Polygons:
    """Drop free-standing islands smaller than ``smallest_area``, but never the last of an area.

    A small part that borders another area is left, since dropping it would open a hole. The largest
    part of each area always stays.
    """
    parts, owners = shapely.get_parts(polygons, return_index=True)
    areas = shapely.area(parts)
    tree = shapely.STRtree(parts)
    touching = tree.query(parts, predicate="intersects")
    foreign = touching[0][owners[touching[0]] != owners[touching[1]]]
    free = np.ones(len(parts), dtype=bool)
    free[foreign] = False
    result = np.empty(len(polygons), dtype=np.object_)
    for position in range(len(polygons)):
        own = np.flatnonzero(owners == position)
        largest = own[np.argmax(areas[own])]
        stays = [i for i in own if i == largest or not free[i] or areas[i] >= smallest_area]
        result[position] = polygons[position] if len(stays) == len(own) else _multi(parts[stays])
    return result


def require_coverage(polygons: Polygons) -> None:
    """Refuse areas that are invalid or do not share their borders.

    Raises
    ------
    BoundaryError
        With the number of areas at fault and a place to look at.
    """
    invalid = ~shapely.is_valid(polygons)
    if invalid.any():
        reason = shapely.is_valid_reason(polygons[invalid][0])
        msg = (
            f"{int(invalid.sum())} of {len(polygons)} areas are invalid ({reason}): expected valid "
            "polygons; repair the boundaries before use"
        )
        raise BoundaryError(msg)
    if shapely.coverage_is_valid(polygons):
        return
    edges = shapely.coverage_invalid_edges(polygons)
    faulty = ~shapely.is_empty(edges)
    where = shapely.get_coordinates(edges[faulty])[0]
    msg = (
        f"{int(faulty.sum())} of {len(polygons)} areas overlap or miss a vertex of a neighbour, "
        f"first near ({where[0]:.5f}, {where[1]:.5f}): expected shared borders; repair the coverage"
    )
    raise BoundaryError(msg)


def dissolve_coverage(polygons: Polygons) -> shapely.Geometry:
    """Merge adjoining areas of a valid coverage into one shape, keeping its outer vertices."""
    return _multi(shapely.get_parts(shapely.coverage_union_all(polygons)))


def _project(polygons: Polygons, direction: TransformDirection) -> Polygons:
    transformer = pyproj.Transformer.from_pipeline(_NATIONAL_GRID_PIPELINE)

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(
            transformer.transform(points[:, 0], points[:, 1], direction=direction)
        )

    return np.asarray(shapely.transform(polygons, project), dtype=np.object_)


def _owners(faces: Polygons, polygons: Polygons) -> NDArray[np.int64]:
    """Return for each face the position of the area that covers most of it, or -1 for none."""
    owners = np.full(len(faces), -1, dtype=np.int64)
    tree = shapely.STRtree(polygons)
    # Nearly every face lies in the area that holds its inner point; only the others, which are
    # slivers and water, are worth comparing with all that they touch.
    _claim(owners, faces, polygons, tree.query(shapely.point_on_surface(faces), "within"))
    rest = np.flatnonzero(owners < 0)
    face_ids, polygon_ids = tree.query(faces[rest], "intersects")
    _claim(owners, faces, polygons, np.array([rest[face_ids], polygon_ids]))
    return owners


def _claim(
    owners: NDArray[np.int64], faces: Polygons, polygons: Polygons, pairs: NDArray[np.int64]
) -> None:
    """Give each face of the pairs to the area of its pair, if that covers more than half of it."""
    face_ids, polygon_ids = pairs
    overlaps = shapely.area(shapely.intersection(faces[face_ids], polygons[polygon_ids]))
    share = overlaps / shapely.area(faces[face_ids])
    for position in np.lexsort((-polygon_ids, share)):
        if share[position] > 0.5:  # noqa: PLR2004 - otherwise the face is mostly sea or lake
            owners[face_ids[position]] = polygon_ids[position]


def _fill_slits(
    faces: Polygons, owners: NDArray[np.int64], smallest_area: float
) -> NDArray[np.int64]:
    """Give each unowned face smaller than ``smallest_area`` to the owner of most of its border."""
    filled = owners.copy()
    tree = shapely.STRtree(faces)
    for slit in np.flatnonzero((owners < 0) & (shapely.area(faces) < smallest_area)):
        beside = tree.query(faces[slit], predicate="intersects")
        beside = np.sort(beside[owners[beside] >= 0])
        shore = shapely.length(shapely.intersection(faces[slit], faces[beside]))
        if len(beside) and shore.max() > 0:
            filled[slit] = owners[beside[np.argmax(shore)]]
    return filled


def _areal_parts(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    areal = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return _multi(np.array(areal, dtype=np.object_))


def _multi(parts: Polygons) -> shapely.Geometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _triangles(polygon: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut a polygon into triangles such that each of its vertices meets an inner edge."""
    pieces: list[shapely.Geometry] = []
    for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(polygon)):
        corners = shapely.get_coordinates(triangle)[:3]
        centre = corners.mean(axis=0)
        pieces.extend(
            shapely.polygons([corners[i], corners[(i + 1) % 3], centre]) for i in range(3)
        )
    return pieces
