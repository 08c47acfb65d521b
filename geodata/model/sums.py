"""How sums are asked of the file of awards: by the build to fit classes, by the page to show them.

One text of SQL for both, so that the key and the map cannot count in two ways.
"""

from __future__ import annotations

from typing import Final, assert_never

from geodata.model.codes import CountRule, Measure

AREA_SUMS: Final = (
    "counted",
    "joined",
    "awards",
    "award_pence",
    "savings",
    "saving_pence",
    "stated",
    "at_least",
    "rounded",
    "both_award",
    "both_saving",
)
"""What `ask_areas` gives for each area after its code: counts of bids, and sums in pence.

``counted`` by the count rule, ``joined`` not; ``stated`` the figure of the measure, of which
``at_least`` and ``rounded`` are a bound or a round number; ``both`` is of bids that state an award
and a saving, and 0 unless the measure is their ratio.
"""


def ask_areas(rule: CountRule, measure: Measure, where: str = "") -> str:
    """Return the question what bids bring to each area of a level that any of them reaches.

    Its answer has the area's code and `AREA_SUMS`.

    Parameters
    ----------
    where
        What must hold of ``landing.bid``; all bids if empty. The level is the first value of the
        question, those of the condition follow.
    """
    award, saving = f"{rule}_award", f"{rule}_saving"
    lead = rule is CountRule.LEAD
    counted = "SUM(led)" if lead else "COUNT(*)"
    both = f"FILTER (WHERE {award} IS NOT NULL AND {saving} IS NOT NULL)"
    ratio = measure is Measure.RATIO
    columns = (
        counted,
        "COUNT(*) - SUM(led)" if lead else "0",
        f"COUNT({award})",
        f"COALESCE(SUM({award}), 0)",
        f"COUNT({saving})",
        f"COALESCE(SUM({saving}), 0)",
        *_ask_sureness(measure, award, saving, counted),
        f"COALESCE(SUM({award}) {both}, 0)" if ratio else "0",
        f"COALESCE(SUM({saving}) {both}, 0)" if ratio else "0",
    )
    kept = f"AND landing.bid IN ({where})" if where else ""
    return f"""SELECT gss, {", ".join(columns)}
        FROM place CROSS JOIN landing ON landing.place = place.number
        WHERE place.level = ? {kept} GROUP BY place.number"""  # noqa: S608 - our own columns


def _ask_sureness(measure: Measure, award: str, saving: str, counted: str) -> tuple[str, str, str]:
    """Return how many counted bids state the measure, a bound of it, and a round number."""
    match measure:
        case Measure.AWARD:
            return f"COUNT({award})", _ask_how(award, "at_least"), _ask_how(award, "rounded")
        case Measure.SAVING:
            return f"COUNT({saving})", _ask_how(saving, "at_least"), _ask_how(saving, "rounded")
        case Measure.RATIO:
            both = f"{award} IS NOT NULL AND {saving} IS NOT NULL"
            bound, rounded = (
                f"COUNT(*) FILTER (WHERE {both} AND (award_{how} OR saving_{how}))"
                for how in ("at_least", "rounded")
            )
            return f"COUNT(*) FILTER (WHERE {both})", bound, rounded
        case Measure.BIDS:
            return counted, "0", "0"
        case _:
            assert_never(measure)


def _ask_how(amount: str, how: str) -> str:
    figure = amount.rpartition("_")[2]
    return f"COUNT({amount}) FILTER (WHERE {figure}_{how})"
