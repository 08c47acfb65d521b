"""Compute a version of the running code, which is part of each page's ETag."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import dash
import plotly

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SUFFIXES: Final = frozenset({".py", ".html", ".txt"})
_LENGTH: Final = 12


def hash_code(folders: Iterable[Path]) -> str:
    """Return twelve characters that change with any source or template below ``folders``.

    The versions of Dash and Plotly, which write part of each page, count as well.
    """
    digest = hashlib.sha256(f"{dash.__version__} {plotly.__version__}".encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:_LENGTH]
