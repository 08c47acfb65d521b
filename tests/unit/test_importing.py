"""Bring a list into the tables: what is new, changed, in conflict, unclear, and what is written."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from geodata.__main__ import main
from geodata.awards.schemas import TABLE_COLUMNS
from geodata.awards.texts import TablesText, read_tables_text, write_tables_text
from geodata.importing.columns.mapping import ColumnMapping, read_mapping, write_mapping
from geodata.importing.command import ImportOrder, ImportResult, propose_mapping, run_import
from geodata.importing.tables import applying
from geodata.importing.tables.bid_ids import BidIds
from geodata.importing.tables.likeness import are_alike
from geodata.model.errors import ImportFileError
from geodata.tables.faults import TableFaultsError
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADINGS: Final = ("Lead authority", "Project", "Partners", "Award", "Savings", "Round")
MAPPING: Final = """\
[columns]
lead = "Lead authority"
title = "Project"
partners = "Partners"
award = "Award"
saving = "Savings"
round = "Round"
[settings]
url = "https://example.org/list"
publisher = "Example"
"""
NOW: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with the four bids of the factories, the first with a title."""
    factories.write_geography(tmp_path / "data" / "geography")
    rows = factories.award_rows()
    rows["bids"][0]["title"] = "One front door"
    factories.write_award_tables(tmp_path / "data" / "awards", rows)
    return tmp_path / "data"


