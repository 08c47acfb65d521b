"""A short code for a view, to print in a picture: ``/v/<code>`` opens the view again.

The code holds the query string itself, so nothing is stored and every copy of the server reads
every code. Common parts of a query string become one byte each, a checksum of two bytes follows,
and the bytes are written in Crockford's base 32, which has no letter that looks like a digit.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from typing import Final

MAX_CODE_CHARS: Final = 4000
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOKALIKES: Final = str.maketrans("oil", "011")
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_GROUP: Final = 4
_CHECK_BYTES: Final = 2
_FIRST_TOKEN: Final = 128

_TOKENS: Final = (
    # A token's place is its meaning in every code ever printed: add at the end, never move one.
    "&measure=saving",
    "&measure=ratio",
    "&measure=bids",
    "&count=shared",
    "&count=involved",
    "&level=lower",
    "&level=region",
    "&round=2013-14",
    "&round=2013-14-reserve",
    "&round=2014-15",
    "&round=2015-16",
    "&round=not-stated",
    "&theme=digital",
    "&theme=shared-services",
    "&theme=families",
    "&theme=health",
    "&theme=community-safety",
    "&theme=employment",
    "&theme=housing",
    "&theme=customer-services",
    "&theme=community-assets",
    "&theme=whole-place",
    "&theme=commissioning",
    "&region=E1200000",
    "&stated=saving",
    "&q=",
    "&shape=hex",
    "&links=all",
    "&keep=",
    "&area=E060000",
    "&area=E070000",
    "&area=E070001",
    "&area=E070002",
    "&area=E080000",
    "&area=E090000",
    "&area=E100000",
    "&area=E1200000",
    "&bid=TCA1314-",
    "&bid=TCA1314R-",
    "&bid=TCA1415-",
    "&bid=TCA1516-",
    "&bid=TCA",
    "&partner=",
    "&compare=",
    ",E060000",
    ",E070000",
    ",E070001",
    ",E070002",
    ",E080000",
    ",E090000",
    ",E100000",
    ",E1200000",
    "&sort=name",
    "&sort=bids",
    "&view=brief",
    "E060000",
    "E070000",
    "E070001",
    "E070002",
    "E080000",
    "E090000",
    "E100000",
    "E1200000",
    "clinical-commissioning-group",
    "nhs-foundation-trust",
    "fire-and-rescue",
    "-authority",
    "-and-",
    "police",
    "nhs-",
    "constabulary",
    "university",
    "-service",
    "-trust",
)
_TOKEN_BYTES: Final = {token: _FIRST_TOKEN + place for place, token in enumerate(_TOKENS)}
_PIECES: Final = re.compile(
    "|".join(re.escape(token) for token in sorted(_TOKENS, key=len, reverse=True)) + "|.", re.DOTALL
)


class ViewCodeError(ValueError):
    """A text that is not the code of any view."""


def encode_view(search: str) -> str:
    """Return the code of a query string, in groups of four.

    Parameters
    ----------
    search
        As ``MapState.to_search`` gives it: ASCII, with or without its ``?``.

    Examples
    --------
    >>> encode_view("")
    'zzzg'
    >>> decode_view(encode_view("?measure=saving&region=E12000002"))
    '?measure=saving&region=E12000002'
    """
    query = search.removeprefix("?")
    spelled = f"&{query}" if query else ""
    body = bytes(_TOKEN_BYTES.get(piece) or ord(piece) for piece in _PIECES.findall(spelled))
    letters = _to_letters(body + _checksum(spelled))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def decode_view(code: str) -> str:
    """Return the query string that a code stands for, with its ``?``; empty for the home page.

    Case, hyphens and the letters o, i and l (for 0, 1 and 1) do not matter.

    Raises
    ------
    ViewCodeError
        If no view has that code, as after a slip in typing it.
    """
    if len(code) > MAX_CODE_CHARS or not code.isascii():
        msg = "the code is not one of a view: it is too long or has letters that no code has"
        raise ViewCodeError(msg)
    payload = _to_bytes(code.lower().replace("-", "").translate(_LOOKALIKES))
    body, check = payload[:-_CHECK_BYTES], payload[-_CHECK_BYTES:]
    spelled = "".join(_spell(byte) for byte in body)
    if check != _checksum(spelled) or (spelled and not spelled.startswith("&")):
        msg = "the code is not one of a view: check each letter"
        raise ViewCodeError(msg)
    return f"?{spelled[1:]}" if spelled else ""


def _checksum(spelled: str) -> bytes:
    return crc_hqx(spelled.encode("ascii"), 0xFFFF).to_bytes(_CHECK_BYTES, "big")


def _spell(byte: int) -> str:
    if byte < _FIRST_TOKEN:
        return chr(byte)
    if byte - _FIRST_TOKEN >= len(_TOKENS):
        msg = "the code is not one of a view: check each letter"
        raise ViewCodeError(msg)
    return _TOKENS[byte - _FIRST_TOKEN]


def _to_letters(payload: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in payload)
    bits += "0" * (-len(bits) % 5)
    return "".join(_ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _to_bytes(letters: str) -> bytes:
    try:
        bits = "".join(f"{_VALUES[letter]:05b}" for letter in letters)
    except KeyError as error:
        msg = f"the code is not one of a view: {error.args[0]!r} stands in no code"
        raise ViewCodeError(msg) from error
    whole = len(bits) // 8
    spare = bits[whole * 8 :]
    if whole < _CHECK_BYTES or len(spare) >= 5 or "1" in spare:  # noqa: PLR2004 - bits in a letter
        msg = "the code is not one of a view: check that it is whole"
        raise ViewCodeError(msg)
    return bytes(int(bits[at * 8 : at * 8 + 8], 2) for at in range(whole))
