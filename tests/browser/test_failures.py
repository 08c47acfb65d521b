"""When something fails the reader is told, and what was on the page stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import headline, open_live, panel

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

ANSWERS: Final = "**/_dash-update-component*"


def break_next_answer(page: Page, *, status: int | None) -> None:
    """Make the server's next answer to Dash fail: with a status, or by a lost connection."""

    def fail(route: Route) -> None:
        if status is None:
            route.abort("connectionfailed")
        else:
            route.fulfill(status=status, body="no")

    page.route(ANSWERS, fail, times=1)


@pytest.mark.parametrize("status", [500, None])
def test_a_choice_that_fails_is_told_and_the_last_view_stays(
    page: Page, page_faults: list[str], site_url: str, status: int | None
) -> None:
    open_live(page, site_url)
    said = headline(page).inner_text()
    break_next_answer(page, status=status)
    page.get_by_label("Round", exact=True).select_option("2014-15")
    alert = page.get_by_role("alert").filter(has_text="went wrong")
    expect(alert).to_be_visible()
    expect(headline(page)).to_have_text(said)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bids in England")
    page_faults.clear()  # the browser reports the answer that this test spoiled

    page.get_by_label("Round", exact=True).select_option("2015-16")
    expect(headline(page)).to_contain_text("2015-16")
    expect(alert).to_have_count(0)


def test_first_answer_that_fails_leaves_the_still_page_in_use(
    page: Page, page_faults: list[str], site_url: str
) -> None:
    break_next_answer(page, status=500)
    page.goto(site_url)
    page.wait_for_event("requestfinished", lambda one: "_dash-update-component" in one.url)
    expect(page.locator("svg.tca-still")).to_be_visible()
    page_faults.clear()  # the browser reports the answer that this test spoiled
    page.get_by_label("Round", exact=True).select_option("2014-15")
    expect(page).to_have_url(f"{site_url}/?round=2014-15")
    expect(headline(page)).to_contain_text("2014-15")


def test_a_page_that_is_not_there_says_so_and_leads_home(
    page: Page, page_faults: list[str], site_url: str
) -> None:
    answer = page.goto(f"{site_url}/nowhere")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page_faults.clear()  # the browser reports the status itself
    page.get_by_role("link", name="See the map of all winning bids").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who won, and with whom")
