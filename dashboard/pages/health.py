"""Report whether this server runs and whether its data can be read."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import flask

from dashboard.data.built import read_version

if TYPE_CHECKING:
    from dashboard.site import Site

VERSION_HEADER: Final = "Data-Version"
"""On every answer: lets an open page see that the data behind it have changed."""


def register_health(server: flask.Flask, site: Site) -> None:
    """Wire ``/healthz`` and ``/readyz``, and name the data's version on every answer."""
    loaded = time.monotonic()

    def name_version(answer: flask.Response) -> flask.Response:
        answer.headers[VERSION_HEADER] = site.catalogue.version
        return answer

    server.add_url_rule("/healthz", "healthz", lambda: _send({"status": "alive"}))
    server.add_url_rule(
        "/readyz", "readyz", lambda: _describe_ready(site, time.monotonic() - loaded)
    )
    server.after_request(name_version)


def _describe_ready(site: Site, loaded_s: float) -> flask.Response:
    """Say what is served, how old it is, and whether a newer build waits for a reload.

    The awards are asked a question: a copy that cannot read them is not ready.
    """
    compiled_on = date.fromisoformat(site.catalogue.fund.compiled_on)
    on_disk = read_version(site.settings.built_folder)
    try:
        site.catalogue.store.check()
    except sqlite3.Error:
        return _send({"status": "cannot read its awards"}, 503)
    return _send(
        {
            "status": "ready",
            "data_version": site.catalogue.version,
            "compiled_on": compiled_on.isoformat(),
            "age_days": (datetime.now(UTC).date() - compiled_on).days,
            "loaded_seconds_ago": round(loaded_s),
            "version_on_disk": on_disk,
            "reload_needed": on_disk not in {None, site.catalogue.version},
            "bids": len(site.catalogue.bids),
        }
    )


def _send(members: dict[str, object], status: int = 200) -> flask.Response:
    answer = flask.Response(json.dumps(members) + "\n", status, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
