"""How much one reader may ask for: a budget a minute for what costs more than a page.

Pages and files with a hash in their name are not counted: they are cheap, and a cache in front
answers most of them. Where every process counts for itself (``memory://``) a reader may get up to
the budget from each; with Redis they share one count, and count for themselves while it is down.
"""

from __future__ import annotations

import ipaddress
import math
import time
from typing import TYPE_CHECKING, Final

import flask
from flask_limiter import Limiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

    from dashboard.settings import Settings

COSTS: Final[Mapping[str, int]] = {
    "/_dash-update-component": 1,
    "/search": 1,
    "/api/": 1,
    "/charts/": 2,
    "/download/": 5,
    "/picture": 5,
}
"""What a request takes from the budget, by how its path begins; other paths take nothing."""

_NETWORK_BITS: Final = 64
"""One household has this much of an IPv6 address and may change the rest as it likes."""


def register_limits(server: flask.Flask, settings: Settings) -> None:
    """Answer 429 to an address that spends more than the budget of a minute."""
    if not settings.requests_per_minute:
        return
    limiter = Limiter(
        name_network,
        app=server,
        application_limits=[f"{settings.requests_per_minute} per minute"],
        application_limits_cost=lambda: find_cost(flask.request.path),
        storage_uri=settings.limit_store,
        strategy="sliding-window-counter",
        swallow_errors=True,
        in_memory_fallback_enabled=True,
    )
    limiter.request_filter(lambda: find_cost(flask.request.path) == 0)

    def say_when(response: flask.Response) -> flask.Response:
        limit = limiter.current_limit
        if response.status_code == TooManyRequests.code and limit is not None:
            response.headers["Retry-After"] = str(max(1, math.ceil(limit.reset_at - time.time())))
        return response

    server.after_request(say_when)


def believe_proxies(serve: WSGIApplication, hops: int) -> WSGIApplication:
    """Return ``serve``, which believes the last ``hops`` entries of the forwarding headers."""
    return ProxyFix(serve, x_for=hops, x_proto=hops) if hops else serve


def find_cost(path: str) -> int:
    """Return what a request for ``path`` takes from its reader's budget."""
    return next((cost for start, cost in COSTS.items() if path.startswith(start)), 0)


def name_network() -> str:
    """Return whom a request counts against: an IPv4 address, or the network of an IPv6 one."""
    text = flask.request.remote_addr or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a Unix socket, or a proxy that writes no address
        return "unknown"
    if address.version == 4:  # noqa: PLR2004 - of the Internet Protocol
        return text
    return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))
