"""Names on the map: few at first, more with room, none over another."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from dashboard.map.figures import NAMES_TRACE, build_choropleth, frame_window
from dashboard.map.names import (
    LETTER_PX,
    NOMINAL_WIDTH_PX,
    PHONE,
    NameOnMap,
    list_names,
    list_zoomed_names,
)
from dashboard.map.svg import render_map
from dashboard.pictures.drawing import A4, CARD, SLIDE, PictureSize, draw_svg
from dashboard.pictures.typeface import read_typeface
from geodata.areas.cities import read_cities
from geodata.boundaries.labels import LETTER_PX as BUILT_FOR_LETTERS
from geodata.boundaries.labels import NOMINAL_WIDTH_PX as BUILT_FOR_WIDTH
from geodata.model.codes import Level
from geodata.model.errors import GeodataError
from tests.factories import read_areas, write_geography

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site

QUERIES = [
    "",
    "?shape=hex",
    "?level=lower",
    "?level=region",
    "?level=today",
    "?region=E12000007&level=lower",
    "?region=E12000002",
    "?region=E12000002&level=lower",
    "?region=E12000009&level=today",
    "?bid=TCA1516-11",
    "?bid=TCA1516-17",
    "?bid=TCA1516-09",
]


def names_of(site: Site, query: str, letters: float = 1.0) -> tuple[NameOnMap, ...]:
    view = site.read_view(query)
    window = frame_window(view, site.catalogue, site.projection)
    return list_names(view, site.catalogue, replace(window, letters=letters))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("letters", [1.0, 1.7, 2.4])
def test_no_name_stands_over_another_or_leaves_the_map(
    site: Site, query: str, letters: float
) -> None:
    """Measured with the font of pictures, which is about as wide as that of the page."""
    window = frame_window(site.read_view(query), site.catalogue, site.projection)
    left, _, width, _ = window.view_box
    size = letters * LETTER_PX * width / NOMINAL_WIDTH_PX
    face = read_typeface(bold=False)
    boxes = []
    for name in names_of(site, query, letters):
        half = face.measure(name.text, size) / 2
        assert left - 1 <= name.point[0] - half <= name.point[0] + half <= left + width + 1
        boxes.append((name, half))
    for (one, half), (other, more) in combinations(boxes, 2):
        apart = (abs(one.point[0] - other.point[0]), abs(one.point[1] - other.point[1]))
        assert apart[0] >= half + more or apart[1] >= size, (one.text, other.text)


def test_england_has_eight_to_fourteen_cities_and_a_region_its_councils(site: Site) -> None:
    england = names_of(site, "")
    assert 8 <= len(england) <= 14
    assert {name.gss for name in england} <= site.catalogue.cities
    assert {"London", "Manchester", "Birmingham"} <= {name.text for name in england}
    region = {name.text for name in names_of(site, "?region=E12000002&level=lower")}
    assert {"Eden", "Allerdale", "Manchester"} <= region
    assert "Leeds" not in region
    assert len(names_of(site, "?level=region")) == 9


def test_a_partnership_names_its_own_councils_alone(site: Site) -> None:
    view = site.read_view("?bid=TCA1516-11")
    names = {name.gss for name in names_of(site, "?bid=TCA1516-11")}
    assert len(names) >= 6
    assert names <= {*view.members.leads, *view.members.partners}


@pytest.mark.parametrize("size", [SLIDE, CARD, A4], ids=str)
def test_whoever_leads_is_named_where_large_letters_leave_room_for_few(
    site: Site, size: PictureSize
) -> None:
    svg = draw_svg(site.read_view("?bid=TCA1516-11"), site, size)
    names = re.findall(r"<text[^>]*>([^<]*)</text>", svg.split('class="names"')[1].split("</g>")[0])
    assert names[0] == "Bolton"
    assert len(names) < 10 or size is A4


@pytest.mark.parametrize("query", QUERIES)
def test_the_live_map_has_the_names_of_the_still_one(site: Site, query: str) -> None:
    view = site.read_view(query)
    window = frame_window(view, site.catalogue, site.projection)
    still = str(render_map(view, site.catalogue, window, label="A map"))
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", still.split('class="names"')[1])
    traces = build_choropleth(view, site.catalogue, site.projection)["data"][NAMES_TRACE:]
    live = {text for trace in traces if trace["visible"] for text in trace["text"]}
    names = {name.text for name in list_names(view, site.catalogue, window)}
    assert names <= live
    assert {text.replace("&#39;", "'") for text in drawn} >= names


def test_more_names_come_as_a_reader_zooms_and_none_over_another(site: Site) -> None:
    view = site.read_view("?level=lower")
    window = frame_window(view, site.catalogue, site.projection)
    shown: list[NameOnMap] = []
    counts = []
    for scale, names in list_zoomed_names(view, site.catalogue, window):
        shown += names
        counts.append(len(shown))
        unit = LETTER_PX * window.view_box[2] * window.scale / scale / NOMINAL_WIDTH_PX
        for one, other in combinations(shown, 2):
            reach = 0.5 * unit * (len(one.text) + len(other.text)) / 2
            apart = (abs(one.point[0] - other.point[0]), abs(one.point[1] - other.point[1]))
            assert apart[0] >= reach or apart[1] >= unit, (scale, one.text, other.text)
    assert counts == sorted(counts)
    assert counts[3] <= 14  # all England
    assert counts[-1] > 250


@pytest.mark.parametrize(("size", "least"), [(SLIDE, 36), (CARD, 20), (A4, 50)], ids=str)
def test_names_in_a_picture_are_as_large_as_its_key(
    site: Site, size: PictureSize, least: float
) -> None:
    svg = draw_svg(site.read_view(""), site, size)
    scale = re.search(r'class="tca-still" transform="[^"]*scale\(([\d.]+)\)', svg)
    letters = re.search(r'class="names" font-size="([\d.]+)"', svg)
    assert scale is not None
    assert letters is not None
    assert float(scale[1]) * float(letters[1]) >= least - 0.1


def test_build_and_page_mean_the_same_letters_on_the_same_map() -> None:
    assert (LETTER_PX, NOMINAL_WIDTH_PX) == (BUILT_FOR_LETTERS, BUILT_FOR_WIDTH)


def test_names_that_a_phone_has_no_room_for_are_marked(site: Site) -> None:
    region = names_of(site, "?region=E12000009&level=lower")
    assert {name.narrow for name in region} == {True, False}


@pytest.mark.parametrize("level", Level)
def test_each_name_is_placed_once_at_a_level(site: Site, level: Level) -> None:
    for levels in (site.catalogue.levels, site.catalogue.hex_levels):
        codes = [name.gss for name in levels[level].names]
        assert len(codes) == len(set(codes))


def test_a_city_whose_code_is_no_council_is_refused(tmp_path: Path) -> None:
    folder = write_geography(tmp_path)
    (folder / "cities.csv").write_text("gss_code,label\nE08999999,Nowhere\n", encoding="utf-8")
    with pytest.raises(GeodataError, match="E08999999"):
        read_cities(folder, read_areas(folder))


def test_without_a_table_there_are_no_cities(tmp_path: Path) -> None:
    folder = write_geography(tmp_path)
    assert read_cities(folder, read_areas(folder)) == {}


@pytest.mark.parametrize("region", ["E12000001", "E12000002", "E12000003", "E12000004"])
def test_no_name_on_a_phone_is_cut_by_the_edge_of_the_map(site: Site, region: str) -> None:
    view = site.read_view(f"?region={region}")
    window = frame_window(view, site.catalogue, site.projection)
    left, _, width, _ = window.view_box
    unit = PHONE * LETTER_PX * width / NOMINAL_WIDTH_PX
    shown = [name for name in list_names(view, site.catalogue, window) if name.narrow]
    assert shown
    for name in shown:
        half = len(name.text) * 0.5 * unit / 2
        assert left <= name.point[0] - half
        assert name.point[0] + half <= left + width
