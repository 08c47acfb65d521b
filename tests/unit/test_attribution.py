"""Single bids on a world of one county, one unitary and two boroughs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.awards.attribution import attribute
from geodata.model.codes import CountRule, Level
from geodata.model.errors import AuthorityError
from tests.factories import (
    BOROUGHS,
    COUNTY,
    DISTRICTS,
    NORTH,
    UNITARY,
    WEST,
    area_rows,
    bid_row,
    make_areas,
    make_award_tables,
    member_row,
    source_row,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.awards.reading import AwardTables
    from tests.factories import Row


def make_bid(folder: Path, *members: Row, **cells: str) -> AwardTables:
    """Return tables of one bid, T-1."""
    rows = {"bids": [bid_row(**cells)], "members": list(members), "sources": [source_row()]}
    return make_award_tables(folder, rows)


def awards(cells: pd.DataFrame) -> dict[str, int]:
    return dict(zip(cells["gss_code"], cells["award_pence"], strict=True))


COUNTY_LEAD = member_row(name="Daleshire County Council", gss_code=COUNTY)


def partner(name: str, gss_code: str, **cells: str) -> Row:
    return member_row(role="partner", name=name, gss_code=gss_code, **cells)


@pytest.mark.parametrize("level", [Level.LOWER, Level.TODAY])
@pytest.mark.parametrize("rule", list(CountRule))
def test_county_award_is_no_figure_of_its_districts(
    tmp_path: Path, level: Level, rule: CountRule
) -> None:
    tables = make_bid(tmp_path, COUNTY_LEAD, award_gbp="100")
    assert awards(attribute(tables, make_areas(), level, rule)) == {COUNTY: 10_000}


def test_county_award_stays_whole_at_the_upper_level(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, COUNTY_LEAD, award_gbp="100")
    assert awards(attribute(tables, make_areas(), Level.UPPER, CountRule.LEAD)) == {COUNTY: 10_000}


@pytest.mark.parametrize("rule", list(CountRule))
def test_county_award_is_not_counted_twice_at_region_level(tmp_path: Path, rule: CountRule) -> None:
    tables = make_bid(
        tmp_path, COUNTY_LEAD, partner("Ashdale District Council", DISTRICTS[0]), award_gbp="100"
    )
    assert awards(attribute(tables, make_areas(), Level.REGION, rule)) == {NORTH: 10_000}


def test_district_award_rolls_up_to_its_county(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, member_row(), award_gbp="100")
    assert awards(attribute(tables, make_areas(), Level.UPPER, CountRule.LEAD)) == {COUNTY: 10_000}


def test_shared_award_is_split_over_councils_odd_penny_first(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, COUNTY_LEAD, partner("Onetown", UNITARY), award_gbp="100.01")
    shares = awards(attribute(tables, make_areas(), Level.LOWER, CountRule.SHARED))
    assert shares == {UNITARY: 5001, COUNTY: 5000}


def test_partners_get_nothing_under_lead(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, COUNTY_LEAD, partner("Onetown", UNITARY))
    assert set(awards(attribute(tables, make_areas(), Level.UPPER, CountRule.LEAD))) == {COUNTY}


def test_group_stands_for_its_councils(tmp_path: Path) -> None:
    tables = make_award_tables(tmp_path)
    cells = attribute(tables, make_areas(), Level.LOWER, CountRule.SHARED)
    assert list(cells.loc[cells["bid_id"] == "T-3", "gss_code"]) == list(BOROUGHS)


def test_involved_counts_a_county_partner_as_the_county_alone(tmp_path: Path) -> None:
    tables = make_bid(
        tmp_path,
        member_row(name="Onetown Council", gss_code=UNITARY),
        partner("Daleshire County Council", COUNTY),
        award_gbp="100",
    )
    found = awards(attribute(tables, make_areas(), Level.LOWER, CountRule.INVOLVED))
    assert found == dict.fromkeys([UNITARY, COUNTY], 10_000)


@pytest.mark.parametrize("rule", list(CountRule))
def test_bid_of_a_lead_without_a_code_cannot_be_placed(tmp_path: Path, rule: CountRule) -> None:
    fire = member_row(name="Daleshire Fire and Rescue", gss_code="", body="fire")
    assert attribute(make_bid(tmp_path, fire), make_areas(), Level.UPPER, rule).empty


def test_lead_without_a_code_is_placed_on_its_partners_when_shared(tmp_path: Path) -> None:
    fire = member_row(name="Daleshire Fire and Rescue", gss_code="", body="fire")
    tables = make_bid(tmp_path, fire, partner("Onetown", UNITARY))
    shared = attribute(tables, make_areas(), Level.UPPER, CountRule.SHARED)
    lead = attribute(tables, make_areas(), Level.UPPER, CountRule.LEAD)
    assert awards(shared) == {UNITARY: 10_000_000}
    assert lead.empty


def test_bid_that_states_no_award_still_has_a_cell(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, member_row(), award_gbp="", award_precision="")
    cells = attribute(tables, make_areas(), Level.REGION, CountRule.LEAD)
    assert list(cells["gss_code"]) == [NORTH]
    assert cells["award_pence"].isna().all()


def test_cells_keep_the_order_of_the_bids_and_codes(tmp_path: Path) -> None:
    cells = attribute(make_award_tables(tmp_path), make_areas(), Level.UPPER, CountRule.INVOLVED)
    pairs = list(zip(cells["bid_id"], cells["gss_code"], strict=True))
    assert pairs == sorted(pairs)
    assert str(cells["award_pence"].dtype) == "Int64"


def test_council_that_is_not_among_the_areas_is_refused(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, member_row(name="Onetown Council", gss_code=UNITARY))
    areas = make_areas([row for row in area_rows() if row["gss_code"] != UNITARY])
    with pytest.raises(AuthorityError, match=UNITARY):
        attribute(tables, areas, Level.LOWER, CountRule.LEAD)


def test_council_without_a_region_is_refused_rather_than_lost(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, member_row(name="Onetown Council", gss_code=UNITARY))
    areas = make_areas(
        [row | {"region_gss": ""} if row["gss_code"] == UNITARY else row for row in area_rows()]
    )
    with pytest.raises(AuthorityError, match=UNITARY):
        attribute(tables, areas, Level.REGION, CountRule.LEAD)


def test_council_in_another_region_keeps_its_share_there(tmp_path: Path) -> None:
    tables = make_bid(tmp_path, COUNTY_LEAD, partner("Millford MBC", BOROUGHS[0]), award_gbp="100")
    found = awards(attribute(tables, make_areas(), Level.REGION, CountRule.SHARED))
    assert found == {NORTH: 5000, WEST: 5000}
