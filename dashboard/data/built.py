"""The built folder, read once and whole but for the awards, which are read on demand.

A server goes on serving the build that it loaded, whatever happens to the folder meanwhile. Every
file is held against the manifest, so that a copy that was cut short stops the start instead of
breaking a page later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

import brotli

from geodata.model.store_format import SCHEMA_VERSION, STORE

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE: Final = "catalogue.json"
_MANIFEST: Final = "manifest.json"
_VERSION_CHARS: Final = 12
_AGAIN: Final = "run `python -m geodata build` again"


class CatalogueError(RuntimeError):
    """The built folder is missing, damaged or of another version; says how to mend it."""


class PackedFiles(Mapping[str, bytes]):
    """Files by name, where one that also came packed is held packed alone.

    Nearly every reader takes it packed; it is unpacked for one who does not. That spares a worker
    a third of what the files would take.

    Parameters
    ----------
    files
        Content by name; ``a.js.br`` is ``a.js`` packed with Brotli.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._names = dict.fromkeys(files)
        self._held = {name: body for name, body in files.items() if f"{name}.br" not in files}

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file."""
        held = self._held.get(name)
        return brotli.decompress(self._held[f"{name}.br"]) if held is None else held

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a file, without unpacking it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._names)


@dataclass(frozen=True, slots=True)
class BuiltFolder:
    """One build in memory.

    Parameters
    ----------
    version
        First characters of the catalogue's SHA-256; another catalogue has another.
    catalogue
        The text of ``catalogue.json``.
    files
        Every other file of the build but the awards, by its path inside the folder, with ``/``.
    awards
        The file of awards, which is read on demand; its content is as its manifest says.
    """

    version: str
    catalogue: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    awards: Path


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
    if STORE not in sums:
        msg = f"{folder / _MANIFEST} lists no {STORE}: {_AGAIN}"
        raise CatalogueError(msg)
    files = {name: _read_file(current / name) for name in sums if name != STORE}
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != sums[name]:
            _refuse(folder / name, len(content))
    if _hash_file(current / STORE) != sums[STORE]:
        _refuse(folder / STORE, (current / STORE).stat().st_size)
    catalogue = files.pop(CATALOGUE)
    return BuiltFolder(
        version=version, catalogue=catalogue, files=PackedFiles(files), awards=current / STORE
    )


def _refuse(path: Path, size: int) -> NoReturn:
    msg = f"{path} is not what the build wrote ({size:,} bytes, another checksum): {_AGAIN}"
    raise CatalogueError(msg)


def _hash_file(path: Path) -> str:
    """Return a file's SHA-256 without holding the file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _describe(path, error) from error


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
