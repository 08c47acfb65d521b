"""Readers who enlarge, recolour or still the page, and who scroll over the map."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.axe import lay_out_all
from tests.browser.map_page import box_of, open_live, wait_until_live

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PATHS: Final = (
    "/",
    "/?bid=TCA1516-11",
    "/?compare=E10000017,E08000001,E10000012",
    "/?round=2015-16&theme=digital&q=council&links=all",
    "/search?find=a",
    "/areas/E10000017",
    "/table",
    "/about",
    "/api/v1/",
    "/brief",
    "/embed",
)
WIDE: Final = 1280
NARROW: Final = 320
"""Pixels that a window of 1280 has left at 400%."""
_TOO_WIDE: Final = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return Array.from(document.querySelectorAll("body *"))
    .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest("svg svg *"))
    .map(one => one.outerHTML.slice(0, 100)).concat(["the page"]);
}
"""
_LINES: Final = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, one = text.parentElement;
    if (!text.data.trim() || one.closest("svg, .tca-map, noscript, script")) continue;
    let hidden = false;
    for (let at = one; at && !hidden; at = at.parentElement) {
      const style = getComputedStyle(at);
      hidden = style.clipPath === "inset(50%)" ||  // shown once it has the focus
        (at.getBoundingClientRect().width <= 1 && style.overflow !== "visible");
    }
    if (hidden) continue;
    const scrolls = one.closest(".tca-side");
    const room = scrolls && getComputedStyle(scrolls).overflowY === "auto"
      ? scrolls.getBoundingClientRect() : null;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (room && (box.bottom > room.bottom || box.top < room.top)) continue;  // scrolled away
      if (box.width > 1 && box.height > 1)
        found.push({ one, text: text.data.trim().slice(0, 40), box });
    }
  }
  return found;
}
"""
_CUT: Final = f"""
() => {{
  const lines = ({_LINES})();
  const cut = lines.filter(({{ one, box }}) => {{
    for (let at = one; at && at !== document.body; at = at.parentElement) {{
      const style = getComputedStyle(at);
      const holds = at.tagName === "BUTTON" || style.overflowX === "hidden" ||
        style.overflowY === "hidden" || style.overflowX === "clip";
      if (!holds) continue;
      const room = at.getBoundingClientRect();
      if (room.width <= 1 || style.clipPath !== "none") return false;  // hidden on purpose
      if (box.left < room.left - 2 || box.right > room.right + 2 ||
          box.top < room.top - 2 || box.bottom > room.bottom + 2) return true;
    }}
    return false;
  }}).map(({{ text }}) => text);
  const fields = Array.from(document.querySelectorAll("input:not([type=hidden]), select"))
    .filter(one => one.offsetParent && one.scrollHeight > one.clientHeight + 2)
    .map(one => one.outerHTML.slice(0, 80));
  const pen = document.createElement("canvas").getContext("2d");
  const shortened = Array.from(document.querySelectorAll("select")).filter(one => {{
    const style = getComputedStyle(one);
    pen.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
    const arrow = 20;
    const chosen = one.selectedOptions[0];
    const long = chosen ? pen.measureText(chosen.text).width : 0;
    return one.offsetParent && long + arrow > one.clientWidth - parseFloat(style.paddingLeft);
  }}).map(one => one.name);
  return cut.concat(fields, shortened);
}}
"""
_OVERLAPPING: Final = f"""
() => {{
  // A list that drops down lies over the page, one at a time: it is judged by itself.
  const sheetOf = ({{ one }}) => one.closest(".tca-drop > .govuk-details__text");
  const lines = ({_LINES})().filter(({{ one }}) => !one.closest("thead"))
    .sort((a, b) => a.box.top - b.box.top);
  const found = [];
  for (let i = 0; i < lines.length; i += 1) {{
    const a = lines[i].box;
    for (let j = i + 1; j < lines.length && lines[j].box.top < a.bottom; j += 1) {{
      const b = lines[j].box;
      if (sheetOf(lines[i]) !== sheetOf(lines[j])) continue;
      const tall = Math.min(a.bottom, b.bottom) - b.top;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      // Boxes of text are taller than its letters: only what covers letters counts.
      if (wide > 2 && tall > 0.45 * Math.min(a.height, b.height))
        found.push(lines[i].text + " | " + lines[j].text);
    }}
  }}
  return found;
}}
"""


def show(page: Page, address: str, *, scripts: bool = True) -> None:
    """Go to an address and open and lay out everything that is on the page."""
    page.goto(address)
    if scripts and "/?" in address:
        wait_until_live(page)
    lay_out_all(page)


def list_faults(page: Page) -> dict[str, list[str]]:
    """Return what sticks out of the page, is cut off or lies on other text."""
    checks = {"too wide": _TOO_WIDE, "cut": _CUT, "overlapping": _OVERLAPPING}
    found = {name: page.evaluate(check) for name, check in checks.items()}
    return {name: faults[:5] for name, faults in found.items() if faults}


@pytest.mark.parametrize("path", PATHS)
def test_at_400_percent_and_with_text_of_twice_the_size_nothing_is_lost(
    page: Page, site_url: str, path: str
) -> None:
    page.set_viewport_size({"width": WIDE, "height": 1024})
    show(page, site_url + path)
    page.set_viewport_size({"width": NARROW, "height": 256})
    assert list_faults(page) == {}
    page.set_viewport_size({"width": WIDE, "height": 1024})
    page.evaluate("document.documentElement.style.fontSize = '200%'; 0;")
    assert list_faults(page) == {}


def test_nothing_is_lost_with_scripts_off(new_page: Callable[..., Page], site_url: str) -> None:
    page = new_page(java_script_enabled=False)
    for path in ("/", "/?compare=E10000017,E08000001,E10000012&stated=saving", "/areas/E10000017"):
        page.set_viewport_size({"width": NARROW, "height": 256})
        show(page, site_url + path, scripts=False)
        assert list_faults(page) == {}
        page.set_viewport_size({"width": WIDE, "height": 1024})
        page.evaluate("document.documentElement.style.fontSize = '200%'; 0;")
        assert list_faults(page) == {}


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (".tca-strip { min-width: 400px; }", "too wide"),
        (".tca-lead { max-height: 1em; overflow: hidden; }", "cut"),
        (".tca-open-filters { height: 12px; }", "cut"),
        (".tca-strip { margin-top: -4rem; }", "overlapping"),
    ],
)
def test_these_checks_can_fail(page: Page, site_url: str, broken: str, fault: str) -> None:
    page.set_viewport_size({"width": NARROW, "height": 256})
    show(page, f"{site_url}/")
    assert list_faults(page) == {}
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        broken,
    )
    assert fault in list_faults(page)


def test_forced_colours_keep_the_map_the_key_and_the_ring(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(forced_colors="active", color_scheme="dark")
    open_live(page, site_url)
    ground = page.locator(".tca-map").evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == "rgb(243, 245, 246)"
    swatch = page.locator(".tca-swatch.r4")
    assert swatch.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(11, 61, 99)"
    area = page.locator("path.choroplethlocation.s-partner-only").first
    assert "tex-partner-only" in area.evaluate("one => getComputedStyle(one).fill")
    page.get_by_role("button", name="Step into the map").click()
    expect(page.locator(".tca-map .tca-ring")).to_have_count(1)
    strokes = page.locator(".tca-ring *").evaluate_all(
        "all => all.map(one => getComputedStyle(one).stroke)"
    )
    assert len(set(strokes)) == 2
    dot = page.locator(".tca-bar").first
    assert dot.evaluate("one => getComputedStyle(one).forcedColorAdjust") == "none"


def test_nothing_moves_for_a_reader_who_wants_no_motion(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(reduced_motion="reduce")
    open_live(page, site_url)
    page.get_by_label("Region", exact=True).select_option("E12000007")
    expect(page.locator("#headline")).to_contain_text("In London")
    running = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert page.evaluate(running) == 0
    smooth = (
        "Array.from(document.querySelectorAll('html, body, main *'))"
        ".filter(one => getComputedStyle(one).scrollBehavior === 'smooth').length"
    )
    assert page.evaluate(smooth) == 0


def test_the_wheel_scrolls_the_page_over_the_map(page: Page, site_url: str) -> None:
    open_live(page, site_url)
    left, top, right, _ = box_of(page.locator(".tca-map"))
    page.mouse.move((left + right) / 2, top + 200)
    page.mouse.wheel(0, 300)
    expect(page.locator("html")).to_have_js_property("scrollTop", 300)


def drag_up(page: Page, point: tuple[float, float], pixels: int) -> None:
    """Put a finger on the glass, draw it up and take it away."""
    glass = page.context.new_cdp_session(page)
    x, y = point
    glass.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 11):
        at = [{"x": x, "y": y - pixels * step / 10}]
        glass.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at})
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_scrolls_the_page_over_the_map(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_live(page, site_url)
    page.locator(".tca-map").scroll_into_view_if_needed()
    left, top, right, bottom = box_of(page.locator(".tca-map"))
    before = int(page.evaluate("Math.round(scrollY)"))
    drag_up(page, ((left + right) / 2, (top + bottom) / 2), 150)
    moved = "before => new Promise(done => requestAnimationFrame(() => done(scrollY - before)))"
    deadline = time.monotonic() + 10
    while page.evaluate(moved, before) < 100:
        assert time.monotonic() < deadline, "the map keeps the finger to itself"


def test_targets_are_large_enough_for_a_finger(
    new_page: Callable[..., Page], site_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    show(page, f"{site_url}/?round=2015-16&compare=E10000017,E08000001")
    small = page.locator(
        ".tca-chip, .tca-key-link, .tca-remove, .tca-clear, .tca-bid-link, .tca-step-in,"
        ".tca-zoom a, .tca-skip-map, .tca-take li > a, select, button,"
        ".govuk-breadcrumbs__link, .tca-nav a, summary"
    ).evaluate_all(
        "all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 24)"
        ".map(one => one.outerHTML.slice(0, 120))"
    )
    assert small == []
