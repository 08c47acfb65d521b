"""Budgets: who spends more than a minute's worth is told so and told when to come back."""

from __future__ import annotations

import itertools
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import flask
import pytest

from dashboard import create_app
from dashboard.settings import Settings
from dashboard.web.limits import find_cost, name_network, read_network
from tests.serving import free_port

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site

BUDGET: Final = 10
NUMBERS: Final = itertools.count()


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all requests of a test come in one moment: a new minute would bring a new budget."""
    moment = 60 * (time.time() // 60) + 30
    monkeypatch.setattr(time, "time", lambda: moment)


def make_client(site: Site, **settings: object) -> FlaskClient:
    chosen = replace(site.settings, **{"requests_per_minute": BUDGET} | settings)  # type: ignore[arg-type]
    made: FlaskClient = create_app(chosen).server.test_client()
    return made


def spend(client: FlaskClient, address: str = "198.51.100.7", **headers: str) -> list[int]:
    """Ask for more than the budget, each time for what nobody has asked for before."""
    environ = {"REMOTE_ADDR": address}
    return [
        client.get(
            f"/search.json?find=a{next(NUMBERS)}", environ_base=environ, headers=headers
        ).status_code
        for _ in range(BUDGET + 2)
    ]


def test_who_spends_the_budget_is_told_when_to_come_back(small_site: Site) -> None:
    client = make_client(small_site)
    assert spend(client) == [200] * BUDGET + [429, 429]
    answer = client.get("/search?find=a", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<h1 class="govuk-heading-l">Too many requests</h1>' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/v1/bids", "/_dash-update-component"])
def test_programs_get_a_problem_that_they_can_read(small_site: Site, path: str) -> None:
    client = make_client(small_site)
    spend(client)
    ask = client.post if path.startswith("/_dash") else client.get
    answer = ask(path, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert answer.status_code == 429
    assert answer.content_type == "application/problem+json"
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_program_of_another_site_reads_why_the_api_refused_it(small_site: Site) -> None:
    client = make_client(small_site)
    spend(client)
    answer = client.get("/api/v1/bids", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert answer.json == {
        "type": "/api/v1/#too-many",
        "title": "Too many requests",
        "status": 429,
        "detail": "Retry-After says in how many seconds to ask again.",
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'id="too-many"' in client.get("/api/v1/", environ_base={"REMOTE_ADDR": "::1"}).text


def test_a_reader_out_of_budget_still_gets_pages(small_site: Site) -> None:
    client = make_client(small_site)
    spend(client)
    for path in ("/", "/healthz", "/readyz"):
        assert client.get(path, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200


def test_a_reader_who_has_the_answer_already_spends_nothing(small_site: Site) -> None:
    client = make_client(small_site)
    first = client.get("/api/v1/bids")
    for _ in range(BUDGET + 2):
        known = client.get("/api/v1/bids", headers={"If-None-Match": first.headers["ETag"]})
        assert (known.status_code, known.data) == (304, b"")
        assert known.headers["Access-Control-Allow-Origin"] == "*"
        assert "default-src 'none'" in known.headers["Content-Security-Policy"]
    other = client.get("/api/v1/bids", headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.data) == (200, first.data)


def test_one_reader_does_not_spend_the_budget_of_another(small_site: Site) -> None:
    client = make_client(small_site)
    spend(client)
    assert spend(client, "198.51.100.8")[0] == 200


def test_addresses_of_one_ipv6_network_are_one_reader(small_site: Site) -> None:
    client = make_client(small_site)
    spend(client, "2001:db8:1:2::1")
    assert set(spend(client, "2001:db8:1:2:ffff::9")) == {429}
    assert spend(client, "2001:db8:1:3::1")[0] == 200


def test_nobody_chooses_an_address_by_a_header_unless_a_proxy_is_trusted(
    small_site: Site,
) -> None:
    client = make_client(small_site)
    spend(client)
    assert set(spend(client, **{"X-Forwarded-For": "203.0.113.50"})) == {429}


def test_behind_a_trusted_proxy_its_own_entry_counts_and_no_forged_one(small_site: Site) -> None:
    client = make_client(small_site, trusted_proxies=1)
    spend(client, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.50"})
    forged = spend(client, "127.0.0.1", **{"X-Forwarded-For": "192.0.2.1, 203.0.113.50"})
    assert set(forged) == {429}
    assert spend(client, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.51"})[0] == 200


def test_tls_of_a_trusted_proxy_counts_as_tls(small_site: Site) -> None:
    said = {"X-Forwarded-Proto": "https"}
    strict = "Strict-Transport-Security"
    assert strict in make_client(small_site, trusted_proxies=1).get("/", headers=said).headers
    assert strict not in make_client(small_site).get("/", headers=said).headers


def test_a_store_that_is_away_does_not_close_the_site(small_site: Site) -> None:
    client = make_client(small_site, limit_store="redis://127.0.0.1:1/0")
    assert spend(client) == [200] * BUDGET + [429, 429]


def test_no_budget_means_no_limit(small_site: Site) -> None:
    assert set(spend(make_client(small_site, requests_per_minute=0))) == {200}


def test_what_is_kept_ready_costs_nothing_and_a_picture_what_it_takes() -> None:
    for path in ("/", "/areas/E10000017", "/about", "/own/map.css", "/boundaries/a.json"):
        assert find_cost(path) == 0
    page = find_cost("/", b"q=a")
    assert find_cost("/picture/a4.png") >= 28 * page
    assert find_cost("/picture/abcd/a4.png", b"") == find_cost("/picture/a4.png", b"q=a")
    assert page > find_cost("/download/view.xlsx") / 2 > find_cost("/search") > 0


CHOICE_COST: Final = 2 * find_cost("/_dash-update-component") + find_cost(
    "/charts/award-saving.svg"
)
"""What a choice takes that nobody made before; a browser test counts the requests."""


def test_two_hundred_visits_a_minute_from_one_office_pass_by_default(small_site: Site) -> None:
    budget = Settings.from_environment({}).requests_per_minute
    assert budget / find_cost("/picture/a4.png") < 60
    client = make_client(small_site, requests_per_minute=budget // 10)
    office = {"REMOTE_ADDR": "198.51.100.9"}
    statuses = set()
    for number in range(200 // 10):
        asked = [f"/?q=v{number}", "/_dash-layout", "/_dash-dependencies"]
        asked += [f"/search.json?find=a{number}{letter}" for letter in "bcdefg"]
        statuses |= {client.get(path, environ_base=office).status_code for path in asked}
        # Ten choices, of which five are in the cache: the others ask for the map, for what is below
        # it and for the chart in that. What is posted does not matter to the budget.
        asked_below = [f"/charts/award-saving.svg?q=v{number}{turn}" for turn in range(5)]
        statuses |= {client.get(path, environ_base=office).status_code for path in asked_below}
        statuses |= {
            client.post("/_dash-update-component", json={}, environ_base=office).status_code
            for _ in range(5 * 2)
        }
    assert statuses == {200, 400}
    visit = find_cost("/", b"q=a") + 5 * CHOICE_COST + 6
    assert 200 * visit > 0.8 * budget, "these visits are too cheap to try the budget"


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:4711", "203.0.113.9"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("/run/map.sock", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_the_same_reader_however_it_is_written(written: str, network: str) -> None:
    assert read_network(written) == network


@pytest.mark.parametrize(
    "form", ["203.0.113.{}:50{}", "::ffff:203.0.113.{}", "[::ffff:203.0.113.{}]:7"]
)
def test_readers_behind_a_proxy_that_writes_ports_have_budgets_of_their_own(
    small_site: Site, form: str
) -> None:
    client = make_client(small_site, trusted_proxies=1)
    spend(client, "127.0.0.1", **{"X-Forwarded-For": form.format(1, 1)})
    assert set(spend(client, "127.0.0.1", **{"X-Forwarded-For": form.format(1, 2)})) == {429}
    assert spend(client, "127.0.0.1", **{"X-Forwarded-For": form.format(2, 1)})[0] == 200


def test_no_reader_is_told_the_budget_of_another(small_site: Site) -> None:
    answer = make_client(small_site).get("/api/v1/bids?limit=1")
    assert "ratelimit" not in str(answer.headers).lower()


@pytest.mark.parametrize("address", [None, "", "not an address", "1.2.3.4.5"])
def test_a_reader_without_an_address_is_counted_all_the_same(address: str | None) -> None:
    server = flask.Flask(__name__)
    environ = {} if address is None else {"REMOTE_ADDR": address}
    with server.test_request_context(environ_base=environ):
        assert name_network()


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
def test_processes_that_share_a_store_share_the_budget(
    small_site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("redis")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as store:
        try:
            wait_for_port(port)
            address = f"redis://127.0.0.1:{port}/0"
            spend(make_client(small_site, limit_store=address))
            assert set(spend(make_client(small_site, limit_store=address))) == {429}
        finally:
            store.terminate()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nothing listens on port {port}")
