"""Build what the dashboard serves: boundary files, catalogue and manifest. Same input, same bytes.

The folder is written whole beside the last one and swapped in at the end (`publishing.swap`), so a
build that fails or is killed leaves the last good one in place and serving.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import shapely

from geodata.areas.authorities import find_aliases, read_authorities
from geodata.areas.cities import read_cities
from geodata.areas.population import find_residents
from geodata.areas.successors import find_successors
from geodata.awards.parts import AwardParts
from geodata.boundaries.hex_levels import draw_hex_levels, draw_kept_hexagons, read_hex_centres
from geodata.boundaries.levels import FETCHED_FILE, find_boundary_file, read_boundary_file
from geodata.boundaries.paths import (
    Frame,
    backdrop_path,
    clip_backdrop,
    frame_of,
    level_geometry,
    plotly_geojson,
)
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.errors import BuildError
from geodata.model.store_format import SCHEMA_VERSION, STORE
from geodata.publishing.award_store import StoreWriter
from geodata.publishing.catalogue_json import (
    Drawing,
    DrawnBackdrop,
    DrawnLevel,
    build_catalogue,
    list_areas,
)
from geodata.publishing.parquet import write_parquet
from geodata.publishing.schemes import fit_classes, value_areas
from geodata.publishing.store_places import Places
from geodata.publishing.swap import MANIFEST, write_replacing
from geodata.publishing.vendor import compress, copy_vendor, hashed_name
from geodata.tables.faults import require

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geodata.awards.reading import AwardTables
    from geodata.boundaries.levels import BoundarySet
    from geodata.publishing.catalogue_json import Classes

CATALOGUE: Final = "catalogue.json"
BOUNDARIES: Final = "boundaries"
VENDOR: Final = "vendor"
_SAME_ISLAND: Final = ("S", "W")
"""First letters of the countries drawn beside England; the key is where Ireland would be."""
_TOOLS: Final = (
    "geopandas",
    "numpy",
    "pandas",
    "pyarrow",
    "pyproj",
    "scipy",
    "shapely",
    "brotli",
)


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of the build as the manifest lists it."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made.

    Parameters
    ----------
    folder
        Where it can be read.
    counts
        Rows and areas by name, as in the manifest.
    files
        Every file but the manifest, by path below the folder.
    """

    folder: Path
    counts: dict[str, int]
    files: dict[str, BuiltFile]


def write_build(data: Path, awards: Path | None = None, built: Path | None = None) -> BuildReport:
    """Read the tables and boundaries below ``data`` and replace ``data/built``.

    Front-end packages are copied from the folder that holds ``data``, where they are installed.
    Says on stderr what it is doing, step by step.

    Parameters
    ----------
    awards, built
        Another fund's tables, and where to put its build; ``data/awards`` and ``data/built``.

    Raises
    ------
    GeodataError
        If the tables, boundaries or packages have a fault. What was built before is then as it was.
    """
    awards, built = awards or data / "awards", built or data / "built"
    with contextlib.ExitStack() as stack:
        with _step("reading tables"):
            areas = read_authorities(data / "geography")
            finders = (find_successors, find_aliases, find_residents)
            tables = [require(find(data / "geography", areas)) for find in finders]
            listed = list_areas(areas, *tables)
            cities = read_cities(data / "geography", areas)
            parts = stack.enter_context(AwardParts(awards, areas))
        with _step("reading and simplifying boundaries"):
            boundaries = read_boundary_file(find_boundary_file(data), areas)
        out = stack.enter_context(write_replacing(built))
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        copied = pool.submit(copy_vendor, data.parent, out / VENDOR)  # compresses while we draw
        with _step("drawing"):
            drawing = write_drawing(boundaries, areas, out / BOUNDARIES, data / "geography")
        with _step("placing money on areas and fitting classes"):
            codes = {level: tuple(drawn.geometry) for level, drawn in drawing.levels.items()}
            store = _write_store(out / STORE, parts, Places(areas, listed, codes))
        classes = fit_all(store)
        catalogue = build_catalogue(parts.common, listed, drawing, classes, cities)
        store.close()
        _write_json(out / CATALOGUE, catalogue)
        with _step("writing Parquet"):
            write_parquet(out, catalogue)
        with _step("copying and compressing"):
            copied.result()
            _write_compressed(sorted((out / BOUNDARIES).glob("*.json")))
        counts = _count(store, parts.common, boundaries)
        files = _list_files(out)
        manifest = {
            "schema_version": SCHEMA_VERSION,
            "inputs": hash_inputs(data, awards),
            "versions": {"python": platform.python_version()}
            | {"sqlite": sqlite3.sqlite_version}
            | {tool: version(tool) for tool in _TOOLS},
            "counts": counts,
            "files": {name: asdict(file) for name, file in files.items()},
        }
        _write_json(out / MANIFEST, manifest)
    return BuildReport(folder=built, counts=counts, files=files)


def _write_store(path: Path, parts: AwardParts, places: Places) -> StoreWriter:
    """Write the file of awards, part by part."""
    try:
        store = StoreWriter(path, parts.common, places)
        for tables in parts:
            store.add(tables)
        store.finish()
    except sqlite3.Error as error:
        msg = f"{path} cannot be written ({error}): is the disk full?"
        raise BuildError(msg) from error
    return store


