"""Amounts of money and dates as people write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.model.codes import Precision
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLANKS: Final = frozenset(
    {"", "-", "–", "—", "n/a", "na", "n.a.", "nil", "none", "tbc", "tba", "unknown", "not stated"}
    | {"not known", "not available", "not applicable", "to be confirmed", "...", "…", "?", "x"}
)
_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mil": 10**6, "million": 10**6}
    | {"bn": 10**9, "billion": 10**9}
)
_AT_LEAST: Final = re.compile(
    r"(?:more than|just over|over|at least|in excess of|upwards of|minimum(?: of)?|min\.?|exceeds|"
    r"exceeding|greater than|>=?|≥)\s*$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:about|around|approximately|approx\.?|circa|c\.?|some|roughly|nearly|almost|"
    r"estimated(?: at)?|est\.?|~|≈|of)\s*$",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(
    r"(?:up to|less than|under|below|a maximum of|maximum(?: of)?|max\.?|<=?|≤|between)\s*$",
    re.IGNORECASE,
)
_FOOTNOTE_SIGNS: Final = "*†‡§¹²³⁴⁵⁶⁷⁸⁹ \t\n\r\u00a0"
_BRACKETED_FOOTNOTE: Final = re.compile(r"(?:\[\w{1,2}\]|\(\d{1,2}\))$")
_LONGEST_FOOTNOTE: Final = len("(12)")
_MONEY: Final = re.compile(
    r"(?P<sign>[-\u2212]\s*)?(?P<pound>£|GBP)?\s*(?P<minus>[-\u2212]\s*)?"
    r"(?P<number>\d{1,3}(?:[,\u00a0\u2009 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s*(?P<unit>k|thousand|million|mn|mil|m|billion|bn)\b)?(?P<plus>\s*\+)?",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"(?P<before>(?:£|GBP)?\s*)"
    r"(?P<whole>\d{1,3}(?:[.'’]\d{3})+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?=,))"
    r"(?P<rest>,\d{1,2})?",
    re.IGNORECASE,
)
_PART_OF_MORE: Final = re.compile(r"^(?:[.,]?\d|e[+-]?\d|\s*%|\s*(?:-|–|to)\s*£?\d)", re.IGNORECASE)

_NUMERIC_DATE: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_WORDED_DATE: Final = re.compile(
    r"(?:[a-z]+day,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-]+(?:of\s+)?([a-z]{3,})\.?,?[\s\-]+(\d{4}|\d{2})",
    re.IGNORECASE,
)
_ISO_DATE: Final = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
_CENTURY: Final = 2000
_MOST_POUNDS: Final = 10**12
_MOST_IN_UNITS: Final = 10**9
"""Pounds that a number under a heading such as "£000" is believed to mean."""
_MOST_UNITS_AFTER_POUND_SIGN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole pence, how exactly it is stated, and what else its cell says."""

    pence: int
    precision: Precision
    note: str = ""

    @property
    def pounds(self) -> str:
        """Pounds as the tables write them: ``250000`` or ``250000.50``."""
        whole, pence = divmod(self.pence, 100)
        return f"{whole}.{pence:02}" if pence else str(whole)


def is_blank(text: str) -> bool:
    """Say whether a cell is blank in words ("n/a", "tbc", "–")."""
    return text.strip().casefold() in _BLANKS


def parse_amount(text: str, unit: int = 1) -> Amount | None:
    """Return the amount that a cell states; None if it states none.

    Parameters
    ----------
    unit
        Pounds that one means where a number has no unit: 1000 under a heading such as "£000".

    Raises
    ------
    ImportFileError
        If the cell holds more than one amount, an upper bound, a minus sign or no whole amount.

    Examples
    --------
    >>> parse_amount("more than £4.9m")
    Amount(pence=490000000, precision=<Precision.AT_LEAST: 'at_least'>, note='')
    >>> parse_amount("£1,200,000.50*").pounds
    '1200000.50'
    >>> parse_amount("n/a") is None
    True
    """
    cell = strip_footnotes(text)
    if is_blank(cell):
        return None
    cell = _as_written_here(cell)
    found = list(_MONEY.finditer(cell))
    money = [match for match in found if match["pound"] or match["unit"]]
    if not money and len(found) == 1 and _is_bare(cell, found[0]):
        money = found
    if len(money) != 1:
        raise _unreadable(text, "one amount, as £1.2m or 1,200,000")
    (match,) = money
    before, after = cell[: match.start()].strip(), cell[match.end() :]
    if match["sign"] or match["minus"] or (before.endswith("(") and after.startswith(")")):
        raise _unreadable(text, "an amount without a minus sign")
    if _AT_MOST.search(before) or _PART_OF_MORE.match(after):
        raise _unreadable(text, "an amount, not a limit, a range or a share")
    return _amount(text, match, unit, before, after.strip(" .;,"))


