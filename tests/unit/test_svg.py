"""The still map: the same bytes each time, a link for each area, and no text that can break out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pytest

from dashboard.map.figures import frame_window
from dashboard.map.inset import inset_css, render_inset
from dashboard.map.svg import area_class, palette_css, render_map, render_patterns
from dashboard.query.view import AreaStatus
from geodata.model.codes import Level
from tests.factories import BOROUGHS, COUNTY, UNITARY, WEST

if TYPE_CHECKING:
    from dashboard.site import Site

HOSTILE: Final = '"><script>alert(1)</script>&<b>'


def draw(site: Site, query: str, label: str = "A map") -> str:
    view = site.read_view(query)
    window = frame_window(view, site.catalogue, site.projection)
    return str(render_map(view, site.catalogue, window, label=label))


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def links_of(picture: ET.Element) -> list[ET.Element]:
    """Return the areas that can be chosen; markers say the same again and are left out."""
    return [link for link in picture.iter("a") if link.get("aria-hidden") is None]


@pytest.mark.parametrize("query", ["", "?level=lower&region=E12000007", "?bid=TCA1516-11"])
def test_the_same_view_gives_the_same_text(site: Site, query: str) -> None:
    assert draw(site, query) == draw(site, query)


@pytest.mark.parametrize("level", list(Level))
def test_every_area_is_a_link_to_itself_with_a_name(site: Site, level: Level) -> None:
    links = links_of(parse(draw(site, f"?level={level}")))
    assert {link.get("data-gss") for link in links} == set(site.catalogue.levels[level].codes)
    assert len(links) == len(site.catalogue.levels[level].codes)
    for link in links:
        gss = str(link.get("data-gss"))
        assert f"area={gss}" in (link.get("href") or "")
        title = link.find("title")
        assert title is not None
        area = site.catalogue.areas[gss]
        renamed = level is Level.TODAY and area.now is not None and area.now.gss == gss
        name = area.now.name if renamed and area.now else area.name
        assert (title.text or "").split("\n")[0] == name
        path = link.find("path")
        assert path is not None
        assert path.get("d") == site.catalogue.levels[level].geometry[gss].d


def test_links_keep_the_choices_of_the_view(small_site: Site) -> None:
    links = links_of(parse(draw(small_site, "?measure=bids&round=2013-14&bid=T-1")))
    assert {link.get("href") for link in links} == {
        f"/?measure=bids&round=2013-14&area={gss}" for gss in (COUNTY, UNITARY, *BOROUGHS)
    }


def test_areas_outside_the_region_are_drawn_but_lead_nowhere(small_site: Site) -> None:
    picture = parse(draw(small_site, f"?region={WEST}"))
    assert len(links_of(picture)) == 2
    assert len([path for path in picture.iter("path") if path.get("class") == "s-outside"]) == 2


def test_tiny_areas_have_a_marker_that_is_not_read_out_twice(site: Site) -> None:
    picture = parse(draw(site, ""))
    markers = [link for link in picture.iter("a") if link.get("aria-hidden") == "true"]
    assert [link.get("tabindex") for link in markers] == ["-1", "-1"]
    found = [str(link.get("href")) for link in markers]
    assert [gss in href for gss, href in zip(("E09000001", "E06000053"), found, strict=True)] == [
        True,
        True,
    ]
    textures = len(list(parse(f"<g>{render_patterns('still')}</g>").iter("circle")))
    assert len(list(picture.iter("circle"))) == 2 + textures


def test_states_and_classes_are_told_by_css_class(small_site: Site) -> None:
    view = small_site.read_view("")
    assert view.classes is not None
    classes = {area.gss: area_class(area, view.classes.k) for area in view.areas}
    assert classes[BOROUGHS[0]] == f"s-{AreaStatus.NOT_STATED}"
    assert classes[UNITARY] == f"s-{AreaStatus.PARTNER_ONLY}"
    assert re.fullmatch(r"r[0-4]", classes[COUNTY])


def test_every_class_that_is_drawn_has_its_rule(site: Site) -> None:
    css = palette_css()
    drawn: set[str] = set()
    for query in ("", "?region=E12000002", "?measure=bids", "?round=2014-15&count=shared"):
        for path in parse(draw(site, query)).iter("path"):
            drawn.update(path.get("class", "").split())
    fills = {name for name in drawn if re.match(r"r\d$|s-", name)}
    assert fills >= {"s-outside", "s-partner-only", "s-not-stated", "s-none-named", "r0", "r4"}
    assert [name for name in sorted(fills) if f".{name}{{fill:" not in css] == []


def test_textures_of_the_rules_are_defined() -> None:
    wanted = set(re.findall(r"url\(#(tex|still)-([a-z-]+)\)", palette_css()))
    assert wanted
    for prefix, name in wanted:
        assert f'id="{prefix}-{name}"' in render_patterns(prefix)


@pytest.mark.parametrize("search", ["", "?level=lower", "?round=2014-15&keep=1"])
def test_london_stands_larger_beside_england_for_the_pointer_alone(site: Site, search: str) -> None:
    view = site.read_view(search)
    inset = parse(str(render_inset(view, site.catalogue)))
    links = list(inset.iter("a"))
    drawn = {link.get("data-gss"): link for link in parse(draw(site, search)).iter("a")}
    assert len(links) == 33
    for link in links:
        twin = drawn[link.get("data-gss")]
        assert link.get("href") == twin.get("href")
        assert [path.attrib for path in link.iter("path")] == [
            path.attrib for path in twin.iter("path")
        ]
        assert link.get("tabindex") == "-1"
    assert inset.get("aria-hidden") == "true"
    assert "Ealing" in [text.text for text in inset.iter("text")]


def test_textures_of_the_inset_are_defined(site: Site) -> None:
    inset = render_inset(site.read_view(""), site.catalogue)
    for name in re.findall(r"url\(#([a-z-]+)\)", inset_css()):
        assert f'id="{name}"' in inset


def test_what_is_chosen_in_london_is_outlined_on_the_inset_too(site: Site) -> None:
    outlines = '<path class="hl"'
    assert outlines in render_inset(site.read_view("?area=E09000007"), site.catalogue)
    assert outlines not in render_inset(site.read_view("?area=E10000017"), site.catalogue)


@pytest.mark.parametrize(
    "search",
    ["?region=E12000002", "?bid=TCA1516-11", "?links=all", "?level=region", "?shape=hex"],
)
def test_a_map_of_less_than_england_or_of_no_boroughs_has_no_inset(
    site: Site, small_site: Site, search: str
) -> None:
    assert render_inset(site.read_view(search), site.catalogue) == ""
    assert render_inset(small_site.read_view(""), small_site.catalogue) == ""


def test_textures_look_alike_in_every_frame() -> None:
    assert "scale(1)" in render_patterns("a")
    assert "scale(2.5)" in render_patterns("a", 2.5)


def test_what_is_chosen_is_outlined_on_top(small_site: Site) -> None:
    text = draw(small_site, f"?area={COUNTY}")
    outline = (
        f'<path class="hl" d="{small_site.catalogue.levels[Level.UPPER].geometry[COUNTY].d}"/>'
    )
    assert text.index(outline) > text.rindex("<title>")
    assert 'class="hl' not in draw(small_site, "")


def test_frame_is_the_window_and_the_label_is_read_out(small_site: Site) -> None:
    view = small_site.read_view(f"?region={WEST}")
    window = frame_window(view, small_site.catalogue, small_site.projection)
    picture = parse(draw(small_site, f"?region={WEST}", label="Awards in West"))
    box = [float(number) for number in (picture.get("viewBox") or "").split()]
    assert box == pytest.approx(window.view_box, abs=0.5)
    assert picture.get("aria-label") == "Awards in West"


def test_names_and_labels_cannot_break_out_of_the_picture(small_site: Site) -> None:
    areas = {gss: replace(area, name=HOSTILE) for gss, area in small_site.catalogue.areas.items()}
    site = replace(small_site, catalogue=replace(small_site.catalogue, areas=areas))
    text = draw(site, "?q=%22%3E%3Cscript%3E", label=HOSTILE)
    assert "<script" not in text
    assert "<b>" not in text
    assert parse(text).get("aria-label") == HOSTILE


def test_colours_come_from_the_palette_and_not_from_the_picture(site: Site) -> None:
    shapes = re.sub(r"<defs>.*?</defs>", "", draw(site, "?bid=TCA1516-11&links=all"))
    assert re.findall(r"(?:fill|stroke|style)=", shapes) == []
