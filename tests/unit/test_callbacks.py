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
from dashboard.live import register_callbacks
from dashboard.live.map_click import answer_choice
from dashboard.live.navigation import answer_address, answer_below
from dashboard.live.rendered import ShownPages
from dashboard.map.figures import build_choropleth
from dashboard.pages.layout import PARTS, render_parts
from dashboard.parts.static_html import to_html
from dashboard.web.logs import MapServer
from dashboard.words.headline import describe_headline, describe_page_title
from tests.factories import BOROUGHS, COUNTY, DISTRICTS

if TYPE_CHECKING:
    from dash import Dash
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

ANSWERS: Final = "/_dash-update-component"
SEARCH: Final = f"{ids.LOCATION}.search"
CHOICE: Final = f"{ids.AREA_CHOSEN}.data"


@pytest.fixture(scope="module")
def app(small_site: Site) -> Dash:
    return create_app(small_site.settings)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    found: FlaskClient = app.server.test_client()
    return found


def as_json(value: object) -> Any:  # noqa: ANN401 - whatever the browser would get
    """Return a value as the browser gets it."""
    return json.loads(json.dumps(value))


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
    named = {name.replace("__", "."): value for name, value in values.items()}

    def filled(properties: list[dict[str, str]]) -> list[dict[str, object]]:
        return [
            {**one, "value": named.get(f"{one['id']}.{one['property']}".replace("-", "_"))}
            for one in properties
        ]

    return client.post(
        ANSWERS,
        json={
            "output": found["output"],
            "outputs": [{"id": name, "property": each} for name, each in outputs],
            "inputs": filled(found["inputs"]),
            "state": filled(found["state"]),
            "changedPropIds": [changed],
        },
    )


def answer_of(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200
    assert response.json is not None
    found: dict[str, Any] = response.json["response"]
    return found


# The address


def html_of(site: Site, query: str) -> dict[str, str]:
    """Return each part of the page of a query string as the page itself carries it."""
    parts = render_parts(site.read_view(query), site.catalogue)
    return {name: str(to_html(children)) for name, children in parts.items()}


def test_the_map_and_the_parts_that_came_with_the_page_are_not_sent_again(
    small_site: Site,
) -> None:
    answer = answer_address(small_site, ShownPages(small_site))("?round=2014-15", None)
    assert answer == {"shown": "?round=2014-15", "changed": None}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "?round=2014-15"),
        ("?round=2014-15", ""),
        ("?level=lower", f"?area={COUNTY}"),
        ("?q=nothing-of-that-name", "?bid=T-3"),
        ("?theme=wool", "?measure=saving&sort=name"),
    ],
)
def test_an_answer_makes_the_page_before_the_page_asked_for(
    small_site: Site, before: str, after: str
) -> None:
    pages = ShownPages(small_site)
    first = answer_address(small_site, pages)(after, before)["changed"]["parts"]
    then = answer_below(pages)(after, before)["changed"]["parts"]
    shown, wanted = html_of(small_site, before), html_of(small_site, after)
    assert shown | first | then == wanted
    assert all(shown[name] != text for name, text in (first | then).items())
    assert not set(first) & set(then)


def test_what_came_with_the_page_is_not_sent_again(small_site: Site) -> None:
    answer = answer_below(ShownPages(small_site))("?round=2014-15", None)
    assert answer == {"shown": "?round=2014-15", "changed": None}


def test_an_answer_to_the_address_that_is_shown_changes_nothing(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))("?round=2014-15", "?round=2014-15")
    assert answer["changed"]["figure"] == {"changes": []}
    assert answer["changed"]["parts"] == {}


def test_order_of_the_table_leaves_the_map_alone(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))("?sort=name", "")
    assert answer["changed"]["figure"] == {"changes": []}


def test_a_change_holds_only_what_differs(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))(f"?area={COUNTY}", "")
    changes = as_json(answer["changed"]["figure"])["changes"]
    assert {tuple(path[:2]) for path, _ in changes} == {("data", 3)}


@pytest.mark.parametrize("query", ["?level=lower", "?level=region", "?level=today", "?shape=hex"])
def test_other_areas_are_drawn_anew(site: Site, query: str) -> None:
    if site.read_view(query).state == site.read_view("").state:
        pytest.skip("this build has no such areas")
    answer = answer_address(site, ShownPages(site))
    other = answer(query, "")
    view = site.read_view(query)
    assert as_json(other["changed"]["figure"]["whole"]) == as_json(
        build_choropleth(view, site.catalogue, site.projection)
    )
    then = answer(f"{query}&round=2014-15", other["shown"])["changed"]["figure"]
    assert then["changes"]
    assert "whole" not in then


