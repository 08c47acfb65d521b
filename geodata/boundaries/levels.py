"""Read the boundary file, check it against the authorities, and make the levels of the map.

The lower level is thinned once, together with the backdrop; the other levels are
dissolved from the thinned areas. A border that two levels share is then the same line in both.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError

from geodata.boundaries.coverage import (
    Polygons,
    dissolve_coverage,
    drop_specks,
    require_coverage,
    simplify_coverage,
    snap_coverage,
    to_national_grid,
)
from geodata.model.codes import LOWER_TIERS, Level
from geodata.model.errors import BoundaryError
from geodata.model.published.outlines import Outlines
from geodata.tables.sizes import (
    MAX_BOUNDARY_BYTES,
    TooLargeError,
    read_limited,
    refuse_constant,
    refuse_many_points,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

BOUNDARY_FILE: Final = "lad_dec2014.geojson"
FETCHED_FILE: Final = "fetched/boundaries.geojson"
"""Below the data folder; where it exists it is used instead of the embedded file."""

NATIONAL_GRID: Final = "EPSG:27700"
TOLERANCE_M: Final = 250.0
"""A third of a pixel on a map of England 900 pixels high; no borough loses 1% of its area."""

TOKENS: Final = frozenset({"E06000053", "E09000001"})
"""Isles of Scilly and City of London: too small to see or to click without a marker."""

SMALLEST_ISLAND_M2: Final = 1_000_000.0
GRID_M: Final = 1.0
"""Metres; finer than any published form, so that rounding happens once, where it is published."""

_ENGLAND_LON_LAT: Final = (-6.6, 49.8, 1.9, 55.9)
_NARROWEST_DEG: Final = 0.01
_WGS84_NAMES: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class BoundarySet:
    """The areas of each level, in EPSG:27700, on a grid of one metre.

    Parameters
    ----------
    levels
        As `join_levels` returns them.
    backdrop
        Wales, Scotland, Northern Ireland and Ireland, in the same form; may be empty. Fits the
        English border vertex by vertex.
    source
        When the areas were current, where they come from and what must be said of them, as the file
        states it, and the tolerance of the simplification.
    """

    levels: Mapping[Level, gpd.GeoDataFrame]
    backdrop: gpd.GeoDataFrame
    source: Outlines

    @property
    def lower(self) -> gpd.GeoDataFrame:
        """The areas of the lower level, of which the others are made."""
        return self.levels[Level.LOWER]


def find_boundary_file(data: Path) -> Path:
    """Return the boundary file in use below the data folder: the fetched one, if there is one."""
    fetched = data / FETCHED_FILE
    return fetched if fetched.is_file() else data / "geography" / BOUNDARY_FILE


def read_boundary_file(path: Path, areas: pd.DataFrame) -> BoundarySet:
    """Read a boundary file and make the levels from it.

    Parameters
    ----------
    path
        GeoJSON in WGS84 whose features have ``code``. It may state its ``tolerance_m``: the square
        root of the smallest triangle of a border that is kept, in metres; else it is 250.
    areas
        Indexed by ``gss_code`` with ``tier``, ``upper_gss``, ``region_gss`` and ``today_gss``. Its
        lower-tier rows are the areas that the file must hold, no more and no fewer; features whose
        code is not an English one are the backdrop.

    Raises
    ------
    BoundaryError
        If the file cannot be read as WGS84 GeoJSON, a code is missing, extra or repeated, a shape
        is invalid or outside England, or the areas do not share their borders.
    """
    document = _read_document(path)
    tolerance_m = float(document.get("tolerance_m", TOLERANCE_M))
    codes, polygons = _parse_features(path, document)
    lower_areas = areas.loc[areas["tier"].isin(LOWER_TIERS)].sort_index()
    english = [code for code in codes if code.startswith("E")]
    require_codes(path, english, lower_areas.index)
    require_england(path, english, polygons[[code.startswith("E") for code in codes]])
    require_coverage(polygons)
    order = np.argsort(np.array(codes))
    names = [codes[i] for i in order]
    thin = thin_areas(names, to_national_grid(polygons[order]), tolerance_m)
    frame = _frame(names, thin)
    return BoundarySet(
        levels=join_levels(frame.loc[lower_areas.index], areas),
        backdrop=frame.loc[[name for name in names if not name.startswith("E")]],
        source=Outlines(
            vintage=str(document.get("vintage", "")),
            origin=str(document.get("origin", "")),
            attribution=str(document.get("attribution", "")),
            tolerance_m=tolerance_m,
        ),
    )


def join_levels(lower: gpd.GeoDataFrame, areas: pd.DataFrame) -> dict[Level, gpd.GeoDataFrame]:
    """Return the lower level and those that are joined from it.

    Each has one row for each area, indexed by ``gss_code`` in ascending order, with ``geometry``
    alone, and is a valid coverage: no gap, no overlap, shared borders vertex by vertex.
    """
    return {
        Level.LOWER: lower,
        Level.UPPER: dissolve(lower, areas["upper_gss"]),
        Level.REGION: dissolve(lower, areas["region_gss"]),
        Level.TODAY: dissolve(lower, areas["today_gss"]),
    }


def dissolve(gdf: gpd.GeoDataFrame, parents: pd.Series) -> gpd.GeoDataFrame:
    """Merge areas into their parents.

    Parameters
    ----------
    gdf
        A valid coverage indexed by ``gss_code``.
    parents
        The parent's code for each area of ``gdf``, perhaps among others.

    Raises
    ------
    BoundaryError
        If an area has no parent.
    """
    aligned = parents.reindex(gdf.index)
    if aligned.isna().any():
        msg = (
            f"{some_codes(aligned.index[aligned.isna()])} have no parent: expected one for every "
            "area; complete data/geography/authorities.csv"
        )
        raise BoundaryError(msg)
    polygons = np.asarray(gdf.geometry.array, dtype=np.object_)
    codes = sorted(aligned.unique())
    merged = [dissolve_coverage(polygons[(aligned == code).to_numpy()]) for code in codes]
    shapes = np.array([shapely.normalize(shape) for shape in merged], dtype=np.object_)
    require_coverage(shapes)
    return _frame(codes, shapes)


def neighbours(gdf: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    """Return for each area those it shares a border with, in code order.

    Touching at a point does not count. An area that shares no border, as an
    island, gets its nearest, and its nearest gets it, so the relation is symmetric.
    """
    shapes = np.asarray(gdf.geometry.array, dtype=np.object_)
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    bordering = (first != second) & (shared > 0)
    found: dict[int, set[int]] = {position: set() for position in range(len(shapes))}
    for one, other in zip(first[bordering], second[bordering], strict=True):
        found[int(one)].add(int(other))
    for position in [position for position, others in found.items() if not others]:
        distances = shapely.distance(shapes[position], shapes)
        distances[position] = np.inf
        if np.isfinite(distances).any():
            nearest = int(np.argmin(distances))
            found[position].add(nearest)
            found[nearest].add(position)
    codes = list(gdf.index)
    return {
        codes[position]: tuple(codes[other] for other in sorted(others, key=codes.__getitem__))
        for position, others in found.items()
    }


def inner_points(gdf: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the point farthest from any border of each area, (n, 2) metres in EPSG:27700.

    The centre of the largest circle that fits: where a label or a marker sits best.
    """
    shapes = np.asarray(gdf.geometry.array, dtype=np.object_)
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=GRID_M)
    return np.round(shapely.get_coordinates(shapely.get_point(circles, 0)))


