"""Compute the amounts and flags of each bid for the file of awards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.model.codes import Confidence, Kind, Precision, Role

if TYPE_CHECKING:
    from geodata.awards.reading import AwardTables


def list_figures(tables: AwardTables, dated_rounds: frozenset[str]) -> pd.DataFrame:
    """Return the amounts of each bid as ``bid`` holds them, in the order of the bids.

    Parameters
    ----------
    dated_rounds
        Rounds of which the day of announcement is stated.
    """
    bids = tables.bids
    award, saving = bids["award_pence"], bids["saving_pence"]
    led = set(tables.members.loc[tables.members["role"] == str(Role.LEAD), "bid_id"])
    dated = bids["announced_on"].notna() | bids["round"].isin(dated_rounds)
    grant = (
        (bids["kind"] == str(Kind.GRANT))
        & award.notna()
        & pd.Series([one in led for one in bids.index], index=bids.index)
        & dated
    )
    columns: dict[str, pd.Series] = {}
    for name, amount in (("award", award), ("saving", saving)):
        precision = bids[f"{name}_precision"]
        columns[name] = amount
        for how in (Precision.AT_LEAST, Precision.ROUNDED):
            flag = (precision == str(how)).fillna(value=False)
            columns[f"{name}_{how}"] = flag.astype("int64")
    ratio = (saving / award.where(award > 0)).astype("Float64")
    inferred = (bids["lead_confidence"] == str(Confidence.INFERRED)).fillna(value=False)
    columns |= {
        "ratio": ratio,
        "grants": grant.astype("int64"),
        "lead_inferred": inferred.astype("int64"),
    }
    frame = pd.DataFrame(columns)
    return frame.reset_index(drop=True)
