"""Whatever the bids, money is neither made nor lost on its way to the map."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.awards.attribution import attribute
from geodata.awards.reading import AwardTables, Fund
from geodata.model.codes import CountRule, Level
from tests.factories import MERGED, WEST, area_row, area_rows, make_areas

AREAS: Final = make_areas(
    [
        *area_rows(),
        area_row("E10000002", "Fenshire", region_gss=WEST),
        area_row("E07000008", "Overfen", county_gss="E10000002", region_gss=WEST),
        area_row("E07000009", "Netherfen", county_gss="E10000002", region_gss=WEST),
    ]
)
COUNTIES: Final = {
    "E10000001": ["E07000001", "E07000002", "E07000003"],
    "E10000002": ["E07000008", "E07000009"],
}
LOWER: Final = sorted(code for code in AREAS.index if code[:3] in {"E06", "E07", "E08"})
GROUPS: Final = {
    "all-boroughs": ["E08000001", "E08000002"],
    "mixed": ["E07000001", "E07000008", "E10000001"],
}
TODAY: Final = {"E07000001": MERGED, "E07000002": MERGED}
PARENTS: Final = (
    (Level.UPPER, "upper_gss"),
    (Level.REGION, "region_gss"),
    (Level.TODAY, "today_gss"),
)
ADDITIVE: Final = [CountRule.LEAD, CountRule.SHARED]
AMOUNTS: Final = ["award_pence", "saving_pence"]

Standing = list[str | None]
"""Codes, groups or None (a body that is no council); the first is the lead."""
Bid = tuple[int | None, int | None, bool, Standing]
"""Award, saving, whether a lead is stated, members."""

pence = st.none() | st.integers(0, 20) | st.integers(0, 10**12)
members = st.lists(
    st.none() | st.sampled_from([*LOWER, *COUNTIES]) | st.sampled_from(sorted(GROUPS)),
    min_size=1,
    max_size=6,
)
bids_strategy = st.lists(st.tuples(pence, pence, st.booleans(), members), max_size=6)
levels = st.sampled_from(list(Level))
quick = settings(max_examples=15)


def make_tables(bids: list[Bid]) -> AwardTables:
    """Return tables that hold what attribution reads, and nothing else."""
    rows = [
        {
            "bid_id": f"T-{number}",
            "role": "lead" if place == 0 and has_lead else "partner",
            "name": "A body",
            "gss_code": member if member is not None and member not in GROUPS else pd.NA,
            "body": "other" if member is None else "council",
            "group_id": pd.NA,
        }
        | ({"body": "council_group", "group_id": member} if member in GROUPS else {})
        for number, (_, _, has_lead, standing) in enumerate(bids)
        for place, member in enumerate(standing)
    ]
    columns = ["bid_id", "role", "name", "gss_code", "body", "group_id"]
    index = pd.Index([f"T-{number}" for number in range(len(bids))], dtype="string", name="bid_id")
    empty = pd.DataFrame()
    return AwardTables(
        fund=Fund("T", "T", "T", "T", "T", "T", "T", "T", date(2020, 1, 2)),
        rounds=empty,
        themes=empty,
        bids=pd.DataFrame(
            {
                "award_pence": pd.array([bid[0] for bid in bids], dtype="Int64"),
                "saving_pence": pd.array([bid[1] for bid in bids], dtype="Int64"),
            },
            index=index,
        ),
        members=pd.DataFrame(rows, columns=pd.Index(columns), dtype="string"),
        groups=pd.DataFrame(
            [(group, code) for group, codes in GROUPS.items() for code in codes],
            columns=pd.Index(["group_id", "gss_code"]),
            dtype="string",
        ),
        sources=empty,
        outcomes=empty,
    )


def councils_of(bid: Bid, rule: CountRule) -> set[str]:
    """Return, by plain reckoning, the councils that money may go to under a rule."""
    _, _, has_lead, standing = bid
    if rule is CountRule.LEAD:
        standing = standing[:1] if has_lead else []
    return {code for member in standing if member for code in GROUPS.get(member, [member])}


def area_of(council: str, level: Level) -> str:
    """Return, by plain reckoning, the area on which a council's money lands."""
    match level:
        case Level.LOWER:
            return council
        case Level.UPPER:
            return next((up for up, own in COUNTIES.items() if council in own), council)
        case Level.REGION:
            return str(AREAS.loc[council]["region_gss"])
        case Level.TODAY:
            return TODAY.get(council, council)


def split(amount: int, over: list[str]) -> dict[str, int]:
    """Return an equal split, odd pennies to the first in order."""
    whole, odd = divmod(amount, len(over))
    return {code: whole + (place < odd) for place, code in enumerate(sorted(over))}


