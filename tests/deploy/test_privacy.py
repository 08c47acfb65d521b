"""No log of any server holds what a reader searched for, or who asked."""

from __future__ import annotations

import contextlib
import http.client
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from dashboard.pictures.view_code import encode_view
from tests.deploy.nginx import ADDRESS, Front, need, run_nginx
from tests.serving import GUNICORN, WAITRESS, send_raw, serve, stop, wait_for_line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from pathlib import Path

    from dashboard.site import Site

pytestmark = pytest.mark.slow

WORD: Final = "zebrafinch"
END: Final = b"Host: a\r\nConnection: close\r\n\r\n"
CALLBACK: Final = b"POST /_dash-update-component HTTP/1.1\r\nContent-Type: application/json\r\n"


def list_heads(code: str) -> list[bytes]:
    """Return requests that hold the word or a view's code in every place where one can stand."""
    word = WORD.encode()
    paths = [
        b"/?q=" + word,
        b"/search?find=" + word,
        b"/search.json?find=" + word,
        b"/table%3Fq=" + word,
        b"/nowhere/" + word,
        b"/partners/" + word,
        b"/areas/" + word,
        b"/api/v1/bids?q=" + word,
        b"/api/v1/" + word,
        b"/download/" + word + b".csv",
        b"/picture/" + word + b".png",
        b"/own/" + word + b".css",
        b"/v/" + code.encode(),
        b"/v/" + word,
        b"/picture/" + code.encode() + b"/map.svg",
        b"/?q=" + word + b"a" * 40_000,
    ]
    heads = [b"GET " + path + b" HTTP/1.1\r\n" + END for path in paths]
    return [
        *heads,
        b"GET /?q=" + word + b" HTTP/9.9\r\n" + END,
        b"GET /?q=" + word + b"\r\n" + END,
        word.upper() + b" /?q=" + word + b" HTTP/1.1\r\n" + END,
        b"GET /?q=" + word + b" HTTP/1.1\r\nBad Header " + word + b": 1\r\n" + END,
        b"GET /?q=" + word + b" HTTP/1.1\r\nContent-Length: " + word + b"\r\n" + END,
        b"GET /?q=" + word + b" HTTP/1.1\r\nX: " + word + b"a" * 200_000 + b"\r\n" + END,
        CALLBACK + b"Transfer-Encoding: chunked\r\n" + END + b"ZZ\r\n" + word + b"\r\n",
        CALLBACK + b"Transfer-Encoding: " + word + b"\r\n" + END,
        CALLBACK + b"Content-Length: 12\r\n" + END + b'"' + word + b'"',
        word + b"\r\n\r\n",
        b"\x16\x03\x01" + word + b"\r\n\r\n",
    ]


def find_code(site: Site) -> str:
    code = encode_view(site.read_view(f"?q={WORD}").state, site.catalogue)
    assert code
    return code


@pytest.mark.parametrize("program", [GUNICORN, WAITRESS], ids=["gunicorn", "waitress"])
def test_no_log_of_a_server_holds_a_search_or_an_address(
    built_folder: Path, tmp_path: Path, site: Site, program: Sequence[str]
) -> None:
    code = find_code(site)
    with serve(built_folder, tmp_path, program, ACCESS_LOG="-") as (_, url):
        for head in list_heads(code):
            answer = send_raw(url, head)
            assert not answer.startswith(b"HTTP/1.1 500"), head[:80]
        send_raw(url, b"GET /about HTTP/1.1\r\n" + END)
        wait_for_line(tmp_path / "log.txt", '"/about"')
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert '"path": "/table"' in log or '"/search"' in log
    assert_private(log.replace(urlsplit(url).netloc, ""), code)


def test_no_log_of_nginx_holds_a_search_or_an_address(
    built_folder: Path, tmp_path: Path, site: Site
) -> None:
    """Asked while both copies answer, and again when both are gone."""
    need("nginx", "openssl")
    code = find_code(site)
    folders = {name: tmp_path / name for name in ("one", "two", "nginx")}
    for folder in folders.values():
        folder.mkdir()
    with ExitStack() as stack:
        settings = {"TRUSTED_PROXIES": "1", "ACCESS_LOG": "-"}
        copies = [
            stack.enter_context(serve(built_folder, folders[name], **settings))
            for name in ("one", "two")
        ]
        front = stack.enter_context(run_nginx(folders["nginx"], [url for _, url in copies]))
        for head in list_heads(code):
            send_over_tls(front, head)
        for server, _ in copies:
            stop(server)
        for head in list_heads(code):
            send_over_tls(front, head)
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file() and path.suffix in {".txt", ".log"}:
            log = path.read_text(encoding="utf-8")
            for port in (urlsplit(url).netloc for _, url in copies):
                log = log.replace(port, "")
            assert_private(log, code)
    kept = [path for path in (folders["nginx"] / "cache").rglob("*") if path.is_file()]
    assert all(WORD.encode() not in path.read_bytes() for path in kept)


def send_over_tls(front: Front, head: bytes) -> None:
    """Send a request's bytes as they are, and read what comes back, if anything does."""
    address = (ADDRESS, urlsplit(front.url).port or 443)
    with contextlib.suppress(OSError, http.client.HTTPException), ExitStack() as stack:
        plain = stack.enter_context(socket.create_connection(address, timeout=30))
        context: ssl.SSLContext = front.tls
        secure = stack.enter_context(context.wrap_socket(plain, server_hostname=ADDRESS))
        secure.sendall(head)
        while secure.recv(65_536):
            pass


def assert_private(log: str, code: str) -> None:
    for secret in (WORD, WORD.upper(), code, "127.0.0."):
        lines = [line for line in log.splitlines() if secret in line]
        assert lines == [], secret
