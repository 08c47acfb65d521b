"""Set cache lifetimes and ETags of responses."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import flask

if TYPE_CHECKING:
    from pathlib import Path

MAX_AGE_S: Final = 300
"""How long a reader or a CDN may keep an answer without asking: new data need a restart."""

_TAG_CHARS: Final = 20


def send_data(body: bytes, media_type: str) -> flask.Response:
    """Return ``body`` with a validator made from it.

    The validator is weak because the body may be compressed on its way, and it is made from the
    bytes themselves, so that it changes with the data and with the program alike.
    """
    response = flask.Response(body, content_type=media_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:_TAG_CHARS], weak=True)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_S
    return response


def send_html(page: str) -> flask.Response:
    """Return a page with its validator."""
    return send_data(page.encode(), "text/html; charset=utf-8")


def hash_file(path: Path) -> str:
    """Return the validator of a file that is sent as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_TAG_CHARS]
