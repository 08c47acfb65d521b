"""Compare one copy of the map with two behind nginx: requests per second and processor time.

Where all share the same cores two copies cannot answer twice as much, so the processor's time of
the copies themselves is measured too: if a request costs no more with two copies than with one,
nothing is shared between them, and throughput grows with the cores that they are given.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.load import CHOICES, Target, ask, callback_bodies
from benchmarks.servers import OURS, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.servers import Running

_KEPT: Final = "proxy_cache pages; proxy_cache_valid 200 1m;"
_NGINX: Final = """
daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  proxy_cache_path {folder}/cache keys_zone=pages:4m;
  upstream copies {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://copies; proxy_http_version 1.1; proxy_set_header Connection "";
      {kept}
    }}
  }}
}}
"""

_SAID: Final = (
    "two copies answer {grown:.2f} times as many here, where they share their cores with nginx and "
    "wrk; a request costs a worker {cost:.2f} times what it costs with one copy, so with cores of "
    "their own they would answer {apart:.2f} times as many."
)


@dataclass(frozen=True, slots=True)
class Throughput:
    """One way to serve: requests per second, and the copies' processor time of each in ms."""

    name: str
    target: str
    rate: float
    cost_ms: float


def run_copies(*, rounds: int, seconds: float, environ: dict[str, str]) -> list[Throughput]:
    """Measure one copy and two behind nginx, and two with pages kept there; medians of rounds.

    Raises
    ------
    RuntimeError
        If nginx is not installed.
    """
    if shutil.which("nginx") is None:
        msg = "nginx is not installed: apt-get install nginx, then run again"
        raise RuntimeError(msg)
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with (
        serving(OURS, "/readyz", workers=1, environ=environ) as one,
        serving(OURS, "/readyz", workers=1, environ=environ) as other,
        _front([one]) as single,
        _front([one, other]) as double,
        _front([one, other], kept=True) as keeping,
    ):
        bodies = callback_bodies(one.address, CHOICES)
        ways = [("one copy", single), ("two copies", double), ("two, pages kept", keeping)]
        for number in range(rounds + 1):
            for name, address in ways:
                for target in (
                    Target("/", f"{address}/"),
                    Target("filter callback", f"{address}/_dash-update-component", bodies),
                ):
                    before = _processor_s(one, other)
                    began = time.perf_counter()
                    rate, _, _ = ask(target, seconds)
                    spent = _processor_s(one, other) - before
                    answered = rate * (time.perf_counter() - began)
                    if number:
                        cost = 1000 * spent / answered
                        found.setdefault((name, target.name), []).append((rate, cost))
            print(f"  round {number} of {rounds}", flush=True)
    return [
        Throughput(name, target, median(rate for rate, _ in all_), median(cost for _, cost in all_))
        for (name, target), all_ in found.items()
    ]


@contextlib.contextmanager
def _front(copies: Sequence[Running], *, kept: bool = False) -> Iterator[str]:
    """Run nginx in front of ``copies`` and yield its address."""
    port = free_port()
    servers = " ".join(f"server {copy.address.removeprefix('http://')};" for copy in copies)
    with tempfile.TemporaryDirectory() as folder:
        text = _NGINX.format(
            folder=folder,
            port=port,
            servers=servers,
            kept=_KEPT if kept else "",
            user="user root;" if os.geteuid() == 0 else "",
        )
        (Path(folder) / "nginx.conf").write_text(text, encoding="utf-8")
        command = ["nginx", "-p", folder, "-c", "nginx.conf", "-e", "error.log"]
        with subprocess.Popen(command) as server:  # noqa: S603 - Debian's nginx
            try:
                time.sleep(1)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def _processor_s(*copies: Running) -> float:
    """Return the processor time of all workers so far, in seconds."""
    workers = [child for copy in copies for child in copy.process.children()]
    return sum(sum(worker.cpu_times()[:2]) for worker in workers)


def describe(found: Sequence[Throughput]) -> list[str]:
    """Return the figures as lines of Markdown, and what two copies bring over one."""
    lines = ["## One copy and two, behind nginx, a worker each", ""]
    lines += ["| way | route | requests/s | worker's ms each |", "|---|---|---:|---:|"]
    lines += [
        f"| {one.name} | {one.target} | {one.rate:.0f} | {one.cost_ms:.2f} |" for one in found
    ]
    by = {(one.name, one.target): one for one in found}
    for target in dict.fromkeys(one.target for one in found):
        single, double = by["one copy", target], by["two copies", target]
        grown, cost = double.rate / single.rate, double.cost_ms / single.cost_ms
        lines += ["", f"{target}: {_SAID.format(grown=grown, cost=cost, apart=2 / cost)}"]
    return [*lines, ""]
