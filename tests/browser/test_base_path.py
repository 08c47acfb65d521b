"""A visit to the site below a path of a host, served alone and behind nginx."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import click_area, headline, open_live, panel
from tests.deploy.nginx import run_nginx
from tests.serving import WAITRESS, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BASE: Final = "/grants/"
LANCASHIRE: Final = "E10000017"


@pytest.fixture(params=["alone", "behind nginx"])
def below(request: pytest.FixtureRequest, built_folder: Path, tmp_path: Path) -> Iterator[str]:
    """Address of the site below a path, without a closing slash."""
    with ExitStack() as stack:
        _, url = stack.enter_context(
            serve(built_folder, tmp_path, WAITRESS, BASE_PATH=BASE, TRUSTED_PROXIES="1")
        )
        if request.param == "alone":
            yield url
        else:
            front = stack.enter_context(run_nginx(tmp_path, [url, url], base_path=BASE))
            yield front.url + BASE.rstrip("/")


def test_a_visit_below_a_path_stays_there(below: str, new_page: Callable[..., Page]) -> None:
    page = new_page(ignore_https_errors=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_live(page, f"{below}/")

    page.get_by_label("Round", exact=True).select_option("2015-16")
    expect(page).to_have_url(f"{below}/?round=2015-16")
    expect(headline(page)).to_contain_text("2015-16")
    click_area(page, LANCASHIRE)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")
    with_area = page.url
    panel(page).locator("a.tca-bid-link").first.click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(below)}/\?.*bid="))
    page.go_back()
    expect(page).to_have_url(with_area)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Lancashire")

    page.get_by_role("button", name="Step into the map").click()
    expect(page.locator("path[data-gss]:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    find = page.get_by_role("combobox", name="Find a council, bid or partner")
    find.press_sequentially("bolton")
    page.get_by_role("listbox").get_by_role("option").first.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Bolton")

    page.get_by_role("link", name="About").click()
    expect(page).to_have_url(f"{below}/about")
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page).to_have_url(f"{below}/table")
    assert [url for url in asked if not url.startswith(f"{below}/")] == []
    assert any("/walk/" in url for url in asked)
    assert any("/boundaries/" in url for url in asked)
