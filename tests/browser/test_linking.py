"""The map, the bids of the panel and the rows of the table point at each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import LAYOUT, area_path, hold_answers, open_live, point_at

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

BOLTON: Final = "E08000001"
LANCASHIRE: Final = "E10000017"


def table_rows(page: Page) -> Locator:
    """Return the rows of the areas below the map."""
    return page.locator(".tca-table .govuk-table__row[data-gss]")


def listed_bids(page: Page) -> Locator:
    """Return the bids of the panel."""
    return page.locator(".tca-side .tca-bid")


def outlined(page: Page) -> Locator:
    """Return the outlines that a list has put on the map."""
    return page.locator(".tca-map .tca-linked")


def test_pointing_at_a_row_outlines_its_area(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    table_rows(page).first.hover()
    outline = outlined(page).locator(".tca-ring-inner")
    expect(outline).to_have_count(1)
    expect(outline).to_have_attribute("d", str(area_path(page, BOLTON).get_attribute("d")))
    page.mouse.move(2, 2)
    expect(outlined(page)).to_have_count(0)


def test_focus_on_a_row_outlines_its_area_as_well(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    table_rows(page).nth(1).get_by_role("link").focus()
    expect(outlined(page)).to_have_count(1)


def test_row_of_a_bid_outlines_every_area_with_a_council_in_it(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    listed_bids(page).filter(has_text="Greater Manchester public service reform").hover()
    expect(outlined(page)).to_have_count(10)


def test_pointing_at_an_area_marks_its_rows(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    marked = page.locator(".linked")
    point_at(page, area_path(page, LANCASHIRE))
    expect(table_rows(page).and_(marked)).to_have_count(1)
    expect(table_rows(page).and_(marked)).to_contain_text("Lancashire")
    assert listed_bids(page).and_(marked).count() >= 2
    page.mouse.move(2, 2)
    expect(marked).to_have_count(0)


def test_walking_to_an_area_marks_its_row(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("button", name="Step into the map").click()
    expect(page.locator(".tca-map :focus")).to_have_count(1)
    page.keyboard.type("lanc")
    expect(page.locator(".tca-table .linked").first).to_contain_text("Lancashire")


def test_still_map_is_outlined_before_the_live_one_comes(page: Page, site_url: str) -> None:
    hold_answers(page, LAYOUT)
    page.goto(site_url)
    table_rows(page).first.hover()
    expect(page.locator("svg.tca-still .tca-linked .tca-ring-inner")).to_have_count(1)
