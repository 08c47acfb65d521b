"""Partnerships are drawn with their own members, alike in the still map and in the live one."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from dashboard.map.figures import (
    HUBS_TRACE,
    LINES_TRACES,
    MEMBERS_TRACES,
    build_choropleth,
    frame_window,
)
from dashboard.map.names import list_names
from dashboard.map.partnerships import bend_line, list_edge_lines, list_member_areas, trace_line
from dashboard.map.svg import render_map
from dashboard.parts.key import describe_cautions, list_key, list_marks
from dashboard.query.view import Fill
from geodata.model.codes import Level

if TYPE_CHECKING:
    from dashboard.site import Site

STRATA: Final = "TCA1415-03"
EAST_DEVON, EXETER, TEIGNBRIDGE = "E07000040", "E07000041", "E07000045"
GREATER_MANCHESTER: Final = "TCA1516-11"
SUFFOLK: Final = "TCA1516-14"
EVERY_KIND: Final = [STRATA, GREATER_MANCHESTER, SUFFOLK, "TCA1516-17", "TCA1516-09", "TCA1314-16"]


def still_of(site: Site, query: str) -> str:
    view = site.read_view(query)
    window = frame_window(view, site.catalogue, site.projection)
    return str(render_map(view, site.catalogue, window, label="A map"))


def traces_of(site: Site, query: str) -> list[dict[str, Any]]:
    figure = build_choropleth(site.read_view(query), site.catalogue, site.projection)
    found: list[dict[str, Any]] = figure["data"]
    return found


@pytest.mark.parametrize("level", Level)
def test_strata_is_east_devon_with_exeter_and_teignbridge_at_every_level(
    site: Site, level: Level
) -> None:
    view = site.read_view(f"?bid={STRATA}&level={level}")
    assert view.members.leads == (EAST_DEVON,)
    assert view.members.partners == (EXETER, TEIGNBRIDGE)
    lower = site.catalogue.levels[Level.LOWER].geometry
    still = still_of(site, f"?bid={STRATA}&level={level}")
    assert re.findall(r'class="hl lead" d="([^"]*)"', still) == [lower[EAST_DEVON].d]
    assert re.findall(r'class="hl partner" d="([^"]*)"', still) == [
        lower[EXETER].d,
        lower[TEIGNBRIDGE].d,
    ]
    marks = {item.css: item.number for item in list_marks(view)}
    assert (marks["k-lead"], marks["k-partner"]) == (1, 2)


@pytest.mark.parametrize("bid", EVERY_KIND)
@pytest.mark.parametrize("shape", ["map", "hex"])
def test_the_live_map_draws_the_members_that_the_still_one_draws(
    site: Site, bid: str, shape: str
) -> None:
    query = f"?bid={bid}&shape={shape}"
    view = site.read_view(query)
    members = list_member_areas(view, site.catalogue)
    assert {one.gss for one in members} == {*view.members.leads, *view.members.partners}
    counties, councils = (traces_of(site, query)[index] for index in MEMBERS_TRACES)
    drawn_live = [*counties["locations"], *councils["locations"]]
    assert sorted(drawn_live) == sorted(one.gss for one in members)
    for level, trace in ((Level.UPPER, counties), (Level.LOWER, councils)):
        drawn = site.catalogue.level_set(level, view.state.shape)
        assert trace["geojson"] == f"/{drawn.boundaries}"
        assert {*trace["locations"]} <= {*drawn.codes}


def test_a_county_is_a_border_round_the_districts_that_take_part(site: Site) -> None:
    view = site.read_view(f"?bid={SUFFOLK}")
    (county,) = view.members.leads
    assert view.members.around == (county,)
    first, *rest = list_member_areas(view, site.catalogue)
    assert (first.gss, first.css) == (county, "hl lead around")
    assert {one.css for one in rest} == {"hl partner"}
    fill = traces_of(site, f"?bid={SUFFOLK}")[MEMBERS_TRACES[0]]
    assert fill["colorscale"][fill["z"][0]][1] == "rgba(0,0,0,0)"


def test_a_county_whose_districts_take_no_part_is_filled(site: Site) -> None:
    view = site.read_view("?bid=TCA1314-16")  # Surrey and East Sussex
    assert view.members.around == ()
    assert {one.css for one in list_member_areas(view, site.catalogue)} == {
        "hl lead",
        "hl partner",
    }


def test_bodies_without_an_area_are_listed_at_the_edge_with_their_number(site: Site) -> None:
    lines = list_edge_lines(site.read_view("?bid=TCA1314-05"))
    assert lines[0] == "Not on the map: 3 bodies or groups"
    assert lines[1] == "Cheshire Constabulary"
    for query in ("?bid=TCA1314-05", "?bid=TCA1314-05&level=region"):
        still = still_of(site, query)
        note = build_choropleth(site.read_view(query), site.catalogue, site.projection)["layout"]
        assert note["annotations"][0]["text"].split("<br>") == list(lines)
        assert re.findall(r"<tspan[^>]*>([^<]*)", still) == list(lines)
    assert list_edge_lines(site.read_view(f"?bid={STRATA}")) == ()
    assert list_edge_lines(site.read_view("")) == ()


def test_of_many_bodies_the_edge_names_the_first_and_counts_the_rest(site: Site) -> None:
    for bid in site.catalogue.bids:
        view = site.read_view(f"?bid={bid.id}")
        lines = list_edge_lines(view)
        off = view.members.off_map
        assert len(lines) <= 7
        assert all(len(line) <= 45 for line in lines)
        if lines and lines[-1].startswith("and "):
            assert lines[-1] == f"and {len(off) - (len(lines) - 2)} more"


def test_lines_of_the_live_map_follow_the_curves_of_the_still_one(site: Site) -> None:
    query = f"?bid={STRATA}"
    curves = re.findall(
        r"M([\d.]+) ([\d.]+)Q(\S+) (\S+) ([\d.]+) ([\d.]+)",
        still_of(site, query).split('class="link')[1],
    )
    casing = traces_of(site, query)[LINES_TRACES[0]]
    assert len(curves) == casing["lon"].count(None) == 2
    points = [
        site.projection.to_frame(lon, lat)
        for lon, lat in zip(casing["lon"], casing["lat"], strict=True)
        if lon is not None
    ]
    x0, y0, cx, cy, x1, y1 = (float(number) for number in curves[0])
    middle = ((x0 + 2 * cx + x1) / 4, (y0 + 2 * cy + y1) / 4)
    assert math.dist(points[0], (x0, y0)) < 2
    assert math.dist(points[4], middle) < 2
    assert math.dist(points[8], (x1, y1)) < 2


def test_a_line_and_the_way_back_are_two_curves() -> None:
    there, back = bend_line((0, 0), (10, 0))[1], bend_line((10, 0), (0, 0))[1]
    assert there[1] == -back[1] != 0
    assert trace_line((0, 0), (10, 0))[0] == (0, 0)
    assert trace_line((0, 0), (10, 0))[-1] == (10, 0)


def test_a_dot_marks_each_council_that_leads(site: Site) -> None:
    query = "?links=all"
    leads = {line.lead for line in site.read_view(query).lines}
    assert len(traces_of(site, query)[HUBS_TRACE]["lon"]) == len(leads) > 1
    assert still_of(site, query).count('class="hub"') == len(leads)


@pytest.mark.parametrize("query", [f"?bid={STRATA}", "?links=all", "?partner=kent-police"])
def test_the_key_has_no_classes_where_fills_are_too_faint_to_read(site: Site, query: str) -> None:
    view = site.read_view(query)
    assert view.areas[0].fill is not Fill.FULL
    assert list_key(view) == ()
    assert list_marks(view)


def test_the_key_says_which_dots_lead_where_all_partnerships_are_drawn(site: Site) -> None:
    view = site.read_view("?links=all")
    marks = {item.css: item.number for item in list_marks(view)}
    assert marks["k-hub"] == len({line.lead for line in view.lines})
    assert "k-lead" not in marks


def test_the_key_counts_no_kind_of_council_that_is_not_there(site: Site) -> None:
    led_by_no_council = site.read_view("?bid=TCA1415-09")
    assert [item.css for item in list_marks(led_by_no_council)] == ["k-partner"]
    without_councils = site.read_view("?bid=TCA1516-36")
    assert list_marks(without_councils) == ()
    assert any("names a council" in line for line in describe_cautions(without_councils))


@pytest.mark.parametrize("query", ["?bid=TCA1314-12", "?partner=lancashire-constabulary"])
def test_those_who_work_together_fill_the_frame_and_are_named(site: Site, query: str) -> None:
    view = site.read_view(query)
    window = frame_window(view, site.catalogue, site.projection)
    members = {*view.members.leads, *view.members.partners}
    assert window.scale > 4
    assert {name.gss for name in list_names(view, site.catalogue, window)} == members
