"""The parts of the page: controls, key, strip, table and panel, all drawn from one view."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import pytest

from dashboard import ids
from dashboard.pages.layout import render_parts, render_shell
from dashboard.parts.components import attributes
from dashboard.parts.key import list_key
from dashboard.parts.static_html import to_html
from dashboard.parts.table import sort_areas
from dashboard.query.state import MapState, Sort, read_state
from geodata.model.codes import CountRule, Level, Measure
from tests.factories import BOROUGHS, COUNTY, DISTRICTS, NORTH, UNITARY, WEST, bid_row, member_row
from tests.small_world import build_small_site, one_more_bid

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site

VOID: Final = frozenset({"br", "input", "img", "hr", "wbr"})


class Element:
    """One element of HTML: its tag, attributes, elements inside and text inside."""

    def __init__(self, tag: str, given: dict[str, str]) -> None:
        self.tag, self.given = tag, given
        self.inside: list[Element] = []
        self.texts: list[str] = []

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def find(self, tag: str, **given: str) -> list[Element]:
        """Return the elements inside with a tag and some attributes, in order."""
        wanted = attributes(**given)
        return [
            one
            for one in self.everything()
            if one.tag == tag and all(one.given.get(name) == wanted[name] for name in wanted)
        ]

    def everything(self) -> list[Element]:
        return [one for each in self.inside for one in (each, *each.everything())]


class Reader(HTMLParser):
    """Reads HTML into elements, and fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.texts.append(data)


def read_html(text: str) -> Element:
    reader = Reader()
    reader.feed(text)
    assert len(reader.open) == 1
    return reader.open[0]


def part_of(site: Site, name: str, query: str = "") -> Element:
    view = site.read_view(query)
    return read_html(to_html(render_parts(view, site.catalogue)[name]))


# The whole


def test_shell_has_a_place_for_every_part_and_one_heading(small_site: Site) -> None:
    view = small_site.read_view("")
    parts = render_parts(view, small_site.catalogue)
    page = read_html(to_html(render_shell(parts, [])))
    assert {one.given["id"] for one in page.everything() if "id" in one.given} >= set(parts)
    assert len(page.find("h1")) == 1


@pytest.mark.parametrize("query", ["", f"?area={COUNTY}", "?bid=T-3", f"?region={WEST}&sort=name"])
def test_every_link_inside_leads_to_a_state_that_reads_without_a_notice(
    small_site: Site, query: str
) -> None:
    view = small_site.read_view(query)
    parts = render_parts(view, small_site.catalogue)
    page = read_html(to_html(render_shell(parts, [])))
    inside = [
        one.given["href"] for one in page.find("a") if re.match(r"/(\?|$)", one.given["href"])
    ]
    assert len(inside) > 5
    for address in inside:
        assert read_state(address.removeprefix("/"), small_site.catalogue).notices == (), address


def test_ids_are_never_given_twice(small_site: Site) -> None:
    view = small_site.read_view(f"?area={COUNTY}&round=2013-14")
    page = read_html(to_html(render_shell(render_parts(view, small_site.catalogue), [])))
    named = [one.given["id"] for one in page.everything() if "id" in one.given]
    assert len(named) == len(set(named))


# Controls


def test_every_control_has_a_label_and_shows_what_is_chosen(small_site: Site) -> None:
    query = f"?measure=saving&count=shared&level=lower&round=2014-15&theme=health&region={WEST}"
    form = part_of(small_site, ids.CONTROLS, query).find("form")[0]
    shown = {}
    for select in form.find("select"):
        (label,) = form.find("label", **{"for": select.given["id"]})
        assert label.text
        (option,) = [one for one in select.find("option") if "selected" in one.given]
        shown[select.given["name"]] = option.given["value"]
    assert {name: value for name, value in shown.items() if value} == {
        "measure": "saving",
        "count": "shared",
        "level": "lower",
        "round": "2014-15",
        "theme": "health",
        "region": WEST,
    }


