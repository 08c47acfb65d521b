"""A real server on the real built data, and ways to find things on its map."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_S: Final = 30.0
_PAUSE_S: Final = 0.05

# A machine that does other work as well may need longer than Playwright's own five seconds.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def site_url(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address, without a closing slash, of the site as gunicorn serves it; a port of its own."""
    port = free_port()
    environ = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "1",
        "BUILT": str(built_folder),
        "SITE_URL": "",
    }
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [
        sys.executable,
        "-OO",
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "app:server",
    ]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out) as server,
    ):
        try:
            wait_until_ready(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server answers ``/readyz``; fail with its log if it does not."""
    deadline = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_S)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except ConnectionError:
            time.sleep(_PAUSE_S)
        finally:
            connection.close()
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
