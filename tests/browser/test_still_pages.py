"""Pages that stand alone, on screens without scripts, on paper, in a frame and as a brief."""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import box_of, open_live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import FrameLocator, Page

pytestmark = pytest.mark.browser

BLACKBURN: Final = "/bids/TCA1516-17"
MOST_SHIFT: Final = 0.02
LEAST_MAP_PX: Final = 340
"""How wide the map is at least in a frame of 400 pixels or more, above its key or beside it."""
WIDTH_OF_A4: Final = 695
"""Pixels between the margins of print.css at 96 to the inch."""

_WATCH_SHIFTS: Final = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """Return a page whose browser runs no script."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve a folder on another origin; gives its address and the folder."""
    (tmp_path / "favicon.ico").touch()  # browsers ask for it
    handler = partial(_QuietHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path
        finally:
            server.shutdown()
            thread.join()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:  # noqa: ANN401 - as the base class has it
        pass


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/", (1440, 900)),
        ("/", (768, 1024)),
        ("/?level=lower&region=E12000007", (1440, 900)),
        ("/?bid=TCA1516-17", (390, 844)),
    ],
)
def test_nothing_jumps_when_the_live_map_takes_over(
    new_page: Callable[..., Page], site_url: str, path: str, size: tuple[int, int]
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(_WATCH_SHIFTS)
    open_live(page, site_url + path)
    # The box for searching is the last part that scripts replace.
    expect(page.locator(".tca-search .autocomplete__input")).to_have_count(1)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifted") < MOST_SHIFT


def test_a_reader_without_scripts_goes_from_a_bid_to_its_partner_and_back_to_the_map(
    plain_page: Page, site_url: str
) -> None:
    plain_page.goto(site_url + BLACKBURN)
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(
        "Organised Crime Prevention and Intervention Project"
    )
    plain_page.locator(".tca-panel").get_by_role("link", name="Lancashire Constabulary").click()
    expect(plain_page).to_have_url(f"{site_url}/partners/lancashire-constabulary")
    plain_page.get_by_role("link", name="Organised Crime Prevention").first.click()
    expect(plain_page).to_have_url(site_url + BLACKBURN)
    crumbs = plain_page.get_by_role("navigation", name="Where you are")
    crumbs.get_by_role("link", name="North West").click()
    expect(plain_page).to_have_url(f"{site_url}/regions/E12000002")
    expect(plain_page.get_by_role("table").first).to_be_visible()
    plain_page.get_by_role("link", name="Open this on the map").click()
    expect(plain_page).to_have_url(f"{site_url}/?region=E12000002#main")


def test_an_area_on_a_still_map_leads_to_its_page(plain_page: Page, site_url: str) -> None:
    plain_page.goto(site_url + BLACKBURN)
    plain_page.locator('svg.tca-still a[href="/areas/E06000009"] path').click(force=True)
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Blackpool")


def test_the_table_sorts_by_link(plain_page: Page, site_url: str) -> None:
    plain_page.goto(f"{site_url}/table")
    plain_page.get_by_role("link", name=re.compile("^Area")).first.click()
    expect(plain_page).to_have_url(f"{site_url}/table?sort=name")
    names = plain_page.locator(".tca-table").get_by_role("table").first.locator("tbody th")
    found = names.all_inner_texts()
    assert len(found) > 10
    assert found == sorted(found)


@pytest.mark.parametrize("path", ["/about", "/table", BLACKBURN, "/areas/E10000017"])
def test_a_page_that_stands_alone_fits_a_phone(
    new_page: Callable[..., Page], site_url: str, path: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(site_url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_words_are_copied_by_a_press(new_page: Callable[..., Page], site_url: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site_url + BLACKBURN)
    page.get_by_role("button", name="Copy: Map for your own page").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f'<iframe src="{site_url}/embed?bid=TCA1516-17"')


def _print_layout(page: Page) -> None:
    page.set_viewport_size({"width": WIDTH_OF_A4, "height": 1000})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")


@pytest.mark.parametrize("path", ["/", "/?bid=TCA1516-11", "/?region=E12000002&measure=saving"])
def test_nothing_is_cut_on_paper(page: Page, site_url: str, path: str) -> None:
    open_live(page, site_url + path)
    _print_layout(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH_OF_A4
    frame = page.locator(".tca-map").bounding_box()
    drawing = page.locator(".tca-map .main-svg").first.bounding_box()
    assert frame is not None
    assert drawing is not None
    assert abs(drawing["width"] - frame["width"]) < 3
    assert abs(drawing["height"] - frame["height"]) < 3
    expect(page.locator(".tca-key")).to_be_visible()
    expect(page.locator(".tca-sum")).to_be_visible()
    expect(page.locator(".tca-caption")).to_contain_text("Source")
    expect(page.locator(".tca-footer")).to_contain_text("Data compiled")
    for screen_only in (".tca-search", ".tca-header nav", ".tca-take"):
        expect(page.locator(screen_only).first).to_be_hidden()


def test_the_paper_has_the_choices_the_first_twenty_areas_and_the_bids(
    page: Page, site_url: str
) -> None:
    open_live(page, f"{site_url}/?region=E12000002")
    _print_layout(page)
    expect(page.get_by_label("Region", exact=True)).to_be_visible()
    rows = page.locator(".tca-table tbody tr:visible")
    expect(rows).to_have_count(20)
    bids = page.locator(".tca-panel .tca-bid")
    for number in range(bids.count()):
        expect(bids.nth(number)).to_be_visible()


def test_the_paper_is_a_few_sheets_of_a4_with_the_map_on_the_first(
    page: Page, site_url: str, tmp_path: Path
) -> None:
    open_live(page, f"{site_url}/?bid=TCA1516-17")
    sheet = tmp_path / "page.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True)
    content = sheet.read_bytes()
    assert content.startswith(b"%PDF")
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    assert 1 <= sheets <= 4
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", content)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    reader = shutil.which("pdftotext")
    if reader is None:
        return
    first = subprocess.run(
        [reader, "-l", "1", str(sheet), "-"], capture_output=True, check=True, text=True
    ).stdout
    key = ("Lead council", "Partner council", "County around its districts")
    for words in ("Organised Crime Prevention", *key, "Source: public pages named"):
        assert words in first


@pytest.mark.provokes("frame-ancestors")
def test_another_site_can_show_the_framed_map_and_nothing_else(
    page: Page, site_url: str, other_site: tuple[str, Path]
) -> None:
    address, folder = other_site
    frames = [("framed", "/embed?measure=saving"), ("refused", BLACKBURN)]
    body = "".join(
        f'<iframe name="{name}" src="{site_url}{path}"></iframe>' for name, path in frames
    )
    (folder / "index.html").write_text(f"<!DOCTYPE html><title>x</title>{body}", encoding="utf-8")
    with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
        page.goto(f"{address}/index.html")
    framed = page.frame_locator("iframe[name=framed]")
    expect(framed.locator("svg.tca-still")).to_have_count(1)
    expect(framed.get_by_text("Source: public pages")).to_have_count(1)
    expect(framed.get_by_role("link", name="Open this map")).to_have_count(1)
    expect(page.frame_locator("iframe[name=refused]").locator(".tca-page")).to_have_count(0)


EMBEDDED = [
    "/embed",
    "/embed?measure=saving&count=involved&level=lower&round=2015-16&area=E10000017",
    "/embed?bid=TCA1516-17&level=lower",
]


def frame_map(
    page: Page, site_url: str, other_site: tuple[str, Path], path: str, width: int
) -> FrameLocator:
    """Show the map in a frame of this width on a page of another site."""
    address, folder = other_site
    page.set_viewport_size({"width": 1000, "height": 900})
    frame = f'<iframe name="map" src="{site_url}{path}" width="{width}" height="778"></iframe>'
    (folder / "index.html").write_text(f"<!DOCTYPE html><title>x</title>{frame}", encoding="utf-8")
    page.goto(f"{address}/index.html")
    return page.frame_locator("iframe[name=map]")


@pytest.mark.parametrize("way", ["click", "keyboard", "key"])
def test_a_choice_in_the_framed_map_opens_a_tab_and_the_map_stays(
    page: Page, site_url: str, other_site: tuple[str, Path], way: str
) -> None:
    framed = frame_map(page, site_url, other_site, "/embed", 640)
    kent = framed.locator('a[data-gss="E10000016"]')
    with page.context.expect_page() as opened:
        match way:
            case "click":
                kent.locator("path").click()
            case "keyboard":
                kent.focus()
                page.keyboard.press("Enter")
            case _:
                framed.locator(".tca-key-link").first.click()
    expect(opened.value).to_have_url(re.compile("keep=0" if way == "key" else "area=E10000016"))
    expect(framed.locator("svg.tca-still")).to_have_count(1)
    frame = page.frame("map")
    assert frame is not None
    assert frame.url == f"{site_url}/embed"


@pytest.mark.parametrize("width", [900, 640, 400])
@pytest.mark.parametrize("path", EMBEDDED)
def test_the_framed_map_fits_its_frame(
    page: Page, site_url: str, other_site: tuple[str, Path], path: str, width: int
) -> None:
    framed = frame_map(page, site_url, other_site, path, width)
    expect(framed.get_by_text("Source: public pages")).to_be_in_viewport(ratio=1)
    expect(framed.get_by_role("link", name="Open this map")).to_be_in_viewport(ratio=1)
    expect(framed.locator("svg.tca-still")).to_be_in_viewport(ratio=1)
    over = framed.locator("html").evaluate(
        "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
    )
    assert over == [0, 0]
    left, _, right, _ = box_of(framed.locator("svg.tca-still"))
    assert right - left >= LEAST_MAP_PX


def test_the_brief_fills_the_screen_with_the_picture(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{site_url}/?measure=saving&view=brief")
    expect(page).to_have_url(f"{site_url}/brief?measure=saving")
    picture = page.get_by_role("img")
    assert picture.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    assert page.evaluate("document.images[0].naturalWidth") == 1920
    expect(page.locator("form, button, select")).to_have_count(0)
