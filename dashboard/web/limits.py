"""Limit requests: each address has a budget of processor time per minute.

One unit is about 10 ms of a processor, as measured on the real data. Static files,
responses in the cache and pages without a query cost nothing. Where every process counts for
itself (``memory://``) a reader may get up to the budget from each; with Redis they share one count,
and count for themselves while it is down.
"""

from __future__ import annotations

import ipaddress
import math
import time
from typing import TYPE_CHECKING, Final

import flask
from flask_limiter import Limiter
from werkzeug.exceptions import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.settings import Settings

COSTS: Final[Mapping[str, int]] = {
    "/_dash-component-suites/": 2,
    "/_dash-update-component": 2,
    "/api/": 1,
    "/charts/": 1,
    "/download/": 6,
    "/picture/": 1,
    "/search": 1,
}
"""What a request takes from the budget, by how its path begins."""

QUERY_COSTS: Final[Mapping[str, int]] = {"/": 5, "/table": 4, "/embed": 1, "/brief": 1}
"""What a page takes if it has a query; without one it takes nothing."""

PICTURE_COSTS: Final[Mapping[str, int]] = {"card.png": 22, "slide.png": 43, "a4.png": 140}
"""What a picture takes besides, by its file name."""

_PICTURES: Final = "/picture/"
_NETWORK_BITS: Final = 64
"""One household has this much of an IPv6 address and may change the rest as it likes."""


def register_limits(server: flask.Flask, settings: Settings) -> None:
    """Answer 429 to an address that spends more than the budget of a minute."""
    if not settings.requests_per_minute:
        return

    def find_request_cost() -> int:
        return find_cost(flask.request.path, flask.request.query_string)

    limiter = Limiter(
        name_network,
        app=server,
        application_limits=[f"{settings.requests_per_minute} per minute"],
        application_limits_cost=find_request_cost,
        storage_uri=settings.limit_store,
        strategy="sliding-window-counter",
        swallow_errors=True,
        in_memory_fallback_enabled=True,
    )
    limiter.request_filter(lambda: find_request_cost() == 0)

    def say_when(response: flask.Response) -> flask.Response:
        limit = limiter.current_limit
        if response.status_code == TooManyRequests.code and limit is not None:
            response.headers["Retry-After"] = str(max(1, math.ceil(limit.reset_at - time.time())))
        return response

    server.after_request(say_when)


def find_cost(path: str, query: bytes = b"") -> int:
    """Return what a request takes from its reader's budget."""
    if query and path in QUERY_COSTS:
        return QUERY_COSTS[path]
    cost = next((cost for start, cost in COSTS.items() if path.startswith(start)), 0)
    if path.startswith(_PICTURES):
        cost += PICTURE_COSTS.get(path.rpartition("/")[2], 0)
    return cost


def name_network() -> str:
    """Return whom a request counts against: an IPv4 address, or the network of an IPv6 one."""
    return read_network(flask.request.remote_addr or "")


def read_network(text: str) -> str:
    """Return the network of an address as servers and proxies write it.

    Examples
    --------
    >>> read_network("203.0.113.9:4711"), read_network("::ffff:203.0.113.9")
    ('203.0.113.9', '203.0.113.9')
    >>> read_network("[2001:db8::1]:443")
    '2001:db8::/64'
    """
    host, _, port = text.strip().rpartition(":")
    if port.isdecimal() and ("]" in host or ":" not in host):
        text = host
    try:
        address = ipaddress.ip_address(text.strip("[] ").partition("%")[0])
    except ValueError:  # a Unix socket, or a proxy that writes no address
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))
