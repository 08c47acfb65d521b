"""What changed in the data, read from the changelog's own heading for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PARTS: Final = re.compile(r"^## ", re.MULTILINE)
_SECTIONS: Final = re.compile(r"^### ", re.MULTILINE)
_ITEMS: Final = re.compile(r"^- (.*(?:\n+  .*)*)", re.MULTILINE)
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
    return parse_data_changes(text) if naming in text else ()


def parse_data_changes(text: str) -> tuple[DataChange, ...]:
    r"""Return the items under each *Data* heading of a changelog.

    Examples
    --------
    >>> lines = ["## [1.0] - 2026-01-01", "### Data", "- Two *bids*", "  more.", "### Fixed", "- x"]
    >>> parse_data_changes("\n".join(lines))
    (DataChange(version='1.0 - 2026-01-01', lines=('Two bids more.',)),)
    """
    changes = []
    for part in _PARTS.split(text)[1:]:
        title, *sections = _SECTIONS.split(part)
        data = [section for section in sections if section.startswith("Data\n")]
        items = [_plain(item) for section in data for item in _ITEMS.findall(section)]
        if items:
            version = re.sub(r"[\[\]]", "", title.partition("\n")[0]).strip()
            changes.append(DataChange(version, tuple(items)))
    return tuple(changes)


def _plain(item: str) -> str:
    return " ".join(_MARKS.sub(lambda found: found[1] or "", item).split())
