"""Static files: our own, and the boundaries and front-end packages of the build.

Each has an address that changes with its content and lies compressed beside itself. WhiteNoise
serves them from the private copy of the build, whatever happens to the folders meanwhile.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.headers import Headers
    from wsgiref.types import WSGIApplication

OWN_FOLDER: Final = "own"
SERVED_FOLDERS: Final = (OWN_FOLDER, "boundaries", "vendor")
"""Folders of the private copy that are public, each below its own name."""
PAGE_SCRIPT: Final = "page.js"
"""Every script of ours in one file, in the order of their names, for the page with the map."""

_SUFFIXES: Final = frozenset({".css", ".js", ".svg"})
_HASH_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Our style sheets, scripts and pictures in ``folder``/own; addresses by their plain names."""

    folder: Path
    addresses: Mapping[str, str]

    def read(self, name: str) -> bytes:
        """Return the content of a file by its plain name."""
        return (self.folder / self.addresses[name].removeprefix("/")).read_bytes()


def publish_own_files(assets: Path, folder: Path) -> OwnFiles:
    """Copy our files from ``assets`` to ``folder``/own, named by content and compressed."""
    paths = [path for path in sorted(assets.iterdir()) if path.suffix in _SUFFIXES]
    contents = {path.name: path.read_bytes() for path in paths}
    contents[PAGE_SCRIPT] = b"\n;\n".join(
        body for name, body in contents.items() if name.endswith(".js")
    )
    (folder / OWN_FOLDER).mkdir()
    addresses, compressor = {}, Compressor(quiet=True)
    for name, body in contents.items():
        stem, _, extension = name.rpartition(".")
        path = folder / OWN_FOLDER / f"{stem}.{_hash(body)}.{extension}"
        path.write_bytes(body)
        compressor.compress(str(path))
        addresses[name] = f"/{OWN_FOLDER}/{path.name}"
    return OwnFiles(folder, addresses)


def serve_static_files(
    serve: WSGIApplication, folder: Path, headers: Mapping[str, str]
) -> WSGIApplication:
    """Return ``serve`` with the public folders of the private copy, and ``headers``, before it."""

    def add_headers(sent: Headers, path: str, _url: str) -> None:
        for name, value in headers.items():
            sent[name] = value
        sent["ETag"] = f'W/"{_hash(Path(path).read_bytes())}"'

    files = WhiteNoise(
        serve,
        allow_all_origins=False,
        mimetypes={".json": "application/geo+json"},
        add_headers_function=add_headers,
        immutable_file_test=lambda _path, _url: True,
    )
    for name in SERVED_FOLDERS:
        if (folder / name).is_dir():
            files.add_files(str(folder / name), prefix=name)
    served: WSGIApplication = files
    return served


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
