"""Compute what the file of awards holds of each bid: landings, regions, amounts and marks.

A bid has a landing for each area of each level with a council of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.awards.attribution import attribute
from geodata.awards.reading import council_members
from geodata.model.codes import Body, Confidence, CountRule, Kind, Level, Precision, Role, Tier
from geodata.model.store_format import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.awards.reading import AwardTables
    from geodata.publishing.store_places import Places

LANDING: Final = (
    "place",
    "led",
    "marks",
    "bid",
    "residents",
    *(f"{rule}_{figure}" for rule in CountRule for figure in ("award", "saving")),
)
"""The columns of ``landing``."""


def list_landings(
    tables: AwardTables, places: Places, marks: pd.Series, first: int
) -> Iterator[pd.DataFrame]:
    """Yield the rows of ``landing`` of each level, as its key orders them.

    Parameters
    ----------
    marks
        Of each bid, in their order.
    first
        Number of the first bid of ``tables``; the others follow.
    """
    members = council_members(tables)
    for level in Level:
        found = {rule: attribute(tables, places.areas, level, rule, members) for rule in CountRule}
        rows = _amounts(found[CountRule.INVOLVED], CountRule.INVOLVED)
        for rule in (CountRule.SHARED, CountRule.LEAD):
            own = _amounts(found[rule], rule).assign(**{str(rule): 1})
            rows = rows.merge(own, on=["position", "gss_code"], how="left")
        rows = rows.join(_count_residents(rows, places.list_units(level)), on="position")
        numbers = places.numbers[level]
        rows["place"] = [numbers[code] for code in rows["gss_code"]]
        rows["bid"] = rows["position"] + first
        rows["marks"] = marks.to_numpy()[rows["position"]]
        rows["led"] = rows[str(CountRule.LEAD)].fillna(0).astype("int64")
        yield rows[list(LANDING)].sort_values(["place", "led", "marks", "bid"])


def _count_residents(rows: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Return the residents of all places of each bid, each person once."""
    reached = rows[["position", "gss_code"]].merge(units, on="gss_code")
    once = reached.drop_duplicates(["position", "unit"])
    return once.groupby("position")["residents"].sum()


def _amounts(cells: pd.DataFrame, rule: CountRule) -> pd.DataFrame:
    renamed = {"award_pence": f"{rule}_award", "saving_pence": f"{rule}_saving"}
    return cells[["position", "gss_code", *renamed]].rename(columns=renamed)


def list_regions(tables: AwardTables, places: Places) -> pd.DataFrame:
    """Return in which regions each bid has councils, as the columns of bits of ``bid``.

    Returns
    -------
    DataFrame
        One row for each bid, in their order: ``regions`` (any council), ``counties`` (county
        councils), ``districts`` (councils that are no county), each with ``_led`` for those that
        lead; and ``reach``, the regions of the councils and of the groups that say where a body
        without a council area is.
    """
    bits = {region: 1 << at for at, region in enumerate(places.regions())}
    region_of = places.region_of()
    number = len(tables.bids)
    found: dict[str, list[int]] = {
        f"{name}{led}": [0] * number
        for name in ("regions", "counties", "districts")
        for led in ("", "_led")
    }
    members = council_members(tables)
    positions = tables.bids.index.get_indexer(pd.Index(members["bid_id"]))
    for position, role, code in zip(
        positions.tolist(), members["role"], members["gss_code"], strict=True
    ):
        bit = bits[region_of[code]]
        own = "counties" if code.startswith(Tier.COUNTY) else "districts"
        for name in ("regions", own):
            found[name][position] |= bit
            if role == "lead":
                found[f"{name}_led"][position] |= bit
    found["reach"] = [*found["regions"]]
    near = tables.members[
        tables.members["group_id"].notna() & (tables.members["body"] != str(Body.COUNCIL_GROUP))
    ].merge(tables.groups[["group_id", "gss_code"]], on="group_id", suffixes=("", "_near"))
    positions = tables.bids.index.get_indexer(pd.Index(near["bid_id"]))
    for position, code in zip(positions.tolist(), near["gss_code_near"], strict=True):
        found["reach"][position] |= bits[region_of[code]]
    return pd.DataFrame(found)


def list_figures(tables: AwardTables, dated_rounds: frozenset[str]) -> pd.DataFrame:
    """Return the amounts and marks of each bid as ``bid`` holds them, in the order of the bids.

    Parameters
    ----------
    dated_rounds
        Rounds of which the day of announcement is stated.
    """
    bids, members = tables.bids, tables.members
    award, saving = bids["award_pence"], bids["saving_pence"]
    led = members.loc[members["role"] == str(Role.LEAD), "bid_id"]
    unnamed = members.loc[members["body"] == str(Body.UNNAMED_GROUP), "bid_id"]
    dated = bids["announced_on"].notna() | bids["round"].isin(dated_rounds)
    is_grant = bids["kind"] == str(Kind.GRANT)
    marked = {
        Mark.AWARD_STATED: award.notna(),
        Mark.AWARD_AT_LEAST: bids["award_precision"] == str(Precision.AT_LEAST),
        Mark.AWARD_ROUNDED: bids["award_precision"] == str(Precision.ROUNDED),
        Mark.SAVING_STATED: saving.notna(),
        Mark.SAVING_AT_LEAST: bids["saving_precision"] == str(Precision.AT_LEAST),
        Mark.SAVING_ROUNDED: bids["saving_precision"] == str(Precision.ROUNDED),
        Mark.LEAD_INFERRED: bids["lead_confidence"] == str(Confidence.INFERRED),
        Mark.OUTCOME_KNOWN: bids.index.isin(tables.outcomes["bid_id"]),
        Mark.GROUP_UNNAMED: bids.index.isin(unnamed),
        Mark.GRANT: is_grant & award.notna() & bids.index.isin(led) & dated,
    }
    marks = pd.Series(0, index=bids.index)
    for mark, has in marked.items():
        marks += int(mark) * pd.Series(has, index=bids.index).fillna(value=False).astype("int64")
    ratio = (saving / award).astype("Float64")
    figures = {"award": award, "saving": saving, "ratio": ratio, "marks": marks}
    return pd.DataFrame(figures).reset_index(drop=True)
