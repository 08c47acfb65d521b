from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.csv_text import make_harmless, write_csv
from geodata.model.published.tables import Column, Kind, Table

STARTERS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the wide forms start formulas too
COLUMNS = (
    Column("one", Kind.TEXT, "Text.", "none"),
    Column("two", Kind.NUMBER, "Number.", "none"),
    Column("three", Kind.LIST, "Texts.", "none"),
)
# A cell with NUL is refused at the door; lone surrogates are not text that UTF-8 can hold.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
risky = st.builds(str.__add__, st.sampled_from(STARTERS), words)
texts = words | risky
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
rows = st.lists(st.tuples(texts | st.none(), numbers | st.none(), st.lists(texts).map(tuple)))


@given(rows)
def test_no_cell_can_run_as_a_formula(
    rows: list[tuple[str | None, float | None, tuple[str, ...]]],
) -> None:
    text = write_csv(Table("t", "T", COLUMNS, tuple(rows)))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(rows) + 1
    for words_cell, number_cell, list_cell in read[1:]:
        for cell in (words_cell, list_cell):
            assert not cell.startswith(STARTERS) or float(cell) is not None
        assert number_cell == "" or float(number_cell) is not None


@given(rows)
def test_numbers_come_back_as_they_were(
    rows: list[tuple[str | None, float | None, tuple[str, ...]]],
) -> None:
    text = write_csv(Table("t", "T", COLUMNS, tuple(rows)))
    read = [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert [float(cell) if cell else None for cell in read] == [
        None if row[1] is None else float(row[1]) for row in rows
    ]


@given(texts)
def test_nothing_but_an_apostrophe_is_added(text: str) -> None:
    harmless = make_harmless(text)
    assert harmless in (text, f"'{text}")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_plain_number_as_text_is_never_spoiled(number: object) -> None:
    assert make_harmless(f"{number:f}") == f"{number:f}"
