"""Numbers and sentences: unknown never reads as nothing, and "at least" and "about" stay true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.parts.key import describe_cautions
from dashboard.parts.reconciliation import describe_coverage
from dashboard.query.groups import join_groups
from dashboard.query.selection import bid_group
from dashboard.query.state import MapState
from dashboard.query.view import AreaStatus, AreaValue
from dashboard.words.choices import list_choices
from dashboard.words.headline import describe_headline, describe_page_title, describe_sum
from dashboard.words.text import (
    describe_bids,
    describe_classes,
    describe_omissions,
    describe_place,
    describe_status,
    describe_value,
    format_at_least,
    format_count,
    format_date,
    format_edge,
    format_pounds,
    format_ratio,
    format_short_pounds,
    format_stated,
    format_value,
)
from geodata.model.classification import Classification
from geodata.model.codes import CountRule, Level, Measure, Precision
from tests.factories import BOROUGHS, COUNTY, DISTRICTS, NORTH, UNITARY, WEST
from tests.small_world import area_of, build_small_site, lone_bid

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site

UNKNOWN: Final = [status for status in AreaStatus if status is not AreaStatus.AMOUNT]


def make_area(**changes: object) -> AreaValue:
    """Return an area with an exact amount of £1,000."""
    cells: dict[str, object] = {
        "gss": COUNTY,
        "name": "Daleshire",
        "status": AreaStatus.AMOUNT,
        "value": 100_000,
        "class_index": 0,
        "award_pence": 100_000,
        "saving_pence": None,
        "per_resident_pence": None,
        "counted": 1,
        "joined": 0,
        "unstated": 0,
        "at_least": False,
        "rounded": False,
        "leads_inferred": 0,
        "outcomes_known": 0,
        "groups_unnamed": 0,
    }
    return AreaValue(**(cells | changes))  # type: ignore[arg-type]


def headline_of(site: Site, query: str) -> str:
    return describe_headline(site.read_view(query), site.catalogue)


# Numbers


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0"),
        (100, "£1"),
        (123_456_700, "£1,234,567"),
        (50, "about £1"),
        (49, "about £0"),
        (149, "about £1"),
        (6_666_667, "about £66,667"),
    ],
)
def test_pounds_say_about_where_pence_are_left_out(pence: int, text: str) -> None:
    assert format_pounds(pence) == text


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (99_999_999, "£999,999"),
        (100_000_000, "£1 million"),
        (199_999_999, "£1.9 million"),
        (1_240_000_000, "£12.4 million"),
        (11_130_000_000, "£111.3 million"),
        (123_456_789_000, "£1.2 billion"),
    ],
)
def test_at_least_is_never_more_than_the_amount(pence: int, text: str) -> None:
    assert format_at_least(pence) == f"at least {text}"


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (218_022_400, "£2.2 million"),
        (199_999_900, "£2 million"),
        (99_999_999_900, "£1 billion"),
        (62_339_500, "£623,395"),
        (49_999_999, "£500,000"),
    ],
)
def test_a_short_amount_is_the_nearest(pence: int, text: str) -> None:
    assert format_short_pounds(pence) == text


@pytest.mark.parametrize(
    ("pence", "text"),
    [(75_000_000, "£750,000"), (250_000_000, "£2.5m"), (1_500_000_000, "£15m")],
)
def test_class_edges_are_exact(pence: int, text: str) -> None:
    assert format_edge(pence) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(2.9999998, "£3.00"), (19.8474, "£19.85"), (0.004, "£0.00"), (10, "£10.00")]
)
def test_ratio_is_given_to_the_nearest_penny(ratio: float, text: str) -> None:
    assert format_ratio(ratio) == f"{text} for each £1"


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 bids"), (1, "1 bid"), (2, "2 bids"), (1000, "1,000 bids")]
)
def test_one_is_singular_and_every_other_number_is_plural(number: int, text: str) -> None:
    assert format_count(number, "bid") == text


def test_dates_are_written_out() -> None:
    assert format_date("2014-11-08") == "8 November 2014"


@pytest.mark.parametrize(
    ("pence", "precision", "text"),
    [
        (None, None, "not stated"),
        (100, Precision.EXACT, "£1"),
        (100, Precision.ROUNDED, "about £1"),
        (100, Precision.AT_LEAST, "at least £1"),
    ],
)
def test_amounts_are_as_precise_as_their_source(
    pence: int | None, precision: Precision | None, text: str
) -> None:
    assert format_stated(pence, precision) == text


def test_every_measure_has_its_unit() -> None:
    assert [format_value(measure, 300) for measure in Measure] == [
        "£3",
        "£3",
        "£300.00 for each £1",
        "300 bids",
        "£3.00 per resident",
    ]


# Areas


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("status", UNKNOWN)
def test_what_is_not_known_is_never_written_as_a_number(
    status: AreaStatus, measure: Measure
) -> None:
    area = make_area(status=status, value=None, class_index=None)
    text = describe_value(area, measure)
    assert re.search(r"\d|£|nothing|no award", text) is None
    assert text == describe_status(status, measure)


def test_states_have_words_of_their_own() -> None:
    for measure in Measure:
        words = [describe_status(status, measure) for status in AreaStatus]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("changes", "measure", "text"),
    [
        ({}, Measure.AWARD, "£1,000"),
        ({"at_least": True}, Measure.AWARD, "at least £1,000"),
        ({"rounded": True}, Measure.AWARD, "about £1,000"),
        ({"at_least": True, "rounded": True}, Measure.SAVING, "at least £1,000"),
        ({"at_least": True, "value": 100_050}, Measure.AWARD, "at least £1,001"),
        ({"value": 2.5}, Measure.RATIO, "£2.50 for each £1"),
        ({"value": 2.5, "at_least": True}, Measure.RATIO, "about £2.50 for each £1"),
        ({"value": 1, "at_least": True}, Measure.BIDS, "1 bid"),
    ],
)
def test_value_says_at_least_or_about_where_it_must(
    changes: dict[str, object], measure: Measure, text: str
) -> None:
    assert describe_value(make_area(**changes), measure) == text


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (Measure.AWARD, "Leaves out 2 bids with no award stated."),
        (Measure.SAVING, "Leaves out 2 bids with no saving stated."),
        (Measure.RATIO, "Leaves out 2 bids with no award or saving stated."),
    ],
)
def test_a_value_says_what_it_leaves_out(measure: Measure, text: str) -> None:
    assert describe_omissions(make_area(unstated=2), MapState(measure=measure)) == (text,)


@pytest.mark.parametrize(
    ("state", "changes", "text"),
    [
        (MapState(), {}, "£1,000, 1 bid led."),
        (MapState(count=CountRule.SHARED), {}, "£1,000, 1 bid taken part in."),
        (MapState(measure=Measure.BIDS), {}, "1 bid led."),
        (
            MapState(),
            {"status": AreaStatus.NOT_STATED, "value": None},
            "won, amount not stated, 1 bid led.",
        ),
    ],
)
def test_a_district_says_what_its_county_council_has_beside_it(
    state: MapState, changes: dict[str, object], text: str
) -> None:
    area = make_area(counties=(make_area(**changes),))
    assert describe_omissions(area, state) == (
        f"Daleshire County Council, not counted here: {text}",
    )


@pytest.mark.parametrize(
    ("changes", "state", "text"),
    [
        ({}, MapState(), "1 bid led"),
        ({"counted": 2}, MapState(), "2 bids led"),
        (
            {"counted": 3, "leads_inferred": 2, "joined": 1},
            MapState(),
            "3 bids led, 2 leads inferred, 1 bid joined as a partner",
        ),
        ({"leads_inferred": 1}, MapState(count=CountRule.SHARED), "1 bid taken part in"),
        ({"joined": 1}, MapState(), "1 bid led, 1 bid joined as a partner"),
        ({"counted": 0, "joined": 2}, MapState(), "2 bids joined as a partner"),
        ({}, MapState(count=CountRule.SHARED), "1 bid taken part in"),
        ({"counted": 0}, MapState(), "no bid named"),
        (
            {"counted": 0, "status": AreaStatus.THROUGH_COUNTY},
            MapState(),
            "no bid of its own named",
        ),
    ],
)
def test_bids_led_and_joined_are_told_apart(
    changes: dict[str, object], state: MapState, text: str
) -> None:
    assert describe_bids(make_area(**changes), state) == text


def test_some_regions_take_an_article(site: Site) -> None:
    names = {describe_place(region) for region in site.catalogue.regions}
    assert {"the North West", "the East of England", "London", "the West Midlands"} <= names


# Classes


@pytest.mark.parametrize(
    ("measure", "edges", "labels"),
    [
        (
            Measure.AWARD,
            (0, 40_000_000, 75_000_000, 250_000_000),
            ("Up to £400,000", "Over £400,000 to £750,000", "Over £750,000"),
        ),
        (Measure.RATIO, (0, 5, 7.5, 20), ("Up to £5", "Over £5 to £7.50", "Over £7.50")),
        (Measure.BIDS, (0, 1, 2, 4), ("1", "2", "3 or more")),
        (Measure.BIDS, (0, 1, 3, 9), ("1", "2 to 3", "4 or more")),
        (Measure.AWARD, (0, 100), ("Any amount",)),
        (Measure.BIDS, (0, 1), ("1",)),
    ],
)
def test_classes_are_open_at_both_ends_and_leave_no_gap(
    measure: Measure, edges: tuple[float, ...], labels: tuple[str, ...]
) -> None:
    assert describe_classes(Classification("hand", edges), measure) == labels


# Cautions


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?count=involved", "areas overlap, do not add them up"),
        ("?count=shared", "Shares are notional"),
        ("?level=lower", "What a county council led is not a figure of its districts"),
        ("?level=today&count=involved", "What a county council took part in is not a figure"),
        ("?measure=bids&count=shared", "do not add areas up"),
        ("?measure=ratio", "different periods"),
    ],
)
def test_the_key_warns_where_figures_do_not_add_up(
    small_site: Site, query: str, words: str
) -> None:
    assert words in " ".join(describe_cautions(small_site.read_view(query)))


def test_every_key_says_that_none_named_is_not_nothing(small_site: Site) -> None:
    for level in Level:
        for rule in CountRule:
            lines = describe_cautions(small_site.read_view(f"?level={level}&count={rule}"))
            assert "does not mean that a council won nothing" in lines[-1]


# Sums


def test_sum_says_at_least_about_or_neither(tmp_path: Path) -> None:
    rows = lone_bid(COUNTY, award_gbp="2000000", award_precision="rounded")
    catalogue = build_small_site(tmp_path / "data", rows).catalogue
    bids = {bid.id: bid for bid in catalogue.bids}
    for listed, text in (
        (("T-1",), "£100,000"),
        (("T-5",), "about £2 million"),
        (("T-1", "T-5"), "about £2.1 million"),
        (("T-1", "T-3"), "at least £100,000"),
        (("T-5", "T-3"), "at least £2 million"),
        (("T-3",), "an amount that no source states"),
    ):
        found = [bid_group(catalogue, bids[bid_id]) for bid_id in listed]
        assert describe_sum(join_groups(found)) == text


def test_sum_over_a_lower_bound_is_at_least(tmp_path: Path) -> None:
    site = build_small_site(tmp_path / "data", lone_bid(COUNTY, award_precision="at_least"))
    assert (
        describe_sum(bid_group(site.catalogue, site.catalogue.bid_by_id["T-5"]))
        == "at least £100,000"
    )


# Headlines


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?round=2014-15", "1 named bid in the 2014-15 round won an amount that no source states."),
        ("?round=not-stated", "1 named bid in a round that is not stated won £60,000."),
        ("?q=nobody+said+this", "Our sources name no winning bid mentioning “nobody said this”."),
        ("?measure=saving", "1 of 4 named bids states a saving: at least £600,000."),
        ("?measure=saving&q=T-1", "1 named bid mentioning “T-1” won an award, but none states"),
        ("?measure=ratio", "about £3.00 for each £1 awarded, over different periods."),
        ("?measure=ratio&q=T-1", "No bid among 1 named bid"),
        ("?measure=bids", "4 named bids won an award; most in Daleshire (2)."),
        (f"?region={NORTH}", "In the North, councils led 2 named bids, which won"),
        (
            f"?region={WEST}",
            "In the West, councils led 1 named bid, which won an amount that no source",
        ),
        (f"?region={WEST}&round=2013-14", "In the West, our sources name no winning bid"),
        (f"?region={WEST}&count=shared", "took part in 1 named bid, which won an amount that no"),
        (f"?region={NORTH}&count=shared", "their equal shares come to at least £300,000."),
        (f"?area={COUNTY}", "Daleshire led 2 named bids that won"),
        (f"?area={UNITARY}", "Onetown took part in 1 named bid led elsewhere."),
        (f"?area={DISTRICTS[1]}", "Beckdale is covered by its county council in 1 named bid."),
        (f"?area={BOROUGHS[0]}&round=2013-14", "Millford: our sources name no winning bid"),
        ("?bid=T-3", "led by Millford MBC, won an amount that is not stated in the 2014-15 round."),
        ("?bid=T-4", "won £60,000 in a round that is not stated."),
    ],
)
def test_headline_says_what_the_view_shows(small_site: Site, query: str, text: str) -> None:
    assert text in headline_of(small_site, query)


@pytest.mark.parametrize(
    ("precision", "amount", "said"),
    [
        ("rounded", "2400000", "about £2.4 million"),
        ("at_least", "2400000", "at least £2.4 million"),
        ("exact", "2400000", "£2.4 million"),
        ("exact", "2410000", "about £2.4 million"),
    ],
)
def test_the_largest_award_is_as_sure_as_its_source(
    tmp_path: Path, precision: str, amount: str, said: str
) -> None:
    rows = lone_bid(COUNTY, award_gbp=amount, award_precision=precision)
    assert f"; the largest award, {said}, was led by " in headline_of(
        build_small_site(tmp_path / "data", rows), ""
    )


def test_headline_is_one_sentence_with_a_capital_and_a_stop(small_site: Site) -> None:
    for query in ("", f"?region={WEST}", "?measure=ratio&q=T-1", f"?area={COUNTY}", "?bid=T-4"):
        text = headline_of(small_site, query)
        assert re.fullmatch(r"[A-Z0-9“].*[.]", text), text


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("rule", list(CountRule))
@pytest.mark.parametrize("where", ["", f"&region={WEST}", f"&area={BOROUGHS[0]}", "&bid=T-3"])
def test_no_headline_calls_an_unknown_amount_nothing(
    small_site: Site, measure: Measure, rule: CountRule, where: str
) -> None:
    text = headline_of(small_site, f"?measure={measure}&count={rule}&round=2014-15{where}")
    assert re.search(r"£0|\b0 bids|\b0 named|nothing", text) is None, text


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Test Fund map"),
        (f"?area={COUNTY}", "Daleshire – Test Fund"),
        ("?bid=T-1", "A bid – Test Fund"),
        ("?measure=saving", "Saving expected – Test Fund"),
        (f"?region={WEST}&round=2014-15", "Award in the West in the 2014-15 round – Test Fund"),
    ],
)
def test_title_of_the_page_starts_with_its_subject(
    small_site: Site, query: str, title: str
) -> None:
    assert describe_page_title(small_site.read_view(query), small_site.catalogue) == title


# Coverage


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "4 of 4 winning bids named here; 3 state an award."),
        ("?measure=saving", "4 of 4 winning bids named here; 1 states a saving."),
        ("?theme=health", "1 bid named; 1 states an award. The department published no total"),
        ("?round=not-stated", "1 bid named; 1 states an award."),
    ],
)
def test_strip_counts_what_is_named_and_what_is_stated(
    small_site: Site, query: str, text: str
) -> None:
    assert describe_coverage(small_site.read_view(query), small_site.catalogue).startswith(text)


def test_area_of_a_view_is_described_as_the_view_counts_it(small_site: Site) -> None:
    view = small_site.read_view("?count=involved")
    assert describe_bids(area_of(view, BOROUGHS[1]), view.state) == "1 bid taken part in"


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("lower", "One hexagon for each council"),
        ("upper", "One hexagon for each district"),
        ("region", "One hexagon for each district"),
        ("today", "One hexagon for each district of 2014"),
    ],
)
def test_a_hex_map_says_what_its_shapes_are(small_site: Site, level: str, words: str) -> None:
    state = small_site.read_view(f"?shape=hex&level={level}").state
    assert list_choices(state, small_site.catalogue)[-1] == words
