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
from geodata.tables.faults import AwardTableFaultsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from geodata.awards.texts import AwardText, GroupText, RoundText
    from geodata.importing.cells.register import Register
    from geodata.importing.tables.comparing import Finding
    from geodata.importing.tables.starting import FundFolder


def merge_findings(tables: TablesText, findings: Sequence[Finding]) -> TablesText:
    """Return the tables with every award that the findings add or change.

    Changed bids keep their place; new ones come at the end in the order of the file.
    """
    held = {found.bid_id: found.award for found in findings if found.award is not None}
    known = {award.bid.bid_id for award in tables.awards}
    awards: list[AwardText] = [held.get(award.bid.bid_id, award) for award in tables.awards]
    awards += [award for bid_id, award in held.items() if bid_id not in known]
    groups = {(row.group_id, row.gss_code): row for row in tables.groups}
    rounds = {row.round: row for row in tables.rounds}
    for found in findings:
        if found.award is not None:
            _add_groups(groups, found.draft.groups)
            if found.draft.new_round is not None:
                rounds.setdefault(found.draft.new_round.round, found.draft.new_round)
    return replace(
        tables,
        awards=tuple(awards),
        groups=tuple(groups.values()),
        rounds=_in_order(rounds, tables),
    )


def _add_groups(groups: dict[tuple[str, str], GroupText], added: Sequence[GroupText]) -> None:
    basis = {row.group_id: row.basis for row in groups.values()}
    known = set(basis)
    for row in added:
        if row.group_id not in known:
            first = basis.setdefault(row.group_id, row.basis)
            groups.setdefault((row.group_id, row.gss_code), replace(row, basis=first))


def _in_order(rounds: dict[str, RoundText], tables: TablesText) -> tuple[RoundText, ...]:
    """Return the fund's rounds in its own order; rounds taken from a list, by their ids."""
    if tables.rounds:
        return tuple(rounds.values())
    return tuple(rounds[name] for name in sorted(rounds))


def apply_import(
    folder: Path, fund: FundFolder, tables: TablesText, register: Register, now: datetime
) -> Path:
    """Put tables in the place of those of a folder, and return where the old ones are kept.

    The new folder is complete and free of faults before the old one is renamed aside, and the old
    one comes back if the new one cannot take its place. Call it under `only_writer` of the folder.

    Raises
    ------
    AwardTableFaultsError
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
        _, faults = find_award_tables(fresh, register.areas, register.index)
        if faults:
            raise AwardTableFaultsError(faults)
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
