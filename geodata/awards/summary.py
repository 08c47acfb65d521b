"""Count and sum the award tables, and compare the sums with the announced totals."""

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


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """How the organisations named in the bids stand to the map.

    Parameters
    ----------
    rows
        Members in all.
    councils, fire_with_code
        Members that stand on the map under their own code.
    different_councils
        Different councils that stand in any bid, groups expanded.
    groups, in_groups
        Members that are groups of known councils, and the places of those councils.
    uncoded
        Members without a code by kind of body: listed, never mapped.
    organisations
        Organisations that sources count without naming.
    without_lead
        Bids whose lead no source states.
    unmapped_leads
        Bids whose lead has no code.
    """

    rows: int
    councils: int
    fire_with_code: int
    different_councils: int
    groups: int
    in_groups: int
    uncoded: tuple[tuple[str, int], ...]
    organisations: int
    without_lead: tuple[str, ...]
    unmapped_leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwardSummary:
    """What the award tables hold; ``warnings`` are oddities that are no faults."""

    tables: tuple[tuple[str, int], ...]
    rounds: tuple[RoundSummary, ...]
    total: RoundSummary
    award_range: tuple[int, int] | None
    members: MemberSummary
    twins: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...]


def summarise_awards(tables: AwardTables) -> AwardSummary:
    """Count rows, money and members of checked tables.

    The rounds and the bids of no stated round together are the total, to the penny.
    """
    rounds = tuple(_summarise_rounds(tables))
    announced_bids = tables.rounds["bids_won"].dropna()
    announced_award = tables.rounds["total_award_pence"].dropna()
    total = _summarise_bids(
        "all",
        tables.bids,
        int(announced_bids.sum()) if len(announced_bids) else None,
        int(announced_award.sum()) if len(announced_award) else None,
    )
    awards = tables.bids["award_pence"].dropna()
    return AwardSummary(
        tables=(
            ("rounds", len(tables.rounds)),
            ("themes", len(tables.themes)),
            ("bids", len(tables.bids)),
            ("members", len(tables.members)),
            ("groups", int(tables.groups["group_id"].nunique())),
            ("sources", len(tables.sources)),
            ("outcomes", len(tables.outcomes)),
        ),
        rounds=rounds,
        total=total,
        award_range=(int(awards.min()), int(awards.max())) if len(awards) else None,
        members=_summarise_members(tables),
        twins=find_twins(tables),
        warnings=tuple(_warnings(tables, rounds)),
    )


def find_twins(tables: AwardTables) -> tuple[tuple[str, ...], ...]:
    """Return bids that may be one bid under two ids: same round, lead and stated award."""
    leads = tables.members.loc[tables.members["role"] == "lead", ["bid_id", "name"]]
    bids = tables.bids[["round", "award_pence"]].reset_index()
    known = bids[bids["award_pence"].notna()].merge(leads, on="bid_id", validate="one_to_one")
    alike = known.groupby(["round", "award_pence", "name"], dropna=False)["bid_id"]
    return tuple(tuple(sorted(ids)) for _, ids in alike if len(ids) > 1)


def describe_summary(summary: AwardSummary) -> list[str]:
    """Return the summary as lines of plain words."""
    lines = ["Award tables", *(f"  {name}: {rows} rows" for name, rows in summary.tables)]
    lines.append("Itemised here, of what was announced")
    lines += [f"  {_describe_round(found)}" for found in (*summary.rounds, summary.total)]
    if summary.award_range is not None:
        lowest, highest = summary.award_range
        lines.append(f"  awards from {format_pence(lowest)} to {format_pence(highest)}")
    lines += ["Members", *(f"  {line}" for line in _describe_members(summary.members))]
    twins = "; ".join(" and ".join(ids) for ids in summary.twins)
    lines.append(
        f"Duplicates: no id twice; {f'look alike: {twins}' if twins else 'none look alike'}"
    )
    lines += [f"Warning: {warning}" for warning in summary.warnings]
    return lines


def _summarise_rounds(tables: AwardTables) -> Iterator[RoundSummary]:
    for row in tables.rounds.to_dict("records"):
        yield _summarise_bids(
            str(row["label"]),
            tables.bids[(tables.bids["round"] == row["round"]).fillna(value=False)],
            _or_none(row["bids_won"]),
            _or_none(row["total_award_pence"]),
        )
    unplaced = tables.bids[tables.bids["round"].isna()]
    if len(unplaced):
        yield _summarise_bids("round not stated", unplaced, None, None)


def _summarise_bids(
    label: str, bids: pd.DataFrame, announced_bids: int | None, announced_award: int | None
) -> RoundSummary:
    return RoundSummary(
        label=label,
        bids=len(bids),
        awards_stated=int(bids["award_pence"].notna().sum()),
        award_pence=int(bids["award_pence"].sum()),
        savings_stated=int(bids["saving_pence"].notna().sum()),
        saving_pence=int(bids["saving_pence"].sum()),
        announced_bids=announced_bids,
        announced_award_pence=announced_award,
    )


def _summarise_members(tables: AwardTables) -> MemberSummary:
    members = tables.members
    coded = members["gss_code"].notna()
    grouped = members["body"] == str(Body.COUNCIL_GROUP)
    sizes = tables.groups["group_id"].value_counts()
    uncoded = members.loc[~coded & ~grouped, "body"].value_counts().sort_index()
    leads = members[members["role"] == "lead"]
    no_lead = tables.bids.index.difference(pd.Index(leads["bid_id"]), sort=False)
    return MemberSummary(
        rows=len(members),
        councils=int((members["body"] == str(Body.COUNCIL)).sum()),
        fire_with_code=int((coded & (members["body"] == str(Body.FIRE))).sum()),
        different_councils=int(council_members(tables)["gss_code"].nunique()),
        groups=int(grouped.sum()),
        in_groups=int(sizes.reindex(members.loc[grouped, "group_id"], fill_value=0).sum()),
        uncoded=tuple((str(body), int(count)) for body, count in uncoded.items()),
        organisations=int(members["organisations"].sum()),
        without_lead=tuple(str(bid_id) for bid_id in no_lead),
        unmapped_leads=tuple(leads.loc[leads["gss_code"].isna() & ~grouped[leads.index], "bid_id"]),
    )


def _warnings(tables: AwardTables, rounds: tuple[RoundSummary, ...]) -> Iterator[str]:
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


def _describe_members(found: MemberSummary) -> Iterator[str]:
    yield f"matched to a council: {found.councils}, and {found.fire_with_code} fire authorities"
    yield f"grouped: {found.groups} groups that stand for {found.in_groups} places of councils"
    yield f"different councils in any bid: {found.different_councils}"
    kinds = ", ".join(f"{body} {count}" for body, count in found.uncoded)
    yield f"unmatched, as they are no council (listed, not mapped): {kinds or 'none'}"
    yield f"organisations counted but not named by sources: {found.organisations}"
    yield f"lead not stated: {', '.join(found.without_lead) or 'none'}"
    yield f"lead without a code: {', '.join(found.unmapped_leads) or 'none'}"


def _or_none(value: object) -> int | None:
    return None if value is pd.NA or value is None else int(str(value))
