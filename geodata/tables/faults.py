"""Faults in a table: each says where it is, what was found and expected, and the likely cure.

Reading never stops at the first fault. Every reader adds to a tuple of `Fault`, so that one run
shows a person everything that is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from geodata.model.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of one file.

    Parameters
    ----------
    file
        Path below the data folder, for example ``awards/bids.csv``.
    row
        Line of the file on which the row ends, counting the heading as line 1, so that it is the
        line an editor shows; None where the whole file is meant.
    column
        Heading of the column; empty where the whole row or file is meant.
    value
        What was found, as it is written.
    expected
        What would have been right.
    cure
        What to do about it.
    """

    file: str
    row: int | None
    column: str
    value: str
    expected: str
    cure: str

    def describe(self) -> str:
        """Return the fault as one line of plain words.

        Examples
        --------
        >>> Fault("bids.csv", 7, "award_gbp", "-5", "no minus sign", "remove it").describe()
        "bids.csv, row 7, column award_gbp: found '-5'; expected no minus sign; remove it"
        >>> Fault("bids.csv", None, "", "nothing", "a heading", "add it").describe()
        "bids.csv: found 'nothing'; expected a heading; add it"
        """
        row = "" if self.row is None else f", row {self.row}"
        column = f", column {self.column}" if self.column else ""
        place = f"{self.file}{row}{column}"
        return f"{place}: found {self.value!r}; expected {self.expected}; {self.cure}"


def cell_faults(file: str, cells: pd.Series, expected: str, cure: str) -> Iterator[Fault]:
    """Yield a fault for each cell; they are indexed by line, and named as the column."""
    for line, text in zip(cells.index, cells, strict=True):
        yield Fault(file, line, str(cells.name), text, expected, cure)


def repeat_faults(
    file: str,
    cells: pd.Series,
    what: str,
    cure: str = "remove one of the two",
    key: Callable[[str], str] = str,
) -> Iterator[Fault]:
    """Yield a fault for each cell of a column whose key a cell above it has.

    Parameters
    ----------
    cells
        Indexed by line, and named as the column.
    what
        What the column may hold once.
    """
    first: dict[str, int] = {}
    for line, text in zip(cells.index, cells, strict=True):
        row = first.setdefault(key(text), line)
        if row != line:
            expected = f"each {what} once (it stands on row {row})"
            yield Fault(file, line, str(cells.name), text, expected, cure)


def unknown_code_faults(file: str, codes: pd.Series, areas: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for each code, indexed by line, that no area of 2014 has."""
    unknown = codes[~codes.isin(areas.index)]
    yield from cell_faults(file, unknown, "a code of authorities.csv", "look the code up there")


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each different fault once, by file, row and column."""
    order = sorted(
        set(faults), key=lambda fault: (fault.file, fault.row or 0, fault.column, fault.value)
    )
    return tuple(order)


def describe_faults(faults: Iterable[Fault]) -> str:
    """Return one line for each fault, headed by how many there are.

    All are given, not the first few: a person mends a table in one go.
    """
    lines = [fault.describe() for fault in faults]
    heading = f"{len(lines)} fault{'' if len(lines) == 1 else 's'} in the data"
    return "\n".join([heading, *(f"  {line}" for line in lines)])


class TableFaultsError(GeodataError):
    """Tables that cannot be used as they are, with every fault found in the run."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(describe_faults(faults))
        self.faults = faults


def require(found: tuple[_Read | None, tuple[Fault, ...]]) -> _Read:
    """Return what was read of tables.

    Raises
    ------
    TableFaultsError
        If nothing was read or anything has a fault; carries every fault.
    """
    read, faults = found
    if read is None or faults:
        raise TableFaultsError(faults)
    return read
