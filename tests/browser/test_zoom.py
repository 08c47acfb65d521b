"""A reader sees a part of the map larger, and the page still scrolls as pages do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import (
    area_path,
    box_of,
    headline,
    map_frame,
    open_live,
    panel,
    search_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"
WHOLE: Final = ("data-scale", "1.0")
LARGER: Final = ("data-scale", re.compile(r"^([2-9]|1\.[1-9]|[1-9]\d)"))


def middle_of(page: Page, gss: str) -> tuple[float, float]:
    """Return the middle of an area's box, in pixels of the window."""
    left, top, right, bottom = box_of(area_path(page, gss))
    return (left + right) / 2, (top + bottom) / 2


def test_buttons_zoom_in_and_out_and_back_to_england(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    frame = map_frame(page)
    expect(frame).to_have_attribute(*WHOLE)
    page.get_by_role("button", name="Zoom in").click()
    expect(frame).to_have_attribute("data-scale", "1.6")
    page.get_by_role("button", name="Zoom in").click()
    expect(frame).to_have_attribute("data-scale", "2.6")
    page.get_by_role("button", name="Zoom out").click()
    expect(frame).to_have_attribute("data-scale", "1.6")
    page.get_by_role("button", name="Show all of England").click()
    expect(frame).to_have_attribute(*WHOLE)
    assert search_of(page) == ""


def test_wheel_with_ctrl_zooms_about_the_pointer_and_without_scrolls_the_page(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    before = middle_of(page, LANCASHIRE)
    page.mouse.move(*before)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(map_frame(page)).to_have_attribute(*LARGER)
    assert middle_of(page, LANCASHIRE) == pytest.approx(before, abs=8)
    assert page.evaluate("scrollY") == 0
    scale = str(map_frame(page).get_attribute("data-scale"))
    page.mouse.wheel(0, 200)
    expect(page.locator("#strip")).to_be_in_viewport()
    expect(map_frame(page)).to_have_attribute("data-scale", scale)


def test_a_double_click_zooms_in(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.mouse.dblclick(*middle_of(page, LANCASHIRE))
    expect(map_frame(page)).to_have_attribute("data-scale", "1.6")


def test_a_larger_map_is_dragged_and_a_drag_chooses_nothing(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("button", name="Zoom in").click()
    expect(map_frame(page)).to_have_attribute("data-scale", "1.6")
    x, y = before = middle_of(page, LANCASHIRE)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10)
    page.mouse.move(x + 60, y + 30)
    page.mouse.up()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bids in England")
    page.mouse.move(2, 2)
    after = middle_of(page, LANCASHIRE)
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((60, 30), abs=3)
    assert search_of(page) == ""


def test_keys_zoom_a_map_that_is_walked(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("button", name="Step into the map").press("Enter")
    expect(page.locator(".tca-map :focus")).to_have_count(1)
    page.keyboard.press("+")
    expect(map_frame(page)).to_have_attribute("data-scale", "1.6")
    page.keyboard.press("-")
    expect(map_frame(page)).to_have_attribute(*WHOLE)


def test_two_fingers_zoom_the_map(new_page: Callable[..., Page], site_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_live(page, site_url)
    expect(map_frame(page)).to_have_css("touch-action", "pan-x pan-y")
    x, y = middle_of(page, LANCASHIRE)
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 100)):
        points = [{"x": x - apart / 2, "y": y}, {"x": x + apart / 2, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(map_frame(page)).to_have_attribute(*LARGER)
    assert search_of(page) == ""


def test_a_zoom_stays_with_a_filter_and_gives_way_to_a_region(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("button", name="Zoom in").click()
    expect(map_frame(page)).to_have_attribute("data-scale", "1.6")
    page.get_by_label("Round", exact=True).select_option("2015-16")
    expect(headline(page)).to_contain_text("2015-16")
    expect(map_frame(page)).to_have_attribute("data-scale", "1.6")
    page.get_by_label("Region", exact=True).select_option("E12000007")
    expect(headline(page)).to_contain_text("In London")
    expect(map_frame(page)).not_to_have_attribute("data-scale", "1.6")


def test_an_areas_panel_leads_to_its_region_on_the_map(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?area={LANCASHIRE}")
    panel(page).get_by_role("button", name="Zoom to North West").click()
    expect(map_frame(page)).to_have_attribute(*LARGER)
    assert search_of(page) == f"?area={LANCASHIRE}"
