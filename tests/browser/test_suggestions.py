"""What the search box suggests while a reader types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import hold_answers, open_live, panel, search_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


def search_box(page: Page) -> Locator:
    """Return the search box once it suggests."""
    return page.get_by_role("combobox", name="Find a council, bid or partner")


def suggestions(page: Page) -> Locator:
    """Return what the box suggests, one below the other."""
    return page.get_by_role("listbox").get_by_role("option")


def test_a_suggestion_is_chosen_by_keyboard_and_the_map_stays_live(
    page: Page, site_url: str
) -> None:
    open_live(page, f"{site_url}/?round=2015-16")
    search_box(page).press_sequentially("lancash")
    expect(suggestions(page).first).to_contain_text("Lancashire")
    page.evaluate("window.stayed = true")
    page.keyboard.press("ArrowDown")
    expect(suggestions(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")
    assert search_of(page) == "?area=E10000017"
    assert page.evaluate("window.stayed")


def test_a_suggestion_is_chosen_by_a_click_on_a_page_without_a_live_map(
    page: Page, site_url: str
) -> None:
    page.goto(f"{site_url}/about")
    search_box(page).press_sequentially("bolton")
    suggestions(page).filter(has_text="Council").first.click()
    expect(page).to_have_url(f"{site_url}/?area=E08000001")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bolton")


def test_a_name_that_nothing_has_is_told_and_not_suggested(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/about")
    search_box(page).press_sequentially("zzqqx")
    expect(suggestions(page)).to_contain_text("is not the name of a council")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}/search?find=zzqqx")


def test_a_reader_who_types_before_the_suggestions_come_loses_no_letter(
    page: Page, site_url: str
) -> None:
    held = hold_answers(page, "**/vendor/accessible-autocomplete.*.js")
    page.goto(site_url)
    box = page.get_by_role("searchbox", name="Find a council, bid or partner")
    box.press_sequentially("lanc")
    held.let_go()
    expect(search_box(page)).to_be_focused()
    expect(search_box(page)).to_have_value("lanc")
    page.keyboard.type("ash")
    expect(suggestions(page).first).to_contain_text("Lancashire")
