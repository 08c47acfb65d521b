"""How data leave: validators, caching and which kinds are compressed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import flask

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_AGE_S: Final = 300
"""How long a reader or a CDN may keep an answer without asking: new data need a restart."""

COMPRESSED: Final = (
    "application/geo+json",
    "application/javascript",
    "application/json",
    "application/problem+json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
)
_TAG_CHARS: Final = 20


def send_data(body: bytes, media_type: str) -> flask.Response:
    """Return ``body`` with a validator made from it, or 304 if the reader has the same.

    The validator is weak because the body may be compressed on its way, and it is made from the
    bytes themselves, so that it changes with the data and with the program alike.
    """
    return send_made(body, lambda: body, media_type)


def send_made(plan: bytes, make: Callable[[], bytes], media_type: str) -> flask.Response:
    """Return what ``make`` makes, with a validator made from ``plan``.

    ``plan`` decides what ``make`` returns, as a drawing decides its picture, so a reader who has
    the picture already costs only the plan.
    """
    tag = hashlib.sha256(plan).hexdigest()[:_TAG_CHARS]
    held = flask.request.if_none_match.contains_weak(tag)
    answer = flask.Response(b"" if held else make(), content_type=media_type)
    answer.set_etag(tag, weak=True)
    answer.cache_control.public = True
    answer.cache_control.max_age = MAX_AGE_S
    answer.make_conditional(flask.request)
    return answer
