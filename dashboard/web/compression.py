"""Compress responses: with Brotli where the request accepts it, else with gzip.

Flask-Compress, WhiteNoise and the response cache all read one header, which is therefore
reduced to one value before any of them reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_compress import Compress
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    import flask

ENCODINGS: Final = ("br", "gzip")
_HEADER: Final = "HTTP_ACCEPT_ENCODING"
_APPLICATION: Final = ("geo+json", "javascript", "json", "problem+json", "xml")
_TEXT: Final = ("css", "csv", "html", "javascript", "plain")
_BROTLI_LEVEL: Final = 5
"""3 ms for the index page, a tenth larger than the slowest."""


def register_compression(server: flask.Flask) -> None:
    """Compress what the routes return. Register it after whatever keeps the compressed bytes."""
    kinds = [f"application/{kind}" for kind in _APPLICATION] + [f"text/{kind}" for kind in _TEXT]
    server.config.update(
        COMPRESS_ALGORITHM=ENCODINGS,
        COMPRESS_BR_LEVEL=_BROTLI_LEVEL,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,  # dashboard.web.response_cache does
        COMPRESS_MIMETYPES=[*kinds, "image/svg+xml"],
    )
    Compress(server)


def choose_encoding(header: str) -> str:
    """Return the tightest encoding that an ``Accept-Encoding`` header accepts.

    Examples
    --------
    >>> choose_encoding("gzip, br;q=0")
    'gzip'
    """
    accepted = parse_accept_header(header, Accept)
    return next((one for one in ENCODINGS if accepted.quality(one) > 0), "identity")


def name_one_encoding(serve: WSGIApplication) -> WSGIApplication:
    """Return ``serve`` with ``Accept-Encoding`` reduced to the encoding that is to be used."""

    def serve_encoded(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ[_HEADER] = choose_encoding(environ.get(_HEADER, ""))
        return serve(environ, start)

    return serve_encoded
