"""Rules for single cells: dates, money, counts, codes, addresses and closed lists."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geodata.model.published.tables import LIST_SEPARATOR
from geodata.tables.reading import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER: Final = re.compile(r"[+-]?(\d{1,12})(?:\.(\d+))?", re.ASCII)
_WHOLE: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_RESIDENTS: Final = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_BID_ID: Final = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)+", re.ASCII)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR: Final = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_GSS_CODE: Final = re.compile(r"[EWSNK]\d{8}", re.ASCII)
_HOST: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)

PENCE_DIGITS: Final = 2


def parse_pence(pounds: str) -> int:
    """Return whole pence for pounds written as ``250000`` or ``250000.50``.

    The text must have passed `MONEY`.

    Examples
    --------
    >>> parse_pence("250000.50")
    25000050
    """
    whole, _, pence = pounds.partition(".")
    return int(whole) * 100 + int(pence.ljust(PENCE_DIGITS, "0") or "0")


def _has_whole_pence(text: str) -> bool:
    found = _NUMBER.fullmatch(text)
    return found is None or len(found[2] or "") in {0, PENCE_DIGITS}


def _is_not_nothing(text: str) -> bool:
    return _NUMBER.fullmatch(text) is None or bool(text.strip("+-0."))


def _is_date(text: str) -> bool:
    # date.fromisoformat alone would also take 20131009 and 2013-W41-3.
    if _ISO_DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_web_address(text: str) -> bool:
    if any(letter.isspace() for letter in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and _HOST.fullmatch(host) is not None
        and parts.username is None
    )


def is_gss_code(text: str) -> bool:
    """Say whether a text has the form of a GSS code, known or not."""
    return _GSS_CODE.fullmatch(text) is not None


MONEY: Final = (
    Rule(
        _NUMBER.fullmatch,
        "pounds in digits, as 250000 or 250000.50",
        "write digits alone: no £, comma",
    ),
    Rule(
        lambda text: text[0] != "-" or not _NUMBER.fullmatch(text),
        "an amount above nothing",
        "remove the minus sign",
    ),
    Rule(lambda text: text[0] != "+", "digits alone", "remove the plus sign"),
    Rule(_has_whole_pence, "whole pence: no decimals, or two", "round to the penny"),
    Rule(
        _is_not_nothing,
        "an amount above nothing",
        "leave the cell blank if the amount is not stated: unknown is never zero",
    ),
)
WHOLE_NUMBER: Final = (
    Rule(
        _WHOLE.fullmatch,
        "a whole number from 1 to 999999",
        "write digits alone, or leave blank if it is not stated",
    ),
)
RESIDENTS: Final = (
    Rule(
        _RESIDENTS.fullmatch,
        "a whole number of people above nothing",
        "write digits alone: no comma",
    ),
)
DATE: Final = (
    Rule(_is_date, "a date as 2014-11-28", "write year-month-day, or leave blank if not stated"),
)
YEAR: Final = (
    Rule(
        _YEAR.fullmatch,
        "a year in four digits, as 2017",
        "write the year, or leave blank if it is not stated",
    ),
)
WEB_ADDRESS: Final = (
    Rule(_is_web_address, "an address that starts http:// or https://", "copy the page's address"),
)
GSS_CODE: Final = (
    Rule(
        is_gss_code,
        "a GSS code: E and eight digits, as E10000017",
        "look the council up in geography/authorities.csv",
    ),
)
GSS_CODES: Final = (
    Rule(
        lambda text: all(is_gss_code(code) for code in text.split(LIST_SEPARATOR)),
        'GSS codes joined by "; "',
        "look the councils up in geography/authorities.csv",
    ),
)
SLUG: Final = (
    Rule(
        _SLUG.fullmatch,
        "lower-case letters, digits and single hyphens",
        "write it as it should stand in a web address",
    ),
)
BID_ID: Final = (
    Rule(
        _BID_ID.fullmatch,
        "capital letters and digits in parts joined by hyphens, as TCA1516-17",
        "write the id as bids.csv has it",
    ),
)


def one_of(values: Iterable[str]) -> tuple[Rule]:
    """Return the rule of a closed list."""
    allowed = tuple(str(value) for value in values)
    return (
        Rule(lambda text: text in allowed, f"one of {', '.join(allowed)}", "choose from the list"),
    )