def reckon(bid: Bid, level: Level, rule: CountRule, amount: int) -> dict[str, int]:
    """Return what each area should get of one amount of a bid, one penny pile at a time."""
    councils = sorted(councils_of(bid, rule))
    if rule is CountRule.INVOLVED:
        return {area_of(council, level): amount for council in councils}
    landed: dict[str, int] = {}
    for council, share in split(amount, councils).items() if councils else ():
        area = area_of(council, level)
        landed[area] = landed.get(area, 0) + share
    return landed


@pytest.mark.parametrize("rule", ADDITIVE)
@pytest.mark.parametrize("level", list(Level))
@quick
@given(bids=bids_strategy, wanted=st.sets(st.integers(0, 5)))
def test_cells_sum_to_the_bids_that_have_any_under_any_filter(
    level: Level, rule: CountRule, bids: list[Bid], wanted: set[int]
) -> None:
    tables = make_tables(bids)
    cells = attribute(tables, AREAS, level, rule)
    chosen = {f"T-{number}" for number in wanted} & set(cells["bid_id"])
    for column in AMOUNTS:
        placed = cells.loc[cells["bid_id"].isin(chosen), column].sum()
        assert placed == tables.bids.loc[tables.bids.index.isin(chosen), column].sum()


@pytest.mark.parametrize("rule", list(CountRule))
@quick
@given(bids=bids_strategy, level=levels)
def test_every_cell_is_what_a_plain_reckoning_gives(
    rule: CountRule, bids: list[Bid], level: Level
) -> None:
    cells = attribute(make_tables(bids), AREAS, level, rule)
    for column, position in (("award_pence", 0), ("saving_pence", 1)):
        known = cells[cells[column].notna()]
        found = {(row.bid_id, row.gss_code): getattr(row, column) for row in known.itertuples()}
        assert found == {
            (f"T-{number}", area): pence
            for number, bid in enumerate(bids)
            if (amount := (bid[0], bid[1])[position]) is not None
            for area, pence in reckon(bid, level, rule, amount).items()
        }


@quick
@given(bids=bids_strategy, level=levels, rule=st.sampled_from(list(CountRule)))
def test_every_bid_of_a_council_that_counts_has_cells_and_no_other(
    bids: list[Bid], level: Level, rule: CountRule
) -> None:
    cells = attribute(make_tables(bids), AREAS, level, rule)
    expected = {f"T-{number}" for number, bid in enumerate(bids) if councils_of(bid, rule)}
    assert set(cells["bid_id"]) == expected
    assert not cells.duplicated(["bid_id", "gss_code"]).any()


@quick
@given(bids=bids_strategy, level=levels, rule=st.sampled_from(list(CountRule)))
def test_an_amount_that_is_not_stated_never_becomes_a_number(
    bids: list[Bid], level: Level, rule: CountRule
) -> None:
    tables = make_tables(bids)
    cells = attribute(tables, AREAS, level, rule)
    for column in AMOUNTS:
        stated = cells["bid_id"].map(tables.bids[column].notna()).astype("bool")
        assert cells[column].notna().to_list() == stated.to_list()


@pytest.mark.parametrize("rule", ADDITIVE)
@quick
@given(bids=bids_strategy)
def test_what_councils_hold_sums_to_what_their_county_and_region_hold(
    rule: CountRule, bids: list[Bid]
) -> None:
    tables = make_tables(bids)
    lower = attribute(tables, AREAS, Level.LOWER, rule)
    for level, parent in PARENTS:
        into = AREAS[parent].where(AREAS[parent].notna(), AREAS.index.to_series())
        rolled = lower.assign(gss_code=lower["gss_code"].map(into))
        summed = rolled.groupby(["bid_id", "gss_code"])[AMOUNTS].sum(min_count=1)
        direct = attribute(tables, AREAS, level, rule).set_index(["bid_id", "gss_code"])
        assert summed.to_dict() == direct[AMOUNTS].to_dict()


@quick
@given(award=st.integers(0, 10**12), councils=st.sets(st.sampled_from(LOWER), min_size=1))
def test_shares_of_equal_councils_differ_by_a_penny_at_most(award: int, councils: set[str]) -> None:
    tables = make_tables([(award, None, True, [*councils])])
    shares = attribute(tables, AREAS, Level.LOWER, CountRule.SHARED)["award_pence"]
    assert shares.max() - shares.min() <= 1
    assert len(shares) == len(councils)


@quick
@given(bids=bids_strategy, level=levels)
def test_involved_gives_each_area_the_whole_award_once(bids: list[Bid], level: Level) -> None:
    tables = make_tables(bids)
    cells = attribute(tables, AREAS, level, CountRule.INVOLVED)
    whole = cells["bid_id"].map(tables.bids["award_pence"])
    assert cells["award_pence"].equals(whole.astype("Int64").rename("award_pence"))
    assert not cells.duplicated(["bid_id", "gss_code"]).any()
