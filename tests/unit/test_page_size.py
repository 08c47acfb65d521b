"""A page names so many bids and no more: its size does not grow with the number of awards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.application import create_app
from dashboard.query.groups import MOST_NAMED
from tests.factories import BOROUGHS, COUNTY, NORTH, round_row
from tests.small_world import build_small_site, many_bids

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site

FEW, MANY = 1_000, 2_500
PAGES: Final = [
    "/",
    "/?measure=saving",
    "/?measure=ratio&count=shared",
    "/?links=all",
    f"/?region={NORTH}&theme=digital",
    f"/?area={COUNTY}",
    f"/?compare={COUNTY},{BOROUGHS[0]}",
    "/?partner=a-trust",
    "/?q=together",
    "/table",
    f"/areas/{BOROUGHS[0]}",
    f"/regions/{NORTH}",
    "/partners/a-trust",
    "/bids/M-00001",
    "/about",
    "/charts/award-saving.svg",
    "/charts/award-saving.svg?measure=ratio",
    "/search.json?find=award",
    "/api/v1/bids",
    "/api/v1/openapi.json",
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Site]:
    """Return the site of a fund of few bids and of one of many."""
    return {
        number: build_small_site(tmp_path_factory.mktemp(f"bids{number}"), many_bids(number))
        for number in (FEW, MANY)
    }


@pytest.fixture(scope="module")
def clients(worlds: dict[int, Site]) -> dict[int, FlaskClient]:
    return {
        number: create_app(site.settings).server.test_client() for number, site in worlds.items()
    }


@pytest.mark.parametrize("path", PAGES)
def test_more_bids_make_no_larger_page(clients: dict[int, FlaskClient], path: str) -> None:
    few, many = (clients[number].get(path) for number in (FEW, MANY))
    assert (few.status_code, many.status_code) == (200, 200)
    assert len(many.data) < 1.1 * len(few.data)


def test_the_first_bids_are_named_and_the_others_counted(worlds: dict[int, Site]) -> None:
    view = worlds[MANY].read_view("")
    assert (view.bids.count, len(view.bids.first)) == (MANY, MOST_NAMED)
    awards = [bid.award_pence or 0 for bid in worlds[MANY].catalogue.bids]
    assert [bid.award_pence for bid in view.bids.first] == sorted(awards, reverse=True)[:MOST_NAMED]
    assert view.reconciliation.itemised_pence == view.bids.award.pence == sum(awards)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "and 2,480 more bids: choose a round"),
        ("/", "The chart and its table show the 100 bids with the largest awards of"),
        ("/?measure=saving", "The chart and its table show the 100 bids with the largest savings"),
        ("/about", "and 525 more bids, in the data to take away."),
        ("/about", "Paper 0"),
        ("/table", "and 2,400 more bids: choose a round"),
    ],
)
def test_what_is_left_out_is_said(clients: dict[int, FlaskClient], path: str, words: str) -> None:
    text = re.sub(r"<[^>]+>", "", clients[MANY].get(path).get_data(as_text=True))
    assert words in text


def test_every_bid_is_in_the_file(clients: dict[int, FlaskClient]) -> None:
    lines = clients[MANY].get("/download/view.csv").get_data(as_text=True).splitlines()
    assert len(lines) == MANY + 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/download/view.csv?measure=saving", 400),  # a file asked for before is kept
        ("/download/view.zip", 400),
        ("/download/areas.csv", 200),
        ("/download/view.csv?region=E12000002&theme=health&round=2013-14", 200),
        ("/api/v1/bids.csv", 400),
        ("/api/v1/members", 400),
        ("/api/v1/bids?limit=1000&offset=2490", 200),
        ("/api/v1/areas", 200),
    ],
)
def test_more_bids_than_a_file_holds_are_refused_in_words(
    clients: dict[int, FlaskClient], monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    for module in ("dashboard.exports.routes", "dashboard.api.routes"):
        monkeypatch.setattr(f"{module}.MOST_IN_FILE", 1_000)
    answer = clients[MANY].get(path)
    assert answer.status_code == status
    assert (status == 200) or "1,000" in answer.get_data(as_text=True)


def test_a_slice_knows_the_whole(clients: dict[int, FlaskClient]) -> None:
    found = clients[MANY].get("/api/v1/bids?limit=7&offset=2496").get_json()
    assert (found["total"], len(found["items"]), found["next"]) == (MANY, 4, None)


def test_a_bid_of_an_undated_round_is_no_grant_to_give(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = many_bids(21)
    rows["rounds"] = [round_row(), round_row(round="2014-15", label="2014-15", announced_on="")]
    for row in rows["bids"]:
        row["announced_on"] = ""
    site = build_small_site(tmp_path_factory.mktemp("undated"), rows)
    text = create_app(site.settings).server.test_client().get("/").get_data(as_text=True)
    taken = site.read_view("").taken
    assert (taken.count, taken.grants) == (21, 6)
    assert "15 bids cannot be given as 360Giving" in text
