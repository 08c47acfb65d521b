"""How a test finds and uses the parts of the page, as a reader does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

Point = tuple[float, float]

ANSWERS: Final = "**/_dash-update-component*"
"""What the server answers to Dash."""
LAYOUT: Final = "**/_dash-layout"
"""What the server sends of the live map as the page starts."""

_AREA_PATHS: Final = "path.choroplethlocation[data-gss]"
_MARKERS: Final = ".trace.scattergeo path.point"
_POINT_INSIDE: Final = """
path => {
  const box = path.getBoundingClientRect();
  const toOwn = path.getScreenCTM().inverse();
  const steps = 25;
  const middle = (steps - 1) / 2;
  let best = null;
  for (let i = 0; i < steps * steps; i += 1) {
    const column = i % steps, row = Math.floor(i / steps);
    const x = box.left + box.width * (column + 0.5) / steps;
    const y = box.top + box.height * (row + 0.5) / steps;
    const far = Math.hypot(column - middle, row - middle);
    if ((best === null || far < best.far) &&
        path.isPointInFill(new DOMPoint(x, y).matrixTransform(toOwn))) {
      best = { far: far, point: [x, y] };
    }
  }
  return best && best.point;
}
"""


def open_live(page: Page, address: str) -> None:
    """Go to an address and wait until the live map has taken the still one's place."""
    page.goto(address)
    wait_until_live(page)


def wait_until_live(page: Page) -> None:
    """Wait until the live map has taken the still one's place."""
    expect(page.locator("html.tca-live")).to_have_count(1, timeout=20_000)


def map_frame(page: Page) -> Locator:
    """Return the frame of the map, which says how many times larger than England it is."""
    return page.locator(".tca-map")


def area_paths(page: Page) -> Locator:
    """Return the areas of the live map."""
    return page.locator(_AREA_PATHS)


def area_path(page: Page, gss: str) -> Locator:
    """Return one area of the live map."""
    return page.locator(f'path.choroplethlocation[data-gss="{gss}"]')


def markers(page: Page) -> Locator:
    """Return the markers on areas that are too small to see."""
    return page.locator(_MARKERS)


def click_area(page: Page, gss: str) -> None:
    """Click a point inside an area of the live map, as near to the middle as there is one.

    Plotly finds the area under the pointer itself: its paths do not take the click.
    """
    path = area_path(page, gss)
    path.scroll_into_view_if_needed()
    point = path.evaluate(_POINT_INSIDE)
    assert point is not None, f"{gss} is drawn without an inside"
    # Plotly asks for a pointer that moves before it takes a click for one on an area.
    page.mouse.move(point[0] - 1, point[1])
    page.mouse.click(*point)


def point_at(page: Page, shape: Locator) -> Point:
    """Move the pointer to the middle of a shape of the live map and return that point."""
    shape.scroll_into_view_if_needed()
    left, top, right, bottom = box_of(shape)
    middle = (left + right) / 2, (top + bottom) / 2
    page.mouse.move(middle[0] - 1, middle[1])
    page.mouse.move(*middle)
    return middle


def open_more(page: Page) -> None:
    """Open the list of the choices that do not stand in the row, unless it is open."""
    if not page.locator(".tca-more-choices[open]").count():
        page.locator(".tca-more-choices > summary").click()


class HeldAnswers:
    """What the server answers, kept from the page until it is let go."""

    def __init__(self, page: Page, addresses: str) -> None:
        self._held: list[Route] = []
        self._holding = True
        page.route(addresses, self._take)

    def _take(self, route: Route) -> None:
        if self._holding:
            self._held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        """Let through what was held back, and what is asked for from now on."""
        self._holding = False
        for route in self._held:
            route.continue_()
        self._held.clear()


def hold_answers(page: Page, addresses: str = ANSWERS) -> HeldAnswers:
    """Hold back what the server answers, to Dash if not told otherwise, until it is let go."""
    return HeldAnswers(page, addresses)


def panel(page: Page) -> Locator:
    """Return the panel beside the map."""
    return page.locator("#panel")


def headline(page: Page) -> Locator:
    """Return the sentence that says what the page shows."""
    return page.locator("#headline")


def notices(page: Page) -> Locator:
    """Return what the page had to leave out of the link."""
    return page.get_by_role("status").filter(has_text="About this link")


def search_of(page: Page) -> str:
    """Return the query string of the address, with its ``?``."""
    return str(page.evaluate("location.search"))


def history_length(page: Page) -> int:
    """Return how many entries the reader can step through."""
    return int(page.evaluate("history.length"))


def box_of(locator: Locator) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom in pixels of the window, without scrolling."""
    found = locator.evaluate(
        "one => { const b = one.getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom]; }"
    )
    left, top, right, bottom = found
    return float(left), float(top), float(right), float(bottom)


def live_boxes(page: Page) -> dict[str, list[float]]:
    """Return the box of each area of the live map by code, in pixels from the map's corner."""
    return _boxes(page, _AREA_PATHS, "one => one.dataset.gss")


def still_boxes(page: Page) -> dict[str, list[float]]:
    """Return the box of each area of the still map by code, in pixels from the map's corner.

    Areas outside the region chosen are no links there, and are left out.
    """
    links = "svg.tca-still a:not([aria-hidden]) > path"
    return _boxes(page, links, "one => one.parentNode.href.baseVal.match(/area=(E[0-9]+)/)[1]")


def _boxes(page: Page, shapes: str, code: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = page.locator(shapes).evaluate_all(
        f"""
        shapes => {{
          const codeOf = {code};
          const frame = shapes[0].closest(".tca-map").getBoundingClientRect();
          return Object.fromEntries(shapes.map(one => {{
            const box = one.getBoundingClientRect();
            return [codeOf(one), [box.left - frame.left, box.top - frame.top,
                                  box.right - frame.left, box.bottom - frame.top]];
          }}));
        }}
        """
    )
    return found
