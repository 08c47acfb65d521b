"""What a reader does: choose, drill into, step back, share; each choice is one step of history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import (
    area_path,
    area_paths,
    box_of,
    click_area,
    headline,
    history_length,
    hold_answers,
    notices,
    open_live,
    open_more,
    panel,
    search_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"
ESSEX: Final = "E10000012"
NORTH_WEST: Final = "E12000002"
NEEDS_SCRIPTS: Final = "Zoom to North West"
MANCHESTER_BID: Final = "Greater Manchester public service reform"
WHOLE_LINK: Final = (
    "/?measure=saving&count=shared&level=lower&round=2015-16&theme=shared-services"
    "&region=E12000002&area=E08000001"
)
CHOICES: Final = [
    ("Show", "saving", "?measure=saving"),
    ("Count the money", "shared", "?measure=saving&count=shared"),
    ("Areas", "region", "?measure=saving&count=shared&level=region"),
    ("Round", "2015-16", "?round=2015-16&measure=saving&count=shared&level=region"),
    ("Theme", "digital", "?round=2015-16&theme=digital&measure=saving&count=shared&level=region"),
]
"""Label of the control, what is chosen there, and the link after that and all choices before."""


def heading(page: Page, name: str) -> None:
    """Wait until the panel is headed ``name``."""
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(name)


def choose_first_bid(page: Page) -> str:
    """Choose the first bid of the panel, wait until the panel shows it, and return its heading.

    A list tells bids without a title apart by their theme and round, which the bid's own panel
    has in lines of their own.
    """
    bid = panel(page).locator("a.tca-bid-link").first
    listed = bid.inner_text()
    reference = str(bid.get_attribute("href")).partition("bid=")[2].partition("&")[0]
    bid.click()
    expect(panel(page)).to_contain_text(f"Reference {reference}")
    title = panel(page).get_by_role("heading", level=2).inner_text()
    assert listed == title or listed.startswith(f"{title}: ")
    return title


def chosen(page: Page) -> dict[str, str]:
    """Return what each select of the form shows, by its name."""
    found: dict[str, str] = page.locator("form.tca-form select").evaluate_all(
        "selects => Object.fromEntries(selects.map(one => [one.name, one.value]))"
    )
    return found


def test_clicking_an_area_shows_its_bids(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    click_area(page, LANCASHIRE)
    heading(page, "Lancashire")
    assert search_of(page) == f"?area={LANCASHIRE}"
    expect(panel(page).get_by_role("heading", name=re.compile("^Led from here"))).to_be_visible()
    expect(page).to_have_title(re.compile("^Lancashire"))


def test_the_same_area_can_be_clicked_again_after_leaving_it(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    for _ in range(2):
        click_area(page, ESSEX)
        heading(page, "Essex")
        panel(page).get_by_role("link", name="England", exact=True).click()
        heading(page, "Bids in England")


def test_clicking_the_sea_changes_nothing(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    left, _, right, bottom = box_of(page.locator(".tca-map"))
    page.mouse.move(right - 12, bottom - 12)
    page.mouse.click(right - 10, bottom - 10)
    page.mouse.move(left - 20, bottom)
    click_area(page, ESSEX)
    heading(page, "Essex")
    assert history_length(page) == 3


def test_a_bid_of_the_panel_leads_to_its_own_view(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    panel(page).get_by_role("link", name=MANCHESTER_BID).click()
    heading(page, MANCHESTER_BID)
    for part in ("Award", "Saving expected", "Lead", "Round", "Theme"):
        expect(panel(page).get_by_role("term").filter(has_text=part).first).to_be_visible()
    sources = panel(page).locator(".tca-sources").get_by_role("link")
    assert sources.count() >= 1
    assert sources.first.get_attribute("href", timeout=1000) is not None


def test_a_council_of_a_group_is_a_link_to_its_area(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    panel(page).get_by_role("link", name=MANCHESTER_BID).click()
    heading(page, MANCHESTER_BID)
    panel(page).get_by_role("link", name="Wigan", exact=True).click()
    heading(page, "Wigan")


def test_table_link_and_enter_show_an_area(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("table").get_by_role("link", name="Essex", exact=True).focus()
    page.keyboard.press("Enter")
    heading(page, "Essex")


def test_back_and_forward_step_through_choices(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    click_area(page, LANCASHIRE)
    heading(page, "Lancashire")
    page.get_by_label("Round", exact=True).select_option("2015-16")
    expect(headline(page)).to_contain_text("2015-16")
    title = choose_first_bid(page)

    page.go_back()
    heading(page, "Lancashire")
    assert search_of(page) == f"?round=2015-16&area={LANCASHIRE}"
    page.go_back()
    expect(page.get_by_label("Round", exact=True)).to_have_value("")
    heading(page, "Lancashire")
    page.go_back()
    heading(page, "Bids in England")
    assert search_of(page) == ""
    for expected in ("Lancashire", "Lancashire", title):
        page.go_forward()
        heading(page, expected)


def test_each_choice_is_one_step_of_history_and_part_of_the_link(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    steps = history_length(page)
    for label, value, search in CHOICES:
        control = page.get_by_label(label, exact=True)
        open_more(page)
        control.select_option(value)
        expect(page).to_have_url(f"{site_url}/{search}")
        expect(control).to_have_value(value)
        steps += 1
        assert history_length(page) == steps
    for label, _, _ in reversed(CHOICES):
        page.go_back()
        expect(page.get_by_label(label, exact=True)).to_have_value("")
    expect(page).to_have_url(f"{site_url}/")


def test_going_back_before_the_answer_comes_takes_the_choice_back(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    said = headline(page).inner_text()
    held = hold_answers(page)
    control = page.get_by_label("Round", exact=True)
    control.select_option("2014-15")
    expect(page).to_have_url(f"{site_url}/?round=2014-15")
    page.go_back()
    expect(page).to_have_url(f"{site_url}/")
    held.let_go()
    expect(control).to_have_value("")
    expect(headline(page)).to_have_text(said)
    control.select_option("2015-16")
    expect(headline(page)).to_contain_text("2015-16")


def test_what_is_said_follows_each_choice(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    for label, value, said in (
        ("Show", "saving", "state a saving"),
        ("Round", "2015-16", "in the 2015-16 round"),
        ("Theme", "digital", "on digital and ICT"),
        ("Region", NORTH_WEST, "In the North West"),
    ):
        page.get_by_label(label, exact=True).select_option(value)
        expect(headline(page)).to_contain_text(said)


def test_choosing_another_level_draws_its_areas(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    for level, areas in (("region", 9), ("lower", 326), ("", 152)):
        open_more(page)
        page.get_by_label("Areas", exact=True).select_option(level)
        expect(area_paths(page)).to_have_count(areas)


def test_a_region_fills_the_frame_and_clearing_it_brings_england_back(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    path = area_path(page, LANCASHIRE)
    small = box_of(path)
    page.get_by_label("Region", exact=True).select_option(NORTH_WEST)
    expect(panel(page).get_by_role("heading", level=2)).to_contain_text("the North West")
    width = "one => one.getBoundingClientRect().width"
    expect(page.locator(f"path[data-gss='{ESSEX}'].s-outside")).to_have_count(1)
    assert path.evaluate(width) > 1.8 * (small[2] - small[0])
    page.get_by_role("link", name="Clear all choices").first.click()
    heading(page, "Bids in England")
    expect(page.locator(f"path[data-gss='{ESSEX}'].s-outside")).to_have_count(0)
    assert path.evaluate(width) == pytest.approx(small[2] - small[0], abs=1)


def test_shared_link_restores_everything(
    page: Page, new_page: Callable[..., Page], site_url: str
) -> None:
    open_live(page, site_url + WHOLE_LINK)
    heading(page, "Bolton")
    assert {name: value for name, value in chosen(page).items() if value} == {
        "measure": "saving",
        "count": "shared",
        "level": "lower",
        "round": "2015-16",
        "theme": "shared-services",
        "region": NORTH_WEST,
    }
    other = new_page()
    open_live(other, page.url)
    for part in ("#headline", "#strip", "#key", "#panel", "#table"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text()
    assert search_of(other) == WHOLE_LINK.removeprefix("/")


def lines_of(page: Page, part: str) -> list[str]:
    """Return the lines that a part of the page shows, without the button that needs scripts."""
    lines = page.locator(part).inner_text().splitlines()
    return [line for line in lines if line not in {"", NEEDS_SCRIPTS}]


def test_live_page_says_what_the_server_wrote(
    page: Page, new_page: Callable[..., Page], site_url: str
) -> None:
    plain = new_page(java_script_enabled=False)
    plain.goto(site_url + WHOLE_LINK)
    open_live(page, site_url + WHOLE_LINK)
    for part in (".tca-lead", ".tca-strip", ".tca-key", ".tca-panel", ".tca-table"):
        assert lines_of(page, part) == lines_of(plain, part)
    expect(page.get_by_role("button", name=NEEDS_SCRIPTS)).to_be_visible()
    expect(plain.get_by_text(NEEDS_SCRIPTS)).to_be_hidden()
    assert page.title() == plain.title()


def test_unknown_values_are_named_and_the_rest_is_kept(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?round=2099-00&bid=<script>alert(1)</script>&region={NORTH_WEST}")
    expect(notices(page)).to_contain_text("2099-00")
    expect(notices(page)).to_contain_text("<script>alert(1)</script>")
    expect(page.get_by_label("Region", exact=True)).to_have_value(NORTH_WEST)
    expect(panel(page).get_by_role("heading", level=2)).to_contain_text("the North West")


def test_a_notice_goes_when_the_link_is_left(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?round=2099-00")
    expect(notices(page)).to_be_visible()
    page.get_by_label("Round", exact=True).select_option("2014-15")
    expect(notices(page)).to_have_count(0)


def test_choices_keep_the_area_that_is_shown(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?area={LANCASHIRE}")
    open_more(page)
    page.get_by_label("Count the money", exact=True).select_option("involved")
    expect(page).to_have_url(f"{site_url}/?count=involved&area={LANCASHIRE}")
    heading(page, "Lancashire")


def test_bids_that_cannot_be_placed_are_linked_from_the_strip(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    expect(page.get_by_text("4 bids that cannot be placed")).to_be_visible()
    strip = page.locator("#strip")
    links = strip.locator("a.tca-bid-link")
    expect(links).to_have_count(4)
    title = links.first.inner_text()
    links.first.click()
    heading(page, title)


def test_table_can_be_sorted(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    names = page.get_by_role("table").get_by_role("rowheader").get_by_role("link")
    expect(names.first).to_have_text("Bolton")
    page.get_by_role("columnheader", name="Area").get_by_role("link").click()
    expect(names.first).to_have_text("Bath and North East Somerset")
    found = names.all_inner_texts()
    assert found == sorted(found)


def test_links_to_another_site_leave_the_page_alone(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    panel(page).get_by_role("link", name=MANCHESTER_BID).click()
    heading(page, MANCHESTER_BID)
    link = panel(page).locator(".tca-sources").get_by_role("link").first
    assert "noreferrer" in (link.get_attribute("rel") or "")
    assert not (link.get_attribute("href") or "").startswith(site_url)


def test_two_readers_never_touch_each_other(
    page: Page, new_page: Callable[..., Page], site_url: str
) -> None:
    other = new_page()
    open_live(page, site_url)
    open_live(other, site_url)
    page.get_by_label("Region", exact=True).select_option(NORTH_WEST)
    expect(panel(page).get_by_role("heading", level=2)).to_contain_text("the North West")
    click_area(other, ESSEX)
    heading(other, "Essex")
    page.get_by_label("Round", exact=True).select_option("2014-15")
    expect(headline(page)).to_contain_text("2014-15")
    assert search_of(other) == f"?area={ESSEX}"
    heading(other, "Essex")
    other.reload()
    heading(other, "Essex")
    expect(other.get_by_label("Region", exact=True)).to_have_value("")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
