"""A filter is one object: whatever shows, spells or applies filters has every one of them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from dashboard.api.specification import describe_api
from dashboard.exports.extract import describe_choices
from dashboard.parts.controls import render_controls
from dashboard.query.filters import FILTERS, Filter, describe_filters
from dashboard.query.selection import count_bids, count_options, keep_inside
from dashboard.query.state import MapState, read_state
from dashboard.words.choices import list_choices

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.site import Site

each_filter = pytest.mark.parametrize("one", FILTERS, ids=lambda one: one.name)


def list_values(one: Filter, catalogue: Catalogue) -> list[str]:
    if one.list_options is None:
        return ["fire", 'a "b']
    return [option.value for option in one.list_options(catalogue)]


@each_filter
def test_every_value_of_a_filter_is_read_told_and_applied(site: Site, one: Filter) -> None:
    catalogue = site.catalogue
    for value in list_values(one, catalogue):
        state = MapState().change(**{one.name: value})
        assert read_state(state.to_search(), catalogue).state == state
        option = one.find(value, catalogue)
        assert [choice.words for choice in describe_choices(state, catalogue)] == [option.label]
        assert option.words in list_choices(state, catalogue)
        assert one.of_place or option.phrase in describe_filters(state, catalogue)
        assert count_bids(catalogue, keep_inside(catalogue, state)) <= len(catalogue.bids)
        controls = str(render_controls(state, catalogue))
        assert option.words in controls


@each_filter
def test_an_option_is_counted_as_its_choice_counts(site: Site, one: Filter) -> None:
    catalogue = site.catalogue
    for search in ("", "?round=2015-16", "?region=E12000002&theme=health"):
        state = site.read_view(search).state
        for value, count in count_options(catalogue, state).get(one.name, {}).items():
            chosen = state.change(**{one.name: value or None})
            assert count_bids(catalogue, keep_inside(catalogue, chosen)) == count


@each_filter
def test_the_api_describes_every_filter_with_its_values(site: Site, one: Filter) -> None:
    found = describe_api(site.catalogue, "")["components"]["parameters"][one.name]
    assert found["description"] == one.about
    if one.list_options is not None:
        assert set(list_values(one, site.catalogue)) <= set(found["schema"]["enum"])


def test_filters_stand_in_the_order_of_the_state() -> None:
    names = [field.name for field in fields(MapState)]
    assert [one.name for one in FILTERS] == [
        name for name in names if name in {one.name for one in FILTERS}
    ]


@each_filter
def test_an_unknown_value_is_left_out_and_named(site: Site, one: Filter) -> None:
    reading = read_state(f"?{one.name}=no-such-value", site.catalogue)
    if one.list_options is None:
        assert reading.notices == ()
    else:
        assert reading.state == MapState()
        assert f"not a known {one.noun}" in reading.notices[0]


def test_phrases_make_one_sentence(site: Site) -> None:
    search = "?round=2015-16&theme=digital&stated=saving&outcome=known&q=fire"
    assert describe_filters(site.read_view(search).state, site.catalogue) == (
        " on digital and ICT in the 2015-16 round stating a saving and with a known outcome and "
        "mentioning “fire”"
    )


def test_bids_of_a_known_outcome_are_those_that_have_one(site: Site) -> None:
    found = site.read_view("?outcome=known").bids
    assert found.count == sum(bool(bid.outcomes) for bid in site.catalogue.bids) > 0
