"""What a reader sees on arriving: the whole map of the level asked for, from this host alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.web.limits import find_cost
from geodata.model.codes import Level
from tests.browser.map_page import (
    LAYOUT,
    area_path,
    area_paths,
    box_of,
    click_area,
    headline,
    hold_answers,
    live_boxes,
    markers,
    open_live,
    panel,
    point_at,
    still_boxes,
    wait_until_live,
)
from tests.serving import wait_until
from tests.unit.test_limits import CHOICE_COST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

    from dashboard.site import Site

pytestmark = pytest.mark.browser

CORNWALL: Final = "E06000052"
LANCASHIRE: Final = "E10000017"
NORTH_WEST: Final = "E12000002"
LEVELS: Final = [("/", 152, 2), ("/?level=region", 9, 0), ("/?level=lower", 326, 2)]


@pytest.mark.parametrize(("path", "areas", "tokens"), LEVELS)
def test_every_area_of_the_level_is_drawn(
    page: Page, site_url: str, path: str, areas: int, tokens: int
) -> None:
    open_live(page, site_url + path)
    expect(area_paths(page)).to_have_count(areas)
    expect(markers(page)).to_have_count(tokens)


def test_each_path_carries_the_code_of_its_own_area(page: Page, site_url: str, site: Site) -> None:
    open_live(page, site_url)
    found = area_paths(page).evaluate_all(
        "paths => paths.map(one => [one.dataset.gss, one.getAttribute('aria-label')])"
    )
    assert {gss for gss, _ in found} == set(site.catalogue.levels[Level.UPPER].codes)
    for gss, label in found:
        assert label.startswith(f"{site.catalogue.areas[gss].name}, ")


def test_land_around_england_is_drawn_for_context(page: Page, site_url: str, site: Site) -> None:
    open_live(page, site_url)
    backdrop = page.locator("path.choroplethlocation:not([data-gss])")
    expect(backdrop).to_have_count(len(site.catalogue.backdrop.ids))


def test_no_request_leaves_the_host(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_live(page, site_url)
    click_area(page, LANCASHIRE)
    expect(panel(page).get_by_role("heading", name="Lancashire")).to_be_visible()
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((site_url, "data:", "blob:"))] == []


def test_map_draws_from_the_small_plotly_bundle_alone(page: Page, site_url: str) -> None:
    scripts: list[str] = []

    def keep(request: Request) -> None:
        if request.resource_type == "script":
            scripts.append(request.url)

    page.on("request", keep)
    open_live(page, site_url)
    assert [url for url in scripts if "plotly-geo" in url] != []
    assert [url for url in scripts if re.search(r"plotly[.-](?!geo)", url)] == []


def test_nothing_that_is_asked_for_fails(page: Page, site_url: str) -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on(
        "response", lambda one: failed.append(f"{one.status} {one.url}") if not one.ok else None
    )
    open_live(page, f"{site_url}/?region={NORTH_WEST}")
    assert failed == []


def test_still_map_shows_before_any_script_answers(page: Page, site_url: str) -> None:
    held = hold_answers(page, LAYOUT)
    page.goto(site_url)
    still = page.locator("svg.tca-still")
    expect(still).to_be_visible()
    expect(still.locator("a > path")).to_have_count(152)
    expect(page.get_by_role("table", name="Award by county")).to_be_visible()
    expect(page.locator("html.tca-live")).to_have_count(0)
    held.let_go()
    wait_until_live(page)
    expect(still).to_have_count(0)


def test_map_is_painted_before_the_styles_of_what_follows_it_come(
    page: Page, site_url: str
) -> None:
    held = hold_answers(page, "**/own/below.*.css")
    page.goto(site_url, wait_until="commit")
    still = page.locator("svg.tca-still")
    expect(still).to_be_visible()
    expect(still.locator("a > path")).to_have_count(152)
    frame = box_of(page.locator(".tca-map"))
    painted = "performance.getEntriesByName('first-contentful-paint').length"
    wait_until(lambda: page.evaluate(painted) == 1)
    expect(panel(page)).to_have_count(0)
    held.let_go()
    expect(panel(page).get_by_role("heading", name="Bids in England")).to_be_visible()
    wait_until_live(page)
    assert box_of(page.locator(".tca-map")) == pytest.approx(frame, abs=1)


def test_a_choice_asks_once_for_the_map_and_once_for_what_is_below_it(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(json.loads(one.post_data or "{}").get("output")))
    for chosen, told in (("2015-16", "41 named bids"), ("2013-14", "named bids"), ("", "82 named")):
        with page.expect_response(lambda one: "below-answered" in (one.request.post_data or "")):
            page.get_by_label("Round", exact=True).select_option(chosen)
        expect(headline(page)).to_contain_text(told)
        # The browser asks for the page's icon again, as its title changes.
        answers = [output for output in asked if output]
        assert answers == ["..map.figure...answered.data..", "below-answered.data"], chosen
        asked.clear()


def test_a_choice_takes_of_the_budget_what_the_limits_say(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    with (
        page.expect_request(re.compile("/charts/")) as chart,
        page.expect_request(lambda one: "below-answered" in (one.post_data or "")) as below,
        page.expect_request(lambda one: "map.figure" in (one.post_data or "")) as answer,
    ):
        page.get_by_label("Round", exact=True).select_option("2015-16")
    paths = [urlsplit(one.value.url).path for one in (chart, below, answer)]
    assert sum(map(find_cost, paths)) == CHOICE_COST


def test_outlines_of_the_next_step_come_once_the_map_is_live(page: Page, site_url: str) -> None:
    held = hold_answers(page, LAYOUT)
    page.goto(site_url)
    coming = page.locator("head link[rel=prefetch]")
    expect(page.locator("svg.tca-still")).to_be_visible()
    assert coming.count() == 0
    held.let_go()
    expect(coming).to_have_count(1)
    assert "/boundaries/lower." in str(coming.get_attribute("href"))
    open_live(page, f"{site_url}/?level=lower")
    expect(coming).to_have_count(0)


def test_arriving_asks_for_no_answer(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    for query in ("", "?round=2014-15&level=lower"):
        open_live(page, f"{site_url}/{query}")
        assert [one for one in asked if "_dash-update-component" in one] == []


def test_pointing_at_the_still_map_names_the_area_before_the_live_one_comes(
    page: Page, site_url: str
) -> None:
    held = hold_answers(page, LAYOUT)
    page.goto(site_url)
    shape = page.locator(f"svg.tca-still a[data-gss={CORNWALL}]")
    shape.hover()
    tip = page.locator(".tca-tip")
    expect(tip.locator("strong")).to_have_text("Cornwall")
    expect(tip).to_contain_text("2 bids led")
    expect(page.locator("html.tca-live")).to_have_count(0)
    held.let_go()
    wait_until_live(page)


def test_a_pointer_that_waits_on_the_still_map_is_answered_when_the_scripts_come(
    page: Page, site_url: str
) -> None:
    hold_answers(page, LAYOUT)
    held = hold_answers(page, "**/own/page.*.js")
    page.goto(site_url, wait_until="commit")
    shape = page.locator(f"svg.tca-still a[data-gss={CORNWALL}]")
    shape.hover()
    assert page.locator(".tca-tip").count() == 0
    held.let_go()
    expect(page.locator(".tca-tip strong")).to_have_text("Cornwall")


@pytest.mark.parametrize("path", ["/", f"/?region={NORTH_WEST}", "/?region=E12000009&level=lower"])
@pytest.mark.parametrize("width", [1440, 390])
def test_live_map_lies_where_the_still_one_lay(
    new_page: Callable[..., Page], site_url: str, path: str, width: int
) -> None:
    viewport = {"width": width, "height": 900}
    still_page = new_page(viewport=viewport, java_script_enabled=False)
    still_page.goto(site_url + path)
    live_page = new_page(viewport=viewport)
    open_live(live_page, site_url + path)
    still, live = still_boxes(still_page), live_boxes(live_page)
    assert len(still) >= 9
    far = {
        gss: max(abs(a - b) for a, b in zip(box, live[gss], strict=True))
        for gss, box in still.items()
    }
    assert {gss: gap for gss, gap in far.items() if gap > 2} == {}


def test_live_page_takes_the_frame_of_the_still_one(page: Page, site_url: str) -> None:
    held = hold_answers(page, LAYOUT)
    page.goto(site_url)
    still_frame = box_of(page.locator(".tca-map"))
    held.let_go()
    wait_until_live(page)
    assert box_of(page.locator(".tca-map")) == pytest.approx(still_frame, abs=2)


def test_areas_too_small_to_see_have_a_marker(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    for number in range(2):
        left, _, right, _ = box_of(markers(page).nth(number))
        assert right - left >= 8


def test_hovering_names_the_area_and_its_value_beside_it(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    shape = area_path(page, CORNWALL)
    point_at(page, shape)
    tip = page.locator(".tca-tip")
    expect(tip.locator("strong")).to_have_text("Cornwall")
    expect(tip).to_contain_text("2 bids led")
    expect(page.locator(".tca-map .tca-pointed")).to_have_count(1)
    expect(page.locator(".tca-map .nsewdrag, .tca-map .bg").first).to_have_css("cursor", "pointer")
    area, shown = box_of(shape), box_of(tip)
    assert shown[0] >= area[2] or shown[2] <= area[0] or shown[1] >= area[3] or shown[3] <= area[1]
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    expect(page.locator(".tca-map .tca-pointed")).to_have_count(0)


def test_map_and_key_are_groups_with_names(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    expect(page.get_by_role("group", name="Map of awards, 152 areas")).to_be_visible()


def test_states_without_an_amount_have_a_texture_on_the_live_map(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    fills = {
        status: page.locator(f"path.choroplethlocation.s-{status}").first.evaluate(
            "one => getComputedStyle(one).fill"
        )
        for status in ("partner-only", "not-stated", "amount", "none-named")
    }
    assert "tex-partner-only" in fills["partner-only"]
    assert "tex-not-stated" in fills["not-stated"]
    assert "url(" not in fills["amount"] + fills["none-named"]


def test_page_says_its_language_landmarks_and_headline(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    assert page.locator("html").get_attribute("lang") == "en-GB"
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(headline(page)).to_contain_text("82 named bids won at least £76.5 million")


def test_skip_link_leads_to_the_main_content(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
