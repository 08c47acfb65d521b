"""Read a table as text, and check its cells by rules, collecting every fault.

Every cell stays a string until all checks have passed: a number that pandas guessed at would hide
``1e3``, ``007`` and a blank that became zero.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geodata.tables.faults import Fault
from geodata.tables.sizes import (
    MAX_PARTED_BYTES,
    MAX_PARTED_ROWS,
    MAX_TABLE_BYTES,
    MAX_TABLE_ROWS,
    TooLargeError,
    refuse_large,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

_CHUNK_ROWS: Final = 50_000
_LONGEST_LINE: Final = 1_000_000
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_ESCAPED_BYTE: Final = 0xDC00
"""What Python adds to a byte that is not UTF-8 where it reads it as a letter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a cell must be, and what to do if it is not.

    Parameters
    ----------
    holds
        Returns something true for a right text. It is never asked about a blank cell.
    expected, cure
        As in `Fault`.
    """

    holds: Callable[[str], object]
    expected: str
    cure: str


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """The rules of one column.

    Parameters
    ----------
    may_be_blank
        Whether its cells may be blank ("not stated").
    optional
        Whether a file may lack the column; every cell of it is then blank.
    """

    rules: tuple[Rule, ...] = ()
    may_be_blank: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table whose headings were right.

    Parameters
    ----------
    file
        Path below the data folder, for messages.
    rows
        Every cell as text, blank as ``""``; the index is the line of the file on which the row
        ends, so that a fault can name it.
    """

    file: str
    rows: pd.DataFrame


class TableReading(NamedTuple):
    """What reading a table gave: the table unless its headings or bytes were wrong, and faults."""

    table: TextTable | None
    faults: tuple[Fault, ...]


def read_text_table(path: Path, file: str, columns: Mapping[str, ColumnRules]) -> TableReading:
    """Read one CSV file as text and check its bytes, headings, row lengths and cells.

    Parameters
    ----------
    path
        The file.
    file
        Its path below the data folder, for messages.
    columns
        Every heading that the file may have, in any order, with the rules of its cells.

    Returns
    -------
    TableReading
        Rows of the wrong length are faults and left out of the table.
    """
    # One row more than may be, so that all rows are one chunk and too many are found.
    (reading,) = _read(path, file, columns, (MAX_TABLE_BYTES, MAX_TABLE_ROWS, MAX_TABLE_ROWS + 1))
    return reading


def read_chunks(
    path: Path, file: str, columns: Mapping[str, ColumnRules]
) -> Iterator[TableReading]:
    """Read one CSV file as `read_text_table` does, in chunks: a large one is never held whole.

    Yields
    ------
    TableReading
        Rows with their faults. No table, and the faults alone, where the file cannot be read
        further; nothing follows.
    """
    return _read(path, file, columns, (MAX_PARTED_BYTES, MAX_PARTED_ROWS, _CHUNK_ROWS))


def _read(
    path: Path, file: str, columns: Mapping[str, ColumnRules], limits: tuple[int, int, int]
) -> Iterator[TableReading]:
    """Read a file of at most so many bytes and rows, so many rows at a time."""
    most_bytes, most_rows, chunk_rows = limits
    try:
        refuse_large(path, most_bytes)
        # A byte order mark, which spreadsheets add, is let through.
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield from _read_rows(text, file, columns, most_rows, chunk_rows)
    except TooLargeError as error:
        yield _unreadable(file, str(error), "a table of one fund", "split the file")
    except OSError as error:
        yield _unreadable(file, error.strerror or "no file", "a readable file", "put it there")
    except UnicodeDecodeError:
        yield TableReading(None, (_find_other_encoding(path, file),))


def _read_rows(
    text: TextIO, file: str, columns: Mapping[str, ColumnRules], most_rows: int, chunk_rows: int
) -> Iterator[TableReading]:
    records = csv.reader(_bound_lines(text), strict=True)
    rows = 0
    try:
        headings = next(records, [])
        faults = tuple(_heading_faults(file, headings, columns))
        if faults:
            yield TableReading(None, faults)
            return
        while True:
            numbered = [(records.line_num, one) for one in islice(records, chunk_rows)]
            rows += len(numbered)
            if rows > most_rows:
                expected = f"at most {most_rows:,} rows"
                yield _unreadable(file, "more rows", expected, "split the file")
                return
            yield _check_rows(file, headings, numbered, columns)
            if len(numbered) < chunk_rows:
                return
    except csv.Error as error:
        fault = Fault(
            file, records.line_num, "", str(error), "a CSV row", "close the quotation mark"
        )
        yield TableReading(None, (fault,))


def _unreadable(file: str, found: str, expected: str, cure: str) -> TableReading:
    return TableReading(None, (Fault(file, None, "", found, expected, cure),))


