"""Every kind of view at three widths, with scripts on and off: axe-core finds no violation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.axe import run_axe
from tests.browser.map_page import open_live

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS: Final = (1440, 768, 390)
LEAST_RULES: Final = 20
MAPS: Final = {
    "home": "/",
    "districts": "/?level=lower",
    "regions": "/?level=region",
    "councils of today": "/?level=today",
    "hexagons": "/?shape=hex",
    "county chosen": "/?area=E10000017",
    "district chosen": "/?level=lower&area=E07000126",
    "council of today chosen": "/?level=today&area=E06000063",
    "region": "/?region=E12000002",
    "bid of two councils": "/?bid=TCA1314-12",
    "bid of ten boroughs": "/?bid=TCA1516-11",
    "bid without a lead": "/?bid=TCA1516-36",
    "bid without a round": "/?bid=TCAX-01",
    "partner": "/?partner=lancashire-constabulary",
    "comparison": "/?compare=E10000017,E08000001",
    "comparison that waits": "/?compare=E10000017",
    "all partnerships": "/?links=all",
    "class of the key kept": "/?keep=2",
    "filters in force": "/?measure=saving&round=2015-16&stated=saving&q=council&sort=name",
    "nothing left": "/?q=zzzz",
    "link in part not usable": "/?region=nope&bid=TCA1415-09&round=2013-14",
}
PLAIN: Final = {
    "results": "/search?find=lancashire",
    "nothing found": "/search?find=zzzqqq",
    "search without words": "/search",
    "not found": "/nothing",
    "file refused": "/download/view.csv?round=nope",
    "interface for programs": "/api/v1/",
    "area by itself": "/areas/E10000017",
    "region by itself": "/regions/E12000002",
    "bid by itself": "/bids/TCA1415-09",
    "partner by itself": "/partners/lancashire-constabulary",
    "table": "/table",
    "about": "/about",
    "framed map": "/embed",
    "brief": "/brief",
}


def judge_widths(page: Page, *, scripts: bool) -> dict[int, tuple[str, ...]]:
    """Judge the page at each width and return the violations found."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        run = run_axe(page, scripts=scripts)
        assert run.rules >= LEAST_RULES, f"only {run.rules} rules had something to judge"
        if run.violations:
            found[width] = run.violations
    return found


@pytest.mark.parametrize("path", MAPS.values(), ids=MAPS.keys())
def test_axe_finds_nothing_on_a_view_with_scripts_on(page: Page, site_url: str, path: str) -> None:
    open_live(page, site_url + path)
    assert judge_widths(page, scripts=True) == {}


@pytest.mark.parametrize("path", PLAIN.values(), ids=PLAIN.keys())
def test_axe_finds_nothing_on_a_plain_page_with_scripts_on(
    page: Page, page_faults: list[str], site_url: str, path: str
) -> None:
    page.goto(site_url + path)
    assert judge_widths(page, scripts=True) == {}
    page_faults.clear()  # an answer of 404 stands in the console


@pytest.mark.parametrize("path", (MAPS | PLAIN).values(), ids=(MAPS | PLAIN).keys())
def test_axe_finds_nothing_with_scripts_off(
    new_page: Callable[..., Page], page_faults: list[str], site_url: str, path: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site_url + path)
    assert judge_widths(page, scripts=False) == {}
    page_faults.clear()
