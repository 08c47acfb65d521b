"""Rows of text as read from a file, before they are interpreted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FILE_BYTES: Final = 50_000_000
MOST_UNPACKED_BYTES: Final = 64_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELL_CHARACTERS: Final = 32_767
MOST_CHARACTERS: Final = 60_000_000
MOST_PAGES: Final = 500

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LIGATURES: Final = re.compile("[\ufb00-\ufb06]")
_SPACES: Final = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its place in the file ("row 12", "page 3, row 4"), its cells as text, its page."""

    place: str
    cells: tuple[str, ...]
    page: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file.

    Parameters
    ----------
    name
        Of the sheet, or of the file.
    rows
        From the top, empty rows left out. A cell may hold several lines, parted by line breaks.
    wrapped
        Whether lines in a cell may be one line that was too long, as in a PDF.
    guarded
        Whether an apostrophe may precede a text that a spreadsheet would take for a formula.
    notes
        What was done to the file while reading that a person should know.
    """

    name: str
    rows: tuple[SheetRow, ...]
    wrapped: bool = False
    guarded: bool = False
    notes: tuple[str, ...] = ()


def take_cell(text: str) -> str:
    """Return a cell's text unchanged but for line breaks, which become line feeds.

    Raises
    ------
    ImportFileError
        If the cell is longer than a spreadsheet's cell can be.
    """
    if len(text) > MOST_CELL_CHARACTERS:
        msg = (
            f"a cell of {len(text):,} characters ({text[:40]!r}...): expected at most "
            f"{MOST_CELL_CHARACTERS:,}; look for a quotation mark that is not closed"
        )
        raise ImportFileError(msg)
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half a letter, as JSON may hold
    return whole.replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_cell(text: str) -> str:
    """Return a cell's text without invisible characters, ligatures and needless spaces.

    Line breaks stay, and nothing else that cannot be printed.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    plain = _INVISIBLE.sub("", text)
    plain = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain)
    plain = "".join(
        letter if letter == "\n" or unicodedata.category(letter)[0] != "C" else " "
        for letter in plain
    )
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def bound_rows(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """Yield rows that hold anything, and stop a file that is too large while it is still small.

    Raises
    ------
    ImportFileError
        If there are too many rows, columns or characters.
    """
    characters = 0
    for number, row in enumerate(rows, start=1):
        characters += sum(map(len, row.cells))
        if number > MOST_ROWS or len(row.cells) > MOST_COLUMNS or characters > MOST_CHARACTERS:
            msg = (
                f"{row.place}: the table is too large; expected at most {MOST_ROWS:,} rows, "
                f"{MOST_COLUMNS} columns and {MOST_CHARACTERS:,} characters; split the file"
            )
            raise ImportFileError(msg)
        if any(row.cells):
            yield row
