"""What a reader points at is what answers: each area inside its own shape, and nothing beyond."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
import shapely
from playwright.sync_api import expect

from geodata.model.codes import Level
from tests.browser.map_page import area_paths, map_frame, open_live, panel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from dashboard.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES: Final = {1440: 1500, 390: 844}
LEVELS: Final = [Level.LOWER, Level.UPPER, Level.TODAY, Level.REGION]
UNDER_A_PIXEL: Final = {1440: set[str](), 390: {"E09000001"}}
"""The City of London is 0.6 px across on a phone's map of England: no pixel lies inside it."""

ROUND_LONDON: Final = ("E09000001", "E09000033", "E09000019", "E09000027", "E06000053")
"""The City of London, two neighbours, Richmond, and Scilly far out at sea."""

SOUTHWARK: Final = "E09000028"

_TO_WINDOW: Final = """
points => {
  const graph = document.querySelector(".js-plotly-plot");
  const map = document.querySelector(".tca-map");
  window.scrollTo(0, map.getBoundingClientRect().top + window.scrollY - 4);
  const frame = map.getBoundingClientRect();
  const project = graph._fullLayout.geo._subplot.projection;
  return Object.fromEntries(Object.entries(points).map(([code, point]) => {
    const [x, y] = project(point);
    return [code, [frame.left + x, frame.top + y]];
  }));
}
"""
"""Where Plotly's own projection puts points in degrees, in pixels of the window."""

_POINT_AT_ALL: Final = """
async points => {
  const graph = document.querySelector(".js-plotly-plot");
  const found = {};
  let hovered = null;
  let clicked = null;
  const named = event => {
    const point = event.points[0];
    return [point.location || point.customdata, String(point.text).split("\\n")[0]];
  };
  graph.on("plotly_hover", event => { hovered = named(event); });
  graph.on("plotly_click", event => { clicked = named(event); });
  const send = (kind, [x, y]) => document.elementFromPoint(x, y).dispatchEvent(
    new MouseEvent(kind, { clientX: x, clientY: y, bubbles: true, cancelable: true, view: window })
  );
  for (const [code, point] of Object.entries(points)) {
    hovered = clicked = null;
    send("mousemove", point);
    for (let waits = 0; hovered === null && waits < 40; waits += 1) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    send("click", point);
    found[code] = { hovered: hovered, clicked: clicked };
  }
  return found;
}
"""
"""Move to each point, wait for what Plotly, which looks 20 times a second, says of it; click."""


@pytest.fixture
def inside(built_folder: Path, site: Site) -> Callable[[Level], dict[str, tuple[float, float]]]:
    """Return what finds a point inside each area of a level as it is served."""
    return lambda level: inside_points(built_folder, site, level)


def inside_points(built: Path, site: Site, level: Level) -> dict[str, tuple[float, float]]:
    """Return the middle of the largest circle inside each served area, in degrees, by code."""
    served = json.loads((built / site.catalogue.levels[level].boundaries).read_bytes())
    found = {}
    for feature in served["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        largest = max(shapely.get_parts(shape), key=shapely.area)
        radius = shapely.maximum_inscribed_circle(largest)
        found[feature["id"]] = radius.coords[0]
    return found


def freeze_page(page: Page) -> None:
    """Let no click of this test change the page: what answers it is all that is asked."""
    page.route("**/_dash-update-component*", lambda route: route.fulfill(status=204))


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_area_answers_inside_its_own_shape(
    new_page: Callable[..., Page],
    site_url: str,
    inside: Callable[[Level], dict[str, tuple[float, float]]],
    site: Site,
    level: Level,
    width: int,
) -> None:
    page = new_page(viewport={"width": width, "height": SIZES[width]})
    page.set_default_timeout(120_000)
    open_live(page, f"{site_url}/?level={level}")
    areas = site.catalogue.levels[level].codes
    expect(area_paths(page)).to_have_count(len(areas))
    freeze_page(page)
    points = page.evaluate(_TO_WINDOW, inside(level))
    found: dict[str, Any] = page.evaluate(_POINT_AT_ALL, points)
    names = {area.gss: area.name for area in site.read_view(f"?level={level}").areas}
    wrong = {
        gss: answer
        for gss, answer in found.items()
        if answer != {"hovered": [gss, names[gss]], "clicked": [gss, names[gss]]}
    }
    assert {gss: wrong[gss] for gss in wrong if gss not in UNDER_A_PIXEL[width]} == {}
    assert len(found) == len(areas)


@pytest.mark.parametrize("gss", ROUND_LONDON)
@pytest.mark.parametrize("touch", [False, True])
def test_a_click_or_a_tap_shows_the_area_that_it_lands_in(
    new_page: Callable[..., Page],
    site_url: str,
    inside: Callable[[Level], dict[str, tuple[float, float]]],
    site: Site,
    gss: str,
    *,
    touch: bool,
) -> None:
    size = {"width": 390, "height": 844} if touch else {"width": 1440, "height": 1500}
    page = new_page(viewport=size, has_touch=touch)
    if touch and gss in UNDER_A_PIXEL[390]:  # reached by way of an area beside it
        open_live(page, f"{site_url}/?level=lower&area={SOUTHWARK}")
        page.get_by_role("button", name="Zoom to London").click()
        expect(map_frame(page)).not_to_have_attribute("data-scale", "1.0")
    else:
        open_live(page, f"{site_url}/?level=lower")
    point = page.evaluate(_TO_WINDOW, inside(Level.LOWER))[gss]
    if touch:
        page.touchscreen.tap(*point)
    else:
        page.mouse.move(point[0] - 1, point[1])
        page.mouse.click(*point)
    name = site.catalogue.areas[gss].name
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(name)
