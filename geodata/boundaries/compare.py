"""Compare two sets of boundaries, council by council: overlap, area and shift."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries.coverage import polygons_only, to_national_grid
from geodata.model.errors import BoundaryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CODE_COLUMN: Final = re.compile(r"code|gss_code|lad\d{2}cd", re.IGNORECASE)
_LISTED: Final = 10


def read_shapes(path: Path) -> gpd.GeoSeries:
    """Read areas from a file of any form that GDAL knows (GeoJSON, TopoJSON, shapefile).

    Returns
    -------
    GeoSeries
        English areas only, valid, in EPSG:27700, indexed by ``gss_code`` in ascending order. A file
        that does not name its CRS is taken for WGS84.

    Raises
    ------
    BoundaryError
        If the file cannot be read, or no column, or more than one, holds codes.
    """
    try:
        found = gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as exc:
        msg = f"{path}: cannot be read ({exc}); expected GeoJSON, TopoJSON or a shapefile"
        raise BoundaryError(msg) from exc
    columns = [name for name in found.columns if _CODE_COLUMN.fullmatch(str(name))]
    if len(columns) != 1 or not isinstance(found, gpd.GeoDataFrame):
        msg = f"{path}: columns {', '.join(map(str, found.columns))}; expected one named code"
        raise BoundaryError(msg)
    codes = found[columns[0]].astype("str")
    english = codes.str.startswith("E").to_numpy(dtype=bool)
    shapes = np.asarray(found.geometry.array, dtype=np.object_)[english]
    if found.crs is None or found.crs.is_geographic:
        grid = to_national_grid(polygons_only(shapes))
    else:
        grid = np.asarray(found.geometry.to_crs("EPSG:27700").array, dtype=np.object_)[english]
    index = pd.Index(codes[english], name="gss_code", dtype="str")
    mended = polygons_only(grid)  # projecting can make a thin corner cross itself again
    order = np.argsort(index, kind="stable")
    return gpd.GeoSeries(list(mended[order]), index=index[order], crs="EPSG:27700")


def compare_shapes(ours: gpd.GeoSeries, theirs: gpd.GeoSeries) -> pd.DataFrame:
    """Measure how two sets of areas differ.

    Parameters
    ----------
    ours, theirs
        In EPSG:27700, indexed by ``gss_code``.

    Returns
    -------
    DataFrame
        One row for each code that both have, ascending: ``overlap`` (area in common over area in
        either, 0 to 1), ``area_change`` (theirs over ours, less 1) and ``shift_km`` (between the
        centroids).
    """
    codes = ours.index.intersection(theirs.index).sort_values()
    first = np.asarray(ours.loc[codes].array, dtype=np.object_)
    second = np.asarray(theirs.loc[codes].array, dtype=np.object_)
    common = shapely.area(shapely.intersection(first, second))
    either = shapely.area(first) + shapely.area(second) - common
    return pd.DataFrame(
        {
            "overlap": common / either,
            "area_change": shapely.area(second) / shapely.area(first) - 1,
            "shift_km": shapely.distance(shapely.centroid(first), shapely.centroid(second)) / 1000,
        },
        index=codes,
    )


def describe_comparison(
    ours: gpd.GeoSeries, theirs: gpd.GeoSeries, names: pd.Series
) -> Iterator[str]:
    """Yield lines of plain words: the sets, the averages, and the ten worst in each way."""
    table = compare_shapes(ours, theirs)
    yield f"{len(table)} councils in both sets"
    for side, one, other in (("here", ours, theirs), ("there", theirs, ours)):
        alone = sorted(set(one.index) - set(other.index))
        if alone:
            yield f"only {side}: {', '.join(alone[:_LISTED])} ({len(alone)} in all)"
    if table.empty:
        return
    overlap, change, shift = table["overlap"], table["area_change"].abs(), table["shift_km"]
    yield (
        f"overlap (area in common over area in either): mean {overlap.mean():.4f}, "
        f"median {overlap.median():.4f}, least {overlap.min():.4f}"
    )
    yield f"area: mean difference {change.mean():.2%}, largest {change.max():.2%}"
    yield f"shift of centroid: median {shift.median():.2f} km, largest {shift.max():.2f} km"
    worst = (
        ("least overlap", overlap.sort_values(kind="stable"), "{:.4f}", overlap),
        (
            "largest difference of area",
            change.sort_values(ascending=False, kind="stable"),
            "{:+.2%}",
            table["area_change"],
        ),
        ("largest shift", shift.sort_values(ascending=False, kind="stable"), "{:.2f} km", shift),
    )
    for heading, order, form, values in worst:
        yield heading
        for code in order.index[:_LISTED]:
            yield f"  {code} {names.get(code, '')}: {form.format(values[code])}"
