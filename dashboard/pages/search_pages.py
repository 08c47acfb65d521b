"""Routes of the search: a page of results, and suggestions while a reader types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask

from dashboard.addresses import address_of
from dashboard.pages.search import COUNCIL_FINDER, build_index
from dashboard.query.filters import MAX_QUERY_CHARS
from dashboard.rendering import render_page

if TYPE_CHECKING:
    from dashboard.pages.search import Entry
    from dashboard.site import Site

FIELD = "find"


def register_search(server: flask.Flask, site: Site) -> None:
    """Wire ``/search`` (a page) and ``/search.json`` (suggestions); both read ``?find=``."""
    index = build_index(site.catalogue)

    def show_results() -> str:
        results = index.find(flask.request.args.get(FIELD, ""))
        title = f"Search for “{results.query}”" if results.query else "Search"
        return render_page(
            site,
            "search.html",
            title=title,
            results=results,
            most=MAX_QUERY_CHARS,
            finder=COUNCIL_FINDER,
        )

    def suggest() -> flask.Response:
        results = index.find(flask.request.args.get(FIELD, ""))
        answer = flask.jsonify(
            {
                "found": [_as_json(entry) for entry in results.entries],
                "suggested": [_as_json(entry) for entry in results.suggested],
                "note": results.note,
            }
        )
        answer.cache_control.max_age = 3600
        return answer

    server.add_url_rule("/search", "search", show_results)
    server.add_url_rule("/search.json", "search_suggestions", suggest)


def _as_json(entry: Entry) -> dict[str, str]:
    return {
        "kind": str(entry.kind),
        "name": entry.name,
        "detail": entry.detail,
        "href": address_of(entry.href),
    }
