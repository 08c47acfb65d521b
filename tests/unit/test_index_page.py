"""How the page at ``/`` is kept, validated and named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import flask
import pytest

from dashboard.pages.index_page import IndexPages

if TYPE_CHECKING:
    from dashboard.site import Site


class Renderer:
    """Makes a page that says which link it was made for, and counts."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, search: str) -> str:
        self.made.append(search)
        return f"<p>{search}</p>"


def ask(pages: IndexPages, path: str, **headers: str) -> flask.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with flask.Flask("index").test_request_context(path, headers=named):
        return pages.answer(flask.request)


@pytest.fixture
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def pages(small_site: Site, renderer: Renderer) -> IndexPages:
    return IndexPages(small_site, renderer)


def test_a_page_is_made_once_for_all_spellings_of_a_state(
    pages: IndexPages, renderer: Renderer
) -> None:
    first = ask(pages, "/?measure=saving&level=lower")
    second = ask(pages, "/?level=lower&measure=saving&utm_source=mail")
    assert first.data == second.data
    assert len(renderer.made) == 1


def test_a_link_with_a_fault_has_a_page_of_its_own(pages: IndexPages, renderer: Renderer) -> None:
    ask(pages, "/")
    ask(pages, "/?theme=nonsense")
    assert len(renderer.made) == 2


def test_each_packing_is_kept_apart(pages: IndexPages) -> None:
    packed = ask(pages, "/", Accept_Encoding="br")
    plain = ask(pages, "/")
    assert packed.headers["Content-Encoding"] == "br"
    assert "Content-Encoding" not in plain.headers
    assert plain.data == b"<p></p>"
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_reader_who_has_the_page_is_told_so_without_making_it(
    pages: IndexPages, renderer: Renderer
) -> None:
    tag = ask(pages, "/?measure=saving").headers["ETag"]
    renderer.made.clear()
    answer = ask(pages, "/?measure=saving", If_None_Match=tag)
    assert (answer.status_code, answer.data, renderer.made) == (304, b"", [])
    assert answer.headers["ETag"] == tag


def test_a_validator_of_one_state_does_not_pass_for_another(pages: IndexPages) -> None:
    tag = ask(pages, "/").headers["ETag"]
    assert ask(pages, "/?measure=saving", If_None_Match=tag).status_code == 200


def test_other_data_and_another_program_make_another_validator(
    small_site: Site, renderer: Renderer, pages: IndexPages
) -> None:
    tag = ask(pages, "/").headers["ETag"]
    data = replace(small_site, catalogue=replace(small_site.catalogue, version="other"))
    program = replace(small_site, code_version="other")
    tags = {ask(IndexPages(site, renderer), "/").headers["ETag"] for site in (data, program)}
    assert tag not in tags
    assert len(tags) == 2


def test_browsers_ask_each_time_and_a_server_in_front_once_a_minute(pages: IndexPages) -> None:
    control = ask(pages, "/").cache_control
    assert (control.max_age, control.s_maxage, control.public) == (0, 60, True)
