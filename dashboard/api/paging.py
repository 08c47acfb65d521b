"""Slices of a list, and the links between them (RFC 8288)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from dashboard.query.parameters import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LIMIT: Final = 1000
MAX_OFFSET: Final = 1_000_000
JSON_LIMIT: Final = 100
"""How many items JSON holds where no limit is given; CSV, which has no "next", then holds all."""

PARAMETERS: Final = ("limit", "offset")
_DIGITS: Final = re.compile(r"[0-9]{1,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Which items of a list are asked for; ``limit`` is ``None`` for all that follow."""

    limit: int | None
    offset: int


def read_page(parameters: Mapping[str, str], usual_limit: int | None) -> Page:
    """Return the slice that ``limit`` and ``offset`` ask for.

    Raises
    ------
    ParameterError
        If either is not a whole number in its range.
    """
    limit, offset = parameters.get("limit"), parameters.get("offset")
    return Page(
        usual_limit if limit is None else _read_whole("limit", limit, 1, MAX_LIMIT),
        0 if offset is None else _read_whole("offset", offset, 0, MAX_OFFSET),
    )


def link_pages(
    page: Page, total: int, path: str, parameters: Mapping[str, str]
) -> Mapping[str, str]:
    """Return addresses by relation: ``first``, ``prev``, ``next`` and ``last`` where they exist."""
    if page.limit is None:
        return {}
    last = max(0, (total - 1) // page.limit * page.limit)
    offsets = {"first": 0, "last": last}
    if page.offset > 0:
        offsets["prev"] = max(0, min(page.offset - page.limit, last))
    if page.offset + page.limit < total:
        offsets["next"] = page.offset + page.limit
    kept = {name: text for name, text in parameters.items() if name not in PARAMETERS}
    return {
        relation: f"{path}?{urlencode({**kept, 'limit': page.limit, 'offset': start})}"
        for relation, start in offsets.items()
    }


def _read_whole(name: str, text: str, least: int, most: int) -> int:
    if _DIGITS.fullmatch(text) is None or not least <= int(text) <= most:
        raise ParameterError(name, f"Expected a whole number from {least} to {most}.")
    return int(text)
