"""Starts the servers that are measured, each on a port of its own, with the project's settings."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = "app:server"
PEERS: Final = "benchmarks.peer_server:server"
_START_S: Final = 90.0


@dataclass(frozen=True, slots=True)
class Running:
    """One server and how long it took from its start to its first answer."""

    address: str
    process: psutil.Process
    ready_s: float

    def worker_rss(self) -> list[int]:
        """Return the resident bytes of each worker, memory shared with the others included."""
        return [child.memory_info().rss for child in self.process.children()]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(
    target: str, ask: str, *, workers: int = 2, environ: dict[str, str] | None = None
) -> Iterator[Running]:
    """Serve ``target`` with the project's gunicorn settings until the block ends.

    Raises
    ------
    RuntimeError
        If it does not answer ``ask`` within a minute and a half.
    """
    port = free_port()
    environ = os.environ | {"PORT": str(port), "WORKERS": str(workers)} | (environ or {})
    # As `make run` does; a package of the peers reads docstrings.
    flags = ["-OO"] if target == OURS else []
    command = [sys.executable, *flags, "-m", "gunicorn", "--config", "gunicorn.conf.py", target]
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own server
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(server, port, ask)
            took = time.perf_counter() - began
            yield Running(f"http://127.0.0.1:{port}", psutil.Process(server.pid), took)
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], port: int, ask: str) -> None:
    deadline = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_S)
        try:
            connection.request("GET", ask)
            if connection.getresponse().status == http.client.OK:
                return
        except ConnectionError:
            time.sleep(0.02)
        finally:
            connection.close()
    msg = f"{server.args!r} did not answer {ask}: run it by hand to see why"
    raise RuntimeError(msg)
