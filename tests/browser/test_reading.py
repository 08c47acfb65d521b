"""A reader who listens: landmarks, headings, titles, names and what is said after a choice."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import open_live, open_more, panel

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES: Final = (
    "/",
    "/?bid=TCA1516-11",
    "/search?find=lancashire",
    "/nothing",
    "/api/v1/",
    "/areas/E10000017",
    "/table",
    "/about",
)
TITLES: Final = {
    "/": "^Transformation Challenge Award map$",
    "/?area=E10000017": "^Lancashire – ",
    "/?bid=TCA1314-12": "^Achieving for Children – ",
    "/?partner=lancashire-constabulary": "^Lancashire Constabulary – ",
    "/?compare=E10000017,E08000001": "^Lancashire and Bolton compared – ",
    "/?region=E12000007&measure=bids": "^Number of bids in London – ",
    "/?theme=digital": "on digital and ICT – ",
    "/search?find=bolton": "^Search for “bolton”",
    "/nothing": "^Page not found",
    "/about": "^About",
    "/table": "^Table",
    "/bids/TCA1314-12": "^Achieving for Children",
}


@pytest.mark.provokes("status of 404")
@pytest.mark.parametrize("path", PAGES)
def test_page_has_its_landmarks_one_heading_and_headings_in_order(
    page: Page, site_url: str, path: str
) -> None:
    page.goto(site_url + path)
    assert page.locator("html").get_attribute("lang") == "en-GB"
    for role in ("banner", "main", "contentinfo", "search"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    levels = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    steps = [after - before for before, after in pairwise(levels)]
    assert all(step <= 1 for step in steps), levels


@pytest.mark.provokes("status of 404")
@pytest.mark.parametrize(("path", "title"), TITLES.items())
def test_title_says_what_the_view_is(page: Page, site_url: str, path: str, title: str) -> None:
    page.goto(site_url + path)
    expect(page).to_have_title(re.compile(title))


def test_panel_of_a_bid_reads_in_order(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?bid=TCA1314-12")
    expect(panel(page)).to_match_aria_snapshot(
        """
        - navigation "Where you are":
          - list:
            - listitem:
              - link "England"
            - listitem:
              - link "London"
            - listitem:
              - link "Kingston upon Thames"
            - listitem: Achieving for Children
        - heading "Achieving for Children" [level=2]
        - paragraph
        - term: Award
        - definition: £500,000
        - heading "Partners" [level=3]
        - heading "Councils" [level=4]
        - list:
          - listitem:
            - link "London Borough of Richmond upon Thames"
        - paragraph: /2 councils on the map/
        - heading "Sources" [level=3]
        """
    )


def test_panel_of_an_area_reads_in_order(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?area=E10000017")
    expect(panel(page)).to_match_aria_snapshot(
        """
        - navigation "Where you are"
        - heading "Lancashire" [level=2]
        - paragraph: /County in the North West/
        - term: Award
        - definition: /about £[0-9,]+/
        - term: Rank
        - definition: /in England; .* in the North West/
        - paragraph:
          - link "Compare Lancashire with another area"
        - heading /Led from here/ [level=3]
        - list
        - heading /Joined as a partner/ [level=3]
        """
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "Map of awards, 152 areas"), ("/areas/E10000017", "Lancashire led 2 named bids")],
)
def test_map_is_a_figure_with_a_name_areas_and_a_caption(
    page: Page, site_url: str, path: str, name: str
) -> None:
    page.goto(site_url + path)
    figure = page.get_by_role("figure", name=re.compile("Source: public pages"))
    expect(figure).to_match_aria_snapshot(
        f"""
        - figure:
          - paragraph:
            - link "Skip the map"
            - button "Step into the map"
          - group /^{name}/
          - group "Key":
            - heading "Award" [level=2]
            - list
        """
    )
    expect(page.locator(".tca-caption")).to_contain_text("Source: public pages")


def test_live_map_is_named_for_what_it_shows(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    group = page.get_by_role("figure").get_by_role("group", name="Map of awards, 152 areas")
    expect(group).to_have_count(1)
    expect(group.get_by_role("button", name=re.compile(", "))).to_have_count(152)
    assert "Lancashire, about £" in group.aria_snapshot()


def test_map_reads_as_its_areas_and_nothing_else(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?level=region&area=E12000002")
    figure = page.get_by_role("figure", name=re.compile("^Award, counted: lead council, by region"))
    names = "East Midlands|East of England|London|North East|North West|South East|South West"
    names += "|West Midlands|Yorkshire and The Humber"
    areas = "\n".join(
        f"            - button /^{name}, (about|at least) £[0-9,]+, [0-9]+ bids led, .*of 9 areas/"
        for name in names.split("|")
    )
    expect(figure).to_match_aria_snapshot(
        f"""
        - figure:
          - /children: equal
          - paragraph:
            - link "Skip the map"
            - button "Step into the map"
          - group "Map of awards, 9 areas":
            - /children: equal
{areas}
            - text: /Yorkshire and The Humber/
            - group "Zoom"
          - group "Key":
            - /children: equal
            - paragraph:
              - link "Zoom to London"
            - heading "Award" [level=2]
            - list
            - img /9 areas with a figure/
            - paragraph: /does not mean that a council won nothing/
        """
    )
    expect(figure.get_by_role("button", name=re.compile("^North West"))).to_have_attribute(
        "aria-current", "true"
    )
    expect(figure.locator("[aria-current]")).to_have_count(1)


@pytest.mark.parametrize("by", ["its own click", "Enter"])
def test_area_met_without_stepping_into_the_map_can_be_chosen(
    page: Page, site_url: str, by: str
) -> None:
    open_live(page, f"{site_url}/?level=region&area=E12000002")
    london = page.get_by_role("button", name=re.compile("^London, "))
    if by == "Enter":
        london.focus()
        page.keyboard.press("Enter")
    else:
        london.dispatch_event("click")  # as assistive technology does it
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("London")
    expect(london).to_have_attribute("aria-current", "true")
    expect(page.locator(".tca-map [aria-current]")).to_have_count(1)


def test_panel_of_a_partner_reads_in_order(page: Page, site_url: str) -> None:
    open_live(page, f"{site_url}/?partner=lancashire-constabulary")
    expect(panel(page)).to_match_aria_snapshot(
        """
        - navigation "Where you are"
        - heading "Lancashire Constabulary" [level=2]
        - paragraph: /Police. It has no council area/
        - heading /Joined as a partner 1 bid/ [level=3]
        - list:
          - listitem:
            - link "Organised Crime Prevention and Intervention Project"
            - text: /£950,224/
        """
    )


def test_areas_side_by_side_read_as_a_table_on_a_desk_and_on_a_phone(
    page: Page, site_url: str
) -> None:
    open_live(page, f"{site_url}/?compare=E10000017,E08000001")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(panel(page)).to_match_aria_snapshot(
            """
            - heading "Areas side by side" [level=2]
            - table /Award and saving/:
              - rowgroup:
                - row:
                  - columnheader "Compared"
                  - columnheader "Lancashire Remove Lancashire"
                  - columnheader "Bolton Remove Bolton"
              - rowgroup:
                - row:
                  - rowheader "Award"
                  - cell /about £[0-9,]+ .2 of 2 bids/
                  - cell /about £[0-9,]+ .1 of 1 bid.$/
                - row:
                  - rowheader "Saving expected"
                - row:
                  - rowheader "Saving for each £1"
                - row:
                  - rowheader "Bids led from here"
                - row:
                  - rowheader "Bids joined"
                - row:
                  - rowheader "What came of them"
                  - cell "known for 0 of 2"
                  - cell "known for 0 of 1"
            """
        )


@pytest.mark.parametrize(
    ("label", "option", "said"),
    [
        ("Show", "bids", "named bids"),
        ("Region", "E12000007", "In London"),
        ("Round", "2015-16", "2015-16"),
        ("Areas", "region", "by region"),
    ],
)
def test_a_choice_is_said(page: Page, site_url: str, label: str, option: str, said: str) -> None:
    open_live(page, site_url)
    live = page.locator("#live")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(live).to_be_empty()
    open_more(page)
    page.get_by_label(label, exact=True).select_option(option)
    expect(live).to_contain_text(said)


def test_nothing_is_named_by_colour_or_place_alone(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    items = page.locator(".tca-key .tca-key-item")
    for index in range(items.count()):
        assert re.match(r".+\d+ (areas?|pairs?)", " ".join(items.nth(index).inner_text().split()))
