"""Reading award tables: good ones give typed frames, and every fault is named with its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.awards.reading import council_members, find_award_tables, read_award_tables
from geodata.names.matching import index_authorities
from geodata.tables.faults import Fault, TableFaultsError
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(
    folder: Path,
    rows: dict[str, list[factories.Row]] | None = None,
    fund: str = factories.FUND_TOML,
) -> tuple[Fault, ...]:
    factories.write_award_tables(folder, rows, fund)
    aliases = pd.DataFrame([factories.alias_row()])
    areas = factories.make_areas()
    tables, faults = find_award_tables(folder, areas, index_authorities(areas, aliases))
    assert (tables is None) == bool(faults)
    return faults


def changed(table: str, row: int, **cells: str) -> dict[str, list[factories.Row]]:
    """Return the good tables with some cells of one row changed."""
    rows = factories.award_rows()
    rows[table][row] |= cells
    return rows


def without(table: str, row: int) -> dict[str, list[factories.Row]]:
    rows = factories.award_rows()
    del rows[table][row]
    return rows


def places(faults: tuple[Fault, ...]) -> list[tuple[str, int | None, str, str]]:
    return [(fault.file, fault.row, fault.column, fault.value) for fault in faults]


def test_good_tables_have_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == ()


def test_pounds_become_whole_pence_and_a_blank_becomes_not_stated(tmp_path: Path) -> None:
    bids = factories.make_award_tables(tmp_path).bids
    expected = pd.array([10_000_000, 20_000_001, None, 6_000_000], dtype="Int64")
    pd.testing.assert_extension_array_equal(bids["award_pence"].array, expected)
    assert bids["saving_pence"].isna().tolist() == [True, False, True, True]


def test_text_that_is_not_stated_is_na_and_never_an_empty_string(tmp_path: Path) -> None:
    tables = factories.make_award_tables(tmp_path)
    assert tables.bids.loc["T-4", "round"] is pd.NA
    assert tables.members["gss_code"].isna().sum() == 3
    for frame in (tables.bids, tables.members, tables.sources, tables.rounds):
        assert not (frame.astype("string") == "").any(axis=None)


def test_announced_totals_are_pence_too(tmp_path: Path) -> None:
    rounds = factories.make_award_tables(tmp_path).rounds
    assert rounds["total_award_pence"].tolist() == [100_000_000, 100_000_000]
    assert rounds["saving_at_least_pence"].isna().all()


def test_the_fund_is_read_with_its_date(tmp_path: Path) -> None:
    fund = factories.make_award_tables(tmp_path).fund
    assert (fund.title, fund.compiled_on) == ("Test Fund", date(2020, 1, 2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("£100000", "digits"),
        ("100,000", "digits"),
        ("1e6", "digits"),
        ("1.2m", "digits"),
        ("NaN", "digits"),
        ("\N{ARABIC-INDIC DIGIT ONE}00", "digits"),
        ("12345678901234567890", "digits"),
        ("-5", "above nothing"),
        ("1.005", "whole pence"),
        ("1.5", "whole pence"),
        ("0", "above nothing"),
        ("0.00", "above nothing"),
        ("+5", "digits alone"),
    ],
)
def test_a_bad_amount_is_one_fault(tmp_path: Path, value: str, expected: str) -> None:
    (fault,) = faults_of(tmp_path, changed("bids", 0, award_gbp=value))
    assert places((fault,)) == [("awards/bids.csv", 2, "award_gbp", value)]
    assert expected in fault.expected


@pytest.mark.parametrize(
    "value", ["9 October 2013", "2013-02-30", "20131009", "2013-W41-3", "09/10/2013", "2013-10"]
)
def test_a_date_that_is_not_one_is_a_fault(tmp_path: Path, value: str) -> None:
    faults = faults_of(tmp_path, changed("bids", 1, announced_on=value))
    assert places(faults) == [("awards/bids.csv", 3, "announced_on", value)]


def test_an_unknown_round_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, round="2016-17"))
    assert places(faults) == [("awards/bids.csv", 2, "round", "2016-17")]


@pytest.mark.parametrize("value", ["dijital", "digital, health", "digital;health", "digital; "])
def test_a_theme_outside_the_list_is_a_fault(tmp_path: Path, value: str) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, theme=value))
    assert {(fault.row, fault.column) for fault in faults} == {(2, "theme")}


def test_a_theme_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, theme="digital; digital"))
    assert places(faults) == [("awards/bids.csv", 2, "theme", "digital")]


def test_a_duplicate_bid_is_a_fault_that_names_both_rows(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["bids"].append(dict(rows["bids"][0]))
    (fault,) = faults_of(tmp_path, rows)
    assert places((fault,)) == [("awards/bids.csv", 6, "bid_id", "T-1")]
    assert "row 2" in fault.expected


@pytest.mark.parametrize("table", ["rounds", "themes", "members", "groups", "sources"])
def test_a_row_that_stands_twice_is_a_fault(tmp_path: Path, table: str) -> None:
    rows = factories.award_rows()
    spare = {"members": {"role": "partner"}, "sources": {"primary": "no"}}
    rows[table].append(rows[table][1] | spare.get(table, {}))
    last = len(rows[table]) + 1
    found = [(fault.file, fault.row) for fault in faults_of(tmp_path, rows)]
    assert (f"awards/{table}.csv", last) in found
    assert {row for _, row in found} == {last}


def test_tables_without_a_row_are_tables_and_what_rests_on_them_is_the_fault(
    tmp_path: Path,
) -> None:
    assert faults_of(tmp_path, {name: [] for name in factories.award_rows()}) == ()
    faults = faults_of(tmp_path, {"bids": []})
    assert {(fault.file, fault.column) for fault in faults} == {
        ("awards/members.csv", "bid_id"),
        ("awards/sources.csv", "bid_id"),
    }


def test_two_leads_are_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 2, role="lead"))
    assert places(faults) == [("awards/members.csv", 4, "role", "lead")]


def test_no_lead_is_a_fault_unless_it_is_marked_as_not_stated(tmp_path: Path) -> None:
    rows = changed("members", 0, role="partner")
    assert places(faults_of(tmp_path, rows)) == [("awards/bids.csv", 2, "lead_basis", "sole-named")]
    rows["bids"][0]["lead_basis"] = "lead not stated"
    assert faults_of(tmp_path, rows) == ()


def test_a_bid_without_any_member_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, without("members", 0))
    assert places(faults) == [("awards/bids.csv", 2, "bid_id", "T-1")]


def test_a_member_or_source_of_no_bid_is_a_fault(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["members"].append(factories.member_row("T-9"))
    rows["sources"].append(factories.source_row("T-9"))
    assert places(faults_of(tmp_path, rows)) == [
        ("awards/members.csv", 9, "bid_id", "T-9"),
        ("awards/sources.csv", 6, "bid_id", "T-9"),
    ]


def test_a_bid_with_no_source_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, without("sources", 3))
    assert places((fault,)) == [("awards/bids.csv", 5, "bid_id", "T-4")]
    assert "source" in fault.expected


def test_a_bid_needs_one_primary_source(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("sources", 0, primary="no"))
    assert places(faults) == [("awards/bids.csv", 2, "bid_id", "T-1")]
    rows = factories.award_rows()
    rows["sources"].append(factories.source_row("T-1", url="https://example.org/other"))
    assert places(faults_of(tmp_path, rows)) == [("awards/sources.csv", 6, "primary", "yes")]


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "ftp://example.org/page",
        "example.org/page",
        "https://",
        "http://host",
        "https://example.org/a b",
        "https://user:secret@example.org/",
        "https://[bad",
    ],
)
def test_a_source_whose_address_is_no_web_page_is_a_fault(tmp_path: Path, value: str) -> None:
    faults = faults_of(tmp_path, changed("sources", 0, url=value))
    assert places(faults) == [("awards/sources.csv", 2, "url", value)]


@pytest.mark.parametrize(
    "value", ["E0700001", "e07000001", "E0700000\N{ARABIC-INDIC DIGIT ONE}", "Ashdale"]
)
def test_text_that_is_no_gss_code_is_a_fault(tmp_path: Path, value: str) -> None:
    faults = faults_of(tmp_path, changed("members", 0, gss_code=value))
    assert places(faults) == [("awards/members.csv", 2, "gss_code", value)]


def test_an_unknown_code_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, changed("members", 0, gss_code="E07000999"))
    assert (fault.row, fault.value) == (2, "E07000999")
    assert "authorities.csv" in fault.cure


def test_a_superseded_code_says_which_code_this_map_uses(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, changed("members", 0, gss_code="E06000058"))
    assert fault.cure.startswith("this is a later code; this map uses 2014's")


@pytest.mark.parametrize("code", [factories.NORTH, factories.COMBINED])
def test_a_region_or_combined_authority_is_no_member(tmp_path: Path, code: str) -> None:
    faults = faults_of(tmp_path, changed("members", 5, gss_code=code))
    assert places(faults) == [("awards/members.csv", 7, "gss_code", code)]


def test_an_unknown_code_in_a_group_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("groups", 1, gss_code="E08000099"))
    assert places(faults) == [("awards/groups.csv", 3, "gss_code", "E08000099")]


def test_an_unknown_group_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 4, group_id="greater-kiln"))
    assert places(faults) == [("awards/members.csv", 6, "group_id", "greater-kiln")]


def test_a_group_without_its_id_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 4, group_id=""))
    assert places(faults) == [("awards/members.csv", 6, "group_id", "")]


def test_a_group_with_two_labels_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("groups", 1, label="Another"))
    assert places(faults) == [("awards/groups.csv", 3, "label", "Another")]


def test_a_council_without_a_code_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 2, gss_code=""))
    assert places(faults) == [("awards/members.csv", 4, "gss_code", "")]


def test_a_body_that_is_no_council_has_no_code(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 5, body="police", gss_code=factories.COUNTY))
    assert places(faults) == [("awards/members.csv", 7, "gss_code", factories.COUNTY)]


def test_a_council_under_two_names_is_a_fault(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["members"].append(factories.member_row("T-2", role="partner", name="Onetown BC"))
    rows["members"][-1]["gss_code"] = factories.UNITARY
    (fault,) = faults_of(tmp_path, rows)
    assert places((fault,)) == [("awards/members.csv", 9, "gss_code", factories.UNITARY)]
    assert "row 4" in fault.expected


def test_a_group_cannot_lead(tmp_path: Path) -> None:
    rows = changed("members", 5, role="partner")
    rows["members"][6]["role"] = "lead"
    faults = faults_of(tmp_path, rows)
    assert places(faults) == [("awards/members.csv", 8, "body", "unnamed_group")]


def test_only_an_unnamed_group_is_counted(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("members", 5, organisations="3"))
    assert places(faults) == [("awards/members.csv", 7, "organisations", "3")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"award_gbp": ""}, "award_precision"),
        ({"award_precision": ""}, "award_precision"),
        ({"saving_precision": "exact"}, "saving_precision"),
        ({"saving_gbp": "5"}, "saving_precision"),
    ],
)
def test_an_amount_and_its_precision_stand_together(
    tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, **cells))
    assert [(fault.row, fault.column) for fault in faults] == [(2, column)]


def test_flexibility_alone_brings_no_award(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, kind="capital_receipt_flexibility"))
    assert places(faults) == [("awards/bids.csv", 2, "award_gbp", "100000")]


def test_a_name_that_means_another_council_than_its_code_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, changed("members", 0, gss_code=factories.DISTRICTS[1]))
    assert places((fault,)) == [("awards/members.csv", 2, "name", "Ashdale District Council")]
    assert factories.DISTRICTS[0] in fault.cure


def test_a_name_that_is_not_known_is_a_fault_with_the_alias_file_as_cure(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, changed("members", 0, name="Ashdayle District Council"))
    assert "aliases.csv" in fault.cure


def test_a_missing_column_is_a_fault_and_not_hundreds(tmp_path: Path) -> None:
    rows = factories.award_rows()
    for row in rows["members"]:
        del row["body"]
    (fault,) = faults_of(tmp_path, rows)
    assert (fault.file, fault.row, fault.column) == ("awards/members.csv", 1, "body")


def test_a_column_that_is_not_known_is_a_fault(tmp_path: Path) -> None:
    rows = factories.award_rows()
    for row in rows["themes"]:
        row["colour"] = "red"
    assert places(faults_of(tmp_path, rows)) == [("awards/themes.csv", 1, "colour", "colour")]


def test_a_file_in_another_encoding_is_a_fault_with_its_line(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    path = tmp_path / "sources.csv"
    path.write_bytes(path.read_bytes().replace("£".encode(), b"\xa3"))
    _, faults = find_award_tables(tmp_path, factories.make_areas())
    assert places(faults) == [("awards/sources.csv", 2, "", "byte 0xa3")]
    assert "UTF-8" in faults[0].cure


def test_a_byte_order_mark_as_spreadsheets_write_it_is_let_through(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    path = tmp_path / "bids.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_award_tables(tmp_path, factories.make_areas()).bids) == 4


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    (tmp_path / "groups.csv").unlink()
    _, faults = find_award_tables(tmp_path, factories.make_areas())
    assert [(fault.file, fault.row) for fault in faults] == [("awards/groups.csv", None)]


def test_an_empty_file_misses_every_column(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    (tmp_path / "themes.csv").write_text("", encoding="utf-8")
    _, faults = find_award_tables(tmp_path, factories.make_areas())
    assert [fault.column for fault in faults] == ["label", "theme"]


def test_a_row_with_an_unquoted_comma_is_a_fault(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    with (tmp_path / "themes.csv").open("a", encoding="utf-8") as file:
        file.write("housing,Housing, and homes\n")
    _, faults = find_award_tables(tmp_path, factories.make_areas())
    assert places(faults) == [("awards/themes.csv", 4, "", "3 cells")]


def test_a_quotation_mark_that_never_closes_is_a_fault(tmp_path: Path) -> None:
    factories.write_award_tables(tmp_path)
    with (tmp_path / "themes.csv").open("a", encoding="utf-8") as file:
        file.write('housing,"Housing\n')
    _, faults = find_award_tables(tmp_path, factories.make_areas())
    assert [fault.file for fault in faults] == ["awards/themes.csv"]


def test_a_row_after_a_cell_of_two_lines_is_named_by_its_line_in_the_file(tmp_path: Path) -> None:
    rows = changed("bids", 0, check_note="one\ntwo")
    rows["bids"][1]["kind"] = "loan"
    assert [(fault.row, fault.column) for fault in faults_of(tmp_path, rows)] == [
        (3, "check_note"),
        (4, "kind"),
    ]


def test_a_cell_with_a_space_at_its_end_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, title="A bid "))
    assert places(faults) == [("awards/bids.csv", 2, "title", "A bid ")]


@pytest.mark.parametrize("value", ["zero\u200bwidth", "bell\x07"])
def test_a_character_that_cannot_be_seen_is_a_fault(tmp_path: Path, value: str) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, summary=value))
    assert places(faults) == [("awards/bids.csv", 2, "summary", value)]


@pytest.mark.parametrize("column", ["summary", "kind", "lead_basis", "confidence"])
def test_a_blank_cell_where_a_value_is_needed_is_a_fault(tmp_path: Path, column: str) -> None:
    faults = faults_of(tmp_path, changed("bids", 0, **{column: ""}))
    assert places(faults) == [("awards/bids.csv", 2, column, "")]


@pytest.mark.parametrize(
    ("fund", "column"),
    [
        ("title = 1\n", "title"),
        (factories.FUND_TOML.replace("2020-01-02", '"2 January"'), "compiled_on"),
        (factories.FUND_TOML.replace("2020-01-02", "2020-01-02T00:00:00"), "compiled_on"),
        (factories.FUND_TOML + "extra = 1\n", "extra"),
        ("not toml", ""),
    ],
)
def test_a_fund_that_is_not_whole_is_a_fault(tmp_path: Path, fund: str, column: str) -> None:
    faults = faults_of(tmp_path, fund=fund)
    assert {fault.file for fault in faults} == {"awards/fund.toml"}
    assert column in {fault.column for fault in faults}


def test_all_faults_of_all_tables_come_in_one_error(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["bids"][0] |= {"award_gbp": "-5", "announced_on": "soon", "theme": "nothing"}
    rows["members"][0]["gss_code"] = "E06000058"
    rows["sources"][0]["url"] = "page"
    rows["rounds"][0]["bids_won"] = "eighteen"
    factories.write_award_tables(tmp_path, rows, fund="")
    with pytest.raises(TableFaultsError) as caught:
        read_award_tables(tmp_path, factories.make_areas())
    columns = {fault.column for fault in caught.value.faults}
    assert columns >= {"award_gbp", "announced_on", "theme", "gss_code", "url", "bids_won", "title"}
    assert all(fault.describe() in str(caught.value) for fault in caught.value.faults)


def test_faults_stand_in_the_order_of_the_files_and_rows(tmp_path: Path) -> None:
    rows = factories.award_rows()
    for row in rows["bids"]:
        row["kind"] = "loan"
    rows["themes"][0]["label"] = ""
    found = [(fault.file, fault.row) for fault in faults_of(tmp_path, rows)]
    assert found == [*(("awards/bids.csv", row) for row in (2, 3, 4, 5)), ("awards/themes.csv", 2)]


def test_a_group_stands_for_its_councils_and_the_lead_stays_the_lead(tmp_path: Path) -> None:
    councils = council_members(factories.make_award_tables(tmp_path))
    found = councils[councils["bid_id"] == "T-3"].to_numpy().tolist()
    assert found == [
        ["T-3", "lead", factories.BOROUGHS[0]],
        ["T-3", "partner", factories.BOROUGHS[1]],
    ]


def test_a_lead_that_is_written_after_its_group_stays_the_lead(tmp_path: Path) -> None:
    rows = factories.award_rows()
    rows["members"][3], rows["members"][4] = rows["members"][4], rows["members"][3]
    councils = council_members(factories.make_award_tables(tmp_path, rows))
    leads = councils[(councils["bid_id"] == "T-3") & (councils["role"] == "lead")]
    assert leads["gss_code"].tolist() == [factories.BOROUGHS[0]]
    assert not councils.duplicated(["bid_id", "gss_code"]).any()


def test_a_bid_without_a_council_has_no_council_member(tmp_path: Path) -> None:
    councils = council_members(factories.make_award_tables(tmp_path))
    assert set(councils["bid_id"]) == {"T-1", "T-2", "T-3"}


def test_a_fire_authority_that_is_the_county_council_counts_as_it(tmp_path: Path) -> None:
    rows = changed("members", 5, gss_code=factories.COUNTY)
    councils = council_members(factories.make_award_tables(tmp_path, rows))
    assert councils[councils["bid_id"] == "T-4"]["gss_code"].tolist() == [factories.COUNTY]
