"""Links as people paste them lead where they plainly mean, in one step, and never off the site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.web.pasted_links import mend_link

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("/table/", "/table"),
        ("/table.", "/table"),
        ("/about),", "/about"),
        ("/About", "/about"),
        ("/areas/E10000017.", "/areas/E10000017"),
        ("/areas/E10000017%C2%A0", "/areas/E10000017"),
        ("/areas/E10000017%E2%80%9D.", "/areas/E10000017"),
        ("/areas/e10000017/", "/areas/E10000017"),
        ("/regions/e12000002", "/regions/E12000002"),
        ("/bids/TCA1516-17%20", "/bids/TCA1516-17"),
        ("/bids/tca1516-17", "/bids/TCA1516-17"),
        ("/table%3Fsort=name", "/table?sort=name"),
        ("/table%3Fq=zebra", "/table?q=zebra"),
        ("/table%3Fq=zebra&sort=name", "/table?q=zebra&sort=name"),
        ("/table%23rows", "/table"),
        ("/?area=e10000017", "/?area=E10000017"),
        ("/?measure=saving&area=E10000017).", "/?measure=saving&area=E10000017"),
        ("/?round=2015-16,", "/?round=2015-16"),
        ("/?fbclid=IwAR0&measure=saving&utm_source=x", "/?measure=saving"),
        ("/download/view.csv?round=2015-16&fbclid=IwAR0", "/download/view.csv?round=2015-16"),
        ("/download/view.csv.", "/download/view.csv"),
        ("/api/v1/areas/e10000017", "/api/v1/areas/E10000017"),
        ("/api/v1/bids.csv?gclid=1", "/api/v1/bids.csv"),
        ("/api/v1/bids/", "/api/v1/bids"),
        ("/picture/map.svg?fbclid=1", "/picture/map.svg"),
        ("/partners/Kent%20", "/partners/kent"),
    ],
)
def test_a_pasted_link_leads_to_the_page_that_it_means(
    client: FlaskClient, pasted: str, meant: str
) -> None:
    answer = client.get(pasted)
    assert answer.status_code in {301, 308}
    assert answer.headers["Location"] == meant
    assert client.get(meant).status_code == (404 if "partners" in meant else 200)


@pytest.mark.parametrize(
    "link",
    [
        *(
            "/",
            "/table",
            "/about",
            "/api/v1/",
            "/embed",
            "/sitemap.xml",
            "/search?find=st.%20ives.",
        ),
        *("/?q=zebra.", "/?area=E10000017", "/areas/E10000017", "/bids/TCA1516-17"),
        *("/download/view.csv?round=2015-16", "/api/v1/areas/E10000017"),
    ],
)
def test_a_link_that_is_right_is_answered_at_once(client: FlaskClient, link: str) -> None:
    assert client.get(link).status_code == 200


def test_nothing_that_is_sent_is_led_elsewhere(client: FlaskClient) -> None:
    assert client.post("/table/").status_code in {404, 405}


@given(st.text(max_size=40), st.text(max_size=40))
@example("/evil.example.", "")
@example("\\evil.example.", "")
@example("/table?", "&")
def test_any_link_is_mended_in_one_step(path: str, query: str) -> None:
    mended = mend_link("/" + path, query)
    if mended is None:
        return
    assert mended.startswith("/")
    assert not mended.startswith(("//", "/\\"))
    parts = urlsplit(mended)
    assert parts.netloc == ""
