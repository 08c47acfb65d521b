"""The whole map and its whole key stand on the first screen, at five sizes, whatever is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import (
    area_path,
    box_of,
    click_area,
    open_live,
    panel,
    wait_until_live,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Size = tuple[int, int]
SIZES: Final[tuple[Size, ...]] = ((1440, 900), (1366, 768), (1280, 720), (768, 1024), (390, 844))
LEAST_MAP: Final = {
    (1440, 900): 660,
    (1366, 768): 550,
    (1280, 720): 500,
    (768, 1024): 560,
    (390, 844): 425,
}
"""Pixels that the map is high at least."""
STATES: Final = {
    "first view": "/",
    "region": "/?region=E12000002",
    "bid": "/?bid=TCA1516-11",
    "area": "/?area=E10000017",
    "filters": "/?region=E12000009&round=2015-16&theme=shared-services&measure=saving&q=council",
}
_ALL_AREAS: Final = 152
_PHONE: Final = (390, 844)
LANCASHIRE: Final = "E10000017"


def outside(page: Page, size: Size, *selectors: str) -> list[str]:
    """Return which of the parts do not lie whole inside the window."""
    width, height = size
    faults = []
    for selector in selectors:
        for part in page.locator(selector).all():
            if not part.is_visible():
                continue
            left, top, right, bottom = box_of(part)
            if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
                faults.append(f"{selector}: {left:.0f} {top:.0f} {right:.0f} {bottom:.0f}")
    return faults


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("path", STATES.values(), ids=STATES.keys())
def test_map_key_words_and_choices_stand_whole_on_the_first_screen(
    new_page: Callable[..., Page], site_url: str, path: str, size: Size
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    open_live(page, site_url + path)
    words = ".tca-header, #headline, .tca-map, #key, .tca-key-item, .tca-actions summary"
    choices = ".tca-open-filters, .tca-form > .tca-control, .tca-more-choices > summary, .tca-clear"
    assert outside(page, size, *words.split(", "), *choices.split(", ")) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.evaluate("scrollY") == 0
    _, top, _, bottom = box_of(page.locator(".tca-map"))
    assert bottom - top >= LEAST_MAP[size]
    covered = page.evaluate(
        "() => { const b = document.querySelector('#key').getBoundingClientRect();"
        " const s = document.querySelector('#side').getBoundingClientRect();"
        " return s.left < b.right && s.top < b.bottom - 1; }"
    )
    assert not covered, "the panel lies on the key"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_all_areas_of_england_stand_on_the_first_screen_still_and_live(
    new_page: Callable[..., Page], site_url: str, size: Size
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    open_live(page, site_url)
    boxes = page.locator("path.choroplethlocation[data-gss]").evaluate_all(
        "all => all.map(one => { const b = one.getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom]; })"
    )
    left, top, right, bottom = box_of(page.locator(".tca-map"))
    assert len(boxes) == _ALL_AREAS
    assert all(
        left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom for box in boxes
    )
    assert bottom <= size[1]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_map_stays_where_it_is_whatever_is_chosen(
    new_page: Callable[..., Page], site_url: str, size: Size
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    open_live(page, site_url)
    before = box_of(page.locator(".tca-map"))
    click_area(page, LANCASHIRE)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")
    assert box_of(page.locator(".tca-map")) == pytest.approx(before, abs=1)
    page.go_back()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bids in England")
    assert box_of(page.locator(".tca-map")) == pytest.approx(before, abs=1)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("size", SIZES[:3], ids=lambda size: f"{size[0]}x{size[1]}")
def test_london_larger_answers_the_pointer_and_hides_nothing(
    new_page: Callable[..., Page], site_url: str, size: Size
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    open_live(page, site_url)
    inset = page.locator("svg.tca-inset")
    assert outside(page, size, "svg.tca-inset") == []
    croydon = inset.locator("a[data-gss=E09000008] path")
    croydon.hover()
    expect(page.locator(".tca-tip strong")).to_have_text("Croydon")
    expect(page.locator(".tca-pointed .tca-ring-inner")).to_have_count(2)
    covered = page.evaluate(
        "() => [...document.querySelectorAll('path.choroplethlocation[data-gss]')].filter(area => {"
        " const own = area.getScreenCTM(), length = area.getTotalLength();"
        " return Array.from({length: 200}, (_, k) => area.getPointAtLength(k * length / 200))"
        "  .map(point => point.matrixTransform(own))"
        "  .some(({x, y}) => document.elementFromPoint(x, y)?.closest('.tca-inset'));"
        "}).map(area => area.dataset.gss)"
    )
    assert covered == []
    croydon.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Croydon")
    expect(inset.locator(".hl")).to_have_count(1)
    page.get_by_role("button", name="Zoom in").click()
    expect(inset).to_be_hidden()
    page.get_by_role("button", name="Show all of England").click()
    expect(inset).to_be_visible()


def test_on_a_phone_there_is_no_room_for_london_larger(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    open_live(page, site_url)
    expect(page.locator("svg.tca-inset")).to_be_hidden()


def test_the_key_is_a_group_by_name(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    expect(page.get_by_role("group", name="Key", exact=True)).to_contain_text("Over £2.5m")
    expect(page.get_by_role("group", name="Map of awards, 152 areas")).to_be_visible()


def test_on_a_phone_an_area_fills_the_sheet_and_back_empties_it(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_live(page, site_url)
    sheet = page.locator("#side")
    _, top, _, bottom = box_of(sheet)
    assert bottom == pytest.approx(844, abs=1)
    assert bottom - top >= 150
    sheet.evaluate("one => one.scrollTo(0, 200)")
    area_path(page, LANCASHIRE).scroll_into_view_if_needed()
    click_area(page, LANCASHIRE)
    heading = panel(page).get_by_role("heading", level=2)
    expect(heading).to_have_text("Lancashire")
    assert outside(page, _PHONE, "#panel h2") == []
    expect(sheet).to_have_js_property("scrollTop", 0)
    page.go_back()
    expect(heading).to_have_text("Bids in England")
    expect(sheet).to_have_js_property("scrollTop", 200)


def test_on_a_phone_the_sheet_grows_without_moving_the_page(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    open_live(page, f"{site_url}/?area={LANCASHIRE}")
    before = box_of(page.locator(".tca-map"))
    high = page.evaluate("document.documentElement.scrollHeight")
    page.get_by_role("button", name="Larger").click()
    _, top, _, bottom = box_of(page.locator("#side"))
    assert bottom - top > 500
    assert box_of(page.locator(".tca-map")) == before
    assert page.evaluate("document.documentElement.scrollHeight") == high
    page.get_by_role("button", name="Smaller").click()
    assert box_of(page.locator("#side"))[1] > 600


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_the_choices_open_as_a_sheet(
    new_page: Callable[..., Page], site_url: str, *, scripts: bool
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page.goto(site_url)
    if scripts:
        wait_until_live(page)
    theme = page.get_by_label("Theme", exact=True)
    expect(theme).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(theme).to_be_visible()
    theme.select_option("housing")
    if scripts:
        page.get_by_role("button", name="Close").click()
    else:
        page.get_by_role("button", name="Show on the map").click()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    expect(theme).to_be_hidden()


def test_a_picture_of_the_whole_page_shows_every_part_of_it(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    hidden = page.locator("main *").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).contentVisibility !== 'visible')"
        ".filter(one => !one.closest('details')).length"
    )
    assert hidden == 0
    high = "one => one.getBoundingClientRect().height"
    for part in ("#strip", "#charts", "#table", "#take"):
        assert page.locator(part).evaluate(high) > 60


def test_pictures_and_links_are_one_press_from_the_headline(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?region=E12000002")
    page.get_by_text("Get picture", exact=True).click()
    expect(page.get_by_role("link", name="Slide")).to_be_visible()
    page.get_by_text("Share", exact=True).click()
    expect(page.get_by_role("link", name="Slide")).to_be_hidden()
    link = page.get_by_role("group", name="Link to this view")
    expect(link).to_have_text(f"{site_url}/?region=E12000002")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
