"""What one bid brings to the file of awards: its figures, and where it lands."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.model.codes import Kind, Precision, Role
from geodata.model.store_format import GROUP_SUMS

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from geodata.awards.attribution import Allocation
    from geodata.awards.reading import AwardTables
    from geodata.model.codes import CountRule, Level
    from geodata.publishing.catalogue_json import Json


def list_figures(tables: AwardTables, dated_rounds: frozenset[str]) -> pd.DataFrame:
    """Return `GROUP_SUMS` of each bid alone, in the order of the bids.

    Parameters
    ----------
    dated_rounds
        Rounds of which the day of announcement is stated.
    """
    bids = tables.bids
    award, saving = bids["award_pence"], bids["saving_pence"]
    both = award.notna() & saving.notna()
    led = set(tables.members.loc[tables.members["role"] == str(Role.LEAD), "bid_id"])
    dated = bids["announced_on"].notna() | bids["round"].isin(dated_rounds)
    grant = (
        (bids["kind"] == str(Kind.GRANT))
        & award.notna()
        & pd.Series([one in led for one in bids.index], index=bids.index)
        & dated
    )
    flags: dict[str, pd.Series] = {}
    for name, amount in (("award", award), ("saving", saving)):
        precision = bids[f"{name}_precision"]
        flags[f"{name}s"] = amount.notna()
        flags[f"{name}_pence"] = amount.fillna(0)
        for how in (Precision.AT_LEAST, Precision.ROUNDED):
            flags[f"{name}_{how}"] = (precision == str(how)).fillna(value=False)
    flags |= {
        "bids": pd.Series(1, index=bids.index),
        "both": both,
        "both_award": award.where(both, 0),
        "both_saving": saving.where(both, 0),
        "grants": grant,
    }
    frame = pd.DataFrame({name: flags[name].astype("int64") for name in GROUP_SUMS})
    return frame.reset_index(drop=True)


def pack_numbers(numbers: array[int]) -> bytes:
    """Return numbers of bids as bytes: little-endian, four bytes each, compressed."""
    return zlib.compress(np.asarray(numbers, dtype="<u4").tobytes(), 1)


def pack(document: object) -> bytes:
    """Return a document as compressed JSON."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode(), 1)


def list_cells(
    allocations: Mapping[tuple[Level, CountRule], Allocation], count: int
) -> list[dict[str, dict[str, list[tuple[Json, ...]]]]]:
    """Return where each bid of a part lands: cells by level and rule."""
    found: list[dict[str, dict[str, list[tuple[Json, ...]]]]] = [{} for _ in range(count)]
    for (level, rule), allocation in allocations.items():
        cells = allocation.cells
        if cells.empty:
            continue
        columns = (
            cells[name].astype(object).where(cells[name].notna(), None).tolist()
            for name in ("gss_code", "award_pence", "saving_pence")
        )
        rows: list[tuple[Json, ...]] = list(zip(*columns, strict=True))
        bids, starts = np.unique(cells["position"].to_numpy(), return_index=True)
        ends = [*starts[1:].tolist(), len(rows)]
        for bid, start, end in zip(bids.tolist(), starts.tolist(), ends, strict=True):
            found[bid].setdefault(str(level), {})[str(rule)] = rows[start:end]
    return found
