"""Front-end packages, made ready to serve: copied, named by content and compressed once."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import brotli

from geodata.model.errors import BuildError

if TYPE_CHECKING:
    from pathlib import Path

INDEX_NAME: Final = "vendor.json"
_HASH_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class VendorFile:
    """One file that readers download, and the licence it comes under.

    Parameters
    ----------
    name
        What the dashboard asks for; the same in every version, for example ``govuk.css``.
    path
        Where the file is, relative to the checkout.
    licence
        Where its licence is, relative to the checkout.
    """

    name: str
    path: str
    licence: str


VENDOR_FILES: Final = (
    VendorFile(
        "accessible-autocomplete.css",
        "node_modules/accessible-autocomplete/dist/accessible-autocomplete.min.css",
        "node_modules/accessible-autocomplete/LICENSE.txt",
    ),
    VendorFile(
        "accessible-autocomplete.js",
        "node_modules/accessible-autocomplete/dist/accessible-autocomplete.min.js",
        "node_modules/accessible-autocomplete/LICENSE.txt",
    ),
    VendorFile(
        "idiomorph.js",
        "node_modules/idiomorph/dist/idiomorph.min.js",
        "node_modules/idiomorph/LICENSE",
    ),
    VendorFile("govuk.css", "frontend/built/govuk.css", "frontend/licences/govuk-frontend.txt"),
    VendorFile(
        "plotly-geo.js",
        "node_modules/plotly.js-geo-dist-min/plotly-geo.min.js",
        "node_modules/plotly.js-geo-dist-min/LICENSE",
    ),
    VendorFile(
        "regenerator-runtime.js",
        "node_modules/regenerator-runtime/runtime.js",
        "node_modules/regenerator-runtime/LICENSE",
    ),
)
"""Everything that is served of other people's work; nothing else in node_modules is."""


def copy_vendor(source: Path, out: Path) -> tuple[str, ...]:
    """Write the served front-end files, their compressed copies, licences and index to ``out``.

    ``plotly-geo.js`` becomes `hashed_name`, so that it can be cached for good, with ``.br`` and
    ``.gz`` beside it. ``vendor.json`` maps each name in `VENDOR_FILES` to its file name. The same
    input gives the same bytes.

    Parameters
    ----------
    source
        The checkout: the folder that holds ``node_modules`` and ``frontend``.
    out
        The folder to write to; made if it is missing.

    Returns
    -------
    tuple of str
        Paths written, relative to ``out``, with forward slashes, sorted. Where the packages are not
        installed (no ``node_modules``), the index alone: Dash then loads Plotly's full bundle.

    Raises
    ------
    BuildError
        If the packages are installed but a file or licence that is served is missing.
    """
    index: dict[str, str] = {}
    written: dict[str, bytes] = {}
    if (source / "node_modules").is_dir():
        for file in VENDOR_FILES:
            content = _read(source, file.path)
            name = index[file.name] = hashed_name(file.name, content)
            written[name] = content
            written |= {name + suffix: copy for suffix, copy in compress(content).items()}
            written[f"licences/{file.name}.txt"] = _read(source, file.licence)
    written[INDEX_NAME] = (json.dumps(index, indent=1, sort_keys=True) + "\n").encode()
    for name, content in written.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tuple(sorted(written))


def hashed_name(name: str, content: bytes) -> str:
    """Return ``name`` with the start of the content's SHA-256 before its extension.

    Examples
    --------
    >>> hashed_name("govuk.css", b"")
    'govuk.e3b0c44298fc.css'
    """
    stem, _, extension = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:_HASH_LENGTH]}.{extension}"


def compress(content: bytes) -> dict[str, bytes]:
    """Return the Brotli and the gzip copy of a file by suffix, as small as they get."""
    return {".br": brotli.compress(content), ".gz": gzip.compress(content, mtime=0)}


def _read(source: Path, path: str) -> bytes:
    try:
        return (source / path).read_bytes()
    except OSError as exc:
        msg = (
            f"{path}: could not be read ({exc.strerror}); expected after front-end set-up. "
            "Run `make setup`, or delete node_modules to build without front-end packages"
        )
        raise BuildError(msg) from exc
