"""What a request may bring: bounded, typed, and answered in words when it is refused."""

from __future__ import annotations

import copy
import io
import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from werkzeug.exceptions import BadRequest

from dashboard import create_app
from dashboard.web.validation import (
    CALLBACK_PATH,
    MAX_BODY_BYTES,
    MAX_PATH_BYTES,
    MAX_QUERY_BYTES,
    check_callback,
    list_callbacks,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash import Dash
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site
    from dashboard.web.validation import KnownCallback

JSON: Final = "application/json"
TRACES: Final = ("Traceback", 'File "', "site-packages", "Error(")


@pytest.fixture(scope="module")
def app(site: Site) -> Dash:
    return create_app(site.settings)


@pytest.fixture(scope="module")
def known(app: Dash) -> Mapping[str, KnownCallback]:
    return list_callbacks(app)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    made: FlaskClient = app.server.test_client()
    return made


def write_body(known: Mapping[str, KnownCallback], name: str = "asked") -> dict[str, Any]:
    """Return the body that Dash's scripts send for the callback that reads a component."""
    output, callback = next(
        (output, one) for output, one in known.items() if one.inputs[0].id == name
    )
    return {
        "output": output,
        "outputs": [{"id": one.id, "property": one.name} for one in callback.outputs],
        "inputs": [{"id": one.id, "property": one.name, "value": None} for one in callback.inputs],
        "changedPropIds": [callback.inputs[0].address],
        "parsedChangedPropsIds": [callback.inputs[0].address],
        "state": [{"id": one.id, "property": one.name} for one in callback.state],
    }


def post(client: FlaskClient, body: object) -> TestResponse:
    return client.post(CALLBACK_PATH, data=json.dumps(body), content_type=JSON)


def assert_refused(answer: TestResponse, status: int = 400) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == status
    assert not any(trace in answer.text for trace in TRACES)


def test_what_dash_itself_sends_is_answered(
    client: FlaskClient, known: Mapping[str, KnownCallback]
) -> None:
    body = write_body(known)
    body["inputs"][0]["value"] = {"search": "?level=region", "version": "1"}
    assert post(client, body).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"output": "nothing.children"},
        {"output": None},
        {"output": ["a"]},
        {"outputs": []},
        {"outputs": {"id": "map", "property": "figure"}},
        {"outputs": None},
        {"inputs": []},
        {"inputs": "location.search"},
        {"inputs": [{"id": "location", "property": "pathname", "value": "/"}]},
        {"inputs": [[{"id": "location", "property": "search", "value": ""}]]},
        {"inputs": [{"id": {"a": 1}, "property": "search", "value": ""}]},
        {"inputs": [{"id": "asked", "property": "data", "value": ["?level=region"]}]},
        {"inputs": [{"id": "asked", "property": "data", "value": 7}]},
        {"inputs": [{"id": "asked", "property": "data", "value": True}]},
        {"state": [{"id": "secret", "property": "data", "value": "upper"}]},
        {"changedPropIds": ["panel.children"]},
        {"changedPropIds": {"a": "b"}},
        {"changedPropIds": [["asked.data"]]},
        {"parsedChangedPropsIds": 3},
    ],
    ids=repr,
)
def test_a_callback_that_is_not_one_of_ours_is_refused(
    client: FlaskClient, known: Mapping[str, KnownCallback], change: dict[str, Any]
) -> None:
    assert_refused(post(client, write_body(known) | change))


def test_what_another_release_of_dash_adds_is_ignored(
    client: FlaskClient, known: Mapping[str, KnownCallback]
) -> None:
    body = write_body(known)
    plain = post(client, body)
    for part in ("inputs", "state", "outputs"):
        for entry in body[part] if isinstance(body[part], list) else [body[part]]:
            entry["component_type"] = "Store"
    body |= {"background": {"interval": 1}, "trace": ["a"], "version": 5}
    answer = post(client, body)
    assert (answer.status_code, answer.data) == (plain.status_code, plain.data)


@pytest.mark.parametrize("text", ["\\ud800", "?q=\\udfff", "?q=\\ude00\\ud83d"])
def test_half_a_surrogate_pair_is_refused(
    client: FlaskClient, known: Mapping[str, KnownCallback], text: str
) -> None:
    body = write_body(known)
    body["inputs"][0]["value"] = {"search": "MARK"}
    written = json.dumps(body).replace("MARK", text)
    assert_refused(client.post(CALLBACK_PATH, data=written, content_type=JSON))


def test_a_body_without_a_length_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        CALLBACK_PATH, input_stream=io.BytesIO(b"{}"), headers={"Transfer-Encoding": "chunked"}
    )
    assert_refused(answer, 411)