def parse_date(text: str, *, month_first: bool = False) -> date | None:
    """Return the day that a cell states in a British form; None if it states none.

    Raises
    ------
    ImportFileError
        If it is no day: a month alone, or month before day.

    Examples
    --------
    >>> parse_date("Friday 28th November 2014") == parse_date("28/11/14") == date(2014, 11, 28)
    True
    """
    cell = strip_footnotes(text)
    if is_blank(cell):
        return None
    try:
        if found := _ISO_DATE.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC_DATE.fullmatch(cell):
            first, second = int(found[1]), int(found[2])
            day, month = (second, first) if month_first else (first, second)
            return date(_year(found[3]), month, day)
        if found := _WORDED_DATE.fullmatch(cell):
            word = found[2].capitalize()
            for number, name in enumerate(calendar.month_name):
                if name.startswith(word):  # "Sept" too
                    return date(_year(found[3]), number, int(found[1]))
    except ValueError as error:
        raise _unreadable(text, f"a day, month and year ({error})") from error
    raise _unreadable(text, "a day as 28 November 2014, 28/11/2014 or 2014-11-28")


def is_month_first(text: str) -> bool:
    """Say whether a cell is a date only if its month comes first: 11/28/2014."""
    return _reads(text, month_first=True) is not None and _reads(text, month_first=False) is None


def may_be_either(text: str) -> bool:
    """Say whether a cell is one date if its month comes first and another if its day does."""
    first, second = (_reads(text, month_first=order) for order in (True, False))
    return first is not None and second is not None and first != second


def _reads(text: str, *, month_first: bool) -> date | None:
    try:
        return parse_date(" ".join(text.split()), month_first=month_first)
    except ImportFileError:
        return None


def strip_footnotes(text: str) -> str:
    """Return a text without the marks of footnotes at its end.

    Examples
    --------
    >>> strip_footnotes("Durham County Council *1")
    'Durham County Council *1'
    >>> strip_footnotes("Durham County Council¹ [a]")
    'Durham County Council'
    """
    rest = text.strip().rstrip(_FOOTNOTE_SIGNS)
    while found := _BRACKETED_FOOTNOTE.search(rest[-_LONGEST_FOOTNOTE:]):
        rest = rest[: -len(found[0])].rstrip(_FOOTNOTE_SIGNS)
    return rest or text.strip()


def _as_written_here(cell: str) -> str:
    """Return a number in another country's form (1.250.000,50 or 1'250'000) in the British one.

    Raises
    ------
    ImportFileError
        If it may be either: 250.000 is £250 here and £250,000 there.
    """
    found = _ELSEWHERE.fullmatch(cell)
    if found is None:
        return cell
    whole, rest = found["whole"], found["rest"] or ""
    if not rest and whole.count(".") == 1:
        dotted = whole.replace(".", ",")
        raise _unreadable(cell, f"£{whole.partition('.')[0]} or £{dotted}: write the one it is")
    digits = re.sub(r"[.'’ \u00a0\u2009\u202f]", "", whole)
    return f"{found['before']}{digits}{rest.replace(',', '.')}"


def _is_bare(cell: str, match: re.Match[str]) -> bool:
    """Say whether a number without £ or a unit is all that the cell says, but for qualifiers."""
    before, after = cell[: match.start()].strip(), cell[match.end() :].strip(" .)")
    words = _AT_LEAST.sub("", _ABOUT.sub("", before)).strip(" (")
    return not words and after in {"", "pounds"}


def _amount(text: str, match: re.Match[str], unit: int, before: str, after: str) -> Amount:
    factor = _UNITS[match["unit"].casefold()] if match["unit"] else unit
    number = Decimal(re.sub(r"[^\d.]", "", match["number"]))
    pounds = number * factor
    of_pounds = match["pound"] and number >= _MOST_UNITS_AFTER_POUND_SIGN
    if factor == unit > 1 and (of_pounds or pounds >= _MOST_IN_UNITS):
        expected = f"a number of £{unit:,}, as the heading says; it looks like pounds"
        raise _unreadable(text, expected)
    if pounds >= _MOST_POUNDS:
        raise _unreadable(text, f"less than £{_MOST_POUNDS:,}")
    pence = int((pounds * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if pence == 0:
        raise _unreadable(text, "more than nothing; leave the cell blank if it is not stated")
    rounded = factor > 1 or _ABOUT.search(before) or pounds * 100 != pence
    precision = Precision.ROUNDED if rounded else Precision.EXACT
    if match["plus"] or _AT_LEAST.search(before):
        precision = Precision.AT_LEAST
    plain = _AT_LEAST.sub("", _ABOUT.sub("", before)).strip(" (:-")
    said = bool(plain or after.strip(" )"))
    return Amount(pence, precision, " ".join(text.split()) if said else "")


def _year(text: str) -> int:
    return int(text) if len(text) == len("2014") else _CENTURY + int(text)


def _unreadable(text: str, expected: str) -> ImportFileError:
    shown = f"{text[:57]}..." if text[60:] else text
    return ImportFileError(f"found {shown!r}; expected {expected}")
