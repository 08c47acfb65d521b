"""Headers that keep the page to itself: nothing from, and nothing to, another host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import flask
    from dash import Dash

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register_security(server: flask.Flask, app: Dash) -> None:
    """Put the headers on every answer.

    The hashes of Dash's own inline scripts are known only after the index page was first made, so
    the policy is worked out then.
    """

    def add_headers(answer: flask.Response) -> flask.Response:
        scripts = " ".join(
            f"'{value}'" if not value.startswith("'") else value for value in app.csp_hashes()
        )
        answer.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; worker-src blob:; object-src 'none'; base-uri 'self'; "
            "form-action 'self'; frame-ancestors 'none'"
        )
        for name, value in _FIXED.items():
            answer.headers.setdefault(name, value)
        return answer

    server.after_request(add_headers)
