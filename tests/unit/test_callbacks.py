"""The callbacks as functions, and as the browser asks for them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from dash import Patch, no_update
from markupsafe import escape

from dashboard import create_app, ids
from dashboard.application import MapApp
from dashboard.callbacks import register_callbacks
from dashboard.callbacks.map_click import answer_click, clicked_area
from dashboard.callbacks.navigation import answer_address, answer_below
from dashboard.figures import build_choropleth
from dashboard.headline import describe_headline, describe_page_title
from dashboard.layout import PARTS, render_parts
from dashboard.shown import ShownPages
from dashboard.static_html import to_html
from tests.factories import BOROUGHS, COUNTY, DISTRICTS, UNITARY

if TYPE_CHECKING:
    from dash import Dash
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

ANSWERS: Final = "/_dash-update-component"
SEARCH: Final = f"{ids.LOCATION}.search"
CLICK: Final = f"{ids.MAP}.clickData"


@pytest.fixture(scope="module")
def app(small_site: Site) -> Dash:
    return create_app(small_site.settings)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    found: FlaskClient = app.server.test_client()
    return found


def as_json(value: object) -> Any:  # noqa: ANN401 - whatever the browser would get
    """Return a value as the browser gets it."""
    from plotly.utils import PlotlyJSONEncoder  # noqa: PLC0415 - Plotly is slow to import

    return json.loads(json.dumps(value, cls=PlotlyJSONEncoder))


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


def test_first_answer_draws_the_whole_map_and_leaves_the_parts_of_the_page(
    small_site: Site,
) -> None:
    answer = answer_address(small_site, ShownPages(small_site))("", None)
    view = small_site.read_view("")
    assert as_json(answer["figure"]) == as_json(
        build_choropleth(view, small_site.catalogue, small_site.projection)
    )
    assert answer["parts"] is None


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
    first = answer_address(small_site, pages)(after, before)["parts"]["parts"]
    then = answer_below(pages)(after, before)["parts"]["parts"]
    shown, wanted = html_of(small_site, before), html_of(small_site, after)
    assert shown | first | then == wanted
    assert all(shown[name] != text for name, text in (first | then).items())
    assert not set(first) & set(then)


def test_what_came_with_the_page_is_not_sent_again(small_site: Site) -> None:
    answer = answer_below(ShownPages(small_site))("?round=2014-15", None)
    assert answer == {"shown": "?round=2014-15", "parts": None}


def test_an_answer_to_the_address_that_is_shown_changes_nothing(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))("?round=2014-15", "?round=2014-15")
    assert answer["figure"] is no_update
    assert answer["parts"]["parts"] == {}


def test_order_of_the_table_leaves_the_map_alone(small_site: Site) -> None:
    assert (
        answer_address(small_site, ShownPages(small_site))("?sort=name", "")["figure"] is no_update
    )


def test_a_patch_holds_only_what_differs(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))(f"?area={COUNTY}", "")
    steps = as_json(answer["figure"])["operations"]
    assert {tuple(step["location"][:2]) for step in steps} == {("data", 3)}


def test_a_choice_on_the_same_areas_is_a_patch(small_site: Site) -> None:
    answer = answer_address(small_site, ShownPages(small_site))
    first = answer("", None)
    assert isinstance(answer("?round=2014-15", first["shown"])["figure"], Patch)


@pytest.mark.parametrize("query", ["?level=lower", "?level=region", "?level=today", "?shape=hex"])
def test_other_areas_are_drawn_anew(site: Site, query: str) -> None:
    answer = answer_address(site, ShownPages(site))
    shown = answer("", None)["shown"]
    other = answer(query, shown)
    if site.read_view(query).state == site.read_view("").state:
        pytest.skip("this build has no such areas")
    assert not isinstance(other["figure"], Patch)
    assert other["shown"] != shown
    assert isinstance(answer(f"{query}&round=2014-15", other["shown"])["figure"], Patch)


def test_title_speaks_of_the_view(small_site: Site) -> None:
    query = f"?area={COUNTY}"
    answer = answer_address(small_site, ShownPages(small_site))(query, None)
    view = small_site.read_view(query)
    assert answer["title"] == describe_page_title(view, small_site.catalogue)


@pytest.mark.parametrize("search", [None, "", "?", "?theme=wool", "?" + "a" * 5000, "?q=%ff"])
def test_any_address_has_an_answer(small_site: Site, search: str | None) -> None:
    answer = answer_address(small_site, ShownPages(small_site))(search, "?area=nowhere")
    assert set(answer["parts"]["parts"]) <= set(PARTS)
    assert (answer["parts"]["since"], answer["parts"]["shown"]) == ("?area=nowhere", search or "")
    assert answer["shown"] == (search or "")


def test_address_is_answered_over_http(client: FlaskClient, small_site: Site) -> None:
    search = "?round=2014-15&level=lower"
    answer = answer_of(ask(client, SEARCH, location__search=search, map_shown__data=""))
    headline = describe_headline(small_site.read_view(search), small_site.catalogue)
    assert answer[ids.PARTS_CHANGED]["data"]["parts"][ids.HEADLINE] == str(escape(headline))
    assert answer[ids.MAP]["figure"]["data"]


def test_patch_travels_as_operations(client: FlaskClient) -> None:
    shown = answer_of(ask(client, SEARCH))[ids.MAP_SHOWN]["data"]
    answer = answer_of(
        ask(client, SEARCH, location__search="?round=2014-15", map_shown__data=shown)
    )
    assert {step["operation"] for step in answer[ids.MAP]["figure"]["operations"]} == {"Assign"}


def test_the_same_request_gets_the_same_bytes(client: FlaskClient) -> None:
    first, second = (ask(client, SEARCH, location__search="?level=lower") for _ in range(2))
    assert first.data == second.data


def test_readers_get_their_own_answers_in_any_order(client: FlaskClient) -> None:
    alone = ask(client, SEARCH, location__search=f"?area={COUNTY}").data
    ask(client, SEARCH, location__search="?bid=T-3&measure=saving")
    assert ask(client, SEARCH, location__search=f"?area={COUNTY}").data == alone


# Clicks


@pytest.mark.parametrize(
    ("click", "gss"),
    [
        ({"points": [{"location": COUNTY, "customdata": "amount"}]}, COUNTY),
        ({"points": [{"customdata": UNITARY}]}, UNITARY),
        ({"points": [{"location": COUNTY}, {"location": UNITARY}]}, COUNTY),
        (None, None),
        ({}, None),
        ({"points": []}, None),
        ({"points": None}, None),
        ({"points": "E10000001"}, None),
        ({"points": ["E10000001"]}, None),
        ({"points": [{}]}, None),
        ({"points": [{"location": 5}]}, None),
        ({"points": [{"location": ["E10000001"]}]}, None),
    ],
)
def test_a_click_names_an_area_or_nothing(click: dict[str, Any] | None, gss: str | None) -> None:
    assert clicked_area(click) == gss


def test_a_click_becomes_an_address_and_is_forgotten(small_site: Site) -> None:
    answer = answer_click(small_site)({"points": [{"location": COUNTY}]}, "?round=2014-15")
    assert answer == (f"?round=2014-15&area={COUNTY}", None)


def test_a_click_takes_the_bid_of_the_panel_away(small_site: Site) -> None:
    search, _ = answer_click(small_site)({"points": [{"location": COUNTY}]}, "?bid=T-1")
    assert search == f"?area={COUNTY}"


@pytest.mark.parametrize("gss", ["W92000004", "E99999999", "<script>", ""])
def test_a_click_on_what_is_no_area_changes_nothing(small_site: Site, gss: str) -> None:
    answer = answer_click(small_site)({"points": [{"location": gss}]}, "?round=2014-15")
    assert answer == (no_update, no_update)


def test_a_click_is_answered_over_http(client: FlaskClient) -> None:
    click = {"points": [{"location": DISTRICTS[0]}]}
    answer = answer_of(ask(client, CLICK, map__clickData=click, location__search="?level=lower"))
    assert answer == {
        ids.LOCATION: {"search": f"?level=lower&area={DISTRICTS[0]}"},
        ids.MAP: {"clickData": None},
    }


# Failures


def test_a_choice_that_fails_says_so_and_changes_nothing(small_site: Site) -> None:
    allocations = {
        key: value for key, value in small_site.catalogue.allocations.items() if "shared" not in key
    }
    broken = replace(small_site, catalogue=replace(small_site.catalogue, allocations=allocations))
    app = create_app(small_site.settings)
    app.callback_map.clear()
    register_callbacks(app, broken)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.server.test_client()
    assert ask(client, SEARCH, location__search="?count=lead").status_code == 200
    failed = ask(client, SEARCH, location__search="?count=shared")
    assert failed.status_code == 500
    assert ids.HEADLINE not in failed.get_data(as_text=True)
    assert ask(client, SEARCH, location__search=f"?area={BOROUGHS[0]}").status_code == 200


def test_two_apps_of_one_process_share_nothing(small_site: Site, site: Site) -> None:
    small, real = (MapApp(one) for one in (small_site, site))
    for app in (small, real):
        register_callbacks(app, app.site)
    assert small.callback_map is not real.callback_map
    answers = [
        answer_of(
            ask(app.server.test_client(), SEARCH, map_shown__data="?measure=saving&level=region")
        )[ids.PARTS_CHANGED]["data"]["parts"][ids.HEADLINE]
        for app in (small, real)
    ]
    assert answers[0].startswith("4 named bids")
    assert answers[1].startswith("79 named bids")
