"""Codes of views: short, of the same data only, and a page where they are none."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.pictures.view_code import ViewCodeError, decode_view, encode_view, format_code
from dashboard.query.state import MapState, Sheet
from tests.reading import code_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?measure=saving&region=E12000002",
        "?measure=bids&count=shared&level=lower&round=2015-16&theme=digital&region=E12000007",
        "?round=not-stated&stated=saving&shape=hex&links=all&keep=3&sort=name",
        "?bid=TCA1516-17",
        "?partner=kent-police",
        "?compare=E10000017,E10000016,E10000012",
        "?area=E07000041&level=lower",
        "?q=police%20data",
    ],
)
def test_a_code_gives_back_the_view_that_it_was_made_from(site: Site, search: str) -> None:
    state = site.read_view(search).state
    assert decode_view(code_of(site, search), site.catalogue) == state


def test_every_field_of_a_state_is_in_its_code(site: Site) -> None:
    chosen = {
        "measure": "saving", "count": "shared", "level": "lower", "round": "2015-16",
        "theme": "digital", "region": "E12000002", "stated": "saving", "q": "a", "shape": "hex",
        "links": "all", "keep": "1", "area": "E10000017", "bid": "TCA1516-17",
        "partner": "kent-police", "compare": "E10000017,E10000016", "sort": "name",
    }  # fmt: skip
    plain = code_of(site, "")
    for field in fields(MapState):
        if field.name in chosen:
            assert code_of(site, f"?{field.name}={chosen[field.name]}") != plain


def test_a_brief_has_the_code_of_its_page(site: Site) -> None:
    assert code_of(site, "?view=brief") == code_of(site, "")
    assert decode_view(code_of(site, "?view=brief"), site.catalogue).view is Sheet.PAGE


@pytest.mark.parametrize(
    ("search", "longest"),
    [("", 6), ("?measure=saving&region=E12000002", 16), ("?bid=TCA1516-17", 10)],
)
def test_a_view_without_search_words_has_a_code_short_enough_to_type(
    site: Site, search: str, longest: int
) -> None:
    assert len(code_of(site, search)) <= longest


def test_a_long_search_has_no_code(site: Site) -> None:
    state = site.read_view("?q=a%20very%20long%20search%20that%20nobody%20would%20type").state
    assert encode_view(state, site.catalogue) is None


def test_case_and_hyphens_do_not_matter_and_no_letter_looks_like_another(site: Site) -> None:
    code = code_of(site, "?area=E07000110")
    assert not set(code) & set("01oil")
    assert decode_view(format_code(code).upper(), site.catalogue).area == "E07000110"


@given(st.text(alphabet="23456789abcdefghjkmnpqrstuvwxyz0oil-é/ \n", max_size=40))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=200,
)
def test_a_text_that_is_no_code_is_refused_and_never_breaks(small_site: Site, text: str) -> None:
    try:
        state = decode_view(text, small_site.catalogue)
    except ViewCodeError:
        return
    assert encode_view(state, small_site.catalogue) == text.replace("-", "")


def test_one_wrong_letter_is_noticed(site: Site) -> None:
    code = code_of(site, "?measure=saving&region=E12000002")
    for place, letter in enumerate(code):
        wrong = code[:place] + ("7" if letter != "7" else "8") + code[place + 1 :]
        with pytest.raises(ViewCodeError):
            decode_view(wrong, site.catalogue)


def test_a_code_of_other_data_opens_no_other_view(site: Site, small_site: Site) -> None:
    for search in ("?bid=TCA1516-17", "?area=E10000017", "?theme=housing", "?partner=kent-police"):
        with pytest.raises(ViewCodeError):
            decode_view(code_of(site, search), small_site.catalogue)


@pytest.mark.parametrize("code", ["k45akb0", "g3ra-e", "zzzg", "a" * 900, "%00", "é", "k4%0A5"])
def test_an_old_or_wrong_code_gets_a_page_that_says_it_is_not_there(
    client: FlaskClient, code: str
) -> None:
    for path in (f"/v/{code}", f"/picture/{code}/slide.png"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert 'href="/"' in answer.text
