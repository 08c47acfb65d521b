"""Dash's browser code, as one file of only the parts that the page uses.

Dash asks for a dozen scripts one by one, compresses each anew for every reader, and sends a table
component and a polyfill for browsers of 2015 that nothing here uses. The parts in use are read from
the installed package, so they are always of the version that answers them, and joined in the order
in which they need each other. Dash itself is not imported: it belongs to the serving side.
"""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from geodata.model.errors import BuildError

DASH_PARTS: Final = (
    "dash/deps/react@18.3.1.min.js",
    "dash/deps/react-dom@18.3.1.min.js",
    "dash/deps/prop-types@15.8.1.min.js",
    "dash/dash-renderer/build/dash_renderer.min.js",
    "dash/dcc/dash_core_components.js",
)
"""What Dash's page loads of the package, in its order, as far as the address and the stores need
it. A component of another part of ``dash/dcc``, or of ``dash/html``, needs a line here."""

NOTICES: Final = ("dash/dcc/dash_core_components.js.LICENSE.txt",)
"""Notices of what Dash's bundles contain, besides Dash's own licence."""


def name_dash_bundle() -> str:
    """Return the logical name of the bundle of the installed Dash, such as ``dash-4.4.1.js``.

    The server asks for the name of its own version, so that a build with another Dash is not used.

    Raises
    ------
    BuildError
        If Dash is not installed.
    """
    return f"dash-{_installed().version}.js"


def join_dash_bundle(runtime: bytes) -> bytes:
    """Return the parts as one script, after ``runtime``, which two of them ask for by a global.

    Parameters
    ----------
    runtime
        The ``regenerator-runtime`` package, all that is used of Dash's polyfill.

    Raises
    ------
    BuildError
        If Dash is not installed or has no such part.
    """
    parts = (_without_map(_read(path)) for path in DASH_PARTS)
    return b"\n;\n".join((runtime.strip(), *parts)) + b"\n"


def join_dash_licences(runtime: bytes) -> bytes:
    """Return the licence of Dash, of ``regenerator-runtime`` and of what Dash's bundles contain.

    Raises
    ------
    BuildError
        If Dash is not installed or has no such notice.
    """
    own = [str(path) for path in _installed().files or () if path.name == "LICENSE"]
    return b"\n\n".join((*(_read(path).strip() for path in (*own, *NOTICES)), runtime.strip()))


def _without_map(script: bytes) -> bytes:
    """Return a script without its last line's pointer to a source map, which is not served."""
    body, _, last = script.strip().rpartition(b"\n")
    return body if last.startswith(b"//# sourceMappingURL=") else script.strip()


def _installed() -> Distribution:
    try:
        return distribution("dash")
    except PackageNotFoundError as exc:
        msg = "Dash is not installed, and its browser code is served: run `make setup`"
        raise BuildError(msg) from exc


def _read(path: str) -> bytes:
    try:
        return Path(str(_installed().locate_file(path))).read_bytes()
    except OSError as exc:
        msg = (
            f"{path}: not in Dash {_installed().version} ({exc.strerror}); expected one file for "
            "each of DASH_PARTS. Compare them with what Dash's own page loads"
        )
        raise BuildError(msg) from exc
