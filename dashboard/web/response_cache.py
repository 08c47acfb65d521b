"""Keep recent responses in one cache, and return 304 where the browser has the response.

A response depends on its request and on the loaded data alone, so it is kept under everything of
the request that it can depend on. It is kept as it travels: compressed, with its headers. Whoever
has it already gets 304, decided here for every route.
"""

from __future__ import annotations

import hashlib
import threading
from typing import Final

import flask
from cachetools import LRUCache

from dashboard.web.validation import CALLBACK_PATH

MAX_BYTES: Final = 6_000_000
"""What the responses that one process keeps may take together: about 400 pages."""
PRIVATE_ARGUMENTS: Final = frozenset({"q", "find"})
"""Parameters that hold a reader's own words: no cache in front may keep their answers."""
ENTRY_BYTES: Final = 1_500
"""What an entry takes besides its body: key, headers and a place in the table."""

_LARGEST_SHARE: Final = 4
_LONGEST_KEY: Final = 2_000
_OK: Final = 200

Key = tuple[str | bytes, ...]
Kept = tuple[bytes, list[tuple[str, str]]]


class ResponseCache:
    """Bodies and headers asked for last, within a budget of bytes; safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        self.kept: LRUCache[Key, Kept] = LRUCache(max_bytes, lambda one: len(one[0]) + ENTRY_BYTES)
        self._lock = threading.Lock()

    def get(self, key: Key) -> Kept | None:
        """Return what is kept under ``key``, or ``None``."""
        with self._lock:
            return self.kept.get(key)

    def put(self, key: Key, response: Kept) -> None:
        """Keep a response, unless it takes more than a quarter of the budget."""
        if len(response[0]) + ENTRY_BYTES <= self.kept.maxsize // _LARGEST_SHARE:
            with self._lock:
                self.kept[key] = response


def register_response_cache(server: flask.Flask) -> None:
    """Answer from the cache before anything else does, and keep what may be kept.

    Register it before compression and whatever adds headers: Flask runs what comes after a request
    in the opposite order, so what is kept has both.
    """
    cache = ResponseCache(MAX_BYTES)

    def look_up() -> flask.Response | None:
        key = _make_key(flask.request)
        kept = cache.get(key) if key else None
        flask.g.cache_key = None if kept else key
        return flask.Response(kept[0], headers=kept[1]) if kept else None

    def finish(response: flask.Response) -> flask.Response:
        control = response.cache_control
        if not (control.no_store or PRIVATE_ARGUMENTS.isdisjoint(flask.request.args)):
            control.public, control.private = False, True
        key = flask.g.pop("cache_key", None)
        if key and _may_be_kept(response):
            cache.put(key, (response.get_data(), list(response.headers)))
        if response.status_code == _OK:
            response.make_conditional(flask.request)
        return response

    server.before_request(look_up)
    server.after_request(finish)


def _may_be_kept(response: flask.Response) -> bool:
    if response.status_code != _OK or response.is_streamed or response.cache_control.no_store:
        return False
    says_so = response.get_etag()[0] or response.cache_control.max_age
    return bool(says_so) or flask.request.path == CALLBACK_PATH


def _make_key(request: flask.Request) -> Key | None:
    """Return what the response depends on; ``None`` for a request whose response is not kept."""
    is_callback = request.method == "POST" and request.path == CALLBACK_PATH
    if request.method != "GET" and not is_callback:
        return None
    asked = (request.scheme, request.host, request.path, request.query_string)
    taken = (request.headers.get("Accept", ""), request.headers.get("Accept-Encoding", ""))
    body = hashlib.sha256(request.get_data()).digest() if is_callback else b""
    return (*asked, *taken, body) if sum(map(len, (*asked, *taken))) <= _LONGEST_KEY else None
