"""Derive the embedded boundaries of December 2014 from the geoviews wheel and vega-datasets.

The wheel geoviews 1.15.1 (BSD-3-Clause) carries 399 polygons of the United Kingdom and Ireland as a
shapefile with one column, ``code``, in WGS84 without saying so. Its 326 English codes are exactly
those of December 2013 to 2015. This module checks the shapefile against recorded checksums,
repairs the one known fault (Norwich), puts finer boroughs into London (`boundaries.london`) and
writes GeoJSON. Same packages, same bytes.

The packages are read as archives and never installed or imported::

    pip download --no-deps geoviews==1.15.1 --dest packages
    npm pack vega-datasets@2.11.0 --pack-destination packages
    python -m geodata derive packages/geoviews-1.15.1-py3-none-any.whl \
        packages/vega-datasets-2.11.0.tgz
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries.coverage import Polygons, dissolve_coverage, polygons_only, snap_coverage
from geodata.boundaries.london import put_boroughs, read_boroughs, require_checksum
from geodata.boundaries.writing import COUNTRIES, write_boundary_file
from geodata.model.codes import LOWER_TIERS
from geodata.model.errors import BoundaryError

ASSETS: Final = "geoviews/examples/assets/"
CHECKSUMS: Final = {
    f"{ASSETS}boundaries/boundaries.shp": (
        "73fe42c3d9049f06be81bebfe37d26c32d964b1ceee74055f390f07a4712b3f5"
    ),
    f"{ASSETS}boundaries/boundaries.dbf": (
        "6c57e9393a5ab0627d9474addbe12d01fb19ba7d7e6e0355a60eae499fe273fa"
    ),
    f"{ASSETS}boundaries/boundaries.shx": (
        "34ebcf9183b635e43631b05cc0a63a7094a7695d3de0c6ddd6e3298d51412335"
    ),
    f"{ASSETS}referendum.csv": ("1c509b341ca85441d5f549288fdd32e6e891137b370fa24bdb6986a5edcc73a7"),
}
"""SHA-256 of each file that is read from the wheel."""

HEADER: Final = {
    "name": "lad_dec2014",
    "vintage": "2014-12",
    "origin": "Derived by geodata/boundaries/embedded.py from geoviews 1.15.1 (BSD-3-Clause), "
    "geoviews/examples/assets/boundaries/boundaries.shp, and, for London, from vega-datasets "
    "2.11.0 (Open Government Licence v3.0), londonBoroughs.json",
    "attribution": "Contains OS data © Crown copyright and database right; "
    "contains National Statistics data © Crown copyright and database right",
}

NORWICH: Final = "E07000148"
SOUTH_NORFOLK: Final = "E07000149"
NORWICH_EAST_LIMIT: Final = 1.345
"""Longitude, in degrees, east of which the source's Norwich is a spike of about 14 km."""

GRID_DEG: Final = 1e-5
"""Five decimals of a degree: about a metre, far finer than the source's 2 km segments."""

_LONDON: Final = "E09"


def derive_embedded(wheel: Path, london: Path, out: Path) -> None:
    """Write the embedded boundaries as GeoJSON (WGS84, five decimals) with one feature a line.

    Features have ``code`` and ``name``; the 326 English areas come first, by code, then Ireland,
    Northern Ireland, Scotland and Wales as one feature each. The set is one valid coverage.

    Raises
    ------
    BoundaryError
        If the wheel or the npm package (``london``) is missing, is not the one recorded, or does
        not give a valid coverage.
    """
    codes, polygons, names = _read_wheel(wheel)
    code_of = {name: code for code, name in names.items() if code.startswith(_LONDON)}
    boroughs = {code_of[name]: shape for name, shape in read_boroughs(london).items()}
    repaired = repair_norwich(codes, polygons_only(polygons))
    finer = put_boroughs(codes, repaired, boroughs)
    merged = _merge_backdrop(codes, snap_coverage(finer, GRID_DEG))
    write_boundary_file(out, HEADER, names, merged)


def repair_norwich(codes: list[str], polygons: Polygons) -> Polygons:
    """Cut Norwich at its eastern limit and give what lies beyond it to South Norfolk.

    Parameters
    ----------
    codes
        In the order of ``polygons``; both Norwich and South Norfolk must be among them.
    polygons
        Valid polygons in WGS84.
    """
    norwich, south_norfolk = codes.index(NORWICH), codes.index(SOUTH_NORFOLK)
    west, south, east, north = polygons[norwich].bounds
    beyond = shapely.box(NORWICH_EAST_LIMIT, south, max(east, NORWICH_EAST_LIMIT), north)
    within = shapely.box(west, south, NORWICH_EAST_LIMIT, north)
    repaired = polygons.copy()
    repaired[norwich] = polygons[norwich].intersection(within)
    repaired[south_norfolk] = polygons[south_norfolk].union(polygons[norwich].intersection(beyond))
    return polygons_only(repaired)


def _read_wheel(wheel: Path) -> tuple[list[str], Polygons, dict[str, str]]:
    """Return codes in order, polygons in WGS84 and names by code; nothing but the wheel is read."""
    contents = _read_checked(wheel)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            Path(folder, Path(name).name).write_bytes(content)
        source = gpd.read_file(Path(folder) / "boundaries.shp")
    source["code"] = source["code"].fillna("IE")  # the one polygon without a code is Ireland
    ordered = source.sort_values("code", kind="stable")
    table = csv.DictReader(io.StringIO(contents[f"{ASSETS}referendum.csv"].decode("utf-8")))
    names = {row["code"]: row["name"] for row in table}
    names |= {code: name for code, (_, name) in COUNTRIES.items()}
    return list(ordered["code"]), np.asarray(ordered.geometry.array, dtype=np.object_), names


def _read_checked(wheel: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            contents = {name: archive.read(name) for name in CHECKSUMS}
    except (OSError, KeyError, zipfile.BadZipFile) as exc:
        msg = f"{wheel}: {exc}; expected the wheel of geoviews 1.15.1; download it with pip"
        raise BoundaryError(msg) from exc
    for name, expected in CHECKSUMS.items():
        file = f"{wheel}, {name}"
        require_checksum(file, contents[name], expected, "the wheel of geoviews 1.15.1")
    return contents


def _merge_backdrop(codes: list[str], polygons: Polygons) -> dict[str, shapely.Geometry]:
    """Merge the areas outside England into one for each country; England's stay first."""
    merged = {
        code: polygon
        for code, polygon in zip(codes, polygons, strict=True)
        if code[:3] in LOWER_TIERS
    }
    for country, (letter, _) in COUNTRIES.items():
        merged[country] = dissolve_coverage(polygons[[code.startswith(letter) for code in codes]])
    return merged
