"""Use the boundaries of a local file in place of a download."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.areas.authorities import read_authorities
from geodata.boundaries.area_files import CODES_STOOD_ON, KINDS, AreaFile, read_area_file
from geodata.fetching.download_checks import AreaSet
from geodata.fetching.fetched import FetchReport, say, use_areas
from geodata.model.codes import LOWER_TIERS
from geodata.model.errors import BoundaryError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def take_file(
    data: Path, path: Path, layer: str = "", crs: str = "", attribution: str = ""
) -> FetchReport:
    """Check, repair and thin the boundaries of a file, and use them from now on.

    Parameters
    ----------
    layer
        Of a file with several layers of councils, the one to take.
    crs
        Reference system of a file without one, as ``EPSG:27700``.
    attribution
        What its licence asks to be written wherever the map is shown.

    Raises
    ------
    BoundaryError
        If it cannot be read, or is not England's councils, whole and where they lie. The
        boundaries in use then stay.
    """
    areas = read_authorities(data / "geography")
    lower = areas.loc[areas["tier"].isin(LOWER_TIERS), "name"]
    file = read_area_file(path, lower, layer, crs)
    for line in file.describe():
        say(line)
    _require_tiers(file, lower.index)
    today = datetime.now(UTC).date().isoformat()
    header = {
        "vintage": f"{CODES_STOOD_ON:%Y-%m}",
        "origin": f"the file {path.name}, taken on {today}",
        "attribution": attribution.rstrip(". ")
        or f"Boundaries from the file {path.name}, given without a statement of its licence",
        "provenance": {
            "file": path.name,
            "layer": file.layer,
            "crs": file.crs,
            "code_column": file.code_column,
            "sha256": _checksum(path),
        },
    }
    names = {str(code): str(name) for code, name in file.areas["name"].items()}
    shapes = dict(zip(names, file.areas.geometry, strict=True))
    return use_areas(data, AreaSet(str(path), names, shapes), header)


def _require_tiers(file: AreaFile, expected: pd.Index) -> None:
    """Raise if every council of one tier is missing, as in a layer of counties."""
    missing = sorted(set(expected.str[:3]) - set(file.areas.index.str[:3]))
    if missing:
        msg = (
            f"{file.path}, layer {file.layer}: none of the "
            f"{' and '.join(KINDS[tier] for tier in missing)} ({'; '.join(file.notes)}); expected "
            "a layer of districts, boroughs and unitary authorities"
        )
        raise BoundaryError(msg)


def _checksum(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder in order."""
    digest = hashlib.sha256()
    for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if one.is_file():
            with one.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
