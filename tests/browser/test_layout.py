"""The page fits a desk, a tablet and a phone: nothing is cut off and nothing scrolls sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import area_paths, box_of, open_live

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS: Final = [1440, 768, 390]
STATES: Final = [
    "/",
    "/?bid=TCA1516-11",
    "/?measure=ratio&count=involved&level=lower&theme=shared-services&region=E12000003&q=council",
]
_CUT_OFF: Final = """
selects => selects.flatMap(one => {
  const style = getComputedStyle(one);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  // Chromium draws the arrow inside the content box, 20 pixels wide.
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  const room = one.clientWidth - padding - 20;
  return [...one.options]
    .filter(option => pen.measureText(option.textContent).width > room)
    .map(option => one.name + ": " + option.textContent);
})
"""


@pytest.mark.parametrize("path", STATES)
def test_nothing_is_cut_off_or_scrolls_sideways(page: Page, site_url: str, path: str) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    open_live(page, site_url + path)
    for details in page.locator("form details:not([open]) summary").all():
        details.click()
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".tca-map .main-svg").first).to_have_js_property(
            "clientWidth", round(page.locator(".tca-map").evaluate("one => one.clientWidth"))
        )
        if page.locator(".tca-open-filters").is_visible():
            page.locator(".tca-open-filters").click()  # in a narrow window the choices are a sheet
        found = page.locator("form select").evaluate_all(_CUT_OFF)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("the page scrolls sideways")
        left, _, right, _ = box_of(page.locator(".tca-map"))
        if left < 0 or right > width:
            found.append("the map is cut off")
        faults[width] = found
    assert {width: found for width, found in faults.items() if found} == {}


_FILLS_ITS_FRAME = """
() => {
  const frame = document.querySelector(".tca-map").getBoundingClientRect();
  const drawn = document.querySelector(".tca-map .main-svg").getBoundingClientRect();
  return frame.height < 390 &&
    ["left", "top", "width", "height"].every(side => Math.abs(frame[side] - drawn[side]) < 2);
}
"""


def test_map_follows_the_window_when_it_is_turned(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_live(page, site_url)
    first = box_of(area_paths(page).first)
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function(_FILLS_ITS_FRAME)
    assert box_of(area_paths(page).first) != first
