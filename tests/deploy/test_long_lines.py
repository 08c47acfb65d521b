"""Requests whose first line is far too long: each server reads or refuses them in words."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT
from tests.deploy.soak import read_memory_kb
from tests.serving import answers, fetch, free_port, list_workers, serve, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

LONG: Final = 10_000
TOO_LONG: Final = 100_000
MOST_GROWTH_KB: Final = 4_096
"""A worker may keep the pages that it made; ten refused lines of ten megabytes would show."""


@contextlib.contextmanager
def serve_waitress(built: Path) -> Iterator[tuple[int, str]]:
    port = str(free_port())
    environ = os.environ | {"BUILT": str(built), "PORT": port, "HOST": "127.0.0.1", "SITE_URL": ""}
    command = [sys.executable, "app.py"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: server.poll() is not None or answers(url))
            yield server.pid, url
        finally:
            server.terminate()


@pytest.fixture(scope="module", params=["gunicorn", "waitress"])
def served(
    request: pytest.FixtureRequest, built_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, str]]:
    """Process and address of a server of each kind."""
    if request.param == "waitress":
        with serve_waitress(built_folder) as served:
            yield served
        return
    with serve(built_folder, tmp_path_factory.mktemp("gunicorn")) as (server, url):
        wait_until(lambda: len(list_workers(server)) == 1)
        yield list_workers(server).pop(), url


def send_raw(url: str, line: bytes) -> bytes:
    """Send a request's bytes as they are and return all that comes back."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=20) as sock:
        with contextlib.suppress(ConnectionError):
            sock.sendall(line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b""
        while taken := sock.recv(65_536):
            answer += taken
    return answer


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
    answer = send_raw(served[1], b"GET /?q=" + b"a" * TOO_LONG + b" HTTP/1.1")
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
    answer = send_raw(served[1], line)
    assert answer.split(maxsplit=2)[1] == b"400"
    assert line.split()[0] not in answer or line.startswith(b"GET")


def test_lines_that_never_end_fill_no_memory(served: tuple[int, str]) -> None:
    pid, url = served
    before = read_memory_kb(pid)
    for _ in range(10):
        send_raw(url, b"GET /?q=" + b"a" * 10_000_000)
    assert read_memory_kb(pid) - before < MOST_GROWTH_KB
    assert fetch(url, "/healthz")[0] == 200
