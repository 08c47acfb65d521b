"""Our page and its peers in headless Chromium: cold cache, rounds shuffled and interleaved.

Each load comes from a page of another site, as a reader's does, so a browser gives every page a
process of its own. From the browser's empty page it would spare a peer that, and not a page whose
headers ask for one (Cross-Origin-Opener-Policy): the bare SVG would be a third quicker for it.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

HERE: Final = Path(__file__).resolve().parent
OURS: Final = "ours"
OURS_STILL: Final = "ours, still map"
LIMIT_S: Final = 40.0
RECOLOURS: Final = 6
SETTLE_MS: Final = 600
"""A new window draws the browser's own start page first, which would slow ours or a peer's."""
SLOW_NET: Final = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10_000_000 / 8,
    "uploadThroughput": 10_000_000 / 8,
}
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_HOVERED: Final = 147  # Suffolk, which has an award in both states, by its place among the areas
_TIP_HTML: Final = "!document.querySelector('#tip').hidden"
_TIP_LEAFLET: Final = "document.querySelector('.leaflet-tooltip')"
_TIP_VEGA: Final = "document.querySelector('#vg-tooltip-element.visible')"
_TIP_OURS: Final = "!document.querySelector('.tca-tip').hidden"
_TIP_PLOTLY: Final = "document.querySelector('.hoverlayer .hovertext')"


@dataclass(frozen=True, slots=True)
class Peer:
    """One page and how to tell what it does.

    Parameters
    ----------
    path
        Below the address of its server.
    drawn, tip, target
        JavaScript: whether the map is there, whether a tooltip shows, and a point to hover.
    area
        JavaScript that finds the path whose colour the filter changes, and ``recolour`` what
        starts the filter; empty where a page has none.
    """

    name: str
    path: str
    drawn: str
    tip: str
    target: str
    area: str = ""
    recolour: str = ""


@dataclass(slots=True)
class Samples:
    """Measurements of one page under one condition, each a list of one number per round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Note one number."""
        self.values.setdefault(name, []).append(value)

    def medians(self) -> dict[str, float]:
        """Return the median of each measurement."""
        return {name: median(numbers) for name, numbers in self.values.items()}


def _svg_peer(name: str, css: str, tip: str, *, recolour: bool = True, path: str = "") -> Peer:
    return Peer(
        name=name,
        path=path or f"/{name}.html",
        drawn=f"find.shapes({css!r}, 152)",
        tip=tip,
        target=f"find.inside(document.querySelectorAll({css!r})[{_HOVERED}])",
        area=f"document.querySelectorAll({css!r})" if recolour else "",
        recolour="document.getElementById('recolour').click()" if recolour else "",
    )


_DRAWN_OURS: Final = "find.shapes('svg.tca-still a > path, path.choroplethlocation[data-gss]', 152)"
_PLOTLY_CSS: Final = ".choroplethlayer path.choroplethlocation"
PEERS: Final = (
    Peer(
        name=OURS,
        path="/",
        drawn=_DRAWN_OURS,
        tip=_TIP_OURS,
        target=(
            "find.inside(document.querySelector("
            "'html.tca-live path.choroplethlocation[data-gss=E10000029]'))"
        ),
        area="document.querySelectorAll('path.choroplethlocation[data-gss]')",
        recolour=(
            "(() => { const one = document.querySelector('select[name=round]');"
            "one.value = one.value ? '' : '2015-16';"
            "one.dispatchEvent(new Event('change', { bubbles: true })); })()"
        ),
    ),
    Peer(  # the same page; pointed at as soon as its first map is there
        name=OURS_STILL,
        path="/",
        drawn=_DRAWN_OURS,
        tip=_TIP_OURS,
        target=(
            "find.inside(document.querySelector('svg.tca-still a[data-gss=E10000029] > path')"
            " || document.querySelector('path.choroplethlocation[data-gss=E10000029]'))"
        ),
    ),
    _svg_peer("inline_svg", "#map path", _TIP_HTML),
    _svg_peer("d3", "#map path", _TIP_HTML),
    _svg_peer("leaflet", ".leaflet-overlay-pane path", _TIP_LEAFLET),
    _svg_peer("folium", ".leaflet-overlay-pane path", _TIP_LEAFLET, recolour=False),
    _svg_peer("explore", ".leaflet-overlay-pane path", _TIP_LEAFLET, recolour=False),
    _svg_peer("altair", ".mark-shape path", _TIP_VEGA, recolour=False),
    Peer(
        name="bokeh",
        path="/bokeh.html",
        drawn="find.inked()",
        tip="find.deep('.bk-tooltip-content')",
        target="find.middle()",
    ),
    _svg_peer("plotly_html", _PLOTLY_CSS, _TIP_PLOTLY, recolour=False),
    Peer(
        name="dash",
        path="/dash/",
        drawn=f"find.shapes({_PLOTLY_CSS!r}, 152)",
        tip=_TIP_PLOTLY,
        target=f"find.inside(document.querySelectorAll({_PLOTLY_CSS!r})[{_HOVERED}])",
        area=f"document.querySelectorAll({_PLOTLY_CSS!r})",
        recolour=(
            "(() => { window.__on = !window.__on; dash_clientside.set_props("
            "'round', { value: window.__on ? '?round=2015-16' : '' }); })()"
        ),
    ),
)


def run_rounds(
    addresses: dict[str, str],
    elsewhere: str,
    *,
    counted: int,
    slow: bool,
    names: Sequence[str] = (),
) -> dict[str, Samples]:
    """Load every page once in each round, in a new order each time, and measure.

    Parameters
    ----------
    addresses
        Address of each page's server by the page's name.
    elsewhere
        A page of another site, from which each load comes.
    counted
        Rounds that count; one more goes first and warms the servers.
    slow
        Whether at 10 Mbit/s with 40 ms to each request, else unthrottled.
    """
    chance = random.Random(20)  # noqa: S311 - the same order each run
    peers = [peer for peer in PEERS if not names or peer.name in names]
    samples = {peer.name: Samples() for peer in peers}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_find_chromium(playwright), args=list(_FLAGS)
        )
        for number in range(counted + 1):
            chance.shuffle(peers)
            for peer in peers:
                found = _measure(browser, peer, addresses[peer.name], elsewhere, slow=slow)
                if number:
                    for name, value in found.items():
                        samples[peer.name].add(name, value)
            print(f"  round {number} of {counted}", flush=True)
        browser.close()
    return samples


def _find_chromium(playwright: Any) -> str:  # noqa: ANN401 - a Playwright
    for path in ("/usr/bin/chromium", "/usr/bin/google-chrome"):
        if Path(path).is_file():
            return path
    return str(playwright.chromium.executable_path)


def _measure(
    browser: Browser, peer: Peer, address: str, elsewhere: str, *, slow: bool
) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 1500})
    try:
        page = context.new_page()
        page.goto(elsewhere)
        page.add_init_script(path=HERE / "probe.js")
        page.add_init_script(
            "{ const find = window.__bench.find;"
            f"window.__bench.watchMap(() => {peer.drawn});"
            f"window.__bench.watchTip(() => {peer.tip}); }}"
        )
        net = context.new_cdp_session(page)
        net.send("Network.enable")
        if slow:
            net.send("Network.emulateNetworkConditions", SLOW_NET)
        wire = [0.0]
        net.on(
            "Network.loadingFinished",
            lambda event: wire.__setitem__(0, wire[0] + event["encodedDataLength"]),
        )
        page.wait_for_timeout(SETTLE_MS)
        with page.expect_console_message(
            lambda said: said.text == "map painted", timeout=LIMIT_S * 1000
        ):
            page.goto(address + peer.path, wait_until="commit")
        _hover_until(page, peer, "tip")
        found: dict[str, float] = page.evaluate(
            "({ painted: __bench.painted, interactive: __bench.tip, shift: __bench.shift,"
            "   long: __bench.long })"
        )
        found["bytes"] = wire[0]
        if peer.name == OURS:  # until then a choice loads the page again
            page.wait_for_selector("html.tca-live")
        page.wait_for_timeout(250)
        net.send("HeapProfiler.enable")
        net.send("HeapProfiler.collectGarbage")
        found["heap"] = net.send("Runtime.getHeapUsage")["usedSize"]
        found["hover"] = _time_hover(page, peer)
        if peer.recolour:
            found["recolour"] = _time_recolours(page, peer)
        if peer.name == OURS:
            found |= _time_own(page)
        return found
    finally:
        context.close()


def _hover_until(page: Page, peer: Peer, what: str) -> None:
    """Move the pointer about inside one area until the page shows a tooltip."""
    deadline = time.monotonic() + LIMIT_S
    step = 0
    while time.monotonic() < deadline:
        point = page.evaluate(
            f"() => {{ const find = __bench.find; if (__bench.{what}) return 'done';"
            f" try {{ return {peer.target}; }} catch {{ return null; }} }}"
        )
        if point == "done":
            return
        if point:
            step += 1
            page.mouse.move(point[0] + step % 3, point[1])
        page.wait_for_timeout(10)
    msg = f"{peer.name}: no tooltip in {LIMIT_S:.0f} s"
    raise TimeoutError(msg)


def _time_hover(page: Page, peer: Peer) -> float:
    """Return the milliseconds from the pointer's move into an area to the painted tooltip."""
    page.mouse.move(3, 3)
    page.wait_for_timeout(300)
    point = page.evaluate(f"() => {{ const find = __bench.find; return {peer.target}; }}")
    page.evaluate(
        "() => { const find = __bench.find; __bench.tip = null; __bench.moved = null;"
        "document.addEventListener('mousemove', (e) => { __bench.moved = e.timeStamp; },"
        " { capture: true, once: true });"
        f"__bench.watchTip(() => __bench.moved && ({peer.tip})); }}"
    )
    page.mouse.move(*point)
    page.wait_for_timeout(60)
    _hover_until(page, peer, "tip")
    return float(page.evaluate("__bench.tip - __bench.moved"))


