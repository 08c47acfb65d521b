"""With scripts off every choice works by link or form, and nothing is missing but the live map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import notices, open_more

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """Return a page whose browser runs no script."""
    return new_page(java_script_enabled=False)


def panel_title(page: Page) -> Locator:
    return page.locator(".tca-panel").get_by_role("heading", level=2)


def test_page_is_whole_with_scripts_off(plain_page: Page, site_url: str) -> None:
    plain_page.goto(site_url)
    expect(plain_page.locator("noscript p")).to_be_visible()
    expect(plain_page.locator("svg.tca-still")).to_be_visible()
    expect(plain_page.locator(".tca-sum")).to_contain_text("£74,291,532 on the map")
    expect(plain_page.get_by_role("heading", level=1)).to_have_count(1)
    expect(plain_page.get_by_role("table", name="Award by county")).to_be_visible()
    expect(panel_title(plain_page)).to_have_text("Bids in England")


def test_every_choice_works_by_form_and_keeps_the_others(plain_page: Page, site_url: str) -> None:
    plain_page.goto(f"{site_url}/?area={LANCASHIRE}")
    choices = {
        "Show": "saving",
        "Count the money": "involved",
        "Areas": "region",
        "Round": "2015-16",
        "Theme": "health",
        "Region": "E12000002",
    }
    for label, value in choices.items():
        open_more(plain_page)
        plain_page.get_by_label(label, exact=True).select_option(value)
        plain_page.get_by_role("button", name="Show on the map").click()
        plain_page.wait_for_url(f"**={value}**")
        expect(plain_page.get_by_label(label, exact=True)).to_have_value(value)
    for label, value in choices.items():
        expect(plain_page.get_by_label(label, exact=True)).to_have_value(value)
    expect(panel_title(plain_page)).to_have_text("Lancashire")


def test_an_area_of_the_still_map_is_a_link(plain_page: Page, site_url: str) -> None:
    plain_page.goto(site_url)
    area = plain_page.locator(f'svg.tca-still a[href="/?area={LANCASHIRE}"]')
    area.focus()
    plain_page.keyboard.press("Enter")
    expect(panel_title(plain_page)).to_have_text("Lancashire")


@pytest.mark.parametrize(("gss", "name"), [("E06000053", "Isles of Scilly"), ("E09000001", "City")])
def test_areas_too_small_to_see_can_be_clicked(
    plain_page: Page, site_url: str, gss: str, name: str
) -> None:
    plain_page.goto(site_url)
    plain_page.locator(f'svg.tca-still a[href="/?area={gss}"] circle').click()
    expect(panel_title(plain_page)).to_contain_text(name)


def test_bid_area_and_back_work_by_link(plain_page: Page, site_url: str) -> None:
    plain_page.goto(f"{site_url}/?region=E12000002")
    bid = plain_page.get_by_role("link", name="Greater Manchester public service reform").first
    bid.click()
    expect(panel_title(plain_page)).to_have_text("Greater Manchester public service reform")
    plain_page.get_by_role("link", name="Wigan", exact=True).first.click()
    expect(panel_title(plain_page)).to_have_text("Wigan")
    assert "region=E12000002" in plain_page.url
    plain_page.get_by_role("link", name="Clear all choices").first.click()
    expect(panel_title(plain_page)).to_have_text("Bids in England")
    assert plain_page.url == f"{site_url}/"
    plain_page.go_back()
    expect(panel_title(plain_page)).to_have_text("Wigan")


def test_more_bids_and_doubts_open_without_scripts(plain_page: Page, site_url: str) -> None:
    plain_page.goto(site_url)
    more = plain_page.locator(".tca-more-bids")
    expect(more.locator("a.tca-bid-link").first).to_be_hidden()
    more.locator("summary").click()
    expect(more.locator("a.tca-bid-link").first).to_be_visible()


def test_unknown_values_are_named_without_scripts(plain_page: Page, site_url: str) -> None:
    plain_page.goto(f"{site_url}/?theme=<b>wool</b>&area={LANCASHIRE}")
    expect(notices(plain_page)).to_contain_text("<b>wool</b>")
    expect(panel_title(plain_page)).to_have_text("Lancashire")
