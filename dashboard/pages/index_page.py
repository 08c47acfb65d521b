"""How the page at ``/`` is answered: known to the reader, kept from before, or made.

A page depends on the state that its link names, on the data and on the program, and on nothing
else. So the three together are its validator, a reader who has it is told so without making it,
and a page that was made is kept for the next one who asks.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import flask

from dashboard.query.state import read_state
from dashboard.web.byte_cache import AnswerCache
from dashboard.web.compression import choose_packing, mark_packed, pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.query.state import Reading
    from dashboard.site import Site

KEPT_BYTES: Final = 2_000_000
"""Compressed pages kept by each worker: about fifty."""
_TAG_CHARS: Final = 20
_SHARED_AGE_S: Final = 60


class IndexPages:
    """The index pages of one site.

    Parameters
    ----------
    render
        Makes the page of a query string.
    """

    def __init__(self, site: Site, render: Callable[[str], str]) -> None:
        self._site = site
        self._render = render
        self._kept = AnswerCache(KEPT_BYTES)

    def answer(self, request: flask.Request) -> flask.Response:
        """Return the page that ``request`` asks for, or 304 if the reader has it already."""
        search = request.query_string.decode("utf-8", "replace")
        tag = self.tag(read_state(search, self._site.catalogue))
        if request.if_none_match.contains_weak(tag):
            answer = flask.Response(status=304)
        else:
            packing = choose_packing(request.accept_encodings)
            body = self._kept.get((tag, packing))
            if body is None:
                body = pack(self._render(search).encode(), packing)
                self._kept.put((tag, packing), body)
            answer = mark_packed(flask.Response(body, mimetype="text/html"), packing)
        answer.set_etag(tag, weak=True)
        answer.vary.add("Accept-Encoding")
        # A browser asks each time, because the page names files that the next build removes; a
        # server in front may answer for a minute.
        answer.headers["Cache-Control"] = (
            f"public, max-age=0, s-maxage={_SHARED_AGE_S}, must-revalidate"
        )
        return answer

    def tag(self, reading: Reading) -> str:
        """Return the validator of a state's page: 20 hexadecimal digits."""
        said = "\n".join(
            (
                self._site.code_version,
                self._site.catalogue.version,
                reading.state.to_search(),
                *reading.notices,
            )
        )
        return hashlib.sha256(said.encode()).hexdigest()[:_TAG_CHARS]
