"""Names, parents and written forms of authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.authorities import (
    Ambiguous,
    AuthorityIndex,
    Match,
    NoMatch,
    find_aliases,
    find_authorities,
    index_authorities,
    match_authority,
    normalise_name,
    read_aliases,
    read_authorities,
)
from geodata.code_changes import EARLIER_CODES, LATER_CODES, describe_code_change
from geodata.codes import GssCode
from geodata.faults import AuthorityFaultsError
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path


def make_index(aliases: list[factories.Row] | None = None) -> AuthorityIndex:
    rows = pd.DataFrame([factories.alias_row()] if aliases is None else aliases)
    return index_authorities(factories.make_areas(), rows)


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
    with pytest.raises(AuthorityFaultsError, match="2 faults") as caught:
        read_authorities(factories.write_geography(tmp_path, rows))
    assert [fault.row for fault in caught.value.faults] == [2, 3]


def test_an_alias_with_an_unknown_code_is_a_fault(tmp_path: Path) -> None:
    folder = factories.write_geography(
        tmp_path, aliases=[factories.alias_row(gss_code="E06000099")]
    )
    with pytest.raises(AuthorityFaultsError, match="E06000099"):
        read_aliases(folder, factories.make_areas())


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


@pytest.mark.parametrize(
    ("text", "gss_code"),
    [
        ("Onetown", factories.UNITARY),
        ("onetown council", factories.UNITARY),
        ("ONETOWN BC", factories.UNITARY),
        ("Milford", factories.BOROUGHS[0]),
        ("Milford MBC", factories.BOROUGHS[0]),
        ("Metropolitan Borough of Kilnbridge", factories.BOROUGHS[1]),
        ("Daleshire County Council", factories.COUNTY),
        ("Daleshire CC", factories.COUNTY),
        ("Greater Millford Combined Authority", factories.COMBINED),
        ("Borough of Onetown Council", factories.UNITARY),
    ],
)
def test_what_a_council_calls_itself_does_not_hide_its_name(text: str, gss_code: str) -> None:
    found = match_authority(text, make_index())
    assert isinstance(found, Match)
    assert found.gss_code == gss_code


@pytest.mark.parametrize(
    "text",
    [
        "Daleshire District Council",
        "Ashdale County Council",
        "Ashdale MBC",
        "Onetwn",
        "Council",
        "",
        "Daleshire Fire and Rescue Service",
    ],
)
def test_a_name_of_the_wrong_tier_or_spelling_is_not_guessed_at(text: str) -> None:
    assert match_authority(text, make_index()) == NoMatch(text)


def test_a_form_of_two_areas_is_ambiguous() -> None:
    twice = [factories.alias_row("Dale", code) for code in factories.DISTRICTS[:2]]
    assert match_authority("dale", make_index(twice)) == Ambiguous(
        tuple(GssCode(code) for code in factories.DISTRICTS[:2])
    )


def test_the_tier_in_a_name_settles_an_ambiguous_form() -> None:
    twice = [
        factories.alias_row("Dale", factories.DISTRICTS[0]),
        factories.alias_row("Dale", factories.COUNTY),
    ]
    found = match_authority("Dale County Council", make_index(twice))
    assert found == Match(GssCode(factories.COUNTY), "Daleshire")


@given(st.text())
def test_normalising_a_name_twice_is_normalising_it_once(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(match_authority(text, make_index()), Match | Ambiguous | NoMatch)


def test_a_code_of_another_year_is_told_from_an_unknown_one() -> None:
    assert "later code; this map uses 2014's" in describe_code_change("E06000058")
    assert "earlier code; this map uses 2014's: E08000037" in describe_code_change("E08000020")
    assert describe_code_change("E06000099") == ""


def test_no_code_is_both_earlier_and_later() -> None:
    assert not set(EARLIER_CODES) & set(LATER_CODES)
