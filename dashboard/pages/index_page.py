"""Return the page at ``/`` with its cache headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.web.caching import send_data

if TYPE_CHECKING:
    import flask

_SHARED_AGE_S: Final = 60


def send_index(page: str) -> flask.Response:
    """Return the page with its validator.

    A browser asks each time, because the page names files that the next build removes; a server in
    front may answer for a minute.
    """
    response = send_data(page.encode(), "text/html; charset=utf-8")
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={_SHARED_AGE_S}, must-revalidate"
    )
    return response
