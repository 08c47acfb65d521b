"""How Plotly draws, as far as the page relies on it, held against the installed Plotly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from dashboard.map.figures import AREAS_TRACE, BACKDROP_TRACE, HIGHLIGHT_TRACE
from tests.browser.map_page import open_live

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CURE: Final = (
    "another Plotly draws otherwise than assets/plotly_map.js says: find out what its elements "
    "are called now, and say it there"
)


def shapes_of(page: Page, trace: int) -> int:
    """Return how many shapes the page finds of one trace of the figure."""
    found = page.evaluate(
        "trace => tcaPlotly.findShapes(tcaPlotly.findGraph(), trace).length", trace
    )
    return int(found)


@pytest.mark.parametrize(
    ("query", "drawn"),
    [
        ("", {AREAS_TRACE: 152, HIGHLIGHT_TRACE: 0}),
        ("?area=E10000017", {AREAS_TRACE: 152, HIGHLIGHT_TRACE: 1}),
        ("?shape=hex", {BACKDROP_TRACE: 0, AREAS_TRACE: 152}),
    ],
)
def test_shapes_of_a_trace_are_found_in_the_order_of_its_locations(
    page: Page, site_url: str, query: str, drawn: dict[int, int]
) -> None:
    open_live(page, f"{site_url}/{query}")
    assert {trace: shapes_of(page, trace) for trace in drawn} == drawn, CURE
    wrong: list[Any] = page.evaluate(
        """trace => {
          const graph = tcaPlotly.findGraph();
          const shapes = tcaPlotly.findShapes(graph, trace);
          return graph.data[trace].locations.filter((gss, index) => {
            const drawn = shapes[index].__data__;
            return drawn && drawn.loc !== undefined && drawn.loc !== gss;
          });
        }""",
        AREAS_TRACE,
    )
    assert wrong == [], CURE


def test_the_layer_above_the_areas_and_the_events_are_there(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    assert page.evaluate(
        "() => { const graph = tcaPlotly.findGraph();"
        " const layer = tcaPlotly.findLayer(tcaPlotly.findShapes(graph, 1)[0]);"
        " return Boolean(layer) && typeof graph.on === 'function'; }"
    ), CURE
