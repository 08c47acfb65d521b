"""One cache of responses, so that the next reader who asks the same gets the same bytes at once.

A response depends on its request and on the loaded data alone, so it is kept under everything of
the request that it can depend on. It is kept as it travels: compressed, with its headers. Whoever
has it already gets 304, decided here for every route.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from typing import Final

import flask
from cachetools import LRUCache

from dashboard.web.validation import CALLBACK_PATH

MAX_BYTES: Final = 6_000_000
"""What the responses that one process keeps may take together: about 400 pages."""
PRIVATE_ARGUMENTS: Final = frozenset({"q", "find"})
"""Parameters that hold a reader's own words: no cache in front may keep their answers."""

_ENTRY_BYTES: Final = 1_500
"""What an entry takes besides its body: key, headers and a place in the table."""
_LARGEST_SHARE: Final = 4
_LONGEST_KEY: Final = 2_000
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Key:
    """Everything of a request that its response depends on."""

    origin: tuple[str, str]
    path: str
    query: bytes
    accept: str
    encoding: str
    body: bytes


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """A response with status 200, as it travels."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def size(self) -> int:
        """Bytes that it takes of the budget."""
        return len(self.body) + _ENTRY_BYTES


class ResponseCache:
    """The responses asked for last; safe between threads.

    Parameters
    ----------
    max_bytes
        What all may take together. The one not asked for longest makes room; one that takes more
        than a quarter is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        self._largest = max_bytes // _LARGEST_SHARE
        self._kept: LRUCache[Key, KeptResponse] = LRUCache(max_bytes, lambda one: one.size)
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes taken, never more than the budget."""
        return int(self._kept.currsize)

    def get(self, key: Key) -> KeptResponse | None:
        """Return the response kept under ``key``, or ``None``."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Key, response: KeptResponse) -> None:
        """Keep a response, unless it is too large."""
        if response.size <= self._largest:
            with self._lock:
                self._kept[key] = response


def register_response_cache(server: flask.Flask, max_bytes: int = MAX_BYTES) -> ResponseCache:
    """Answer from the cache before anything else does, and keep what may be kept.

    Register it before compression and whatever adds headers: Flask runs what comes after a request
    in the opposite order, so what is kept has both.
    """
    cache = ResponseCache(max_bytes)

    def look_up() -> flask.Response | None:
        key = _make_key(flask.request)
        kept = None if key is None else cache.get(key)
        if kept is None:
            flask.g.cache_key = key
            return None
        return flask.Response(kept.body, headers=list(kept.headers))

    def finish(response: flask.Response) -> flask.Response:
        control = response.cache_control
        if not (control.no_store or PRIVATE_ARGUMENTS.isdisjoint(flask.request.args)):
            control.public, control.private = False, True
        key = flask.g.pop("cache_key", None)
        if key is not None and _may_be_kept(response):
            headers = tuple(response.headers)
            cache.put(key, KeptResponse(headers, response.get_data()))
        if response.status_code == _OK:
            response.make_conditional(flask.request)
        return response

    server.before_request(look_up)
    server.after_request(finish)
    return cache


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
    key = Key(
        origin=(request.scheme, request.host),
        path=request.path,
        query=request.query_string,
        accept=request.headers.get("Accept", ""),
        encoding=request.headers.get("Accept-Encoding", ""),
        body=hashlib.sha256(request.get_data()).digest() if is_callback else b"",
    )
    length = len(key.path) + len(key.query) + len(key.accept) + len(request.host)
    return key if length <= _LONGEST_KEY else None
