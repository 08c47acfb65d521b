"""Headers on every answer, health, logs and the words of faults."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from dashboard import create_app
from dashboard.pictures.view_code import encode_view
from dashboard.web.security import FRAMEABLE
from geodata.model.store_format import STORE

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from dashboard.site import Site

ADDRESSES: Final = (
    "/",
    "/?level=region",
    "/search?find=a",
    "/search.json?find=a",
    "/download/view.csv",
    "/api/v1/",
    "/api/v1/bids",
    "/healthz",
    "/readyz",
    "/charts/award-saving.svg",
    "/_dash-layout",
    "/_dash-dependencies",
    "/nowhere",
    "/api/v1/nowhere",
    "/_dash-update-component",
    "/_dash-component-suites/dash/deps/react@18.v18_3_1m1.min.js",
    "/" + "a" * 2000,
)


def policy_of(client: FlaskClient, path: str) -> dict[str, list[str]]:
    text = client.get(path).headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in text.split(";")}


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_static_files_carry_the_headers_too(client: FlaskClient, site: Site) -> None:
    answer = client.get(
        site.own.addresses["favicon.svg"], base_url="https://localhost", buffered=True
    )
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Data-Version"] == site.catalogue.version
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_answer_sets_a_cookie_or_names_its_server(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {"Set-Cookie", "Server", "X-Powered-By", "Via"}.isdisjoint(headers.keys())


def test_pages_run_no_inline_script_and_no_inline_style_but_those_named(
    client: FlaskClient,
) -> None:
    policy = policy_of(client, "/")
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    for directive in ("script-src", "style-src"):
        for source in policy[directive]:
            assert source == "'self'" or re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source)


def test_the_page_is_styled_where_the_checkout_has_line_ends_of_windows(
    site: Site, tmp_path: Path
) -> None:
    shutil.copytree(site.settings.assets_folder, tmp_path / "assets")
    for path in (tmp_path / "assets").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    settings = replace(site.settings, assets_folder=tmp_path / "assets")
    client = create_app(settings).server.test_client()
    found = re.search(r"<style>(.*?)</style>", client.get("/").text, re.DOTALL)
    assert found is not None
    # A browser makes each line end one sign before it hashes what the element holds.
    seen = found[1].replace("\r\n", "\n").encode()
    named = f"'sha256-{base64.b64encode(hashlib.sha256(seen).digest()).decode()}'"
    assert named in policy_of(client, "/")["style-src"]


def test_a_drawing_opened_by_itself_runs_nothing(client: FlaskClient) -> None:
    policy = policy_of(client, "/charts/award-saving.svg")
    assert policy["default-src"] == ["'none'"]
    assert "script-src" not in policy


def test_pages_of_other_sites_may_show_pictures_and_the_embedded_page_alone(
    client: FlaskClient,
) -> None:
    shared = "Cross-Origin-Resource-Policy"
    assert client.get("/charts/award-saving.svg").headers[shared] == "cross-origin"
    assert client.get(FRAMEABLE).headers[shared] == "cross-origin"
    assert policy_of(client, FRAMEABLE)["frame-ancestors"] == ["*"]
    for path in ("/", f"{FRAMEABLE}ded", f"/x{FRAMEABLE}", "/search"):
        assert policy_of(client, path)["frame-ancestors"] == ["'none'"]
        assert client.get(path).headers[shared] == "same-origin"


def test_browsers_are_held_to_tls_only_where_it_is_used(client: FlaskClient) -> None:
    strict = "Strict-Transport-Security"
    assert strict not in client.get("/").headers
    assert "max-age=63072000" in client.get("/", base_url="https://localhost").headers[strict]


def test_the_page_tells_no_version_of_what_runs_it(client: FlaskClient) -> None:
    config = re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', client.get("/").text)
    assert config is not None
    told = json.loads(config[1])
    assert "requests_pathname_prefix" in told
    assert [name for name in told if "version" in name and name != "disable_version_check"] == []
    assert "end_id" not in told


@pytest.mark.parametrize("path", ["/_mcp", "/mcp", "/_reload-hash?x=1"])
def test_tools_for_developers_are_off(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 or (answer.json or {})["reloadHash"] is None


def test_alive_says_no_more_than_that(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.json == {"status": "alive"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_names_the_data_and_their_age(client: FlaskClient, site: Site) -> None:
    told = client.get("/readyz").json
    assert told is not None
    assert told["data_version"] == site.catalogue.version
    assert told["version_on_disk"] == site.catalogue.version
    assert told["reload_needed"] is False
    assert told["compiled_on"] == site.catalogue.fund.compiled_on
    assert told["age_days"] >= 0
    assert told["loaded_seconds_ago"] >= 0


def test_ready_says_when_a_newer_build_waits(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "built"
    folder.symlink_to(site.settings.built_folder.resolve())
    client = create_app(replace(site.settings, built_folder=folder)).server.test_client()
    folder.unlink()
    folder.mkdir()
    newer = {"files": {"catalogue.json": {"sha256": "f" * 64}}}
    (folder / "manifest.json").write_text(json.dumps(newer), encoding="utf-8")
    told = client.get("/readyz").json
    assert (told["version_on_disk"], told["reload_needed"]) == ("f" * 12, True)
    (folder / "manifest.json").unlink()
    told = client.get("/readyz").json
    assert (told["status"], told["version_on_disk"], told["reload_needed"]) == (
        "ready",
        None,
        False,
    )


def test_a_copy_that_cannot_read_its_awards_says_that_it_is_not_ready(
    site: Site,
) -> None:
    app = create_app(site.settings)
    client = app.server.test_client()
    assert client.get("/readyz").status_code == 200
    (app.site.catalogue.files.folder / STORE).write_bytes(b"")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "cannot read its awards"})
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_names_the_version_of_the_data(
    client: FlaskClient, site: Site, path: str
) -> None:
    assert client.get(path).headers["Data-Version"] == site.catalogue.version


def test_an_open_page_knows_the_version_of_its_data(client: FlaskClient, site: Site) -> None:
    meta = f'<meta name="data-version" content="{site.catalogue.version}">'
    assert meta in client.get("/").text


def test_a_request_is_one_line_of_json_without_personal_data(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(replace(site.settings, access_log=True))
    client = app.server.test_client()
    code = encode_view(site.read_view("?q=zebra").state, site.catalogue) or ""
    assert code
    asked = {
        '/zebra%0A{"status":200}%0D%E2%80%A8?q=my+own+name': (308, "(no such path)"),
        "/table?q=zebra": (200, "/table"),
        "/table%3Fq=zebra": (308, "/<path:path>"),
        "/areas/zebra": (404, "/areas/<gss>"),
        "/areas/E10000017": (200, "/areas/E10000017"),
        f"/v/{code}": (302, "/v/<code>"),
        f"/picture/{code}/card.png": (200, "/picture/<code>/<name>"),
        site.own.addresses["map.css"]: (200, site.own.addresses["map.css"]),
    }
    for path, (status, written) in asked.items():
        headers = {"User-Agent": "Spy/1", "X-Forwarded-For": "203.0.113.9"}
        client.get(path, headers=headers, buffered=True)
        line, rest = capsys.readouterr().out.split("\n", 1)
        assert rest == ""
        assert line.isascii()
        told = json.loads(line)
        assert set(told) == {"time", "method", "path", "status", "bytes", "ms", "code"}
        assert (told["method"], told["status"], told["path"]) == ("GET", status, written)
        for personal in ("my+own", "zebra", code, "Spy", "203.0.113.9", "127.0.0.1"):
            assert personal not in line


def test_a_fault_of_ours_is_a_page_with_a_code_and_no_trace(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(site.settings)

    def fail() -> str:
        msg = "a secret\nERROR a forged line"
        raise RuntimeError(msg)

    app.server.add_url_rule("/fail", "fail", fail)
    app.server.add_url_rule("/_dash-fail", "dash_fail", fail)
    with caplog.at_level(logging.ERROR):
        page = app.server.test_client().get("/fail")
        problem = app.server.test_client().get("/_dash-fail")
    assert (page.status_code, problem.status_code) == (500, 500)
    assert "Sorry, something went wrong on our side" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert problem.content_type == "application/problem+json"
    for answer in (page, problem):
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    reference = re.search(r"Code: <strong>([0-9a-f]{8})</strong>", page.text)
    assert reference is not None
    assert f'"GET /fail" failed, code {reference[1]}' in caplog.records[0].getMessage()
    for line in caplog.records[0].getMessage().splitlines()[1:]:
        assert line.startswith("    | ")
