from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from dashboard import create_app
from dashboard.pages.head import find_path
from dashboard.pages.static_routes import list_paths
from dashboard.query.state import MapState, Sort
from dashboard.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.site import Site

ADDRESS = "https://map.example.org"
LANCASHIRE = "/areas/E10000017"
BLACKBURN = "/bids/TCA1516-17"


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[FlaskClient]:
    settings = Settings(built_folder=built_folder, site_url=ADDRESS)
    with create_app(settings).server.test_client() as client:
        yield client


def read_data(page: str) -> list[dict[str, Any]]:
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return [json.loads(text) for text in scripts]


def links_of(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', page)]


@pytest.mark.parametrize(
    "path",
    ["/", "/table", "/about", LANCASHIRE, BLACKBURN, "/regions/E12000002", "/areas/E07000117"],
)
def test_a_page_has_one_title_a_description_and_one_address(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert f'<link rel="canonical" href="{ADDRESS}{path}">' in page
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    card = re.search(r'<meta property="og:image" content="([^"]*)">', page)
    assert card is not None
    assert client.get(card[1].removeprefix(ADDRESS)).mimetype == "image/png"


def test_titles_and_descriptions_tell_pages_apart(client: FlaskClient) -> None:
    pages = [client.get(path).text for path in ("/", "/table", "/about", LANCASHIRE, BLACKBURN)]
    for pattern in (r"<title>([^<]*)", r'name="description" content="([^"]*)'):
        found = [re.search(pattern, page) for page in pages]
        texts = {match[1] for match in found if match}
        assert len(texts) >= len(pages) - 1  # the table describes what the map describes


def test_a_view_has_the_address_of_its_own_page() -> None:
    assert find_path(MapState(bid="TCA1516-17")) == BLACKBURN
    assert find_path(MapState(area="E12000002")) == "/regions/E12000002"
    assert find_path(MapState(sort=Sort.NAME)) == "/"


def test_a_bid_is_a_grant_with_the_amount_that_its_source_states(client: FlaskClient) -> None:
    grant = next(one for one in read_data(client.get(BLACKBURN).text) if "Grant" in one["@type"])
    assert grant["@type"] == "MonetaryGrant"
    assert grant["amount"] == {"@type": "MonetaryAmount", "currency": "GBP", "value": 950224.0}
    assert {"@type": "Organization", "name": "Lancashire Constabulary"} in grant["fundedItem"]


def test_a_grant_without_a_stated_amount_has_none(client: FlaskClient, site: Site) -> None:
    bid = next(bid for bid in site.catalogue.bids if bid.award_pence is None)
    grant = next(
        one for one in read_data(client.get(f"/bids/{bid.id}").text) if "Grant" in one["@type"]
    )
    assert "amount" not in grant


def test_the_data_set_is_described_where_robots_look(client: FlaskClient) -> None:
    data = next(one for one in read_data(client.get("/").text) if one["@type"] == "Dataset")
    assert data["temporalCoverage"] == "2013-10-09/2014-11-28"
    for form in data["distribution"]:
        with client.get(form["contentUrl"].removeprefix(ADDRESS)) as answer:
            assert answer.status_code == 200


def test_the_trail_leads_from_england_to_the_page(client: FlaskClient) -> None:
    trail = next(
        one for one in read_data(client.get(BLACKBURN).text) if one["@type"] == "BreadcrumbList"
    )
    assert [step["item"].removeprefix(ADDRESS) for step in trail["itemListElement"]] == [
        "/",
        "/regions/E12000002",
        "/areas/E06000008",
        BLACKBURN,
    ]


def test_links_between_pages_lead_to_pages_not_to_views(client: FlaskClient) -> None:
    links = links_of(client.get(LANCASHIRE).text)
    assert BLACKBURN in links
    assert "/areas/E06000008" in links
    assert not [link for link in links if re.fullmatch(r"/\?bid=[^&#]*", link)]


def test_a_choice_that_a_page_does_not_show_leads_to_the_map(client: FlaskClient) -> None:
    assert "/?keep=0&area=E10000017" in links_of(client.get(LANCASHIRE).text)


@pytest.mark.slow
def test_every_link_of_every_kind_of_page_is_answered(client: FlaskClient) -> None:
    seen: set[str] = set()
    for start in ("/table", "/about", LANCASHIRE, BLACKBURN, "/regions/E12000007"):
        for link in links_of(client.get(start).text):
            path = link.partition("#")[0]
            if path.startswith("/") and not path.startswith("/picture/") and path not in seen:
                seen.add(path)
                with client.get(path) as answer:
                    assert answer.status_code in {200, 301, 302}, path
    assert len(seen) > 200


def test_the_table_sorts_by_link_and_stays_the_table(client: FlaskClient) -> None:
    links = links_of(client.get("/table?measure=saving").text)
    assert "/table?measure=saving&sort=name" in links


def test_the_map_page_of_a_region_code_is_its_region(client: FlaskClient) -> None:
    answer = client.get("/areas/E12000002")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/regions/E12000002")


@pytest.mark.parametrize(
    "path",
    [
        "/areas/E06000999",
        "/areas/E1000001७",
        "/areas/E10000017%00",
        "/areas/..%2f..%2fapp.py",
        "/areas/%c0%ae%c0%ae%c0%af",
        "/bids/TCA0000-00",
        "/partners/nobody",
        "/partners/<script>x",
        "/regions/E10000017",
        "/table/x",
    ],
)
def test_what_nothing_has_is_not_found_with_a_way_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'href="/"' in answer.text
    assert "<script>" not in answer.text.partition("<main")[2].partition("</main>")[0]


def test_the_sitemap_names_every_page_once_and_each_is_there(
    client: FlaskClient, site: Site
) -> None:
    root = ET.fromstring(client.get("/sitemap.xml").text)  # noqa: S314 - our own file
    found = [node.text or "" for node in root.findall(".//{*}loc")]
    assert len(found) == len(set(found)) == len(list_paths(site))
    assert all(one.startswith(f"{ADDRESS}/") for one in found)
    kinds = {one.removeprefix(ADDRESS).split("/")[1]: one.removeprefix(ADDRESS) for one in found}
    assert set(kinds) == {"", "table", "about", "regions", "areas", "bids", "partners"}
    for path in kinds.values():
        assert client.get(path).status_code == 200


def test_robots_are_told_where_the_sitemap_is(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in text
    assert "Disallow: /search" in text


@pytest.mark.parametrize("path", [LANCASHIRE, "/about", "/table", "/embed", "/sitemap.xml"])
def test_a_page_that_the_reader_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_coverage_is_counted_from_the_tables(client: FlaskClient) -> None:
    page = client.get("/about").text
    row = re.search(r"2014-15</th>(.*?)</tr>", page)
    assert row is not None
    assert re.findall(r">([^<>]+)</td>", row[1])[:4] == ["33", "17", "12", "6"]


def test_only_the_framed_map_may_stand_in_a_frame(client: FlaskClient) -> None:
    assert "frame-ancestors *" in client.get("/embed").headers["Content-Security-Policy"]
    for path in ("/", LANCASHIRE, "/brief", "/about", "/picture/map.svg"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


def test_the_framed_map_carries_its_source_and_a_way_back(client: FlaskClient) -> None:
    page = client.get("/embed?measure=saving&region=E12000002").text
    assert f"{ADDRESS}/?measure=saving&region=E12000002" in links_of(page)
    assert "Source: public pages" in page
    assert "Crown copyright" in page
    assert "<script" not in page


def test_every_area_of_the_framed_map_opens_a_new_tab(client: FlaskClient) -> None:
    links = re.findall(
        r"<a [^>]*>",
        re.findall(r'<svg class="tca-still".*?</svg>', client.get("/embed").text, re.DOTALL)[0],
    )
    assert len(links) > 100
    assert all('target="_blank"' in link for link in links)


def test_the_brief_is_nothing_but_the_picture(client: FlaskClient) -> None:
    page = client.get("/brief?measure=saving").text
    assert 'src="/picture/map.svg?measure=saving"' in page
    assert "<form" not in page
    assert "<select" not in page
    answer = client.get("/?measure=saving&view=brief")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/brief?measure=saving")
    assert client.get("/?view=page").status_code == 200


def test_a_reader_who_reports_errors_is_told_where_if_it_is_known(built_folder: Path) -> None:
    for contact, wanted in (
        ("maps@example.org", 'href="mailto:maps@example.org"'),
        ("https://example.org/say", 'href="https://example.org/say"'),
        ("", "has not said where to write"),
    ):
        server = create_app(Settings(built_folder=built_folder, contact=contact)).server
        assert wanted in server.test_client().get("/about").text
