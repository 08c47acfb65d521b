"""What one address can do to the others: pictures without end, requests that never end.

The load is bounded in number and time and stays on this machine. Each test prints its figures.
"""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import statistics
import threading
import time
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from dashboard.settings import Settings
from tests.deploy.nginx import ADDRESS, Front, need, run_nginx
from tests.serving import WAITRESS, fetch, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

CONNECTIONS: Final = 12
SECONDS: Final = float(os.environ.get("TORTURE_ATTACK", "8"))
HALF_SENT: Final = 200
BUDGET: Final = str(Settings.from_environment({}).requests_per_minute)
ATTACKER: Final = "127.0.0.61"
READER: Final = "127.0.0.62"
PAGES: Final = ("/?round=2014-15&keep={}", "/areas/E10000017", "/table", "/?level=lower&keep={}")


@pytest.fixture(scope="module")
def front(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run nginx in front of two copies with the limits that they have by default."""
    need("nginx", "openssl")
    settings = {"TRUSTED_PROXIES": "1", "REQUESTS_PER_MINUTE": BUDGET, "WORKERS": "2"}
    with ExitStack() as stack:
        copies = [
            stack.enter_context(serve(built_folder, tmp_path_factory.mktemp("copy"), **settings))[1]
            for _ in range(2)
        ]
        yield stack.enter_context(run_nginx(tmp_path_factory.mktemp("nginx"), copies))


def ask(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def attack(connect: Callable[[str], http.client.HTTPConnection], path: str) -> None:
    """Ask for ``path`` on twelve connections, each time for another, while a reader reads.

    Fails unless the attacker is refused in part and the reader gets every page.
    """
    statuses: Counter[int | str] = Counter()
    numbers = itertools.count()
    stopping = threading.Event()

    def demand() -> None:
        connection = connect(ATTACKER)
        while not stopping.is_set():
            try:
                status = ask(connection, path.format(next(numbers)))
                statuses[status] += 1
                if status == http.client.TOO_MANY_REQUESTS:
                    stopping.wait(0.05)  # no more work for the test itself than for the site
            except (OSError, http.client.HTTPException) as error:
                statuses[type(error).__name__] += 1
                connection.close()
        connection.close()

    threads = [threading.Thread(target=demand) for _ in range(CONNECTIONS)]
    reader = connect(READER)
    alone = read(reader, 0)
    for thread in threads:
        thread.start()
    try:
        during = read(reader, 10_000)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
        reader.close()
    print(  # noqa: T201 - the figures to record
        f"\n{path}: attacker {dict(statuses)}; reader before {describe(alone)}, "
        f"during {describe(during)}"
    )
    assert statuses[429] + statuses[503] > 0


def read(reader: http.client.HTTPConnection, first: int) -> list[float]:
    """Read pages one after the other, none of them asked for before; return each time."""
    times: list[float] = []
    until = time.monotonic() + SECONDS
    for number in itertools.count(first):
        if time.monotonic() > until and len(times) >= len(PAGES):
            break
        began = time.perf_counter()
        assert ask(reader, PAGES[number % len(PAGES)].format(number)) == 200
        times.append(time.perf_counter() - began)
        time.sleep(0.05)
    return times


def describe(times: list[float]) -> str:
    late = statistics.quantiles(times, n=20)[-1]
    return (
        f"{len(times)} pages, median {statistics.median(times) * 1000:.0f} ms, "
        f"95th percentile {late * 1000:.0f} ms"
    )


@pytest.mark.parametrize(
    "path", ["/picture/a4.png?q=a{}", "/picture/slide.png?q=a{}", "/download/view.zip?q=a{}"]
)
def test_one_address_does_not_stop_the_site_behind_nginx(front: Front, path: str) -> None:
    if "picture" not in path and SECONDS < 60:
        pytest.skip("make torture spends a whole budget")
    port = urlsplit(front.url).port

    def connect(source: str) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(
            ADDRESS, port, context=front.tls, timeout=60, source_address=(source, 0)
        )

    attack(connect, path)


def test_one_address_does_not_stop_a_server_that_stands_alone(
    built_folder: Path, tmp_path: Path
) -> None:
    with serve(built_folder, tmp_path, WAITRESS, REQUESTS_PER_MINUTE=BUDGET) as (_, url):
        parts = urlsplit(url)

        def connect(source: str) -> http.client.HTTPConnection:
            return http.client.HTTPConnection(
                str(parts.hostname), parts.port, timeout=60, source_address=(source, 0)
            )

        attack(connect, "/picture/a4.png?q=a{}")


def test_requests_that_never_end_hold_up_nobody(built_folder: Path, tmp_path: Path) -> None:
    with serve(built_folder, tmp_path, WAITRESS) as (_, url), ExitStack() as stack:
        parts = urlsplit(url)
        for number in range(HALF_SENT):
            sock = socket.create_connection((str(parts.hostname), parts.port or 80), timeout=30)
            stack.enter_context(sock)
            head = b"POST /_dash-update-component HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n"
            sock.sendall(head + (b"\r\n{" if number % 2 else b"X-Slow: "))
        times: list[float] = []
        for _ in range(20):
            began = time.perf_counter()
            assert fetch(url, "/healthz")[0] == 200
            assert fetch(url, "/areas/E10000017")[0] == 200
            times.append(time.perf_counter() - began)
        worst = max(times) * 1000
        print(f"\n{HALF_SENT} half-sent requests: worst of 20 readers {worst:.0f} ms")  # noqa: T201
