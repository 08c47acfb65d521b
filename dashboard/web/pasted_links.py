"""Redirect pasted links that carry a full stop, a tracking parameter or another case.

Whatever plainly means an address of this site leads there by one redirect. A link that is right is
left as it is, and one whose meaning is not plain is answered as any other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, unquote_plus

import flask

from dashboard.addresses import address_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_STUCK: Final = r"[\s\u200b\u2060\ufeff.,;:!?'\"()\[\]{}<>*_`\u2018\u2019“”«»…|]+"
"""What comes along when a link is copied out of a sentence; no address of ours ends so."""

_AT_THE_END: Final = re.compile(rf"(?:{_STUCK}|/)+\Z")
_STUCK_TO_A_VALUE: Final = re.compile(rf"{_STUCK}\Z")
_QUESTION: Final = re.compile(r"[?#]")
_TRACKERS: Final = re.compile(
    r"fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|igshid|yclid|mc_[ce]id|_ga|_gl|utm_\w+"
)
_PAGES: Final = frozenset(
    {"about", "api", "areas", "bids", "brief", "embed", "partners", "regions", "search", "table"}
)
_CODE: Final = re.compile(r"[ewns][0-9]{8}(?=\.|\Z)", re.ASCII)
_FREE_TEXT: Final = frozenset({"q", "find"})
_ROOTS: Final = frozenset({"/", "/api/", "/api/v1/"})
_PERMANENT: Final = 308


def register_pasted_links(server: flask.Flask) -> None:
    """Lead what is plainly meant for an address of this site to that address."""

    def lead() -> Response | None:
        asked = flask.request
        if asked.method not in {"GET", "HEAD"} or asked.path.startswith("/_dash"):
            return None
        query = asked.query_string.decode("utf-8", "replace")
        mended = mend_link(asked.path, query)
        return None if mended is None else flask.redirect(address_of(mended), _PERMANENT)

    server.before_request(lead)


def mend_link(path: str, query: str) -> str | None:
    """Return the address that a pasted link means, or ``None`` if it is right as it is.

    Parameters
    ----------
    path
        Decoded, with its leading slash.
    query
        As it came, without the question mark.
    """
    bare, mark, rest = path, "", ""
    if found := _QUESTION.search(path):
        bare, mark = path[: found.start()], found[0]
        rest = path[found.end() :].partition("#")[0]
    whole_query = "&".join(
        part for part in (quote(rest, "=&") if mark == "?" else "", query) if part
    )
    exact = bare.startswith("/api/")
    better_path, better_query = _mend_path(bare), _mend_query(whole_query, exact=exact)
    if (better_path, better_query) == (path, query):
        return None
    # One slash at the start and every other sign quoted: never the address of another host.
    return f"{quote(better_path)}{'?' if better_query else ''}{better_query}"


def _mend_path(path: str) -> str:
    if path in _ROOTS:
        return path
    parts = _AT_THE_END.sub("", path).lstrip("/").split("/")
    if parts == ["api", "v1"]:
        return "/api/v1/"
    if parts[0].lower() in _PAGES:
        first = parts[0].lower()
        parts = [
            first,
            *(one.lower() if first == "partners" else _spell_id(one) for one in parts[1:]),
        ]
    return "/" + "/".join(parts)


def _mend_query(query: str, *, exact: bool) -> str:
    """Return a query without trackers; with ``exact``, as for the API, its values stay as given."""
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _TRACKERS.fullmatch(unquote(pair.partition("=")[0]))]
    if exact:
        return "&".join(kept)
    mended = [_mend_pair(pair, is_last=place == len(kept) - 1) for place, pair in enumerate(kept)]
    return "&".join(mended)


def _mend_pair(pair: str, *, is_last: bool) -> str:
    """Return one pair; only the last can have something of the sentence at its end."""
    name, sign, value = pair.partition("=")
    if name in _FREE_TEXT or not sign:
        return pair
    text = unquote_plus(value)
    better = _STUCK_TO_A_VALUE.sub("", text) if is_last else text
    better = _spell_id(better)
    return pair if better == text else f"{name}={quote(better, '')}"


def _spell_id(text: str) -> str:
    """Return a GSS code with its letter as it is published; other ids are left as they are."""
    return _CODE.sub(lambda code: code[0].upper(), text) if _CODE.match(text) else text
