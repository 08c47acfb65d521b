"""Front-end packages, made ready to serve: copied, named by content and compressed once."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import brotli

from geodata.model.errors import BuildError
from geodata.publishing.dash_bundle import join_dash_bundle, join_dash_licences, name_dash_bundle

INDEX_NAME: Final = "vendor.json"
RUNTIME: Final = "node_modules/regenerator-runtime/runtime.js"
RUNTIME_LICENCE: Final = "node_modules/regenerator-runtime/LICENSE"
WHOLE_PLOTLY: Final = "plotly.js"
"""What Plotly's full bundle is called, which draws the map where the small one is not installed."""

_WHOLE_PLOTLY_PATH: Final = "plotly/package_data/plotly.min.js"
_TIGHTEST: Final = 11
_QUICK: Final = 5
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
    VendorFile("govuk.css", "frontend/built/govuk.css", "frontend/licences/govuk-frontend.txt"),
    VendorFile(
        "plotly-geo.js",
        "node_modules/plotly.js-geo-dist-min/plotly-geo.min.js",
        "node_modules/plotly.js-geo-dist-min/LICENSE",
    ),
)
"""Everything that is served of other people's work; nothing else in node_modules is."""


def copy_vendor(source: Path, out: Path) -> tuple[str, ...]:
    """Write the served front-end files, their compressed copies, licences and index to ``out``.

    ``plotly-geo.js`` becomes ``plotly-geo.<hash>.js`` with ``.br`` and ``.gz`` beside it, where
    ``<hash>`` is the first twelve characters of the content's SHA-256, so that it can be cached
    for good. ``vendor.json`` maps each name in `VENDOR_FILES`, and the name of the bundle of
    Dash's browser code (`publishing.dash_bundle`), to its file name. The same input gives the same
    bytes.

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
        installed (no ``node_modules``), Plotly's full bundle, which comes with plotly.py, is all.

    Raises
    ------
    BuildError
        If the packages are installed but a file or licence that is served is missing.
    """
    index: dict[str, str] = {}
    written: dict[str, bytes] = {}

    def add(name: str, content: bytes, quality: int = _TIGHTEST) -> None:
        index[name] = hashed_name(name, content)
        written.update(_with_compressed(index[name], content, quality))

    if (source / "node_modules").is_dir():
        for file in VENDOR_FILES:
            add(file.name, _read(source, file.path))
            written[f"licences/{file.name}.txt"] = _read(source, file.licence)
        add(name_dash_bundle(), join_dash_bundle(_read(source, RUNTIME)))
        written["licences/dash.txt"] = join_dash_licences(_read(source, RUNTIME_LICENCE))
    else:
        # Five megabytes would take longer to compress at the tightest than the whole build does.
        add(WHOLE_PLOTLY, read_whole_plotly(), _QUICK)
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


def read_whole_plotly() -> bytes:
    """Return Plotly's full bundle as the installed plotly.py carries it, its licence at its head.

    Raises
    ------
    BuildError
        If plotly.py is not installed or carries none.
    """
    try:
        return Path(str(distribution("plotly").locate_file(_WHOLE_PLOTLY_PATH))).read_bytes()
    except (OSError, PackageNotFoundError) as exc:
        msg = f"{_WHOLE_PLOTLY_PATH}: not there ({exc}); it draws the live map: run `make setup`"
        raise BuildError(msg) from exc


def _with_compressed(name: str, content: bytes, quality: int) -> dict[str, bytes]:
    """Return the file with its Brotli and gzip copies by file name."""
    return {
        name: content,
        f"{name}.br": brotli.compress(content, quality=quality),
        f"{name}.gz": gzip.compress(content, mtime=0),
    }


def _read(source: Path, path: str) -> bytes:
    """Return the bytes of one file of the checkout.

    Raises
    ------
    BuildError
        If the file cannot be read.
    """
    try:
        return (source / path).read_bytes()
    except OSError as exc:
        msg = (
            f"{path}: could not be read ({exc.strerror}); expected after front-end set-up. "
            "Run `make setup`, or delete node_modules to build without front-end packages"
        )
        raise BuildError(msg) from exc
