"""Lists of bids and of options: who bid with whom, and how many bids each option keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.parts.area_panel import render_area
from dashboard.parts.panel import render_panel
from dashboard.parts.static_html import to_html, to_text
from dashboard.query.filters import FILTERS
from dashboard.query.selection import count_bids, count_options, keep_inside
from dashboard.query.state import read_state
from dashboard.words.bids import describe_company, describe_entry
from tests.factories import COUNTY

if TYPE_CHECKING:
    from dashboard.site import Site


def test_a_list_says_who_bid_with_whom_by_short_names(site: Site) -> None:
    strata = site.catalogue.bid_by_id["TCA1415-03"]
    said = describe_company(strata, site.catalogue)
    assert said == "East Devon with Exeter and Teignbridge"


def test_no_two_bids_without_a_title_are_listed_alike(site: Site) -> None:
    untitled = [bid for bid in site.catalogue.bid_by_id.values() if not bid.title]
    assert untitled
    entries = [
        (describe_entry(bid, site.catalogue), describe_company(bid, site.catalogue))
        for bid in untitled
    ]
    assert len(set(entries)) == len(entries)


def test_a_list_says_topic_and_round_where_a_bid_has_no_title(site: Site) -> None:
    cherwell = site.catalogue.bid_by_id["TCA1314-04"]
    said = describe_entry(cherwell, site.catalogue)
    assert "shared services and management" in said
    assert said.endswith("2013-14")


@pytest.mark.parametrize("search", ["", "?round=2015-16", "?region=E12000002&theme=housing&q=a"])
def test_each_option_tells_how_many_bids_it_keeps(site: Site, search: str) -> None:
    catalogue = site.catalogue
    state = read_state(search, catalogue).state
    counts = count_options(catalogue, state)
    for one in FILTERS:
        if one.list_options is None:
            continue
        for option in one.list_options(catalogue):
            chosen = state.change(**{one.name: option.value})
            kept = count_bids(catalogue, keep_inside(catalogue, chosen))
            assert counts[one.name][option.value] == kept, f"{one.name} {option.value}"


def test_an_area_tells_how_it_takes_part_and_where_it_stands(small_site: Site) -> None:
    view = small_site.read_view(f"?area={COUNTY}")
    assert view.area is not None
    panel = render_area(view.area, view, small_site.catalogue)
    assert "led" in to_text(panel)
    assert "tca-tick-own" in to_html(panel)


def test_a_comparison_of_one_offers_every_other_area_of_the_map(small_site: Site) -> None:
    view = small_site.read_view(f"?compare={COUNTY}&round=2014-15")
    page = to_html(render_panel(view, small_site.catalogue))
    assert view.notices == ()
    assert page.count(f'value="{COUNTY},') == len(view.areas) - 1
    assert '<input name="round" type="hidden" value="2014-15">' in page
