"""Replace the boundaries in use with others that pass every check.

They are checked, repaired, thinned until the map stays fast, read back and drawn in full as a build
does, and only then moved into place in one step. If a step fails, the boundaries in use stay.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import shapely

from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import Polygons, snap_coverage, to_wgs84
from geodata.boundaries.levels import (
    FETCHED_FILE,
    GRID_M,
    BoundarySet,
    drop_corners,
    read_boundary_file,
)
from geodata.boundaries.paths import frame_of, plotly_geojson, unit_polygons
from geodata.boundaries.writing import COUNTRIES, write_boundary_file
from geodata.fetching.download_checks import AreaSet, check_and_repair
from geodata.fetching.ons import ATTRIBUTION, PORTAL, PUBLISHER, SERVICES, fetch_areas
from geodata.fetching.portal import Portal
from geodata.fetching.transfer import Limits
from geodata.model.errors import BoundaryError, FetchError
from geodata.model.writing import flush_file

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

PAGES_FOLDER: Final = "fetched/pages"
TOLERANCES_M: Final = (100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1_000.0)
MOST_BYTES: Final = 500_000
"""Largest file of the lower level: twice the embedded set, 0.1 MB compressed."""

_GRID_DEG: Final = 1e-5
_SAME: Final = ("sha256", "layer", "crs")
_BYTES_A_CORNER: Final = 16
"""Fewer than any corner takes in the file: what is over this is too large, and soon known."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which boundaries to fetch, from where."""

    vintage: str = "2015-12"
    resolution_m: int = 500
    service: str = ""
    portal: str = PORTAL


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did.

    ``path`` is the boundary file in use now, ``tolerance_m`` the finest thinning that keeps it
    small enough, ``bytes`` the size of its lower level, ``repaired`` how many areas came as invalid
    polygons. If the same boundaries were in use already, ``changed`` is False and nothing measured.
    """

    path: Path
    tolerance_m: float = 0
    bytes: int = 0
    repaired: int = 0
    changed: bool = True


def fetch_boundaries(data: Path, request: Request) -> FetchReport:
    """Download, check, repair and thin boundaries, and use them from now on.

    Parameters
    ----------
    data
        The data folder. Pages are kept in ``fetched/pages``, the result is
        ``fetched/boundaries.geojson``.

    Raises
    ------
    FetchError
        If the portal cannot be reached or answers with something unusable.
    BoundaryError
        If what came is not England's councils, whole and where they lie. What was in use stays.
    """
    service = request.service or _service_of(request)
    portal = Portal(request.portal, Limits(), say)
    terminal = sys.stderr.isatty()
    show = partial(_show, terminal=terminal)
    download = fetch_areas(portal, service, data / PAGES_FOLDER / service, show)
    if terminal:
        sys.stderr.write("\n")
    header = {
        "vintage": request.vintage,
        "origin": f"{PUBLISHER}, {service}, fetched on {datetime.now(UTC).date().isoformat()}",
        "attribution": ATTRIBUTION,
        "provenance": {
            "portal": request.portal,
            "service": service,
            "sha256": download.sha256,
            "pages": [asdict(page) for page in download.pages],
        },
    }
    return use_areas(data, download.areas, header)


def use_areas(data: Path, found: AreaSet, header: dict[str, Any]) -> FetchReport:
    """Check, repair and thin areas, and use them from now on.

    Nothing is done if those in use are the same layer of the same bytes, read in the same reference
    system and with the same attribution.

    Parameters
    ----------
    header
        The members that describe the file: ``vintage``, ``origin``, ``attribution`` and
        ``provenance``.

    Raises
    ------
    BoundaryError
        If they are not England's councils, whole and where they lie. What was in use stays.
    """
    target = data / FETCHED_FILE
    current = _read_header(target)
    if _sameness(current) == _sameness(header):
        return FetchReport(target, changed=False)
    areas = read_authorities(data / "geography")
    say("checking and repairing")
    codes, polygons, repaired = check_and_repair(found, areas, data)
    say("thinning")
    names = {str(code): str(name) for code, name in areas["name"].items()}
    names |= {code: name for code, (_, name) in COUNTRIES.items()}
    counted = {
        "fetched_at": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "areas": len(found.shapes),
        "invalid_as_they_came": repaired,
    }
    whole_header = {
        "name": found.source,
        **header,
        "provenance": header["provenance"] | counted,
    }
    candidate = target.with_name(f".{target.stem}-{secrets.token_hex(6)}.geojson")
    try:
        for tolerance in TOLERANCES_M:
            size = _try_tolerance(
                candidate, whole_header, names, areas, (codes, polygons, tolerance)
            )
            if size is not None:
                flush_file(candidate)
                candidate.replace(target)
                return FetchReport(target, tolerance_m=tolerance, bytes=size, repaired=repaired)
    finally:
        candidate.unlink(missing_ok=True)
    msg = (
        f"{found.source}: no thinning up to {TOLERANCES_M[-1]:g} m gives a file of at most "
        f"{MOST_BYTES:,} bytes that can be drawn; ask for a coarser --resolution"
    )
    raise BoundaryError(msg)


def use_embedded(data: Path) -> bool:
    """Go back to the embedded boundaries; say whether others were in use. Pages stay."""
    target = data / FETCHED_FILE
    used = target.is_file()
    target.unlink(missing_ok=True)
    return used


def _service_of(request: Request) -> str:
    known = SERVICES.get((request.vintage, request.resolution_m))
    if known is None:
        choices = ", ".join(f"{vintage} at {metres} m" for vintage, metres in SERVICES)
        msg = (
            f"no service is known for {request.vintage} at {request.resolution_m} m; expected "
            f"{choices}; or name one with --service"
        )
        raise FetchError(msg)
    return known


def _try_tolerance(
    path: Path,
    header: dict[str, Any],
    names: dict[str, str],
    areas: pd.DataFrame,
    coverage: tuple[list[str], Polygons, float],
) -> int | None:
    """Write one candidate and draw all of it; return the size of its lower level.

    None if it is too large, or cannot be drawn without a fault.
    """
    codes, polygons, tolerance = coverage
    try:
        kept = drop_corners(codes, polygons, tolerance)
        english = [code.startswith("E") for code in codes]
        corners = int(shapely.get_num_coordinates(kept[english]).sum())
        # Rounding, which takes longest, joins next to no corners of borders that are thinned.
        if corners * _BYTES_A_CORNER > MOST_BYTES:
            return None
        thin = snap_coverage(kept, GRID_M)
        lon_lat = snap_coverage(to_wgs84(thin), _GRID_DEG)
        shapes = dict(zip(codes, lon_lat, strict=True))
        write_boundary_file(path, header | {"tolerance_m": tolerance}, names, shapes)
        boundaries = read_boundary_file(path, areas)
        size = len(plotly_geojson(boundaries.lower))
        if size > MOST_BYTES:
            return None
        _draw(boundaries)
    except BoundaryError:
        return None
    return size


def _draw(boundaries: BoundarySet) -> None:
    """Round every level as a build does to draw it, for the faults that it may raise."""
    frame = frame_of(boundaries.lower)
    for shapes in boundaries.levels.values():
        unit_polygons(shapes, frame)
        plotly_geojson(shapes)


def _sameness(header: dict[str, Any]) -> tuple[object, ...]:
    """Return what makes two boundary files the same, whenever each was made."""
    provenance = header.get("provenance", {})
    return (header.get("attribution"), *(provenance.get(name) for name in _SAME))


def _read_header(path: Path) -> dict[str, Any]:
    """Return the members of a boundary file; none if there is no file."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def say(words: str) -> None:
    """Write the progress of a fetch to standard error."""
    sys.stderr.write(f"fetch: {words}\n")
    sys.stderr.flush()


def _show(areas: int, size: int, *, terminal: bool) -> None:
    """Show the areas and bytes so far: a bar on a terminal, a line for each page elsewhere."""
    text = f"{areas} areas, {size / 1e6:.1f} MB"
    if not terminal:
        say(text)
        return
    filled = min(30, areas * 30 // 380)  # about 380 areas make Great Britain
    sys.stderr.write(f"\rfetch: [{'#' * filled:<30}] {text}  ")
    sys.stderr.flush()
