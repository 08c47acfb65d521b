"""Servers of a test's own, started as a person starts them, on data that it may change."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_PATIENCE_S: Final = 90.0
_PAUSE_S: Final = 0.05
Server = subprocess.Popen[bytes]


GUNICORN: Final = ("-m", "gunicorn", "--config", "gunicorn.conf.py", "app:server")
"""What serves behind nginx."""
WAITRESS: Final = ("app.py",)
"""What serves alone."""


@contextlib.contextmanager
def serve(
    built: Path, folder: Path, program: Sequence[str] = GUNICORN, **settings: str
) -> Iterator[tuple[Server, str]]:
    """Run a server on ``built`` and give its first process and address; ``folder`` gets its log.

    Parameters
    ----------
    program
        What Python runs: ``GUNICORN`` or ``WAITRESS``.
    settings
        Environment variables besides ``BUILT``, ``HOST`` and ``PORT``.
    """
    port = settings.pop("PORT", None) or str(free_port())
    environ = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": port,
        "WORKERS": "1",
        "BUILT": str(built),
        "SITE_URL": "",
        "REQUESTS_PER_MINUTE": "0",
    }
    log = folder / "log.txt"
    with (
        log.open("ab") as out,
        subprocess.Popen(
            [sys.executable, *program], cwd=ROOT, env=environ | settings, stdout=out, stderr=out
        ) as server,
    ):
        try:
            url = f"http://127.0.0.1:{port}{settings.get('BASE_PATH', '').rstrip('/')}"
            wait_until(lambda: server.poll() is not None or answers(url), log)
            if server.poll() is not None:
                pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
            yield server, url
        finally:
            stop(server)


def stop(server: Server) -> None:
    """Ask a server to end and wait until it has; kill it, and fail, where it does not."""
    server.terminate()
    try:
        server.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        pytest.fail("the server did not end when it was asked to")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str, path: str) -> tuple[int, bytes]:
    """Return the status and body of a GET on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", parts.path + path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def answers(url: str) -> bool:
    """Return whether the server there is ready."""
    try:
        return fetch(url, "/readyz")[0] == http.client.OK
    except (ConnectionError, http.client.HTTPException):
        return False


def wait_until(is_so: Callable[[], bool], log: Path | None = None) -> None:
    """Return once ``is_so``; fail, with the end of ``log``, after a minute and a half."""
    deadline = time.monotonic() + _PATIENCE_S
    while not is_so():
        if time.monotonic() > deadline:
            tail = log.read_text(encoding="utf-8")[-4000:] if log else ""
            pytest.fail(f"what was waited for did not come\n{tail}")
        time.sleep(_PAUSE_S)


def list_workers(server: Server) -> set[int]:
    """Return the processes that answer requests now."""
    found = subprocess.run(
        ["pgrep", "-P", str(server.pid)],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    return {int(line) for line in found.stdout.split()}


def reload(server: Server) -> None:
    """Ask the server to take up new data; return once no worker from before is left."""
    before = list_workers(server)
    server.send_signal(signal.SIGHUP)
    wait_until(lambda: bool(list_workers(server)) and before.isdisjoint(list_workers(server)))


def wait_for_version(url: str, version: str | None) -> None:
    """Return once every worker there serves data of ``version``: twenty answers in a row."""
    wait_until(
        lambda: all(
            json.loads(fetch(url, "/readyz")[1])["data_version"] == version for _ in range(20)
        )
    )


def wait_for_line(log: Path, words: str) -> None:
    """Return once the log holds ``words``."""
    wait_until(lambda: words in log.read_text(encoding="utf-8"), log)


def rename_fund(built: Path, target: Path, title: str) -> Path:
    """Copy a build to ``target`` with the fund renamed, as a build of other data would be."""
    shutil.copytree(built, target)
    path = target / "catalogue.json"
    document = json.loads(path.read_bytes())
    document["fund"]["title"] = title
    path.write_text(json.dumps(document), encoding="utf-8")
    manifest = json.loads((target / "manifest.json").read_bytes())
    content = path.read_bytes()
    manifest["files"][path.name] = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
    }
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return target


def send_raw(url: str, head: bytes) -> bytes:
    """Send bytes as they are on a connection of their own, and return all that comes back."""
    parts = urlsplit(url)
    address = (str(parts.hostname), parts.port or 80)
    with socket.create_connection(address, timeout=_PATIENCE_S) as sock:
        with contextlib.suppress(ConnectionError):
            sock.sendall(head)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while taken := sock.recv(65_536):
                answer += taken
    return answer
