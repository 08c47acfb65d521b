"""Any text is a state, every state is a page, and no filter makes or loses a penny."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.exports.records import area_rows
from dashboard.map.figures import build_choropleth, frame_window, patch_choropleth
from dashboard.map.svg import render_map
from dashboard.pages.layout import render_parts, render_shell
from dashboard.parts.static_html import to_html
from dashboard.query.answer import view_state
from dashboard.query.filters import MAX_QUERY_CHARS
from dashboard.query.selection import keep_inside, list_bids
from dashboard.query.state import MAX_COMPARED, MapState, read_state
from dashboard.query.view import AreaStatus
from dashboard.words.headline import describe_headline, describe_page_title
from geodata.model.codes import CountRule, Level, Measure
from tests.patches import apply_patch

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.site import Site

NAMES = [
    *("measure", "count", "level", "round", "theme", "region", "stated", "q", "shape", "links"),
    *("keep", "area", "bid", "partner", "compare", "sort", "view", "utm_source", ""),
]
VALUES = [
    *("award", "saving", "lead", "shared", "upper", "today", "2014-15", "not-stated", "digital"),
    *("E12000002", "E10000017", "TCA1516-11", "E10000017,E10000012", "hex", "all", "0", "9", ""),
]
within = settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
slowly = settings(within, max_examples=20)

pairs = st.tuples(st.sampled_from(NAMES) | st.text(), st.sampled_from(VALUES) | st.text())
encoded = st.lists(pairs, max_size=50).map(
    lambda found: "?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in found)
)
queries = st.text() | encoded | st.binary().map(lambda raw: "?" + raw.decode("latin-1"))
words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=MAX_QUERY_CHARS
).map(lambda text: " ".join("".join(c if c.isprintable() else " " for c in text).split()))


@st.composite
def states(draw: st.DrawFn, catalogue: Catalogue) -> MapState:
    """Return a state made of values that the catalogue knows."""
    areas = sorted(catalogue.mapped_codes)
    chosen: dict[str, Any] = draw(
        st.just({})
        | st.fixed_dictionaries({"area": st.sampled_from(areas)})
        | st.fixed_dictionaries({"bid": st.sampled_from(sorted(catalogue.bid_by_id))})
        | st.fixed_dictionaries({"partner": st.sampled_from(sorted(catalogue.partner_by_slug))})
        | st.fixed_dictionaries(
            {
                "compare": st.lists(
                    st.sampled_from(areas), min_size=1, max_size=MAX_COMPARED, unique=True
                ).map(tuple)
            }
        )
    )
    plain = st.builds(
        MapState,
        measure=st.sampled_from(Measure),
        count=st.sampled_from(CountRule),
        level=st.sampled_from(Level),
        round=st.none() | st.sampled_from([*catalogue.round_by_id, "not-stated"]),
        theme=st.none() | st.sampled_from(sorted(catalogue.theme_by_id)),
        region=st.none() | st.sampled_from([region.gss for region in catalogue.regions]),
        stated=st.sampled_from([None, "saving"]),
        q=st.sampled_from(["", "", "", "council", "fire health"]) | words,
        shape=st.sampled_from(type(MapState().shape)),
        links=st.sampled_from(type(MapState().links)),
        keep=st.none() | st.integers(0, 4),
        sort=st.sampled_from(type(MapState().sort)),
        **{name: st.just(value) for name, value in chosen.items()},
    )
    return draw(plain)


@within
@given(search=queries)
def test_any_text_is_a_state_and_reads_as_itself_from_then_on(site: Site, search: str) -> None:
    reading = read_state(search, site.catalogue)
    again = read_state(reading.state.to_search(), site.catalogue)
    assert again.state == reading.state
    assert again.notices == ()
    assert all(notice.isprintable() for notice in reading.notices)


@within
@given(data=st.data())
def test_what_is_written_is_what_is_read(site: Site, data: st.DataObject) -> None:
    state = data.draw(states(site.catalogue))
    reading = read_state(state.to_search(), site.catalogue)
    assert reading.state == state
    assert reading.notices == ()


@within
@given(data=st.data())
def test_no_filter_level_or_rule_makes_or_loses_a_penny(site: Site, data: st.DataObject) -> None:
    state = data.draw(states(site.catalogue))
    view = view_state(site.catalogue, state)
    strip = view.reconciliation
    amounts = [
        bid.saving_pence if state.measure is Measure.SAVING else bid.award_pence
        for bid in list_bids(site.catalogue, keep_inside(site.catalogue, view.state))
    ]
    assert strip.itemised_pence == sum(amount or 0 for amount in amounts)
    assert strip.with_amount == sum(amount is not None for amount in amounts)
    assert strip.named == view.bids.count == len(amounts)
    assert strip.itemised_pence == sum(line.itemised_pence for line in strip.lines)
    if state.count is CountRule.INVOLVED:
        assert not strip.adds_up
        return
    parts = (strip.on_map, strip.county, strip.elsewhere, strip.unplaced)
    assert sum(part.pence for part in parts) == strip.itemised_pence
    if state.measure in (Measure.AWARD, Measure.SAVING):
        assert sum(int(area.value or 0) for area in view.areas) == strip.on_map.pence


@within
@given(data=st.data())
def test_every_area_is_in_one_state_and_only_an_amount_has_a_value(
    site: Site, data: st.DataObject
) -> None:
    view = view_state(site.catalogue, data.draw(states(site.catalogue)))
    assert [area.gss for area in view.areas] == list(site.catalogue.levels[view.state.level].codes)
    for area in view.areas:
        has_value = area.status is AreaStatus.AMOUNT
        assert (area.value is not None) == has_value
        assert (area.class_index is not None) == has_value
        comparable = view.state.measure is not Measure.PER_RESIDENT or not area.groups_unnamed
        assert (area.rank is not None) == (
            has_value and (comparable or view.state.level is Level.REGION)
        )
        assert not has_value or area.value
    named: dict[str, tuple[Any, Any]] = {
        str(row[0]): (row[-2], row[-1]) for row in area_rows(view, site.catalogue)
    }
    for area in view.areas:
        if area.gss in named:
            counted, joined = named[area.gss]
            assert (len(counted), len(joined)) == (area.counted, area.joined)
            assert len({*counted, *joined}) == area.counted + area.joined


@pytest.mark.slow
@slowly
@given(data=st.data())
def test_every_state_renders_every_part_figure_and_picture(site: Site, data: st.DataObject) -> None:
    view = view_state(site.catalogue, data.draw(states(site.catalogue)))
    headline = describe_headline(view, site.catalogue)
    assert headline.endswith(".")
    assert describe_page_title(view, site.catalogue)
    window = frame_window(view, site.catalogue, site.projection)
    picture = render_map(view, site.catalogue, window, label=headline)
    assert ET.fromstring(str(picture)).get("aria-label") == headline  # noqa: S314 - our own text
    parts = render_parts(view, site.catalogue)
    assert to_html(render_shell(parts, [picture])).endswith("</div>")
    figure = build_choropleth(view, site.catalogue, site.projection)
    assert go.Figure(figure).data


@pytest.mark.slow
@slowly
@given(data=st.data())
def test_a_patch_leads_from_any_state_to_any_other(site: Site, data: st.DataObject) -> None:
    views = [view_state(site.catalogue, data.draw(states(site.catalogue))) for _ in range(2)]
    before, after = (
        json.loads(json.dumps(build_choropleth(view, site.catalogue, site.projection)))
        for view in views
    )
    patch = patch_choropleth(views[1], site.catalogue, site.projection, "")
    assert apply_patch(before, patch) == after
