"""Successors: what became of a council, and every way in which their table can be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.areas.successors import add_today, arrivals, find_successors
from geodata.tables.faults import TableFaultsError, require
from tests import factories
from tests.factories import (
    BOROUGHS,
    COMBINED,
    COUNTY,
    DISTRICTS,
    MERGED,
    NORTH,
    UNITARY,
    WEST,
    successor_row,
)

if TYPE_CHECKING:
    from pathlib import Path


def faults(folder: Path, rows: list[factories.Row]) -> list[tuple[int | None, str, str]]:
    """Return row, column and value of each fault in a table of successors."""
    factories.write_geography(folder, successors=rows)
    _, found = find_successors(folder, factories.make_areas())
    return [(fault.row, fault.column, fault.value) for fault in found]


def recoded(**cells: str) -> factories.Row:
    row = successor_row(BOROUGHS[0], gss_now="E08000099", name_now="Millford", kind="recoded")
    return row | cells


def test_successors_are_read_as_they_are_written(tmp_path: Path) -> None:
    folder = factories.write_geography(tmp_path)
    found = require(find_successors(folder, factories.make_areas()))
    pd.testing.assert_frame_equal(found, factories.make_successors(), check_index_type=False)


def test_council_that_changed_nothing_stands_today_as_it_stood() -> None:
    today = factories.make_areas()["today_gss"]
    assert today[UNITARY] == UNITARY
    assert [today[code] for code in DISTRICTS] == [MERGED, MERGED, DISTRICTS[2]]


def test_counties_regions_and_combined_authorities_are_no_councils_of_today() -> None:
    today = factories.make_areas()["today_gss"]
    assert today[[COUNTY, NORTH, COMBINED]].isna().all()


def test_new_unitary_has_the_region_of_what_it_was_made_from_and_no_county() -> None:
    new = arrivals(factories.make_areas(), factories.make_successors())
    assert list(new.index) == [MERGED]
    assert new["name"].to_list() == ["Greater Dale"]
    assert new["tier"].to_list() == ["E06"]
    assert new["region_gss"].to_list() == [NORTH]
    assert new[["county_gss", "combined_authority_gss"]].isna().all(axis=None)


def test_new_district_keeps_its_county() -> None:
    rows = [successor_row(code, gss_now="E07000099") for code in DISTRICTS[:2]]
    new = arrivals(factories.make_areas(successors=rows), factories.make_successors(rows))
    assert new["county_gss"].to_dict() == {"E07000099": COUNTY}


def test_new_code_of_one_council_keeps_its_combined_authority() -> None:
    rows = [recoded()]
    new = arrivals(factories.make_areas(successors=rows), factories.make_successors(rows))
    assert new["combined_authority_gss"].to_dict() == {"E08000099": COMBINED}


def test_a_parent_that_only_some_had_is_not_passed_on() -> None:
    rows = [successor_row(UNITARY), successor_row(DISTRICTS[0])]
    areas = factories.make_areas(successors=rows)
    areas.loc[UNITARY, "combined_authority_gss"] = COMBINED
    new = arrivals(areas, factories.make_successors(rows))
    assert new["combined_authority_gss"].isna().all()


def test_council_that_was_renamed_is_no_arrival() -> None:
    rows = [successor_row(UNITARY, gss_now=UNITARY, name_now="Newtown", kind="renamed")]
    areas = factories.make_areas(successors=rows)
    assert areas["today_gss"][UNITARY] == UNITARY
    assert arrivals(areas, factories.make_successors(rows)).empty


def test_a_world_without_changes_is_one_without_successors() -> None:
    areas = factories.make_areas(successors=[])
    today = areas["today_gss"].dropna()
    assert today.to_list() == list(today.index)
    assert arrivals(areas, factories.make_successors([])).empty


def test_adding_today_twice_changes_nothing() -> None:
    areas = factories.make_areas()
    pd.testing.assert_frame_equal(add_today(areas, factories.make_successors()), areas)


def test_a_county_is_no_council_that_was_merged(tmp_path: Path) -> None:
    assert (2, "gss_2014", COUNTY) in faults(tmp_path, [recoded(gss_2014=COUNTY)])


def test_a_council_that_nobody_knows_is_a_fault(tmp_path: Path) -> None:
    assert (2, "gss_2014", "E07000077") in faults(tmp_path, [recoded(gss_2014="E07000077")])


def test_a_council_cannot_have_gone_two_ways(tmp_path: Path) -> None:
    rows = [*factories.successor_rows(), recoded(gss_2014=DISTRICTS[0])]
    assert faults(tmp_path, rows) == [(4, "gss_2014", DISTRICTS[0])]


@pytest.mark.parametrize("code", [UNITARY, COUNTY, "E10000099", NORTH])
def test_a_new_code_is_one_that_no_area_of_2014_had(tmp_path: Path, code: str) -> None:
    assert faults(tmp_path, [recoded(gss_now=code)]) == [(2, "gss_now", code)]


def test_a_new_name_keeps_its_code(tmp_path: Path) -> None:
    assert faults(tmp_path, [recoded(kind="renamed")]) == [(2, "gss_now", "E08000099")]


@pytest.mark.parametrize(("column", "value"), [("name_now", "Less"), ("changed_on", "2020-04-01")])
def test_rows_of_one_new_code_say_the_same(tmp_path: Path, column: str, value: str) -> None:
    rows = [successor_row(DISTRICTS[0]), successor_row(DISTRICTS[1], **{column: value})]
    assert [(row, where) for row, where, _ in faults(tmp_path, rows)] == [(3, column)]


def test_one_council_alone_is_not_merged(tmp_path: Path) -> None:
    assert faults(tmp_path, [recoded(kind="merged")]) == [(2, "kind", "merged (1 rows)")]


def test_two_councils_with_one_code_are_merged_not_recoded(tmp_path: Path) -> None:
    rows = [successor_row(code, kind="recoded") for code in DISTRICTS[:2]]
    assert faults(tmp_path, rows) == [(3, "kind", "recoded (2 rows)")]


def test_councils_of_two_regions_do_not_merge(tmp_path: Path) -> None:
    rows = [successor_row(DISTRICTS[0]), successor_row(BOROUGHS[0])]
    assert faults(tmp_path, rows) == [(3, "gss_now", MERGED)]
    assert factories.make_areas()["region_gss"][BOROUGHS[0]] == WEST


def test_a_date_in_another_form_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, [recoded(changed_on="1/4/2019")]) == [(2, "changed_on", "1/4/2019")]


def test_all_faults_come_in_one_error(tmp_path: Path) -> None:
    rows = [recoded(kind="", changed_on="")]
    folder = factories.write_geography(tmp_path, successors=rows)
    with pytest.raises(TableFaultsError, match=r"successors\.csv, row 2, column changed_on"):
        require(find_successors(folder, factories.make_areas()))


def test_a_missing_table_is_a_fault(tmp_path: Path) -> None:
    folder = factories.write_geography(tmp_path)
    (folder / "successors.csv").unlink()
    _, found = find_successors(folder, factories.make_areas())
    assert [fault.file for fault in found] == ["geography/successors.csv"]
