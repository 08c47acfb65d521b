"""Count and sum the award tables in words, and compare the sums with the announced totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.awards.reading import AwardTables, council_members
from geodata.model.codes import Body
from geodata.model.money import format_pence
from geodata.model.published.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """One round, or the bids whose round is not stated (``label`` says so).

    Parameters
    ----------
    bids, awards_stated, savings_stated
        How many bids are itemised, and how many of them state an award and a saving.
    award_pence, saving_pence
        Sums over the bids that state one.
    announced_bids, announced_award_pence
        As announced; None if nothing was.
    """

    label: str
    bids: int
    awards_stated: int
    award_pence: int
    savings_stated: int
    saving_pence: int
    announced_bids: int | None
    announced_award_pence: int | None


def describe_awards(tables: AwardTables) -> Iterator[str]:
    """Yield what checked tables hold as lines of plain words: rows, money, members, oddities."""
    groups = int(tables.groups["group_id"].nunique())
    yield "Award tables"
    for name in ("rounds", "themes", "bids", "members", "groups", "sources", "outcomes"):
        yield f"  {name}: {groups if name == 'groups' else len(getattr(tables, name))} rows"
    yield "Itemised here, of what was announced"
    *rounds, total = summarise_rounds(tables)
    yield from (f"  {_describe_round(found)}" for found in (*rounds, total))
    awards = tables.bids["award_pence"].dropna()
    if len(awards):
        yield f"  awards from {format_pence(awards.min())} to {format_pence(awards.max())}"
    yield "Members"
    yield from (f"  {line}" for line in _describe_members(tables))
    twins = "; ".join(" and ".join(ids) for ids in find_twins(tables))
    yield f"Duplicates: no id twice; {f'look alike: {twins}' if twins else 'none look alike'}"
    yield from (f"Warning: {warning}" for warning in _warnings(tables, rounds))


def summarise_rounds(tables: AwardTables) -> list[RoundSummary]:
    """Count and sum the bids of each round, of no stated round, and last of all together."""
    found = [
        _summarise_bids(
            str(row["label"]),
            tables.bids[(tables.bids["round"] == row["round"]).fillna(value=False)],
            tables.rounds.loc[[line]],
        )
        for line, row in tables.rounds.iterrows()
    ]
    unplaced = tables.bids[tables.bids["round"].isna()]
    if len(unplaced):
        found.append(_summarise_bids("round not stated", unplaced, tables.rounds.iloc[:0]))
    return [*found, _summarise_bids("all", tables.bids, tables.rounds)]


def find_twins(tables: AwardTables) -> tuple[tuple[str, ...], ...]:
    """Return bids that may be one bid under two ids: same round, lead and stated award."""
    leads = tables.members.loc[tables.members["role"] == "lead", ["bid_id", "name"]]
    bids = tables.bids[["round", "award_pence"]].reset_index()
    known = bids[bids["award_pence"].notna()].merge(leads, on="bid_id", validate="one_to_one")
    alike = known.groupby(["round", "award_pence", "name"], dropna=False)["bid_id"]
    return tuple(tuple(sorted(ids)) for _, ids in alike if len(ids) > 1)


def _summarise_bids(label: str, bids: pd.DataFrame, announced: pd.DataFrame) -> RoundSummary:
    """Sum some bids, and the rows of what was announced of them."""
    return RoundSummary(
        label=label,
        bids=len(bids),
        awards_stated=int(bids["award_pence"].notna().sum()),
        award_pence=int(bids["award_pence"].sum()),
        savings_stated=int(bids["saving_pence"].notna().sum()),
        saving_pence=int(bids["saving_pence"].sum()),
        announced_bids=_sum_stated(announced["bids_won"]),
        announced_award_pence=_sum_stated(announced["total_award_pence"]),
    )


def _sum_stated(numbers: pd.Series) -> int | None:
    stated = numbers.dropna()
    return int(stated.sum()) if len(stated) else None


def _warnings(tables: AwardTables, rounds: list[RoundSummary]) -> Iterator[str]:
    for found in rounds:
        if found.announced_bids is not None and found.bids > found.announced_bids:
            yield f"{found.label}: {found.bids} bids, but {found.announced_bids} were announced"
        announced = found.announced_award_pence
        if announced is not None and found.award_pence > announced:
            yield (
                f"{found.label}: {format_pence(found.award_pence)} itemised, but "
                f"{format_pence(announced)} was announced"
            )
    used = set(tables.members["group_id"].dropna())
    for group in sorted(set(tables.groups["group_id"]) - used):
        yield f"group {group} stands in no bid"
    themes = {slug for cell in tables.bids["theme"].dropna() for slug in cell.split(LIST_SEPARATOR)}
    for theme in sorted(set(tables.themes["theme"]) - themes):
        yield f"theme {theme} has no bid"


def _describe_round(found: RoundSummary) -> str:
    bids = f"{found.bids} bids" if found.bids != 1 else "1 bid"
    of_bids = "" if found.announced_bids is None else f" of {found.announced_bids}"
    announced = found.announced_award_pence
    of_award = "" if announced is None else f" of {format_pence(announced)}"
    award = _describe_sum("award", found.award_pence, found.awards_stated, of_award)
    saving = _describe_sum("saving", found.saving_pence, found.savings_stated, "")
    return f"{found.label}: {bids}{of_bids}; {award}; {saving}"


def _describe_sum(measure: str, pence: int, stated: int, announced: str) -> str:
    """Return a sum in words; a sum of nothing stated is never £0."""
    if not stated:
        return f"no {measure} stated{f',{announced}' if announced else ''}"
    return f"{measure} {format_pence(pence)}{announced} (stated by {stated})"


def _describe_members(tables: AwardTables) -> Iterator[str]:
    members = tables.members
    body, coded = members["body"], members["gss_code"].notna()
    grouped = body == str(Body.COUNCIL_GROUP)
    fire = int((coded & (body == str(Body.FIRE))).sum())
    yield f"matched to a council: {(body == str(Body.COUNCIL)).sum()}, and {fire} fire authorities"
    sizes = tables.groups["group_id"].value_counts()
    places = int(sizes.reindex(members.loc[grouped, "group_id"], fill_value=0).sum())
    yield f"grouped: {grouped.sum()} groups that stand for {places} places of councils"
    yield f"different councils in any bid: {council_members(tables)['gss_code'].nunique()}"
    uncoded = body[~coded & ~grouped].value_counts().sort_index()
    kinds = ", ".join(f"{kind} {count}" for kind, count in uncoded.items())
    yield f"unmatched, as they are no council (listed, not mapped): {kinds or 'none'}"
    yield f"organisations counted but not named by sources: {members['organisations'].sum()}"
    led = members["role"] == "lead"
    without = tables.bids.index.difference(pd.Index(members.loc[led, "bid_id"]), sort=False)
    yield f"lead not stated: {', '.join(without) or 'none'}"
    uncoded_leads = members.loc[led & ~coded & ~grouped, "bid_id"]
    yield f"lead without a code: {', '.join(uncoded_leads) or 'none'}"
