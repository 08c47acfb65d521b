"""The callbacks as functions, and as the browser asks for them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from dash import no_update
from markupsafe import escape

from dashboard import create_app, ids
from dashboard.application import MapApp
from dashboard.live.navigation import (
    answer_address,
    answer_below,
    answer_click,
    register_callbacks,
)
from dashboard.map.figures import build_choropleth
from dashboard.pages.layout import render_parts
from dashboard.parts.static_html import to_html
from dashboard.web.logs import MapServer
from dashboard.words.headline import describe_headline, describe_page_title
from tests.factories import BOROUGHS, COUNTY, DISTRICTS
from tests.patches import apply_patch

if TYPE_CHECKING:
    from dash import Dash
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

ANSWERS: Final = "/_dash-update-component"
QUERIES: Final = [
    "",
    "?round=2014-15",
    f"?area={COUNTY}",
    "?bid=T-3",
    "?measure=saving&sort=name",
    "?level=lower",
]


@pytest.fixture(scope="module")
def app(small_site: Site) -> Dash:
    return create_app(small_site.settings)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    found: FlaskClient = app.server.test_client()
    return found


def asked_of(site: Site, search: str) -> dict[str, str]:
    """Return what a page of a site asks for an address."""
    return {"search": search, "version": site.catalogue.version}


def ask(client: FlaskClient, changed: str, **values: object) -> TestResponse:
    """Post what Dash's scripts post when ``changed`` changes; values are by id and property."""
    callbacks = client.get("/_dash-dependencies").json
    assert callbacks is not None
    found = next(
        one
        for one in callbacks
        if one["clientside_function"] is None
        and any(f"{each['id']}.{each['property']}" == changed for each in one["inputs"])
    )
    outputs = [one.rsplit(".", 1) for one in found["output"].strip(".").split("...")]
    listed = [{"id": name, "property": each} for name, each in outputs]
    named = {name.replace("__", "."): value for name, value in values.items()}

    def filled(properties: list[dict[str, str]]) -> list[dict[str, object]]:
        return [{**one, "value": named.get(f"{one['id']}.{one['property']}")} for one in properties]

    return client.post(
        ANSWERS,
        json={
            "output": found["output"],
            "outputs": listed if found["output"].startswith("..") else listed[0],
            "inputs": filled(found["inputs"]),
            "state": filled(found["state"]),
            "changedPropIds": [changed],
        },
    )


def ask_address(client: FlaskClient, site: Site, search: str) -> TestResponse:
    return ask(client, f"{ids.ASKED}.data", asked__data=asked_of(site, search))


