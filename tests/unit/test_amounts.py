"""Amounts and dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.importing.cells.amounts import Amount, parse_amount, parse_date, strip_footnotes
from geodata.model.codes import Precision
from geodata.model.errors import ImportFileError


@pytest.mark.parametrize(
    ("text", "pounds", "precision"),
    [
        ("£1.2m", "1200000", "rounded"),
        ("1,200,000", "1200000", "exact"),
        ("£89.4 million", "89400000", "rounded"),
        ("97k", "97000", "rounded"),
        ("£ 250K", "250000", "rounded"),
        ("more than £4.9m", "4900000", "at_least"),
        ("just over £1 million", "1000000", "at_least"),
        ("£2m+", "2000000", "at_least"),
        ("> £3m", "3000000", "at_least"),
        ("about £36m", "36000000", "rounded"),
        ("c. £2,000", "2000", "rounded"),
        ("£1.5bn", "1500000000", "rounded"),
        ("£970,882*", "970882", "exact"),
        ("£970,882 (1)", "970882", "exact"),
        ("£1,200,000.50", "1200000.50", "exact"),
        ("1 200 000", "1200000", "exact"),
        ("GBP 1200", "1200", "exact"),
        ("166666.66666666667", "166666.67", "rounded"),
    ],
)
def test_an_amount_is_read(text: str, pounds: str, precision: str) -> None:
    found = parse_amount(text)
    assert found is not None
    assert (found.pounds, found.precision, found.note) == (pounds, precision, "")


@pytest.mark.parametrize("text", ["", " ", "n/a", "N/A", "-", "–", "tbc", "nil", "not stated", "x"])
def test_a_cell_that_says_nothing_is_not_stated_and_never_zero(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", "more than nothing"),
        ("£0.00", "more than nothing"),
        ("-5", "minus"),
        ("(1,200)", "minus"),
        ("£-5", "minus"),
        ("up to £5m", "limit"),
        ("less than £5m", "limit"),
        ("£1m - £2m", "one amount"),
        ("£1m to 2m", "one amount"),
        ("£167k; £20k", "one amount"),
        ("£1,2", "limit, a range or a share"),
        ("£12,00", "limit, a range or a share"),
        ("5%", "one amount"),
        ("1e308", "one amount"),
        ("1e5", "one amount"),
        ("NaN", "one amount"),
        ("inf", "one amount"),
        ("12345678901234567", "less than"),
        ("over half a million", "one amount"),
        ("(12)", "minus"),
    ],
)
def test_a_cell_that_is_no_one_amount_is_refused(text: str, why: str) -> None:
    with pytest.raises(ImportFileError, match=why):
        parse_amount(text)


def test_words_beside_an_amount_are_kept() -> None:
    found = parse_amount("£1.2m over 5 years")
    assert found == Amount(120_000_000, Precision.ROUNDED, "£1.2m over 5 years")


def test_a_bare_number_is_of_the_heading_s_unit_and_a_written_one_is_not() -> None:
    pounds = [parse_amount(text, 1000) for text in ("150", "£150", "£1.2m", "150k")]
    assert [each.pounds if each else None for each in pounds] == [
        "150000",
        "150000",
        "1200000",
        "150000",
    ]


def test_full_pounds_under_a_heading_of_thousands_are_not_multiplied() -> None:
    with pytest.raises(ImportFileError, match="looks like pounds"):
        parse_amount("£150,300", 1000)


@given(st.integers(1, 10**11 - 1), st.sampled_from(["{:,}", "£{:,}", "{}", "£{}.00"]))
def test_whole_pounds_come_back_however_they_are_written(pounds: int, form: str) -> None:
    found = parse_amount(form.format(pounds))
    assert found is not None
    assert (found.pence, found.precision) == (pounds * 100, Precision.EXACT)


@given(st.text(max_size=30))
def test_any_text_is_an_amount_nothing_or_refused(text: str) -> None:
    try:
        found = parse_amount(text)
    except ImportFileError:
        return
    assert found is None or 0 < found.pence < 10**14


@pytest.mark.parametrize(
    "text",
    [
        "28 November 2014",
        "28th Nov 2014",
        "Friday 28th of November 2014",
        "Friday, 28 November 2014",
        "28/11/2014",
        "28/11/14",
        "28.11.2014",
        "28-Nov-14",
        "2014-11-28",
        "2014-11-28T00:00:00Z",
    ],
)
def test_british_dates_are_read(text: str) -> None:
    assert parse_date(text) == date(2014, 11, 28)


@pytest.mark.parametrize("text", ["Nov 2014", "11/28/2014", "31/02/2014", "2014", "41971", "soon"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ImportFileError, match="expected a day"):
        parse_date(text)


def test_the_first_number_of_a_date_is_the_day() -> None:
    assert parse_date("03/04/2014") == date(2014, 4, 3)


def test_footnote_marks_go_and_names_stay() -> None:
    assert strip_footnotes("Leeds City Council¹") == "Leeds City Council"
    assert strip_footnotes("(12)") == "(12)"
