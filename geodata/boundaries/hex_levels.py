"""Read the hexagon of each council from ``hexes.csv``, and join hexagons to the other levels.

``python -m geodata hexes`` lays them out (`boundaries.hexes`) and keeps the centres in
``data/geography/hexes.csv``, so that a build has nothing to solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries.honeycomb import draw_hexagons
from geodata.boundaries.levels import NATIONAL_GRID, join_levels

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.boundaries.coverage import Polygons
    from geodata.model.codes import Level

HEXES_FILE: Final = "hexes.csv"
_CODE: Final = "gss_code"
_CENTRE: Final = ["east_m", "north_m"]


def read_hex_centres(folder: Path, codes: list[str]) -> NDArray[np.float64] | None:
    """Return the kept centre of each council's hexagon, in metres of EPSG:27700.

    None if nothing is kept for exactly these councils.

    Parameters
    ----------
    folder
        ``data/geography``.
    codes
        The councils, in the order of the rows returned.
    """
    path = folder / HEXES_FILE
    if not path.exists():
        return None
    centres = pd.read_csv(path, index_col=_CODE)
    if set(centres.index) != set(codes):
        return None
    return centres.loc[codes, _CENTRE].to_numpy(dtype=np.float64)


def write_hex_centres(folder: Path, hexagons: gpd.GeoDataFrame) -> Path:
    """Keep the centres of hexagons, indexed by GSS code, and return the file."""
    path = folder / HEXES_FILE
    centres = shapely.get_coordinates(hexagons.geometry.centroid.to_numpy())
    table = pd.DataFrame(np.round(centres).astype("int64"), hexagons.index, _CENTRE)
    table.to_csv(path, index_label=_CODE, lineterminator="\n")
    return path


def draw_kept_hexagons(centres: NDArray[np.float64]) -> Polygons:
    """Return the hexagon of each centre, as large as lets those beside each other touch."""
    half_width, row_height = (_step(centres[:, axis]) for axis in (0, 1))
    return draw_hexagons(centres, half_width, row_height / 3)


def draw_hex_levels(
    hexagons: Polygons, codes: pd.Index, areas: pd.DataFrame
) -> dict[Level, gpd.GeoDataFrame]:
    """Return every level made of one hexagon for each council of the lower one, in EPSG:27700.

    Parameters
    ----------
    hexagons, codes
        In one order, that of the codes.
    areas
        Indexed by ``gss_code`` with ``upper_gss``, ``region_gss`` and ``today_gss``.
    """
    drawn = gpd.GeoDataFrame({"geometry": hexagons}, index=codes, crs=NATIONAL_GRID)
    return join_levels(drawn, areas)


def _step(values: NDArray[np.float64]) -> float:
    """Return the smallest distance between two columns or rows of a lattice."""
    return float(np.diff(np.unique(values)).min())