def thin_areas(codes: list[str], polygons: Polygons, tolerance_m: float) -> Polygons:
    """Thin a coverage in EPSG:27700, tokens apart, and round it to a metre."""
    return snap_coverage(drop_corners(codes, polygons, tolerance_m), GRID_M)


def drop_corners(codes: list[str], polygons: Polygons, tolerance_m: float) -> Polygons:
    """Thin a coverage as `thin_areas` does, but leave its corners where they are."""
    tokens = np.isin(codes, [*TOKENS])
    kept = drop_specks(polygons, SMALLEST_ISLAND_M2)
    return simplify_coverage(kept, tolerance_m, tokens)


def _frame(codes: list[str], shapes: Polygons) -> gpd.GeoDataFrame:
    index = pd.Index(codes, name="gss_code", dtype="str")
    return gpd.GeoDataFrame({"geometry": shapes}, index=index, crs=NATIONAL_GRID)


def _read_document(path: Path) -> dict[str, Any]:
    try:
        content = read_limited(path, MAX_BOUNDARY_BYTES)
        refuse_many_points(content)
        document = json.loads(content.decode("utf-8"), parse_constant=refuse_constant)
    except FileNotFoundError as exc:
        msg = f"{path}: not found; run `python -m geodata derive WHEEL PACKAGE` to make it"
        raise BoundaryError(msg) from exc
    except TooLargeError as exc:
        msg = f"{path}: {exc}; no boundaries of England need as much; derive the file again"
        raise BoundaryError(msg) from exc
    except (RecursionError, ValueError) as exc:
        msg = f"{path}: {exc}; expected GeoJSON in UTF-8; derive the file again"
        raise BoundaryError(msg) from exc
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        msg = f"{path}: no list of features; expected a GeoJSON FeatureCollection"
        raise BoundaryError(msg)
    stated = json.dumps(document["crs"]) if "crs" in document else _WGS84_NAMES[0]
    if not any(name in stated for name in _WGS84_NAMES):
        msg = f"{path}: CRS {stated}; expected WGS84, as GeoJSON requires; reproject the file"
        raise BoundaryError(msg)
    return document


