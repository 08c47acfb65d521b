"""Award per resident: people of each area, pounds and pence, and notes where few people live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.exports.records import areas_table
from dashboard.parts.key import describe_cautions
from dashboard.parts.panel import render_panel
from dashboard.parts.static_html import to_text
from dashboard.parts.table import render_table
from dashboard.words.headline import describe_headline
from dashboard.words.text import (
    describe_classes,
    describe_omissions,
    describe_value,
    format_per_resident,
)
from geodata.areas.population import find_residents
from geodata.model.classification import Classification
from geodata.model.codes import Measure
from tests.factories import (
    BOROUGHS,
    COUNTY,
    DISTRICTS,
    MERGED,
    UNITARY,
    bid_row,
    make_areas,
    member_row,
    population_row,
    read_areas,
    write_table,
)
from tests.small_world import area_of, build_small_site, one_more_bid

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site


def test_a_county_has_the_residents_of_its_districts(tmp_path: Path) -> None:
    areas = read_areas(tmp_path)
    residents, faults = find_residents(tmp_path, areas)
    assert faults == ()
    assert residents is not None
    inside = int((areas["county_gss"] == COUNTY).fillna(value=False).sum())
    assert residents.at[COUNTY, "residents"] == 50_000 * inside


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([population_row(UNITARY)] * 2, UNITARY),
        ([population_row("E09000099")], "E09000099"),
        ([population_row(DISTRICTS[0]) | {"residents": "0"}], "0"),
        ([], DISTRICTS[0]),
    ],
)
def test_each_council_has_its_residents_once(
    tmp_path: Path, rows: list[dict[str, str]], found: str
) -> None:
    columns = ["gss_code", "name", "residents", "note"]
    write_table(tmp_path / "population.csv", rows, columns)
    residents, faults = find_residents(tmp_path, make_areas())
    assert residents is None
    assert found in {fault.value for fault in faults}


def test_the_value_is_the_award_divided_by_the_people_of_the_area(small_site: Site) -> None:
    view = small_site.read_view("?measure=per-resident&level=lower")
    area = area_of(view, DISTRICTS[0])
    assert area.value == 10_000_000 / 50_000
    assert describe_value(area, Measure.PER_RESIDENT) == "£2.00 per resident"


def test_a_lower_bound_is_rounded_down_and_what_is_tiny_is_never_nothing() -> None:
    assert format_per_resident(123.9) == "£1.24 per resident"
    assert format_per_resident(0.2) == "under 1p per resident"


def test_classes_per_resident_are_in_pounds_and_pence() -> None:
    classes = Classification("quantiles-rounded", (0, 50, 100, 250))
    labels = describe_classes(classes, Measure.PER_RESIDENT)
    assert "£0.50" in labels[0]
    assert "£1" in labels[1]


def test_table_has_residents_and_the_award_of_each_whatever_the_measure(small_site: Site) -> None:
    table = areas_table(small_site.read_view("?level=lower"), small_site.catalogue)
    row = next(row for row in table.rows if row[0] == DISTRICTS[0])
    cells = dict(zip(table.names, row, strict=True))
    assert (cells["residents"], cells["award_per_resident_gbp"]) == (50_000, 2.0)
    unpaid = [row for row in table.rows if dict(zip(table.names, row, strict=True))["award_gbp"]]
    assert len(unpaid) < len(table.rows)


def test_headline_says_where_most_went_for_each_resident(small_site: Site) -> None:
    view = small_site.read_view("?measure=per-resident&level=lower")
    assert "most for each resident from bids led in Ashdale, £2.00" in describe_headline(
        view, small_site.catalogue
    )


def test_an_award_to_several_councils_is_divided_by_the_residents_of_all(small_site: Site) -> None:
    view = small_site.read_view("?measure=per-resident&level=upper")
    # T-1 is of the county's district alone; T-2 of the county with a unitary.
    apart, together = 10_000_000 / 150_000, 20_000_001 / 200_000
    assert area_of(view, COUNTY).value == pytest.approx(apart + together)
    view = small_site.read_view("?measure=per-resident&level=upper&count=involved")
    assert area_of(view, UNITARY).value == pytest.approx(together)
    view = small_site.read_view("?measure=per-resident&level=upper&count=shared")
    assert area_of(view, UNITARY).value == pytest.approx(10_000_000 / 50_000)


def test_a_county_and_a_district_inside_it_are_divided_by_each_person_once(
    tmp_path: Path,
) -> None:
    rows = one_more_bid(
        bid_row("T-5", award_gbp="300000"),
        member_row("T-5"),
        member_row("T-5", role="partner", name="Daleshire County Council", gss_code=COUNTY),
    )
    site = build_small_site(tmp_path, rows)
    for level, gss in (("lower", DISTRICTS[0]), ("today", MERGED)):
        view = site.read_view(f"?measure=per-resident&level={level}")
        people = site.catalogue.areas[gss].residents or 0
        expected = 10_000_000 / people + 30_000_000 / 150_000
        assert area_of(view, gss).value == pytest.approx(expected)


def test_an_award_to_a_group_that_no_source_names_is_never_the_most_for_each_resident(
    tmp_path: Path,
) -> None:
    rows = one_more_bid(
        bid_row("T-5", award_gbp="500000", award_precision="at_least"),
        member_row("T-5", name="Kilnbridge MBC", gss_code=BOROUGHS[1]),
        member_row("T-5", role="partner", name="a group", gss_code="", body="unnamed_group"),
    )
    site = build_small_site(tmp_path, rows)
    view = site.read_view("?measure=per-resident&level=lower")
    area = area_of(view, BOROUGHS[1])
    assert area.value == 50_000_000 / 50_000
    assert describe_value(area, view.state.measure) == "about £10.00 per resident"
    assert "Residents of partners that no source names are left out, in 1 bid." in (
        describe_omissions(area, view.state)
    )
    headline = describe_headline(view, site.catalogue)
    assert "where every partner is named, most for each resident from bids led in Ashd" in headline
    assert area.rank is None
    assert area not in view.ranked()
    assert view.unranked() == (area,)
    assert all(other.rank for other in view.areas if other.value is not None and other != area)
    note = "Not ranked, as no source names every partner in an award: Kilnbridge."
    assert note in to_text(render_table(view, site.catalogue))
    chosen = site.read_view(f"?measure=per-resident&level=lower&area={BOROUGHS[1]}")
    panel = to_text(render_panel(chosen, site.catalogue))
    assert "Not ranked, as no source names every partner in an award" in panel
    view = site.read_view("?measure=per-resident&level=region")
    assert "; most for each resident from bids led in the West" in describe_headline(
        view, site.catalogue
    )


def test_the_award_of_ten_councils_is_not_the_lead_s_alone(site: Site) -> None:
    view = site.read_view("?measure=per-resident&level=lower")
    assert describe_value(area_of(view, "E08000001"), view.state.measure).endswith(
        "£4.54 per resident"
    )
    assert "Bolton" not in describe_headline(view, site.catalogue)
    assert any("all areas that it is known to reach" in line for line in describe_cautions(view))
    shared = site.read_view("?measure=per-resident&count=shared")
    assert any("Each share" in line for line in describe_cautions(shared))


@pytest.mark.parametrize("gss", ["E09000001", "E06000053"])
def test_the_city_and_scilly_never_stand_without_their_note(site: Site, gss: str) -> None:
    note = site.catalogue.areas[gss].residents_note
    assert note
    view = site.read_view("?measure=per-resident&count=involved&level=lower")
    area = area_of(view, gss)
    if area.value is not None:
        assert "few residents" in describe_value(area, Measure.PER_RESIDENT)
        assert note in describe_omissions(area, view.state)


def test_areas_of_the_same_bids_have_the_same_rank_in_whatever_order_they_are_summed(
    site: Site,
) -> None:
    view = site.read_view("?measure=per-resident&count=involved&level=lower")
    districts = ("E07000155", "E07000177", "E07000221")  # the last leads one of the four bids
    assert {area_of(view, gss).rank for gss in districts} == {(37, 81)}


def test_residents_of_england_come_back_at_every_level(site: Site) -> None:
    for level in site.catalogue.levels.values():
        assert sum(site.catalogue.areas[gss].residents or 0 for gss in level.codes) == 54_316_618
