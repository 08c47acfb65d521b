"""Compare two sets of boundaries, council by council: overlap, area and shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries.area_files import read_area_file
from geodata.boundaries.coverage import polygons_only, to_national_grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LISTED: Final = 10


def read_shapes(path: Path, names: pd.Series) -> gpd.GeoSeries:
    """Read England's areas from a file of any form that GDAL knows; see `read_area_file`.

    Returns
    -------
    GeoSeries
        English areas only, valid, in EPSG:27700, indexed by ``gss_code`` in ascending order.
    """
    areas = read_area_file(path, names).areas
    english = areas[areas.index.str.startswith("E")]
    shapes = np.asarray(english.geometry.array, dtype=np.object_)
    # Projecting can make a thin corner cross itself again.
    grid = polygons_only(to_national_grid(polygons_only(shapes)))
    return gpd.GeoSeries(list(grid), index=english.index, crs="EPSG:27700")


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
        ("least overlap", overlap, "overlap", "{:.4f}"),
        ("largest difference of area", -change, "area_change", "{:+.2%}"),
        ("largest shift", -shift, "shift_km", "{:.2f} km"),
    )
    for heading, order, column, form in worst:
        yield heading
        for code in order.sort_values(kind="stable").index[:_LISTED]:
            yield f"  {code} {names.get(code, '')}: {form.format(table.at[code, column])}"  # noqa: PD008 - one cell
