"""Keep Brotli copies on disk by their content, so that each body is compressed once in all runs."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

import brotli

FOLDER: Final = Path(__file__).resolve().parent / "built" / "packed"


def pack(body: bytes) -> bytes:
    """Return ``body`` compressed as tightly as Brotli goes."""
    path = FOLDER / f"{hashlib.sha256(body).hexdigest()[:32]}.br"
    if path.is_file():
        return path.read_bytes()
    packed = bytes(brotli.compress(body))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=FOLDER, delete=False) as file:
        file.write(packed)
    os.replace(file.name, path)  # noqa: PTH105 - whole or not at all, whoever else writes it
    return packed