def test_title_speaks_of_the_view(small_site: Site) -> None:
    query = f"?area={COUNTY}"
    answer = answer_address(small_site, ShownPages(small_site))(query, "")
    view = small_site.read_view(query)
    assert answer["changed"]["title"] == describe_page_title(view, small_site.catalogue)


@pytest.mark.parametrize("search", [None, "", "?", "?theme=wool", "?" + "a" * 5000, "?q=%ff"])
def test_any_address_has_an_answer(small_site: Site, search: str | None) -> None:
    answer = answer_address(small_site, ShownPages(small_site))(search, "?area=nowhere")
    changed = answer["changed"]
    assert set(changed["parts"]) <= set(PARTS)
    assert (changed["since"], changed["shown"]) == ("?area=nowhere", search or "")
    assert answer["shown"] == (search or "")


def test_address_is_answered_over_http(client: FlaskClient, small_site: Site) -> None:
    search = "?round=2014-15&level=lower"
    answer = answer_of(ask(client, SEARCH, location__search=search, map_shown__data=""))
    headline = describe_headline(small_site.read_view(search), small_site.catalogue)
    changed = answer[ids.MAP_CHANGED]["data"]
    assert changed["parts"][ids.HEADLINE] == str(escape(headline))
    assert changed["figure"]["whole"]["data"]


def test_a_change_of_the_map_travels_as_places_and_values(client: FlaskClient) -> None:
    shown = answer_of(ask(client, SEARCH))[ids.MAP_SHOWN]["data"]
    answer = answer_of(
        ask(client, SEARCH, location__search="?round=2014-15", map_shown__data=shown)
    )
    changes = answer[ids.MAP_CHANGED]["data"]["figure"]["changes"]
    assert ["data", 1, "z"] in [path for path, _ in changes]


def test_the_same_request_gets_the_same_bytes(client: FlaskClient) -> None:
    first, second = (
        ask(client, SEARCH, location__search="?level=lower", map_shown__data="") for _ in range(2)
    )
    assert first.data == second.data


def test_readers_get_their_own_answers_in_any_order(client: FlaskClient) -> None:
    def answer_to(search: str) -> bytes:
        return ask(client, SEARCH, location__search=search, map_shown__data="").get_data()

    alone = answer_to(f"?area={COUNTY}")
    answer_to("?bid=T-3&measure=saving")
    assert answer_to(f"?area={COUNTY}") == alone


# Areas chosen


def test_an_area_chosen_becomes_an_address_and_is_forgotten(small_site: Site) -> None:
    answer = answer_choice(small_site)(COUNTY, "?round=2014-15")
    assert answer == (f"?round=2014-15&area={COUNTY}", None)


def test_an_area_chosen_takes_the_bid_of_the_panel_away(small_site: Site) -> None:
    search, _ = answer_choice(small_site)(COUNTY, "?bid=T-1")
    assert search == f"?area={COUNTY}"


@pytest.mark.parametrize("gss", ["W92000004", "E99999999", "<script>", "", None])
def test_what_is_no_area_changes_nothing(small_site: Site, gss: str | None) -> None:
    answer = answer_choice(small_site)(gss, "?round=2014-15")
    assert answer == (no_update, no_update)


def test_an_area_chosen_is_answered_over_http(client: FlaskClient) -> None:
    answer = answer_of(
        ask(client, CHOICE, area_chosen__data=DISTRICTS[0], location__search="?level=lower")
    )
    assert answer == {
        ids.LOCATION: {"search": f"?level=lower&area={DISTRICTS[0]}"},
        ids.AREA_CHOSEN: {"data": None},
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
    assert (
        ask(client, SEARCH, location__search="?count=lead", map_shown__data="").status_code == 200
    )
    failed = ask(client, SEARCH, location__search="?count=shared", map_shown__data="")
    assert failed.status_code == 500
    assert ids.HEADLINE not in failed.get_data(as_text=True)
    after = ask(client, SEARCH, location__search=f"?area={BOROUGHS[0]}", map_shown__data="")
    assert after.status_code == 200


def test_two_apps_of_one_process_share_nothing(small_site: Site, site: Site) -> None:
    small, real = (
        MapApp(one, MapServer("dashboard", static_folder=None)) for one in (small_site, site)
    )
    for app in (small, real):
        register_callbacks(app, app.site)
    assert small.callback_map is not real.callback_map
    answers = [
        answer_of(
            ask(app.server.test_client(), SEARCH, map_shown__data="?measure=saving&level=region")
        )[ids.MAP_CHANGED]["data"]["parts"][ids.HEADLINE]
        for app in (small, real)
    ]
    assert answers[0].startswith("4 named bids")
    assert answers[1].startswith("82 named bids")
