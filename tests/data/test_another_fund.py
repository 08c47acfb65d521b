"""Another fund from its own list: tables begun from one TOML, and a map with its own words."""

from __future__ import annotations

import csv
import json
import random
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from dashboard import create_app
from dashboard.settings import Settings
from geodata.__main__ import main
from geodata.areas.authorities import read_authorities
from geodata.awards.reading import read_award_tables
from geodata.awards.texts import TablesText, read_tables_text
from geodata.importing.columns.mapping import read_mapping
from geodata.importing.tables.starting import read_fund_folder
from geodata.model.errors import ImportFileError
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

DATA: Final = ROOT / "data"
EXAMPLES: Final = DATA / "examples"
AWARDS: Final = 2_000
STYLES: Final = {
    "E06": "{} Council",
    "E07": "{} District Council",
    "E08": "{} MBC",
    "E09": "LB {}",
    "E10": "{} County Council",
}


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    """Return a new fund's folder: one file."""
    folder = tmp_path / "fund"
    folder.mkdir()
    shutil.copy(EXAMPLES / "another-fund" / "fund.toml", folder)
    return folder


def write_invented(path: Path, areas: pd.DataFrame, count: int) -> Path:
    """Write ``count`` invented awards to councils, their amounts in thousands."""
    dice = random.Random(4)  # noqa: S311 - invented awards, not secrets
    councils = areas[areas["tier"].isin(list(STYLES))]
    names = [
        STYLES[tier].format(name)
        for name, tier in zip(councils["name"], councils["tier"], strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Ref", "Lead authority", "Project", "Partners", "Award (£000)", "Round", "Theme"]
        )
        for at in range(count):
            partners = ", ".join(dice.sample(names, dice.randint(0, 3)))
            amount = dice.choice(["", "tbc", str(dice.randint(5, 400)), f"£{dice.randint(1, 9)}m"])
            rounds = dice.choice(["First round", "Second round", ""])
            theme = dice.choice(["Streets", "Parks and open space", ""])
            lead = dice.choice(names)
            award = (f"INV/{at:05}", lead, f"Project {at}", partners, amount)
            writer.writerow([*award, rounds, theme])
    return path


def bring(fund: Path, file: Path, mapping: Path, *more: str) -> int:
    command = ["--data", str(DATA), "import", str(file), "--mapping", str(mapping)]
    return main([*command, "--fund", str(fund), "--apply", *more])


def guess(file: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["--data", str(DATA), "import", str(file), "--guess"]) == 0
    path = file.with_suffix(".toml")
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def grants() -> list[dict[str, Any]]:
    """Return grants as a foundation publishes them, with members that the map does not read."""
    around = {
        "currency": "GBP",
        "dateModified": "2016-01-05T00:00:00Z",
        "fundingOrganization": [{"id": "GB-CHC-1", "name": "Example Foundation"}],
        "plannedDates": [{"startDate": "2015-07-01", "duration": 12}],
        "grantProgramme": [{"code": "P1", "title": "Places"}],
    }
    rows = [
        ("360G-ex-001", "Park keepers", 25000, "2015-06-30", "Leeds City Council"),
        ("360G-ex-002", "Core funding", 9999.5, "2015-03-31", "Leeds Mencap"),
        ("360G-ex-003", "Core funding", 12000, "2014-04-01T00:00:00Z", "Sandwell"),
        ("360G-ex-004", "Streets", 500000, "2014-05-01", "London Borough of Camden"),
    ]
    return [
        around
        | {
            "id": own,
            "title": title,
            "description": f"{title}, as the funder describes it.",
            "amountAwarded": amount,
            "awardDate": day,
            "recipientOrganization": [
                {"id": f"GB-COH-{own[-3:]}", "name": name, "postalCode": "LS1 1UR"}
            ],
            "beneficiaryLocation": [{"name": "Leeds", "geoCode": "E08000035"}] * 2,
        }
        for own, title, amount, day, name in rows
    ]


def write_grants(folder: Path, kind: str) -> Path:
    path = folder / f"grants.{kind}"
    if kind == "json":
        path.write_text(json.dumps({"version": "1.4", "grants": grants()}), encoding="utf-8")
        return path
    headings = ["Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*headings, "Recipient Org:0:Identifier", "Recipient Org:0:Name"])
        for grant in grants():
            (to,) = grant["recipientOrganization"]
            cells = [grant[name] for name in ("id", "title", "description", "currency")]
            money = [grant["amountAwarded"], grant["awardDate"]]
            writer.writerow([*cells, *money, to["id"], to["name"]])
    return path


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_grants_of_the_standard_become_a_fund_whatever_their_file(
    kind: str, fund: Path, tmp_path: Path
) -> None:
    texts = (fund / "fund.toml").read_text(encoding="utf-8")
    start = texts.partition("[[rounds]]")[0]  # this fund announced no rounds of its own
    (fund / "fund.toml").write_text(start, encoding="utf-8")
    file = write_grants(tmp_path, kind)
    assert bring(fund, file, EXAMPLES / "mappings" / "360giving.toml") == 0
    tables = read_award_tables(fund, read_authorities(DATA / "geography"))
    assert list(tables.bids.index) == [f"360G-EX-00{number}" for number in range(1, 5)]
    assert list(tables.bids["award_pence"]) == [2500000, 999950, 1200000, 50000000]
    assert list(tables.bids["round"]) == ["2015-16", "2014-15", "2014-15", "2014-15"]
    assert list(tables.rounds["round"]) == ["2014-15", "2015-16"]
    codes = ["E08000035", "none", "none", "E09000007"]
    assert list(tables.members["gss_code"].fillna("none")) == codes
    assert tables.fund.title == "Invented Neighbourhood Fund"


def test_a_fund_begins_with_one_file_and_grows_into_tables(
    fund: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = read_authorities(DATA / "geography")
    file = write_invented(tmp_path / "list.csv", areas, 40)
    mapping = guess(file, capsys)
    assert read_mapping(mapping).award_unit == 1000
    assert bring(fund, file, mapping, "--url", "https://example.org/list") == 0
    tables = read_award_tables(fund, areas)
    assert len(tables.bids) == 40
    assert list(tables.rounds["label"]) == ["First round", "Second round"]
    assert "[[rounds]]" not in (fund / "fund.toml").read_text(encoding="utf-8")
    assert "40 new" in capsys.readouterr().out
    assert main(["--data", str(DATA), "check", "--awards", str(fund)]) == 0
    assert "No faults in the data" in capsys.readouterr().out


def test_a_new_fund_says_what_its_file_lacks(fund: Path, tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="a new fund starts with it"):
        read_fund_folder(tmp_path, date(2020, 1, 2))
    (fund / "fund.toml").write_text('title = "X"\n', encoding="utf-8")
    with pytest.raises(ImportFileError, match="missing short_title, funder"):
        read_fund_folder(fund, date(2020, 1, 2))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("rounds = 5", "expected \\[\\[rounds\\]\\]"),
        ('[[rounds]]\nround = "a"', "expected round, label"),
        ('[[themes]]\ntheme = "a"\nlabel = "A"\ncolour = "red"', "at most theme, label"),
        ("title = [", "expected TOML"),
    ],
)
def test_a_start_that_cannot_be_read_is_refused(fund: Path, more: str, why: str) -> None:
    text = (fund / "fund.toml").read_text(encoding="utf-8").partition("[[rounds]]")[0]
    (fund / "fund.toml").write_text(f"{text}\n{more}\n", encoding="utf-8")
    with pytest.raises(ImportFileError, match=why):
        read_fund_folder(fund, date(2020, 1, 2))


def test_the_example_mappings_can_be_read() -> None:
    paths = sorted((EXAMPLES / "mappings").glob("*.toml"))
    assert len(paths) >= 2
    assert all("lead" in read_mapping(path).columns for path in paths)


@pytest.mark.slow
def test_an_invented_fund_of_many_awards_is_served_in_its_own_words(
    fund: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = read_authorities(DATA / "geography")
    file = write_invented(tmp_path / "list.csv", areas, AWARDS)
    mapping = guess(file, capsys)
    assert bring(fund, file, mapping, "--url", "https://example.org/list") == 0
    tables: TablesText = read_tables_text(fund)
    assert len(tables.awards) == AWARDS
    built = tmp_path / "built"
    assert main(["--data", str(DATA), "build", "--awards", str(fund), "--out", str(built)]) == 0
    client = create_app(Settings(built_folder=built, changelog=tmp_path / "none.md")).server
    bid = tables.awards[0].bid.bid_id
    for path in ("/", "/about", "/table", "/areas/E08000035", f"/bids/{bid}", "/?measure=bids"):
        answer = client.test_client().get(path)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Invented Neighbourhood Fund" in page
        assert "Transformation Challenge" not in page
        assert "TCA1" not in page
        assert len(page) < 2_500_000