def write_list(folder: Path, *rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Path:
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([headings, *rows])
    return folder / "list.csv"


def bring(data: Path, file: Path, mapping: str = MAPPING, *, apply: bool = False) -> ImportResult:
    path = file.with_name("mapping.toml")
    path.write_text(mapping, encoding="utf-8")
    order = ImportOrder(file, data / "awards", data / "geography", path, apply=apply)
    return run_import(order, NOW)


def tables(data: Path) -> TablesText:
    return read_tables_text(data / "awards")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_dry_run_is_the_default_and_changes_nothing(tmp_path: Path, data: Path) -> None:
    before = snapshot(data / "awards")
    file = write_list(tmp_path, ("Beckdale DC", "New thing", "Onetown", "£1.2m", "", "2013-14"))
    result = bring(data, file)
    assert (result.written, result.kept) == (1, None)
    assert result.report.startswith("1 row read: 1 new\n")
    assert snapshot(data / "awards") == before


def test_a_new_award_is_written_with_its_record_and_the_old_tables_are_kept(
    tmp_path: Path, data: Path
) -> None:
    before = snapshot(data / "awards")
    row = ("Beckdale DC", "New thing", "Onetown, Daleshire Police", "£1.2m", "£3m", "2013-14")
    result = bring(data, write_list(tmp_path, row), apply=True)
    assert result.kept is not None
    assert result.kept.name == "awards-before-20260102T030405"
    assert snapshot(result.kept) == before
    award = tables(data).awards[-1]
    assert (award.bid.bid_id, award.bid.title, award.bid.round) == ("T-5", "New thing", "2013-14")
    assert (award.bid.award_gbp, award.bid.award_precision) == ("1200000", "rounded")
    assert [(m.role, m.gss_code, m.body) for m in award.members] == [
        ("lead", factories.DISTRICTS[1], "council"),
        ("partner", factories.UNITARY, "council"),
        ("partner", "", "police"),
    ]
    (source,) = award.sources
    assert (source.url, source.primary) == ("https://example.org/list", "yes")
    assert source.states.startswith("row 2 of list.csv (SHA-256 begins ")
    assert source.states.endswith("imported 2026-01-02 with mapping.toml): award £1.2m, saving £3m")


def test_the_same_file_again_changes_nothing(tmp_path: Path, data: Path) -> None:
    file = write_list(
        tmp_path,
        ("Beckdale DC", "New thing", "", "£1.2m", "", "2013-14"),
        ("Ashdale DC", "One front door", "", "£5m", "", "2013-14"),
        ("Cragdale DC", "", "", "£7,000", "", "2014-15"),
    )
    bring(data, file, apply=True)
    before = snapshot(data / "awards")
    result = bring(data, file, apply=True)
    assert (result.written, result.kept) == (0, None)
    assert "1 conflicting, 2 unchanged" in result.report
    assert "noted before" in result.report
    assert snapshot(data / "awards") == before


def test_rows_without_a_lead_are_one_only_if_all_their_partners_are(
    tmp_path: Path, data: Path
) -> None:
    partners = ("Onetown and Ashdale", "Onetown and Beckdale", "Onetown and Ashdale")
    rows = [("", "Sharing", names, "£1m", "", "2013-14") for names in partners]
    file = write_list(tmp_path, *rows)
    report = bring(data, file, apply=True).report
    assert "2 new, 1 duplicate" in report
    assert "2 unchanged, 1 duplicate" in bring(data, file, apply=True).report


def test_what_the_tables_state_is_never_overwritten(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("Ashdale DC", "One Front-Door", "", "£5m", "", "2013-14"))
    result = bring(data, file, apply=True)
    assert "row 2 is T-1: award: the tables state £100000, the file £5000000" in result.report
    award = tables(data).awards[0]
    assert award.bid.award_gbp == "100000"
    assert award.bid.check_note == (
        "row 2 of list.csv differs: award £5000000 (here £100000); not used"
    )
    assert [source.primary for source in award.sources] == ["yes", "no"]


def test_blanks_are_filled_and_partners_added(tmp_path: Path, data: Path) -> None:
    row = ("Millford MBC", "A bid", "Onetown; Fire service", "£50,000", "", "2014-15")
    result = bring(data, write_list(tmp_path, row), apply=True)
    assert "row 2 is T-3: adds award, partners" in result.report
    award = tables(data).awards[2]
    assert (award.bid.award_gbp, award.bid.title) == ("50000", "A bid")
    assert [member.name for member in award.members[-2:]] == ["Onetown", "Fire service"]


def test_two_rows_that_a_person_calls_one_bid_both_add_to_it(tmp_path: Path, data: Path) -> None:
    rows = [("Millford MBC", "A bid", name, "", "", "2014-15") for name in ("Onetown", "Ashdale")]
    decided = f'{MAPPING}\n[decisions]\n"row 2" = "T-3"\n"row 3" = "T-3"\n'
    bring(data, write_list(tmp_path, *rows), decided, apply=True)
    assert [m.name for m in tables(data).awards[2].members[-2:]] == ["Onetown", "Ashdale"]


def test_each_row_of_a_bid_has_its_own_conflict_noted(tmp_path: Path, data: Path) -> None:
    rows = [("Ashdale DC", "", "", award, "", "2013-14") for award in ("£7m", "£8m")]
    decided = f'{MAPPING}\n[decisions]\n"row 2" = "T-1"\n"row 3" = "T-1"\n'
    file = write_list(tmp_path, *rows)
    bring(data, file, decided, apply=True)
    assert tables(data).awards[0].bid.check_note == (
        "row 2 of list.csv differs: award £7000000 (here £100000); not used; "
        "row 3 of list.csv differs: award £8000000 (here £100000); not used"
    )
    assert bring(data, file, decided, apply=True).report.count("noted before") == 2


def test_an_exact_amount_agrees_with_a_rounded_one(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("Ashdale DC", "One front door", "", "£0.1m", "", "2013-14"))
    assert "1 unchanged" in bring(data, file).report


def test_a_row_that_may_be_a_known_bid_waits_for_a_person(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("Ashdale DC", "", "", "£7m", "", "2013-14"))
    result = bring(data, file)
    assert (result.written, "1 unclear" in result.report) == (0, True)
    assert 'it may be T-1; say which under [decisions], or "new"' in result.report
    for decision, outcome in (("T-1", "conflicting"), ("new", "new"), ("skip", "skipped")):
        told = f'{MAPPING}\n[decisions]\n"row 2" = "{decision}"\n'
        assert f"1 {outcome}" in bring(data, file, told).report
    told = f'{MAPPING}\n[decisions]\n"row 2" = "T-99"\n'
    assert "no bid has this id" in bring(data, file, told).report


def test_two_rows_of_one_lead_and_like_title_are_duplicates(tmp_path: Path, data: Path) -> None:
    rows = [("Beckdale DC", title, "", "£1m", "", "2013-14") for title in ("Hubs", "HUBS.")]
    result = bring(data, write_list(tmp_path, *rows))
    assert "1 new, 1 duplicate" in result.report
    assert "row 3: row 2 has its lead, title, amount and date" in result.report


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Nowhere Borough Council", "x", "", "£1m", "", "2013-14"), "its lead 'Nowhere Borough"),
        (("Beckdale DC", "x", "", "£1m", "", "2019-20"), "'2019-20' is no round of the fund"),
        (("", "x", "", "£1m", "", "2013-14"), "no organisation is named"),
    ],
)
def test_a_row_that_cannot_stand_is_held_back(
    tmp_path: Path, data: Path, row: tuple[str, ...], why: str
) -> None:
    result = bring(data, write_list(tmp_path, row), apply=True)
    assert (result.written, result.kept) == (0, None)
    assert "1 held back" in result.report
    assert why in result.report


