"""Choose ids for imported bids: the file's own references, or the next number of the round."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_ID: Final = re.compile(r"[^A-Z0-9]+")
_NUMBERED: Final = re.compile(r"(.+-)(\d+)")
_LEAST_DIGITS: Final = 2


class BidIds:
    """Makes ids that no bid has.

    Parameters
    ----------
    bids
        Id and round of every bid of the fund.
    short_title
        Of the fund; begins ids that nothing else begins.
    """

    def __init__(self, bids: Iterable[tuple[str, str]], short_title: str) -> None:
        self._letters = _NOT_ID.sub("", short_title.upper()) or "FUND"
        self._stems: dict[str, Counter[str]] = {}
        self._highest: dict[str, tuple[int, int]] = {}
        self._references: dict[str, str] = {}
        for bid_id, round_id in bids:
            stem = self._take(bid_id)
            if stem:
                self._stems.setdefault(round_id, Counter())[stem] += 1

    def of_reference(self, reference: str) -> str:
        """Return the id of a reference: its capital letters and digits, parted by hyphens.

        The same reference has the same id; two references never share one, and `next_of` gives it
        to no other bid.

        Examples
        --------
        >>> BidIds((), "TF").of_reference("360G-tf/2019 (7)")
        '360G-TF-2019-7'
        >>> BidIds((), "TF").of_reference("17")
        'TF-17'
        """
        plain = _NOT_ID.sub("-", reference.upper()).strip("-")
        bid_id = plain if "-" in plain else f"{self._letters}-{plain or 'X'}"
        taken, number = bid_id, 1
        while self._references.setdefault(taken, reference) != reference:
            number += 1
            taken = f"{bid_id}-{number}"
        self._take(taken)
        return taken

    def next_of(self, round_id: str) -> str:
        """Return the next free id of a round, after the pattern of the bids that it has.

        Examples
        --------
        >>> BidIds([("TCA1516-09", "2015-16")], "TCA").next_of("2015-16")
        'TCA1516-10'
        >>> BidIds((), "TCA").next_of("2014-15")
        'TCA1415-01'
        """
        stems = self._stems.get(round_id)
        stem = stems.most_common(1)[0][0] if stems else self._new_stem(round_id)
        number, digits = self._highest.get(stem, (0, _LEAST_DIGITS))
        bid_id = f"{stem}{number + 1:0{digits}}"
        self._take(bid_id)
        return bid_id

    def _new_stem(self, round_id: str) -> str:
        years = re.fullmatch(r"20(\d\d)-(\d\d)", round_id)
        middle = "".join(years.groups()) if years else _NOT_ID.sub("", round_id.upper())
        return f"{self._letters}{middle or 'X'}-"

    def _take(self, bid_id: str) -> str:
        """Count an id as taken; return what precedes its number, empty if it ends in none."""
        found = _NUMBERED.fullmatch(bid_id)
        if found is None:
            return ""
        stem, number = found.groups()
        highest, digits = self._highest.get(stem, (0, 0))
        self._highest[stem] = (max(highest, int(number)), max(digits, len(number)))
        return stem
