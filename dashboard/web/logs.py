"""Log lines that no request can forge and that name no reader.

A line holds neither the reader's address nor what they searched for. Paths are written as JSON
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
from typing import TYPE_CHECKING, Any, Final

import flask

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    _ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_REFERENCE_BYTES: Final = 4
_INDENT: Final = "    | "


class MapServer(flask.Flask):
    """A Flask server whose log of faults cannot be forged by the path that was asked for."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``: nothing here is asynchronous, and asking ten times a request costs."""
        return func

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - Flask's own signature
        """Log a fault with the code that its reader is shown; its trace is indented."""
        what = json.dumps(f"{flask.request.method} {flask.request.path}")
        lines = "".join(traceback.format_exception(exc_info[1])).splitlines()
        trace = "\n".join(_INDENT + line for line in lines)
        self.logger.error("%s failed, code %s:\n%s", what, flask.g.get("reference"), trace)


def register_logs(server: flask.Flask, *, access_log: bool) -> None:
    """Give each request a code, and write one JSON line for it if ``access_log``.

    The line goes to standard output: ``time`` (UTC), ``method``, ``path`` (without the query),
    ``status``, ``bytes`` (``null`` when streamed), ``ms``, ``code``.
    """
    log = logging.Logger("dashboard.access")  # noqa: LOG001 - each application has its own
    log.addHandler(logging.StreamHandler(sys.stdout))

    def begin() -> None:
        flask.g.reference = secrets.token_hex(_REFERENCE_BYTES)
        flask.g.began = time.perf_counter()

    def write_line(answer: flask.Response) -> flask.Response:
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": flask.request.method,
            "path": flask.request.path,
            "status": answer.status_code,
            "bytes": answer.content_length,
            "ms": round((time.perf_counter() - flask.g.began) * 1000, 1),
            "code": flask.g.reference,
        }
        log.info("%s", json.dumps(line))
        return answer

    server.before_request(begin)
    if access_log:
        server.after_request(write_line)
