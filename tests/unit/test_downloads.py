from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import Polygon, shape

from dashboard.exports.bundle import describe_bundle, flatten
from dashboard.exports.extract import make_extract, make_file_stem
from dashboard.exports.geojson import turn_rings
from dashboard.exports.grants import split_grants
from dashboard.exports.routes import FORMS
from dashboard.exports.workbook import write_workbook
from dashboard.parts.downloads import OFFERS, render_downloads
from dashboard.parts.static_html import to_html
from geodata.model.codes import CountRule, Kind, Measure
from tests.architecture.sources import ROOT
from tests.reading import list_loaded, read_csv

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

FILTERED = "?round=2015-16&region=E12000002"
LANCASHIRE = "E10000017"
XLSX = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def fetch(client: FlaskClient, name: str, search: str = "") -> TestResponse:
    answer = client.get(f"/download/{name}{search}")
    assert answer.status_code == 200
    return answer


def read_sheet(content: bytes, number: int) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own file


def test_every_offer_on_the_page_is_a_file_and_every_file_is_offered() -> None:
    assert [name for name, *_ in OFFERS] == list(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_file_of_a_filtered_view_says_so_in_its_name(name: str, client: FlaskClient) -> None:
    answer = fetch(client, name, FILTERED)
    disposition = answer.headers["Content-Disposition"]
    assert re.fullmatch(
        r'attachment; filename="tca-[a-z]+-2015-16-north-west-\d{4}-\d\d-\d\d\.[a-z0-9.]+"',
        disposition,
    )
    assert disposition.endswith(f'.{name.partition(".")[2]}"')


def test_file_of_everything_says_all_and_how_it_is_mapped(site: Site) -> None:
    extract = make_extract(site.read_view("?level=lower&count=shared"), site.catalogue)
    day = site.catalogue.fund.compiled_on
    assert make_file_stem(extract, "bids", mapped=False) == f"tca-bids-all-{day}"
    assert make_file_stem(extract, "areas", mapped=True) == f"tca-areas-all-lower-shared-{day}"


def test_a_search_cannot_put_anything_odd_in_a_file_name(site: Site) -> None:
    view = site.read_view('?q="; rm -rf / \u202e../../' + "x" * 70)
    stem = make_file_stem(make_extract(view, site.catalogue), "bids", mapped=True)
    assert re.fullmatch(r"[a-z0-9-]{1,120}", stem)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("search", ["", FILTERED])
def test_same_view_gives_the_same_bytes(name: str, search: str, client: FlaskClient) -> None:
    assert fetch(client, name, search).data == fetch(client, name, search).data


@pytest.mark.parametrize("name", FORMS)
def test_reader_who_has_the_file_is_told_so(name: str, client: FlaskClient) -> None:
    first = fetch(client, name)
    again = client.get(f"/download/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


def test_csv_opens_right_in_excel(client: FlaskClient) -> None:
    content = fetch(client, "view.csv").data
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert "£" in content.decode("utf-8-sig")


def test_csv_holds_the_bids_of_the_view_and_no_other(client: FlaskClient, site: Site) -> None:
    rows = read_csv(fetch(client, "view.csv", FILTERED).data)
    assert [row["bid_id"] for row in rows] == [
        bid.id for bid in site.read_view(FILTERED).bids.first
    ]


def test_award_that_is_not_stated_is_blank_and_never_zero(client: FlaskClient, site: Site) -> None:
    rows = {row["bid_id"]: row for row in read_csv(fetch(client, "view.csv").data)}
    for bid in site.catalogue.bids:
        written = rows[bid.id]["award_gbp"]
        assert written == ("" if bid.award_pence is None else str(bid.award_pence // 100))


def test_choosing_an_area_takes_the_bids_of_its_panel(client: FlaskClient, site: Site) -> None:
    detail = site.read_view(f"?area={LANCASHIRE}").area
    assert detail is not None
    wanted = {
        bid.id for part in (detail.led, detail.joined, detail.through_county) for bid in part.first
    }
    rows = read_csv(fetch(client, "view.csv", f"?area={LANCASHIRE}").data)
    assert {row["bid_id"] for row in rows} == wanted
    assert 0 < len(wanted) < len(site.catalogue.bids)


def test_areas_file_adds_up_to_what_is_on_the_map(client: FlaskClient, site: Site) -> None:
    for count in (CountRule.LEAD, CountRule.SHARED):
        rows = read_csv(fetch(client, "areas.csv", f"?count={count}&level=lower").data)
        total = sum(round(float(row["award_gbp"] or 0) * 100) for row in rows)
        view = site.read_view(f"?count={count}&level=lower")
        assert total == view.reconciliation.on_map.pence


def test_areas_outside_the_region_are_not_in_the_file(client: FlaskClient) -> None:
    rows = read_csv(fetch(client, "areas.csv", FILTERED).data)
    assert {row["region_gss"] for row in rows} == {"E12000002"}


def test_geojson_is_valid_and_counter_clockwise_at_every_level(
    client: FlaskClient, site: Site
) -> None:
    for level in site.catalogue.levels:
        document = json.loads(fetch(client, "view.geojson", f"?level={level}").data)
        assert "crs" not in document
        codes = [feature["id"] for feature in document["features"]]
        assert sorted(codes) == sorted(site.catalogue.levels[level].codes)
        for feature in document["features"]:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid
            for polygon in getattr(geometry, "geoms", [geometry]):
                assert polygon.exterior.is_ccw
                assert not any(ring.is_ccw for ring in polygon.interiors)


def test_geojson_carries_the_values_of_the_view(client: FlaskClient, site: Site) -> None:
    document = json.loads(fetch(client, "view.geojson", "?measure=saving").data)
    values = {area.gss: area.value for area in site.read_view("?measure=saving").areas}
    for feature in document["features"]:
        value = feature["properties"]["value"]
        assert (None if value is None else value * 100) == values[feature["id"]]
        assert feature["properties"]["measure"] == Measure.SAVING


def test_turning_rings_turns_outlines_and_holes_apart() -> None:
    outer = [[0.0, 0.0], [0.0, 3.0], [3.0, 3.0], [3.0, 0.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]
    polygon = turn_rings({"type": "Polygon", "coordinates": [outer, hole]})
    several = turn_rings({"type": "MultiPolygon", "coordinates": [[outer, hole]]})
    for rings in (polygon["coordinates"], several["coordinates"][0]):
        turned = Polygon(rings[0], rings[1:])
        assert (turned.exterior.is_ccw, turned.interiors[0].is_ccw) == (True, False)
        assert turned.area == 8


def test_workbook_has_notes_first_and_a_frozen_head_on_each_table(client: FlaskClient) -> None:
    content = fetch(client, "view.xlsx", FILTERED).data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["Notes", "Bids", "Areas", "Members", "Sources", "Outcomes", "Rounds"]
    for number in range(2, 7):
        pane = read_sheet(content, number).find(".//s:pane", XLSX)
        assert pane is not None
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")


def test_workbook_types_its_cells(client: FlaskClient) -> None:
    sheet = read_sheet(fetch(client, "view.xlsx").data, 2)
    heads = read_csv(fetch(client, "view.csv").data)[0].keys()
    column = {name: chr(ord("A") + index) for index, name in enumerate(heads)}
    first = {cell.get("r", ""): cell for cell in sheet.iterfind(".//s:row[@r='2']/s:c", XLSX)}
    assert first[f"{column['award_gbp']}2"].get("t") is None
    assert first[f"{column['award_gbp']}2"].findtext("s:v", namespaces=XLSX) == "12400000"
    assert first[f"{column['title']}2"].get("t") == "s"
    assert first[f"{column['announced_on']}2"].get("t") is None
    last = len(sheet.findall(".//s:row", XLSX))
    assert sheet.find(f".//s:c[@r='{column['award_gbp']}{last}']", XLSX) is None


def test_workbook_runs_nothing(site: Site) -> None:
    bid = replace(site.catalogue.bids[0], title='=HYPERLINK("http://127.0.0.1","x")')
    extract = replace(make_extract(site.read_view(""), site.catalogue), bids=(bid,))
    content = write_workbook(extract.catalogue.fund, (), extract.tables)
    assert read_sheet(content, 2).find(".//s:f", XLSX) is None


def test_what_writes_workbooks_is_not_imported_until_one_is_asked_for() -> None:
    assert "xlsxwriter" not in list_loaded("dashboard.exports.routes")


def test_notes_name_the_filters_the_coverage_and_the_licences(client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch(client, "view.zip", FILTERED).data)) as archive:
        notes = archive.read("README.txt").decode()
    for words in (
        "Round: 2015-16",
        "Region: North West",
        "never zero",
        "Contains OS data © Crown copyright",
        "not a government service",
    ):
        assert words in notes


def test_notes_say_which_councils_the_areas_are(site: Site) -> None:
    for level, words in (("upper", "December 2014."), ("today", "today's councils")):
        view = site.read_view(f"?level={level}")
        notes = flatten(describe_bundle(make_extract(view, site.catalogue)))
        assert any(words in line for line in notes)
        assert view.state.level == level


def test_zip_holds_every_form_and_sums_that_are_right(client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch(client, "view.zip").data)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    lines = [line.split("  ") for line in files["SHA256SUMS"].decode().splitlines()]
    sums = {name: found for found, name in lines}
    assert sums == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "SHA256SUMS"
    }
    assert sorted(files) == [
        "BOUNDARIES.txt",
        "README.txt",
        "SHA256SUMS",
        "areas.csv",
        "areas.geojson",
        "bids.csv",
        "dictionary.csv",
        "grants.360giving.json",
        "members.csv",
        "outcomes.csv",
        "rounds.csv",
        "sources.csv",
        "workbook.xlsx",
    ]


def test_dictionary_explains_every_column_of_every_table(client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch(client, "view.zip").data)) as archive:
        explained = {(r["table"], r["column"]) for r in read_csv(archive.read("dictionary.csv"))}
        for table in ("bids", "areas", "members", "sources", "outcomes", "rounds"):
            content = archive.read(f"{table}.csv")
            heads = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert {(table, head) for head in heads} <= explained


def test_boundary_notice_is_the_one_that_came_with_the_boundaries() -> None:
    own = (ROOT / "dashboard" / "templates" / "boundary_notice.txt").read_text(encoding="utf-8")
    assert own == (ROOT / "data" / "geography" / "NOTICE").read_text(encoding="utf-8")


def test_grant_without_an_amount_a_date_or_a_recipient_is_left_out(site: Site) -> None:
    whole = next(bid for bid in site.catalogue.bids if split_grants([bid]).given)
    partners = tuple(member for member in whole.members if member not in whole.leads)
    short = [
        replace(whole, award_pence=None, award_precision=None),
        replace(whole, members=partners),
        replace(whole, round=None, announced_on=None),
        replace(whole, kind=Kind.CAPITAL_RECEIPT_FLEXIBILITY),
    ]
    split = split_grants([whole, *short])
    assert split.given == (whole,)
    assert [reason for _, reason in split.left_out] == [
        "no award stated",
        "no recipient stated",
        "no date stated",
        "no grant was given",
    ]


def test_grants_name_every_bid_that_is_left_out(client: FlaskClient, site: Site) -> None:
    package: dict[str, Any] = json.loads(fetch(client, "view.360giving.json").data)
    given = {grant["id"] for grant in package["grants"]}
    for bid in site.catalogue.bids:
        assert bid.id in given or bid.id in package["description"]
    assert all(grant["amountAwarded"] > 0 for grant in package["grants"])


def test_no_grant_to_give_is_a_404_that_says_why(client: FlaskClient) -> None:
    answer = client.get("/download/view.360giving.json?q=zzzz")
    assert answer.status_code == 404
    assert "360Giving" in answer.text


@pytest.mark.parametrize(
    ("search", "named"),
    [("round=2099", "round"), ("colour=red", "colour"), ("q=a&q=b", "q"), ("q=%ff", "q")],
)
def test_link_that_cannot_be_used_whole_gives_no_file(
    search: str, named: str, client: FlaskClient
) -> None:
    answer = client.get(f"/download/view.csv?{search}")
    assert answer.status_code == 400
    assert f"<strong>{named}</strong>" in answer.text
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", ["nope.csv", "..%2fview.csv", "view.csv%00", "view.csv/x", ""])
def test_file_that_does_not_exist_is_a_404(path: str, client: FlaskClient) -> None:
    assert client.get(f"/download/{path}", follow_redirects=True).status_code == 404


def test_block_of_the_page_links_every_file_with_the_same_query(site: Site) -> None:
    html = to_html(render_downloads(site.read_view(FILTERED)))
    for name, *_ in OFFERS:
        assert f'href="/download/{name}?round=2015-16&amp;region=E12000002"' in html


def test_block_of_the_page_offers_no_grants_where_there_are_none(site: Site) -> None:
    assert "360giving" not in to_html(render_downloads(site.read_view("?q=zzzz"))).lower()


def test_every_choice_that_narrows_the_bids_stands_in_the_notes(site: Site) -> None:
    search = "?round=2015-16&theme=health&region=E12000002&stated=saving&q=a"
    extract = make_extract(site.read_view(search), site.catalogue)
    assert [choice.parameter for choice in extract.choices] == [
        "round",
        "theme",
        "region",
        "stated",
        "q",
    ]
