"""The built folder, read once and whole: what is served later needs no disk.

A server goes on serving the build that it loaded, whatever happens to the folder meanwhile. Every
file is held against the manifest, so that a copy that was cut short stops the start instead of
breaking a page later.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA_VERSION: Final = 3
CATALOGUE: Final = "catalogue.json"
_MANIFEST: Final = "manifest.json"
_VERSION_CHARS: Final = 12
_AGAIN: Final = "run `python -m geodata build` again"


class CatalogueError(RuntimeError):
    """The built folder is missing, damaged or of another version; says how to mend it."""


@dataclass(frozen=True, slots=True)
class BuiltFolder:
    """One build in memory.

    Parameters
    ----------
    version
        First characters of the catalogue's SHA-256; another catalogue has another.
    files
        Every file of the build by its path inside the folder, with ``/``.
    """

    version: str
    files: Mapping[str, bytes] = field(repr=False)


def read_built(folder: Path) -> BuiltFolder:
    """Read the build that ``folder`` stands for now, with every file as its manifest says.

    Raises
    ------
    CatalogueError
        If the folder or a file in it is missing, unreadable, cut short, changed or of another
        schema version.
    """
    current = folder.resolve()  # a link that is swapped meanwhile must not mix two builds
    manifest = _read_manifest(folder, current)
    found = manifest.get("schema_version")
    if found != SCHEMA_VERSION:
        msg = (
            f"{folder} has schema version {found!r}, this program reads {SCHEMA_VERSION}: {_AGAIN}"
        )
        raise CatalogueError(msg)
    try:
        sums = {name: str(entry["sha256"]) for name, entry in manifest["files"].items()}
        version = sums[CATALOGUE][:_VERSION_CHARS]
    except (AttributeError, KeyError, TypeError) as error:
        msg = f"{folder / _MANIFEST} is not as the build writes it ({error!r}): {_AGAIN}"
        raise CatalogueError(msg) from error
    files = {name: _read_file(current / name) for name in sums}
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != sums[name]:
            msg = (
                f"{folder / name} is not what the build wrote ({len(content):,} bytes, another "
                f"checksum): {_AGAIN}"
            )
            raise CatalogueError(msg)
    return BuiltFolder(version=version, files=files)


def read_version(folder: Path) -> str | None:
    """Return the version of the build that is on the disk now, or None if it cannot be read."""
    try:
        return str(_read_manifest(folder, folder)["files"][CATALOGUE]["sha256"])[:_VERSION_CHARS]
    except (CatalogueError, KeyError, TypeError):
        return None


def _read_manifest(folder: Path, current: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads(_read_file(current / _MANIFEST))
    except (ValueError, RecursionError) as error:
        msg = f"{folder / _MANIFEST} cannot be read ({error}): {_AGAIN}"
        raise CatalogueError(msg) from error
    if not isinstance(manifest, dict):
        msg = f"{folder / _MANIFEST} is not as the build writes it: {_AGAIN}"
        raise CatalogueError(msg)
    return manifest


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        msg = f"{path} is missing: run `python -m geodata build` (or `make build`) first"
        raise CatalogueError(msg) from error
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror or error}): {_AGAIN}"
        raise CatalogueError(msg) from error
