"""Requests whose first line is far too long: each server reads or refuses them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.deploy.soak import read_memory_kb
from tests.serving import WAITRESS, fetch, send_raw, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

LONG: Final = 10_000
TOO_LONG: Final = 100_000
REST: Final = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
MOST_GROWTH_KB: Final = 4_096
"""A worker may keep the pages that it made; ten refused lines of ten megabytes would show."""


@pytest.fixture(scope="module")
def served(
    built_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, str]]:
    """Process and address of the server that stands alone; tests of nginx try the other."""
    with serve(built_folder, tmp_path_factory.mktemp("alone"), WAITRESS) as (server, url):
        yield server.pid, url


@pytest.mark.parametrize(
    ("path", "notice"),
    [
        ("/?level=lower&q=", b"Only the first 100 characters of the search were used."),
        ("/?level=lower&theme=", "…” is not a known theme, so it was left out.".encode()),
        ("/search?find=", b"Only the first 100 characters of the search were used."),
    ],
)
def test_a_link_of_ten_thousand_characters_is_a_page_that_says_what_it_left_out(
    served: tuple[int, str], path: str, notice: bytes
) -> None:
    status, body = fetch(served[1], path + "a" * LONG)
    assert status == 200
    assert notice in body
    if "level" in path:
        assert b'<option selected value="lower">' in body


def test_a_line_of_a_hundred_thousand_characters_is_refused_in_words(
    served: tuple[int, str],
) -> None:
    answer = send_raw(served[1], b"GET /?q=" + b"a" * TOO_LONG + REST)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert b"default-src 'none'" in head
    assert b"Server:" not in head
    assert b"This link is too long" in body
    assert b"a" * 50 not in body


@pytest.mark.parametrize("line", [b"GET /a<b HTTP/9", b"<script> / HTTP/1.1", b"\x16\x03\x01"])
def test_what_is_no_request_at_all_is_refused_without_repeating_it(
    served: tuple[int, str], line: bytes
) -> None:
    answer = send_raw(served[1], line + REST)
    assert answer.split(maxsplit=2)[1] == b"400"
    assert line.split()[0] not in answer or line.startswith(b"GET")


def test_lines_that_never_end_fill_no_memory(served: tuple[int, str]) -> None:
    pid, url = served
    before = read_memory_kb(pid)
    for _ in range(10):
        send_raw(url, b"GET /?q=" + b"a" * 10_000_000 + REST)
    assert read_memory_kb(pid) - before < MOST_GROWTH_KB
    assert fetch(url, "/healthz")[0] == 200
