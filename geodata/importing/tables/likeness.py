"""Decide whether two bids of one lead are the same, by title, amounts and date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from geodata.areas.spellings import normalise_name
from geodata.model.codes import Precision
from geodata.tables.cell_rules import parse_pence

if TYPE_CHECKING:
    from geodata.awards.texts import BidText

LIKE: Final = 88
"""How alike two titles must be, of 100, to be one bid's."""

_NUMBERS: Final = re.compile(r"\d+|\b[ivx]+\b")


def are_alike(one: str, other: str) -> bool:
    """Say whether two titles are so alike that they are one bid's; a blank title is like none."""
    first, second = normalise_name(one), normalise_name(other)
    if not first or not second:
        return False
    if _NUMBERS.findall(first) != _NUMBERS.findall(second):
        return False
    return first == second or fuzz.token_sort_ratio(first, second) >= LIKE


def _fold_title(title: str) -> str:
    """Return a title without case and punctuation; one of another script as it is."""
    return normalise_name(title) or title.casefold().strip()


def are_equal(one: BidText, other: BidText) -> bool:
    """Say whether two bids of one lead and round say the same of title, amounts and day."""
    names = ("award_gbp", "saving_gbp", "announced_on")
    return (
        bool(one.title)
        and _fold_title(one.title) == _fold_title(other.title)
        and all(getattr(one, name) == getattr(other, name) for name in names)
    )


def is_surely(theirs: BidText, ours: BidText) -> bool:
    """Say whether two bids of one lead are one: their titles are, or one has none and the awards.

    Titles that are only alike ("phase 1", "phase 2") are one if no number and no award differs.
    """
    if theirs.title and ours.title:
        if _fold_title(theirs.title) == _fold_title(ours.title):
            return True
        both_state = bool(theirs.award_gbp and ours.award_gbp)
        alike = both_state and are_alike(theirs.title, ours.title)
        return alike and not differ(theirs, ours, "award")
    return bool(theirs.award_gbp) and _pence(theirs, "award") == _pence(ours, "award")


def is_possibly(theirs: BidText, ours: BidText) -> bool:
    """Say whether two bids of one lead may be one: titles alike, or one is not stated."""
    return not (theirs.title and ours.title) or are_alike(theirs.title, ours.title)


def differ(theirs: BidText, ours: BidText, measure: str) -> bool:
    """Say whether both state an ``award`` or ``saving``, and not the same.

    Amounts that are rounded have a margin of half a unit of their last digit that is not nought.
    """
    first, second = _pence(theirs, measure), _pence(ours, measure)
    if first is None or second is None:
        return False
    slack = 0
    for bid, pence in ((theirs, first), (ours, second)):
        if getattr(bid, f"{measure}_precision") == Precision.ROUNDED:
            noughts = len(str(pence)) - len(str(pence).rstrip("0"))
            slack = max(slack, 10**noughts // 2)
    return abs(first - second) > slack


def _pence(bid: BidText, measure: str) -> int | None:
    pounds = getattr(bid, f"{measure}_gbp")
    return parse_pence(pounds) if pounds else None
