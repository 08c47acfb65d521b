"""Sums under every combination of filters: round, theme and whether a saving is stated.

Rows are added part by part; what is held is one row of sums for each key that occurs, so memory
does not grow with the number of awards. Whole numbers throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.model.store_format import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filtered:
    """Bids under the themes that they have: each stands once for any theme and once for each.

    Parameters
    ----------
    bid
        Position of the bid in the part.
    code
        Its round, theme and whether it states a saving, as one number.
    """

    bid: Numbers
    code: Numbers


class Rollup:
    """Sums by place and filters.

    Parameters
    ----------
    rounds, themes
        The values of either filter; ``ANY`` is none of them.
    width
        How many sums each key has.
    """

    def __init__(self, rounds: Sequence[str], themes: Sequence[str], width: int) -> None:
        self._rounds = (ANY, *rounds)
        self._themes = (ANY, *themes)
        self._keys: Numbers = np.empty(0, dtype=np.int64)
        self._sums: Numbers = np.empty((0, width), dtype=np.int64)

    @property
    def _span(self) -> int:
        """Return how many codes of filters there are."""
        return len(self._rounds) * len(self._themes) * 2

    def filter_bids(
        self, rounds: Sequence[str], themes: Sequence[Sequence[str]], stated: npt.NDArray[np.bool_]
    ) -> Filtered:
        """Return the filters that each bid of a part stands under."""
        own = {name: place for place, name in enumerate(self._rounds)}
        theme = {name: place for place, name in enumerate(self._themes)}
        pairs = [
            (bid, theme[name])
            for bid, named in enumerate(themes)
            for name in (ANY, *dict.fromkeys(named))
        ]
        listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        round_of = np.array([own[name] for name in rounds], dtype=np.int64)
        bid = listed[:, 0]
        code = (round_of[bid] * len(self._themes) + listed[:, 1]) * 2 + stated[bid]
        order = np.argsort(bid, kind="stable")
        return Filtered(bid[order], code[order])

    def add(self, filtered: Filtered, bid: Numbers, place: Numbers, sums: Numbers) -> None:
        """Add rows of sums, each of one bid at one place.

        Parameters
        ----------
        bid, place
            Position of the bid in the part, and the number of the place, for each row.
        """
        if not len(bid):
            return
        first = np.searchsorted(filtered.bid, bid, side="left")
        times = np.searchsorted(filtered.bid, bid, side="right") - first
        row = np.repeat(np.arange(len(bid)), times)
        turn = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        key = place[row] * self._span + filtered.code[first[row] + turn]
        keys, summed = _reduce(key, sums[row])
        self._keys, self._sums = _reduce(
            np.concatenate([self._keys, keys]), np.concatenate([self._sums, summed])
        )

    def list_sums(self) -> Iterator[tuple[int, str, str, int, list[int]]]:
        """Yield place, round, theme, stated (0 or 1) and the sums, by place, round and theme.

        Every combination that some bid stands under; ``stated`` 1 is of the bids that state a
        saving, 0 of all.
        """
        span, width = self._span, len(self._themes)
        place, code = np.divmod(self._keys, span)
        own, rest = np.divmod(code, width * 2)
        theme, stated = np.divmod(rest, 2)
        keys, sums = [], []
        for chosen, flag in ((stated >= 0, 0), (stated == 1, 1)):
            for kept in (own[chosen], np.zeros(int(chosen.sum()), dtype=np.int64)):
                part = (kept * width + theme[chosen]) * 2 + flag
                keys.append(place[chosen] * span + part)
                sums.append(self._sums[chosen])
        found, summed = _reduce(np.concatenate(keys), np.concatenate(sums))
        for key, row in zip(found.tolist(), summed, strict=True):
            at, code_of = divmod(key, span)
            round_of, rest_of = divmod(code_of, width * 2)
            theme_of, flag = divmod(rest_of, 2)
            yield at, self._rounds[round_of], self._themes[theme_of], flag, row.tolist()


def _reduce(keys: Numbers, sums: Numbers) -> tuple[Numbers, Numbers]:
    """Return each different key once, ascending, with the sums of its rows."""
    if not len(keys):
        return keys, sums
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
    return ordered[starts], np.add.reduceat(sums[order], starts, axis=0)
