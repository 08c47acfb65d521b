"""What people type into the search box, against the real map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import create_app
from dashboard.pages.search import COUNCIL_FINDER, Found, SearchIndex, build_index

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site

PLACES = {Found.COUNCIL, Found.REGION, Found.TODAY}


@pytest.fixture(scope="module")
def index(site: Site) -> SearchIndex:
    return build_index(site.catalogue)


@pytest.fixture(scope="module")
def client(site: Site) -> FlaskClient:
    found: FlaskClient = create_app(site.settings).server.test_client()
    return found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("E10000017", "Lancashire"),
        (" e1000 0017", "Lancashire"),
        ("E06000063", "Cumberland"),
        ("E12000002", "North West"),
        ("Hants", "Hampshire"),
        ("Notts", "Nottinghamshire"),
        ("Salop", "Shropshire"),
        ("Northants", "Northamptonshire"),
        ("Leics", "Leicestershire"),
        ("Brimingham", "Birmingham"),
        ("Lancashire County Council", "Lancashire"),
        ("Manchestr", "Manchester"),
    ],
)
def test_a_council_is_found_by_code_short_form_and_slip(
    index: SearchIndex, typed: str, name: str
) -> None:
    results = index.find(typed)
    assert results.entries[0].name == name
    assert results.note == ""


def test_a_slip_that_may_be_two_councils_finds_both(index: SearchIndex) -> None:
    names = {entry.name for entry in index.find("Newcastel").entries}
    assert {"Newcastle upon Tyne", "Newcastle-under-Lyme"} <= names


@pytest.mark.parametrize("typed", ["Huddersfield", "Grimsby", "Skegness", "Aberystwyth", "Cardiff"])
def test_a_place_that_is_no_council_is_said_to_be_none(index: SearchIndex, typed: str) -> None:
    results = index.find(typed)
    assert not {entry.kind for entry in results.entries} & PLACES
    assert not results.suggested
    assert results.note.startswith(f"“{typed}” is not the name of a council")


@pytest.mark.parametrize("typed", ["HD1 2AB", "sw1a 1aa", "M1", "EC1A1BB"])
def test_a_postcode_finds_nothing_and_is_told_where_to_ask(index: SearchIndex, typed: str) -> None:
    results = index.find(typed)
    assert results.entries == results.suggested == ()
    assert "looks like a postcode, and postcodes are not known here" in results.note


@pytest.mark.parametrize("typed", ["E08000020", "W06000015", "E99999999"])
def test_a_code_that_is_not_on_the_map_is_said_to_be_none(index: SearchIndex, typed: str) -> None:
    results = index.find(typed)
    assert (results.entries, results.suggested) == ((), ())
    assert "is not the code of an English council" in results.note


def test_the_page_leads_to_the_council_finder_with_nothing_that_was_typed(
    client: FlaskClient,
) -> None:
    page = client.get("/search?find=HD1+2AB").get_data(as_text=True)
    assert f'href="{COUNCIL_FINDER}"' in page
    assert "Nothing you typed is sent there" in page
    assert client.get("/search.json?find=Huddersfield").get_json()["found"] == []
