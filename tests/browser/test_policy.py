"""Every kind of page keeps to its own policy: nothing refused, nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.browser.map_page import wait_until_live

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LIVE: Final = ("/", "/?level=region&measure=saving", "/?shape=hex&area=E06000008", "/?links=all")
PLAIN: Final = (
    *("/table", "/about", "/brief", "/embed", "/search?find=kent", "/api/v1/"),
    *("/areas/E10000017", "/bids/TCA1516-17", "/regions/E12000002"),
)
RECORD: Final = """
window.refused = [];
document.addEventListener("securitypolicyviolation", one =>
  window.refused.push(`${one.effectiveDirective} ${one.blockedURI} ${one.sample}`));
"""


@pytest.mark.parametrize("path", [*LIVE, *PLAIN])
def test_nothing_that_a_page_does_is_refused_or_asked_of_another_host(
    page: Page, site_url: str, path: str
) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.add_init_script(RECORD)
    answer = page.goto(site_url + path, wait_until="networkidle")
    assert answer is not None
    assert answer.ok
    if path in LIVE:
        wait_until_live(page)
        page.locator(".tca-map").hover()
    assert page.evaluate("window.refused") == []
    assert hosts - {""} == {urlsplit(site_url).netloc}  # "" is a picture inside the page


def test_no_page_keeps_anything_in_the_browser(page: Page, site_url: str) -> None:
    page.goto(site_url)
    wait_until_live(page)
    page.get_by_label("Round", exact=True).select_option("2014-15")
    page.wait_for_url("**/?round=2014-15")
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
