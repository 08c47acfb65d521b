from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.parts.static_html import to_html
from dashboard.pictures.links import render_pictures, write_snippet
from dashboard.pictures.view_code import format_code
from tests.reading import code_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site


@pytest.mark.parametrize(
    ("name", "kind"),
    [("slide.png", "image/png"), ("card.png", "image/png"), ("map.svg", "image/svg+xml")],
)
def test_a_picture_is_sent_with_its_kind_and_a_name(
    client: FlaskClient, site: Site, name: str, kind: str
) -> None:
    answer = client.get(f"/picture/{name}?measure=saving")
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert (
        answer.headers["Content-Disposition"]
        == f'inline; filename="tca-{code_of(site, "?measure=saving")}-{name}"'
    )
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_code_and_a_query_string_ask_for_the_same_picture(
    client: FlaskClient, site: Site
) -> None:
    code = code_of(site, "?measure=saving")
    assert (
        client.get(f"/picture/{code}/map.svg").data
        == client.get("/picture/map.svg?measure=saving").data
    )


def test_a_picture_that_the_reader_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/picture/card.png")
    again = client.get("/picture/card.png", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/picture/card.png?measure=bids", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


@pytest.mark.parametrize("search", ["?width=100000", "?size=9x9", "?dpi=9999&level=lower"])
def test_a_picture_of_another_size_is_refused_with_the_limits(
    client: FlaskClient, search: str
) -> None:
    answer = client.get(f"/picture/slide.png{search}")
    assert answer.status_code == 400
    assert "1920 × 1080" in answer.text
    assert "2480 × 3508" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/picture/poster.png",
        "/picture/slide.jpg",
        "/picture/zzzz/slide.png",
        "/picture/zzzg/slide.gif",
        "/picture/..%2f..%2fetc%2fpasswd",
        "/picture/%c0%ae%c0%ae/slide.png",
        "/picture/slide.png%00",
        "/v/zzzz",
        "/v/%00",
        "/v/" + "a" * 900,
        "/v/..%2fx",
    ],
)
def test_what_is_not_there_is_not_found_and_has_a_way_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'href="/"' in answer.text
    assert "Traceback" not in answer.text


def test_a_value_that_no_view_has_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.get("/picture/card.png?region=E12000099")
    assert answer.status_code == 400
    assert "region" in answer.text


def test_a_code_leads_to_its_view(client: FlaskClient, site: Site) -> None:
    answer = client.get(f"/v/{code_of(site, '?measure=saving&area=E10000017')}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?measure=saving&area=E10000017"


def test_the_block_offers_every_picture_of_this_view_and_words_to_copy(site: Site) -> None:
    view = site.read_view("?measure=saving&region=E12000002")
    html = to_html(render_pictures(view, site.catalogue, "https://example.org"))
    for name in ("slide.png", "card.png", "a4.png", "map.svg"):
        assert f'href="/picture/{name}?measure=saving&amp;region=E12000002"' in html
    code = format_code(code_of(site, "?measure=saving&region=E12000002"))
    assert f"Open this view: example.org/v/{code}" in html
    assert "&lt;iframe src=&#34;https://example.org/embed?measure=saving" in html


def test_the_snippet_escapes_what_a_reader_searched_for(site: Site) -> None:
    snippet = write_snippet(site.read_view('?q="><script>'), site.catalogue, "")
    assert "<script" not in snippet
    assert snippet.count("<") == 2
