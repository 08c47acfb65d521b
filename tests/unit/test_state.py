"""The query string and the state: any text is read, nothing is guessed, nothing is lost."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.query.filters import MAX_QUERY_CHARS
from dashboard.query.state import MAX_SEARCH_CHARS, MapState, Reading, Sort, read_state
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.store_format import ROUND_NOT_STATED
from tests.factories import BOROUGHS, COUNTY, DISTRICTS, NORTH, UNITARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.site import Site

EVERY_VALUE: Final = [
    ("measure=saving", MapState(measure=Measure.SAVING)),
    ("measure=ratio", MapState(measure=Measure.RATIO)),
    ("measure=bids", MapState(measure=Measure.BIDS)),
    ("count=shared", MapState(count=CountRule.SHARED)),
    ("count=involved", MapState(count=CountRule.INVOLVED)),
    ("level=lower", MapState(level=Level.LOWER)),
    ("level=region", MapState(level=Level.REGION)),
    ("round=2014-15", MapState(round="2014-15")),
    ("round=not-stated", MapState(round=ROUND_NOT_STATED)),
    ("theme=health", MapState(theme="health")),
    (f"region={NORTH}", MapState(region=NORTH)),
    ("q=fire+service", MapState(q="fire service")),
    (f"area={COUNTY}", MapState(area=COUNTY)),
    (f"area={DISTRICTS[1]}", MapState(area=DISTRICTS[1])),
    (f"area={NORTH}", MapState(area=NORTH)),
    ("bid=T-3", MapState(bid="T-3")),
    (f"compare={COUNTY},{UNITARY}", MapState(compare=(COUNTY, UNITARY))),
    ("sort=name", MapState(sort=Sort.NAME)),
]


@pytest.fixture
def read(small_site: Site) -> Callable[[str], Reading]:
    return lambda search: read_state(search, small_site.catalogue)


def test_no_query_is_the_home_page(read: Callable[[str], Reading]) -> None:
    assert read("") == Reading(MapState())
    assert read("?") == Reading(MapState())


def test_home_page_maps_awards_of_lead_councils_by_county() -> None:
    state = MapState()
    assert (state.measure, state.count, state.level) == (
        Measure.AWARD,
        CountRule.LEAD,
        Level.UPPER,
    )
    assert state.to_search() == ""
    assert state.link() == "/"


@pytest.mark.parametrize(("query", "state"), EVERY_VALUE)
def test_a_known_value_is_read_without_a_notice(
    read: Callable[[str], Reading], query: str, state: MapState
) -> None:
    assert read(f"?{query}") == Reading(state)
    assert read(query) == Reading(state)


@pytest.mark.parametrize(("query", "state"), EVERY_VALUE)
def test_a_value_has_one_spelling(query: str, state: MapState) -> None:
    assert state.to_search() == f"?{query}"


def test_default_values_are_left_out_of_the_link(read: Callable[[str], Reading]) -> None:
    reading = read("?measure=award&count=lead&level=upper&sort=value")
    assert reading == Reading(MapState())
    assert reading.state.to_search() == ""


def test_link_spells_fields_in_one_order(read: Callable[[str], Reading]) -> None:
    shuffled = f"?area={UNITARY}&round=2014-15&q=a+b&count=shared&measure=bids"
    expected = f"?measure=bids&count=shared&round=2014-15&q=a+b&area={UNITARY}"
    assert read(shuffled).state.to_search() == expected


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("measure=wealth", "“wealth” is not a known measure"),
        ("count=all", "“all” is not a known way of counting"),
        ("level=parish", "“parish” is not a known map level"),
        ("round=2099-00", "“2099-00” is not a known round"),
        ("theme=wool", "“wool” is not a known theme"),
        ("region=E12000099", "“E12000099” is not a known region"),
        (f"region={COUNTY}", f"“{COUNTY}” is not a known region"),
        ("area=E99999999", "“E99999999” is not a known area"),
        ("bid=T-99", "“T-99” is not a known bid"),
        ("sort=colour", "“colour” is not a known order"),
        ("measure=AWARD", "“AWARD” is not a known measure"),
        (f"compare={COUNTY},{COUNTY}", "is not a known comparison of up to three different areas"),
    ],
)
def test_an_unknown_value_is_dropped_and_named(
    read: Callable[[str], Reading], query: str, what: str
) -> None:
    reading = read(f"?{query}&theme=health" if "theme" not in query else f"?{query}")
    assert len(reading.notices) == 1
    assert what in reading.notices[0]
    assert reading.state == (MapState() if "theme" in query else MapState(theme="health"))


def test_every_field_has_its_own_words_for_a_value_that_is_not_known(
    read: Callable[[str], Reading],
) -> None:
    for field in fields(MapState):
        if field.name != "q":
            assert len(read(f"?{field.name}=%00nonsense").notices) == 1


def test_names_that_the_page_does_not_use_are_ignored(read: Callable[[str], Reading]) -> None:
    assert read("?utm_source=mail&theme=health&fbclid=1") == Reading(MapState(theme="health"))


def test_the_first_of_two_values_is_used_and_the_second_named(
    read: Callable[[str], Reading],
) -> None:
    reading = read("?round=2014-15&round=2013-14")
    assert reading.state == MapState(round="2014-15")
    assert reading.notices == ("The link gave “round” more than once; the first is used.",)


def test_a_link_longer_than_the_limit_is_not_used_at_all(read: Callable[[str], Reading]) -> None:
    start = "?theme=health&q="
    longest = start + "a" * (MAX_SEARCH_CHARS - len(start))
    assert read(longest).state.theme == "health"
    reading = read(longest + "a")
    assert reading.state == MapState()
    assert "longer than 32,000 characters" in reading.notices[0]


def test_the_first_parts_of_a_link_with_too_many_are_used(read: Callable[[str], Reading]) -> None:
    reading = read("?theme=health" + "&x=1" * 60 + "&level=lower")
    assert reading.state == MapState(theme="health")
    assert reading.notices == ("Only the first 40 parts of the link were used.",)


@pytest.mark.parametrize("name", [field.name for field in fields(MapState)])
def test_a_part_of_ten_thousand_characters_costs_a_link_nothing_else(
    read: Callable[[str], Reading], name: str
) -> None:
    other = "level=lower" if name == "theme" else "theme=health"
    reading = read(f"?{name}={'a' * 10_000}&{other}")
    usable = read(f"?{other}").state
    expected = replace(usable, q="a" * MAX_QUERY_CHARS) if name == "q" else usable
    assert reading.state == expected
    assert len(reading.notices) == 1
    assert len(reading.notices[0]) < 150


def test_long_words_to_look_for_are_cut_and_said_to_be(read: Callable[[str], Reading]) -> None:
    reading = read("?q=" + "a" * 150)
    assert reading.state.q == "a" * MAX_QUERY_CHARS
    assert reading.notices == ("Only the first 100 characters of the search were used.",)


def test_words_that_are_cut_read_as_themselves_again(read: Callable[[str], Reading]) -> None:
    reading = read("?q=" + "a" * 99 + "+b+c")
    assert read(reading.state.to_search()) == Reading(reading.state)


def test_white_space_and_control_signs_in_words_become_single_spaces(
    read: Callable[[str], Reading],
) -> None:
    assert read("?q=%20fire%09%00%0A+police%E2%80%AE+").state.q == "fire police"


def test_words_of_spaces_alone_are_no_words(read: Callable[[str], Reading]) -> None:
    assert read("?q=+++") == Reading(MapState())


@pytest.mark.parametrize("query", ["?area=%ff%fe", "?area=%", "?=%3D&&;", "?a=1;b=2", "????", "&"])
def test_odd_encodings_are_read(read: Callable[[str], Reading], query: str) -> None:
    assert read(query).state == MapState()


def test_a_bid_goes_before_an_area_and_the_page_says_so(read: Callable[[str], Reading]) -> None:
    reading = read(f"?area={COUNTY}&bid=T-1")
    assert reading.state == MapState(bid="T-1")
    assert len(reading.notices) == 1
    assert "area" in reading.notices[0]
    assert "the bid is shown" in reading.notices[0]


def test_a_long_unknown_value_is_shortened_in_its_notice(read: Callable[[str], Reading]) -> None:
    notice = read("?theme=" + "w" * 500).notices[0]
    assert len(notice) < 120
    assert "w…" in notice


def test_control_signs_are_not_repeated_in_a_notice(read: Callable[[str], Reading]) -> None:
    assert read("?theme=a%0D%0A%1B%5Bb").notices[0].isprintable()


def test_choosing_an_area_leaves_filters_and_takes_the_bid_away() -> None:
    state = MapState(round="2014-15", bid="T-3")
    assert state.link_area(COUNTY) == f"/?round=2014-15&area={COUNTY}"


def test_choosing_a_bid_leaves_filters_and_takes_the_area_away() -> None:
    state = MapState(round="2014-15", area=COUNTY)
    assert state.link_bid("T-3") == "/?round=2014-15&bid=T-3"


def test_choosing_an_area_joins_a_comparison_that_has_room() -> None:
    state = MapState(compare=(COUNTY,))
    assert state.choose_area(UNITARY) == f"/?compare={COUNTY},{UNITARY}"
    full = MapState(compare=(COUNTY, UNITARY, BOROUGHS[0]))
    assert full.choose_area(BOROUGHS[1]) == f"/?area={BOROUGHS[1]}"


def test_words_are_escaped_in_links_and_come_back(read: Callable[[str], Reading]) -> None:
    state = MapState(q="R&D = 100% “fire”; <b>+</b>")
    assert "<" not in state.to_search()
    assert read(state.to_search()) == Reading(state)
