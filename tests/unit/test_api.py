from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import create_app
from dashboard.api.problems import Problems
from dashboard.api.resources import RESOURCES
from dashboard.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

API = "/api/v1"
LANCASHIRE = "E10000017"
LISTS = [resource.name for resource in RESOURCES]


def read_json(client: FlaskClient, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
    answer = client.get(f"{API}{path}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return json.loads(answer.data)


def read_problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem: dict[str, Any] = json.loads(answer.data)
    assert problem["status"] == status
    return problem


def read_rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode(), newline="")))


@pytest.mark.parametrize("name", LISTS)
def test_suffix_and_accept_give_the_same(name: str, client: FlaskClient) -> None:
    by_accept = client.get(f"{API}/{name}", headers={"Accept": "text/csv"})
    assert by_accept.data == client.get(f"{API}/{name}.csv").data
    assert read_json(client, f"/{name}?limit=1000") == read_json(client, f"/{name}.json?limit=1000")
    assert "Accept" in by_accept.headers["Vary"]
    assert "Accept," not in client.get(f"{API}/{name}.csv").headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/*", "text/csv"),
        ("application/json;q=0.1, text/csv", "text/csv"),
    ],
)
def test_accept_chooses_the_form(accept: str, mimetype: str, client: FlaskClient) -> None:
    assert client.get(f"{API}/bids", headers={"Accept": accept}).mimetype == mimetype


def test_form_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"{API}/bids", headers={"Accept": "application/xml"})
    assert "text/csv" in read_problem(answer, 406)["detail"]


@pytest.mark.parametrize("name", LISTS)
def test_csv_and_json_hold_the_same_columns(name: str, client: FlaskClient) -> None:
    rows = read_rows(client.get(f"{API}/{name}.csv?limit=1"))
    assert list(rows[0]) == list(read_json(client, f"/{name}?limit=1")["items"][0])


@pytest.mark.parametrize(
    "search",
    ["round=2015-16", "round=not-stated", "theme=digital", "region=E12000007", "q=fire", "q=%20"],
)
def test_filters_are_those_of_the_page(search: str, client: FlaskClient, site: Site) -> None:
    found = read_json(client, f"/bids?{search}&limit=1000")
    assert [bid["bid_id"] for bid in found["items"]] == [
        bid.id for bid in site.read_view(f"?{search}").bids.first
    ]


def test_area_bid_and_partner_are_joined_by_and(client: FlaskClient, site: Site) -> None:
    detail = site.read_view(f"?area={LANCASHIRE}").area
    assert detail is not None
    led = detail.led.first[0].id
    other = next(
        bid.id for bid in site.catalogue.bids if bid.id not in {b.id for b in detail.led.first}
    )
    assert read_json(client, f"/bids?area={LANCASHIRE}&bid={led}")["total"] == 1
    assert read_json(client, f"/members?area={LANCASHIRE}&round=2013-14")["total"] == 0
    assert read_json(client, f"/bids?bid={other}&round=not-stated&theme=digital")["total"] == 0


def test_money_is_pounds_and_what_is_not_stated_is_null(client: FlaskClient, site: Site) -> None:
    items = {bid["bid_id"]: bid for bid in read_json(client, "/bids?limit=1000")["items"]}
    for bid in site.catalogue.bids:
        award = items[bid.id]["award_gbp"]
        assert (None if award is None else award * 100) == bid.award_pence
        assert award != 0


def test_rounds_tell_announced_and_itemised_apart(client: FlaskClient, site: Site) -> None:
    for one in read_json(client, "/rounds")["items"]:
        bids = [bid for bid in site.catalogue.bids if bid.round == one["round"]]
        assert one["named_bids"] == len(bids)
        assert one["itemised_award_gbp"] * 100 == sum(bid.award_pence or 0 for bid in bids)
        assert one["itemised_award_gbp"] <= one["total_award_gbp"]


def test_one_bid_carries_its_members_and_sources(client: FlaskClient, site: Site) -> None:
    bid = site.catalogue.bids[0]
    found = read_json(client, f"/bids/{bid.id}")
    assert [member["name"] for member in found["members"]] == [one.name for one in bid.members]
    assert [source["url"] for source in found["sources"]] == [one.url for one in bid.sources]
    assert [row["bid_id"] for row in read_rows(client.get(f"{API}/bids/{bid.id}.csv"))] == [bid.id]


@pytest.mark.parametrize("level", ["lower", "upper", "region"])
def test_one_area_says_what_the_list_says(level: str, client: FlaskClient) -> None:
    first = read_json(client, f"/areas?level={level}&limit=1")["items"][0]
    item = read_json(client, f"/areas/{first['gss']}?level={level}")
    assert {name: item[name] for name in first} == first


def test_every_area_of_every_level_can_be_asked_for(client: FlaskClient, site: Site) -> None:
    for level, drawn in site.catalogue.levels.items():
        for gss in (drawn.codes[0], drawn.codes[-1]):
            assert read_json(client, f"/areas/{gss}?level={level}")["gss"] == gss
            assert read_json(client, f"/areas/{gss}")["gss"] == gss


def test_geojson_and_list_show_the_same_values(client: FlaskClient) -> None:
    search = "level=region&measure=bids&count=involved"
    features = json.loads(client.get(f"{API}/areas.geojson?{search}").data)["features"]
    assert [feature["properties"] for feature in features] == read_json(client, f"/areas?{search}")[
        "items"
    ]


def test_pages_join_to_the_whole_list(client: FlaskClient) -> None:
    whole = read_json(client, "/sources?limit=1000")["items"]
    path, joined = f"{API}/sources?limit=60", []
    while path:
        page = json.loads(client.get(path).data)
        joined += page["items"]
        path = page["next"]
    assert joined == whole
    assert len(whole) == page["total"]


def test_links_lead_to_the_slices_around(client: FlaskClient) -> None:
    answer = client.get(f"{API}/bids?round=2015-16&limit=10&offset=10")
    total = int(answer.headers["X-Total-Count"])
    links = dict(part.split("; rel=")[::-1] for part in answer.headers["Link"].split(", "))
    assert links == {
        f'"{relation}"': f"<{API}/bids?round=2015-16&limit=10&offset={offset}>"
        for relation, offset in (
            ("first", 0),
            ("last", (total - 1) // 10 * 10),
            ("prev", 0),
            ("next", 20),
        )
    }


def test_csv_is_whole_unless_a_limit_is_given(client: FlaskClient, site: Site) -> None:
    members = sum(len(bid.members) for bid in site.catalogue.bids)
    assert len(read_rows(client.get(f"{API}/members.csv"))) == members > 100
    assert len(read_rows(client.get(f"{API}/members.csv?limit=5&offset=3"))) == 5


def test_offset_past_the_end_is_an_empty_slice(client: FlaskClient) -> None:
    page = read_json(client, "/bids?offset=5000")
    assert (page["items"], page["next"]) == ([], None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("round=2099-00", "round"),
        ("round=", "round"),
        ("round=2015-16&round=2014-15", "round"),
        ("measure=award", "measure"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=1e3", "limit"),
        ("limit=%D9%A1", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("q=" + "a" * 101, "q"),
        ("q=" + "a" * 100_000, "q"),
        ("q=%C0%AF", "q"),
        ("q=a%00", "q"),
        ("area=..%2F..%2Fetc%2Fpasswd", "area"),
    ],
)
def test_wrong_parameter_is_named(query: str, parameter: str, client: FlaskClient) -> None:
    problem = read_problem(client.get(f"{API}/bids?{query}"), 400)
    assert problem["parameter"] == parameter
    assert problem["type"] == f"{API}/#bad-parameter"
    assert len(json.dumps(problem)) < 500


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/bids/TCA9999-99",
        "/areas/E99999999",
        "/areas/E10000017x",
        "/rounds/2015-16",
        "/bids.xml",
        "/bids/a/b",
        "/bids/..%2f..%2fetc%2fpasswd",
        "/bids/%00",
        "/bids/%C0%AE%C0%AE",
        "/../../etc/passwd",
    ],
)
def test_what_is_not_there_is_a_problem(path: str, client: FlaskClient) -> None:
    problem = read_problem(client.get(f"{API}{path}"), 404)
    assert "passwd" not in json.dumps(problem)


def test_the_way_on_from_any_path_of_the_api_is_told(client: FlaskClient) -> None:
    for path in ("/api/", "/api/v2/bids", "/api/v1/x/y/z"):
        assert f"{API}/" in read_problem(client.get(path), 404)["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_can_be_written(method: str, client: FlaskClient) -> None:
    answer = client.open(f"{API}/bids", method=method)
    read_problem(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_other_sites_may_read_and_ask_whether_they_may(client: FlaskClient) -> None:
    for answer in (client.get(f"{API}/bids"), client.get(f"{API}/bids?x=1"), client.get("/api/")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = client.options(f"{API}/bids", headers={"Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_head_has_the_headers_and_no_body(client: FlaskClient) -> None:
    head, get = client.head(f"{API}/bids"), client.get(f"{API}/bids")
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "X-Total-Count", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "path", ["/bids", "/bids.csv", "/areas.geojson", "/openapi.json", "/", "/areas/E10000017"]
)
def test_reader_who_has_it_is_told_so(path: str, client: FlaskClient) -> None:
    first = client.get(f"{API}{path}")
    again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


def test_validator_differs_with_state_and_form(client: FlaskClient) -> None:
    paths = ["/bids", "/bids.csv", "/bids?round=2015-16", "/bids?limit=5", "/areas", "/areas.csv"]
    assert len({client.get(f"{API}{path}").headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("name", ["/areas.geojson", "/bids.csv", "/bids"])
def test_large_answers_are_compressed(name: str, client: FlaskClient) -> None:
    answer = client.get(f"{API}{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < len(client.get(f"{API}{name}").data) / 2


def test_page_explains_every_path_column_and_problem(client: FlaskClient) -> None:
    page = client.get(f"{API}/")
    assert page.mimetype == "text/html"
    for resource in RESOURCES:
        assert f"{API}/{resource.name}" in page.text
        for column in resource.columns:
            assert f"<code>{column.name}</code>" in page.text
    for problem in Problems:
        assert f'id="{problem.value.name}"' in page.text
    assert "Redistribution and use in source and binary forms" in page.text


def test_fault_of_ours_is_a_problem_without_a_trace(
    built_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = create_app(Settings(built_folder=built_folder)).server

    def fail(*_arguments: object) -> None:
        msg = "secret"
        raise RuntimeError(msg)

    monkeypatch.setattr("dashboard.api.routes.send_data", fail)
    answer = server.test_client().get(f"{API}/bids")
    assert "secret" not in answer.text
    read_problem(answer, 500)


def test_a_bid_in_small_letters_leads_to_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/api/v1/bids/tca1314-09")
    assert (answer.status_code, answer.location) == (301, "/api/v1/bids/TCA1314-09")
    assert client.get("/api/v1/bids/tca1314-09.csv").location == "/api/v1/bids/TCA1314-09.csv"
    assert client.get("/api/v1/bids/tca1314-99").status_code == 404
