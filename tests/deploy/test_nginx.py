"""Two copies of the map behind the nginx configuration that deploy/ offers."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from geodata.model.store_format import STORE
from tests.deploy.nginx import ADDRESS, Front, need, run_nginx
from tests.load import load
from tests.serving import fetch, free_port, list_workers, serve, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.serving import Server

pytestmark = pytest.mark.slow

PATHS: Final = (
    "/search?find=kent{number}",
    "/api/v1/bids?q=health{number}&limit=5",
    "/?q=care{number}",
    "/search.json?find=leeds{number}",
    "/",
)


KILLS: Final = int(os.environ.get("TORTURE_COPIES", "1"))
WORKER_THREADS: Final = 4
"""Requests that the one worker of a copy holds at a time."""


@pytest.fixture(scope="module")
def front(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run nginx in front of two copies."""
    need("nginx", "openssl")
    with ExitStack() as stack:
        copies = [
            stack.enter_context(
                serve(built_folder, tmp_path_factory.mktemp("copy"), TRUSTED_PROXIES="1")
            )[1]
            for _ in range(2)
        ]
        yield stack.enter_context(run_nginx(tmp_path_factory.mktemp("nginx"), copies))


def ask(front: Front, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(front.url)
    connection = http.client.HTTPSConnection(ADDRESS, parts.port, context=front.tls, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_plain_http_leads_to_tls(front: Front) -> None:
    parts = urlsplit(front.plain_url)
    connection = http.client.HTTPConnection(ADDRESS, parts.port)
    connection.request("GET", "/?round=2014-15")
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.getheader("Location") == f"https://{ADDRESS}/?round=2014-15"


def test_pages_over_tls_carry_their_headers_once(front: Front) -> None:
    answer, _ = ask(front, "/")
    assert answer.status == 200
    names = [name.lower() for name, _ in answer.getheaders()]
    for name in ("content-security-policy", "strict-transport-security", "x-content-type-options"):
        assert names.count(name) == 1
    assert "set-cookie" not in names
    assert not re.search(r"\d", answer.getheader("Server") or "")


def test_old_tls_is_refused(front: Front) -> None:
    old = ssl.create_default_context(cafile=str(front.authority))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("AES128-SHA")
    connection = http.client.HTTPSConnection(ADDRESS, urlsplit(front.url).port, context=old)
    with pytest.raises(ssl.SSLError):
        connection.request("GET", "/")
    connection.close()


def test_a_body_over_the_limit_ends_at_the_front(front: Front) -> None:
    connection = http.client.HTTPSConnection(ADDRESS, urlsplit(front.url).port, context=front.tls)
    connection.request("POST", "/_dash-update-component", body=b"x" * 70_000)
    assert connection.getresponse().status == 413
    connection.close()


def test_health_of_the_copies_can_be_asked_from_this_machine(front: Front) -> None:
    assert json.loads(ask(front, "/readyz")[1])["status"] == "ready"


def test_a_link_of_ten_thousand_characters_passes_and_a_longer_one_is_refused_in_words(
    front: Front,
) -> None:
    answer, body = ask(front, "/?level=lower&q=" + "a" * 10_000)
    assert answer.status == 200
    assert b"Only the first 100 characters of the search were used." in body
    answer, body = ask(front, "/?q=" + "a" * 100_000)
    assert answer.status == 414
    assert answer.getheader("Content-Type") == "text/plain"
    assert body.startswith(b"This link is too long.")


def test_the_front_keeps_what_may_be_kept_in_each_packing(front: Front) -> None:
    for packing in ("br", "gzip", "identity"):
        bodies = {
            ask(front, "/?round=2013-14", **{"Accept-Encoding": packing})[1] for _ in range(3)
        }
        assert len(bodies) == 1
    plain = ask(front, "/?round=2013-14", **{"Accept-Encoding": "identity"})[1]
    assert plain.startswith(b"<!DOCTYPE html>")


def test_a_copy_that_fails_shows_to_no_reader(built_folder: Path, tmp_path: Path) -> None:
    """The awards of one copy are damaged: what it answers with 500 is asked of the other."""
    folders = [tmp_path / name for name in ("one", "two", "nginx", "tmp")]
    for folder in folders:
        folder.mkdir()
    with ExitStack() as stack:
        urls = [
            stack.enter_context(
                serve(built_folder, folders[number], TRUSTED_PROXIES="1", TMPDIR=place)
            )[1]
            for number, place in enumerate((str(folders[3]), "/tmp"))  # noqa: S108 - as is usual
        ]
        front = stack.enter_context(run_nginx(folders[2], urls))
        for path in folders[3].glob(f"*/{STORE}"):
            path.write_bytes(b"")
        assert fetch(urls[0], "/readyz")[0] == 503
        assert fetch(urls[0], "/?q=care")[0] == 500
        for number in range(8):
            assert ask(front, f"/?q=health{number}")[0].status == 200


def test_no_reader_is_told_the_budget_of_another_and_no_search_is_kept(front: Front) -> None:
    for path in ("/api/v1/bids?limit=3", "/?round=2014-15", "/search?find=kent", "/?q=kent"):
        for _ in range(2):
            answer, _body = ask(front, path)
            assert "ratelimit" not in str(answer.getheaders()).lower()
            if "kent" in path:
                assert "private" in (answer.getheader("Cache-Control") or "")


def test_a_copy_that_dies_and_one_that_restarts_fail_no_reader(
    built_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Killed under a load of a hundred requests a second, then started again and reloaded."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
    ports = [str(free_port()) for _ in folders]

    def start(stack: ExitStack, number: int) -> Server:
        return stack.enter_context(
            serve(built_folder, folders[number], PORT=ports[number], TRUSTED_PROXIES="1")
        )[0]

    with ExitStack() as stack:
        first = start(stack, 0)
        second = start(stack, 1)
        copies = [f"http://127.0.0.1:{port}" for port in ports]
        front = stack.enter_context(run_nginx(tmp_path_factory.mktemp("nginx"), copies))
        with load(
            front.url, PATHS, per_second=100, keep_alive=True, tls=front.tls, readers=12
        ) as result:
            wait_until(lambda: result.asked > 200)
            for _ in range(KILLS):
                for process in (*list_workers(second), second.pid):
                    os.kill(process, signal.SIGKILL)
                second.wait(60)
                after_kill = result.asked
                wait_until(lambda: result.asked > after_kill + 200)  # noqa: B023 - waited for here
                second = start(stack, 1)
                first.send_signal(signal.SIGHUP)
                after_restart = result.asked
                wait_until(lambda: result.asked > after_restart + 300)  # noqa: B023 - as above
        print(f"\nkilled and restarted: {result.summary}")  # noqa: T201 - the figure to record
        # nginx asks the other copy unless an answer has begun: such a one ends short.
        cut = [fault for fault in result.failed if fault.startswith("IncompleteRead")]
        assert result.failed == cut
        assert len(cut) <= KILLS * WORKER_THREADS, cut
        assert len(result.statuses) > 700
