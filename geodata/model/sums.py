"""The SQL of sums, which the build asks to fit classes and the dashboard to show them.

One text of SQL for both, and for areas and rounds, so that no two of them can count in two ways.
Rows with the same marks are summed first, in the order in which they are stored, and every figure
is made of those few sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.model.codes import CountRule
from geodata.model.store_format import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

BOTH: Final = Mark.AWARD_STATED | Mark.SAVING_STATED


class Sums(NamedTuple):
    """What some bids add up to: counts of bids, and sums in pence.

    ``at_least`` and ``rounded`` count those whose figure is a lower bound or a round number;
    ``both`` are the bids that state an award and a saving. ``groups_unnamed`` are those with an
    award that have a group whose members no source names. ``per_resident`` is the award in pence
    for each resident of all places that a bid reaches, or of its own place for a share; 0 for bids
    that are not summed by area.
    """

    bids: int = 0
    awards: int = 0
    award_pence: int = 0
    award_at_least: int = 0
    award_rounded: int = 0
    savings: int = 0
    saving_pence: int = 0
    saving_at_least: int = 0
    saving_rounded: int = 0
    both: int = 0
    both_award: int = 0
    both_saving: int = 0
    both_at_least: int = 0
    both_rounded: int = 0
    leads_inferred: int = 0
    outcomes_known: int = 0
    groups_unnamed: int = 0
    grants: int = 0
    per_resident: float = 0


def read_sums(row: Iterable[float | None]) -> Sums:
    """Return the sums that a row of an answer holds; null is 0."""
    return Sums(*[one or 0 for one in row])  # type: ignore[arg-type]


def _of(column: str, every: Mark, some: Mark | None = None) -> str:
    """Return the sum over the rows that have every one of some marks, and one of others."""
    either = f" AND marks & {int(some)}" if some else ""
    return f"SUM({column}) FILTER (WHERE marks & {int(every)} = {int(every)}{either})"


_FIGURES: Final = ", ".join(
    (
        "SUM(bids)",
        _of("bids", Mark.AWARD_STATED),
        "SUM(award)",
        _of("bids", Mark.AWARD_AT_LEAST),
        _of("bids", Mark.AWARD_ROUNDED),
        _of("bids", Mark.SAVING_STATED),
        "SUM(saving)",
        _of("bids", Mark.SAVING_AT_LEAST),
        _of("bids", Mark.SAVING_ROUNDED),
        _of("bids", BOTH),
        _of("award", BOTH),
        _of("saving", BOTH),
        _of("bids", BOTH, Mark.AWARD_AT_LEAST | Mark.SAVING_AT_LEAST),
        _of("bids", BOTH, Mark.AWARD_ROUNDED | Mark.SAVING_ROUNDED),
        _of("bids", Mark.LEAD_INFERRED),
        _of("bids", Mark.OUTCOME_KNOWN),
        _of("bids", Mark.AWARD_STATED | Mark.GROUP_UNNAMED),
        _of("bids", Mark.GRANT),
    )
)
"""The columns of `Sums` but the last, of rows that were summed by their marks."""


def ask_rounds(where: str) -> str:
    """Return the question for the sums of the bids of each round, of those that a condition keeps.

    Its answer has the round and `Sums` without ``per_resident``.
    """
    return f"""SELECT round, {_FIGURES} FROM (
            SELECT round, marks, COUNT(*) AS bids, SUM(award) AS award, SUM(saving) AS saving
            FROM bid WHERE {where} GROUP BY round, marks)
        GROUP BY round"""  # noqa: S608 - our own columns


def ask_areas(rule: CountRule, numbers: str = "") -> str:
    """Return the query for the sums of each area of a level.

    Its answer has the area's code, how many bids are there that the rule does not count, and the
    `Sums` of those that it counts.

    Parameters
    ----------
    numbers
        The question for the numbers of the bids that are summed; all bids if empty. Its values
        follow the level.
    """
    # The plus keeps SQLite from seeking each of the bids again in every place.
    among = "AND +bid IN (SELECT number FROM kept)" if numbers else ""
    kept = f", kept AS MATERIALIZED ({numbers})" if numbers else ""
    counted = joined = ""
    if rule is CountRule.LEAD:
        counted = "AND led = 1"
        joined = f"(SELECT COUNT(*) FROM landing WHERE place = number AND led = 0 {among})"  # noqa: S608 - our own columns
    people = "1.0 * SUM(award) / residents" if rule is CountRule.SHARED else "SUM(per_resident)"
    return f"""WITH area AS (SELECT number, gss, residents FROM place WHERE level = ?){kept}
        SELECT gss, {joined or 0}, {_FIGURES}, {people} FROM area LEFT JOIN (
            SELECT place, marks, COUNT(*) AS bids,
                SUM({rule}_award) AS award, SUM({rule}_saving) AS saving,
                SUM(1.0 * {rule}_award / residents) AS per_resident
            FROM landing WHERE place IN (SELECT number FROM area) {counted} {among}
            GROUP BY place, led, marks) ON place = number
        GROUP BY number"""  # noqa: S608 - our own columns
