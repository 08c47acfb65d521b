"""Whatever shows or hands on outlines says where these outlines come from, and no others."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.application import create_app
from dashboard.pictures.facts import describe_sources
from geodata.fetching.ons import ATTRIBUTION, PUBLISHER
from geodata.model.published.outlines import Outlines

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site

EMBEDDED: Final = "geoviews"
FETCHED: Final = Outlines(
    vintage="2015-12",
    origin=f"{PUBLISHER}, LAD_Dec_2015_UGCB_GB_2022, fetched on 2026-11-22",
    attribution=ATTRIBUTION,
    tolerance_m=250.0,
)


@pytest.fixture(scope="module")
def embedded(site: Site) -> FlaskClient:
    found: FlaskClient = create_app(site.settings).server.test_client()
    return found


@pytest.fixture
def fetched(site: Site, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    other = replace(site, catalogue=replace(site.catalogue, outlines=FETCHED))
    monkeypatch.setattr("dashboard.application.read_site", lambda _settings: other)
    found: FlaskClient = create_app(site.settings).server.test_client()
    return found


def read_zip(client: FlaskClient) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(client.get("/download/view.zip").data)) as packed:
        return {
            name: packed.read(name).decode("utf-8", "replace")
            for name in packed.namelist()
            if name.endswith((".txt", ".geojson", ".json"))
        }


def test_a_page_names_the_source_of_its_outlines(
    embedded: FlaskClient, fetched: FlaskClient
) -> None:
    assert "contains National Statistics data" in embedded.get("/").text
    assert ATTRIBUTION in fetched.get("/").text


def test_the_page_on_the_map_tells_which_outlines_are_drawn(
    embedded: FlaskClient, fetched: FlaskClient
) -> None:
    assert "geoviews package, which does not document their origin" in embedded.get("/about").text
    assert FETCHED.origin in fetched.get("/about").text
    assert EMBEDDED not in fetched.get("/about").text


def test_pictures_carry_the_attribution(site: Site) -> None:
    other = replace(site.catalogue, outlines=FETCHED)
    assert any(ATTRIBUTION in line for line in describe_sources(other))


def test_every_file_taken_away_names_them(embedded: FlaskClient, fetched: FlaskClient) -> None:
    mine, other = read_zip(embedded), read_zip(fetched)
    assert "HoloViz Developers" in mine["BOUNDARIES.txt"]
    assert FETCHED.origin in other["BOUNDARIES.txt"]
    for name, text in other.items():
        assert EMBEDDED not in text, name
    areas = json.loads(fetched.get("/download/view.geojson").data)
    assert areas["licence"] == f"{ATTRIBUTION}. Outlines: {FETCHED.origin}."
