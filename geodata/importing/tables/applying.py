"""Write what an import found: a complete new folder beside the old, checked, then swapped in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.awards.reading import find_award_tables
from geodata.awards.texts import TablesText, write_tables_text
from geodata.importing.tables.mending import name_fresh, name_kept
from geodata.importing.tables.starting import FUND_FILE
from geodata.model.writing import flush, flush_folder
from geodata.tables.faults import require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from geodata.awards.texts import RoundText
    from geodata.importing.cells.register import Register
    from geodata.importing.tables.comparing import Finding
    from geodata.importing.tables.starting import FundFolder


def merge_findings(tables: TablesText, findings: Sequence[Finding]) -> TablesText:
    """Return the tables with every award that the findings add or change.

    Changed bids keep their place; new ones come at the end in the order of the file. Rounds that
    the list gives a fund without any are in the order of their ids.
    """
    awards = {award.bid.bid_id: award for award in tables.awards}
    awards |= {found.bid_id: found.award for found in findings if found.award is not None}
    groups = list(tables.groups)
    has = {row.group_id for row in groups}
    new_rounds: dict[str, RoundText] = {}
    for draft in (found.draft for found in findings if found.award is not None):
        groups += [row for row in draft.groups if row.group_id not in has]
        has.update(row.group_id for row in draft.groups)
        if draft.new_round is not None:
            new_rounds.setdefault(draft.new_round.round, draft.new_round)
    return replace(
        tables,
        awards=tuple(awards.values()),
        groups=tuple(groups),
        rounds=(*tables.rounds, *(new_rounds[name] for name in sorted(new_rounds))),
    )


def apply_import(
    folder: Path, fund: FundFolder, tables: TablesText, register: Register, now: datetime
) -> Path:
    """Put tables in the place of those of a folder, and return where the old ones are kept.

    The new folder is complete and free of faults before the old one is renamed aside, and the old
    one comes back if the new one cannot take its place. Call it under `only_writer` of the folder.

    Raises
    ------
    TableFaultsError
        If the tables would have a fault; the folder is then as it was.
    OSError
        If the disk refuses; the folder is then as it was.
    """
    stem = folder.resolve()
    fresh, kept = name_fresh(stem), name_kept(stem, now)
    try:
        shutil.copytree(stem, fresh)
        write_tables_text(fresh, tables)
        if fund.fund_toml is not None:
            (fresh / FUND_FILE).write_text(fund.fund_toml, encoding="utf-8", newline="\n")
        require(find_award_tables(fresh, register.areas, register.index))
        flush(fresh)
        stem.rename(kept)
        try:
            fresh.rename(stem)
        except BaseException:  # Ctrl+C too
            kept.rename(stem)
            raise
        flush_folder(stem.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return kept