def test_defaults_have_empty_values_so_that_a_form_spells_no_more_than_a_link(
    small_site: Site,
) -> None:
    form = part_of(small_site, ids.CONTROLS).find("form")[0]
    assert (form.given["action"], form.given["method"]) == ("/", "get")
    for select in form.find("select"):
        chosen = [one.given["value"] for one in select.find("option") if "selected" in one.given]
        assert chosen == [""]


def test_form_offers_every_choice_that_there_is(small_site: Site) -> None:
    form = part_of(small_site, ids.CONTROLS).find("form")[0]
    offered = {
        select.given["name"]: {one.given["value"] for one in select.find("option")}
        for select in form.find("select")
    }
    for name, values in (("measure", Measure), ("count", CountRule), ("level", Level)):
        default = getattr(MapState(), name)
        assert offered[name] == {"", *(str(one) for one in values if one is not default)}
    assert offered["round"] == {"", "2013-14", "2014-15", "not-stated"}
    assert offered["theme"] == {"", "digital", "health"}
    assert offered["region"] == {"", NORTH, WEST}


def test_form_keeps_what_the_panel_shows_and_the_order_of_the_table(small_site: Site) -> None:
    for query in (f"area={COUNTY}", "bid=T-3", f"compare={COUNTY},{UNITARY}", "sort=name"):
        form = part_of(small_site, ids.CONTROLS, f"?{query}").find("form")[0]
        kept = [
            f"{one.given['name']}={one.given['value']}" for one in form.find("input", type="hidden")
        ]
        assert kept == [query]


def test_row_holds_what_readers_change_most_and_more_holds_the_others(small_site: Site) -> None:
    form = part_of(small_site, ids.CONTROLS).find("form")[0]
    names = [one.given["name"] for one in form.everything() if "name" in one.given]
    assert names[:4] == ["region", "round", "theme", "measure"]
    folded = form.find("details")[0].everything()
    assert [one.given["name"] for one in folded if "name" in one.given] == names[4:]


@pytest.mark.parametrize(
    "choice",
    ["round=2014-15", "measure=bids", "level=lower", "count=shared", "shape=hex", "q=town"],
)
def test_whatever_was_changed_can_be_taken_back_beside_the_choices(
    small_site: Site, choice: str
) -> None:
    chips = part_of(small_site, ids.CONTROLS, f"?{choice}").find("ul")[0]
    assert [one.given["href"] for one in chips.find("a")] == ["/", "/"]
    assert chips.text.endswith("Clear all choices")


def test_nothing_changed_leaves_nothing_to_clear(small_site: Site) -> None:
    assert "Clear" not in part_of(small_site, ids.CONTROLS).text


# Key


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("rest", ["", "&count=shared", "&count=involved", "&round=2014-15"])
def test_key_counts_every_area_once(
    small_site: Site, measure: Measure, level: Level, rest: str
) -> None:
    view = small_site.read_view(f"?measure={measure}&level={level}{rest}")
    assert sum(item.number for item in list_key(view)) == len(view.areas)


def test_key_shows_each_state_with_its_swatch_and_words(small_site: Site) -> None:
    key = part_of(small_site, ids.KEY)
    for css, words in (
        ("tca-swatch s-not-stated", "Won, amount not stated"),
        ("tca-swatch s-partner-only", "Partner only"),
    ):
        assert key.find("span", **{"class": css})
        assert words in key.text
    assert "no award" not in key.text.lower()


# Strip


def test_strip_adds_up_in_words(small_site: Site) -> None:
    assert (
        "about £300,000 on the map + £60,000 that cannot be placed = about £360,000 itemised here "
        "of £2,000,000 announced"
    ) in part_of(small_site, ids.STRIP).text


def test_strip_of_a_region_names_the_other_regions(tmp_path: Path) -> None:
    rows = one_more_bid(
        bid_row("T-5", award_gbp="10"),
        member_row("T-5", name="Millford", gss_code=BOROUGHS[0]),
        member_row("T-5", role="partner", name="Onetown", gss_code=UNITARY),
    )
    site = build_small_site(tmp_path / "data", rows)
    text = part_of(site, ids.STRIP, f"?region={WEST}&count=shared").text
    assert "£5 in the West + £5 in other regions" in text


