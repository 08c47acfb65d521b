"""The check: what it prints, what it returns, and that it goes on past a broken file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.awards.summary import describe_awards, find_twins, summarise_rounds
from geodata.check import check, describe_report, run_check
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    factories.write_award_tables(tmp_path / "awards")
    factories.write_geography(tmp_path / "geography")
    factories.write_boundaries(tmp_path / "geography")
    return tmp_path


def test_good_data_gives_exit_code_0_and_says_what_it_holds(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check(data_folder) == 0
    printed = capsys.readouterr().out
    assert "No faults in the data" in printed
    assert "6 lower, 4 upper, 2 regions" in printed
    assert "2013-14: 2 bids of 3; award £300,000.01 of £1,000,000 (stated by 2)" in printed
    assert "round not stated: 1 bid; award £60,000 (stated by 1); no saving stated" in printed
    assert "grouped: 1 groups that stand for 2 places" in printed
    assert "fire 1, unnamed_group 1" in printed


def test_a_round_that_states_nothing_is_never_called_nothing(data_folder: Path) -> None:
    printed = describe_report(check(data_folder))
    assert "2014-15: 1 bid of 1; no award stated, of £1,000,000; no saving stated" in printed
    assert "£0" not in printed


def test_faults_of_every_file_are_printed_in_one_run_with_exit_code_1(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = factories.award_rows()
    rows["bids"][0]["award_gbp"] = "-5"
    factories.write_award_tables(data_folder / "awards", rows)
    areas = factories.area_rows()
    areas[1]["county_gss"] = ""
    aliases = [factories.alias_row(gss_code="E06000099")]
    factories.write_geography(data_folder / "geography", areas, aliases)
    assert run_check(data_folder) == 1
    printed = capsys.readouterr().out
    assert "3 faults in the data" in printed
    for place in (
        "awards/bids.csv, row 2, column award_gbp: found '-5'",
        "geography/authorities.csv, row 3, column county_gss",
        "geography/aliases.csv, row 2, column gss_code: found 'E06000099'",
    ):
        assert place in printed


def test_award_tables_are_checked_even_if_the_authorities_cannot_be_read(
    data_folder: Path,
) -> None:
    (data_folder / "geography" / "authorities.csv").unlink()
    rows = factories.award_rows()
    rows["bids"][0]["kind"] = "loan"
    factories.write_award_tables(data_folder / "awards", rows)
    faults = check(data_folder).faults
    assert [fault.file for fault in faults] == ["awards/bids.csv", "geography/authorities.csv"]


def test_a_broken_boundary_file_is_a_fault(data_folder: Path) -> None:
    (data_folder / "geography" / "lad_dec2014.geojson").write_text("{}", encoding="utf-8")
    report = check(data_folder)
    assert [fault.file for fault in report.faults] == ["geography/lad_dec2014.geojson"]
    assert not any("boundaries of" in line for line in report.lines)


def test_the_rounds_and_the_bids_of_no_round_make_the_total(tmp_path: Path) -> None:
    *rounds, total = summarise_rounds(factories.make_award_tables(tmp_path))
    assert sum(found.award_pence for found in rounds) == total.award_pence
    assert sum(found.bids for found in rounds) == total.bids == 4


def test_bids_alike_in_round_lead_and_award_are_shown(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["bids"].append(factories.bid_row("T-5"))
    rows["members"].append(factories.member_row("T-5"))
    rows["sources"].append(factories.source_row("T-5"))
    assert find_twins(factories.make_award_tables(tmp_path, rows)) == (("T-1", "T-5"),)


def test_sums_above_what_was_announced_and_idle_groups_are_warned_of(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["rounds"][0] |= {"total_award_gbp": "250000", "bids_won": "1"}
    del rows["members"][4]
    rows["themes"].append(factories.theme_row(theme="housing", label="Housing"))
    lines = list(describe_awards(factories.make_award_tables(tmp_path, rows)))
    assert lines[-4:] == [
        "Warning: 2013-14: 2 bids, but 1 were announced",
        "Warning: 2013-14: £300,000.01 itemised, but £250,000 was announced",
        "Warning: group greater-millford stands in no bid",
        "Warning: theme housing has no bid",
    ]


def test_bids_without_a_lead_or_with_one_off_the_map_are_listed(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["members"][0]["role"] = "partner"
    rows["bids"][0]["lead_basis"] = "lead not stated"
    lines = list(describe_awards(factories.make_award_tables(tmp_path, rows)))
    assert "  lead not stated: T-1" in lines
    assert "  lead without a code: T-4" in lines
    assert "  organisations counted but not named by sources: 5" in lines
