"""A fund of one bid, without savings, themes and rounds, is told in its own words alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard import create_app
from dashboard.pages.about import read_changes
from tests.factories import UNITARY, Row, award_rows, bid_row, member_row, source_row
from tests.small_world import build_small_site

if TYPE_CHECKING:
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


def test_a_choice_in_force_is_there_to_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/?measure=saving").text
    assert re.search(r'<option[^>]*selected[^>]*value="saving"|value="saving"[^>]*selected', page)
