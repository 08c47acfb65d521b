"""When something fails the reader is told, and what was on the page stays."""

from __future__ import annotations

import re
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dashboard.data.built import read_version
from tests.browser.map_page import (
    ANSWERS,
    LAYOUT,
    area_paths,
    headline,
    open_live,
    open_more,
    panel,
    wait_until_live,
)
from tests.serving import reload, rename_fund, serve, wait_for_line, wait_for_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser

REFUSED = "Failed to load resource"
"""What the browser says of a lost answer, or of one with a status of 400 or more."""
UNANSWERED = ("Callback error updating", "the server did not respond")
"""What Dash says of a callback that failed, with a status or with no answer at all."""
spoils_answers = pytest.mark.provokes(REFUSED, *UNANSWERED)


def break_answers(page: Page, *, status: int | None, times: int = 1, url: str = ANSWERS) -> None:
    """Make the server's next answers fail: with a status, or by a lost connection."""

    def fail(route: Route) -> None:
        if status is None:
            route.abort("connectionfailed")
        else:
            route.fulfill(status=status, body="no", headers={"Retry-After": "17"})

    page.route(url, fail, times=times)


def alert_of(page: Page) -> Locator:
    """Return what the page says of a fault."""
    return page.get_by_role("alert").filter(has_text=re.compile(r"\S"))


def choose_round(page: Page, value: str) -> None:
    page.get_by_label("Round", exact=True).select_option(value)


@spoils_answers
def test_going_back_from_a_choice_that_failed_takes_the_message_back(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    said = headline(page).inner_text()
    break_answers(page, status=None)
    choose_round(page, "2014-15")
    expect(alert_of(page)).to_contain_text("check your connection")
    page.go_back()
    expect(alert_of(page)).to_have_count(0)
    expect(page.get_by_label("Round", exact=True)).to_have_value("")
    expect(headline(page)).to_have_text(said)
    choose_round(page, "2015-16")
    expect(headline(page)).to_contain_text("41 named bids")


@spoils_answers
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "something went wrong on our side"),
        (502, "something went wrong on our side"),
        (None, "check your connection"),
        (429, "Wait 17 seconds"),
    ],
)
def test_a_choice_that_fails_is_told_and_can_be_tried_again(
    page: Page, site_url: str, status: int | None, words: str
) -> None:
    open_live(page, site_url)
    said = headline(page).inner_text()
    break_answers(page, status=status)
    choose_round(page, "2014-15")
    expect(alert_of(page)).to_contain_text(words)
    expect(headline(page)).to_have_text(said)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bids in England")

    alert_of(page).get_by_role("button", name="Try again").click()
    expect(headline(page)).to_contain_text("2014-15")
    expect(alert_of(page)).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()


