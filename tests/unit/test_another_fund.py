"""A fund of one bid, without savings, themes and rounds, is told in its own words alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard import create_app
from dashboard.pages.about import read_changes
from dashboard.settings import Settings
from dashboard.site import read_site
from dashboard.words.text import describe_value
from geodata.publishing.publish import write_build
from tests.factories import (
    DISTRICTS,
    UNITARY,
    Row,
    award_rows,
    bid_row,
    member_row,
    source_row,
    with_outcomes,
    write_award_tables,
)
from tests.small_world import area_of, build_small_site, write_small_data

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.site import Site


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Site:
    rows: dict[str, list[Row]] = {name: [] for name in award_rows()}
    rows["bids"] = [bid_row("T-1", round="", theme="", saving_gbp="", saving_note="")]
    rows["members"] = [member_row("T-1", gss_code=UNITARY)]
    rows["sources"] = [source_row("T-1")]
    return build_small_site(tmp_path_factory.mktemp("other") / "data", rows)


@pytest.fixture(scope="module")
def client(other: Site) -> FlaskClient:
    made: FlaskClient = create_app(other.settings).server.test_client()
    return made


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_fund_that_states_no_saving_is_not_told_of_any(client: FlaskClient) -> None:
    about = words_of(client.get("/about").text.split("<main", 1)[1])
    assert "1 states an award" in about
    assert "saving" not in about.lower()


def test_a_search_without_a_find_says_so_once(client: FlaskClient) -> None:
    said = words_of(client.get("/search?find=zzzqqq").text.split("<main", 1)[1])
    assert said.count("is not the name of a council") == 1
    assert "othing found" not in said


@pytest.mark.parametrize("path", ["/", "/about", "/table", "/brief", "/embed", "/search?find=one"])
def test_one_bid_is_never_told_as_several(client: FlaskClient, path: str) -> None:
    found = re.findall(
        r"\b1 (?:named )?(?:bids|areas|councils|partners|sources)\b|\b1 bid (?:were|have)",
        words_of(client.get(path).text),
    )
    assert not found


def test_what_the_page_says_of_method_gaps_and_licence_is_the_funds_own(
    client: FlaskClient, other: Site
) -> None:
    page = words_of(client.get("/about").text)
    fund = other.catalogue.fund
    for text in (fund.description, fund.method, fund.gaps, f"The awards: {fund.facts_licence}"):
        assert text in page
    assert "told in our own words" not in page
    assert "Transformation Challenge" not in page


def test_our_changelog_is_shown_for_the_fund_that_it_names_alone(other: Site, site: Site) -> None:
    assert read_changes(other) == ()
    assert read_changes(site)


def test_choices_that_a_fund_cannot_use_are_not_there(client: FlaskClient) -> None:
    page = client.get("/").text
    for name in ("round", "theme", "stated"):
        assert f'name="{name}"' not in page
    assert 'value="saving"' not in page
    assert 'value="ratio"' not in page
    assert 'value="bids"' in page


def test_another_fund_has_awards_per_resident_without_asking(
    client: FlaskClient, other: Site
) -> None:
    assert 'value="per-resident"' in client.get("/").text
    view = other.read_view("?measure=per-resident&level=lower")
    area = area_of(view, UNITARY)
    assert describe_value(area, view.state.measure) == "£2.00 per resident"
    answer = client.get(f"/api/v1/areas/{UNITARY}?measure=per-resident&level=lower").get_json()
    assert answer["value"] == answer["award_per_resident_gbp"] == 2.0
    assert answer["outcomes_known"] == 0


def test_another_fund_may_have_a_table_of_outcomes_or_none(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    for name, rows in (("without", award_rows()), ("with", with_outcomes())):
        fund = write_award_tables(tmp_path / name, rows)
        if name == "without":
            (fund / "outcomes.csv").unlink()
        write_build(data, fund, tmp_path / name / "built")
        site = read_site(Settings(built_folder=tmp_path / name / "built"))
        page = create_app(site.settings).server.test_client().get("/").text
        assert ('name="outcome"' in page) is (name == "with")
        known = area_of(site.read_view("?level=lower"), DISTRICTS[0]).outcomes_known
        assert known == (name == "with")


def test_a_choice_in_force_is_there_to_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/?measure=saving").text
    assert re.search(r'<option[^>]*selected[^>]*value="saving"|value="saving"[^>]*selected', page)
