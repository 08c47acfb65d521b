"""Compute the landings of each bid: one row for each area of each level with a council of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.awards.attribution import attribute
from geodata.awards.reading import council_members
from geodata.model.codes import Body, CountRule, Level, Tier

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
