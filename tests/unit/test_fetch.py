"""Fetching boundaries from a server that does everything that can go wrong, and what is left."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import subprocess
import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping, shape

from geodata.__main__ import main
from geodata.areas.authorities import read_authorities
from geodata.boundaries.coverage import to_wgs84
from geodata.boundaries.levels import FETCHED_FILE, find_boundary_file, read_boundary_file
from geodata.fetching import fetched, ons
from geodata.fetching.transfer import Limits
from geodata.publishing.publish import write_build
from tests.factories import BOROUGHS, DISTRICTS, UNITARY, area_rows, write_award_tables
from tests.factories import write_geography as write_tables
from tests.geometry_factories import make_square, to_array, write_boundary_file
from tests.portal_server import SERVICE, Exchange, FakePortal, Feature, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

QUICK: Final = Limits(
    connect_s=3,
    first_byte_s=5,
    body_s=10,
    attempts=3,
    backoff_s=0.01,
    longest_wait_s=2,
    packed_bytes=2_000_000,
    unpacked_bytes=4_000_000,
)
IMPATIENT: Final = replace(QUICK, connect_s=0.4, first_byte_s=0.4, body_s=0.6)
"""For tests that wait for a limit to be reached; others must pass on a busy machine."""

NAMES: Final = {row["gss_code"]: row["name"] for row in area_rows()}
LOWER: Final = [code for code in NAMES if code[:3] in {"E06", "E07", "E08"}]


def make_features() -> list[Feature]:
    """Return the six councils of the small world and one of Wales, as the portal writes them."""
    shapes = {code: make_square(10 * place, 0, 10) for place, code in enumerate(LOWER)}
    shapes["W06000001"] = make_square(-10, 0, 10)
    return [
        {
            "type": "Feature",
            "id": number,
            "properties": {
                "objectid": number,
                "lad15cd": code,
                "lad15nm": NAMES.get(code, "Isle of Anglesey"),
                "lad15nmw": " ",
            },
            "geometry": mapping(polygon),
        }
        for number, (code, polygon) in enumerate(
            zip(shapes, to_wgs84(to_array(shapes)), strict=True), start=1
        )
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder whose embedded boundaries lie where the portal's do."""
    folder = tmp_path / "data"
    (folder / "awards").mkdir(parents=True)
    write_award_tables(folder / "awards")
    write_tables(folder / "geography")
    shapes = {code: make_square(10 * place, 0, 10) for place, code in enumerate(LOWER)}
    shapes["W92000004"] = make_square(-10, 0, 10)
    write_boundary_file(folder / "geography", shapes, vintage="2014-12", origin="embedded")
    return folder


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched, "Limits", lambda: QUICK)
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched, "Limits", lambda: IMPATIENT)


@pytest.fixture
def portal() -> Iterator[FakePortal]:
    with serve(FakePortal(make_features())) as served:
        yield served


def put_previous(data: Path) -> bytes:
    """Put an earlier fetch in use and return its bytes."""
    target = data / FETCHED_FILE
    target.parent.mkdir(exist_ok=True)
    document = json.loads((data / "geography" / "lad_dec2014.geojson").read_bytes())
    target.write_text(json.dumps(document | {"origin": "an earlier fetch"}), encoding="utf-8")
    return target.read_bytes()


def fetch(data: Path, url: str, *more: str) -> int:
    return main(["--data", str(data), "fetch", "--portal", url, *more])


def assert_refused(
    data: Path, url: str, capsys: pytest.CaptureFixture[str], words: str, *more: str
) -> str:
    """Fetch, and hold that it fails in clear words and leaves what was in use as it was."""
    before = put_previous(data)
    assert fetch(data, url, *more) == 1
    said = capsys.readouterr().err
    last = said.strip().splitlines()[-1]
    assert words in last, said
    assert "Traceback" not in said
    assert (data / FETCHED_FILE).read_bytes() == before
    assert [path.name for path in (data / "fetched").glob("*.geojson")] == ["boundaries.geojson"]
    assert not list((data / "fetched").glob(".*"))
    return said


