"""A reader with a keyboard alone: the whole task, the walk over the map, and where focus goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import area_path, headline, open_live, panel, search_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

LANCASHIRE: Final = "E10000017"
ARROWS: Final = ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft")
MANY_STOPS: Final = 250
_FOCUS_IS_SEEN: Final = """
() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const shadowed = style.boxShadow !== "none";
  const ringed = at.closest("svg") && document.querySelector(".tca-ring");
  return Boolean(outlined || shadowed || ringed);
}
"""


def focused(page: Page) -> Locator:
    """Return what has the focus."""
    return page.locator("*:focus")


def tab_to(page: Page, name: str | re.Pattern[str]) -> int:
    """Press Tab until a link, button or box of that name has the focus; return how many times."""
    wanted = re.compile(f"^{re.escape(name)}$") if isinstance(name, str) else name
    for presses in range(1, MANY_STOPS):
        page.keyboard.press("Tab")
        text = str(
            page.evaluate(
                "() => { const at = document.activeElement;"
                " return at.labels?.[0]?.textContent || at.textContent || ''; }"
            )
        )
        if wanted.search(" ".join(text.split())):
            return presses
    pytest.fail(f"{name} has no tab stop among the first {MANY_STOPS}")


def walk_in(page: Page) -> Locator:
    """Step into the map and return the area that has the focus."""
    page.get_by_role("button", name="Step into the map").press("Enter")
    area = page.locator(".tca-map :focus")
    expect(area).to_have_count(1)
    return area


def test_council_bid_partner_and_download_by_keyboard_alone(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    assert tab_to(page, "Find a council, bid or partner") <= 8
    box = page.get_by_role("combobox", name="Find a council, bid or partner")
    expect(box).to_be_visible()
    page.keyboard.type("lancash")
    expect(page.get_by_role("option", name=re.compile("^Lancashire [A-Z]")).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_text("Lancashire")
    expect(focused(page)).to_have_role("heading")
    tab_to(page, re.compile("^Organised Crime"))
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_text(re.compile("^Organised Crime"))
    tab_to(page, "Lancashire Constabulary")
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_text("Lancashire Constabulary")
    tab_to(page, "Bids as CSV")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    page.go_back()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(re.compile("^Organised"))
    page.go_back()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")


def test_the_map_is_one_tab_stop_and_a_way_past_it_comes_first(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    expect(page.locator(".tca-map [tabindex='0']")).to_have_count(0)
    walk_in(page)
    expect(page.locator(".tca-map [tabindex='0']")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tca-map [tabindex='0']")).to_have_count(1)
    page.get_by_role("link", name="Skip the map").press("Enter")
    page.keyboard.press("Tab")
    expect(panel(page).locator(":focus")).to_have_count(1)


def test_each_area_has_a_role_and_a_name_with_its_value(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    expect(area_path(page, LANCASHIRE)).to_have_role("button")
    expect(area_path(page, LANCASHIRE)).to_have_accessible_name(
        re.compile(
            r"^Lancashire, about £[\d,]+, \d+ bids? led, .*\d+(st|nd|rd|th) of \d+ areas with"
        )
    )
    names = page.locator(".tca-map path[data-gss]").evaluate_all(
        "paths => paths.map(one => one.getAttribute('aria-label'))"
    )
    assert len(set(names)) == 152


def test_names_of_areas_follow_a_choice(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_label("Show", exact=True).select_option(label="Number of bids")
    expect(area_path(page, LANCASHIRE)).to_have_accessible_name(
        re.compile(r"^Lancashire, \d+ bids?, ")
    )


def test_arrows_lead_to_the_neighbour_and_letters_to_a_name(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    steps = page.request.get(f"{site_url}/walk/upper.json").json()
    area = walk_in(page)
    page.keyboard.type("lanc")
    expect(area).to_have_attribute("data-gss", LANCASHIRE)
    assert len(set(filter(None, steps[LANCASHIRE]))) >= 3
    for key, gss in zip(ARROWS, steps[LANCASHIRE], strict=True):
        page.keyboard.press(key)
        expect(area).to_have_attribute("data-gss", gss or LANCASHIRE)
        page.keyboard.press("Home")
        page.keyboard.type("lancas")
        expect(area).to_have_attribute("data-gss", LANCASHIRE)


def test_home_and_end_lead_to_the_first_and_last_name(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    area = walk_in(page)
    page.keyboard.press("End")
    expect(area).to_have_accessible_name(re.compile("^York,"))
    page.keyboard.press("Home")
    expect(area).to_have_accessible_name(re.compile("^Barking and Dagenham,"))


def test_a_ring_goes_with_the_focus(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    area = walk_in(page)
    ring = page.locator(".tca-ring .tca-ring-inner")
    page.keyboard.type("lanc")
    expect(area).to_have_attribute("data-gss", LANCASHIRE)
    expect(ring).to_have_attribute("d", str(area_path(page, LANCASHIRE).get_attribute("d")))
    page.keyboard.press("Tab")
    expect(ring).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(area).to_have_attribute("data-gss", LANCASHIRE)
    expect(ring).to_have_count(1)


def test_enter_chooses_and_stays_and_escape_leaves(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    area = walk_in(page)
    page.keyboard.type("lanc")
    expect(area).to_have_attribute("data-gss", LANCASHIRE)
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")
    expect(area).to_have_attribute("data-gss", LANCASHIRE)
    expect(page.locator("#live")).to_contain_text("Lancashire")
    page.keyboard.press("ArrowUp")
    expect(area).not_to_have_attribute("data-gss", LANCASHIRE)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Step into the map")).to_be_focused()
    expect(page.locator(".tca-ring")).to_have_count(0)


def test_a_map_that_stands_still_can_be_walked_too(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/areas/{LANCASHIRE}")
    expect(page.locator("svg.tca-still a[tabindex='-1']").first).to_be_attached()
    area = walk_in(page)
    expect(area).to_have_role("link")
    page.keyboard.type("north yor")
    expect(area).to_have_accessible_name(re.compile("^North Yorkshire,"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("North Yorkshire")
    assert page.url == f"{site_url}/areas/E10000023"


@pytest.mark.parametrize("path", ["/", "/?level=lower", f"/areas/{LANCASHIRE}"])
def test_without_scripts_one_press_leads_past_all_areas(
    new_page: Callable[..., Page], site_url: str, path: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site_url + path)
    expect(page.get_by_role("button", name="Step into the map")).to_have_count(0)
    page.get_by_role("link", name="Skip the map").press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".tca-panel :focus")).to_have_count(1)


@pytest.mark.parametrize(
    "path", ["/", "/?bid=TCA1516-11", f"/areas/{LANCASHIRE}", "/search?find=a"]
)
def test_focus_is_seen_at_every_stop(page: Page, site_url: str, path: str) -> None:
    page.goto(site_url + path)
    if path.startswith("/?") or path == "/":
        open_live(page, site_url + path)
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).count() == 0:
            break  # past the last stop
        if not page.evaluate(_FOCUS_IS_SEEN):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert unseen == []


def test_a_bid_chosen_in_a_table_or_list_takes_the_reader_to_the_panel(
    page: Page, site_url: str
) -> None:
    open_live(page, site_url)
    page.locator(".tca-table").get_by_role("link", name="Bolton").press("Enter")
    expect(focused(page)).to_have_text("Bolton")
    expect(focused(page)).to_be_in_viewport()


def test_a_filter_keeps_the_focus_where_it_is_chosen(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    choice = page.get_by_label("Region", exact=True)
    choice.focus()
    choice.select_option("E12000007")
    expect(headline(page)).to_contain_text("In London")
    expect(choice).to_be_focused()


def test_key_and_zoom_keep_the_focus_on_what_was_pressed(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.get_by_role("link", name=re.compile("^Over £2.5m")).press("Enter")
    expect(focused(page)).to_have_text(re.compile(r"^Over £2.5m \(show all"))
    expect(page.locator("#live")).to_contain_text("areas of other classes than")
    page.get_by_role("link", name="Zoom to London").press("Enter")
    expect(page.locator(".tca-map")).not_to_have_attribute("data-scale", "1.0")
    expect(focused(page)).to_have_text("Zoom to London")


def test_sorting_leaves_the_reader_at_the_column(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    page.locator(".tca-table").get_by_role("link", name="Area (sort by this)").first.press("Enter")
    expect(focused(page)).to_have_attribute("aria-sort", "ascending")
    assert search_of(page) == "?sort=name"


def test_a_filter_that_is_taken_away_leaves_the_reader_at_what_the_page_shows(
    page: Page, site_url: str
) -> None:
    open_live(page, f"{site_url}/?round=2015-16")
    page.get_by_role("link", name=re.compile("^Remove filter")).press("Enter")
    expect(page.locator(".tca-chip")).to_have_count(0)
    expect(focused(page)).to_have_id("headline")
