"""How our own style sheet and scripts are served."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import brotli
import flask
import pytest

from dashboard.web.static_files import read_own_files, register_own_files

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.web.static_files import OwnFiles


@pytest.fixture
def own(tmp_path: Path) -> OwnFiles:
    for name, text in (("b.js", "b()"), ("a.js", "a()"), ("map.css", "a{}"), ("notes.md", "x")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_own_files(tmp_path)


@pytest.fixture
def client(own: OwnFiles) -> FlaskClient:
    server = flask.Flask("own")
    register_own_files(server, own)
    return server.test_client()


def test_page_script_holds_every_script_in_the_order_of_names(
    own: OwnFiles, client: FlaskClient
) -> None:
    assert client.get(own.addresses["page.js"]).data == b"a()\n;\nb()"


def test_only_kinds_that_a_page_asks_for_are_served(own: OwnFiles) -> None:
    assert set(own.addresses) == {"a.js", "b.js", "map.css", "page.js"}


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_each_reader_gets_the_tightest_form_that_it_takes(
    own: OwnFiles, client: FlaskClient, accepted: str, coding: str | None, unpack: type[bytes]
) -> None:
    answer = client.get(own.addresses["map.css"], headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert unpack(answer.data) == b"a{}"
    assert answer.mimetype == "text/css"


def test_files_may_be_kept_for_good(own: OwnFiles, client: FlaskClient) -> None:
    control = client.get(own.addresses["a.js"]).cache_control
    assert control.immutable
    assert control.public
    assert control.max_age == 31_536_000


def test_changed_content_has_another_address(tmp_path: Path, own: OwnFiles) -> None:
    (tmp_path / "a.js").write_text("a(1)", encoding="utf-8")
    after = read_own_files(tmp_path).addresses
    assert {name for name in after if after[name] != own.addresses[name]} == {"a.js", "page.js"}


def test_an_address_that_was_never_given_is_not_found(client: FlaskClient) -> None:
    assert client.get("/own/a.js").status_code == 404