def _time_recolours(page: Page, peer: Peer) -> float:
    """Return the median milliseconds from a choice to the frame in which an area's fill changed."""
    times = []
    for _ in range(RECOLOURS):
        page.evaluate(
            "() => { const fills = () => Array.from("
            f"{peer.area}, (one) => getComputedStyle(one).fill).join();"
            "const before = fills(); __bench.watchChange(() => fills() !== before);"
            f"__bench.chosen = performance.now(); {peer.recolour}; }}"
        )
        _wait_changed(page)
        times.append(float(page.evaluate("__bench.changed - __bench.chosen")))
        page.wait_for_timeout(150)
    return median(times[2:])


def _wait_changed(page: Page) -> None:
    """Wait for a noted change. Our page's policy forbids what Playwright's own waiting does."""
    deadline = time.monotonic() + LIMIT_S
    while not page.evaluate("__bench.changed"):
        if time.monotonic() > deadline:
            msg = f"{page.url}: nothing changed in {LIMIT_S:.0f} s"
            raise TimeoutError(msg)
        page.wait_for_timeout(5)


_LIVE_PATHS: Final = "path.choroplethlocation[data-gss]"


def _time_own(page: Page) -> dict[str, float]:
    """Return what only our page can do: another level, and a bid chosen."""
    return {
        "level": _time_step(
            page,
            "(() => { const one = document.querySelector('select[name=level]');"
            "one.value = 'lower'; one.dispatchEvent(new Event('change', { bubbles: true })); })()",
            f"document.querySelectorAll({_LIVE_PATHS!r}).length >= 326",
        ),
        "bid": _time_step(
            page,
            "(window.__title = document.querySelector('#panel h2').textContent,"
            " document.querySelector('#panel a.tca-bid-link').click())",
            "document.querySelector('#panel h2').textContent !== window.__title",
        ),
    }


def _time_step(page: Page, start: str, done: str) -> float:
    page.evaluate(
        f"() => {{ __bench.watchChange(() => {done});"
        f" __bench.chosen = performance.now(); {start}; }}"
    )
    _wait_changed(page)
    page.wait_for_timeout(150)
    return float(page.evaluate("__bench.changed - __bench.chosen"))
