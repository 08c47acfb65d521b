"""Pages, data and pictures kept by their address: each depends on it and on the data alone.

An answer is kept in the packing in which it travelled, with the headers that belong to it, so the
next reader gets it without its being made, and one who has it already gets 304.
"""

from __future__ import annotations

import json
from typing import Final

import flask

from dashboard.web.byte_cache import AnswerCache
from dashboard.web.caching import COMPRESSED
from dashboard.web.compression import Packing, choose_packing, mark_packed, pack

KEPT_BYTES: Final = 2_400_000
"""Packed answers kept by each worker: about 160 pages."""
KEPT_PATHS: Final = (
    "/api/v1/",
    "/areas/",
    "/bids/",
    "/figure/",
    "/partners/",
    "/picture/",
    "/regions/",
    "/table",
)
"""How the paths begin whose answers depend on the address and the kind asked for alone."""

_KEPT_HEADERS: Final = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cache-Control",
    "Content-Disposition",
    "Content-Type",
    "Cross-Origin-Resource-Policy",
    "ETag",
    "Link",
    "Vary",
    "X-Total-Count",
)
_KNOWN: Final = "HTTP_IF_NONE_MATCH"
Key = tuple[tuple[str, ...], Packing]
"""What an answer depends on, and how it is packed."""

_LONGEST_KEY: Final = 2_000
_OK: Final = 200
_NOT_MODIFIED: Final = 304


def register_known_answers(server: flask.Flask) -> AnswerCache:
    """Tell a reader who has a kept answer already that it stands, and return what is kept.

    Register it before requests are counted: like a page, it takes nothing from a reader's budget.
    """
    kept = AnswerCache(KEPT_BYTES)

    def answer_known() -> flask.Response | None:
        if _KNOWN not in flask.request.environ:
            return None
        key = _key_of(flask.request)
        found = None if key is None else kept.get(key)
        if found is None:
            return None
        answer = flask.Response(headers=json.loads(found.partition(b"\n")[0]))
        answer.make_conditional(flask.request)
        return answer if answer.status_code == _NOT_MODIFIED else None

    server.before_request(answer_known)
    return kept


def register_kept_answers(server: flask.Flask, kept: AnswerCache) -> None:
    """Put what is kept before the routes. Register it before whatever adds headers."""

    def look_up() -> flask.Response | None:
        key = _key_of(flask.request)
        if key is None:
            return None
        found = kept.get(key)
        if found is None:
            # The route makes the whole answer, so that it can be kept; see below for who knows it.
            flask.g.kept_key = key
            flask.g.known = flask.request.environ.pop(_KNOWN, None)
            return None
        head, _, body = found.partition(b"\n")
        return flask.Response(body, headers=json.loads(head))

    def keep(answer: flask.Response) -> flask.Response:
        key = flask.g.pop("kept_key", None)
        if key is None:
            return answer
        known = flask.g.pop("known")
        if answer.status_code == _OK and not answer.is_streamed:
            _put(kept, key, answer)
        if known is not None:
            flask.request.environ[_KNOWN] = known
            answer.make_conditional(flask.request)
        return answer

    server.before_request(look_up)
    server.after_request(keep)


def _put(kept: AnswerCache, key: Key, answer: flask.Response) -> None:
    """Pack an answer as its key says, and keep it with its headers."""
    if "Content-Encoding" not in answer.headers:
        packing = key[1] if answer.mimetype in COMPRESSED else Packing.PLAIN
        answer.set_data(pack(answer.get_data(), packing))
        mark_packed(answer, packing)
    headers = [(name, answer.headers[name]) for name in _KEPT_HEADERS if name in answer.headers]
    if "Content-Encoding" in answer.headers:
        headers.append(("Content-Encoding", answer.headers["Content-Encoding"]))
    kept.put(key, json.dumps(headers).encode() + b"\n" + answer.get_data())


def _key_of(request: flask.Request) -> Key | None:
    """Return what the answer depends on, or ``None`` for a request whose answer is not kept."""
    if request.method != "GET" or not request.path.startswith(KEPT_PATHS):
        return None
    if "Range" in request.headers:
        return None
    key = (request.scheme, request.host, request.full_path, request.headers.get("Accept", ""))
    if sum(map(len, key)) > _LONGEST_KEY:
        return None
    return key, choose_packing(request.accept_encodings)
