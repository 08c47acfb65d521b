"""Axe-core finds no violation: each kind of view as most meet it, and once in another way.

All views in all ways are 210 runs, and what they share they would say again and again.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.axe import run_axe
from tests.browser.map_page import open_live

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


REFUSALS: Final = ("status of 404", "status of 400")
"""What the browser says of the pages that tell a reader what could not be found or read."""
OTHER_WAYS: Final = ((390, True), (768, False), (1440, False), (390, False), (768, True))
"""Width, and whether scripts run; each view is met in the next of them."""
IN_TURN: Final = [
    pytest.param(path, *way, id=f"{name}-{way[0]}-{'scripts' if way[1] else 'no scripts'}")
    for (name, path), way in zip((MAPS | PLAIN).items(), cycle(OTHER_WAYS), strict=False)
]


def judge(page: Page, site_url: str, path: str, *, scripts: bool = True) -> tuple[str, ...]:
    """Open the page and return the violations found."""
    if scripts and path in MAPS.values():
        open_live(page, site_url + path)
    else:
        page.goto(site_url + path)
    run = run_axe(page, scripts=scripts)
    assert run.rules >= LEAST_RULES, f"only {run.rules} rules had something to judge"
    return run.violations


@pytest.mark.provokes(*REFUSALS)
@pytest.mark.parametrize("path", (MAPS | PLAIN).values(), ids=(MAPS | PLAIN).keys())
def test_axe_finds_nothing_on_a_wide_page_with_scripts_on(
    page: Page, site_url: str, path: str
) -> None:
    assert judge(page, site_url, path) == ()


@pytest.mark.provokes(*REFUSALS)
@pytest.mark.parametrize(("path", "width", "scripts"), IN_TURN)
def test_axe_finds_nothing_in_another_way(
    new_page: Callable[..., Page],
    site_url: str,
    path: str,
    width: int,
    *,
    scripts: bool,
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    assert judge(page, site_url, path, scripts=scripts) == ()
