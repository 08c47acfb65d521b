"""Read areas with their codes from a boundary file of any form that GDAL knows.

Whatever differs between such files ends here: the form, the layer, the columns and their case, the
reference system, and rows of other years or of other kinds of area.
"""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from shapely.errors import ShapelyError

from geodata.areas.spellings import normalise_name
from geodata.boundaries.coverage import Polygons, to_wgs84
from geodata.boundaries.levels import require_single
from geodata.model.errors import BoundaryError
from geodata.tables.sizes import MAX_BOUNDARY_BYTES, MAX_BOUNDARY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODES_STOOD_ON: Final = date(2014, 12, 31)
"""Of a file of several years, the rows of this day are those of ``authorities.csv``."""

_FORMS: Final = (".shp", ".geojson", ".json", ".topojson", ".gpkg", ".fgb", ".gml")
_FORM_WORDS: Final = "GeoJSON, TopoJSON, a Shapefile in a zip or a GeoPackage"
KINDS: Final = {
    "E00": "output areas (E00)",
    "E01": "lower super output areas (E01)",
    "E02": "middle super output areas (E02)",
    "E05": "wards (E05)",
    "E06": "unitary authorities (E06)",
    "E07": "districts (E07)",
    "E08": "metropolitan boroughs (E08)",
    "E09": "London boroughs (E09)",
    "E10": "counties (E10)",
    "E12": "regions (E12)",
    "E14": "constituencies (E14)",
    "E47": "combined authorities (E47)",
}
"""What codes are of, by how they begin."""

_GSS_CODE: Final = r"[EWSNK][0-9]{8}"
_LOWER_TIER: Final = r"E0[6-9][0-9]{6}"
_NEIGHBOUR: Final = r"(?:N09|S12|W06)[0-9]{6}"
_COUNTRY: Final = r"[NSW]92[0-9]{6}"
_STARTS: Final = r"(?:valid_?|date_?)?(?:start|from|begin)(?:s|ed|_?date|_?year)?"
_ENDS: Final = r"(?:valid_?|date_?)?(?:end|to|until)(?:s|ed|_?date|_?year)?"
_LEAST_NAMES: Final = 0.5
_GRID_METRES: Final = 1_000.0
"""A coordinate above this is no degree."""


class _Layer(NamedTuple):
    """One layer of one file, and the column of it that holds codes."""

    source: str
    name: str
    columns: pd.DataFrame
    code_column: str
    fitting: int


@dataclass(frozen=True, slots=True, eq=False)
class AreaFile:
    """The areas of a boundary file, as far as they are districts or countries beside them.

    Parameters
    ----------
    areas
        Indexed by ``gss_code`` in ascending order, each code once, with ``name`` (blank where the
        file names nothing) and ``geometry`` in longitude and latitude (WGS84), as they came:
        perhaps invalid, perhaps without a shape.
    layer, code_column, name_column, crs
        Where they were found; ``name_column`` is blank if the file has no names.
    notes
        What was left out, each in a few words.
    """

    path: Path
    areas: gpd.GeoDataFrame
    layer: str
    code_column: str
    name_column: str
    crs: str
    notes: tuple[str, ...]

    def describe(self) -> Iterator[str]:
        """Yield in plain words what was taken from the file."""
        english = int(self.areas.index.str.startswith("E").sum())
        names = f"names in {self.name_column}" if self.name_column else "no names"
        yield f"layer {self.layer}, {self.crs}, codes in {self.code_column}, {names}"
        yield f"{english} areas of England, {len(self.areas) - english} around it"
        yield from self.notes


