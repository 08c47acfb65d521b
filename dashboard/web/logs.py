"""Write log lines that no request can forge and that identify no reader.

A line holds neither the reader's address nor what they searched for: not the query, not the code
of a view, and not a path that leads nowhere, which may hold either. Texts are written as JSON
strings, so that a line break inside one stays inside one.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from http import HTTPMethod
from typing import TYPE_CHECKING, Any, Final
from wsgiref.headers import Headers

import flask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from _typeshed import OptExcInfo

_REFERENCE_BYTES: Final = 4
_REFERENCE: Final = "dashboard.reference"
_ROUTE: Final = "dashboard.route"
_NO_ROUTE: Final = "(no such path)"
_VIEW_CODE: Final = "<code>"
"""In the pattern of a route whose path may encode a search."""

_FIRST_REDIRECT: Final = 300
_NOT_MODIFIED: Final = 304
_INDENT: Final = "    | "


class MapServer(flask.Flask):
    """A Flask server whose log of faults cannot be forged by the path that was asked for."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``: nothing here is asynchronous, and asking ten times a request costs."""
        return func

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - Flask's own signature
        """Log a fault with the code that its reader is shown; its trace is indented."""
        what = json.dumps(f"{_name_method(flask.request.method)} {_name_route()}")
        lines = "".join(traceback.format_exception(exc_info[1])).splitlines()
        trace = "\n".join(_INDENT + line for line in lines)
        self.logger.error("%s failed, code %s:\n%s", what, flask.g.get("reference"), trace)


def register_references(server: flask.Flask) -> None:
    """Give each request the code that an error page shows, and say which route answers it."""

    def begin() -> None:
        flask.g.reference = secrets.token_hex(_REFERENCE_BYTES)
        flask.request.environ[_REFERENCE] = flask.g.reference
        flask.request.environ[_ROUTE] = _name_route()

    server.before_request(begin)


def log_requests(serve: WSGIApplication) -> WSGIApplication:
    """Return ``serve``, which then writes one JSON line for each request to standard output.

    ``time`` (UTC), ``method``, ``path`` (of what was found; the route's pattern if it holds a code
    or was refused), ``status``, ``bytes`` (``null`` when streamed), ``ms``, ``code`` (``null`` for
    a static file).
    """
    log = logging.Logger("dashboard.access")  # noqa: LOG001 - each application has its own
    log.addHandler(logging.StreamHandler(sys.stdout))

    def serve_logged(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        said: dict[str, Any] = {}

        def start_logged(
            status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None
        ) -> Callable[[bytes], object]:
            said["status"] = int(status.split(maxsplit=1)[0])
            size = Headers(headers).get("Content-Length")
            said["bytes"] = int(size) if size else None
            return start(status, headers, error)

        path = _read_path(environ)
        body = serve(environ, start_logged)
        route = environ.get(_ROUTE, "")
        # A path that was answered is one of ours; one that was led elsewhere may hold a search.
        answered = said["status"] < _FIRST_REDIRECT or said["status"] == _NOT_MODIFIED
        found = answered and _VIEW_CODE not in route
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": _name_method(environ["REQUEST_METHOD"]),
            "path": path if found else route or _NO_ROUTE,
            **said,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "code": environ.get(_REFERENCE),
        }
        log.info("%s", json.dumps(line))
        return body

    return serve_logged


def _read_path(environ: WSGIEnvironment) -> str:
    """Return the path as text; WSGI hands its bytes over as Latin-1."""
    return str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")


def _name_method(method: str) -> str:
    """Return a method that there is; any other word may be one of the reader's."""
    return method if method in set(HTTPMethod) else "(no such method)"


def _name_route() -> str:
    """Return the pattern of the route that answers, which holds nothing that a reader wrote."""
    rule = flask.request.url_rule
    return _NO_ROUTE if rule is None else rule.rule
