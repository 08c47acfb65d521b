"""Plain routes: pages that are there and that are not, and files that may be kept for ever."""

from __future__ import annotations

import gzip
import html
import json
import re
from typing import TYPE_CHECKING, Final

import brotli
import pytest

from geodata.model.codes import Level

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site

UNPACK: Final = {"br": brotli.decompress, "gzip": gzip.decompress}


def hashed_files(site: Site) -> list[str]:
    boundaries = [f"/{level.boundaries}" for level in site.catalogue.levels.values()]
    return [*boundaries, f"/{site.catalogue.backdrop.boundaries}", *site.vendor.values()]


# Pages


def test_home_page_carries_map_headline_controls_strip_and_table(
    client: FlaskClient, site: Site
) -> None:
    text = client.get("/").get_data(as_text=True)
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB"' in text
    still = text[text.index('<svg class="tca-still"') : text.index("</svg>", text.index("<main"))]
    assert still.count("<title>") == len(site.catalogue.levels[Level.UPPER].codes)
    for part in ("82 named bids won", "<form", "<noscript>", "<table", "£74,291,532"):
        assert part in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?area=E10000017", "Lancashire"),
        ("?bid=TCA1516-11", "Greater Manchester public service reform"),
        ("?region=E12000002", "the North West"),
        ("?round=2014-15&measure=saving", "in the 2014-15 round"),
    ],
)
def test_page_is_of_the_state_asked_for(client: FlaskClient, query: str, words: str) -> None:
    answer = client.get(f"/{query}")
    text = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    title = re.search(r"<title>(.*?)</title>", text)
    assert title is not None
    assert words in title[1] + text[text.index("<main") :]


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for query in (f"?q={hostile}", f"?theme={hostile}", f"?area={hostile}"):
        text = client.get(f"/{query}", follow_redirects=True).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "alert(1)" in text


@pytest.mark.parametrize("query", ["?area=%ff%00", "?" + "&".join("ab"), "?q=%F0%9F%97%BA", "?%"])
def test_odd_addresses_have_a_page(client: FlaskClient, query: str) -> None:
    assert client.get(f"/{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/index.html",
        "/favicon.ico",
        "/boundaries",
        "/boundaries/",
        "/boundaries/none.json",
        "/vendor/none.js",
        "/assets/none.css",
        "/data/built/catalogue.json",
        "/catalogue.json",
        "/walk/parish.json",
        "/app.py",
        "/.git/config",
    ],
)
def test_an_unknown_path_is_a_real_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert "Page not found" in answer.get_data(as_text=True)
    assert 'href="/"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/boundaries/../catalogue.json",
        "/boundaries/..%2fcatalogue.json",
        "/boundaries/%2e%2e/catalogue.json",
        "/boundaries/..%5ccatalogue.json",
        "/boundaries//etc/passwd",
        "/boundaries/%2fetc%2fpasswd",
        "/vendor/../manifest.json",
        "/vendor/%2e%2e%2fmanifest.json",
        "/vendor/vendor.json%00.js",
        "/vendor/.hidden",
        "/vendor/licences",
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
    ],
)
def test_path_tricks_reach_nothing(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert b"schema_version" not in answer.data
    assert b"create_app" not in answer.data


# Files with a hash in the name


def test_there_are_hashed_files_to_speak_of(site: Site) -> None:
    assert len(hashed_files(site)) >= len(Level) + 1


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_hashed_files_travel_compressed_and_may_be_kept_for_ever(
    client: FlaskClient, site: Site, coding: str
) -> None:
    for path in hashed_files(site):
        plain = client.get(path, buffered=True)
        packed = client.get(path, headers={"Accept-Encoding": coding}, buffered=True)
        assert (plain.status_code, packed.status_code) == (200, 200), path
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == coding
        assert UNPACK[coding](packed.data) == plain.data
        assert len(packed.data) < 0.6 * len(plain.data)
        for answer in (plain, packed):
            assert (answer.cache_control.max_age or 0) >= 31_536_000
            assert answer.cache_control.public
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_tighter_packing_is_used_where_both_are_taken(client: FlaskClient, site: Site) -> None:
    path = f"/{site.catalogue.backdrop.boundaries}"
    answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "br"
    refused = client.get(path, headers={"Accept-Encoding": "br;q=0, gzip"}, buffered=True)
    assert refused.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("level", list(Level))
def test_boundaries_are_geojson_of_the_level(client: FlaskClient, site: Site, level: Level) -> None:
    areas = site.catalogue.levels[level]
    answer = client.get(f"/{areas.boundaries}", buffered=True)
    assert answer.mimetype == "application/geo+json"
    assert [one["id"] for one in json.loads(answer.data)["features"]] == list(areas.codes)


def test_world_behind_the_map_is_empty_and_from_here(client: FlaskClient) -> None:
    answer = client.get("/topojson/world_110m.json")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["arcs"] == []
    assert all(one["geometries"] == [] for one in answer.json["objects"].values())


def test_files_cannot_be_written(client: FlaskClient, site: Site) -> None:
    for path in ("/", hashed_files(site)[0]):
        for method in ("PUT", "DELETE", "PATCH"):
            assert client.open(path, method=method).status_code == 405
