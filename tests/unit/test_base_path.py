"""The site below a path: every address that it writes stays there and leads somewhere."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest

from dashboard import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

BASE: Final = "/grants"
STARTS: Final = (
    "/",
    "/about",
    "/table",
    "/search?find=onetown",
    "/search?find=nowhere",
    "/embed",
    "/brief",
    "/sitemap.xml",
    "/api/v1/",
    "/api/v1/bids?limit=1&offset=1",
    "/api/v1/openapi.json",
    "/search.json?find=onetown",
    "/_dash-layout",
    "/?area=E06000001",
    "/?bid=T-2&shape=hex",
    "/?measure=saving&level=today&compare=E06000001,E08000001",
)
_IN_MARKUP: Final = re.compile(
    r"""(?:\s(?:href|src|action|formaction|data-(?:walk|script|style))="|<loc>|iframe src=&#34;)"""
    r"""([^"<&]+)"""
)
_IN_JSON: Final = re.compile(r'"(/[a-z_][^"\s{]*)"(?!:)')
_ADDRESSES: Final = {
    "text/html": _IN_MARKUP,
    "image/svg+xml": _IN_MARKUP,
    "application/xml": _IN_MARKUP,
    "application/json": _IN_JSON,
}
_ELSEWHERE: Final = re.compile(r"(?:https?|mailto):|#")
_HOST: Final = "http://localhost"
_DRAWN: Final = re.compile(r"(?<=/picture/)\w+-\w+(?=/)")


@pytest.fixture(scope="module")
def client(small_site: Site) -> FlaskClient:
    settings = replace(small_site.settings, base_path=f"{BASE}/")
    found: FlaskClient = create_app(settings).server.test_client()
    return found


def list_addresses(kind: str, text: str) -> Iterator[str]:
    """Yield every address of this site that a page, a drawing or a piece of JSON names."""
    for found in _ADDRESSES[kind].findall(text) if kind in _ADDRESSES else ():
        address = html.unescape(found).removeprefix(_HOST)
        if not _ELSEWHERE.match(address):
            yield urldefrag(address).url


def spell_kind(address: str) -> str:
    """Return what is alike of many addresses: the path, and which choices the query makes."""
    parts = urlsplit(address)
    return f"{_DRAWN.sub('code', parts.path)}?{'&'.join(sorted(parse_qs(parts.query)))}"


@pytest.mark.slow
def test_no_link_of_the_site_leads_out_of_its_folder_or_nowhere(client: FlaskClient) -> None:
    waiting = [BASE + start for start in STARTS]
    seen = {spell_kind(address) for address in waiting}
    outside, failed, kinds = set(), set(), set()
    while waiting:
        address = waiting.pop()
        answer: TestResponse = client.get(address, follow_redirects=True)
        with answer:
            if answer.status_code != 200 or not answer.request.path.startswith(f"{BASE}/"):
                failed.add(f"{address}: {answer.status} at {answer.request.path}")
            kind = str(answer.mimetype)
            text = answer.get_data().decode("utf-8", "replace")
        kinds.add(kind)
        for found in list_addresses(kind, text):
            if not found.startswith(f"{BASE}/"):
                outside.add(f"{found} on {address}")
            elif spell_kind(found) not in seen:
                seen.add(spell_kind(found))
                waiting.append(found)
    assert sorted(outside) == []
    assert sorted(failed) == []
    assert {"text/html", "text/css", "text/javascript", "image/png", "application/json"} <= kinds
    assert len(seen) > 200


@pytest.mark.parametrize("path", ["/", "/grants"])
def test_the_way_to_the_folder_leads_into_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (308, "/grants/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/table", "/grantstable", "/readyz", "/own/page.js"])
def test_nothing_is_served_outside_the_folder(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_whole_addresses_hold_the_folder_once(small_site: Site) -> None:
    url = "https://www.example.org/grants"
    settings = replace(small_site.settings, base_path=f"{BASE}/", site_url=url)
    client = create_app(settings).server.test_client()
    text = client.get("/grants/areas/E06000001").get_data(as_text=True)
    assert f'<link rel="canonical" href="{url}/areas/E06000001">' in text
    assert f"iframe src=&#34;{url}/embed?area=E06000001" in text
    assert f"<loc>{url}/table</loc>" in client.get("/grants/sitemap.xml").get_data(as_text=True)
    servers = client.get("/grants/api/v1/openapi.json").get_json()["servers"]
    assert servers == [{"url": f"{url}/api/v1"}]


def test_words_for_programs_name_the_folder(client: FlaskClient) -> None:
    answer = client.get("/grants/api/v1/bids?limit=1")
    assert answer.get_json()["next"] == "/grants/api/v1/bids?limit=1&offset=1"
    assert "</grants/api/v1/bids?limit=1&offset=1>" in answer.headers["Link"]
    wrong = client.get("/grants/api/v1/bids?colour=red").get_json()
    assert wrong["type"] == "/grants/api/v1/#bad-parameter"
    assert client.get("/grants/api/v1/openapi.json").get_json()["servers"] == [
        {"url": "/grants/api/v1"}
    ]
    robots = client.get("/grants/robots.txt").get_data(as_text=True)
    assert "Disallow: /grants/search\n" in robots
    assert robots.endswith("Sitemap: http://localhost/grants/sitemap.xml\n")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/areas/e06000001.", "/grants/areas/E06000001"),
        ("/areas/E12000001", "/grants/regions/E12000001"),
        ("/?view=brief", "/grants/brief"),
    ],
)
def test_redirects_stay_in_the_folder(client: FlaskClient, path: str, place: str) -> None:
    assert client.get(BASE + path).location == place


def test_what_dash_holds_is_of_the_folder(client: FlaskClient) -> None:
    page = client.get("/grants/").get_data(as_text=True)
    (text,) = re.findall(r'"application/json">(.*?)</script>', page)
    config = json.loads(text)
    assert config["requests_pathname_prefix"] == "/grants/"
    layout = client.get(
        "/grants/_dash-layout", headers={"Referer": "http://localhost/grants/?q=zz"}
    )
    graph = json.dumps(layout.get_json())
    assert '"topojsonURL": "/grants/topojson/"' in graph
    assert '"geojson": "/grants/boundaries/' in graph