def _bound_lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of a text, and refuse one that would fill the memory."""
    while line := text.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            msg = f"a line of over {_LONGEST_LINE:,} characters"
            raise TooLargeError(msg)
        yield line


def _find_other_encoding(path: Path, file: str) -> Fault:
    """Return the fault of a file that is not UTF-8, with the line on which that shows."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as text:
        lines = enumerate(iter(lambda: text.readline(_LONGEST_LINE), ""), start=1)
        line, byte = next(
            (number, ord(wrong[0]) - _ESCAPED_BYTE)
            for number, content in lines
            if (wrong := _ESCAPED.search(content))
        )
    cure = "save the file again with the encoding UTF-8"
    return Fault(file, line, "", f"byte 0x{byte:02x}", "UTF-8 text", cure)


def make_text_table(
    name: str, columns: Mapping[str, ColumnRules], records: Sequence[tuple[int, list[str]]]
) -> TextTable:
    """Return rows that were read before as an award table, each by its line in the file."""
    return TextTable(f"awards/{name}.csv", _make_rows(list(columns), records))


def blanks_to_na(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of text as strings, ``pd.NA`` where a cell is blank."""
    cells = {
        name: pd.array([text or None for text in rows[name]], dtype="string")
        for name in rows.columns
    }
    return pd.DataFrame(cells, index=rows.index)


def _check_rows(
    file: str,
    headings: list[str],
    numbered: list[tuple[int, list[str]]],
    columns: Mapping[str, ColumnRules],
) -> TableReading:
    """Return rows of the right length as a table, and what is wrong with any."""
    faults = tuple(_length_faults(file, headings, numbered))
    whole = [(line, record) for line, record in numbered if len(record) == len(headings)]
    rows = _make_rows(headings, whole)
    for name in columns:
        if name not in headings:
            rows[name] = pd.Series("", index=rows.index, dtype="str")
    table = TextTable(file, rows)
    return TableReading(table, (*faults, *check_cells(table, columns)))


def _make_rows(headings: list[str], numbered: Sequence[tuple[int, list[str]]]) -> pd.DataFrame:
    return pd.DataFrame(
        [record for _, record in numbered],
        columns=pd.Index(headings),
        index=pd.Index([line for line, _ in numbered], name="line", dtype="int64"),
        dtype="str",
    )


def check_cells(table: TextTable, columns: Mapping[str, ColumnRules]) -> tuple[Fault, ...]:
    """Check every cell by its column's rules, all of them in one run."""
    faults: list[Fault] = []
    for name, column in columns.items():
        cells = table.rows[name].tolist()
        # Most columns say the same few things over and over: each is judged once.
        broken = {text: _broken_rules(text, column) for text in set(cells)}
        if not any(broken.values()):
            continue
        faults += [
            Fault(table.file, int(line), name, text, rule.expected, rule.cure)
            for line, text in zip(table.rows.index, cells, strict=True)
            for rule in broken[text]
        ]
    return tuple(faults)


def _broken_rules(text: str, column: ColumnRules) -> list[Rule]:
    if not text:
        return [] if column.may_be_blank else [_NOT_BLANK]
    return [rule for rule in (*_COMMON, *column.rules) if not rule.holds(text)]


def _is_printable(text: str) -> bool:
    if text.isascii():  # nearly every cell, and ten times as fast
        return text.isprintable()
    return not any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn"} for letter in text)


_NOT_BLANK: Final = Rule(bool, "a value", "fill it in: this column is never left blank")
_COMMON: Final = (
    Rule(lambda text: text == text.strip(), "no space at either end", "remove the space"),
    Rule(
        _is_printable,
        "no line break, control or invisible character",
        "type the cell again on one line",
    ),
)


def _heading_faults(
    file: str, headings: list[str], columns: Mapping[str, ColumnRules]
) -> Iterator[Fault]:
    for name, rules in columns.items():
        if name not in headings and not rules.optional:
            yield Fault(
                file,
                1,
                name,
                ",".join(headings),
                f"a column {name}",
                "add the column, blank where nothing is known",
            )
    for position, name in enumerate(headings):
        if name not in columns:
            expected = f"one of {', '.join(columns)}"
            yield Fault(file, 1, name, name, expected, "rename or remove the column")
        elif name in headings[:position]:
            yield Fault(file, 1, name, name, "each column once", "remove the second")


def _length_faults(
    file: str, headings: list[str], numbered: list[tuple[int, list[str]]]
) -> Iterator[Fault]:
    for line, record in numbered:
        if len(record) != len(headings):
            yield Fault(
                file,
                line,
                "",
                f"{len(record)} cells",
                f"{len(headings)} cells",
                "put quotation marks around a cell that holds a comma, or remove an empty row",
            )
