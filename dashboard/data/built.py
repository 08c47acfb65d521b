"""The built folder, copied once into a private folder that this process alone reads.

A server goes on serving the build that it loaded, whatever happens to ``data/built`` meanwhile.
Every file is compared with the manifest as it is copied, so that a build that was cut short or
changed stops the start instead of breaking a page later.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from geodata.model.store_format import SCHEMA_VERSION, STORE

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOGUE: Final = "catalogue.json"
_MANIFEST: Final = "manifest.json"
_VERSION_CHARS: Final = 12
_AGAIN: Final = "run `python -m geodata build` again"


class CatalogueError(RuntimeError):
    """The built folder is missing, damaged or of another version; says how to mend it."""


class PrivateCopy:
    """Files of one build in a temporary folder, which goes with the process that made it.

    A process that was forked reads the same folder and leaves it where it is.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tca-map-"))
        weakref.finalize(self, _remove_own, self.folder, os.getpid())

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a file of this name, with ``/`` between folders."""
        return (self.folder / name).is_file()

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self.folder / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _remove_own(folder: Path, maker: int) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


def read_built(folder: Path) -> tuple[str, PrivateCopy]:
    """Read the build that ``folder`` is now: its version, and every file as its manifest says.

    The version is the first characters of the catalogue's SHA-256; another catalogue has another.

    Raises
    ------
    CatalogueError
        If the folder or a file in it is missing, unreadable, cut short, changed or of another
        schema version, or if there is no room for the private copy.
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
    if STORE not in sums:
        msg = f"{folder / _MANIFEST} lists no {STORE}: {_AGAIN}"
        raise CatalogueError(msg)
    try:
        files = PrivateCopy()
        for name, wanted in sums.items():
            content = _read_file(current / name)
            if hashlib.sha256(content).hexdigest() != wanted:
                _refuse(folder / name, len(content))
            files.put(name, content)
    except OSError as error:
        msg = (
            f"no private copy of {folder} could be made in {tempfile.gettempdir()} "
            f"({error.strerror or error}): make room there, or set TMPDIR to another folder"
        )
        raise CatalogueError(msg) from error
    return version, files


def _refuse(path: Path, size: int) -> NoReturn:
    msg = f"{path} is not what the build wrote ({size:,} bytes, another checksum): {_AGAIN}"
    raise CatalogueError(msg)


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
    except OSError as error:
        raise _describe(path, error) from error


def _describe(path: Path, error: OSError) -> CatalogueError:
    if isinstance(error, FileNotFoundError):
        msg = f"{path} is missing: run `python -m geodata build` (or `make build`) first"
    else:
        msg = f"{path} cannot be read ({error.strerror or error}): {_AGAIN}"
    return CatalogueError(msg)
