"""Measure how the build grows with the detail of the boundaries, from a file of full detail.

``python -m benchmarks.detail FILE`` takes boundaries as the statistics office publishes them (326
areas with ``LAD13CD`` and ``LAD13NM``). None is part of the project, so no file is taken by itself.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely

from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import snap_coverage, to_wgs84
from geodata.boundaries.levels import read_boundary_file, thin_areas
from geodata.boundaries.writing import write_boundary_file
from geodata.fetching.download_checks import AreaSet, check_and_repair
from geodata.model.errors import BoundaryError
from geodata.publishing.publish import write_drawing

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "data"
TOLERANCES_M: Final = (500.0, 250.0, 200.0, 150.0, 0.0)
_GRID_DEG: Final = 1e-6


def prepare(source: Path, out: Path) -> dict[float, Path]:
    """Write ``source``, repaired, at each tolerance to ``out``; return the files by tolerance.

    A tolerance at which the areas cannot be thinned without a gap has no file, as in a fetch.
    """
    found = gpd.read_file(source)
    english = found[found["LAD13CD"].str.startswith("E")]
    names = dict(zip(english["LAD13CD"], english["LAD13NM"], strict=True))
    found_shapes = dict(zip(english["LAD13CD"], english.geometry, strict=True))
    authorities = read_authorities(DATA / "geography")
    codes, polygons, _ = check_and_repair(
        AreaSet(source.name, names, found_shapes), authorities, DATA
    )
    files = {}
    for tolerance in TOLERANCES_M:
        try:
            thin = thin_areas(codes, polygons, tolerance) if tolerance else polygons
            lon_lat = snap_coverage(to_wgs84(thin), _GRID_DEG)
        except BoundaryError as error:
            print(f"{tolerance:g} m: {error}", file=sys.stderr)
            continue
        header = {
            "vintage": "2013-12",
            "origin": source.name,
            "attribution": "",
            "tolerance_m": tolerance,
        }
        files[tolerance] = out / f"{tolerance:g}.geojson"
        shapes = dict(zip(codes, lon_lat, strict=True))
        write_boundary_file(files[tolerance], header, names, shapes)
    return files


def draw(path: Path) -> dict[str, Any]:
    """Read and draw one file as a build does; return points, seconds, peak and file bytes."""
    authorities = read_authorities(DATA / "geography")
    began = time.perf_counter()
    boundaries = read_boundary_file(path, authorities)
    with tempfile.TemporaryDirectory() as folder:
        drawing = write_drawing(
            boundaries, authorities, Path(folder) / "boundaries", DATA / "geography"
        )
        lower = Path(folder) / drawing.levels["lower"].boundaries  # type: ignore[index]
        size = lower.stat().st_size
    return {
        "points": int(shapely.get_num_coordinates(boundaries.lower.geometry.to_numpy()).sum()),
        "seconds": time.perf_counter() - began,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "bytes": size,
    }


def main() -> None:
    """Measure each tolerance in a process of its own and print a table."""
    if len(sys.argv) > 2:  # noqa: PLR2004 - the process of one tolerance
        print(json.dumps(draw(Path(sys.argv[2]))))
        return
    print("| tolerance m | points | seconds | peak MB | districts' file kB |")
    print("|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for tolerance, path in prepare(Path(sys.argv[1]), Path(folder)).items():
            command = [sys.executable, "-m", "benchmarks.detail", "--draw", str(path)]
            done = subprocess.run(  # noqa: S603 - this module
                command, cwd=ROOT, check=False, capture_output=True, text=True
            )
            if done.returncode:
                said = done.stderr.strip().splitlines()[-1]
                print(f"| {tolerance:g} | {said} | | | |", flush=True)
                continue
            one = json.loads(done.stdout)
            print(
                f"| {tolerance:g} | {one['points']:,} | {one['seconds']:.1f} "
                f"| {one['peak_bytes'] / 1e6:.0f} | {one['bytes'] / 1000:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
