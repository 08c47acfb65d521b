"""Our own style sheet and scripts, made ready to serve once, when the server starts.

Each gets an address that changes with its content, so that browsers keep it for good, and is
compressed as tightly as it goes. They are small (about 40 kB), so they stay in memory. Whoever
edits one starts the server again.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import flask

from dashboard.web.compression import Packing, choose_packing, mark_packed, pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGE_SCRIPT: Final = "page.js"
"""Every script of ours in one file, in the order of their names, for the page with the map."""

_MEDIA_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_YEAR_S: Final = 31_536_000
_TIGHTEST: Final = 11
_HASH_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file in every form in which it travels."""

    media_type: str
    bodies: Mapping[Packing, bytes]


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What is served below ``/own/``.

    Parameters
    ----------
    addresses
        Public address by the file's plain name, for example ``map.css``.
    files
        Files by the last part of their address.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, OwnFile]

    def read(self, name: str) -> bytes:
        """Return the content of a file by its plain name."""
        return self.files[self.addresses[name].rpartition("/")[2]].bodies[Packing.PLAIN]


def read_own_files(folder: Path) -> OwnFiles:
    """Read the style sheets, scripts and pictures of ``folder`` and compress them."""
    contents = {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix.removeprefix(".") in _MEDIA_TYPES
    }
    scripts = [body for name, body in contents.items() if name.endswith(".js")]
    contents[PAGE_SCRIPT] = b"\n;\n".join(scripts)
    addresses, files = {}, {}
    for name, body in contents.items():
        stem, _, extension = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:_HASH_LENGTH]}.{extension}"
        addresses[name] = f"/own/{hashed}"
        files[hashed] = OwnFile(_MEDIA_TYPES[extension], _pack_all(body))
    return OwnFiles(addresses, files)


def register_own_files(server: flask.Flask, own: OwnFiles) -> None:
    """Wire ``/own/<name>``."""

    def send(name: str) -> flask.Response:
        file = own.files.get(name)
        if file is None:
            flask.abort(404)
        packing = choose_packing(flask.request.accept_encodings)
        answer = flask.Response(file.bodies[packing], mimetype=file.media_type)
        answer.cache_control.max_age = _YEAR_S
        answer.cache_control.public = True
        answer.cache_control.immutable = True
        return mark_packed(answer, packing)

    server.add_url_rule("/own/<name>", "own", send)


def _pack_all(body: bytes) -> Mapping[Packing, bytes]:
    return {
        Packing.BROTLI: pack(body, Packing.BROTLI, quality=_TIGHTEST),
        Packing.GZIP: gzip.compress(body, mtime=0),
        Packing.PLAIN: body,
    }
