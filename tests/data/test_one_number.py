"""Whatever form an area's award is read in, it is the sum that the tables of awards give."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import ROOT
from tests.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.testing import FlaskClient

AWARDS: Final = ROOT / "data" / "awards"


@pytest.fixture(scope="module")
def led() -> Mapping[str, int]:
    """Pounds of the bids that each council led, added up from the files with nothing of ours."""
    with (AWARDS / "bids.csv").open(encoding="utf-8", newline="") as bids:
        pounds = {row["bid_id"]: row["award_gbp"] for row in csv.DictReader(bids)}
    sums: dict[str, int] = defaultdict(int)
    with (AWARDS / "members.csv").open(encoding="utf-8", newline="") as members:
        for row in csv.DictReader(members):
            if row["role"] == "lead" and row["gss_code"] and pounds[row["bid_id"]]:
                sums[row["gss_code"]] += int(pounds[row["bid_id"]])
    return sums


def read_text(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup)))


def read_part(markup: str, begins: str, ends: str) -> str:
    after = markup.split(begins, 1)[1]
    return read_text(after[after.index(">") + 1 :].split(ends, 1)[0])


@pytest.mark.parametrize("level", ["lower", "upper"])
def test_csv_api_and_table_give_every_area_what_its_own_council_led(
    client: FlaskClient, led: Mapping[str, int], level: str
) -> None:
    file = client.get(f"/download/areas.csv?level={level}").data
    rows = {row["gss"]: row for row in read_csv(file)}
    features = client.get(f"/api/v1/areas.geojson?level={level}").get_json()["features"]
    api = {one["properties"]["gss"]: one["properties"] for one in features}
    table = client.get(f"/table?level={level}").text
    cells = {
        gss: read_text(cell)
        for gss, cell in re.findall(r'href="/areas/(E\d{8})">.*?</th><td[^>]*>(.*?)</td>', table)
    }
    assert set(rows) == set(api)
    councils = set(led) & set(rows)
    assert len(councils) > 30
    for gss, row in rows.items():
        # At the upper level a county is drawn with the bids of its districts in it.
        if level == "upper" and row["tier"] == "county":
            continue
        pounds = led.get(gss)
        assert row["award_gbp"] == ("" if pounds is None else str(pounds)), row["name"]
        assert api[gss]["award_gbp"] == pounds, row["name"]
        if pounds is not None:
            assert f"£{pounds:,}" in cells[gss], row["name"]
        else:
            assert "£" not in cells.get(gss, ""), row["name"]


@pytest.mark.parametrize(
    ("gss", "won", "value"),
    [
        ("E08000001", "about £12.4 million", "about £12,400,000"),  # Bolton, for ten councils
        ("E09000027", "about £3 million", "about £3,000,000"),  # Richmond, near the tiny City
        ("E07000052", "about £1.5 million", "about £1,500,000"),  # West Dorset
    ],
)
def test_page_panel_and_picture_of_one_area_say_the_same_number(
    client: FlaskClient, led: Mapping[str, int], gss: str, won: str, value: str
) -> None:
    pounds = led[gss]
    assert value.endswith(f"£{pounds:,}")
    search = f"?level=lower&area={gss}"
    page = client.get(f"/{search}").text
    assert f"won {won}" in read_part(page, 'id="headline"', "</p>")
    panel = read_part(page, 'id="panel"', "Compare")
    assert f"Award {value} " in panel
    assert "Bids 1 led" in panel
    alone = read_part(client.get(f"/areas/{gss}").text, "<main", "</main>")
    assert f"won {won}" in alone
    assert f"Award {value} " in alone
    assert "Bids 1 led" in alone
    assert f"won {won}" in read_text(client.get(f"/picture/map.svg{search}").text)
    assert client.get(f"/api/v1/areas/{gss}?level=lower").get_json()["award_gbp"] == pounds
    (row,) = [
        one
        for one in read_csv(client.get(f"/download/areas.csv{search}").data)
        if one["gss"] == gss
    ]
    assert row["award_gbp"] == str(pounds)
    assert row["status"] == "amount"


@pytest.mark.parametrize(
    ("gss", "status", "says", "county"),
    [
        ("E07000094", "through-county", "Through its county council", 3_100_000),  # Winchester
        ("E07000117", "partner-only", "Partner only", 1_230_000),  # Burnley
    ],
)
def test_no_form_gives_a_district_what_others_led(
    client: FlaskClient, led: Mapping[str, int], gss: str, status: str, says: str, county: int
) -> None:
    assert gss not in led
    search = f"?level=lower&area={gss}"
    page = client.get(f"/{search}").text
    assert "£" not in read_part(page, 'id="headline"', "</p>")
    panel = read_part(page, 'id="panel"', "Compare")
    assert re.search(
        rf"Award {says}\. \w+ County Council, not counted here: about £{county:,}", panel
    )
    assert "Rank" not in panel
    record = client.get(f"/api/v1/areas/{gss}?level=lower").get_json()
    assert (record["status"], record["value"], record["award_gbp"]) == (status, None, None)
    assert record["through_county_award_gbp"] == county
