"""Fit the classes of the key: quantiles, rounded to numbers that a person would choose.

Quantiles, because grants are skewed: five equal intervals put nearly every area in one class. The
rounding is ours.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, assert_never

import numpy as np

from geodata.model.classification import Classification
from geodata.model.codes import Measure
from geodata.model.errors import ClassificationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    import pandas as pd


SCHEME: Final = "quantiles-rounded"
_MANTISSAS: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5)
_FEWEST_IN_MIND: Final = 2
"""Values for each class: nine regions make five classes, five areas three."""
_SMALLEST_STEP: Final = {
    Measure.AWARD: 100.0,  # one pound, in pence
    Measure.SAVING: 100.0,
    Measure.RATIO: 0.1,  # ten pence for each pound
    Measure.BIDS: 1.0,
    Measure.PER_RESIDENT: 1.0,  # one penny
}


def fit_classes(values: pd.Series, measure: Measure, k: int = 5) -> Classification | None:
    """Fit at most ``k`` classes whose edges read well in a key.

    Parameters
    ----------
    values
        One number for each area, in the unit of the measure (pence, £ per £1, bids), none below
        zero. NA is an area without an amount and takes no part.
    measure
        Sets the unit and so the finest edge: money falls on whole pounds, bids on whole numbers.
    k
        Number of classes aimed at. Ties, few distinct values and rounding can leave fewer.

    Returns
    -------
    Classification or None
        None when there is no value at all. Otherwise edges from 0 to a round number at or above
        the largest value, each class holding at least one value. The same values in any order give
        the same edges.

    Raises
    ------
    ClassificationError
        If ``k`` is below 1, or a value is negative or not finite.

    Examples
    --------
    >>> import pandas as pd
    >>> fit_classes(pd.Series([1, 1, 1, 2, 2, 3, 4, 8]), Measure.BIDS).edges
    (0, 1, 2, 3, 8)
    """
    if k < 1:
        msg = f"k={k}: expected at least one class"
        raise ClassificationError(msg)
    known = np.sort(values.dropna().to_numpy(dtype=np.float64))
    if known.size == 0:
        return None
    if not np.isfinite(known).all() or known[0] < 0:
        msg = (
            f"values from {known[0]!r} to {known[-1]!r}: expected finite numbers of at least 0; "
            "check the amounts that were added up"
        )
        raise ClassificationError(msg)
    classes = min(k, math.ceil(known.size / _FEWEST_IN_MIND))
    ladder = _round_numbers(float(known[-1]), measure)
    inner = [_nearest(ladder, edge) for edge in _quantile_edges(known, classes)]
    edges = _merge_empty([0.0, *inner, ladder[-1]], known)
    edges = _split_fullest(edges, ladder, known, classes)
    return Classification(SCHEME, tuple(_plain(edge) for edge in edges))


def value_areas(sums: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return what the map shows for each area when nothing is filtered out.

    Parameters
    ----------
    sums
        `geodata.model.sums.Sums` of each area, indexed by its code.

    Returns
    -------
    Series
        Indexed as ``sums``, only areas with a value: pence for award and saving, £ saved per £1 of
        award for ratio (over the bids that state both), bids for bids, pence for each resident.
    """
    match measure:
        case Measure.AWARD | Measure.SAVING:
            return sums.loc[sums[f"{measure}s"] > 0, f"{measure}_pence"]
        case Measure.RATIO:
            both = sums[sums["both_award"] > 0].astype("float64")
            return both["both_saving"] / both["both_award"]
        case Measure.BIDS:
            return sums.loc[sums["bids"] > 0, "bids"]
        case Measure.PER_RESIDENT:
            return sums.loc[sums["awards"] > 0, "per_resident"]
        case _:
            assert_never(measure)


def _quantile_edges(known: npt.NDArray[np.float64], k: int) -> list[float]:
    """Return the inner quantile edges, strictly increasing, at most ``k - 1``."""
    classes = min(k, len(np.unique(known)))
    edges = {float(edge) for edge in np.quantile(known, np.arange(1, classes) / classes)}
    return sorted(edges - {float(known[-1])})  # a class above the largest value would be empty


def _round_numbers(largest: float, measure: Measure) -> list[float]:
    """Return the round numbers from 0 to the first that is not below ``largest``."""
    step = _SMALLEST_STEP[measure]
    ladder = [0.0]
    power = 0
    while ladder[-1] < largest:
        first_decade_of_bids = measure is Measure.BIDS and power == 0
        for mantissa in range(1, 10) if first_decade_of_bids else _MANTISSAS:
            # Counted in steps, so that every rung is a whole number of them.
            steps = float(mantissa * 10**power)
            if steps.is_integer() and ladder[-1] < largest:
                ladder.append(round(steps * step, 1))
        power += 1
    return ladder if len(ladder) > 1 else [0.0, step]


def _nearest(ladder: Sequence[float], edge: float) -> float:
    """Return the rung nearest to ``edge`` in proportion, the lower one on a tie."""
    above = bisect_left(ladder, edge)
    low, high = ladder[max(above - 1, 0)], ladder[min(above, len(ladder) - 1)]
    if low <= 0 or edge <= 0:
        return high if edge > (low + high) / 2 else low
    return low if edge * edge <= low * high else high


def _counts(edges: Sequence[float], known: npt.NDArray[np.float64]) -> list[int]:
    """Return how many values fall in each class; the first also takes those at its lower edge."""
    inner = np.searchsorted(known, edges[1:-1], side="right")
    return [int(count) for count in np.diff([0, *inner.tolist(), known.size])]


def _merge_empty(edges: Iterable[float], known: npt.NDArray[np.float64]) -> list[float]:
    """Drop repeated edges and inner ones that would leave a class with nothing in it."""
    kept = sorted(set(edges))
    while 0 in (counts := _counts(kept, known)):
        empty = counts.index(0)
        # The upper edge goes, or the lower one of the last class.
        del kept[min(empty + 1, len(kept) - 2)]
    return kept


def _split_fullest(
    edges: list[float],
    ladder: Sequence[float],
    known: npt.NDArray[np.float64],
    classes: int,
) -> list[float]:
    """Make up for classes lost to ties and rounding: halve the fullest at a round number.

    A class whose values no round number tells apart is left, and the next fullest tried.
    """
    edges = list(edges)
    while len(edges) - 1 < classes:
        counts = _counts(edges, known)
        for place in sorted(range(len(counts)), key=lambda place: (-counts[place], place)):
            low, high = edges[place], edges[place + 1]
            halves = [
                (min(_counts([low, rung, high], _within(known, edges, place))), -rung)
                for rung in ladder
                if low < rung < high
            ]
            best, rung = max(halves, default=(0, 0.0))
            if best > 0:
                edges.insert(place + 1, -rung)
                break
        else:
            return edges
    return edges


def _within(
    known: npt.NDArray[np.float64], edges: Sequence[float], place: int
) -> npt.NDArray[np.float64]:
    """Return the values of one class."""
    before = [0, *np.cumsum(_counts(edges, known)).tolist()]
    return known[before[place] : before[place + 1]]


def _plain(edge: float) -> float:
    """Return a whole number as an int, so that it is written without a decimal point."""
    return int(edge) if float(edge).is_integer() else edge
