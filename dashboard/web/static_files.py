"""Static files: our own, and the boundaries and front-end packages of the build.

Each has an address that changes with its content, so browsers keep it for good, and lies compressed
beside itself. WhiteNoise serves them from this process's private copy of the build, so nothing that
happens to the folders meanwhile reaches a reader.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from wsgiref.headers import Headers
    from wsgiref.types import WSGIApplication

OWN_FOLDER: Final = "own"
SERVED_FOLDERS: Final = (OWN_FOLDER, "boundaries", "vendor")
"""Folders of the private copy that are public, each below its own name."""
PAGE_SCRIPT: Final = "page.js"
"""Every script of ours in one file, in the order of their names, for the page with the map."""

_SUFFIXES: Final = frozenset({".css", ".js", ".svg"})
_MEDIA_TYPES: Final = {".json": "application/geo+json"}
_HASH_LENGTH: Final = 12
_TAG_CHARS: Final = 20


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Our own style sheets, scripts and pictures, ready to serve.

    Parameters
    ----------
    folder
        Holds the folder ``own``.
    addresses
        Public address by the file's plain name, for example ``map.css``.
    """

    folder: Path
    addresses: Mapping[str, str]

    def read(self, name: str) -> bytes:
        """Return the content of a file by its plain name."""
        return (self.folder / self.addresses[name].removeprefix("/")).read_bytes()


def publish_own_files(assets: Path, folder: Path) -> OwnFiles:
    """Copy our files from ``assets`` to ``folder``/own, named by content and compressed."""
    paths = [path for path in sorted(assets.iterdir()) if path.suffix in _SUFFIXES]
    contents = {path.name: path.read_bytes() for path in paths}
    scripts = [body for name, body in contents.items() if name.endswith(".js")]
    contents[PAGE_SCRIPT] = b"\n;\n".join(scripts)
    (folder / OWN_FOLDER).mkdir()
    addresses, compressor = {}, Compressor(quiet=True)
    for name, body in contents.items():
        stem, _, extension = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:_HASH_LENGTH]}.{extension}"
        path = folder / OWN_FOLDER / hashed
        path.write_bytes(body)
        compressor.compress(str(path))
        addresses[name] = f"/{OWN_FOLDER}/{hashed}"
    return OwnFiles(folder, addresses)


def serve_static_files(
    serve: WSGIApplication, folder: Path, headers: Mapping[str, str]
) -> WSGIApplication:
    """Return ``serve`` with the public folders of the private copy in front of it.

    Parameters
    ----------
    headers
        What each file is sent with besides its validator and how long it may be kept.
    """

    def add_headers(sent: Headers, path: str, _url: str) -> None:
        for name, value in headers.items():
            sent[name] = value
        with open(path, "rb") as file:  # noqa: PTH123 - WhiteNoise names paths as text
            sent["ETag"] = f'W/"{hashlib.file_digest(file, "sha256").hexdigest()[:_TAG_CHARS]}"'

    files = WhiteNoise(
        serve,
        allow_all_origins=False,
        mimetypes=_MEDIA_TYPES,
        add_headers_function=add_headers,
        immutable_file_test=lambda _path, _url: True,
    )
    for name in SERVED_FOLDERS:
        if (folder / name).is_dir():
            files.add_files(str(folder / name), prefix=name)
    served: WSGIApplication = files
    return served
