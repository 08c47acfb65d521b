"""What came of bids, and who may have led them: checked, told in words, and carried everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from dash import html

from dashboard.api.resources import describe_bid
from dashboard.exports.extract import make_extract
from dashboard.exports.geojson import write_geojson
from dashboard.exports.records import areas_table
from dashboard.map.labels import hover_text
from dashboard.pages.layout import render_caption
from dashboard.parts.area_panel import render_area
from dashboard.parts.bid_panel import render_bid
from dashboard.parts.static_html import to_text
from dashboard.parts.table import render_table
from dashboard.words.bids import describe_lead, describe_partner
from dashboard.words.headline import describe_headline
from geodata.awards.reading import find_award_tables
from geodata.awards.texts import read_tables_text, write_tables_text
from tests.factories import (
    COUNTY,
    UNITARY,
    award_rows,
    make_areas,
    outcome_row,
    with_outcomes,
    write_award_tables,
)
from tests.small_world import area_of, build_small_site

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site
    from tests.factories import Row


def find_faults(folder: Path, rows: dict[str, list[Row]]) -> list[tuple[str, str, str]]:
    _, faults = find_award_tables(write_award_tables(folder, rows), make_areas())
    return [(fault.file, fault.column, fault.value) for fault in faults]


def doubtful_lead() -> dict[str, list[Row]]:
    """Return the tables with an inferred lead for T-2 that its partner may have been instead."""
    rows = with_outcomes()
    cells = {"confidence": "inferred", "lead_confidence": "inferred", "may_be_led_by": UNITARY}
    rows["bids"][1] |= cells
    return rows


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_small_site(tmp_path_factory.mktemp("world"), with_outcomes())


@pytest.fixture(scope="module")
def doubtful_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_small_site(tmp_path_factory.mktemp("doubtful"), doubtful_lead())


def read_panel(site: Site, bid_id: str) -> str:
    view = site.read_view(f"?bid={bid_id}")
    assert view.bid is not None
    return to_text(html.Div(render_bid(view.bid, view, site.catalogue)))


def test_a_fund_without_outcomes_is_read(tmp_path: Path) -> None:
    folder = write_award_tables(tmp_path)
    (folder / "outcomes.csv").unlink()
    tables, faults = find_award_tables(folder, make_areas())
    assert faults == ()
    assert tables is not None
    assert tables.outcomes.empty


def test_tables_of_an_earlier_version_without_the_new_columns_are_read(tmp_path: Path) -> None:
    rows = award_rows()
    for row in rows["bids"]:
        del row["lead_confidence"], row["may_be_led_by"]
    tables, faults = find_award_tables(write_award_tables(tmp_path, rows), make_areas())
    assert faults == ()
    assert tables is not None
    assert tables.bids["lead_confidence"].tolist() == ["stated"] * 4


def test_an_outcome_of_no_bid_of_an_unknown_scope_or_year_is_a_fault(tmp_path: Path) -> None:
    rows = {
        "outcomes": [
            outcome_row("T-9"),
            outcome_row("T-1", scope="wider"),
            outcome_row("T-2", as_of="about 2017"),
        ]
    }
    assert find_faults(tmp_path, rows) == [
        ("awards/outcomes.csv", "bid_id", "T-9"),
        ("awards/outcomes.csv", "scope", "wider"),
        ("awards/outcomes.csv", "as_of", "about 2017"),
    ]


def test_the_same_outcome_twice_is_a_fault(tmp_path: Path) -> None:
    rows = {"outcomes": [outcome_row("T-1"), outcome_row("T-1")]}
    assert len(find_faults(tmp_path, rows)) == 1


def test_only_a_partner_may_have_led_instead(tmp_path: Path) -> None:
    rows = doubtful_lead()
    rows["bids"][0]["may_be_led_by"] = UNITARY
    assert find_faults(tmp_path, rows) == [("awards/bids.csv", "may_be_led_by", UNITARY)]


def test_a_bid_is_no_surer_than_its_lead(tmp_path: Path) -> None:
    rows = award_rows()
    rows["bids"][0] |= {"lead_confidence": "inferred"}
    assert find_faults(tmp_path, rows) == [("awards/bids.csv", "confidence", "stated")]


def test_outcomes_and_doubtful_leads_are_written_back_as_they_were_read(tmp_path: Path) -> None:
    folder = write_award_tables(tmp_path / "one", doubtful_lead())
    (tmp_path / "two").mkdir()
    write_tables_text(tmp_path / "two", read_tables_text(folder))
    for name in ("bids", "outcomes"):
        written = (tmp_path / "two" / f"{name}.csv").read_text(encoding="utf-8")
        assert written.splitlines() == (folder / f"{name}.csv").read_text().splitlines()


def test_the_panel_says_of_what_each_outcome_speaks(small_site: Site) -> None:
    text = read_panel(small_site, "T-2")
    assert "What came of it" in text
    assert "This speaks of a wider programme, not of this bid alone." in text
    assert "What came of it" not in read_panel(small_site, "T-3")


def test_savings_of_a_programme_are_never_sums_of_the_bid(small_site: Site) -> None:
    bid = small_site.catalogue.bid_by_id["T-2"]
    assert bid.saving_pence == 60_000_000
    assert "£9 million" not in describe_headline(
        small_site.read_view("?measure=saving&bid=T-2"), small_site.catalogue
    )


def test_outcomes_stand_in_the_files_and_the_api(small_site: Site) -> None:
    extract = make_extract(small_site.read_view(""), small_site.catalogue)
    table = next(table for table in extract.tables if table.name == "outcomes")
    assert sorted(str(row[0]) for row in table.rows) == ["T-1", "T-2"]
    record = describe_bid(small_site.catalogue.bid_by_id["T-2"])
    assert record["outcomes_known"] == 1
    assert "wider programme" in str(record["outcomes"])


def test_an_inferred_lead_says_so_wherever_it_is_named(doubtful_site: Site) -> None:
    bid = doubtful_site.catalogue.bid_by_id["T-2"]
    said = "Daleshire County Council (lead inferred; may have been led by Onetown Council)"
    assert describe_lead(bid) == said
    assert said in describe_headline(doubtful_site.read_view("?bid=T-2"), doubtful_site.catalogue)
    text = read_panel(doubtful_site, "T-2")
    assert "(lead inferred)" in text
    assert "May have been led by" in text
    record = describe_bid(bid)
    assert record["lead_confidence"] == "inferred"
    assert record["may_be_led_by_gss"] == [UNITARY]


def test_bids_are_filtered_by_whether_their_outcome_is_known(small_site: Site) -> None:
    view = small_site.read_view("?outcome=known")
    assert {bid.id for bid in view.bids.first} == {"T-1", "T-2"}
    assert "with a known outcome" in describe_headline(view, small_site.catalogue)


def test_an_area_says_of_how_many_of_its_bids_the_outcome_is_known(small_site: Site) -> None:
    view = small_site.read_view(f"?level=upper&area={COUNTY}")
    table = areas_table(view, small_site.catalogue)
    known = {
        row[0]: dict(zip(table.names, row, strict=True))["outcomes_known"] for row in table.rows
    }
    assert (known[COUNTY], known[UNITARY]) == (2, 0)
    cells = to_text(html.Div(render_table(view, small_site.catalogue)))
    assert "2 bids led; 2 outcomes known" in cells
    assert view.area is not None
    panel = to_text(html.Div(render_area(view.area, view, small_site.catalogue)))
    assert "Known for 2 of 2 bids led" in panel
    geojson = json.loads(write_geojson(view, small_site.catalogue, ()))
    assert {"outcomes_known", "leads_inferred"} <= set(geojson["features"][0]["properties"])


def test_an_area_says_how_many_of_its_leads_are_inferred(doubtful_site: Site) -> None:
    view = doubtful_site.read_view(f"?level=upper&area={COUNTY}")
    area = area_of(view, COUNTY)
    assert "2 bids led, 1 lead inferred" in hover_text(area, view)
    assert "2 bids led, 1 lead inferred" in to_text(
        html.Div(render_table(view, doubtful_site.catalogue))
    )
    assert view.area is not None
    panel = to_text(html.Div(render_area(view.area, view, doubtful_site.catalogue)))
    assert "2 led (1 lead inferred)" in panel
    table = areas_table(view, doubtful_site.catalogue)
    row = next(row for row in table.rows if row[0] == COUNTY)
    assert dict(zip(table.names, row, strict=True))["leads_inferred"] == 1


def test_the_caption_says_how_many_leads_are_inferred(doubtful_site: Site) -> None:
    for search, said in (("", True), ("?count=shared", False), ("?round=2014-15", False)):
        caption = to_text(
            html.P(render_caption(doubtful_site.read_view(search), doubtful_site.catalogue))
        )
        assert ("1 lead inferred" in caption) is said


def test_a_group_that_holds_the_lead_is_counted_without_it(small_site: Site) -> None:
    assert "one other council" in read_panel(small_site, "T-3")
    bid = small_site.catalogue.bid_by_id["T-3"]
    assert describe_partner(bid.partners[0], bid) == "one other council"
