"""From England to a partner body and back by every link on the way; finding, comparing, filters."""

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
    hold_answers,
    map_frame,
    notices,
    open_live,
    open_more,
    panel,
    search_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"
BOLTON: Final = "E08000001"
ESSEX: Final = "E10000012"
KENT: Final = "E10000016"
KINGSTON: Final = "E09000021"
RICHMOND: Final = "E09000027"
TWO_COUNCILS: Final = "TCA1314-12"
TEN_BOROUGHS: Final = "TCA1516-11"
WITH_POLICE: Final = "TCA1516-17"


def title_of_panel(page: Page) -> Locator:
    """Return the panel's own heading."""
    return panel(page).get_by_role("heading", level=2)


def crumbs(page: Page) -> Locator:
    """Return the steps of the breadcrumb."""
    return page.get_by_role("navigation", name="Where you are").get_by_role("listitem")


def pounds_in(text: str) -> list[int]:
    """Return each amount of pounds that a text names."""
    return [int(amount.replace(",", "")) for amount in re.findall(r"£([\d,]+)", text)]


def test_every_step_from_england_to_a_partner_and_back_is_a_link(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_label("Region", exact=True).select_option("E12000002")
    expect(title_of_panel(page)).to_have_text("Bids in the North West")
    expect(crumbs(page)).to_have_text(["England", "North West"])
    click_area(page, LANCASHIRE)
    expect(crumbs(page)).to_have_text(["England", "North West", "Lancashire"])
    panel(page).get_by_role("link", name="Bid by Lancaster City Council").click()
    expect(crumbs(page).first).to_have_text("England")
    panel(page).get_by_role("link", name="Lancaster City Council", exact=True).first.click()
    expect(crumbs(page)).to_have_text(["England", "North West", "Lancashire", "Lancaster"])
    panel(page).get_by_role("link", name=re.compile("^Organised Crime")).click()
    panel(page).get_by_role("link", name="Lancashire Constabulary").click()
    expect(title_of_panel(page)).to_have_text("Lancashire Constabulary")
    panel(page).get_by_role("link", name=re.compile("^Organised Crime")).click()
    crumbs(page).get_by_role("link", name="North West").click()
    expect(title_of_panel(page)).to_have_text("Bids in the North West")
    crumbs(page).get_by_role("link", name="England").click()
    expect(title_of_panel(page)).to_have_text("Bids in England")
    assert search_of(page) == ""


def test_bid_of_two_councils_is_outlined_joined_framed_and_the_rest_has_no_fill(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    before = box_of(area_path(page, KINGSTON))
    page.goto(f"{site_url}/?bid={TWO_COUNCILS}")
    open_live(page, f"{site_url}/?bid={TWO_COUNCILS}")
    without_fill = area_paths(page).and_(page.locator(".s-outside"))
    expect(without_fill).to_have_count(150)
    for gss in (KINGSTON, RICHMOND):
        expect(area_path(page, gss)).not_to_have_class(re.compile("s-outside"))
    expect(page.locator(".scattergeo path.js-line[d^=M]")).to_have_count(2)  # a line, its casing
    expect(panel(page)).to_contain_text(
        re.compile("2 councils on the map, 0 bodies[a-z ]* not on it")
    )
    after = box_of(area_path(page, KINGSTON))
    assert after[2] - after[0] > 3 * (before[2] - before[0])
    page.get_by_role("link", name="Show all of England").click()
    expect(without_fill).to_have_count(0)


def test_bid_of_ten_boroughs_shows_every_one(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?bid={TEN_BOROUGHS}")
    expect(area_paths(page).and_(page.locator(".s-outside"))).to_have_count(142)
    expect(panel(page)).to_contain_text("10 councils on the map")
    expect(page.locator(".tca-key")).to_contain_text(re.compile(r"Lead council\s*\(?1"))


def test_bodies_without_a_place_stand_beside_the_map_by_kind(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?bid={WITH_POLICE}")
    kinds = panel(page).get_by_role("heading", level=4)
    expect(kinds).to_have_text(["Councils", "Police"])
    expect(panel(page)).to_contain_text(re.compile(r"\d+ councils on the map, 2 bodies"))


def test_all_partnerships_are_drawn_on_demand(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?links=all")
    expect(page.locator(".tca-key")).to_contain_text("Lead and partner across regions")
    expect(page.locator(".scattergeo path.js-line[d^=M]").first).to_be_attached()
    expect(area_paths(page).and_(page.locator(".faint"))).to_have_count(152)


def test_areas_are_compared_by_pressing_them_on_the_map(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?area={LANCASHIRE}")
    page.get_by_role("link", name="Compare Lancashire with another area").click()
    expect(notices(page)).to_have_count(0)
    expect(panel(page).get_by_label("Set another area beside")).to_be_in_viewport()
    heads = panel(page).get_by_role("columnheader")
    click_area(page, KENT)
    expect(heads).to_have_text(["Compared", re.compile("^Lancashire"), re.compile("^Kent")])
    expect(notices(page)).to_have_count(0)
    click_area(page, ESSEX)
    expect(heads).to_have_count(4)
    assert search_of(page) == f"?compare={LANCASHIRE},{KENT},{ESSEX}"
    panel(page).get_by_role("link", name="Remove Kent").click()
    expect(heads).to_have_text(["Compared", re.compile("^Lancashire"), re.compile("^Essex")])
    panel(page).get_by_role("link", name="Lancashire", exact=True).click()
    expect(title_of_panel(page)).to_have_text("Lancashire")


def test_a_fourth_area_is_shown_by_itself(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?compare={LANCASHIRE},{KENT},{BOLTON}")
    click_area(page, ESSEX)
    expect(title_of_panel(page)).to_have_text("Essex")
    page.go_back()
    expect(panel(page).get_by_role("columnheader")).to_have_count(4)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cumberland", "Cumberland"),
        ("Stratford on Avon", "Stratford-on-Avon"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("strata", "Strata"),
        ("Boltn", "Bolton"),
        ("lancashire constab", "Lancashire Constabulary"),
        ("TCA1516-11", "Greater Manchester public service reform"),
    ],
)
def test_what_is_typed_finds_the_right_thing(
    page: Page, site_url: str, words: str, found: str
) -> None:
    page.goto(f"{site_url}/search")
    page.get_by_label("Find a council, bid or partner").fill(words)
    page.get_by_role("button", name="Search").click()
    results = page.get_by_role("main").get_by_role("listitem")
    expect(results.first.get_by_role("link")).to_have_text(found)
    results.first.get_by_role("link").click()
    expect(title_of_panel(page).first).to_have_text(found)


def test_nothing_found_says_so_and_suggests(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/search?find=Birminghamptonshire")
    main = page.get_by_role("main")
    expect(main).to_contain_text("“Birminghamptonshire” is not the name of a council")
    expect(main.get_by_role("heading", name="Did you mean")).to_be_visible()
    assert main.get_by_role("listitem").count() >= 1


def test_suggestion_leads_on_without_loading_the_page_again(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    box = page.get_by_role("combobox", name="Find a council, bid or partner")
    box.press_sequentially("cumberl")
    page.get_by_role("option", name=re.compile("^Cumberland")).click()
    expect(title_of_panel(page)).to_have_text("Cumberland")
    assert search_of(page) == "?level=today&area=E06000063"
    expect(page.locator("html.tca-live")).to_have_count(1)


def test_todays_level_draws_296_councils_and_still_adds_up(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?level=today")
    expect(area_paths(page)).to_have_count(296)
    parts, _, total = page.locator(".tca-sum").inner_text().partition("=")
    assert "on the map" in parts
    assert "that cannot be placed" in parts
    assert sum(pounds_in(parts)) == pytest.approx(pounds_in(total)[0], abs=2)


def test_chips_take_filters_away_one_by_one_or_all_at_once(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?round=2015-16&region=E12000002&stated=saving&q=council&keep=1")
    chips = page.get_by_role("list", name="Filters").get_by_role("link")
    expect(chips).to_have_count(6)
    page.get_by_role("link", name="Remove filter: North West").click()
    expect(chips).to_have_count(5)
    assert "region" not in search_of(page)
    page.get_by_role("link", name="Clear all choices").click()
    expect(page.get_by_role("list", name="Filters")).to_have_count(0)
    assert search_of(page) == ""


def test_words_and_what_is_stated_filter_the_bids(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    open_more(page)
    page.get_by_label("Bids that mention").fill("police")
    page.get_by_label("Bids that mention").press("Enter")
    expect(headline(page)).to_contain_text(re.compile("mention(ing)? “police”"))
    assert search_of(page) == "?q=police"
    open_more(page)
    stated = page.get_by_label("Bids", exact=True)
    expect(stated.locator("option[value=saving]")).to_have_text(
        re.compile(r"^Only those that state a saving \(\d+\)$")
    )
    stated.select_option("saving")
    expect(headline(page)).to_contain_text(
        re.compile("stat(e|ing) a saving.* mention(ing)? “police”")
    )
    expect(page.locator(".tca-chip")).to_have_count(2)


def test_words_being_typed_stay_when_an_answer_comes(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    held = hold_answers(page)
    page.get_by_label("Region", exact=True).select_option("E12000007")
    open_more(page)
    typed = page.get_by_label("Bids that mention")
    typed.press_sequentially("poli")
    held.let_go()
    expect(headline(page)).to_contain_text("In London")
    expect(typed).to_have_value("poli")
    expect(typed).to_be_focused()
    expect(page.get_by_label("Region", exact=True)).to_have_value("E12000007")


def test_class_of_the_key_keeps_its_areas_until_pressed_again(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    item = page.locator(".tca-key-item", has_text="Over £2.5m")
    number = int(re.sub(r"\D", "", item.locator(".tca-key-count").inner_text()))
    item.get_by_role("link").click()
    faint = area_paths(page).and_(page.locator(".faint"))
    expect(faint).to_have_count(152 - number)
    page.get_by_role("link", name=re.compile(r"^Over £2.5m.*show all")).click()
    expect(faint).to_have_count(0)


def test_savings_are_a_picture_a_list_and_a_table_of_one_set(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    chart = page.locator("details.tca-savings")
    picture = chart.get_by_role("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert int(picture.evaluate("one => one.naturalWidth")) > 0
    said = re.search(r"for (\d+) bids", str(picture.get_attribute("alt")))
    assert said is not None
    expect(chart.locator(".tca-dots").get_by_role("listitem")).to_have_count(int(said[1]))
    chart.get_by_text("Awards, savings and their periods").click()
    rows = chart.get_by_role("table").locator("tbody").get_by_role("row")
    expect(rows).to_have_count(int(said[1]))


def test_london_is_one_press_away_and_so_is_the_way_back(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?level=lower")
    before = box_of(area_path(page, KINGSTON))
    said = headline(page).inner_text()
    page.get_by_role("link", name="Zoom to London").click()
    expect(map_frame(page)).not_to_have_attribute("data-scale", "1.0")
    after = box_of(area_path(page, KINGSTON))
    assert after[2] - after[0] > 5 * (before[2] - before[0])
    assert search_of(page) == "?level=lower"
    expect(headline(page)).to_have_text(said)
    page.get_by_role("button", name="Show all of England").click()
    expect(map_frame(page)).to_have_attribute("data-scale", "1.0")


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        (f"bid={WITH_POLICE}&round=2013-14", "not among those that the filters keep"),
        ("area=E99999999", "is not a known area"),
        ("keep=7", "is not a known class of the key"),
        (f"compare={KENT},{KENT}", "is not a known comparison"),
        ("theme=" + "x" * 10_000, "x…” is not a known theme"),
        ("q=" + "x" * 10_000, "Only the first 100 characters"),
        ("bid=TCA1314-12&area=E10000017", "named both a bid and a area"),
        ("level=galaxy&shape=round&links=none", "is not a known map level"),
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_what_cannot_be_used_is_named_on_a_valid_page(
    new_page: Callable[..., Page], site_url: str, query: str, notice: str, *, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    answer = page.goto(f"{site_url}/?{query}")
    assert answer is not None
    assert answer.status == 200
    expect(page.locator(".tca-notice").first).to_contain_text(notice)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_comparison_of_one_area_asks_for_the_second(
    new_page: Callable[..., Page], site_url: str, *, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(f"{site_url}/?compare={KENT}")
    expect(page.locator(".tca-notice")).to_have_count(0)
    heads = panel(page).get_by_role("columnheader")
    expect(heads).to_have_text(["Compared", re.compile("^Kent")])
    panel(page).get_by_label("Set another area beside").select_option(label="Essex")
    panel(page).get_by_role("button", name="Compare").click()
    expect(heads).to_have_text(["Compared", re.compile("^Kent"), re.compile("^Essex")])
    expect(page.locator(".tca-notice")).to_have_count(0)


def test_a_search_of_ten_thousand_letters_cannot_be_typed_and_breaks_nothing(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site_url}/?q=x")
    open_more(page)
    page.get_by_label("Bids that mention").fill("z" * 10_000)
    page.get_by_label("Bids that mention").press("Enter")
    expect(page.locator(".tca-lead")).to_contain_text("z" * 100)
    page.get_by_label("Find a council, bid or partner").fill("z" * 10_000)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("main")).to_contain_text("is not the name of a council")
    page.goto(f"{site_url}/search?find=" + "z" * 10_000)
    expect(page.get_by_role("status")).to_contain_text("Only the first 100 characters")


def test_a_choice_on_a_page_whose_link_was_far_too_long_starts_from_what_it_shows(
    page: Page, site_url: str
) -> None:
    open_live(page, f"{site_url}/?level=lower&theme={'x' * 30_000}")
    expect(notices(page)).to_contain_text("is not a known theme")
    page.get_by_label("Region", exact=True).select_option("E12000007")
    expect(headline(page)).to_contain_text("In London")
    expect(notices(page)).to_have_count(0)
    assert search_of(page) == "?region=E12000007&level=lower"