def answer_of(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200
    assert response.json is not None
    found: dict[str, Any] = response.json["response"]
    return found


# The address


@pytest.mark.parametrize("query", QUERIES)
def test_an_answer_makes_the_page_asked_for(small_site: Site, query: str) -> None:
    asked = asked_of(small_site, query)
    patch, beside = answer_address(small_site)(asked)
    below = answer_below(small_site)(asked)
    view = small_site.read_view(query)
    parts = render_parts(view, small_site.catalogue)
    wanted = {name: str(to_html(children)) for name, children in parts.items()}
    assert beside["parts"] | below["parts"] == wanted
    assert not set(beside["parts"]) & set(below["parts"])
    assert beside["title"] == describe_page_title(view, small_site.catalogue)
    assert beside["search"] == below["search"] == query
    before, after = (
        json.loads(
            json.dumps(
                build_choropleth(
                    small_site.read_view(one), small_site.catalogue, small_site.projection, one
                )
            )
        )
        for one in ("", query)
    )
    assert apply_patch(before, patch) == after


def test_a_page_of_other_data_is_told_so_and_left_alone(small_site: Site) -> None:
    asked = {"search": "?round=2014-15", "version": "another"}
    figure, answer = answer_address(small_site)(asked)
    assert figure is no_update
    assert answer == {"search": "?round=2014-15", "renewed": True}
    assert answer_below(small_site)(asked) == answer


@pytest.mark.parametrize(
    "search", [None, "", "?", "?theme=wool", "?" + "a" * 5000, "?q=%ff", 7, ["?q=a"], {"a": 1}]
)
def test_whatever_is_asked_has_an_answer(small_site: Site, search: object) -> None:
    asked = {"search": search, "version": small_site.catalogue.version}
    _, answer = answer_address(small_site)(asked)
    parts = render_parts(small_site.read_view(""), small_site.catalogue)
    assert answer["parts"].keys() <= parts.keys()
    assert answer["search"] == (search if isinstance(search, str) else "")
    assert answer_address(small_site)(None)[1]["renewed"]


def test_address_is_answered_over_http(client: FlaskClient, small_site: Site) -> None:
    search = "?round=2014-15&level=lower"
    answer = answer_of(ask_address(client, small_site, search))
    headline = describe_headline(small_site.read_view(search), small_site.catalogue)
    assert answer[ids.ANSWERED]["data"]["parts"][ids.HEADLINE] == str(escape(headline))
    operations = answer[ids.MAP]["figure"]["operations"]
    assert ["data"] in [one["location"] for one in operations]


def test_readers_get_their_own_answers_in_any_order(client: FlaskClient, small_site: Site) -> None:
    alone = ask_address(client, small_site, f"?area={COUNTY}").get_data()
    ask_address(client, small_site, "?bid=T-3&measure=saving")
    assert ask_address(client, small_site, f"?area={COUNTY}").get_data() == alone


# The layout


@pytest.mark.parametrize(
    ("referrer", "search"),
    [
        ("http://localhost/?round=2014-15", "?round=2014-15"),
        ("http://localhost/", ""),
        ("http://localhost/about?round=2014-15", ""),
        (None, ""),
    ],
)
def test_the_layout_holds_the_map_of_the_page_that_asks(
    client: FlaskClient, referrer: str | None, search: str
) -> None:
    headers = {"Referer": referrer} if referrer else {}
    layout = client.get("/_dash-layout", headers=headers).json
    assert layout is not None
    (graph,) = [one for one in layout if one["type"] == "Graph"]
    assert graph["props"]["figure"]["layout"]["meta"]["search"] == search


# Areas clicked


def click_on(gss: object) -> dict[str, Any]:
    """Return what Dash says of a click on an area."""
    return {"points": [{"curveNumber": 1, "location": gss, "z": 3}]}


def test_a_click_becomes_an_address_and_is_forgotten(small_site: Site) -> None:
    answer = answer_click(small_site)(click_on(COUNTY), "?round=2014-15")
    assert answer == (f"?round=2014-15&area={COUNTY}", None)


def test_an_area_chosen_takes_the_bid_of_the_panel_away(small_site: Site) -> None:
    search, _ = answer_click(small_site)(click_on(COUNTY), "?bid=T-1")
    assert search == f"?area={COUNTY}"


@pytest.mark.parametrize(
    "click",
    [
        None,
        {},
        {"points": []},
        {"points": [{"lon": 1}]},
        {"points": "E10000017"},
        *map(click_on, ["W92000004", "E99999999", "<script>", "", None, 7]),
    ],
)
def test_what_is_no_area_changes_nothing(small_site: Site, click: dict[str, Any] | None) -> None:
    assert answer_click(small_site)(click, "?round=2014-15") == (no_update, no_update)


def test_a_click_is_answered_over_http(client: FlaskClient) -> None:
    answer = answer_of(
        ask(
            client,
            f"{ids.MAP}.clickData",
            map__clickData=click_on(DISTRICTS[0]),
            location__search="?level=lower",
        )
    )
    assert answer == {
        ids.LOCATION: {"search": f"?level=lower&area={DISTRICTS[0]}"},
        ids.MAP: {"clickData": None},
    }


# Failures


def test_a_choice_that_fails_says_so_and_changes_nothing(small_site: Site) -> None:
    classes = {
        key: value for key, value in small_site.catalogue.classes.items() if "shared" not in key
    }
    broken = replace(small_site, catalogue=replace(small_site.catalogue, classes=classes))
    app = create_app(small_site.settings)
    app.callback_map.clear()
    register_callbacks(app, broken)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.server.test_client()
    assert ask_address(client, small_site, "?count=lead").status_code == 200
    failed = ask_address(client, small_site, "?count=shared")
    assert failed.status_code == 500
    assert ids.HEADLINE not in failed.get_data(as_text=True)
    assert ask_address(client, small_site, f"?area={BOROUGHS[0]}").status_code == 200


def test_two_apps_of_one_process_share_nothing(small_site: Site, site: Site) -> None:
    small, real = (MapApp(one, MapServer("dashboard")) for one in (small_site, site))
    for app in (small, real):
        register_callbacks(app, app.site)
    assert small.callback_map is not real.callback_map
    answers = [
        answer_of(ask_address(app.server.test_client(), app.site, "?measure=saving&level=region"))[
            ids.ANSWERED
        ]["data"]["parts"][ids.HEADLINE]
        for app in (small, real)
    ]
    assert "of 4 named bids" in answers[0]
    assert f"of {len(site.catalogue.bids)} named bids" in answers[1]
