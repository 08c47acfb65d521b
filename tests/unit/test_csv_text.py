from __future__ import annotations

import csv
import io

import pytest

from dashboard.exports.csv_text import make_harmless, write_csv
from geodata.model.published.tables import Column, Kind, Row, Table, Value, to_pounds

TEXT = Column("words", Kind.TEXT, "Words.", "none")
AMOUNT = Column("change_gbp", Kind.POUNDS, "A change.", "not stated")


def table(*rows: Row) -> Table:
    return Table("things", "Things", (TEXT, AMOUNT), rows)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 20", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("a")', "--1"],  # noqa: RUF001 - a wide equals sign starts a formula too
)
def test_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert make_harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-12", "-12.50", "+7", "1,000", "Bury", "", "'quoted", "£5", "a=b"]
)
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert make_harmless(text) == text


def test_negative_number_stays_a_number() -> None:
    assert write_csv(table(("fall", -12.5))) == '"words","change_gbp"\r\n"fall",-12.5\r\n'


def test_blank_is_an_empty_cell_and_not_zero() -> None:
    assert cells(write_csv(table((None, None), ("none", 0))))[1:] == [["", ""], ["none", "0"]]


def test_every_text_is_quoted_so_that_no_other_separator_starts_a_cell() -> None:
    assert '"Bury; =1+1"' in write_csv(table(("Bury; =1+1", 1)))


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "yes"), (False, "no"), (("a", "b"), "a; b"), ((), ""), (("=a", "b"), "'=a; b")],
)
def test_each_kind_of_value_has_one_spelling(value: Value, written: str) -> None:
    assert cells(write_csv(table((value, 1))))[1][0] == written


def test_pence_are_kept_and_whole_pounds_are_whole() -> None:
    assert [to_pounds(100), to_pounds(101), to_pounds(0), to_pounds(None)] == [1, 1.01, 0, None]
