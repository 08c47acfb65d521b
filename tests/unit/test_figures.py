"""The live map as data: what it draws, and that changing it gives what drawing it anew gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
import pytest

from dashboard.map.figures import (
    AREAS_TRACE,
    BACKDROP_TRACE,
    GRAPH_CONFIG,
    HIGHLIGHT_TRACE,
    TOKENS_TRACE,
    bin_colour,
    build_choropleth,
    colour_bin,
    frame_window,
    patch_choropleth,
)
from dashboard.map.labels import hover_text
from dashboard.map.palette import NONE_NAMED, NOT_STATED, OUTSIDE, PARTNER_ONLY, RAMP
from dashboard.query.view import AreaStatus
from geodata.model.codes import Level
from tests.factories import BOROUGHS, COUNTY, UNITARY, WEST
from tests.patches import apply_patch
from tests.small_world import area_of

if TYPE_CHECKING:
    from dashboard.site import Site

STEPS: Final = [
    ("", "?round=2014-15"),
    ("?round=2014-15", ""),
    ("", "?measure=saving&count=shared"),
    ("", "?area=E10000017"),
    ("?area=E10000017", "?bid=TCA1516-11"),
    ("?bid=TCA1516-11", "?bid=TCA1516-36"),
    ("?bid=TCA1516-36", ""),
    ("?region=E12000002&theme=digital", "?measure=ratio"),
    ("", "?region=E12000007"),
    ("?level=lower", "?level=lower&region=E12000009&count=involved&area=E07000106"),
    ("?level=region", "?level=region&measure=bids&round=not-stated"),
    ("", "?links=all"),
    ("?links=all&keep=1", "?keep=4"),
]
"""Two states of one level: the one shown and the one chosen next."""


def figure_of(site: Site, query: str) -> dict[str, Any]:
    """Return the whole figure as the browser gets it."""
    figure = build_choropleth(site.read_view(query), site.catalogue, site.projection, query)
    found: dict[str, Any] = json.loads(json.dumps(figure, allow_nan=False))
    return found


@pytest.mark.parametrize("query", sorted({query for step in STEPS for query in step}))
def test_plotly_knows_every_property_and_keeps_every_value(site: Site, query: str) -> None:
    figure = figure_of(site, query)
    judged = json.loads(go.Figure(figure, skip_invalid=False).to_json())
    assert judged["data"] == figure["data"]
    assert {**judged["layout"], "template": None} == {**figure["layout"], "template": None}


def changed(site: Site, before: str, after: str) -> dict[str, Any]:
    """Return the figure of one state changed to another, as Dash does it."""
    return apply_patch(
        figure_of(site, before),
        patch_choropleth(site.read_view(after), site.catalogue, site.projection, after),
    )


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_changing_gives_what_building_anew_gives(site: Site, before: str, after: str) -> None:
    assert changed(site, before, after) == figure_of(site, after)


@pytest.mark.parametrize("query", ["?level=lower", "?level=region", "?level=today", "?shape=hex"])
def test_a_change_leads_to_other_areas_as_well(site: Site, query: str) -> None:
    assert changed(site, "", query) == figure_of(site, query)


def test_a_change_carries_no_boundaries(site: Site) -> None:
    patch = patch_choropleth(site.read_view("?level=lower"), site.catalogue, site.projection, "")
    assert len(json.dumps(patch.to_plotly_json())) < 60_000


@pytest.mark.parametrize("level", list(Level))
def test_areas_stand_by_region_and_name(site: Site, level: Level) -> None:
    trace = figure_of(site, f"?level={level}")["data"][AREAS_TRACE]
    codes = site.catalogue.levels[level].codes
    assert sorted(trace["locations"]) == sorted(codes)
    if level is Level.UPPER:
        names = [site.catalogue.areas[gss].name for gss in trace["locations"]]
        assert names[:2] == ["Derby", "Derbyshire"]
        assert names[-1] == "York"
        assert (
            names.index("Barking and Dagenham") < names.index("Westminster") < names.index("York")
        )
    assert [len(trace[name]) for name in ("z", "text", "customdata")] == [len(codes)] * 3


@pytest.mark.parametrize("level", list(Level))
def test_boundaries_travel_by_address(site: Site, level: Level) -> None:
    data = figure_of(site, f"?level={level}")["data"]
    assert data[AREAS_TRACE]["geojson"] == f"/{site.catalogue.levels[level].boundaries}"
    assert data[HIGHLIGHT_TRACE]["geojson"] == data[AREAS_TRACE]["geojson"]
    assert data[BACKDROP_TRACE]["geojson"] == f"/{site.catalogue.backdrop.boundaries}"
    assert all(isinstance(trace.get("geojson", ""), str) for trace in data)


def test_each_state_and_class_has_its_own_colour(small_site: Site) -> None:
    view = small_site.read_view("?level=lower")
    k = view.classes.k if view.classes else 0
    bins = {area.gss: bin_colour(colour_bin(area, k)) for area in view.areas}
    assert bins[BOROUGHS[0]] == NOT_STATED
    assert bins[BOROUGHS[1]] == bins[UNITARY] == PARTNER_ONLY
    assert set(bins.values()) & set(RAMP)
    assert bin_colour(colour_bin(area_of(small_site.read_view(f"?region={WEST}"), COUNTY), k)) == (
        OUTSIDE
    )
    none = area_of(small_site.read_view("?round=2014-15"), COUNTY)
    assert bin_colour(colour_bin(none, k)) == NONE_NAMED


def test_a_larger_class_is_darker_in_every_number_of_classes(site: Site) -> None:
    for query in ("", "?measure=bids", "?measure=ratio", "?level=region"):
        view = site.read_view(query)
        assert view.classes is not None
        by_class = {
            area.class_index: colour_bin(area, view.classes.k)
            for area in view.areas
            if area.class_index is not None
        }
        assert list(dict(sorted(by_class.items())).values()) == sorted(by_class.values())
        assert len(set(by_class.values())) == len(by_class)


def test_bins_fall_on_whole_numbers_of_the_colour_scale(site: Site) -> None:
    trace = figure_of(site, "")["data"][AREAS_TRACE]
    count = trace["zmax"] - trace["zmin"]
    scale = trace["colorscale"]
    assert len(scale) == 2 * count
    for number in {int(z) for z in trace["z"]}:
        place = (number - trace["zmin"]) / count
        low = max(stop for stop, _ in scale if stop <= place)
        assert [colour for stop, colour in scale if stop == low][-1] == bin_colour(number)


def test_texture_of_each_area_follows_its_state(site: Site) -> None:
    view = site.read_view("?region=E12000002")
    trace = figure_of(site, "?region=E12000002")["data"][AREAS_TRACE]
    marks = dict(zip(trace["locations"], trace["customdata"], strict=True))
    assert marks == {area.gss: str(area.status) for area in view.areas}
    assert {str(status) for status in AreaStatus} >= set(marks.values())


def test_tiny_areas_have_a_marker_of_their_colour_that_catches_no_pointer(site: Site) -> None:
    view = site.read_view("")
    tokens = figure_of(site, "")["data"][TOKENS_TRACE]
    tiny = ("E06000053", "E09000001")
    assert view.classes is not None
    assert tokens["marker"]["color"] == [
        bin_colour(colour_bin(area_of(view, gss), view.classes.k)) for gss in tiny
    ]
    points = [site.catalogue.levels[Level.UPPER].geometry[gss].point for gss in tiny]
    assert list(zip(tokens["lon"], tokens["lat"], strict=True)) == points
    assert tokens["hoverinfo"] == "skip"


def test_nothing_is_outlined_until_something_is_chosen(site: Site) -> None:
    assert figure_of(site, "")["data"][HIGHLIGHT_TRACE]["locations"] == []
    chosen = figure_of(site, "?area=E10000017")["data"][HIGHLIGHT_TRACE]
    assert chosen["locations"] == ["E10000017"]
    assert chosen["hoverinfo"] == "skip"


def test_tooltip_names_area_value_bids_and_what_is_left_out(site: Site) -> None:
    view = site.read_view("")
    lines = hover_text(area_of(view, "E10000025"), view).split("\n")
    assert lines[:3] == [
        "Oxfordshire",
        "at least £1,375,000",
        "3 bids led, 2 leads inferred, 4 bids joined as a partner",
    ]
    assert lines[-1] == "Leaves out 1 bid with no award stated."


def test_tooltip_of_an_area_that_no_source_names_says_so_and_no_more(site: Site) -> None:
    view = site.read_view("")
    assert hover_text(area_of(view, "E06000053"), view) == (
        "Isles of Scilly\nNone named in our sources"
    )


def test_map_is_turned_to_the_central_meridian_and_stays_where_the_reader_left_it(
    site: Site,
) -> None:
    layout = figure_of(site, "")["layout"]
    assert layout["geo"]["projection"]["type"] == "transverse mercator"
    assert layout["geo"]["projection"]["rotation"]["lon"] == -2
    assert layout["geo"]["visible"] is False
    assert "fitbounds" not in layout["geo"]
    assert layout["uirevision"] == figure_of(site, "?round=2014-15")["layout"]["uirevision"]


def test_a_region_is_framed_closer_than_england_and_whole(site: Site) -> None:
    england = frame_window(site.read_view(""), site.catalogue, site.projection)
    assert england.scale == 1
    for region in site.catalogue.regions:
        window = frame_window(
            site.read_view(f"?region={region.gss}"), site.catalogue, site.projection
        )
        x, y, width, height = window.view_box
        left, top, right, bottom = site.catalogue.levels[Level.REGION].geometry[region.gss].bbox
        assert window.scale > 1.5
        assert x < left
        assert y < top
        assert right < x + width
        assert bottom < y + height


def test_mode_bar_cannot_send_the_map_to_a_cloud() -> None:
    assert GRAPH_CONFIG["displayModeBar"] is False
    assert GRAPH_CONFIG["scrollZoom"] is False
