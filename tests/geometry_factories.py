"""Small geometry for tests: grids of 1 km squares in the middle of England, and files of them."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geodata.boundaries.coverage import Polygons, to_wgs84
from geodata.boundaries.embedded import ASSETS
from geodata.boundaries.levels import BOUNDARY_FILE, BoundarySet, read_boundary_file
from geodata.boundaries.london import MEMBER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEST_M: Final = 400_000
SOUTH_M: Final = 300_000
KM: Final = 1_000


def make_square(column: float = 0, row: float = 0, size_km: float = 1) -> shapely.Polygon:
    """Return a square in EPSG:27700; columns run east and rows run north, in kilometres."""
    west, south = WEST_M + column * KM, SOUTH_M + row * KM
    return shapely.box(west, south, west + size_km * KM, south + size_km * KM)


def make_frame(shapes: Mapping[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Return shapes in EPSG:27700 as a level: indexed by ``gss_code``, in the order given."""
    index = pd.Index(list(shapes), name="gss_code", dtype="str")
    return gpd.GeoDataFrame({"geometry": list(shapes.values())}, index=index, crs="EPSG:27700")


def make_shapes(*, columns: int = 2, rows: int = 2) -> dict[str, shapely.Geometry]:
    """Return a grid of squares as districts E07000001 and on, row by row from the south west."""
    return {
        f"E07{row * columns + column + 1:06d}": make_square(column, row)
        for row in range(rows)
        for column in range(columns)
    }


def make_grid(*, columns: int = 2, rows: int = 2) -> gpd.GeoDataFrame:
    """Return the grid of `make_shapes` as a level."""
    return make_frame(make_shapes(columns=columns, rows=rows))


def make_parents(codes: list[str], **parents: str) -> pd.DataFrame:
    """Return authorities for ``codes``, unchanged since: county E10000001 unless named."""
    index = pd.Index(codes, name="gss_code", dtype="str")
    upper = [parents.get(code, "E10000001" if code.startswith("E07") else code) for code in codes]
    return pd.DataFrame(
        {
            "tier": [code[:3] for code in codes],
            "upper_gss": upper,
            "region_gss": "E12000001",
            "today_gss": codes,
        },
        index=index,
    )


def to_array(shapes: Mapping[str, shapely.Geometry]) -> Polygons:
    """Return shapes as the array that `geodata.boundaries.coverage` works on."""
    return np.array(list(shapes.values()), dtype=np.object_)


def write_boundary_file(
    folder: Path,
    shapes: Mapping[str, shapely.Geometry],
    *,
    project: bool = True,
    **members: Any,  # noqa: ANN401 - any member that a GeoJSON file may carry
) -> Path:
    """Write shapes in EPSG:27700 as the boundary file; ``project=False`` leaves the metres in."""
    polygons = to_wgs84(to_array(shapes)) if project else to_array(shapes)
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": mapping(polygon)}
        for code, polygon in zip(shapes, polygons, strict=True)
    ]
    document = {"type": "FeatureCollection", **members, "features": features}
    path = folder / BOUNDARY_FILE
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read_boundaries(folder: Path, areas: pd.DataFrame) -> BoundarySet:
    """Read the boundary file of a folder."""
    return read_boundary_file(folder / BOUNDARY_FILE, areas)


def write_wheel(path: Path, source: gpd.GeoDataFrame, names: Mapping[str, str]) -> dict[str, bytes]:
    """Write a wheel with a shapefile of ``source`` (column ``code``) and a table of names."""
    folder = path.parent / "shapefile"
    folder.mkdir()
    source.to_file(folder / "boundaries.shp")
    table = io.StringIO("code,name\n" + "".join(f"{c},{name}\n" for c, name in names.items()))
    contents = {
        f"{ASSETS}boundaries/boundaries{suffix}": (folder / f"boundaries{suffix}").read_bytes()
        for suffix in (".shp", ".dbf", ".shx")
    }
    contents[f"{ASSETS}referendum.csv"] = table.getvalue().encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return contents


def write_london(path: Path, boroughs: Mapping[str, shapely.Geometry]) -> bytes:
    """Write an npm package with boroughs in WGS84 by name; return the content of their file."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for name, shape in boroughs.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(MEMBER)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return content