@spoils_answers
def test_another_choice_goes_on_after_one_that_failed(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    break_answers(page, status=500)
    choose_round(page, "2014-15")
    expect(alert_of(page)).to_be_visible()
    choose_round(page, "2015-16")
    expect(headline(page)).to_contain_text("2015-16")
    expect(alert_of(page)).to_have_count(0)


@spoils_answers
def test_a_choice_goes_through_by_itself_once_the_network_is_back(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    page.context.set_offline(True)
    with page.expect_console_message(lambda one: "ERR_INTERNET_DISCONNECTED" in one.text):
        choose_round(page, "2014-15")
    expect(alert_of(page)).to_contain_text("check your connection")
    page.context.set_offline(False)
    expect(headline(page)).to_contain_text("2014-15")
    expect(alert_of(page)).to_have_count(0)


@spoils_answers
def test_a_level_whose_outlines_are_lost_changes_nothing_until_they_are_there(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    break_answers(page, status=None, url="**/boundaries/region.*")
    open_more(page)
    page.get_by_label("Areas", exact=True).select_option("region")
    expect(alert_of(page)).to_contain_text("check your connection")
    expect(area_paths(page)).to_have_count(152)
    expect(page.get_by_role("table", name="Award by county")).to_have_count(1)
    alert_of(page).get_by_role("button", name="Try again").click()
    expect(area_paths(page)).to_have_count(9)
    expect(page.get_by_role("table", name="Award by region")).to_have_count(1)
    expect(alert_of(page)).to_have_count(0)


@spoils_answers
@pytest.mark.provokes("body stream already read")  # Dash reads an answer of 400 twice
def test_a_server_that_fails_inside_a_callback_says_so_with_its_status(
    page: Page, site_url: str
) -> None:
    """What is refused at the door reaches the reader as a fault, not as silence."""
    open_live(page, site_url)

    def spoil(route: Route) -> None:
        route.continue_(post_data=b'{"output":"nothing.children"}')

    page.route(ANSWERS, spoil, times=1)
    choose_round(page, "2014-15")
    expect(alert_of(page)).to_contain_text("went wrong")


def test_answers_of_new_data_never_stand_beside_a_page_of_old(
    page: Page, built_folder: Path, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    built.symlink_to(built_folder.resolve())
    newer = rename_fund(built_folder, tmp_path / "newer", "Newer Award")
    with serve(built, tmp_path) as (server, url):
        open_live(page, url)
        said = headline(page).inner_text()
        built.unlink()
        built.symlink_to(newer)
        reload(server)
        wait_for_version(url, read_version(newer))
        choose_round(page, "2014-15")
        expect(alert_of(page)).to_contain_text("have been renewed")
        expect(headline(page)).to_have_text(said)
        expect(page).to_have_title(re.compile("Transformation Challenge Award"))
        alert_of(page).get_by_role("button", name="Load the page again").click()
        expect(page).to_have_title(re.compile("Newer Award"))
        wait_until_live(page)
        expect(headline(page)).to_contain_text("2014-15")
        choose_round(page, "2015-16")
        expect(headline(page)).to_contain_text("2015-16")


def test_new_data_that_cannot_be_used_leave_the_last_good_ones_served(
    page: Page, built_folder: Path, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    built.symlink_to(built_folder.resolve())
    with serve(built, tmp_path) as (server, url):
        broken = Path(shutil.copytree(built_folder, tmp_path / "broken"))
        (broken / "catalogue.json").write_bytes(b"{")
        built.unlink()
        built.symlink_to(broken)
        server.send_signal(signal.SIGHUP)
        wait_for_line(tmp_path / "log.txt", "The data loaded before stay served: ")
        open_live(page, url)
        choose_round(page, "2014-15")
        expect(headline(page)).to_contain_text("2014-15")


def test_two_readers_never_see_each_others_choice(
    new_page: Callable[..., Page], site_url: str
) -> None:
    one, other = new_page(), new_page()
    open_live(one, site_url)
    open_live(other, f"{site_url}/?round=2013-14")
    for value in ("2014-15", "2015-16", "2013-14-reserve"):
        said = headline(other).inner_text()
        choose_round(one, value)
        expect(one).to_have_url(re.compile(f"round={value}$"))
        expect(headline(one)).to_contain_text(value.removesuffix("-reserve"))
        expect(headline(other)).to_have_text(said)
        expect(other).to_have_url(f"{site_url}/?round=2013-14")
    choose_round(other, "2014-15")
    expect(headline(other)).to_contain_text("2014-15")
    expect(one).to_have_url(re.compile("round=2013-14-reserve$"))


@pytest.mark.provokes(REFUSED)
def test_a_live_map_that_does_not_come_leaves_the_still_page_in_use(
    page: Page, site_url: str
) -> None:
    break_answers(page, status=500, url=LAYOUT)
    with page.expect_response(LAYOUT):
        page.goto(site_url)
    expect(page.locator("svg.tca-still")).to_be_visible()
    choose_round(page, "2014-15")
    expect(page).to_have_url(f"{site_url}/?round=2014-15")
    expect(headline(page)).to_contain_text("2014-15")


@pytest.mark.provokes(REFUSED, "did not come", "reading 'DashContext'")
@pytest.mark.parametrize("script", ["plotly-geo", "dash_renderer"])
def test_a_script_that_does_not_come_leaves_the_page_to_links(
    page: Page, site_url: str, script: str
) -> None:
    break_answers(page, status=500, url=f"**/*{script}*.js")
    with page.expect_console_message(lambda one: "did not come" in one.text):
        page.goto(site_url)
    link = page.locator("svg.tca-still a[data-gss=E10000017]")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}/?area=E10000017")
    expect(headline(page)).to_contain_text("Lancashire")


@pytest.mark.provokes(REFUSED)
def test_a_page_that_is_not_there_says_so_and_leads_home(page: Page, site_url: str) -> None:
    answer = page.goto(f"{site_url}/nowhere")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.get_by_role("link", name="See the map of all winning bids").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who won, and with whom")
