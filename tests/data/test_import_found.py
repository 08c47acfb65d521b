"""Lists as councils, departments and funders write them, against the councils of 2014."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from openpyxl import Workbook

from geodata.__main__ import main
from geodata.awards.texts import read_tables_text
from geodata.importing.cells.register import unmarked
from geodata.importing.command import ImportOrder, ImportResult, propose_mapping, run_import
from geodata.model.errors import ImportFileError
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.awards.texts import AwardText

GEOGRAPHY: Final = ROOT / "data" / "geography"
FUND: Final = """\
title = "Invented fund"
short_title = "INV"
funder = "Example Department"
years = "2014"
description = "An invented fund."
method = "Rows were invented."
gaps = "Nothing is real."
facts_licence = "Invented."
"""
URL: Final = "https://example.org/list"
NOW: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
THREE: Final = ("Lead authority", "Project", "Grant")


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    (tmp_path / "fund").mkdir()
    (tmp_path / "fund" / "fund.toml").write_text(FUND, encoding="utf-8")
    return tmp_path / "fund"


def write_list(folder: Path, *rows: Sequence[str]) -> Path:
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "list.csv"


def bring(
    fund: Path, file: Path, names: str = "", settings: str = "", *, apply: bool = True
) -> ImportResult:
    """Import a file by the mapping that is proposed for it, with further lines."""
    text = propose_mapping(file, GEOGRAPHY)
    text = text.replace('url = ""', f'url = "{URL}"\n{settings}').replace(
        'publisher = ""', 'publisher = "Example"'
    )
    head, names_line, rest = text.partition("[names]")
    mapping = file.with_name("m.toml")
    mapping.write_text(f"{head}{names_line}\n{names}\n#{rest}", encoding="utf-8")
    order = ImportOrder(file, fund, GEOGRAPHY, mapping, apply=apply)
    if apply:
        dry = run_import(ImportOrder(file, fund, GEOGRAPHY, mapping), NOW)
        result = run_import(order, NOW)
        assert (dry.report, dry.written) == (result.report, result.written)
        return result
    return run_import(order, NOW)


def awards(fund: Path) -> tuple[AwardText, ...]:
    return read_tables_text(fund).awards


def leads(fund: Path) -> list[str]:
    return [
        member.gss_code or member.name
        for award in awards(fund)
        for member in award.members
        if member.role == "lead"
    ]


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Cornwall UA1", "Cornwall UA"),
        ("Kent+", "Kent"),
        ("Kent +", "Kent"),
        ("Leeds 2", "Leeds"),
        ("Bury MBC12", "Bury MBC"),
        ("7", "7"),
        ("+", "+"),
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_name(written: str, bare: str) -> None:
    assert unmarked(written) == bare


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Cornwall UA1", "E06000052"),
        ("Bury UA1", "E08000002"),
        ("Derbyshire+", "E10000007"),
        ("Herefordshire, County of UA", "E06000019"),
        ("Bath & NE Somerset", "E06000022"),
        ("Newcastle City Council", "E08000021"),
    ],
)
def test_a_name_as_lists_write_it_is_placed(fund: Path, name: str, code: str) -> None:
    bring(fund, write_list(fund.parent, THREE, (name, "Depot", "1000")))
    assert leads(fund) == [code]


@pytest.mark.parametrize(
    "name",
    [
        *("Herfordshire", "Buckinghamshire UA", "Dorset UA", "Dorset Council", "Newcastle"),
        *("MID SUSSEX DC. IRO HORSHAM DC.", "Vale of the White Horse", "Windsor", "Brighton"),
        *("Bournemouth, Christchurch and Poole", "Bournemouth Christchurch & Poole UA", "BCP"),
        *("North Northamptonshire UA", "Cumberland", "Somerset West & Taunton DC", "Cardiff"),
        *("Greater Manchester CA", "Tees Valley CA", "West Midlands Combined Authority"),
        *("London boroughs and TfL", "Ambridge District Council", "East Suffolk Council"),
    ],
)
def test_a_council_that_is_not_recognised_is_asked_and_never_no_council(
    fund: Path, name: str
) -> None:
    file = write_list(fund.parent, THREE, (name, "Depot", "£1,000"), ("Leeds", "Hub", "£5,000"))
    report = bring(fund, file).report
    assert "Leads: 1 placed (£5,000), 1 asked (£1,000)" in report
    assert leads(fund) == ["E08000035"]


def test_a_lead_that_says_nothing_of_a_council_is_listed_with_its_sum(fund: Path) -> None:
    file = write_list(
        fund.parent, ("Recipient", "Project", "Grant"), ("Leeds", "a", "£1"), ("GLA", "b", "£7,000")
    )
    report = bring(fund, file).report
    assert "Leads: 1 placed (£1), 1 without a place on the map (£7,000)" in report
    assert "row 3: GLA, £7,000" in report


def test_everything_is_listed_where_it_is_asked_for(
    fund: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{letter}bridge District Council" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    file = write_list(fund.parent, THREE, *((name, "Depot", "1") for name in names))
    command = ["--data", str(ROOT / "data"), "import", str(file), "--fund", str(fund)]
    assert main(command) == 0
    assert "and 5 more; --all lists them" in capsys.readouterr().out
    assert main([*command, "--all"]) == 0
    shown = capsys.readouterr().out
    assert all(f"{name!r} (row" in shown for name in names)


def test_a_list_of_codes_alone_is_placed_or_asked(fund: Path) -> None:
    rows = [
        ("E08000020", "E08000037"),
        ("E06000048", "E06000057"),
        ("E07000097", "E07000242"),
        ("e10000017 ", "E10000017"),
        ("E08 000 035", "E08000035"),
    ]
    asked = ("E06000058", "E06000060", "E08000038", "E07000244", "W06000015", "E12000001", "X1")
    file = write_list(
        fund.parent,
        ("ONS code", "Scheme", "Grant"),
        *((code, f"Scheme {at}", "1000") for at, (code, _) in enumerate(rows)),
        *((code, f"Other {at}", "7") for at, code in enumerate(asked)),
    )
    report = bring(fund, file).report
    assert leads(fund) == [placed for _, placed in rows]
    assert "Leads: 5 placed (£5,000), 7 asked (£49)" in report
    assert "E08000020 is not a code of December 2014; read as E08000037, Gateshead" in report
    assert "W06000015 is a code of Wales" in report


def test_a_name_and_a_code_that_disagree_are_told_and_held_back(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("GSS code", "Local authority", "Project", "Grant"),
        ("E06000035", "Kent", "Ferry", "1"),
        ("E06000059", "Dorset", "Lanes", "2"),
        ("E08000020", "Gateshead", "Quay", "3"),
        ("E08000021", "Newcastle", "Bridge", "4"),
        ("E10000016", "Kent Police", "Radio", "5"),
    )
    report = bring(fund, file).report
    assert "its name says Kent (E10000016) and its code E06000035 says Medway" in report
    assert "E06000059 is not a code of December 2014; read as E10000009, Dorset" in report
    assert leads(fund) == ["E10000009", "E08000037", "E08000021", "Kent Police"]


def test_groups_that_a_new_fund_has_already_are_kept_and_used(fund: Path) -> None:
    rows = "".join(f"our-district,Ours,E0700020{last},Named by us.\n" for last in range(7))
    (fund / "groups.csv").write_text(f"group_id,label,gss_code,basis\n{rows}", encoding="utf-8")
    bring(fund, write_list(fund.parent, ("Lead", "Partners"), ("Leeds", "Suffolk districts")))
    assert [member.group_id for member in awards(fund)[0].members] == ["", "our-district"]
    assert {row.basis for row in read_tables_text(fund).groups} == {"Named by us."}


def test_two_awards_never_become_one(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Lead Authority", "Project", "Award"),
        ("Leeds City Council", "Market phase 1", "1000000"),
        ("Leeds City Council", "Market phase 2", "2500000"),
        ("Leeds City Council", "Park in the east", "300000"),
        ("Leeds City Council", "Park in the west", "400000"),
        ("Leeds City Council", "Park in the west", "400000"),
    )
    report = bring(fund, file).report
    assert "5 rows read: 4 new, 1 duplicate" in report
    assert "row 6: row 5 has its lead, title, amount and date" in report
    assert "row 2: Leeds City Council, £1,000,000 ('Market phase 1') and row 3" in report
    assert "round not stated: 0 bids before, 4 now; awards £4,200,000" in report
    again = bring(fund, file).report
    assert "4 unchanged, 1 duplicate" in again


def test_a_second_phase_is_no_conflict_with_the_first_in_the_tables(fund: Path) -> None:
    first = ("Leeds City Council", "Market phase 1", "1000000")
    bring(fund, write_list(fund.parent, THREE, first))
    second = ("Leeds City Council", "Market phase 2", "2500000")
    assert "1 new" in bring(fund, write_list(fund.parent, THREE, second)).report
    assert [award.bid.award_gbp for award in awards(fund)] == ["1000000", "2500000"]


@pytest.mark.parametrize(
    ("name", "given", "members"),
    [
        (
            "Bournemouth, Christchurch and Poole",
            "E06000058",
            ["E06000028", "E06000029", "E07000048"],
        ),
        ("Greater Manchester CA", "E47000001", [f"E080000{at:02}" for at in range(1, 11)]),
        ("Tees Valley CA", "E47000006", [f"E0600000{at}" for at in range(1, 6)]),
        ("Our two councils", "E08000035; E08000032", ["E08000032", "E08000035"]),
    ],
)
def test_an_award_is_shared_over_several_councils_if_the_mapping_says_so(
    fund: Path, name: str, given: str, members: list[str]
) -> None:
    file = write_list(fund.parent, THREE, (name, "Depot", "1000"))
    report = bring(fund, file, f'"{name}" = "{given}"').report
    assert "1 shared over several councils (£1,000)" in report
    assert leads(fund) == [name]
    assert awards(fund)[0].members[1].name == "its councils"
    assert sorted(row.gss_code for row in read_tables_text(fund).groups) == members


def test_a_fund_of_today_s_councils_says_so_once(fund: Path) -> None:
    names = ("Dorset Council", "Buckinghamshire UA", "Somerset", "Kent", "Cumberland Council")
    file = write_list(fund.parent, THREE, *((name, "Depot", "9") for name in names))
    report = bring(fund, file, settings='vintage = "today"').report
    assert "Leads: 3 placed (£27), 2 shared over several councils (£18)" in report
    assert leads(fund) == [
        *("Dorset Council", "E10000002", "E10000027", "E10000016", "Cumberland Council")
    ]
    shared = [row.gss_code for row in read_tables_text(fund).groups]
    assert "E07000048" not in shared  # Christchurch went to another council


def test_a_name_with_commas_is_one_organisation(fund: Path) -> None:
    names = ("Dig, Sow and Grow", "Department for Tides, Moons and Rural Weather", "Sing, Hackney")
    for headings in (
        ("Identifier", "Title", "Amount Awarded", "Award Date", "Recipient Org:Name"),
        ("Ref", "Title", "Amount", "Date", "Recipient"),
    ):
        file = write_list(
            fund.parent,
            headings,
            *((f"a-{at}", name, "5", "2014-05-01", name) for at, name in enumerate(names)),
        )
        bring(fund, file)
        assert leads(fund) == list(names)
        assert all(len(award.members) == 1 for award in awards(fund))


def test_councils_parted_by_strokes_are_told_apart(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Lead", "Partners", "Project"),
        ("Tower Hamlets", "Newham/Hackney/Waltham Forest", "Jobs"),
    )
    bring(fund, file)
    codes = [member.gss_code for member in awards(fund)[0].members]
    assert codes == ["E09000030", "E09000025", "E09000012", "E09000031"]


def test_notes_headings_and_totals_are_left_out_and_sums_compared(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Example Department: successful bids", "", "", ""),
        ("Lead authority", "Project", "Grant awarded £", "Notes"),
        ("North West", "", "", ""),
        ("Bolton+", "Town hall", "100000", ""),
        ("Bury UA1", "Market", "200000", ""),
        ("Sub-total", "", "300000", ""),
        ("South West", "", "", ""),
        ("Torbay UA", "Harbour", "50000", ""),
        ("Grand total", "", "350000", ""),
        ("+ includes money for neighbouring districts", "", "", ""),
        ("1 provisional", "", "", ""),
        ("Source: Example Department, June 2014", "", "", ""),
        ("* Figures may change.", "", "", ""),
        ("Note: Kent withdrew", "", "", ""),
    )
    report = bring(fund, file).report
    assert leads(fund) == ["E08000001", "E08000002", "E06000027"]
    assert "Its own last total says £350,000: the same" in report
    assert report.count("was left out") == 9


def test_a_project_whose_title_begins_with_total_is_no_total(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Project", "Lead authority", "Grant"),
        ("Total Transport pilot", "Kent County Council", "£5"),
        ("Total", "Kent County Council", "£5"),
        ("Total for all councils", "", "£5"),
    )
    assert bring(fund, file).report.count("is a total and was left out") == 2
    assert [award.bid.title for award in awards(fund)] == ["Total Transport pilot"]


def test_a_long_text_below_the_table_is_left_out_with_a_note(fund: Path) -> None:
    file = write_list(fund.parent, THREE, ("Leeds", "Hub", "£5"), ("Terms apply. " * 600, "", ""))
    assert "row 3 holds one cell, so no award, and was left out: Terms" in bring(fund, file).report
    assert leads(fund) == ["E08000035"]


def test_several_amounts_of_a_row_are_awards_of_their_own(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("area", "value_phase1", "percent_phase1", "value_phase2", "value_total"),
        ("Leeds", "£1,000.00", "10%", "£2,000.00", "£3,000.00"),
        ("Kent+", "£5.00", "10%", "n/a", "£5.00"),
        ("Total", "£1,005.00", "100%", "£2,000.00", "£3,005.00"),
    )
    report = bring(fund, file).report
    assert [(a.bid.round, a.bid.award_gbp) for a in awards(fund)] == [
        ("phase-1", "1000"),
        ("phase-2", "2000"),
        ("phase-1", "5"),
    ]
    assert "Its own last total says £3,005: the same" in report


def write_workbook(folder: Path, sheets: dict[str, list[tuple[object, ...]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def test_a_cover_sheet_does_not_end_a_guess_and_other_sheets_are_named(fund: Path) -> None:
    file = write_workbook(
        fund.parent,
        {
            "Cover": [("Example Department",), ("Contact", "grants@example.org")],
            "Awards": [THREE, ("Leeds", "Depot", 60000)],
            "Late awards": [THREE, ("Kent", "Ferry", 70000)],
        },
    )
    report = bring(fund, file).report
    assert leads(fund) == ["E08000035"]
    assert "of 3 sheets 'Awards' was read; NOT READ: 'Cover' (2 rows)" in report
    assert "'Late awards' (2 rows, the same headings)" in report
    mapping = fund.parent / "m.toml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('"Awards"', '"Late awards"'), encoding="utf-8")
    run_import(ImportOrder(file, fund, GEOGRAPHY, mapping, apply=True), NOW)
    assert leads(fund) == ["E08000035", "E10000016"]
    mapping.write_text(text.replace('"Awards"', '"Summer"'), encoding="utf-8")
    with pytest.raises(ImportFileError, match=r"no sheet 'Summer'; it has 'Cover', 'Awards'"):
        run_import(ImportOrder(file, fund, GEOGRAPHY, mapping), NOW)


def test_a_file_alone_is_reported_with_the_mapping_that_is_proposed(
    fund: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_list(fund.parent, THREE, ("Leeds", "Hub", "£5"), ("Newcastle", "Quay", "up to £9"))
    command = ["--data", str(ROOT / "data"), "import", str(file), "--fund", str(fund)]
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert 'lead = "Lead authority"' in shown
    assert "2 rows read: 1 new, 1 held back" in shown
    assert "Newcastle-under-Lyme or Newcastle upon Tyne" in shown
    assert "award left blank: found 'up to £9'" in shown
    assert "no page is named that publishes the list" in shown
    assert main([*command, "--url", URL]) == 0
    assert "1 bid would be written; --mapping FILE --apply" in capsys.readouterr().out


def test_a_guess_that_fails_leaves_no_mapping(
    fund: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_list(fund.parent, ("a", "b"), ("1", "2"))
    out = fund.parent / "m.toml"
    command = ["--data", str(ROOT / "data"), "import", str(file)]
    assert main([*command, "--guess", "--out", str(out)]) == 1
    assert not out.exists()
    out.write_text("", encoding="utf-8")  # what a shell leaves of a guess that fails
    assert main([*command, "--mapping", str(out)]) == 1
    assert "empty; a guess that failed leaves it so" in capsys.readouterr().err
    good = write_list(fund.parent, THREE, ("Leeds", "Hub", "£5"))
    assert (
        main(["--data", str(ROOT / "data"), "import", str(good), "--guess", "--out", str(out)]) == 0
    )
    assert 'lead = "Lead authority"' in out.read_text(encoding="utf-8")
    assert (
        main(["--data", str(ROOT / "data"), "import", str(good), "--guess", "--out", str(out)]) == 1
    )


def test_pounds_under_a_heading_of_thousands_are_told(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Local authority", "Scheme", "Grant £000"),
        ("Leeds", "Trams", "1,250"),
        ("Bolton", "Walks", "1250000"),
    )
    report = bring(fund, file).report
    assert "row 3: award left blank" in report
    assert "it looks like pounds" in report
    assert [award.bid.award_gbp for award in awards(fund)] == ["1250000", ""]


def test_a_total_is_in_the_unit_of_its_heading(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Local authority", "Scheme", "Grant £000"),
        ("Leeds", "Trams", "1,250"),
        ("Bolton", "Walks", "250"),
        ("Total", "", "1,500"),
    )
    assert "Its own last total says £1,500,000: the same" in bring(fund, file).report


@pytest.mark.parametrize(
    ("written", "pounds"),
    [("1.250.000", "1250000"), ("1.250.000,50", "1250000.50"), ("1'250'000", "1250000")],
)
def test_a_number_of_another_country_is_read_where_it_is_sure(
    fund: Path, written: str, pounds: str
) -> None:
    bring(fund, write_list(fund.parent, THREE, ("Leeds", "Hub", written)))
    assert awards(fund)[0].bid.award_gbp == pounds


def test_a_number_that_may_be_either_is_told(fund: Path) -> None:
    file = write_list(fund.parent, THREE, ("Leeds", "Hub", "250.000"))
    assert "£250 or £250,000" in bring(fund, file).report
    assert awards(fund)[0].bid.award_gbp == ""


def test_days_with_the_month_first_are_read_if_the_mapping_says_so(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Lead authority", "Project", "Award date"),
        ("Leeds", "Hub", "11/28/2014"),
        ("Kent", "Ferry", "03/04/2014"),
    )
    bring(fund, file, settings='dates = "month-first"')
    assert [award.bid.announced_on for award in awards(fund)] == ["2014-11-28", "2014-03-04"]


def test_an_export_saved_again_by_a_spreadsheet_changes_nothing(
    fund: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_list(
        fund.parent,
        ("Lead authority", "Project", "Grant", "Award date"),
        ("Leeds", "Hub", "£250,000", "2014-11-28"),
    )
    bring(fund, file)
    out = fund.parent / "export.csv"
    data = ["--data", str(ROOT / "data")]
    assert main([*data, "export", str(out), "--format", "csv", "--fund", str(fund)]) == 0
    saved = out.read_text(encoding="utf-8-sig")
    saved = saved.replace("2014-11-28", "28/11/2014", 1).replace(",250000,", ',"250,000.00",', 1)
    out.write_text(saved, encoding="cp1252")
    capsys.readouterr()
    assert main([*data, "import", str(out), "--fund", str(fund)]) == 0
    assert "1 row read: 1 unchanged" in capsys.readouterr().out


def test_what_another_person_added_to_an_export_comes_back_once(fund: Path) -> None:
    list_rows = (THREE, ("Leeds", "Hub", "£250,000"), ("Kent", "Ferry", "£5"))
    bring(fund, write_list(fund.parent, *list_rows))
    out = fund.parent / "export.csv"
    data = ["--data", str(ROOT / "data")]
    assert main([*data, "export", str(out), "--format", "csv", "--fund", str(fund)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        headings, hub, ferry = csv.reader(file)
    outcome = {"outcome": "A hub.", "scope": "project", "as_of": "2016", "url": URL}
    for name, text in (outcome | {"publisher": "Example", "doubt": "-"}).items():
        hub[headings.index(f"outcome_{name}")] = text
    hub[headings.index("check_note")] = "Seen."
    ferry[headings.index("title")] = "Two bridges"
    order = ImportOrder(write_list(fund.parent, headings, hub, ferry), fund, GEOGRAPHY, apply=True)
    report = run_import(order, NOW).report
    assert "1 changed, 1 conflicting" in report
    assert "row 2 is INVX-01: adds check_note, outcomes" in report
    first, second = awards(fund)
    assert ([each.outcome for each in first.outcomes], first.bid.check_note) == (
        ["A hub."],
        "Seen.",
    )
    note = "row 3 of list.csv differs: title Two bridges (here Ferry); not used"
    assert second.bid.check_note == note
    assert "1 conflicting, 1 unchanged" in run_import(order, NOW).report
    assert awards(fund) == (first, second)


def test_a_later_code_is_shared_if_the_mapping_says_so(fund: Path) -> None:
    file = write_list(fund.parent, ("ONS code", "Scheme", "Grant"), ("E07000244", "Depot", "£8"))
    bring(fund, file, '"E07000244" = "E07000244"')
    codes = [row.gss_code for row in read_tables_text(fund).groups]
    assert codes == ["E07000205", "E07000206"]


def test_days_that_may_be_either_are_left_blank_and_told(fund: Path) -> None:
    file = write_list(
        fund.parent,
        ("Lead authority", "Project", "Award date"),
        ("Leeds", "Hub", "11/28/2014"),
        ("Kent", "Ferry", "03/04/2014"),
        ("Bury", "Market", "2014-05-06"),
    )
    report = bring(fund, file).report
    assert "row 2 writes the month before the day (11/28/2014)" in report
    assert "row 3: date left blank: '03/04/2014' may be either of two days" in report
    assert [award.bid.announced_on for award in awards(fund)] == ["", "", "2014-05-06"]


def test_half_a_letter_in_a_cell_is_no_traceback(fund: Path) -> None:
    file = fund.parent / "grants.json"
    file.write_text(
        '{"grants": [{"id": "a-1", "title": "Hub \\ud800", "amountAwarded": 5, '
        '"awardDate": "2014-05-01", "recipientOrganization": [{"name": "Leeds City Council"}]}]}',
        encoding="utf-8",
    )
    bring(fund, file)
    assert awards(fund)[0].bid.title == "Hub ?"


SNAPSHOT: Final = (
    ("Identifier", "Title", "Amount Awarded", "Award Date", "Recipient Org:Name"),
    ("a-1", "Market hall", "1000000", "2014-05-01", "Leeds City Council"),
    ("a-2", "Depot", "2500.5", "2014-06-30", "Kent County Council"),
    ("a-3", "Seedlings", "75", "2014-07-02", "Dig, Sow and Grow"),
)
LATER_SNAPSHOT: Final = (
    ("Title", "Recipient Org:Name", "Award Date", "Amount Awarded", "Identifier", "Last Modified"),
    ("Bandstand", "Bury Council", "2014-08-01", "40", "a-4", "2015-01-01"),
    ("Seedlings ", "Dig, Sow and Grow", "2014-07-02T00:00:00Z", "75.00", "a-3", "2015-01-01"),
    ("Depot", "Kent County Council", "2014-06-30", "£2,500.50", "a-2", "2015-01-01"),
    ("Market  hall", "Leeds City Council", "2014-05-01", "1,000,000", "a-1", "2015-01-01"),
)


def test_a_later_snapshot_of_the_same_grants_brings_what_is_new_and_no_conflict(
    fund: Path,
) -> None:
    bring(fund, write_list(fund.parent, *SNAPSHOT))
    before = awards(fund)
    report = bring(fund, write_list(fund.parent, *LATER_SNAPSHOT)).report
    assert "4 rows read: 1 new, 3 unchanged" in report
    assert awards(fund)[:3] == before
    assert [award.bid.title for award in awards(fund)[3:]] == ["Bandstand"]