def read_area_file(path: Path, names: pd.Series, layer: str = "", crs: str = "") -> AreaFile:
    """Read the districts of a boundary file.

    Parameters
    ----------
    path
        A file, or a zip that holds one.
    names
        Names of areas, indexed by ``gss_code``. The layer and the column with most codes of those
        of the lower tier are taken.
    layer
        Of a file with several layers that fit equally well, the one to take.
    crs
        Reference system of a file that does not say it, or says it wrongly, as ``EPSG:27700``.

    Raises
    ------
    BoundaryError
        If the file cannot be read, holds no codes of districts, does not say where on the ground
        its shapes lie, or has a code more than once.
    """
    with warnings.catch_warnings():
        # Readers warn of every ring that winds the other way; what matters is checked afterwards.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            chosen = _choose_layer(path, names.index[names.index.str.fullmatch(_LOWER_TIER)], layer)
            table = pyogrio.read_dataframe(chosen.source, layer=chosen.name)
        except BoundaryError:
            raise
        except (OSError, RuntimeError, ValueError, ShapelyError) as exc:
            msg = f"{path}: cannot be read ({exc}); expected {_FORM_WORDS}, whole and undamaged"
            raise BoundaryError(msg) from exc
    if shapely.get_num_coordinates(table.geometry.to_numpy()).sum() > MAX_BOUNDARY_POINTS:
        msg = f"{path}: over {MAX_BOUNDARY_POINTS:,} points; use a generalised set"
        raise BoundaryError(msg)
    codes = _spell_codes(table[chosen.code_column])
    kept = _are_districts(codes)
    current = _stood_on(table, CODES_STOOD_ON)
    notes = []
    if not current.all():
        notes.append(f"left out: {int((kept & ~current).sum())} rows of other years")
    if not kept.all():
        notes.append(f"left out: {_describe_kinds(codes[~kept])}")
    rows, index = table[kept & current], codes[kept & current]
    cure = "; of a file of several years give one year, or columns of start and end"
    require_single(path, index, cure)
    shapes, crs_name = _in_degrees(path, rows, crs)
    name_column = _find_names(rows, index, names)
    name = rows[name_column].fillna("").astype("str").str.strip() if name_column else ""
    areas = gpd.GeoDataFrame(
        {"name": name, "gss_code": index, "geometry": shapes}, crs="EPSG:4326"
    ).set_index("gss_code")
    return AreaFile(
        path=path,
        areas=areas.sort_index(),
        layer=chosen.name,
        code_column=chosen.code_column,
        name_column=name_column,
        crs=crs_name,
        notes=tuple(notes),
    )


def _choose_layer(path: Path, expected: pd.Index, wanted: str) -> _Layer:
    """Return the layer with most of the codes expected, and its column of codes."""
    layers = [one for source in _sources(path) for one in _layers(source, expected)]
    if wanted:
        layers = [one for one in layers if one.name == wanted] or layers
    fitting = max((one.fitting for one in layers), default=0)
    best = [one for one in layers if one.fitting == fitting]
    if fitting == 0:
        msg = (
            f"{path}: no column holds codes of districts ({_describe_layers(layers)}); expected one"
            " such as LAD15CD; a Shapefile keeps its columns in a .dbf, so give the zip that holds"
            " all its files"
        )
        raise BoundaryError(msg)
    if len(best) > 1 or (wanted and best[0].name != wanted):
        names = ", ".join(repr(one.name) for one in layers)
        msg = f"{path}: layers {names}; choose one with --layer"
        raise BoundaryError(msg)
    return best[0]


def _describe_layers(layers: list[_Layer]) -> str:
    """Say of each layer which columns it has, and of what its codes are."""
    described = []
    for one in layers:
        cells = [_spell_codes(one.columns[column]) for column in one.columns]
        codes = [column[column.str.fullmatch(_GSS_CODE)] for column in cells]
        kinds = _describe_kinds(pd.concat(codes)) if any(map(len, codes)) else ""
        columns = ", ".join(map(str, one.columns)) or "no columns"
        described.append(f"{one.name}: {columns}" + (f", with {kinds}" if kinds else ""))
    return "; ".join(described) or "no layer of areas"


def _sources(path: Path) -> list[str]:
    """Return what GDAL is to open: the file itself, or the boundary files in a zip."""
    if not path.exists():
        msg = f"{path}: not found"
        raise BoundaryError(msg)
    if path.is_file() and path.stat().st_size > MAX_BOUNDARY_BYTES:
        msg = f"{path}: over {MAX_BOUNDARY_BYTES:,} bytes; use a generalised set"
        raise BoundaryError(msg)
    if path.is_dir() or not zipfile.is_zipfile(path):
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if sum(one.file_size for one in members) > MAX_BOUNDARY_BYTES:
        msg = f"{path}: over {MAX_BOUNDARY_BYTES:,} bytes unpacked; use a generalised set"
        raise BoundaryError(msg)
    names = [
        one.filename
        for one in members
        if one.filename.lower().endswith(_FORMS) and not one.filename.startswith("__MACOSX/")
    ]
    if not names:
        held = ", ".join(sorted(one.filename for one in members)[:5]) or "nothing"
        msg = f"{path}: a zip with {held}; expected {_FORM_WORDS} in it"
        raise BoundaryError(msg)
    return [f"/vsizip/{{{path.resolve()}}}/{name}" for name in names]


