"""Limit the size of files: a larger one is refused before it fills the memory.

Each limit is a hundred times and more what the files that come with the map hold. Whoever has finer
boundaries than these allow raises the limit here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MAX_TABLE_BYTES: Final = 50_000_000
MAX_TABLE_ROWS: Final = 200_000
MAX_PARTED_BYTES: Final = 2_000_000_000
MAX_PARTED_ROWS: Final = 20_000_000
"""Of a table that is read part by part and never held whole: bids, members and sources."""

MAX_TOML_BYTES: Final = 200_000
MAX_BOUNDARY_BYTES: Final = 200_000_000
MAX_BOUNDARY_POINTS: Final = 4_000_000


class TooLargeError(ValueError):
    """A file that holds more than anything of its kind; says how much, and how much may be."""


def read_limited(path: Path, most: int) -> bytes:
    """Return the content of a file of at most ``most`` bytes; never holds more than that.

    Raises
    ------
    TooLargeError
        If the file is larger.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        msg = f"over {most:,} bytes"
        raise TooLargeError(msg)
    return content


def refuse_large(path: Path, most: int) -> None:
    """Raise TooLargeError if a file that is read bit by bit has more than ``most`` bytes."""
    if path.stat().st_size > most:
        msg = f"over {most:,} bytes"
        raise TooLargeError(msg)


def refuse_many_points(content: bytes) -> None:
    """Raise TooLargeError if a GeoJSON text holds more points than the finest boundaries.

    Counted by its opening brackets, before it is parsed: parsed, a point takes twenty times the
    room of its text.
    """
    found = content.count(b"[")
    if found > MAX_BOUNDARY_POINTS:
        msg = f"about {found:,} points, over {MAX_BOUNDARY_POINTS:,}"
        raise TooLargeError(msg)


def refuse_constant(name: str) -> float:
    """Refuse ``NaN`` and ``Infinity``, which Python reads in JSON and JSON does not have.

    Raises
    ------
    ValueError
        Always.
    """
    msg = f"{name} is no number"
    raise ValueError(msg)
