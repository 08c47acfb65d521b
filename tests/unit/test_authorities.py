"""Names, parents and written forms of authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.areas.authorities import (
    find_aliases,
    find_authorities,
    read_authorities,
)
from geodata.areas.code_changes import EARLIER_CODES, LATER_CODES, describe_code_change
from geodata.tables.faults import TableFaultsError, require
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path


def area_faults(tmp_path: Path, rows: list[factories.Row]) -> list[tuple[int | None, str, str]]:
    _, faults = find_authorities(factories.write_geography(tmp_path, rows, successors=[]))
    return [(fault.row, fault.column, fault.value) for fault in faults]


def test_a_good_file_gives_the_areas_with_their_upper_tier(tmp_path: Path) -> None:
    areas = read_authorities(factories.write_geography(tmp_path))
    pd.testing.assert_frame_equal(areas, factories.make_areas())
    assert areas.loc[factories.DISTRICTS[0], "upper_gss"] == factories.COUNTY
    assert areas.loc[factories.UNITARY, "upper_gss"] == factories.UNITARY
    assert areas.loc[factories.NORTH, "upper_gss"] is pd.NA


def test_a_region_that_is_no_row_of_the_file_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[0]["region_gss"] = "E12000009"
    assert area_faults(tmp_path, rows) == [(2, "region_gss", "E12000009")]


def test_a_district_without_a_county_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[1]["county_gss"] = ""
    assert area_faults(tmp_path, rows) == [(3, "county_gss", "")]


def test_a_unitary_in_a_county_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[0]["county_gss"] = factories.COUNTY
    assert area_faults(tmp_path, rows) == [(2, "county_gss", factories.COUNTY)]


def test_a_district_in_another_region_than_its_county_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[1]["region_gss"] = factories.WEST
    assert area_faults(tmp_path, rows) == [(3, "region_gss", factories.WEST)]


def test_a_council_without_a_region_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[0]["region_gss"] = ""
    assert area_faults(tmp_path, rows) == [(2, "region_gss", "")]


def test_a_tier_that_is_not_the_code_s_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[0]["tier"] = "E09"
    assert area_faults(tmp_path, rows) == [(2, "tier", "E09")]


def test_a_code_or_a_name_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows.insert(1, dict(rows[0]))
    assert area_faults(tmp_path, rows) == [(3, "gss_code", "E06000001"), (3, "name", "Onetown")]


def test_all_faults_of_the_areas_come_in_one_error(tmp_path: Path) -> None:
    rows = factories.area_rows()
    rows[0]["region_gss"] = ""
    rows[1]["county_gss"] = ""
    with pytest.raises(TableFaultsError, match="2 faults") as caught:
        read_authorities(factories.write_geography(tmp_path, rows))
    assert [fault.row for fault in caught.value.faults] == [2, 3]


def test_an_alias_with_an_unknown_code_is_a_fault(tmp_path: Path) -> None:
    folder = factories.write_geography(
        tmp_path, aliases=[factories.alias_row(gss_code="E06000099")]
    )
    with pytest.raises(TableFaultsError, match="E06000099"):
        require(find_aliases(folder, factories.make_areas()))


def test_an_alias_that_is_the_name_of_another_area_is_a_fault(tmp_path: Path) -> None:
    folder = factories.write_geography(tmp_path, aliases=[factories.alias_row("ONETOWN")])
    _, faults = find_aliases(folder, factories.make_areas())
    assert [fault.value for fault in faults] == ["ONETOWN"]


def test_an_alias_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    twice = [factories.alias_row("Mill Ford"), factories.alias_row("Mill-ford")]
    _, faults = find_aliases(
        factories.write_geography(tmp_path, aliases=twice), factories.make_areas()
    )
    assert [(fault.row, fault.value) for fault in faults] == [(3, "Mill-ford")]


def test_a_code_of_another_year_is_told_from_an_unknown_one() -> None:
    assert "later code; this map uses 2014's" in describe_code_change("E06000058")
    assert "earlier code; this map uses 2014's: E08000037" in describe_code_change("E08000020")
    assert describe_code_change("E06000099") == ""


def test_no_code_is_both_earlier_and_later() -> None:
    assert not set(EARLIER_CODES) & set(LATER_CODES)
