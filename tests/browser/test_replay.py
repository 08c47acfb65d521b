"""A real browser's requests, sent again with members that another release of Dash may add."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from playwright.sync_api import expect

from dashboard import create_app
from dashboard.web.validation import CALLBACK_PATH, list_callbacks
from tests.browser.map_page import click_area, open_live, panel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from playwright.sync_api import Page, Request

    from dashboard.site import Site

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"
ADDED: Final = {"addedByAnotherRelease": {"of": ["Dash", 5, None]}}


def record_journey(page: Page, site_url: str) -> list[dict[str, Any]]:
    """Filter, click an area and open a bid; return the body of each request to a callback."""
    bodies: list[dict[str, Any]] = []

    def keep(request: Request) -> None:
        if CALLBACK_PATH in request.url and request.method == "POST":
            bodies.append(cast("dict[str, Any]", request.post_data_json))

    page.on("request", keep)
    open_live(page, site_url)
    page.get_by_label("Region", exact=True).select_option("E12000002")
    heading = panel(page).get_by_role("heading", level=2)
    expect(heading).to_have_text("Bids in the North West")
    click_area(page, LANCASHIRE)
    expect(heading).to_have_text("Lancashire")
    panel(page).get_by_role("link", name="Bid by Lancaster City Council").click()
    expect(heading).to_contain_text("Bid by Lancaster City Council")
    return bodies


def list_objects(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each object in a JSON value, itself included."""
    match value:
        case dict():
            yield path
            for name, inner in value.items():
                yield from list_objects(inner, (*path, name))
        case list():
            for place, inner in enumerate(value):
                yield from list_objects(inner, (*path, place))


def add_at(body: dict[str, Any], *paths: tuple[str | int, ...]) -> dict[str, Any]:
    """Return a body with unknown members in the objects at these paths."""
    changed = copy.deepcopy(body)
    for path in paths:
        inner: Any = changed
        for step in path:
            inner = inner[step]
        inner |= ADDED
    return changed


def post(client: FlaskClient, body: object) -> object:
    answer = client.post(CALLBACK_PATH, data=json.dumps(body), content_type="application/json")
    assert answer.status_code in {200, 204}, answer.text
    return answer.json if answer.status_code == 200 else None


def test_members_that_nobody_knows_change_no_answer(page: Page, site_url: str, site: Site) -> None:
    bodies = record_journey(page, site_url)
    app = create_app(site.settings)
    client = app.server.test_client()
    assert {one["output"] for one in bodies} == set(list_callbacks(app)), "every callback is asked"
    for body in bodies:
        wanted = post(client, body)
        paths = list(list_objects(body))
        assert {path[0] for path in paths if path} >= {"inputs"}
        for changed in (*([path] for path in paths), paths):
            assert post(client, add_at(body, *changed)) == wanted, changed