def _layers(source: str, expected: pd.Index) -> Iterator[_Layer]:
    for name, kind in pyogrio.list_layers(source):
        if kind is None or not any(word in kind for word in ("Polygon", "Unknown", "Collection")):
            continue
        columns = pyogrio.read_dataframe(source, layer=name, read_geometry=False)
        counts = {
            str(column): len(set(_spell_codes(columns[column])) & set(expected))
            for column in columns.columns
            if not pd.api.types.is_numeric_dtype(columns[column])
        }
        # Of columns that hold the same codes, one that is named for them.
        named = sorted(counts, key=lambda column: column.lower() in {"id", "fid"})
        code_column = max(named, key=counts.__getitem__, default="")
        yield _Layer(source, str(name), columns, code_column, counts.get(code_column, 0))


def _spell_codes(column: pd.Series) -> pd.Series:
    return column.fillna("").astype("str").str.strip().str.upper()


def _are_districts(codes: pd.Series) -> pd.Series:
    """Say which rows are districts; whole countries count where a file does not divide them."""
    neighbours = codes.str.fullmatch(_NEIGHBOUR)
    divided = set(codes[neighbours].str[0])
    countries = codes.str.fullmatch(_COUNTRY) & ~codes.str[0].isin(divided)
    return codes.str.fullmatch(_LOWER_TIER) | neighbours | countries


def _stood_on(table: pd.DataFrame, day: date) -> pd.Series:
    """Say which rows were valid on a day by their columns of start and end; all without these."""
    moment = pd.Timestamp(day)
    standing = pd.Series(data=True, index=table.index)
    for pattern, is_start in ((_STARTS, True), (_ENDS, False)):
        names = pd.Index(table.columns).astype("str")
        for column in table.columns[names.str.lower().str.replace("-", "_").str.fullmatch(pattern)]:
            text = table[column].astype("str").str.strip().str.removesuffix(".0")
            year = text.str.fullmatch(r"[0-9]{4}")
            text = text.where(~year, text + ("-01-01" if is_start else "-12-31"))
            found = pd.to_datetime(text, errors="coerce", format="mixed", dayfirst=True, utc=True)
            when = found.dt.tz_localize(None)
            standing &= when.isna() | ((when <= moment) if is_start else (when >= moment))
    return standing


def _describe_kinds(codes: pd.Series) -> str:
    """Count codes by what they are of, the most frequent kind first."""
    coded = codes.str.fullmatch(_GSS_CODE)
    counts = codes[coded].drop_duplicates().str[:3].value_counts()
    kinds = [f"{count} {KINDS.get(str(kind), f'codes {kind}')}" for kind, count in counts.items()]
    return ", ".join([*kinds, *([] if coded.all() else [f"{(~coded).sum()} rows without a code"])])


def _in_degrees(path: Path, rows: gpd.GeoDataFrame, crs: str) -> tuple[Polygons, str]:
    """Return shapes in longitude and latitude, and the name of the system that they came in."""
    shapes = np.asarray(shapely.force_2d(rows.geometry.to_numpy()), dtype=np.object_)
    bounds = shapely.total_bounds(shapes)
    in_metres = bool(np.abs(bounds).max() > _GRID_METRES)
    try:
        stated = pyproj.CRS.from_user_input(crs) if crs else rows.crs
    except pyproj.exceptions.CRSError as exc:
        msg = f"--crs {crs}: not a reference system; expected EPSG:27700 or EPSG:4326"
        raise BoundaryError(msg) from exc
    if stated is None and path.name.lower().endswith(("topojson", "json")) and not in_metres:
        return shapes, "degrees, as TopoJSON has them"
    if stated is None:
        likely = "EPSG:27700" if in_metres else "EPSG:4326"
        msg = (
            f"{path}: does not say its reference system (a Shapefile does in its .prj); by its"
            f" numbers it may be {likely}: if so, add --crs {likely}"
        )
        raise BoundaryError(msg)
    code = stated.to_epsg()
    name = f"EPSG:{code}" if code else stated.name
    if code == 27700:  # noqa: PLR2004 - the National Grid, by the transformation that we name
        return to_wgs84(shapes), name
    moved = gpd.GeoSeries(shapes, crs=stated).to_crs("EPSG:4326")
    return np.asarray(moved.to_numpy(), dtype=np.object_), name


def _find_names(rows: pd.DataFrame, codes: pd.Series, names: pd.Series) -> str:
    """Return the column whose texts are most often the names of the codes; blank if none is."""
    known = codes.map(names)
    ours = known.dropna().map(normalise_name)
    best, most = "", _LEAST_NAMES * len(ours)
    for column in rows.columns:
        if column != rows.geometry.name and not pd.api.types.is_numeric_dtype(rows[column]):
            theirs = rows.loc[ours.index, column].fillna("").astype("str").map(normalise_name)
            same = int((theirs == ours).sum())
            if same > most:
                best, most = str(column), same
    return best
