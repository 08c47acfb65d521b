"""The classes of a choropleth as a value: edges and the class that a number falls in.

Light on purpose: the dashboard imports this module, so it must not import NumPy.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from geodata.model.errors import ClassificationError


@dataclass(frozen=True, slots=True)
class Classification:
    """Classes fitted once over all rounds, so that filtering never moves the key.

    Parameters
    ----------
    scheme
        How the edges were found, for example ``"quantiles-rounded"``.
    edges
        ``k + 1`` finite, strictly increasing numbers in the unit of the measure (pence, £ per £1,
        bids). Class ``i`` is ``(edges[i], edges[i + 1]]``; the first class also takes everything
        at or below its lower edge and the last everything above its upper edge, because a filter
        can make a value smaller or larger than any that was fitted.

    Raises
    ------
    ClassificationError
        If there are fewer than two edges, or they are not finite or not increasing.
    """

    scheme: str
    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse edges that could not classify a number."""
        if len(self.edges) < 2:  # noqa: PLR2004 - two edges bound one class
            msg = f"edges {self.edges!r}: expected at least two; fit the classes again"
            raise ClassificationError(msg)
        if not all(isfinite(edge) for edge in self.edges):
            msg = f"edges {self.edges!r}: expected finite numbers; drop areas with no value first"
            raise ClassificationError(msg)
        if any(low >= high for low, high in pairwise(self.edges)):
            msg = f"edges {self.edges!r}: expected each above the one before; remove repeats"
            raise ClassificationError(msg)

    @property
    def k(self) -> int:
        """Number of classes."""
        return len(self.edges) - 1

    def index(self, value: float) -> int:
        """Return the class of ``value``, from 0 to ``k - 1``.

        Examples
        --------
        >>> Classification("hand", (0, 10, 20)).index(10)
        0
        >>> Classification("hand", (0, 10, 20)).index(11)
        1
        >>> Classification("hand", (0, 10, 20)).index(99)
        1
        """
        return min(max(bisect_left(self.edges, value) - 1, 0), self.k - 1)
