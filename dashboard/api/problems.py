"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Final

import flask

from dashboard.addresses import address_of
from dashboard.parts.downloads import API

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A sort of error: its name in the ``type`` address, its status and its title."""

    name: str
    status: int
    title: str
    meaning: str


class Problems(Enum):
    """Every sort of error that the API gives."""

    BAD_PARAMETER = Problem(
        "bad-parameter",
        400,
        "A parameter cannot be used",
        "It is unknown here, repeated, empty, too long or has no such value. “parameter” names it.",
    )
    NOT_FOUND = Problem("not-found", 404, "Nothing is here", "No such path, bid, area or form.")
    METHOD = Problem("method", 405, "Only reading is possible", "Use GET, HEAD or OPTIONS.")
    NOT_ACCEPTABLE = Problem(
        "not-acceptable",
        406,
        "No such form",
        "Accept names no form that is offered: ask for application/json or text/csv.",
    )
    TOO_MANY = Problem(
        "too-many",
        429,
        "Too many requests",
        "More came from your network in the last minute than one reader needs. Retry-After says in "
        "how many seconds to ask again. A CSV form gives all rows in one request.",
    )
    FAILURE = Problem("failure", 500, "Something went wrong on our side", "Try again later.")


class ProblemError(Exception):
    """Stops a request with a problem."""

    def __init__(self, problem: Problems, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.problem = problem.value
        self.detail = detail
        self.parameter = parameter


def send_problem(error: ProblemError) -> flask.Response:
    """Return the problem as JSON; never cached."""
    members: dict[str, object] = {
        "type": f"{address_of(API)}#{error.problem.name}",
        "title": error.problem.title,
        "status": error.problem.status,
        "detail": error.detail,
    }
    if error.parameter is not None:
        members["parameter"] = error.parameter
    text = json.dumps(members, ensure_ascii=False) + "\n"
    answer = flask.Response(text, status=error.problem.status, content_type=MEDIA_TYPE)
    answer.cache_control.no_store = True
    return answer
