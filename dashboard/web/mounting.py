"""Serve the site below a path, on a host that serves other things too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_PERMANENT: Final = 308


def serve_below(serve: WSGIApplication, base_path: str) -> WSGIApplication:
    """Return ``serve`` below ``base_path``, which WSGI calls ``SCRIPT_NAME``.

    The path without its last slash, and the root, lead there; nothing else is here.
    """
    root = base_path.rstrip("/")
    if not root:
        return serve

    def serve_mounted(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(base_path):
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = root, path.removeprefix(root)
            return serve(environ, start)
        near = path in {"", "/", root}
        answer = redirect(base_path, _PERMANENT) if near else NotFound().get_response()
        return answer(environ, start)

    return serve_mounted