def in_use(data: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(find_boundary_file(data).read_bytes())
    return document


def always(answer: Callable[[Exchange], object]) -> Callable[[Exchange], bool]:
    """Return a misbehaviour that answers every request."""

    def misbehave(exchange: Exchange) -> bool:
        answer(exchange)
        return True

    return misbehave


def once(answer: Callable[[Exchange], object]) -> Callable[[Exchange], bool]:
    """Return a misbehaviour that answers the first request only."""

    def misbehave(exchange: Exchange) -> bool:
        if exchange.number > 1:
            return False
        answer(exchange)
        return True

    return misbehave


# What works


def test_fetched_boundaries_are_checked_kept_and_used(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(data, portal.url) == 0
    areas = read_authorities(data / "geography")
    boundaries = read_boundary_file(find_boundary_file(data), areas)
    assert find_boundary_file(data) == data / FETCHED_FILE
    assert list(boundaries.lower.index) == sorted(LOWER)
    assert list(boundaries.backdrop.index) == ["W92000004"]
    assert boundaries.lower.area.sum() == pytest.approx(6e8, rel=1e-3)
    assert SERVICE in boundaries.source.origin
    assert "Open Government Licence" in boundaries.source.attribution
    assert "run python -m geodata build" in capsys.readouterr().out


def test_provenance_says_what_came_and_when(data: Path, portal: FakePortal) -> None:
    fetch(data, portal.url)
    provenance = in_use(data)["provenance"]
    assert provenance["service"] == SERVICE
    assert provenance["portal"] == portal.url
    assert provenance["areas"] == 7
    assert len(provenance["sha256"]) == 64
    assert [page["features"] for page in provenance["pages"]] == [2, 2, 2, 1]


def test_build_uses_what_was_fetched_and_says_so(data: Path, portal: FakePortal) -> None:
    fetch(data, portal.url)
    write_build(data)
    catalogue = json.loads((data / "built" / "catalogue.json").read_bytes())
    manifest = json.loads((data / "built" / "manifest.json").read_bytes())
    assert SERVICE in catalogue["boundaries"]["origin"]
    assert catalogue["boundaries"]["vintage"] == "2015-12"
    assert FETCHED_FILE in manifest["inputs"]


def test_going_back_uses_the_embedded_boundaries_again(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(data, portal.url)
    assert main(["--data", str(data), "fetch", "--embedded"]) == 0
    assert find_boundary_file(data).name == "lad_dec2014.geojson"
    assert "in use again" in capsys.readouterr().out
    assert main(["--data", str(data), "fetch", "--embedded"]) == 0


def test_every_request_asks_for_all_fields_in_longitude_and_latitude(
    data: Path, portal: FakePortal
) -> None:
    fetch(data, portal.url)
    paths = [path for path, _ in portal.seen]
    assert all(f"/{SERVICE}/FeatureServer/0/query?" in path for path in paths)
    assert all("where=1%3D1" in path and "outFields=%2A" in path for path in paths)
    assert all("outSR=4326" in path and "f=geojson" in path for path in paths)
    assert [path.split("resultOffset=")[1].split("&")[0] for path in paths] == ["0", "2", "4", "6"]


@pytest.mark.parametrize(("resolution", "service"), [("200", "Super_GCB"), ("20", "Dec_2015_GCB")])
def test_resolution_chooses_the_service(
    data: Path, portal: FakePortal, resolution: str, service: str
) -> None:
    assert fetch(data, portal.url, "--resolution", resolution) == 0
    assert service in portal.seen[0][0]


@pytest.mark.parametrize("choice", [("--resolution", "7"), ("--vintage", "1974-04")])
def test_unknown_choice_names_those_there_are(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str], choice: tuple[str, str]
) -> None:
    assert_refused(data, portal.url, capsys, "2015-12 at 20 m", *choice)
    assert not portal.seen


def test_a_service_can_be_named(data: Path, portal: FakePortal) -> None:
    assert fetch(data, portal.url, "--service", "LAD_of_my_own") == 0
    assert "/LAD_of_my_own/" in portal.seen[0][0]


@pytest.mark.parametrize("way", ["nested", "packed"])
def test_newer_answers_and_packed_ones_are_read(data: Path, portal: FakePortal, way: str) -> None:
    setattr(portal, way, True)
    assert fetch(data, portal.url) == 0
    assert in_use(data)["provenance"]["areas"] == 7


def test_a_country_that_is_not_sent_stays_as_embedded_and_meets_the_border(
    data: Path, portal: FakePortal
) -> None:
    portal.features = portal.features[:-1]
    # England's edge lies 500 m further east than the embedded one, so a gap must close.
    ring = portal.features[0]["geometry"]["coordinates"][0]
    edge = min(x for x, _ in ring)
    moved = [[x + 0.007 if x < edge + 0.02 else x, y] for x, y in ring]
    portal.features[0]["geometry"] = {"type": "Polygon", "coordinates": [moved]}
    assert fetch(data, portal.url) == 0
    boundaries = read_boundary_file(find_boundary_file(data), read_authorities(data / "geography"))
    wales, onetown = boundaries.backdrop.geometry.iloc[0], boundaries.lower.geometry[UNITARY]
    assert wales.area > 1e8
    assert wales.intersection(onetown).length > 9_000


# Conditional, cached, resumable


def test_second_fetch_asks_only_whether_anything_changed(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(data, portal.url)
    first = (data / FETCHED_FILE).read_bytes()
    portal.seen.clear()
    assert fetch(data, portal.url) == 0
    assert all("If-None-Match" in headers for _, headers in portal.seen)
    assert "unchanged" in capsys.readouterr().out
    assert (data / FETCHED_FILE).read_bytes() == first


def test_changed_page_is_fetched_again(data: Path, portal: FakePortal) -> None:
    fetch(data, portal.url)
    before = in_use(data)["provenance"]["sha256"]
    portal.features[0]["properties"]["objectid"] = 99
    assert fetch(data, portal.url) == 0
    assert in_use(data)["provenance"]["sha256"] != before


def test_download_that_broke_off_goes_on_where_it_stopped(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:

    def break_off(exchange: Exchange) -> bool:
        if exchange.offset >= 4:
            exchange.reset()
        return exchange.offset >= 4

    portal.misbehave = break_off
    assert_refused(data, portal.url, capsys, "the connection broke")
    portal.misbehave = None
    portal.seen.clear()
    assert fetch(data, portal.url) == 0
    asked = [("If-None-Match" in headers) for _, headers in portal.seen]
    assert asked == [True, True, False, False]


def test_page_that_was_damaged_on_disk_is_fetched_again(data: Path, portal: FakePortal) -> None:
    fetch(data, portal.url)
    next((data / "fetched" / "pages").rglob("page-0002.json")).write_bytes(b"{}")
    portal.seen.clear()
    assert fetch(data, portal.url) == 0
    assert ["If-None-Match" in headers for _, headers in portal.seen] == [True, False, True, True]


def test_progress_is_told_page_by_page(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(data, portal.url)
    said = capsys.readouterr().err
    assert [f"{count} areas" in said for count in (2, 4, 6, 7)] == [True] * 4


def test_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    fetched._show(190, 1_000_000, terminal=True)
    assert "[###############               ] 190 areas, 1.0 MB" in capsys.readouterr().err


# The network fails


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_refused_connection(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = assert_refused(data, f"http://127.0.0.1:{free_port()}", capsys, "connection was refused")
    assert said.count("trying again") == 2
    assert "gave up after 3 attempts" in said


def test_name_that_cannot_be_looked_up(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert_refused(data, "https://portal.invalid", capsys, "address cannot be looked up")


@pytest.mark.usefixtures("impatient")
def test_look_up_that_hangs(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_: object, **__: object) -> None:
        time.sleep(1.5)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    assert_refused(data, "https://portal.invalid", capsys, "no headers within")


@pytest.mark.usefixtures("impatient")
def test_connection_that_is_never_made(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.settimeout(0)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        assert_refused(data, url, capsys, "no connection in time")
        for one in waiting:
            one.close()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_server_that_takes_the_call_and_says_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], scheme: str
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(20)
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        said = assert_refused(data, url, capsys, "gave up after 3 attempts")
        assert "no answer in time" in said or "no connection in time" in said


@pytest.mark.usefixtures("impatient")
def test_headers_that_trickle(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\n" * 20, 0.03))
    assert_refused(data, portal.url, capsys, "no headers within 0.4 s")


@pytest.mark.usefixtures("impatient")
def test_body_that_stops(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"features"'
    portal.misbehave = always(lambda exchange: exchange.drip(b"xx", 1, after=head))
    assert_refused(data, portal.url, capsys, "the answer stopped after 1")


@pytest.mark.usefixtures("impatient")
def test_body_that_trickles(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    portal.misbehave = always(lambda exchange: exchange.drip(b" " * 200, 0.02, after=head))
    assert_refused(data, portal.url, capsys, "bytes within 0.6 s")


def test_connection_that_breaks_in_the_body(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(exchange: Exchange) -> None:
        exchange.send(b'{"features": [', Content_Length="5000")
        exchange.reset()

    portal.misbehave = always(break_off)
    said = assert_refused(data, portal.url, capsys, "gave up after 3 attempts")
    assert "broke" in said or "then nothing" in said


def test_body_shorter_than_promised(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop_short(exchange: Exchange) -> None:
        exchange.send(b'{"features": []}', Content_Length="5000")
        exchange.handler.close_connection = True

    portal.misbehave = always(stop_short)
    assert_refused(data, portal.url, capsys, "gave up after 3 attempts")


def test_certificate_that_nobody_vouches_for_and_one_that_the_user_does(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    made = subprocess.run(
        [
            *command.split(),
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=False,
        capture_output=True,
        timeout=60,
    )
    if made.returncode:
        pytest.skip("openssl is not there to make a certificate")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with serve(FakePortal(make_features()), tls) as served:
        assert_refused(data, served.url, capsys, "set REQUESTS_CA_BUNDLE")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert fetch(data, served.url) == 0


def test_proxy_of_the_environment_is_asked(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", portal.url.removesuffix("/rest/services"))
    assert_refused(data, "https://portal.invalid", capsys, "proxy did not let us through")
    assert {path for path, _ in portal.seen} == {"portal.invalid:443"}


@pytest.mark.parametrize(
    "url", ["http://portal.invalid", "ftp://127.0.0.1", "portal.invalid", "https://[portal"]
)
def test_address_that_is_not_https_is_refused_unasked(
    data: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert_refused(data, url, capsys, "https://")


# The service fails


def test_service_that_recovers_is_forgiven(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = once(lambda exchange: exchange.send(b"", 500))
    assert fetch(data, portal.url) == 0
    assert "answered 500 Internal Server Error; trying again" in capsys.readouterr().err


def test_service_that_stays_broken(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 503))
    assert_refused(data, portal.url, capsys, "answered 503")
    assert len(portal.seen) == 3


def test_missing_service_is_not_asked_twice(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 404))
    assert_refused(data, portal.url, capsys, "404 Not Found; check --portal and --service")
    assert len(portal.seen) == 1


def test_busy_service_is_asked_again_when_it_says(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = once(lambda exchange: exchange.send(b"", 429, Retry_After="1"))
    began = time.monotonic()
    assert fetch(data, portal.url) == 0
    assert time.monotonic() - began > 1
    assert "429 Too Many Requests; trying again in 1 s" in capsys.readouterr().err


def test_busy_service_may_name_a_moment(data: Path, portal: FakePortal) -> None:
    soon = formatdate(time.time() + 1, usegmt=True)
    portal.misbehave = once(lambda exchange: exchange.send(b"", 429, Retry_After=soon))
    assert fetch(data, portal.url) == 0


@pytest.mark.parametrize("text", ["", "soon", "-5"])
def test_busy_service_that_says_nothing_of_use_is_asked_after_a_while(
    data: Path, portal: FakePortal, text: str
) -> None:
    portal.misbehave = once(lambda exchange: exchange.send(b"", 429, Retry_After=text))
    assert fetch(data, portal.url) == 0


def test_service_that_asks_for_an_hour_is_left(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 429, Retry_After="3600"))
    assert_refused(data, portal.url, capsys, "asks to wait 3600 s")
    assert len(portal.seen) == 1


def test_service_that_stays_busy(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 429))
    assert_refused(data, portal.url, capsys, "answered 429")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "broken JSON"),
        (b"<!DOCTYPE html><title>Sorry</title>", "a web page"),
        (b"", "broken JSON"),
        (b'{"error": {"code": 503, "message": "Busy"}}', "error 503: Busy"),
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "error 400: Invalid URL"),
        (b'{"error": "no"}', "no"),
        (b'{"objectIdFieldName": "FID"}', "no features"),
        (b"[]", "no features"),
        (b'{"features": [], "crs": {"properties": {"name": "EPSG:3857"}}}', "expected WGS84"),
        (b'{"features": []}', "missing"),
        (b'{"features": [], "exceededTransferLimit": true}', "empty page"),
        (b'{"features": [{"properties": null, "geometry": null}]}', "without properties"),
        (b'{"features": ["E06000001"]}', "without properties"),
        (b"\xff\xfe", "broken JSON"),
        (b'{"features": [{"geometry": {"coordinates": [NaN, 52]}}]}', "NaN is no number"),
    ],
)
def test_answer_that_is_something_else(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    body: bytes,
    words: str,
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(body))
    assert_refused(data, portal.url, capsys, words)


def test_error_inside_an_answer_that_passes_is_forgiven(data: Path, portal: FakePortal) -> None:
    busy = {"error": {"code": 503, "message": "Busy"}}
    portal.misbehave = once(lambda exchange: exchange.send_json(busy))
    assert fetch(data, portal.url) == 0


def test_paging_without_end(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    def page_on(exchange: Exchange) -> None:
        features = [
            portal.features[0]
            | {"properties": {"lad15cd": f"E07{exchange.offset + n:06d}", "lad15nm": "More"}}
            for n in range(200)
        ]
        exchange.send_json({"features": features, "exceededTransferLimit": True})

    portal.misbehave = always(page_on)
    assert_refused(data, portal.url, capsys, "and still more")
    assert len(portal.seen) <= 6


def test_page_that_comes_again(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    page = {"features": portal.features[:2], "exceededTransferLimit": True}
    portal.misbehave = always(lambda exchange: exchange.send_json(page))
    assert_refused(data, portal.url, capsys, "one that came before")


def test_redirect_to_another_host_is_refused(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(FakePortal(make_features())) as other:
        portal.misbehave = always(lambda exchange: exchange.send(b"", 302, Location=other.url))
        assert_refused(data, portal.url, capsys, "another host: refused")
        assert not other.seen


def test_redirect_from_https_to_http_is_refused(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    away = "ftp://127.0.0.1/boundaries"
    portal.misbehave = always(lambda exchange: exchange.send(b"", 301, Location=away))
    assert_refused(data, portal.url, capsys, "another host: refused")


def test_redirect_to_no_address_is_refused(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 302, Location="https://[nowhere"))
    assert_refused(data, portal.url, capsys, "another host: refused")
    assert len(portal.seen) == 1


def test_redirect_within_the_host_is_followed(data: Path, portal: FakePortal) -> None:
    def move(exchange: Exchange) -> bool:
        path = exchange.handler.path
        if "/rest/services" not in path:
            return False
        exchange.send(b"", 307, Location=path.replace("/rest/services", "/moved"))
        return True

    portal.misbehave = move
    assert fetch(data, portal.url) == 0


def test_redirects_in_a_circle(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"", 302, Location="/rest/services"))
    assert_refused(data, portal.url, capsys, "more than 3 redirects")


def test_gigabyte_that_is_announced_is_not_taken(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(b"{", Content_Length="1000000000"))
    assert_refused(data, portal.url, capsys, "an answer of 1,000,000,000 bytes")
    assert len(portal.seen) == 1


def test_gigabyte_that_is_not_announced_is_cut_off(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    def flood(exchange: Exchange) -> None:
        exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        exchange.drip(b"", 0, after=b" " * 3_000_000)

    portal.misbehave = always(flood)
    assert_refused(data, portal.url, capsys, "expected at most 2,000,000; refused")


def test_bomb_is_not_unpacked(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    portal.misbehave = always(lambda exchange: exchange.send(bomb, Content_Encoding="gzip"))
    assert_refused(data, portal.url, capsys, "more than 4,000,000 unpacked")


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (b"{}", "gzip", "says it is gzip and is not"),
        (gzip.compress(b'{"features": []}' * 100, mtime=0)[:-20], "gzip", "broken JSON"),
        (b"{}", "br", "compressed with 'br'"),
    ],
)
def test_packing_that_is_broken_or_unknown(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    body: bytes,
    encoding: str,
    words: str,
) -> None:
    portal.misbehave = always(lambda exchange: exchange.send(body, Content_Encoding=encoding))
    assert_refused(data, portal.url, capsys, words)


def test_limits_hold_a_bomb_and_a_gigabyte_off_a_small_machine() -> None:
    assert Limits().packed_bytes < 100_000_000
    assert Limits().unpacked_bytes < 300_000_000


# The boundaries are wrong


def rename(features: list[Feature], **names: str) -> None:
    for feature in features:
        properties = feature["properties"]
        feature["properties"] = {names.get(key, key): value for key, value in properties.items()}


@pytest.mark.parametrize("names", [("LAD13CD", "LAD13NM"), ("Lad15Cd", "Lad15Nm")])
def test_fields_may_be_upper_case_or_of_another_year(
    data: Path, portal: FakePortal, names: tuple[str, str]
) -> None:
    rename(portal.features, lad15cd=names[0], lad15nm=names[1])
    assert fetch(data, portal.url) == 0


@pytest.mark.parametrize("names", [{"lad15cd": "areacode"}, {"lad15nm": "areaname"}])
def test_renamed_fields(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    names: dict[str, str],
) -> None:
    rename(portal.features, **names)
    assert_refused(data, portal.url, capsys, "expected one like lad15")


def test_two_fields_that_could_be_the_code(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    for feature in portal.features:
        feature["properties"]["LAD13CD"] = "E07000001"
    assert_refused(data, portal.url, capsys, "LAD13CD, lad15cd")


def test_missing_codes(data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]) -> None:
    del portal.features[1]
    assert_refused(data, portal.url, capsys, f"missing {DISTRICTS[0]}")


def test_extra_codes(data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]) -> None:
    portal.features[-1]["properties"]["lad15cd"] = "E07000099"
    assert_refused(data, portal.url, capsys, "extra E07000099")


def test_codes_that_come_twice(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.features.append(portal.features[0] | {"id": 99})
    assert_refused(data, portal.url, capsys, f"{UNITARY} stand more than once")


def project(features: list[Feature], change: Callable[[Any], Any]) -> None:
    for feature in features:
        feature["geometry"] = mapping(shapely.transform(shape(feature["geometry"]), change))


def test_web_mercator(data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]) -> None:
    project(portal.features, lambda points: points * 111_319.49)
    assert_refused(data, portal.url, capsys, "these look like metres")


def test_swapped_axes(data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]) -> None:
    project(portal.features, lambda points: points[:, ::-1])
    assert_refused(data, portal.url, capsys, "check the order of longitude and latitude")


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "no geometry"),
        ({"type": "Polygon", "coordinates": []}, "no geometry"),
        ({"type": "Polygon", "coordinates": [[]]}, "or empty"),
        ({"type": "Point", "coordinates": [-1, 52]}, "expected a polygon"),
        ({"type": "Polygon", "coordinates": [[[-1, 52], [-1, 53]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": "far away"}, "cannot be read"),
        ({"type": "Blob", "coordinates": [1]}, "cannot be read"),
    ],
)
def test_geometry_that_is_none(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    geometry: dict[str, Any] | None,
    words: str,
) -> None:
    portal.features[2]["geometry"] = geometry
    said = assert_refused(data, portal.url, capsys, words)
    assert DISTRICTS[1] in said


def test_rings_that_cross_themselves_are_mended(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    ring = [list(point) for point in portal.features[1]["geometry"]["coordinates"][0]]
    spike = [ring[1][0] + 0.0005, ring[1][1] + 0.0005]
    crossed = [ring[0], ring[1], spike, [ring[1][0], ring[1][1] - 0.0005], *ring[2:]]
    portal.features[1]["geometry"] = {"type": "Polygon", "coordinates": [crossed]}
    assert not shape(portal.features[1]["geometry"]).is_valid
    assert fetch(data, portal.url) == 0
    assert in_use(data)["provenance"]["invalid_as_they_came"] == 1
    assert "1 repaired" in capsys.readouterr().out


@pytest.mark.parametrize("places", [slice(None), slice(0, None, 2)])
def test_winding_makes_no_difference(data: Path, portal: FakePortal, places: slice) -> None:
    fetch(data, portal.url)
    first = [feature["geometry"] for feature in in_use(data)["features"]]
    for feature in portal.features[places]:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"] = {"type": "Polygon", "coordinates": [list(r)[::-1] for r in rings]}
    assert fetch(data, portal.url) == 0
    assert [feature["geometry"] for feature in in_use(data)["features"]] == first


def test_narrow_gaps_and_overlaps_are_mended(data: Path, portal: FakePortal) -> None:
    project(portal.features[1:2], lambda points: points + np.array([0.0007, 0]))  # 50 m
    assert fetch(data, portal.url) == 0


def test_areas_that_lie_over_each_other(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.features[1]["geometry"] = portal.features[2]["geometry"]
    assert_refused(data, portal.url, capsys, "lie over their neighbours")


def test_shapes_that_are_mixed_up(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = portal.features[1], portal.features[4]
    one["geometry"], other["geometry"] = other["geometry"], one["geometry"]
    assert_refused(data, portal.url, capsys, f"{DISTRICTS[0]}, {BOROUGHS[0]} lie elsewhere")


def test_names_that_are_mixed_up(
    data: Path, portal: FakePortal, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [feature["properties"]["lad15nm"] for feature in portal.features]
    for feature, name in zip(portal.features, [*names[1:], names[0]], strict=True):
        feature["properties"]["lad15nm"] = name
    assert_refused(data, portal.url, capsys, "the fields may be mixed up")


def test_set_that_cannot_be_made_small_enough(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetched, "MOST_BYTES", 100)
    assert_refused(data, portal.url, capsys, "ask for a coarser --resolution")


def make_wavy(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a square whose southern edge runs in waves 300 m deep, a corner every 100 m."""

    def wave(points: NDArray[np.float64]) -> NDArray[np.float64]:
        south = points[:, 1] < points[:, 1].min() + 1e-4
        odd = np.round(points[:, 0] / 0.0015).astype(int) % 2 == 1
        depth = np.where(south & odd, 0.003, 0.0)
        return np.column_stack([points[:, 0], points[:, 1] - depth])

    wavy = shapely.transform(shapely.segmentize(shape(geometry), 0.0015), wave)
    return dict(mapping(shapely.Polygon(shapely.get_coordinates(wavy))))


def test_coarser_thinning_is_taken_until_the_file_is_small_enough(
    data: Path, portal: FakePortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for feature in portal.features:
        feature["geometry"] = make_wavy(feature["geometry"])
    assert fetch(data, portal.url) == 0
    fine = in_use(data)
    (data / FETCHED_FILE).unlink()
    monkeypatch.setattr(fetched, "MOST_BYTES", 2_500)
    assert fetch(data, portal.url) == 0
    assert fine["tolerance_m"] == fetched.TOLERANCES_M[0]
    assert in_use(data)["tolerance_m"] > fine["tolerance_m"]


def test_disk_that_refuses_the_last_step(
    data: Path,
    portal: FakePortal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    assert_refused(data, portal.url, capsys, "No space left on device")


def test_services_are_those_that_the_design_names() -> None:
    assert ons.SERVICES["2015-12", 500] == SERVICE
    assert ons.PORTAL.startswith("https://services1.arcgis.com/ESMARspQHYMw9BZ9/")