def fit_all(store: StoreWriter) -> Classes:
    """Fit the classes of each measure at each level under each rule."""
    sums = {(level, rule): store.sum_areas(level, rule) for level in Level for rule in CountRule}
    return {
        (level, measure, rule): fit_classes(value_areas(sums[level, rule], measure), measure)
        for level in Level
        for measure in Measure
        for rule in CountRule
    }


def write_drawing(
    boundaries: BoundarySet, areas: pd.DataFrame, out: Path, geography: Path
) -> Drawing:
    """Write the boundary file of each level, true and in hexagons, and the backdrop to ``out``.

    Returns
    -------
    Drawing
        With the files' names, which change with their content, relative to the folder that holds
        ``out``.
    """
    out.mkdir()
    frame = frame_of(boundaries.lower)
    hexes = _draw_hexes(boundaries.lower, areas, frame, geography)
    hex_frame = _frame_for(hexes[Level.LOWER], frame)
    beside = [code for code in boundaries.backdrop.index if code.startswith(_SAME_ISLAND)]
    shown = clip_backdrop(boundaries.backdrop.loc[beside], frame)
    backdrop = DrawnBackdrop(
        boundaries=_write_hashed(out, "backdrop", plotly_geojson(shown)),
        ids=tuple(str(name) for name in shown.index),
        d=backdrop_path(shown, frame),
    )
    return Drawing(
        source=boundaries.source,
        frame=frame,
        levels=_write_levels(boundaries.levels, frame, out),
        backdrop=backdrop,
        hexes=_write_levels(hexes, hex_frame, out, "hex-"),
    )


def _draw_hexes(
    lower: gpd.GeoDataFrame, areas: pd.DataFrame, frame: Frame, geography: Path
) -> dict[Level, gpd.GeoDataFrame]:
    """Return the levels in hexagons, from the kept centres, or laid out anew where none are."""
    centres = read_hex_centres(geography, [str(code) for code in lower.index])
    if centres is not None:
        return draw_hex_levels(draw_kept_hexagons(centres), lower.index, areas)
    from geodata.boundaries.hexes import make_hex_map  # noqa: PLC0415 - SciPy, for other councils

    return make_hex_map(lower, areas, frame.box()).levels


def _frame_for(areas: gpd.GeoDataFrame, frame: Frame) -> Frame:
    """Return ``frame`` if it holds the areas, else one of their own."""
    holds = frame.box().covers(shapely.box(*areas.total_bounds))
    return frame if holds else frame_of(areas)


def _write_levels(
    levels: Mapping[Level, gpd.GeoDataFrame], frame: Frame, out: Path, prefix: str = ""
) -> dict[Level, DrawnLevel]:
    written = {}
    for level, shapes in levels.items():
        name = _write_hashed(out, f"{prefix}{level}", plotly_geojson(shapes))
        written[level] = DrawnLevel(name, level_geometry(shapes, frame))
    return written


def hash_inputs(data: Path, awards: Path) -> dict[str, str]:
    """Return the SHA-256 of every input file, by path below ``data``; hidden files are none.

    Tables of another fund, which are elsewhere, are listed below ``awards/`` too.
    """
    inputs = {f"awards/{path.name}": path for path in sorted(awards.iterdir())}
    inputs |= {f"geography/{path.name}": path for path in sorted((data / "geography").iterdir())}
    inputs[FETCHED_FILE] = data / FETCHED_FILE
    return {
        name: _hash_file(path)
        for name, path in inputs.items()
        if path.is_file() and not path.name.startswith(".")
    }


def _count(store: StoreWriter, common: AwardTables, boundaries: BoundarySet) -> dict[str, int]:
    found = {"rounds": len(common.rounds)} | store.counts
    return found | {str(level): len(shapes) for level, shapes in boundaries.levels.items()}


def _write_hashed(out: Path, stem: str, content: bytes) -> str:
    """Write ``content`` under a name that changes with it; return the name below the build."""
    name = hashed_name(f"{stem}.json", content)
    (out / name).write_bytes(content)
    return f"{out.name}/{name}"


def _write_json(path: Path, document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_bytes(text.encode("utf-8"))


def _write_compressed(paths: list[Path]) -> None:
    """Write a Brotli and a gzip copy beside each file, as small as they get."""
    with ThreadPoolExecutor(max_workers=2) as pool:  # both release the interpreter while they work
        copies = pool.map(compress, [path.read_bytes() for path in paths])
        for path, copy in zip(paths, copies, strict=True):
            for suffix, content in copy.items():
                path.with_name(path.name + suffix).write_bytes(content)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_files(out: Path) -> dict[str, BuiltFile]:
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            name = path.relative_to(out).as_posix()
            found[name] = BuiltFile(_hash_file(path), path.stat().st_size)
    return found


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    """Say on stderr that a step has begun and how long it took."""
    sys.stderr.write(f"build: {name} ...")
    sys.stderr.flush()
    began = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = f"{time.perf_counter() - began:.1f} s"
    finally:
        sys.stderr.write(f" {outcome}\n")
