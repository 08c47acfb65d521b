"""Read the rows of a CSV file of any delimiter and encoding."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from geodata.importing.files.sheets import Sheet, SheetRow, bound_rows, take_cell
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 30


def read_csv(path: Path) -> Sheet:
    """Read a CSV file: UTF-8, or Windows-1252 as older spreadsheets write it, which is noted.

    Raises
    ------
    ImportFileError
        If a quotation mark is not closed, a cell is too long or the file is no text.
    """
    raw = path.read_bytes()
    notes: tuple[str, ...] = ()
    if b"\0" in raw:
        msg = f"{path.name}: holds null bytes, so it is no CSV; save it as CSV (UTF-8) again"
        raise ImportFileError(msg)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        notes = ("the file is not UTF-8; it was read as Windows-1252, so look at £ and ’",)
    separator = _find_separator(text)
    try:
        rows = tuple(bound_rows(_rows(text, separator)))
    except csv.Error as error:
        msg = f"{path.name}: {error}; look for a quotation mark that is not closed"
        raise ImportFileError(msg) from error
    return Sheet(path.name, rows, guarded=True, notes=notes)


def _rows(text: str, separator: str) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for record in reader:
        yield SheetRow(f"row {reader.line_num}", tuple(map(take_cell, record)))


def _find_separator(text: str) -> str:
    """Return the separator that gives most cells in the first rows, and as many in each."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_ROWS])

    def cells(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator)]
        usual = max(set(widths), key=widths.count, default=0)
        return (usual if usual > 1 else 0, widths.count(usual))

    return max(_SEPARATORS, key=cells)
