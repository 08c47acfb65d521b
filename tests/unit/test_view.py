"""What one state shows: each area's status and value, the count rules, the sums and the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from dashboard.query.answer import view_state
from dashboard.query.groups import join_groups
from dashboard.query.state import MapState
from dashboard.query.view import AreaStatus, AreaValue, Fill, MapView
from geodata.model.codes import CountRule, Level, Measure
from tests.factories import (
    BOROUGHS,
    COUNTY,
    DISTRICTS,
    MERGED,
    NORTH,
    UNITARY,
    WEST,
    bid_row,
    member_row,
)
from tests.small_world import area_of, build_small_site, lone_bid, one_more_bid

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site

MILLFORD, KILNBRIDGE = BOROUGHS
ASHDALE, BECKDALE, CRAGDALE = DISTRICTS
AMOUNT, NOT_STATED, PARTNER_ONLY, NONE_NAMED, OUTSIDE = (
    AreaStatus.AMOUNT,
    AreaStatus.NOT_STATED,
    AreaStatus.PARTNER_ONLY,
    AreaStatus.NONE_NAMED,
    AreaStatus.OUTSIDE,
)
ADDITIVE: Final = ["lead", "shared"]


def status_of(view: MapView) -> dict[str, AreaStatus]:
    return {area.gss: area.status for area in view.areas}


def values_of(view: MapView) -> dict[str, float]:
    return {area.gss: area.value for area in view.areas if area.value is not None}


def ids_of(bids: tuple[object, ...]) -> list[str]:
    return [str(getattr(bid, "id", bid)) for bid in bids]


# Area status


def test_lead_with_an_award_has_an_amount(small_site: Site) -> None:
    area = area_of(small_site.read_view(""), COUNTY)
    assert (area.status, area.value) == (AMOUNT, 30_000_001)
    assert area.class_index is not None


def test_lead_whose_award_nobody_states_has_won_an_amount_not_stated(small_site: Site) -> None:
    area = area_of(small_site.read_view(""), MILLFORD)
    assert (area.status, area.value, area.class_index) == (NOT_STATED, None, None)
    assert area.award_pence is None
    assert area.counted == 1


def test_council_that_only_takes_part_is_partner_only_under_lead(small_site: Site) -> None:
    statuses = status_of(small_site.read_view(""))
    assert statuses[UNITARY] is statuses[KILNBRIDGE] is PARTNER_ONLY


@pytest.mark.parametrize("rule", ["shared", "involved"])
def test_nobody_is_partner_only_where_partners_count(small_site: Site, rule: str) -> None:
    view = small_site.read_view(f"?count={rule}")
    assert PARTNER_ONLY not in status_of(view).values()
    assert all(area.joined == 0 for area in view.areas)


def test_council_of_no_bid_that_is_kept_has_none_named(small_site: Site) -> None:
    statuses = status_of(small_site.read_view("?round=2014-15"))
    assert statuses == {
        COUNTY: NONE_NAMED,
        UNITARY: NONE_NAMED,
        MILLFORD: NOT_STATED,
        KILNBRIDGE: PARTNER_ONLY,
    }


def test_area_beyond_the_region_chosen_is_outside_and_has_no_value(small_site: Site) -> None:
    view = small_site.read_view(f"?region={WEST}&count=involved")
    statuses = status_of(view)
    assert statuses[COUNTY] is statuses[UNITARY] is OUTSIDE
    assert statuses[MILLFORD] is NOT_STATED
    assert values_of(view) == {}


# Count rules, levels and measures


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {COUNTY: 30_000_001}),
        ("?count=shared", {COUNTY: 20_000_000, UNITARY: 10_000_001}),
        ("?count=involved", {COUNTY: 30_000_001, UNITARY: 20_000_001}),
        (
            "?level=lower",
            {ASHDALE: 10_000_000},
        ),
        (
            "?level=lower&count=shared",
            {ASHDALE: 10_000_000, UNITARY: 10_000_001},
        ),
        (
            "?level=lower&count=involved",
            {ASHDALE: 10_000_000, UNITARY: 20_000_001},
        ),
        ("?level=region", {NORTH: 30_000_001}),
        ("?level=region&count=shared", {NORTH: 30_000_001}),
        ("?level=region&count=involved", {NORTH: 30_000_001}),
        ("?measure=saving", {COUNTY: 60_000_000}),
        ("?measure=bids", {COUNTY: 2, MILLFORD: 1}),
        ("?measure=bids&count=involved", {COUNTY: 2, UNITARY: 1, MILLFORD: 1, KILNBRIDGE: 1}),
        ("?measure=bids&level=region", {NORTH: 2, WEST: 1}),
    ],
)
def test_each_rule_level_and_measure_puts_its_values_on_areas(
    small_site: Site, query: str, values: dict[str, float]
) -> None:
    assert values_of(small_site.read_view(query)) == values


def test_ratio_is_of_sums_over_bids_that_state_both(tmp_path: Path) -> None:
    both = lone_bid(COUNTY, award_gbp="100000", saving_gbp="1500000", saving_precision="exact")
    site = build_small_site(tmp_path / "data", both)
    area = area_of(site.read_view("?measure=ratio"), COUNTY)
    # T-1 states no saving, so its award is not part of the sum.
    assert area.value == (60_000_000 + 150_000_000) / (20_000_001 + 10_000_000)
    assert area.unstated == 1


def test_area_whose_bids_state_no_saving_has_no_ratio(small_site: Site) -> None:
    area = area_of(small_site.read_view("?measure=ratio&q=T-1"), COUNTY)
    assert (area.status, area.value, area.unstated) == (NOT_STATED, None, 1)


@pytest.mark.parametrize(
    ("rule", "pence"), [("lead", 20_000_001), ("shared", 10_000_000), ("involved", 20_000_001)]
)
@pytest.mark.parametrize("level", ["lower", "today"])
def test_what_a_county_council_has_stands_beside_its_districts(
    small_site: Site, level: str, rule: str, pence: int
) -> None:
    view = small_site.read_view(f"?level={level}&count={rule}")
    beside = {area.gss: area.counties for area in view.areas if area.counties}
    districts = set(DISTRICTS) if level == "lower" else {MERGED, CRAGDALE}
    assert set(beside) == districts
    for (county,) in beside.values():
        assert (county.gss, county.value, county.counted) == (COUNTY, pence, 1)
    status = status_of(view)
    alone = districts - set(values_of(view))
    assert {gss for gss, one in status.items() if one is AreaStatus.THROUGH_COUNTY} == alone
    assert all(
        area.rank is None and area.class_index is None for area in view.areas if area.gss in alone
    )
    county_part = view.reconciliation.county
    assert (county_part.pence, county_part.bids, county_part.stated) == (pence, 1, 1)


def test_levels_that_draw_counties_have_nothing_beside_them(small_site: Site) -> None:
    for level in ("upper", "region"):
        view = small_site.read_view(f"?level={level}")
        assert not any(area.counties for area in view.areas)
        assert view.reconciliation.county.bids == 0


def test_a_county_s_award_in_another_region_is_elsewhere_and_not_beside(small_site: Site) -> None:
    view = small_site.read_view(f"?level=lower&region={WEST}")
    assert not any(area.counties for area in view.areas)
    assert view.reconciliation.county.bids == 0


def test_areas_stand_in_the_order_of_the_boundary_file(small_site: Site) -> None:
    for level in Level:
        view = small_site.read_view(f"?level={level}")
        assert [area.gss for area in view.areas] == list(small_site.catalogue.levels[level].codes)


# At least and about


def test_sum_over_a_bid_that_states_nothing_is_at_least(tmp_path: Path) -> None:
    rows = lone_bid(COUNTY, award_gbp="", award_precision="")
    site = build_small_site(tmp_path / "data", rows)
    area = area_of(site.read_view(""), COUNTY)
    assert (area.at_least, area.unstated, area.value) == (True, 1, 30_000_001)


def test_sum_over_a_lower_bound_is_at_least(small_site: Site) -> None:
    # T-2 states "at least" £600,000 saved; T-1 states no saving.
    area = area_of(small_site.read_view("?measure=saving&q=T-2"), COUNTY)
    assert (area.at_least, area.unstated) == (True, 0)


def test_sum_of_exact_amounts_is_neither_at_least_nor_about(small_site: Site) -> None:
    area = area_of(small_site.read_view(""), COUNTY)
    assert (area.at_least, area.rounded, area.unstated) == (False, False, 0)


def test_sum_over_a_rounded_amount_is_about(tmp_path: Path) -> None:
    site = build_small_site(tmp_path / "data", lone_bid(COUNTY, award_precision="rounded"))
    area = area_of(site.read_view(""), COUNTY)
    assert (area.at_least, area.rounded) == (False, True)


def test_precision_of_the_award_does_not_touch_the_number_of_bids(tmp_path: Path) -> None:
    site = build_small_site(tmp_path / "data", lone_bid(COUNTY, award_precision="at_least"))
    area = area_of(site.read_view("?measure=bids"), COUNTY)
    assert (area.at_least, area.value, area.unstated) == (False, 3, 0)


# Filters


@pytest.mark.parametrize(
    ("query", "bids"),
    [
        ("", {"T-1", "T-2", "T-3", "T-4"}),
        ("?round=2013-14", {"T-1", "T-2"}),
        ("?round=not-stated", {"T-4"}),
        ("?theme=health", {"T-2"}),
        ("?theme=digital", {"T-1", "T-2", "T-4"}),
        (f"?region={NORTH}", {"T-1", "T-2"}),
        (f"?region={WEST}", {"T-3"}),
        (f"?region={WEST}&theme=digital", set()),
        ("?q=MILLFORD", {"T-3"}),
        ("?q=fire+charities", {"T-4"}),
        ("?q=fire+millford", set()),
        ("?q=health", {"T-2"}),
        ("?stated=saving", {"T-2"}),
    ],
)
def test_filters_keep_the_bids_that_they_name(small_site: Site, query: str, bids: set[str]) -> None:
    assert set(ids_of(small_site.read_view(query).bids.first)) == bids


def test_bids_are_listed_with_the_largest_award_first_and_unknown_last(small_site: Site) -> None:
    assert ids_of(small_site.read_view("").bids.first) == ["T-2", "T-1", "T-4", "T-3"]


def test_classes_do_not_move_when_a_filter_does(small_site: Site) -> None:
    for query in ("?round=2014-15", f"?region={WEST}", "?theme=health"):
        assert small_site.read_view(query).classes == small_site.read_view("").classes


# Reconciliation


@pytest.mark.parametrize("rule", ADDITIVE)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("query", ["", f"&region={NORTH}", "&round=2013-14", "&theme=digital"])
def test_map_and_what_cannot_be_placed_add_up_to_what_is_itemised(
    small_site: Site, level: Level, rule: str, query: str
) -> None:
    view = small_site.read_view(f"?level={level}&count={rule}{query}")
    strip = view.reconciliation
    assert strip.adds_up
    parts = (strip.on_map, strip.county, strip.elsewhere, strip.unplaced)
    assert sum(part.pence for part in parts) == strip.itemised_pence
    assert strip.itemised_pence == sum(bid.award_pence or 0 for bid in view.bids.first)
    assert strip.on_map.pence == sum(values_of(view).values())


def test_under_involved_the_map_does_not_claim_to_add_up(small_site: Site) -> None:
    strip = small_site.read_view("?count=involved").reconciliation
    assert not strip.adds_up
    assert strip.itemised_pence == 36_000_001


def test_strip_counts_rounds_bids_and_amounts(small_site: Site) -> None:
    strip = small_site.read_view("").reconciliation
    assert [(line.label, line.named, line.with_amount, line.won) for line in strip.lines] == [
        ("2013-14", 2, 2, 3),
        ("2014-15", 1, 0, 1),
        ("Round not stated", 1, 1, None),
    ]
    assert [line.announced_pence for line in strip.lines] == [100_000_000, 100_000_000, None]
    assert (strip.named, strip.with_amount, strip.won) == (4, 3, 4)
    assert strip.announced_pence == 200_000_000
    assert (ids_of(strip.unplaced_bids.first), strip.unplaced.pence) == (["T-4"], 6_000_000)


@pytest.mark.parametrize(
    "query", ["?theme=digital", f"?region={WEST}", "?q=fire", "?stated=saving"]
)
def test_nothing_was_announced_for_a_part_of_a_round(small_site: Site, query: str) -> None:
    strip = small_site.read_view(query).reconciliation
    assert (strip.announced_pence, strip.won) == (None, None)


def test_a_round_filter_compares_with_that_round_alone(small_site: Site) -> None:
    strip = small_site.read_view("?round=2013-14").reconciliation
    assert (strip.announced_pence, strip.won, len(strip.lines)) == (100_000_000, 3, 1)


def test_money_in_other_regions_is_told_apart(tmp_path: Path) -> None:
    rows = one_more_bid(
        bid_row("T-5", award_gbp="10"),
        member_row("T-5", name="Millford", gss_code=MILLFORD),
        member_row("T-5", role="partner", name="Onetown", gss_code=UNITARY),
    )
    site = build_small_site(tmp_path / "data", rows)
    view = site.read_view(f"?region={WEST}&count=shared")
    strip = view.reconciliation
    assert (strip.on_map.pence, strip.elsewhere.pence, strip.itemised_pence) == (500, 500, 1000)
    assert "T-5" in ids_of(view.scope.first)
    led = site.read_view(f"?region={NORTH}&q=T-5")
    assert (led.reconciliation.on_map.pence, led.reconciliation.elsewhere.pence) == (0, 1000)
    assert (led.bids.count, led.scope.count) == (1, 0)


# The panel: areas


def test_area_lists_bids_led_apart_from_bids_joined(tmp_path: Path) -> None:
    rows = one_more_bid(
        bid_row("T-5"),
        member_row("T-5", name="Onetown", gss_code=UNITARY),
        member_row("T-5", role="partner", name="Daleshire", gss_code=COUNTY),
    )
    site = build_small_site(tmp_path / "data", rows)
    detail = site.read_view(f"?area={COUNTY}").area
    assert detail is not None
    assert ids_of(detail.led.first) == ["T-2", "T-1"]
    assert ids_of(detail.joined.first) == ["T-5"]


def test_district_lists_its_own_bids_and_those_of_its_county_apart(small_site: Site) -> None:
    detail = small_site.read_view(f"?area={ASHDALE}").area
    assert detail is not None
    assert detail.level is Level.LOWER
    assert ids_of(detail.led.first) == ["T-1"]
    assert ids_of(detail.through_county.first) == ["T-2"]


def test_region_lists_every_bid_that_a_council_there_led_or_joined(small_site: Site) -> None:
    detail = small_site.read_view(f"?area={NORTH}").area
    assert detail is not None
    assert (ids_of(detail.led.first), detail.joined.count) == (["T-2", "T-1"], 0)


def test_a_bid_is_in_one_group_only(small_site: Site) -> None:
    for gss in sorted(small_site.catalogue.mapped_codes):
        detail = small_site.read_view(f"?area={gss}").area
        assert detail is not None
        parts = (detail.led, detail.joined, detail.through_county)
        found = ids_of(join_groups(parts).first)
        assert len(found) == len(set(found))


def test_area_of_another_region_still_shows_its_own_figures(small_site: Site) -> None:
    view = small_site.read_view(f"?region={WEST}&area={COUNTY}")
    assert area_of(view, COUNTY).status is OUTSIDE
    assert view.area is not None
    assert view.area.value.value == 30_000_001


def test_rank_is_among_areas_with_a_figure(tmp_path: Path) -> None:
    site = build_small_site(tmp_path / "data", lone_bid(UNITARY, award_gbp="900000"))
    county = site.read_view(f"?area={COUNTY}").area
    assert county is not None
    assert (county.rank, county.rank_in_region) == ((2, 2), (2, 2))
    unknown = site.read_view(f"?area={MILLFORD}").area
    assert unknown is not None
    assert (unknown.rank, unknown.rank_in_region) == (None, None)


def test_equal_values_share_a_rank(small_site: Site) -> None:
    ranks = {
        area.gss: area.rank for area in small_site.read_view("?measure=bids").areas if area.rank
    }
    assert ranks == {COUNTY: (1, 2), MILLFORD: (2, 2)}
    shared = small_site.read_view("?measure=bids&count=shared&theme=health").areas
    assert {area.rank for area in shared if area.rank} == {(1, 2)}


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        (f"?area={COUNTY}", {COUNTY}),
        (f"?area={COUNTY}&level=lower", set(DISTRICTS)),
        (f"?area={ASHDALE}", {COUNTY}),
        (f"?area={ASHDALE}&level=region", {NORTH}),
        (f"?area={NORTH}", {COUNTY, UNITARY}),
        ("", set()),
    ],
)
def test_area_chosen_is_outlined_at_the_level_of_the_map(
    small_site: Site, query: str, highlighted: set[str]
) -> None:
    assert set(small_site.read_view(query).highlighted) == highlighted


# The panel: bids


@pytest.mark.parametrize("level", Level)
def test_bid_names_its_councils_each_at_its_own_tier(small_site: Site, level: Level) -> None:
    members = small_site.read_view(f"?bid=T-2&level={level}").members
    assert (members.leads, members.partners) == ((COUNTY,), (UNITARY,))


def test_group_that_holds_the_lead_does_not_make_it_a_partner(small_site: Site) -> None:
    members = small_site.read_view("?bid=T-3").members
    assert (members.leads, members.partners) == ((MILLFORD,), (KILNBRIDGE,))


def test_bid_without_a_council_has_no_area(small_site: Site) -> None:
    members = small_site.read_view("?bid=T-4").members
    assert (members.leads, members.partners) == ((), ())
    assert members.off_map


@pytest.mark.parametrize(("query", "fill"), [("?bid=T-2", Fill.NONE), ("?links=all", Fill.FAINT)])
def test_partnerships_are_drawn_over_fewer_fills(small_site: Site, query: str, fill: Fill) -> None:
    view = small_site.read_view(query)
    drawn = {*view.members.leads, *view.members.partners} - {*view.members.around}
    assert {area.gss for area in view.areas if area.fill is Fill.FULL} == drawn
    assert {area.fill for area in view.areas} <= {Fill.FULL, fill}


def test_bid_that_the_filters_leave_out_is_shown_with_a_notice(small_site: Site) -> None:
    view = small_site.read_view("?bid=T-3&round=2013-14")
    assert view.bid is not None
    assert not view.bid.in_filter
    assert "not among those that the filters keep" in view.notices[0]
    assert "T-3" not in ids_of(view.bids.first)
    assert small_site.read_view("?bid=T-3").notices == ()


def test_notices_of_the_link_come_first(small_site: Site) -> None:
    view = small_site.read_view("?theme=wool&bid=T-3&round=2013-14")
    assert "wool" in view.notices[0]
    assert len(view.notices) == 2


def test_the_same_state_gives_the_same_view(small_site: Site) -> None:
    state = MapState(measure=Measure.SAVING, count=CountRule.SHARED, area=COUNTY)
    assert view_state(small_site.catalogue, state) == view_state(small_site.catalogue, state)


def test_ranked_areas_are_those_with_a_value_largest_first(small_site: Site) -> None:
    ranked: tuple[AreaValue, ...] = small_site.read_view("?level=lower&count=shared").ranked()
    assert [area.gss for area in ranked] == [UNITARY, ASHDALE]
