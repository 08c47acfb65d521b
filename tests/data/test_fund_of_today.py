"""A fund of 2023, whose councils are those of today: from its list to its map."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from dashboard import create_app
from dashboard.data.catalogue import read_catalogue
from dashboard.query.answer import view_state
from dashboard.query.state import MapState, read_state
from dashboard.settings import Settings
from geodata.__main__ import main
from geodata.areas.authorities import read_authorities
from geodata.awards.reading import find_award_tables
from geodata.awards.texts import read_tables_text
from geodata.importing.command import ImportOrder, propose_mapping, run_import
from geodata.model.codes import CountRule, Level
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.data.catalogue import Catalogue

DATA: Final = ROOT / "data"
FUND: Final = """\
title = "Invented fund"
short_title = "INV"
funder = "Example Department"
years = "2023"
description = "An invented fund."
method = "Rows were invented."
gaps = "Nothing is real."
facts_licence = "Invented."
councils = "today"
"""
NOW: Final = datetime(2026, 1, 2, tzinfo=UTC)
NORTH_YORKSHIRE, CUMBERLAND, BCP = "E06000065", "E06000063", "E06000058"
LEEDS, CAMBRIDGE, LANCASHIRE = "E08000035", "E07000008", "E10000017"
AWARDS: Final = {
    NORTH_YORKSHIRE: ("North Yorkshire Council", 1_000_000),
    CUMBERLAND: ("Cumberland Council", 900_001),
    BCP: ("Bournemouth, Christchurch and Poole", 500_000),
    LEEDS: ("Leeds City Council", 300_000),
    CAMBRIDGE: ("Cambridge", 70_000),
}
BEFORE: Final = ("Allerdale Borough Council", 99)
COUNTY: Final = ("Lancashire County Council", 400_000)


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the fund after its import."""
    folder = tmp_path_factory.mktemp("fund")
    (folder / "fund.toml").write_text(FUND, encoding="utf-8")
    home = folder.parent / "lists"
    home.mkdir(exist_ok=True)
    file, mapping = home / "list.csv", home / "m.toml"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("Lead authority", "Title", "Award", "Date"))
        for at, (name, pounds) in enumerate([*AWARDS.values(), BEFORE, COUNTY]):
            writer.writerow((name, f"Works {at}", pounds, "2023-05-01"))
    proposed = propose_mapping(file, DATA / "geography").replace(
        'url = ""', 'url = "https://example.org"'
    )
    mapping.write_text(proposed.replace('publisher = ""', 'publisher = "Dept"'), encoding="utf-8")
    result = run_import(ImportOrder(file, folder, DATA / "geography", mapping, apply=True), NOW)
    assert "Leads: 7 placed (£3,170,100)" in result.report
    return folder


@pytest.fixture(scope="module")
def built(fund: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "built"
    assert main(["--data", str(DATA), "build", "--awards", str(fund), "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def catalogue(built: Path) -> Catalogue:
    return read_catalogue(built)


@pytest.fixture(scope="module")
def client(built: Path) -> FlaskClient:
    found: FlaskClient = create_app(Settings(built_folder=built)).server.test_client()
    return found


def test_the_import_keeps_the_setting_and_a_leading_council_of_today(fund: Path) -> None:
    assert 'councils = "today"' in (fund / "fund.toml").read_text("utf-8")
    leads = [award.members[0] for award in read_tables_text(fund).awards]
    assert [(lead.role, lead.name) for lead in leads[:3]] == [
        ("lead", name) for name, _ in [*AWARDS.values()][:3]
    ]
    assert all(len(award.members) == 1 for award in read_tables_text(fund).awards)
    areas = read_authorities(DATA / "geography")
    assert find_award_tables(fund, areas)[1] == ()


def test_only_the_whole_of_a_council_of_today_may_lead_as_a_group(
    fund: Path, tmp_path: Path
) -> None:
    areas = read_authorities(DATA / "geography")
    for path in fund.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    groups = tmp_path / "groups.csv"
    rows = groups.read_text("utf-8").splitlines(keepends=True)
    groups.write_text("".join(row for row in rows if "E07000026" not in row), encoding="utf-8")
    (fault,) = find_award_tables(tmp_path, areas)[1]
    assert fault.expected == "one organisation as lead"
    of_2014 = (fund / "fund.toml").read_text("utf-8").replace('"today"', '"2014"')
    (tmp_path / "fund.toml").write_text(of_2014, encoding="utf-8")
    assert len(find_award_tables(tmp_path, areas)[1]) == 3
    (tmp_path / "fund.toml").write_text(of_2014.replace('"2014"', '"1974"'), encoding="utf-8")
    assert "councils" in {fault.column for fault in find_award_tables(tmp_path, areas)[1]}


@pytest.mark.slow
@pytest.mark.parametrize("rule", [CountRule.LEAD, CountRule.SHARED])
def test_each_award_stands_at_its_council_of_today_and_nowhere_else(
    catalogue: Catalogue, rule: CountRule
) -> None:
    view = view_state(catalogue, MapState(count=rule))
    assert view.state.level is Level.TODAY
    found = {area.gss: area.value for area in view.areas if area.value}
    expected = {gss: pounds * 100 for gss, (_, pounds) in AWARDS.items()}
    expected[CUMBERLAND] += BEFORE[1] * 100
    assert found == expected


@pytest.mark.slow
def test_the_map_offers_the_councils_of_today_and_regions_alone(
    catalogue: Catalogue, client: FlaskClient
) -> None:
    assert catalogue.offered_levels == (Level.TODAY, Level.REGION)
    assert read_state("?level=lower", catalogue).notices
    page = client.get("/").get_data(as_text=True)
    assert "Districts (" not in page
    assert "Today’s councils (296) <" not in page  # no choice that could be taken back
    assert "level=lower" not in page
    assert "level=upper" not in page
    assert client.get("/api/v1/areas?level=upper").status_code == 400


@pytest.mark.slow
def test_a_bid_names_its_council_of_today_alone(client: FlaskClient) -> None:
    for item in client.get("/api/v1/bids").get_json()["items"]:
        assert len(item["council_gss"]) == 1
    for at, (gss, (name, _)) in enumerate(AWARDS.items(), start=1):
        page = client.get(f"/bids/INVX-{at:02}").get_data(as_text=True)
        assert name in page
        assert f'href="/areas/{gss}"' in page
        assert client.get(f"/areas/{gss}").status_code == 200
    assert client.get("/areas/E07000026").status_code == 404
    assert client.get(f"/areas/{LANCASHIRE}").status_code == 200
    found = client.get("/search.json?find=cambridge").get_json()["found"][0]
    assert found["href"] == f"/?level=today&area={CAMBRIDGE}"
