"""The committed tables: their totals, and that they carry over every fact that they were made from.

The facts themselves lie outside the repository, in the folder that ``TCA_SHARED`` names or in
``shared`` beside the checkout; tests that need them skip where there are none.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from geodata.areas.authorities import read_authorities
from geodata.areas.code_changes import EARLIER_CODES, LATER_CODES
from geodata.awards.reading import council_members, find_award_tables
from geodata.awards.summary import describe_awards, summarise_rounds
from geodata.names.known_names import find_name_index
from geodata.tables.faults import require

if TYPE_CHECKING:
    import pandas as pd

    from geodata.awards.reading import AwardTables

ROOT: Final = Path(__file__).parents[2]
DATA: Final = ROOT / "data"
FACTS: Final = Path(os.environ.get("TCA_SHARED", ROOT.parent / "shared")) / "facts"
ROUND_IDS: Final = {"2013-14 reserve": "2013-14-reserve", "unassigned": ""}
MEMBER_NAMES_SPLIT: Final = {
    "South Lakeland District Council (for the councils in Cumbria)": (
        "South Lakeland District Council",
        "the councils in Cumbria",
    )
}
DOUBTS_CLOSED: Final = {"TCA1314-02", "TCA1516-16", "TCA1415-08"}
"""Bids whose open question a correction answers."""
PARTNERS_CHANGED: Final = {"TCA1314R-03", "TCA1415-09", "TCA1516-16"}
"""Bids of which a later page names partners that the first did not, or another lead."""
SOURCES_LEFT_OUT: Final = {
    "TCA1314-02": {"http://informationsharing.org.uk/information-sharing-ground-local-areas/"}
}
"""Pages about a guess that a correction does away with."""
CHECKSUM_ROW: Final = re.compile(
    r"^\| `((?:awards|geography)/[^`]+)` \|.*`([0-9a-f]{64})` \|$", re.MULTILINE
)

Row = dict[str, str]


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    return read_authorities(DATA / "geography")


@pytest.fixture(scope="module")
def tables(areas: pd.DataFrame) -> AwardTables:
    index = require(find_name_index(DATA / "geography", areas))
    found, faults = find_award_tables(DATA / "awards", areas, index)
    assert faults == ()
    assert found is not None
    return found


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_facts(name: str) -> list[Row]:
    path = FACTS / name
    if not path.is_file():
        pytest.skip(f"no {path.name}: the facts lie outside the repository")
    return read_rows(path)


def bids_by_id() -> dict[str, Row]:
    return {row["bid_id"]: row for row in read_rows(DATA / "awards" / "bids.csv")}


def figures(text: str) -> set[str]:
    """Return the numbers of a text, without signs and units; codes and references are none."""
    plain = re.sub(r"\bE\d{8}\b|\bTCA[\w-]+", "", text)
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", plain)}


def pounds(pence: int) -> int:
    assert pence % 100 == 0
    return pence // 100


def test_itemised_totals_come_back_to_the_pound(tables: AwardTables) -> None:
    totals = {found.label: pounds(found.award_pence) for found in summarise_rounds(tables)}
    assert totals == {
        "2013-14": 5_023_000,
        "2013-14 reserve list": 2_905_000,
        "2014-15": 4_705_277,
        "2015-16": 63_439_755,
        "round not stated": 475_000,
        "all": 76_548_032,
    }


def test_bids_are_counted_by_round_as_they_were_found(tables: AwardTables) -> None:
    *rounds, _ = summarise_rounds(tables)
    found = {summary.label: (summary.bids, summary.announced_bids) for summary in rounds}
    assert found == {
        "2013-14": (18, 18),
        "2013-14 reserve list": (5, 13),
        "2014-15": (17, 33),
        "2015-16": (41, 73),
        "round not stated": (1, None),
    }


def test_82_bids_state_64_awards_and_10_savings(tables: AwardTables) -> None:
    assert len(tables.bids) == 82
    assert tables.bids["award_pence"].notna().sum() == 64
    assert tables.bids["saving_pence"].notna().sum() == 10


def test_rounds_are_as_announced(tables: AwardTables) -> None:
    rounds = tables.rounds.set_index("round")
    assert rounds["total_award_pence"].map(pounds).to_dict() == {
        "2013-14": 6_900_000,
        "2013-14-reserve": 6_000_000,
        "2014-15": 9_000_000,
        "2015-16": 89_400_000,
    }
    assert rounds["saving_at_least_pence"].dropna().map(pounds).to_dict() == {
        "2014-15": 100_000_000,
        "2015-16": 900_000_000,
    }
    assert rounds.at["2015-16", "bids_won"] == 73  # noqa: PD008 - one cell
    assert rounds.at["2015-16", "bids_funded"] == 71  # noqa: PD008 - one cell


def test_the_bids_that_the_map_cannot_place_are_these(tables: AwardTables) -> None:
    lines = list(describe_awards(tables))
    assert "  lead not stated: TCA1516-36" in lines
    assert "  lead without a code: TCA1314-09, TCA1314-11, TCA1415-09" in lines


def test_groups_stand_for_all_their_councils(tables: AwardTables, areas: pd.DataFrame) -> None:
    groups = tables.groups.groupby("group_id")["gss_code"].apply(set).to_dict()
    in_greater_manchester = areas["combined_authority_gss"] == "E47000001"
    whole = {
        "greater-manchester": set(areas.index[in_greater_manchester.fillna(value=False)]),
        "suffolk-districts": set(
            areas.index[(areas["county_gss"] == "E10000029").fillna(value=False)]
        ),
        "surrey-districts": set(
            areas.index[(areas["county_gss"] == "E10000030").fillna(value=False)]
        ),
    }
    assert {group: groups[group] for group in whole} == whole
    assert {group: len(councils) for group, councils in whole.items()} == {
        "greater-manchester": 10,
        "suffolk-districts": 7,
        "surrey-districts": 11,
    }


def test_a_bid_for_greater_manchester_reaches_its_ten_boroughs(tables: AwardTables) -> None:
    councils = council_members(tables)
    found = councils[councils["bid_id"] == "TCA1516-11"]
    assert len(found) == 10
    assert found.loc[found["role"] == "lead", "gss_code"].tolist() == ["E08000001"]


def test_areas_are_those_of_december_2014(areas: pd.DataFrame) -> None:
    assert areas["tier"].value_counts().to_dict() == {
        "E07": 201,
        "E06": 56,
        "E08": 36,
        "E09": 33,
        "E10": 27,
        "E12": 9,
        "E47": 5,
    }
    assert not set(areas.index) & (set(EARLIER_CODES) | set(LATER_CODES))
    assert areas.loc[areas["tier"] == "E07", "county_gss"].nunique() == 27


def test_codes_of_other_years_lead_to_codes_of_the_map(areas: pd.DataFrame) -> None:
    used = {*EARLIER_CODES.values(), *(code for codes in LATER_CODES.values() for code in codes)}
    assert used <= set(areas.index)


def test_combined_authorities_have_their_councils_of_2014(areas: pd.DataFrame) -> None:
    assert areas["combined_authority_gss"].value_counts().to_dict() == {
        "E47000001": 10,
        "E47000002": 4,
        "E47000003": 5,
        "E47000004": 6,
        "E47000005": 7,
    }


@pytest.mark.parametrize(
    ("bid_id", "precision"),
    [
        ("TCA1314-01", "rounded"),
        ("TCA1314-05", "exact"),
        ("TCA1415-03", "exact"),
        ("TCA1516-11", "rounded"),
        ("TCA1516-13", "at_least"),
        ("TCA1516-25", "at_least"),
        ("TCA1516-38", "at_least"),
        ("TCA1516-39", "at_least"),
    ],
)
def test_precision_is_as_the_source_writes_the_sum(
    tables: AwardTables, bid_id: str, precision: str
) -> None:
    assert tables.bids.loc[bid_id, "award_precision"] == precision


def test_a_sum_to_the_pound_is_never_called_rounded(tables: AwardTables) -> None:
    for measure in ("award", "saving"):
        to_the_pound = (tables.bids[f"{measure}_pence"] % 100_000 != 0).fillna(value=False)
        assert set(tables.bids.loc[to_the_pound, f"{measure}_precision"]) == {"exact"}


def test_checksums_in_the_readme_are_true() -> None:
    listed = dict(CHECKSUM_ROW.findall((DATA / "README.md").read_text(encoding="utf-8")))
    expected = {
        f"{folder}/{path.name}"
        for folder in ("awards", "geography")
        for path in (DATA / folder).iterdir()
        if path.suffix in {".csv", ".toml", ".geojson"}
    }
    assert expected <= set(listed)
    for file, checksum in listed.items():
        assert hashlib.sha256((DATA / file).read_bytes()).hexdigest() == checksum, file


def facts_as_corrected() -> list[Row]:
    """Return the facts with the lines of ``corrections.csv`` that replace a value applied."""
    facts = {
        fact["bid_id"]: fact for name in ("bids", "new_bids") for fact in read_facts(f"{name}.csv")
    }
    columns = {"award_gbp": "award_gbp", "project": "project", "lead": "lead_authority"}
    for line in read_facts("corrections.csv"):
        if line["bid_id"] in facts and line["field"] in columns:
            facts[line["bid_id"]][columns[line["field"]]] = re.sub(r" \(E.*", "", line["new_value"])
    return list(facts.values())


def test_every_fact_is_a_bid_and_every_bid_a_fact() -> None:
    assert set(bids_by_id()) == {fact["bid_id"] for fact in facts_as_corrected()}


def test_candidates_too_weak_to_count_are_left_out() -> None:
    assert not {fact["bid_id"] for fact in read_facts("candidates.csv")} & set(bids_by_id())


def test_figures_rounds_days_and_titles_are_carried_over() -> None:
    bids = bids_by_id()
    for fact in facts_as_corrected():
        bid = bids[fact["bid_id"]]
        assert bid["award_gbp"] == fact["award_gbp"]
        assert bid["saving_gbp"] == fact["estimated_savings_gbp"]
        assert bid["round"] == ROUND_IDS.get(fact["round"], fact["round"])
        assert bid["announced_on"] == fact["announced_on"]
        assert bid["title"] == fact["project"]


def test_every_figure_of_a_doubt_and_of_a_saying_about_a_saving_is_carried_over() -> None:
    bids = bids_by_id()
    for fact in facts_as_corrected():
        bid = bids[fact["bid_id"]]
        if fact["bid_id"] in DOUBTS_CLOSED:
            continue
        assert figures(fact["conflicts_or_checks"]) <= figures(bid["check_note"]), fact["bid_id"]
        assert figures(fact["savings_note"]) <= figures(bid["saving_note"]), fact["bid_id"]


def test_every_correction_names_a_page_that_the_bid_rests_on() -> None:
    pages = {(row["bid_id"], row["url"]) for row in read_rows(DATA / "awards" / "sources.csv")}
    for line in read_facts("corrections.csv"):
        if not line["bid_id"].startswith("round "):
            assert (line["bid_id"], line["source_url"]) in pages, line["bid_id"]


def test_a_disagreement_about_a_sum_stays_visible(tables: AwardTables) -> None:
    note = str(tables.bids.loc["TCA1314-09", "check_note"])
    for sum_of_a_source in ("£491,000", "£490,000", "£60,000", "£429,000"):
        assert sum_of_a_source in note


def test_the_grants_register_stands_in_the_notes_of_its_rounds(tables: AwardTables) -> None:
    notes = tables.rounds.set_index("round")["note"]
    for one in ("2013-14", "2013-14-reserve"):
        assert "£12.98 million to 31 recipients" in notes[one]


def test_a_theme_is_blank_only_where_the_facts_know_none() -> None:
    bids = bids_by_id()
    themed = {line["bid_id"] for line in read_facts("corrections.csv") if line["field"] == "theme"}
    for fact in facts_as_corrected():
        unknown = fact["theme"] == "unknown" and fact["bid_id"] not in themed
        assert (bids[fact["bid_id"]]["theme"] == "") == unknown


def test_leads_and_partners_are_carried_over() -> None:
    members: dict[str, list[Row]] = {}
    for row in read_rows(DATA / "awards" / "members.csv"):
        members.setdefault(row["bid_id"], []).append(row)
    named: dict[str, set[str]] = {}
    for line in read_facts("corrections.csv"):
        if line["field"] == "partner":
            plain = line["new_value"].replace(" (not named)", "").split("; ")
            named.setdefault(line["bid_id"], set()).update(plain)
    for fact in facts_as_corrected():
        found = members[fact["bid_id"]]
        lead = fact["lead_authority"]
        assert [row["name"] for row in found if row["role"] == "lead"] == ([lead] if lead else [])
        partners = {row["name"] for row in found if row["role"] == "partner"}
        assert named.get(fact["bid_id"], set()) <= partners
        if fact["bid_id"] not in PARTNERS_CHANGED:
            for partner in filter(None, fact["partners"].split("; ")):
                written = re.sub(r" \(not named[^)]*\)$", "", partner)
                assert partners >= set(MEMBER_NAMES_SPLIT.get(written, (written,)))


def test_every_source_is_carried_over_and_the_first_is_the_primary_one() -> None:
    sources: dict[str, list[Row]] = {}
    for row in read_rows(DATA / "awards" / "sources.csv"):
        sources.setdefault(row["bid_id"], []).append(row)
    for fact in facts_as_corrected():
        found = sources[fact["bid_id"]]
        others = [url.split(" (")[0] for url in fact["other_source_urls"].split("; ") if url]
        left_out = SOURCES_LEFT_OUT.get(fact["bid_id"], set())
        assert {row["url"] for row in found} >= {fact["source_url"], *others} - left_out
        assert [row["primary"] for row in found] == ["yes", *["no"] * (len(found) - 1)]


def test_announced_rounds_are_carried_over() -> None:
    rounds = {row["round"]: row for row in read_rows(DATA / "awards" / "rounds.csv")}
    for fact in read_facts("rounds.csv"):
        row = rounds[ROUND_IDS.get(fact["round"], fact["round"])]
        assert row["saving_at_least_gbp"] == fact["estimated_savings_gbp"]
        assert row["other_partners"] == fact["other_partners"].split(" ")[0]
        assert figures(fact["note"]) <= figures(row["note"])
        for column in (
            "announced_on",
            "bids_won",
            "bids_funded",
            "total_award_gbp",
            "local_authorities",
            "source_url",
        ):
            assert row[column] == fact[column]