def test_a_cell_that_cannot_be_read_is_blank_and_told(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("Beckdale DC", "x", "", "up to £5m", "1e308", "2013-14"))
    result = bring(data, file, apply=True)
    assert "row 2: award left blank: found 'up to £5m'" in result.report
    assert "row 2: saving left blank: found '1e308'" in result.report
    assert tables(data).awards[-1].bid.award_gbp == ""


def test_a_total_is_no_award_and_sums_stand_against_what_was_announced(
    tmp_path: Path, data: Path
) -> None:
    file = write_list(
        tmp_path,
        ("Beckdale DC", "x", "", "£2m", "", "2013-14"),
        ("Cragdale DC", "y", "", "", "", "2013-14"),
        ("Total", "", "", "£2m", "", ""),
    )
    report = bring(data, file).report
    assert "row 4 is a total and was left out: Total | £2m" in report
    assert (
        "2013-14: 2 bids before, 4 now of 3 announced; awards £2,300,000.01 of £1,000,000 "
        "announced - MORE THAN ANNOUNCED by £1,300,000.01 - MORE BIDS THAN ANNOUNCED by 1"
    ) in report


def test_a_lead_left_out_is_said_and_its_partners_stay(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("", "x", "Onetown and Ashdale", "£1m", "", "2013-14"))
    bring(data, file, apply=True)
    award = tables(data).awards[-1]
    assert award.bid.lead_basis.startswith("Lead not stated")
    assert [member.role for member in award.members] == ["partner", "partner"]


def test_a_lead_cell_of_two_councils_is_led_by_the_first(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("Ashdale and Beckdale Councils", "Sharing", "", "", "", "2013-14"))
    bring(data, file, apply=True)
    award = tables(data).awards[-1]
    assert [member.role for member in award.members] == ["lead", "partner"]
    assert (award.bid.confidence, award.bid.lead_basis[:18]) == ("inferred", "Taken to be the fi")


def test_tables_that_would_have_a_fault_are_not_written(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(data / "awards")
    file = write_list(tmp_path, ("Beckdale DC", "x", "", "£1m", "", "2013-14"))
    told = MAPPING.replace("https://example.org/list", "not an address")
    with pytest.raises(TableFaultsError, match="an address that starts http"):
        bring(data, file, told, apply=True)
    assert snapshot(data / "awards") == before

    def refuse(folder: Path, tables: TablesText) -> None:
        write_tables_text(folder, tables)
        msg = "No space left on device"
        raise OSError(msg)

    monkeypatch.setattr(applying, "write_tables_text", refuse)
    with pytest.raises(OSError, match="No space left"):
        bring(data, file, apply=True)
    assert snapshot(data / "awards") == before


def test_a_command_reports_and_a_bad_file_gives_exit_code_1(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_list(tmp_path, ("Beckdale DC", "x", "", "£1m", "", ""))
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    before = ["--data", str(data), "import", str(file)]
    assert main([*before, "--mapping", str(mapping), "--round", "2013-14"]) == 0
    assert "1 bid would be written; --apply writes them" in capsys.readouterr().out
    assert main([*before, "--apply"]) == 1
    assert "--apply needs --mapping FILE" in capsys.readouterr().err
    assert main([*before, "--guess"]) == 0
    assert 'lead = "Lead authority"' in capsys.readouterr().out


def test_a_guess_can_be_used_as_it_is(tmp_path: Path) -> None:
    file = write_list(
        tmp_path,
        ("Lead Authority ", "Project title", "Partners", "Award (£m)", "Est. savings", "Notes"),
        ("Beckdale DC", "x", "Onetown", "1.2", "", ""),
        headings=("Winners of the fund", "", "", "", "", ""),
    )
    factories.write_geography(tmp_path / "geography")
    text = propose_mapping(file, tmp_path / "geography")
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    mapping = read_mapping(path)
    assert dict(mapping.columns) == {
        "lead": "Lead Authority",
        "title": "Project title",
        "partners": "Partners",
        "award": "Award (£m)",
        "saving": "Est. savings",
    }
    assert mapping.award_unit == 1_000_000
    assert "#     award: 1.2" in text


def test_a_mapping_comes_back_as_it_was_written(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        columns={"lead": 'The "lead"\\'},
        round="2013-14",
        award_unit=1000,
        full_names=True,
        names={"Newcastle, the \x7f one": "E08000021"},
        decisions={"row 12": "skip"},
    )
    path = tmp_path / "m.toml"
    path.write_text(write_mapping(mapping), encoding="utf-8")
    assert read_mapping(path) == mapping


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[columns", "expected TOML"),
        ("[column]\nlead = 'x'", "expected sections"),
        ("columns = 1", "expected sections"),
        ("[columns]\nleed = 'x'", "has leed; expected only"),
        ("[columns]\nlead = 1", "expected a text"),
        ("[settings]\nunit = 5", "has unit = 5"),
        ("[settings]\naward_unit = 10", "expected 1, 1000 or 1000000"),
        ("[settings]\nround_from = 'month'", "expected year or financial-year"),
    ],
)
def test_a_mapping_that_says_nothing_known_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFileError, match=why):
        read_mapping(path)


