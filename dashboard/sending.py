"""How data leave: validators, caching and which kinds are compressed."""

from __future__ import annotations

import hashlib
from typing import Final

import flask

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
    answer = flask.Response(body, content_type=media_type)
    answer.set_etag(hashlib.sha256(body).hexdigest()[:_TAG_CHARS], weak=True)
    answer.cache_control.public = True
    answer.cache_control.max_age = MAX_AGE_S
    answer.make_conditional(flask.request)
    return answer