def test_strip_never_adds_up_areas_that_overlap(small_site: Site) -> None:
    text = part_of(small_site, ids.STRIP, "?count=involved").text
    assert "areas overlap" in text
    assert "on the map +" not in text


def test_strip_never_calls_unknown_amounts_nothing(small_site: Site) -> None:
    for query in ("?round=2014-15", f"?region={WEST}", "?measure=saving&round=2014-15"):
        assert re.search(r"£0\b", part_of(small_site, ids.STRIP, query).text) is None


def test_strip_links_the_bids_that_cannot_be_placed(small_site: Site) -> None:
    strip = part_of(small_site, ids.STRIP)
    assert "1 bid that cannot be placed" in strip.text
    assert [one.given["href"] for one in strip.find("a") if "bid=" in one.given["href"]] == [
        "/?bid=T-4"
    ]


# Table


def test_table_has_every_area_that_a_bid_reaches_and_names_the_others(small_site: Site) -> None:
    table = part_of(small_site, ids.TABLE, "?round=2014-15")
    names = [one.find("th")[0].text for one in table.find("tbody")[0].find("tr")]
    assert names == ["Millford", "Kilnbridge"]
    assert "2 areas with no bid named in our sources" in table.text
    assert "does not mean that they won nothing" in table.text
    assert {one.text for one in table.find("li")} == {"Onetown", "Daleshire"}


def test_strip_names_what_county_councils_led_at_levels_of_districts(small_site: Site) -> None:
    assert (
        "£100,000 on the map + about £200,000 led by county councils + £60,000 that cannot be "
        "placed = about £360,000 itemised here"
    ) in part_of(small_site, ids.STRIP, "?level=lower").text


def test_table_says_what_the_map_says(small_site: Site) -> None:
    rows = part_of(small_site, ids.TABLE, "?level=lower").find("tbody")[0].find("tr")
    assert [one.text for one in rows[0].everything() if one.tag in {"th", "td"}] == [
        "Ashdale",
        "£100,000",
        "1 bid led",
        "Daleshire County Council, not counted here: about £200,000, 1 bid led.",
    ]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.VALUE, ["Ashdale", "Millford", "Beckdale", "Cragdale", "Kilnbridge", "Onetown"]),
        (Sort.NAME, ["Ashdale", "Beckdale", "Cragdale", "Kilnbridge", "Millford", "Onetown"]),
        (Sort.BIDS, ["Ashdale", "Millford", "Kilnbridge", "Onetown", "Beckdale", "Cragdale"]),
    ],
)
def test_table_is_sorted_with_unknown_values_last(
    small_site: Site, sort: Sort, names: list[str]
) -> None:
    areas = small_site.read_view("?level=lower").areas
    assert [area.name for area in sort_areas(areas, sort)] == names


@pytest.mark.parametrize(
    ("query", "sorts"),
    [
        ("", [None, "descending", None, None]),
        ("?sort=name", ["ascending", None, None, None]),
        ("?sort=bids", [None, None, "descending", None]),
    ],
)
def test_head_of_the_table_says_by_what_it_is_sorted(
    small_site: Site, query: str, sorts: list[str | None]
) -> None:
    heads = part_of(small_site, ids.TABLE, query).find("thead")[0].find("th")
    assert [one.given.get("aria-sort") for one in heads] == sorts


def test_table_of_no_bid_says_so(small_site: Site) -> None:
    table = part_of(small_site, ids.TABLE, "?q=nobody")
    assert "No area is reached by a bid under these filters." in table.text
    assert not table.find("table")


# Panel


def test_panel_of_england_lists_every_bid(small_site: Site) -> None:
    panel = part_of(small_site, ids.PANEL)
    links = {one.given["href"] for one in panel.find("a")}
    assert links >= {f"/?bid=T-{number}" for number in (1, 2, 3, 4)}
    assert "Award not stated" in panel.text
    assert "£0" not in panel.text