def test_a_code_that_is_no_council_is_refused(tmp_path: Path, data: Path) -> None:
    told = f'{MAPPING}\n[names]\n"Newtown" = "E06999999"\n'
    with pytest.raises(ImportFileError, match=r"expected one of authorities\.csv"):
        bring(data, write_list(tmp_path, ("Newtown", "x", "", "", "", "")), told)


def test_headings_that_are_not_there_are_named(tmp_path: Path, data: Path) -> None:
    file = write_list(tmp_path, ("a", "b"), headings=("Lead authority", "Amount"))
    with pytest.raises(ImportFileError, match="missing award, partners, project, round, savings"):
        bring(data, file)


def test_ids_follow_their_round_and_are_never_handed_out_twice() -> None:
    ids = BidIds([("TCA1516-09", "2015-16"), ("TCA1516-120", "2015-16")], "TCA")
    assert [ids.next_of("2015-16"), ids.next_of("2015-16")] == ["TCA1516-121", "TCA1516-122"]
    assert [ids.next_of("second"), ids.next_of("")] == ["TCASECOND-01", "TCAX-01"]
    assert ids.of_reference("a/b 1") == "A-B-1"
    assert ids.of_reference("a-b-1") == "A-B-1-2"
    assert ids.of_reference("a/b 1") == "A-B-1"


def test_a_row_without_a_reference_never_takes_the_id_of_another(
    tmp_path: Path, data: Path
) -> None:
    rows = (("", "Beckdale DC", "Hub", "2013-14"), ("T-5", "Cragdale DC", "Depot", "2013-14"))
    headings = ("Ref", "Lead authority", "Project", "Round")
    mapping = (
        '[columns]\nreference = "Ref"\nlead = "Lead authority"\ntitle = "Project"\n'
        'round = "Round"\n[settings]\nurl = "https://example.org/list"\n'
    )
    bring(data, write_list(tmp_path, *rows, headings=headings), mapping, apply=True)
    found = {award.bid.title: award.bid.bid_id for award in tables(data).awards}
    assert (found["Hub"], found["Depot"]) == ("T-6", "T-5")


def test_titles_are_alike_whatever_their_order_case_or_stops() -> None:
    assert are_alike("One front door", "ONE FRONT-DOOR.")
    assert are_alike("Sharing services in Dorset", "Sharing service in Dorset")
    assert not are_alike("One front door", "Two back doors")
    assert not are_alike("", "")


def test_texts_of_the_tables_have_the_columns_of_their_files(data: Path) -> None:
    before = snapshot(data / "awards")
    write_tables_text(data / "awards", tables(data))
    after = snapshot(data / "awards")
    for name in TABLE_COLUMNS:
        assert after[f"{name}.csv"].splitlines()[0].decode() == ",".join(TABLE_COLUMNS[name])
        assert list(csv.reader(after[f"{name}.csv"].decode().splitlines())) == list(
            csv.reader(before[f"{name}.csv"].decode().splitlines())
        )