@pytest.mark.parametrize("host", ["a b", "a/b", 'x"><script>', "[::1", "a:port", "@"])
@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt", "/"])
def test_a_host_that_cannot_be_is_refused_and_stands_in_no_link(
    client: FlaskClient, host: str, path: str
) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400 or "http://localhost/" not in answer.text
    assert "http:/<" not in answer.text
    assert "http:/s" not in answer.text
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/v/k45akb0", "/v/zzzz", "/picture/k45akb0/card.png", "/v/é"])
def test_a_code_of_no_view_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("missing", ["output", "outputs", "inputs", "state"])
def test_a_callback_with_a_part_missing_is_refused(
    client: FlaskClient, known: Mapping[str, KnownCallback], missing: str
) -> None:
    body = write_body(known, "map")
    del body[missing]
    assert_refused(post(client, body))


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"null", b"[]", b"7", b'"x"', b"[" * 50_000, b'{"a":' * 9_000, b"\xff\xfe", b"NaN"],
    ids=lambda text: repr(text[:8]),
)
def test_a_body_that_is_no_request_of_dash_is_refused(client: FlaskClient, text: bytes) -> None:
    assert_refused(client.post(CALLBACK_PATH, data=text, content_type=JSON))


def test_a_body_of_another_kind_is_refused(client: FlaskClient) -> None:
    assert_refused(client.post(CALLBACK_PATH, data={"output": "x"}), 415)


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    body = b'{"output":"' + b"x" * MAX_BODY_BYTES + b'"}'
    assert_refused(client.post(CALLBACK_PATH, data=body, content_type=JSON), 413)


def test_a_refusal_repeats_nothing_of_what_was_sent(
    client: FlaskClient, known: Mapping[str, KnownCallback]
) -> None:
    answer = post(client, write_body(known) | {"output": "<script>alert(1)</script>"})
    assert_refused(answer)
    assert "alert" not in answer.text


def test_checking_leaves_the_body_as_it_is(known: Mapping[str, KnownCallback]) -> None:
    body = write_body(known)
    before = copy.deepcopy(body)
    check_callback(body, known)
    assert body == before


def test_clientside_callbacks_cannot_be_asked_for(known: Mapping[str, KnownCallback]) -> None:
    assert "page-title.modified_timestamp" not in known
    with pytest.raises(BadRequest):
        check_callback({"output": "page-title.modified_timestamp"}, known)


def test_only_posting_reaches_a_callback(client: FlaskClient) -> None:
    assert_refused(client.get(CALLBACK_PATH), 404)


@pytest.mark.parametrize(
    "address", ["/" + "a" * MAX_PATH_BYTES, "/?q=" + "a" * MAX_QUERY_BYTES, "/" + "%F0" * 1000]
)
def test_an_address_over_the_limit_is_refused_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 414
    assert "This link is too long" in answer.text
    assert "a" * 50 not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nowhere", 404, "Page not found"),
        ("POST", "/", 405, "Only reading is possible here"),
        ("DELETE", "/search", 405, "Only reading is possible here"),
        ("GET", "/static/x.css", 404, "Page not found"),
        ("GET", "/a%0Ab", 404, "Page not found"),
        ("GET", "/assets/..%2f..%2fapp.py", 404, "Page not found"),
        ("GET", "/vendor/..%2fcatalogue.json", 404, "Page not found"),
        ("GET", "/boundaries/%2e%2e%2fcatalogue.json", 404, "Page not found"),
    ],
)
def test_errors_are_pages_for_people(
    client: FlaskClient, method: str, path: str, status: int, words: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert f'<h1 class="govuk-heading-l">{words}</h1>' in answer.text
    assert '<html lang="en-GB"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/foo/bar.js",
        "/_dash-component-suites/dash/dcc/nothing.js",
        "/_dash-component-suites/dash/..%2f..%2fdash.py",
        "/_dash-component-suites/dash/dash.py",
    ],
)
def test_scripts_that_dash_does_not_serve_are_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert_refused(answer, 404)
    assert "registered" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Encoding": "br;q=nan, gzip;q=-1, *;q=1e999"},
        {"Accept": "é" * 200},
        {"If-None-Match": '"' * 300},
        {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
        {"Range": "bytes=9999999999999999999999-1"},
        {"Cookie": "=;;;\x7f=" * 20},
        {"Content-Length": "-1"},
        {"Content-Type": "application/json; charset=\x00"},
        {"X-Forwarded-For": "1" * 5000},
        {"Host": "evil.example:99999"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_strange_headers_do_no_harm(client: FlaskClient, headers: dict[str, str]) -> None:
    for path in ("/", "/search?find=a", "/download/view.csv", "/api/v1/bids", "/nowhere"):
        assert client.get(path, headers=headers).status_code < 500
