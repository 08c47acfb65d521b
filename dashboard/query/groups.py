"""Bids together: all of them counted and summed, the first of them named.

A page names at most :data:`MOST_NAMED` bids of any one group, so that its size does not grow with
the number of awards; counts and sums are always those of the whole group.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.model.published.awards import Bid

MOST_NAMED: Final = 100
"""Bids of one group that a page names; the Award has 79 in all."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The awards or the savings of a group.

    Parameters
    ----------
    pence
        Sum over the bids that state one; 0 where none does, which then means "not stated".
    stated
        How many bids state one.
    at_least, rounded
        Whether some bid states a lower bound, and whether some bid's source rounds it.
    """

    pence: int
    stated: int
    at_least: bool
    rounded: bool


@dataclass(frozen=True, slots=True)
class Both:
    """The bids of a group that state an award and a saving: how many, and both sums in pence."""

    stated: int
    award_pence: int
    saving_pence: int


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The first bids of a list in its order, and how many the whole list has."""

    first: tuple[Bid, ...]
    count: int


@dataclass(frozen=True, slots=True)
class BidGroup:
    """Bids that belong together.

    Parameters
    ----------
    first
        At most :data:`MOST_NAMED` of them, in the order of the group.
    count
        How many there are.
    grants
        How many of them the 360Giving standard can hold.
    leads_inferred
        Of how many no source states that the lead led.
    with_outcome
        Of how many it is known what came of them.
    """

    first: tuple[Bid, ...]
    count: int
    award: Sum
    saving: Sum
    both: Both
    grants: int
    leads_inferred: int
    with_outcome: int


def join_groups(groups: Sequence[BidGroup]) -> BidGroup:
    """Return groups that have no bid in common as one, in their order."""
    return BidGroup(
        first=tuple(islice(chain.from_iterable(one.first for one in groups), MOST_NAMED)),
        count=sum(one.count for one in groups),
        award=_add([one.award for one in groups]),
        saving=_add([one.saving for one in groups]),
        both=Both(
            sum(one.both.stated for one in groups),
            sum(one.both.award_pence for one in groups),
            sum(one.both.saving_pence for one in groups),
        ),
        grants=sum(one.grants for one in groups),
        leads_inferred=sum(one.leads_inferred for one in groups),
        with_outcome=sum(one.with_outcome for one in groups),
    )


def _add(sums: Sequence[Sum]) -> Sum:
    return Sum(
        pence=sum(one.pence for one in sums),
        stated=sum(one.stated for one in sums),
        at_least=any(one.at_least for one in sums),
        rounded=any(one.rounded for one in sums),
    )
