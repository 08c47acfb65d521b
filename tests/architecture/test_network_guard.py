"""The guard that keeps tests on the machine does stop them, and lets loopback through."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import requests

from tests.conftest import NetworkLeftError, is_loopback

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import SocketGuard

# 192.0.2.0/24 and .invalid are reserved for documentation: nothing can be there.


def test_connection_to_another_machine_is_refused(socket_guard: SocketGuard) -> None:
    with pytest.raises(NetworkLeftError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    assert socket_guard.attempts == ["192.0.2.1"]
    socket_guard.attempts.clear()


def test_name_look_up_is_refused(socket_guard: SocketGuard) -> None:
    with pytest.raises(NetworkLeftError, match=r"example\.invalid"):
        requests.get("http://example.invalid/", timeout=1)
    socket_guard.attempts.clear()


def test_datagram_to_another_machine_is_refused(socket_guard: SocketGuard) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        pytest.raises(NetworkLeftError),
    ):
        sock.sendto(b"", ("192.0.2.1", 9))
    socket_guard.attempts.clear()


def test_loopback_is_let_through() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=1) as sock,
    ):
        assert sock.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.53", "localhost", "::1", b"localhost", None]
)
def test_this_machine_is_loopback(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "192.0.2.1", "example.invalid", "::2", 7])
def test_anything_else_is_not(host: object) -> None:
    assert not is_loopback(host)


@pytest.mark.browser
@pytest.mark.provokes("asked another host", "ERR_NAME_NOT_RESOLVED")
def test_page_that_asks_another_host_is_found_out(page: Page, page_faults: list[str]) -> None:
    page.set_content("<img src='http://example.invalid/pixel.png' alt=''>", wait_until="load")
    assert any("asked another host for http://example.invalid/" in fault for fault in page_faults)


@pytest.mark.browser
@pytest.mark.provokes("broken", "missing is not defined")
def test_page_that_errs_is_found_out(page: Page, page_faults: list[str]) -> None:
    page.set_content("<script>console.error('broken'); missing()</script>")
    assert page_faults[0] == "broken"
    assert "missing is not defined" in page_faults[1]
