"""What changed in the data, read from the changelog's own heading for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_VERSION: Final = re.compile(r"^## \[?([^\]\n]+)\]?(.*)$")
_HEADING: Final = "### Data"
_MARKS: Final = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class DataChange:
    """One version and what it changed in the data, in the changelog's words."""

    version: str
    lines: tuple[str, ...]


def read_data_changes(path: Path, naming: str = "") -> tuple[DataChange, ...]:
    """Return the data changes of each version, as the file has them; none if it is not there.

    None either if the file does not name what it is asked for, such as the fund.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    if naming not in text:
        return ()
    return parse_data_changes(text.splitlines())


def parse_data_changes(text: Iterable[str]) -> tuple[DataChange, ...]:
    """Return what stands under each *Data* heading in a changelog's lines.

    Examples
    --------
    >>> text = ["## [1.0] - 2026-01-01", "### Data", "- Two *bids*", "  more.", "### Fixed", "- x"]
    >>> parse_data_changes(text)
    (DataChange(version='1.0 - 2026-01-01', lines=('Two bids more.',)),)
    """
    changes: list[DataChange] = []
    version, wanted = "", False
    items: list[str] = []

    def close() -> None:
        if items:
            changes.append(DataChange(version, tuple(items)))
            items.clear()

    for line in text:
        title = _VERSION.match(line)
        if title:
            close()
            version, wanted = f"{title[1]}{title[2]}".strip(), False
        elif line.startswith("### "):
            wanted = line.strip() == _HEADING
        elif wanted and line.startswith("- "):
            items.append(_plain(line[2:]))
        elif wanted and line.startswith("  ") and items:
            items[-1] = f"{items[-1]} {_plain(line)}"
    close()
    return tuple(changes)


def _plain(line: str) -> str:
    return _MARKS.sub(lambda found: found[1] or "", line).strip()
