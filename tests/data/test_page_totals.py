"""The page's sums on the real data: the itemised totals come back wherever they must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from dashboard.pictures.facts import read_facts
from dashboard.query.view import AreaStatus
from geodata.model.codes import Level

if TYPE_CHECKING:
    from dashboard.site import Site

ROUNDS: Final = {
    "2013-14": 502_300_000,
    "2013-14-reserve": 290_500_000,
    "2014-15": 470_527_700,
    "2015-16": 6_343_975_500,
    "not-stated": 47_500_000,
}
ALL: Final = 7_654_803_200


def test_rounds_make_the_whole() -> None:
    assert sum(ROUNDS.values()) == ALL


@pytest.mark.parametrize("rule", ["lead", "shared"])
@pytest.mark.parametrize("level", list(Level))
def test_itemised_total_comes_back_at_every_level(site: Site, level: Level, rule: str) -> None:
    strip = site.read_view(f"?level={level}&count={rule}").reconciliation
    assert strip.itemised_pence == ALL
    assert strip.on_map.pence + strip.county.pence + strip.unplaced.pence == ALL
    assert strip.elsewhere.pence == 0


@pytest.mark.parametrize("rule", ["lead", "shared"])
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(("round_id", "pence"), ROUNDS.items())
def test_each_round_comes_back_at_every_level(
    site: Site, level: Level, rule: str, round_id: str, pence: int
) -> None:
    view = site.read_view(f"?level={level}&count={rule}&round={round_id}")
    strip = view.reconciliation
    assert strip.itemised_pence == pence
    on_map = sum(int(area.value or 0) for area in view.areas)
    assert on_map + strip.county.pence + strip.unplaced.pence == pence


@pytest.mark.parametrize("rule", ["lead", "shared"])
@pytest.mark.parametrize("level", list(Level))
def test_regions_one_by_one_make_what_is_on_the_map(site: Site, level: Level, rule: str) -> None:
    whole = site.read_view(f"?level={level}&count={rule}").reconciliation
    parts = [
        site.read_view(f"?level={level}&count={rule}&region={region.gss}").reconciliation
        for region in site.catalogue.regions
    ]
    assert sum(part.on_map.pence for part in parts) == whole.on_map.pence
    assert sum(part.county.pence for part in parts) == whole.county.pence


def test_a_county_award_is_not_counted_twice_at_region_level(site: Site) -> None:
    upper = site.read_view("").reconciliation
    region = site.read_view("?level=region").reconciliation
    lower = site.read_view("?level=lower").reconciliation
    beside = lower.on_map.pence + lower.county.pence
    assert upper.on_map.pence == region.on_map.pence == beside == 7_429_153_200


def test_strip_counts_what_was_announced(site: Site) -> None:
    strip = site.read_view("").reconciliation
    assert (strip.named, strip.with_amount, strip.won) == (82, 64, 137)
    assert strip.announced_pence == 11_130_000_000
    assert [line.named for line in strip.lines] == [18, 5, 17, 41, 1]


def test_savings_are_of_the_ten_bids_that_state_one(site: Site) -> None:
    strip = site.read_view("?measure=saving").reconciliation
    assert strip.with_amount == 10


def test_four_bids_have_no_lead_with_a_council_area(site: Site) -> None:
    strip = site.read_view("").reconciliation
    assert strip.unplaced_bids.count == 4
    assert strip.unplaced.pence == ALL - 7_429_153_200


@pytest.mark.parametrize("rule", ["lead", "shared"])
@pytest.mark.parametrize("level", list(Level))
def test_a_bid_of_unnamed_councils_of_one_region_is_in_its_sum_and_on_no_map(
    site: Site, level: Level, rule: str
) -> None:
    query = f"?round=2015-16&region=E12000002&level={level}&count={rule}"
    strip = site.read_view(query).reconciliation
    assert strip.unplaced.pence == 76_550_000
    assert [bid.id for bid in strip.unplaced_bids.first] == ["TCA1516-36"]
    elsewhere = site.read_view(query.replace("E12000002", "E12000001")).reconciliation
    assert elsewhere.unplaced.bids == 0


def test_a_picture_of_a_region_says_what_cannot_be_placed(site: Site) -> None:
    view = site.read_view("?round=2015-16&region=E12000002")
    facts = read_facts(view, site.catalogue, "")
    assert "£765,500 that cannot be placed" in " ".join(facts.sums)


@pytest.mark.parametrize(
    ("level", "areas"), [("lower", 326), ("upper", 152), ("region", 9), ("today", 296)]
)
def test_every_area_of_the_level_is_on_the_map(site: Site, level: str, areas: int) -> None:
    view = site.read_view(f"?level={level}")
    assert len(view.areas) == areas
    assert view.notices == ()
    assert all(area.status is not AreaStatus.OUTSIDE for area in view.areas)


def test_every_bid_has_a_view_of_its_own(site: Site) -> None:
    for bid in site.catalogue.bids:
        view = site.read_view(f"?bid={bid.id}")
        assert view.bid is not None
        assert view.bid.in_filter
        councils = {gss for member in bid.members for gss in member.councils}
        assert {*view.members.leads, *view.members.partners} == councils
