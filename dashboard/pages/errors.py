"""Return errors: an HTML page to people, problem details to programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import flask
from dash.exceptions import DependencyException
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from dashboard.api.problems import MEDIA_TYPE, ProblemError, Problems, send_problem
from dashboard.rendering import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.site import Site

_API: Final = "/api/"
_PROGRAM_PATHS: Final = (_API, "/_dash")
_FIRST_ERROR: Final = 400
_FIRST_OF_OURS: Final = 500
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and what the reader can do."""

    title: str
    advice: str


_WORDS: Final[Mapping[int, Words]] = {
    400: Words(
        "This request cannot be read",
        "Something in the address or in what was sent is not as this site writes it.",
    ),
    404: Words("Page not found", ""),
    405: Words("Only reading is possible here", "Nothing can be sent or changed at this address."),
    413: Words("Too much was sent", "This site takes no more than a few thousand characters."),
    414: Words("This link is too long", "Choose again on the map and take its link instead."),
    429: Words(
        "Too many requests",
        "More came from your network in the last minute than one reader needs. Wait a little, "
        "then load the page again.",
    ),
    500: Words(
        "Sorry, something went wrong on our side",
        "Try again in a moment. If it happens again, tell us the code below.",
    ),
    503: Words("Too much is asked of this site just now", "Try again in a moment."),
}


def register_errors(server: flask.Flask, site: Site) -> None:
    """Answer every error in words, with its true status and never with a trace."""
    server.register_error_handler(HTTPException, lambda error: _answer_error(site, error))
    # Dash raises it for a script that it does not have.
    server.register_error_handler(DependencyException, lambda _: _answer_error(site, NotFound()))


def _answer_error(site: Site, error: HTTPException) -> flask.Response:
    made = error.get_response()
    answer = flask.Response(status=made.status_code, headers=made.headers)
    if made.status_code < _FIRST_ERROR:  # a redirect is an exception too
        return answer
    if made.status_code == _TOO_MANY and flask.request.path.startswith(_API):
        detail = "Retry-After says in how many seconds to ask again."
        return send_problem(ProblemError(Problems.TOO_MANY, detail))
    words = _WORDS.get(made.status_code) or Words(error.name, "")
    if flask.request.path.startswith(_PROGRAM_PATHS):
        answer.data = _write_problem(made.status_code, words, error)
        answer.content_type = MEDIA_TYPE
    else:
        answer.data = _render_error(site, made.status_code, words).encode()
        answer.content_type = "text/html; charset=utf-8"
    if made.status_code == _TOO_MANY or made.status_code >= _FIRST_OF_OURS:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _render_error(site: Site, status: int, words: Words) -> str:
    if status == NotFound.code:
        return render_page(site, "not_found.html", title=words.title)
    return render_page(
        site,
        "error.html",
        title=words.title,
        advice=words.advice,
        reference=flask.g.get("reference") if status >= _FIRST_OF_OURS else None,
    )


def _write_problem(status: int, words: Words, error: HTTPException) -> bytes:
    """Return problem details (RFC 9457); the detail of a fault of ours stays in the log."""
    ours = isinstance(error, InternalServerError)
    detail = words.advice if ours else error.description or words.advice
    members = {"type": "about:blank", "title": words.title, "status": status, "detail": detail}
    if ours and flask.g.get("reference"):
        members["reference"] = flask.g.reference
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"
