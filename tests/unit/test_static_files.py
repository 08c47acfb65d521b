"""How static files are published and served."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

import brotli
import flask
import pytest

from dashboard.web.compression import name_one_encoding
from dashboard.web.static_files import publish_own_files, serve_static_files

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.web.static_files import OwnFiles

STYLES: Final = "a { color: red; } " * 50


@pytest.fixture
def own(tmp_path: Path) -> OwnFiles:
    files = (("b.js", "b()"), ("a.js", "a()"), ("map.css", STYLES), ("notes.md", "x"))
    (tmp_path / "assets").mkdir()
    for name, text in files:
        (tmp_path / "assets" / name).write_text(text, encoding="utf-8")
    (tmp_path / "copy").mkdir()
    return publish_own_files(tmp_path / "assets", tmp_path / "copy")


@pytest.fixture
def client(own: OwnFiles) -> FlaskClient:
    server = flask.Flask("files", static_folder=None)
    (own.folder / "secret.txt").write_text("secret", encoding="utf-8")
    serve = serve_static_files(server.wsgi_app, own.folder, {"Data-Version": "7"})
    server.wsgi_app = name_one_encoding(serve)  # type: ignore[method-assign,assignment]
    return server.test_client()


def test_page_script_holds_every_script_in_the_order_of_names(
    own: OwnFiles, client: FlaskClient
) -> None:
    assert client.get(own.addresses["page.js"], buffered=True).data == b"a()\n;\nb()"
    assert own.read("page.js") == b"a()\n;\nb()"


def test_only_kinds_that_a_page_asks_for_are_published(own: OwnFiles) -> None:
    assert set(own.addresses) == {"a.js", "b.js", "map.css", "page.js"}


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("br;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_reader_gets_the_tightest_form_that_it_takes(
    own: OwnFiles, client: FlaskClient, accepted: str, coding: str | None, unpack: type[bytes]
) -> None:
    answer = client.get(
        own.addresses["map.css"], headers={"Accept-Encoding": accepted}, buffered=True
    )
    assert answer.headers.get("Content-Encoding") == coding
    assert unpack(answer.data) == STYLES.encode()
    assert answer.mimetype == "text/css"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_files_may_be_kept_for_good_and_carry_the_headers_given(
    own: OwnFiles, client: FlaskClient
) -> None:
    answer = client.get(own.addresses["a.js"], buffered=True)
    assert answer.cache_control.immutable
    assert answer.cache_control.public
    assert (answer.cache_control.max_age or 0) >= 31_536_000
    assert answer.headers["Data-Version"] == "7"


def test_a_reader_who_has_a_file_is_told_so(own: OwnFiles, client: FlaskClient) -> None:
    tag = client.get(own.addresses["a.js"], buffered=True).headers["ETag"]
    answer = client.get(own.addresses["a.js"], headers={"If-None-Match": tag}, buffered=True)
    assert (answer.status_code, answer.data) == (304, b"")


def test_changed_content_has_another_address(tmp_path: Path, own: OwnFiles) -> None:
    (tmp_path / "assets" / "a.js").write_text("a(1)", encoding="utf-8")
    (tmp_path / "other").mkdir()
    after = publish_own_files(tmp_path / "assets", tmp_path / "other").addresses
    assert {name for name in after if after[name] != own.addresses[name]} == {"a.js", "page.js"}


@pytest.mark.parametrize(
    "path",
    ["/own/a.js", "/own/", "/own", "/secret.txt", "/own/../secret.txt", "/own/%2e%2e/secret.txt"],
)
def test_an_address_that_was_never_given_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, buffered=True).status_code == 404