def _parse_features(path: Path, document: dict[str, Any]) -> tuple[list[str], Polygons]:
    """Return the codes and shapes in the order of the file, each code once, each shape valid."""
    codes: list[str] = []
    shapes: list[shapely.Geometry] = []
    for number, feature in enumerate(document["features"], start=1):
        try:
            codes.append(str(feature["properties"]["code"]))
            shapes.append(shapely.geometry.shape(feature["geometry"]))
        except (ValueError, TypeError, LookupError, AttributeError, ShapelyError) as exc:
            msg = f"{path}, feature {number}: {exc!r}; expected a property code and a geometry"
            raise BoundaryError(msg) from exc
    require_single(path, codes)
    polygons = np.array(shapes, dtype=np.object_)
    sound = shapely.is_valid(polygons) & ~shapely.is_empty(polygons)
    sound &= np.isin(shapely.get_type_id(polygons), [3, 6])
    if not sound.all():
        faulty = [code for code, good in zip(codes, sound, strict=True) if not good]
        reason = shapely.is_valid_reason(polygons[~sound][0])
        msg = (
            f"{path}: {some_codes(faulty)} are not valid polygons ({reason}); "
            "repair them with geodata.boundaries.coverage.repair_coverage"
        )
        raise BoundaryError(msg)
    return codes, polygons


def require_single(path: Path | str, codes: Iterable[str], cure: str = "") -> None:
    """Raise BoundaryError, which ends with the cure, if a code is there more than once."""
    twice = sorted(code for code, times in Counter(codes).items() if times > 1)
    if twice:
        msg = f"{path}: {some_codes(twice)} stand more than once; expected each code once{cure}"
        raise BoundaryError(msg)


def require_codes(path: Path | str, found: list[str], expected: pd.Index) -> None:
    """Raise BoundaryError unless ``found`` are exactly the codes expected."""
    missing, extra = set(expected) - set(found), set(found) - set(expected)
    wrong = {"missing": sorted(missing), "extra": sorted(extra)}
    faults = [f"{what} {some_codes(codes)}" for what, codes in wrong.items() if codes]
    if faults:
        msg = (
            f"{path}: {'; '.join(faults)}; expected the {len(expected)} lower-tier codes of "
            "authorities.csv; use boundaries of the same date"
        )
        raise BoundaryError(msg)


def require_england(path: Path | str, codes: list[str], polygons: Polygons) -> None:
    """Raise BoundaryError if an area reaches beyond England in longitude and latitude."""
    west, south, east, north = _ENGLAND_LON_LAT
    bounds = shapely.bounds(polygons)
    outside = (bounds[:, 0] < west) | (bounds[:, 1] < south)
    outside |= (bounds[:, 2] > east) | (bounds[:, 3] > north)
    if not outside.any():
        return
    faulty = [code for code, out in zip(codes, outside, strict=True) if out]
    if (np.abs(bounds) > 180).any():  # noqa: PLR2004 - no longitude is larger
        cure = "these look like metres: wrong CRS; reproject the file to WGS84"
    elif outside.all() and np.ptp(bounds[:, [0, 2]]) < _NARROWEST_DEG:
        cure = "they lie too close together for the ground: a drawing, such as one of hexagons"
    else:
        cure = "check the order of longitude and latitude"
    first = ", ".join(f"{value:.2f}" for value in bounds[outside][0])
    msg = (
        f"{path}: {some_codes(faulty)} outside England (first bounds {first}); expected longitude "
        f"{west} to {east} and latitude {south} to {north}; {cure}"
    )
    raise BoundaryError(msg)


def some_codes(codes: list[str] | pd.Index) -> str:
    """List at most five codes and count the rest, for a message."""
    rest = len(codes) - _SHOWN
    return ", ".join(list(codes)[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
