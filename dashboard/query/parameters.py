"""Parse query strings strictly, for programs and downloads: a wrong parameter is an error.

The page drops what it cannot use and says so. A file that is taken away has no such notice, and a
program reads none, so here a wrong, repeated, oversized or unknown parameter is an error that
names it.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from dashboard.query.filters import MAX_QUERY_CHARS
from dashboard.query.state import MapState, read_state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.data.catalogue import Catalogue

STATE_PARAMETERS: Final = tuple(field.name for field in fields(MapState))
"""Every parameter of the page, in the order that an address spells them."""

_MAX_BYTES: Final = 2_000
"""Well over what any state takes."""
_MAX_NAMED: Final = 40
_FIRST_PRINTABLE: Final = " "
_DELETE: Final = "\x7f"


class ParameterError(ValueError):
    """A parameter that cannot be used; says which, and what would do."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail


def parse_parameters(query: bytes, allowed: Collection[str]) -> Mapping[str, str]:
    """Return the parameters of a query string by name, percent-decoded.

    Raises
    ------
    ParameterError
        If the query string is over 2,000 bytes or not UTF-8, or a parameter is not among
        ``allowed``, comes twice, is empty, or holds control characters.
    """
    if len(query) > _MAX_BYTES:
        longest = max(query.split(b"&"), key=len).partition(b"=")[0]
        detail = f"The query string is longer than {_MAX_BYTES:,} bytes."
        raise ParameterError(_shorten(longest.decode("utf-8", "replace")), detail)
    try:
        pairs = parse_qsl(query.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        detail = "The query string is not percent-encoded UTF-8."
        raise ParameterError(_find_undecodable(query), detail) from error
    found: dict[str, str] = {}
    for name, text in pairs:
        if name not in allowed:
            taken = ", ".join(sorted(allowed)) or "none"
            raise ParameterError(_shorten(name), f"Unknown parameter. Taken here: {taken}.")
        if name in found:
            raise ParameterError(name, "Given more than once.")
        if not text:
            raise ParameterError(name, "Empty: leave it out instead.")
        if any(letter < _FIRST_PRINTABLE or letter == _DELETE for letter in text):
            raise ParameterError(name, "Holds control characters.")
        found[name] = text
    return found


def read_exact_state(parameters: Mapping[str, str], catalogue: Catalogue) -> MapState:
    """Return the state that the parameters spell, with nothing dropped.

    Raises
    ------
    ParameterError
        If the page would have had to drop or cut one of them.
    """
    if len(parameters.get("q", "")) > MAX_QUERY_CHARS:
        long = "q"
        raise ParameterError(long, f"Longer than {MAX_QUERY_CHARS} characters.")
    alone: dict[str, MapState] = {}
    for name, text in parameters.items():
        reading = read_state(urlencode({name: text}), catalogue)
        if reading.notices:
            raise ParameterError(name, _reword(reading.notices[0]))
        alone[name] = reading.state
    reading = read_state(urlencode(parameters), catalogue)
    if reading.notices:
        dropped = [
            name
            for name, state in alone.items()
            if getattr(reading.state, name) != getattr(state, name)
        ]
        raise ParameterError(dropped[-1] if dropped else "", _reword(reading.notices[0]))
    return reading.state


def _reword(notice: str) -> str:
    """Return the page's notice without what the page did about it."""
    return notice.partition(", so ")[0].removesuffix(".") + "."


def _find_undecodable(query: bytes) -> str:
    for part in query.split(b"&"):
        try:
            parse_qsl(part.decode("utf-8"), errors="strict")
        except UnicodeDecodeError:
            return _shorten(part.partition(b"=")[0].decode("utf-8", "replace"))
    return ""


def _shorten(name: str) -> str:
    """Return a name that is safe to repeat: printable, at most 40 characters."""
    printable = "".join(letter if letter.isprintable() else "�" for letter in name[:_MAX_NAMED])
    return printable if len(name) <= _MAX_NAMED else f"{printable}…"
