"""Set security headers: pages load nothing from other hosts and send nothing to them."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final
from wsgiref.headers import Headers

import flask

from dashboard.map.page_colours import page_css

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from _typeshed import OptExcInfo
    from dash import Dash

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
        "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OVER_TLS: Final = "max-age=63072000"
"""Two years; without subdomains, which are not ours to decide about."""

FRAMEABLE: Final = "/embed"
"""The one path, with what is below it, that pages of other sites may show in a frame."""

FILE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A static file opened by itself may use its own styles, as the favicon does."""

_DRAWING: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""An SVG opened by itself may use its own styles; scripts of any sort may not run."""


def register_security(
    server: flask.Flask, app: Dash, page_styles: str, dash_styles: Iterable[str]
) -> None:
    """Set for every response what it may load and who may frame it.

    Parameters
    ----------
    page_styles
        The content of the style element of the page at ``/``.
    dash_styles
        SHA-256 of each style element that Dash's scripts put into it.
    """
    hashes = (_hash(page_css()), _hash(page_styles), *dash_styles)
    styles = " ".join(f"'sha256-{value}'" for value in hashes)

    def add_headers(answer: flask.Response) -> flask.Response:
        # Dash knows its inline scripts only once it has made the index page, so they are asked for.
        kind = answer.mimetype or ""
        policy = _choose_policy(kind, app, styles)
        framed = f"{flask.request.path}/".startswith(f"{FRAMEABLE}/")
        ancestors = "*" if framed else "'none'"
        answer.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {ancestors}"
        if framed or kind.startswith("image/"):
            answer.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        return answer

    server.after_request(add_headers)


def add_fixed_headers(serve: WSGIApplication) -> WSGIApplication:
    """Return ``serve`` with the headers that all responses share, those of static files too.

    A header that a route has set itself stays.
    """

    def serve_with_headers(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def start_with_headers(
            status: str,
            headers: list[tuple[str, str]],
            error: OptExcInfo | None = None,
        ) -> Callable[[bytes], object]:
            sent = Headers(headers)
            for name, value in _FIXED.items():
                sent.setdefault(name, value)
            if environ.get("wsgi.url_scheme") == "https":
                sent.add_header("Strict-Transport-Security", _OVER_TLS)
            return start(status, headers, error)

        return serve(environ, start_with_headers)

    return serve_with_headers


def _choose_policy(mimetype: str, app: Dash, styles: str) -> str:
    """Return what an answer of this kind may load, run and show; nothing unless it is named."""
    if mimetype == "image/svg+xml":
        return _DRAWING
    if mimetype != "text/html":
        return "default-src 'none'"
    scripts = " ".join(app.csp_hashes())
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' {styles}; "
        "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
