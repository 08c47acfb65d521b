"""How gunicorn serves the map; the settings are those of `dashboard.settings`, and WORKERS."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn import util
from gunicorn.http import message, wsgi

from dashboard.application import create_app
from dashboard.data.built import CatalogueError
from dashboard.settings import SettingError, Settings
from dashboard.web.memory import keep_memory_small

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

_ROOM_BYTES = 1_048_576
_REST_BYTES = 1_048_576
_REST_S = 1.0


def _workers(text: str) -> int:
    """Return the number of worker processes.

    Raises
    ------
    SettingError
        If ``text`` is not a whole number from 1 to 64.
    """
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):  # noqa: PLR2004
        msg = f"WORKERS is {text!r}: expected a whole number from 1 to 64, for example 2"
        raise SettingError(msg)
    return int(text)


try:
    _settings = Settings.from_environment(os.environ)
    workers = _workers(os.environ.get("WORKERS") or "2")
except SettingError as exc:
    sys.exit(str(exc))

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"

# Threads, because browsers open connections ahead of need: an idle one would hold a whole
# single-threaded worker until it timed out. Keep-alive spares readers a handshake for each file.
worker_class = "gthread"
threads = 4
keepalive = 5
timeout = 30
graceful_timeout = 10

# Load the catalogue once and fork: workers share its memory, all serve the same build, and a
# fault in it stops the start instead of one worker after another.
preload_app = True

keep_memory_small()

# The heartbeat file must not wait for a disk.
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes its own private file there
    worker_tmp_dir = "/dev/shm"  # noqa: S108

accesslog = None  # ACCESS_LOG is the application's own: a line that names no reader
control_socket_disable = True  # no second way in

# A request's bounds; the application has narrower ones of its own (dashboard.web.validation).
message.MAX_REQUEST_LINE = limit_request_line = 32_768  # gunicorn takes no more than the first
limit_request_fields = 60
limit_request_field_size = 8190

# Which proxies to believe is one setting, TRUSTED_PROXIES, and the application reads it.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


def _head_without_banner(self: Any) -> list[str]:  # noqa: ANN401 - gunicorn has no types
    """Return the first lines of an answer as gunicorn writes them, without naming gunicorn."""
    return [line for line in _head(self) if not line.startswith("Server:")]


class _Gathering:
    """Stands in for a socket and keeps what is written to it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.parts.append(data)


def _write_at_once(self: Any, body: bytes) -> None:  # noqa: ANN401 - gunicorn has no types
    """Send an answer's head together with its body.

    gunicorn sends one, then the other. A worker that is killed between the two leaves a proxy with
    a head that it has passed on already, so that it cannot ask another copy for the answer.
    """
    sock, gathering = self.sock, _Gathering()
    self.sock = gathering
    try:
        _write(self, body)
    finally:
        self.sock = sock
    if gathering.parts:
        sock.sendall(b"".join(gathering.parts))


_REFUSAL = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{advice}</p><p><a href="/">Go to the map</a></p></body></html>
"""
_REFUSAL_HEAD = """HTTP/1.1 {status} {reason}\r
Connection: close\r
Content-Type: text/html; charset=utf-8\r
Content-Length: {length}\r
Cache-Control: no-store\r
Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
Referrer-Policy: strict-origin-when-cross-origin\r
X-Content-Type-Options: nosniff\r
\r
"""
_TOO_LONG = 414


def _refuse(sock: socket.socket, status: int, reason: str, _detail: str) -> None:
    """Answer a request that gunicorn could not read, in words and without repeating any of it.

    What is still on its way is taken in for a moment: closing before that would reset the
    connection, and the reader would see no answer at all.
    """
    title, advice = "This request cannot be read", "It is not as a browser writes it."
    if status == _TOO_LONG:
        title = "This link is too long"
        advice = "Choose again on the map and take its link instead."
    body = _REFUSAL.format(title=title, advice=advice)
    head = _REFUSAL_HEAD.format(status=status, reason=reason, length=len(body))
    sock.settimeout(_REST_S)
    with contextlib.suppress(OSError):
        sock.sendall((head + body).encode())
        sock.shutdown(socket.SHUT_WR)
        until, rest = time.monotonic() + _REST_S, _REST_BYTES
        while rest > 0 and time.monotonic() < until and (taken := sock.recv(65_536)):
            rest -= len(taken)


# This file is read anew on HUP: what it puts in the place of gunicorn's own remembers that.
_head = getattr(wsgi.Response.default_headers, "before", wsgi.Response.default_headers)
_write = getattr(wsgi.Response.write, "before", wsgi.Response.write)
_head_without_banner.before = _head  # type: ignore[attr-defined]
_write_at_once.before = _write  # type: ignore[attr-defined]
wsgi.Response.default_headers = _head_without_banner
wsgi.Response.write = _write_at_once
util.write_error = _refuse


def when_ready(server: Arbiter) -> None:
    """Give connections room for a whole page, so that no answer waits half sent in a worker."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM_BYTES)


def on_reload(server: Arbiter) -> None:
    """Take up new data on HUP: load them once, before the workers that will serve them start.

    Where they cannot be used, the workers start with what was loaded before. New code needs a
    restart: the modules of this process stay as they are.
    """
    try:
        fresh = create_app(Settings.from_environment(os.environ))
    except (CatalogueError, SettingError) as exc:
        server.log.error("The data loaded before stay served: %s", exc)  # noqa: TRY400 - one sentence
    else:
        server.app.callable = fresh.server
