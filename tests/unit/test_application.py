"""What a request passes, and in which order: written down once, and held here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import brotli

from dashboard import application, create_app
from dashboard.web.validation import MAX_QUERY_BYTES

if TYPE_CHECKING:
    import pytest
    from dash import Dash

    from dashboard.settings import Settings
    from dashboard.site import Site

ON_THE_WAY_IN: Final = [
    "register_references",
    "register_bounds",
    "register_response_cache",
    "register_limits",
    "register_validation",
]
ON_THE_WAY_OUT: Final = [
    "register_security",
    "register_limits",
    "register_compression",
    "register_response_cache",
]


def name_makers(functions: list[object]) -> list[str]:
    """Return which ``register_`` function each of Flask's hooks was made by, in their order."""
    names = [getattr(one, "__qualname__", "") for one in functions]
    made = [name.split(".")[0] for name in names]
    given = {"Limiter": "register_limits", "Compress": "register_compression"}
    return list(dict.fromkeys(given.get(name, name) for name in made))


def test_what_a_request_and_its_response_pass_stands_in_one_order(small_site: Site) -> None:
    server = create_app(replace(small_site.settings, requests_per_minute=10)).server
    came = name_makers(server.before_request_funcs[None])
    assert [name for name in came if name in ON_THE_WAY_IN] == ON_THE_WAY_IN
    went = name_makers(list(reversed(server.after_request_funcs[None])))
    assert [name for name in went if name in ON_THE_WAY_OUT] == ON_THE_WAY_OUT


def test_a_response_from_the_cache_costs_its_reader_nothing(small_site: Site) -> None:
    client = create_app(replace(small_site.settings, requests_per_minute=10)).server.test_client()
    for _ in range(30):
        assert client.get("/api/v1/rounds").status_code == 200


def test_what_the_cache_keeps_is_compressed_and_has_its_headers(small_site: Site) -> None:
    client = create_app(small_site.settings).server.test_client()
    first, kept = (client.get("/", headers={"Accept-Encoding": "br"}) for _ in range(2))
    assert kept.headers["Content-Encoding"] == "br"
    assert brotli.decompress(kept.data).startswith(b"<!DOCTYPE html>")
    assert dict(first.headers) == dict(kept.headers)
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]


def test_a_refusal_has_the_headers_that_a_page_has(small_site: Site) -> None:
    client = create_app(small_site.settings).server.test_client()
    answer = client.get("/?q=" + "a" * MAX_QUERY_BYTES)
    assert answer.status_code == 414
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Data-Version"] == small_site.catalogue.version


def test_dashs_own_scripts_are_compressed_once_and_kept(site: Site) -> None:
    client = create_app(site.settings).server.test_client()
    path = "/_dash-component-suites/dash/dcc/dash_core_components.js"
    packed = [client.get(path, headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert [one.status_code for one in packed] == [200, 200]
    assert packed[0].data == packed[1].data
    assert packed[1].headers["Content-Encoding"] == "br"


def test_scripts_are_known_before_the_first_request_comes(
    monkeypatch: pytest.MonkeyPatch, small_site: Site
) -> None:
    """Requests that come beside the first one, in a process just forked, would find none."""
    made: list[Dash] = []

    def keep(settings: Settings) -> Dash:
        made.append(create_app(settings))
        return made[-1]

    monkeypatch.setattr(application, "create_app", keep)
    serving = application.Serving(small_site.settings)
    serving.reload()
    assert ["dash" in one.registered_paths for one in made] == [True, True]
