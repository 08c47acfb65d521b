"""The SQL of sums, which the build asks to fit classes and the dashboard to show them.

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
    "per_resident",
    "leads_inferred",
    "outcomes_known",
    "groups_unnamed",
    "stated",
    "at_least",
    "rounded",
    "both_award",
    "both_saving",
)
"""What `ask_areas` gives for each area after its code: counts of bids, and sums in pence.

``counted`` by the count rule, ``joined`` not. ``per_resident`` is the award in pence for each
resident of all places that a bid reaches, or of its own place for a share. ``leads_inferred`` and
``outcomes_known`` are how many of ``counted`` have an inferred lead or a known outcome;
``groups_unnamed`` how many with an award have a group whose members no source names. ``stated``
is the figure of the measure, of which ``at_least`` and ``rounded`` are a bound or a round number;
``both`` is of bids that state an award and a saving, and 0 unless the measure is their ratio.
"""


def ask_areas(rule: CountRule, measure: Measure, where: str = "") -> str:
    """Return the question what bids bring to each area of a level.

    Its answer has the area's code and `AREA_SUMS`; null is 0.

    Parameters
    ----------
    where
        The question for the numbers of the bids that are summed; all bids if empty. Its values
        are the first of the whole question, and the level is the last.
    """
    award, saving = f"{rule}_award", f"{rule}_saving"
    # The plus keeps SQLite from seeking each of the bids again in every place.
    among = "AND +landing.bid IN (SELECT number FROM kept)" if where else ""
    kept = f"WITH kept AS MATERIALIZED ({where}) " if where else ""
    counted = joined = ""
    if rule is CountRule.LEAD:
        counted = "AND landing.led = 1"
        joined = f"""(SELECT COUNT(*) FROM landing
            WHERE landing.place = place.number AND landing.led = 0 {among})"""  # noqa: S608 - ours
    people = "place" if rule is CountRule.SHARED else "landing"
    columns = (
        "COUNT(landing.bid)",
        joined or "0",
        f"COUNT({award})",
        f"SUM({award})",
        f"COUNT({saving})",
        f"SUM({saving})",
        f"SUM(1.0 * {award} / {people}.residents)",
        "SUM(landing.lead_inferred)",
        "SUM(landing.outcome_known)",
        f"SUM(landing.group_unnamed) FILTER (WHERE {award} IS NOT NULL)",
        *_ask_measure(measure, award, saving),
    )
    return f"""{kept}SELECT gss, {", ".join(columns)} FROM place
        LEFT JOIN landing ON landing.place = place.number {counted} {among}
        WHERE place.level = ? GROUP BY place.number"""  # noqa: S608 - our own columns


def _ask_measure(measure: Measure, award: str, saving: str) -> tuple[str, str, str, str, str]:
    """Return the columns from ``stated`` on, of which each measure needs its own alone."""
    match measure:
        case Measure.AWARD | Measure.PER_RESIDENT:
            hows = ("MAX(award_at_least)", "MAX(award_rounded)")
            return (f"COUNT({award})", *hows, "0", "0")
        case Measure.SAVING:
            hows = ("MAX(saving_at_least)", "MAX(saving_rounded)")
            return (f"COUNT({saving})", *hows, "0", "0")
        case Measure.RATIO:
            both = f"FILTER (WHERE {award} IS NOT NULL AND {saving} IS NOT NULL)"
            return (
                f"COUNT(*) {both}",
                f"MAX(award_at_least OR saving_at_least) {both}",
                f"MAX(award_rounded OR saving_rounded) {both}",
                f"SUM({award}) {both}",
                f"SUM({saving}) {both}",
            )
        case Measure.BIDS:
            return ("COUNT(landing.bid)", "0", "0", "0", "0")
        case _:
            assert_never(measure)