def test_panel_of_no_bid_says_so_and_leads_out(small_site: Site) -> None:
    panel = part_of(small_site, ids.PANEL, "?q=nobody")
    assert "Our sources name no bid for this choice." in panel.text
    assert panel.find("a", href="/")


def test_panel_of_an_area_tells_its_bids_apart(small_site: Site) -> None:
    panel = part_of(small_site, ids.PANEL, f"?area={DISTRICTS[0]}")
    headings = [one.text for one in panel.find("h3")]
    assert headings[0].startswith("Led from here")
    assert any(text.startswith("Through its county council") for text in headings)
    assert panel.find("h2")[0].text == "Ashdale"


def test_panel_of_an_area_that_no_source_names_does_not_say_that_it_won_nothing(
    small_site: Site,
) -> None:
    panel = part_of(small_site, ids.PANEL, f"?area={UNITARY}&round=2014-15")
    assert "That does not mean that it won nothing." in panel.text


def test_panel_of_an_area_sets_the_award_beside_that_of_each_resident(site: Site) -> None:
    award = part_of(site, ids.PANEL, "?area=E10000017").find("dl")[0].text
    each = part_of(site, ids.PANEL, "?area=E10000017&measure=per-resident").find("dl")[0].text
    for text in (award, each):
        assert "Award about £2,430,000" in text
        assert "Award per resident about £2.05" in text
    assert "per resident" not in part_of(site, ids.PANEL, "?area=E10000017&measure=bids").text


def test_panel_of_an_area_names_its_neighbours_and_what_the_map_says_of_them(site: Site) -> None:
    panel = part_of(site, ids.PANEL, "?area=E10000017&round=2015-16")
    items = panel.find("ul")[-1].find("li")
    names = [item.find("a")[0].text for item in items]
    assert names == sorted(names)
    assert {"Cumbria", "Blackpool", "Bolton"} <= set(names)
    assert "Manchester" not in names
    bolton = items[names.index("Bolton")]
    assert bolton.text.endswith("about £12,400,000")
    assert bolton.find("a")[0].given["href"] == "/?round=2015-16&area=E08000001"


def test_comparison_is_as_sure_of_a_sum_as_the_least_sure_bid(site: Site) -> None:
    panel = part_of(site, ids.PANEL, "?compare=E10000017,E06000021,E10000012")
    awards = panel.find("tbody")[0].find("tr")[0].text
    assert "about £2,430,000 (2 of 2 bids)" in awards
    assert "at least £4,900,000 (1 of 1 bid)" in awards
    assert "£3,505,044 (2 of 2 bids)" in awards
    assert "about £3,505,044" not in awards


def test_panel_of_a_bid_has_its_facts_members_doubts_and_sources(small_site: Site) -> None:
    panel = part_of(small_site, ids.PANEL, "?bid=T-3")
    text = panel.text
    for words in ("Award", "Not stated", "Millford MBC", "What it was for.", "Reference T-3"):
        assert words in text
    assert [one.text for one in panel.find("a", href=f"/?area={BOROUGHS[1]}")] == ["Kilnbridge"]
    (source,) = panel.find("a", href="https://example.org/news")
    assert "noreferrer" in source.given["rel"]


def test_panel_of_a_bid_counts_bodies_that_are_not_on_the_map(small_site: Site) -> None:
    text = part_of(small_site, ids.PANEL, "?bid=T-4").text
    assert re.search(r"\b0 councils on the map, 2 bodies", text)
    assert "five charities" in text
    assert "Fire" in text


def test_notices_are_read_out_and_only_there_when_needed(small_site: Site) -> None:
    assert part_of(small_site, ids.NOTICES).text == ""
    notices = part_of(small_site, ids.NOTICES, "?theme=%3Cb%3E")
    assert notices.find("div", role="status")
    assert "“<b>” is not a known theme" in notices.text
