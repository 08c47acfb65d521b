"""Compute the amounts and marks of each bid for the file of awards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.model.codes import Body, Confidence, Kind, Precision, Role
from geodata.model.store_format import Mark

if TYPE_CHECKING:
    from geodata.awards.reading import AwardTables


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
