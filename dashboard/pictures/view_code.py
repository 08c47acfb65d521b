"""A short code for a view, to print in a picture: ``/v/<code>`` opens the view again.

Nothing is stored: the code (of the library Sqids) holds the numbers of the chosen fields and the
places of their values in the catalogue's lists, after a checksum of the address. A code that was
printed before those lists changed, or mistyped, therefore fails and never opens another view.
"""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqids import Sqids

from dashboard.query.filters import FILTER_BY_NAME
from dashboard.query.state import MapState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.data.catalogue import Catalogue

LONGEST_CODE: Final = 60
"""Letters of the longest code that is printed; a search with many words has none."""
_MOST_LETTERS: Final = 300
_GROUP: Final = 4
_SQIDS: Final = Sqids(alphabet="23456789abcdefghjkmnpqrstuvwxyz")
"""Without 0, 1, o, i and l, which look alike."""
_FIELDS: Final = tuple(field for field in fields(MapState) if field.name != "view")
_AREAS: Final = frozenset({"region", "area"})


class ViewCodeError(ValueError):
    """A text that is not the code of any view of these data."""


def encode_view(state: MapState, catalogue: Catalogue) -> str | None:
    """Return the code of a state without its hyphens, or ``None`` if it would be too long.

    A brief for a slide has the code of its page.
    """
    code = _encode(state.of_page, catalogue)
    return code if len(code) <= LONGEST_CODE else None


def format_code(code: str) -> str:
    """Return a code as it is printed, in groups of four.

    Examples
    --------
    >>> format_code("g2bk5xz8p")
    'g2bk-5xz8-p'
    """
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def decode_view(code: str, catalogue: Catalogue) -> MapState:
    """Return the state that a code encodes; case and hyphens do not matter.

    Raises
    ------
    ViewCodeError
        If no view of these data has that code.
    """
    letters = code.lower().replace("-", "")
    if len(letters) > _MOST_LETTERS:
        msg = "the code is too long for one of a view"
        raise ViewCodeError(msg)
    numbers = iter(_SQIDS.decode(letters))
    chosen: dict[str, Any] = {}
    try:
        next(numbers)  # the checksum, compared below with the code's other letters
        for place in numbers:
            chosen[_FIELDS[place].name] = _read_value(place, numbers, catalogue)
    except (IndexError, StopIteration, ValueError, OverflowError) as error:
        msg = "the code is not one of a view: check each letter"
        raise ViewCodeError(msg) from error
    state = MapState(**chosen)
    if _encode(state, catalogue) != letters:
        msg = "the code is not one of a view of these data: check each letter"
        raise ViewCodeError(msg)
    return state


def _encode(state: MapState, catalogue: Catalogue) -> str:
    numbers = [crc_hqx(state.to_search().encode(), 0xFFFF)]
    for place, field in enumerate(_FIELDS):
        value = getattr(state, field.name)
        if value != field.default:
            numbers += [place, *_list_numbers(place, value, catalogue)]
    return _SQIDS.encode(numbers)


def _list_numbers(place: int, value: Any, catalogue: Catalogue) -> Sequence[int]:  # noqa: ANN401 - a field
    name = _FIELDS[place].name
    match value:
        case int():
            return [value]
        case tuple():
            return [len(value), *(list(catalogue.areas).index(gss) for gss in value)]
    if name == "bid":
        return [catalogue.bid_by_id[value].number]
    options = _list_options(place, catalogue)
    if options:
        return [options.index(value)]
    return [len(value), *(ord(letter) for letter in value)]


def _read_value(place: int, numbers: Iterator[int], catalogue: Catalogue) -> Any:  # noqa: ANN401 - a field
    name, number = _FIELDS[place].name, next(numbers)
    if name == "keep":
        return number
    if name == "compare":
        areas = list(catalogue.areas)
        return tuple(areas[next(numbers)] for _ in range(number))
    if name == "bid":
        return catalogue.bids[number].id
    options = _list_options(place, catalogue)
    if options:
        return options[number]
    return "".join(chr(next(numbers)) for _ in range(number))


def _list_options(place: int, catalogue: Catalogue) -> Sequence[str]:
    """Return the values that a field can have, in the catalogue's order; none for free text."""
    field = _FIELDS[place]
    if isinstance(field.default, StrEnum):
        return list(type(field.default))
    if field.name in _AREAS:
        return list(catalogue.areas)
    own = FILTER_BY_NAME.get(field.name)
    if own is not None and own.list_options:
        return [option.value for option in own.list_options(catalogue)]
    return list(catalogue.partner_by_slug) if field.name == "partner" else ()
