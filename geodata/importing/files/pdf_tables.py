"""Rows of the ruled tables of a PDF, over all its pages.

What a table of many pages does to its rows is undone here: headings that each page repeats, a row
that goes on over a page break, cells merged over several rows, and rows that only hold a footnote
or a sub-heading. What was done is noted, so that a person can look.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from geodata.importing.files.sheets import (
    MOST_PAGES,
    MOST_UNPACKED_BYTES,
    Sheet,
    SheetRow,
    bound_rows,
    clean_cell,
    take_cell,
)
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pdfplumber.page import Page
    from pdfplumber.table import Table

_STREAM: Final = re.compile(rb"\bstream\r?\n")
_HYPHENATED: Final = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_LEAST_COLUMNS: Final = 2
_LEAST_FOR_A_NOTE: Final = 3
_SLACK_PT: Final = 1.0
_CHUNK: Final = 1 << 16


def read_pdf(path: Path) -> Sheet:
    """Read the table that goes through a PDF; tables with other columns are left out and noted.

    Raises
    ------
    ImportFileError
        If the file is locked, damaged, too large or has no ruled table of text (a scan has none).
    """
    _check_streams(path)
    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > MOST_PAGES:
                msg = f"{path.name}: {len(document.pages)} pages; expected at most {MOST_PAGES}"
                raise ImportFileError(msg)
            found = [row for page in document.pages for row in _page_rows(page)]
    except (PdfminerException, PDFException, ValueError, KeyError) as error:
        if isinstance(error, ImportFileError):
            raise
        why = "it is locked with a password" if "Password" in repr(error) else repr(error)
        msg = f"{path.name}: not a PDF that can be read ({why}); save it again without a lock"
        raise ImportFileError(msg) from error
    if not found:
        msg = (
            f"{path.name}: no table with ruled lines and text was found; a scan or a table without "
            "lines must be copied into a spreadsheet first"
        )
        raise ImportFileError(msg)
    return _put_together(path.name, found)


def _page_rows(page: Page) -> Iterator[SheetRow]:
    try:
        number = 0
        for table in page.find_tables({"explicit_horizontal_lines": _open_ends(page)}):
            for cells in _table_cells(table):
                number += 1
                if len(cells) >= _LEAST_COLUMNS and any(cells):
                    place = f"page {page.page_number}, row {number}"
                    yield SheetRow(place, cells, page.page_number)
    finally:
        page.close()  # keeps memory to one page


def _open_ends(page: Page) -> list[float]:
    """Return where the upright rules begin and end: a row cut by a page break has no rule there."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    if not upright:
        return []
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]


def _table_cells(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield rows of text; a cell merged downwards is repeated in each row that it covers."""
    texts = table.extract()
    columns = [
        next((row.cells[at] for row in table.rows if row.cells[at] is not None), None)
        for at in range(max((len(row.cells) for row in table.rows), default=0))
    ]
    above: list[str] = []
    for row, line in zip(table.rows, texts, strict=True):
        cells = []
        for at, text in enumerate(line):
            column, said = columns[at], text or ""
            if text is None and column is not None and above:
                middle = ((column[0] + column[2]) / 2, (row.bbox[1] + row.bbox[3]) / 2)
                said = above[at] if _covered_from_above(table, middle, row.bbox[1]) else ""
            cells.append(clean_cell(take_cell(_HYPHENATED.sub("", said))))
        above = cells
        yield tuple(cells)


def _covered_from_above(table: Table, middle: tuple[float, float], top: float) -> bool:
    x, y = middle
    return any(
        left <= x <= right and upper < top - _SLACK_PT and lower >= y
        for left, upper, right, lower in table.cells
    )


def _put_together(name: str, found: Sequence[SheetRow]) -> Sheet:
    """Join the pages' rows into one table."""
    widths = [len(each.cells) for each in found]
    width = max(sorted(set(widths)), key=widths.count)
    notes = []
    others = sum(len(each.cells) != width for each in found)
    if others:
        notes.append(f"{others} rows of other tables (not {width} columns wide) were left out")
    rows = [each for each in found if len(each.cells) == width]
    heading = _fold(rows[0].cells)
    kept = rows[:1]
    for below in rows[1:]:
        each = _without_heading(below, heading)
        place, text = each.place, [cell for cell in each.cells if cell]
        if not text:
            continue
        above = kept[-1].cells
        if not _goes_on(kept, each):
            if len(text) == 1 and width >= _LEAST_FOR_A_NOTE:
                notes.append(f"{place} holds one cell and was left out: {text[0][:60]!r}")
            else:
                kept.append(each)
        elif all(own for before, own in zip(above[1:], each.cells[1:], strict=True) if before):
            kept.append(replace(each, cells=(above[0], *each.cells[1:])))
            notes.append(f"{place} was taken to be a further row of {above[0]!r}, the page before")
        else:
            kept[-1] = _join(kept[-1], each)
            notes.append(f"{place} was taken to be the rest of {above[0]!r}, the page before")
    return Sheet(name, tuple(bound_rows(kept)), wrapped=True, notes=tuple(notes))


def _goes_on(kept: Sequence[SheetRow], each: SheetRow) -> bool:
    """Say whether the first row of a page belongs to the last row of the page before.

    Its first cell must be empty. If it fills every other column that the row before fills, it is a
    row of its own under a first cell that was merged over the page break; else it is the rest of
    that row. A row whose first cell was itself cut in two looks like a new row.
    """
    follows = len(kept) >= _LEAST_COLUMNS and each.page == kept[-1].page + 1
    return follows and bool(kept[-1].cells[0]) and not each.cells[0]


def _without_heading(row: SheetRow, heading: tuple[str, ...]) -> SheetRow:
    """Return what is below the headings in a row that begins with all of them.

    A page that repeats the headings above the rest of a row draws no rule between the two.
    """
    rests = []
    for cell, title in zip(row.cells, heading, strict=True):
        lines = cell.split("\n")
        ends = [at for at in range(len(lines) + 1) if _fold((" ".join(lines[:at]),)) == (title,)]
        if not ends:
            return row
        rests.append("\n".join(lines[ends[0] :]))
    return replace(row, cells=tuple(rests))


def _join(above: SheetRow, below: SheetRow) -> SheetRow:
    cells = tuple(
        _HYPHENATED.sub("", "\n".join(part for part in pair if part))
        for pair in zip(above.cells, below.cells, strict=True)
    )
    return SheetRow(f"{above.place} and {below.place}", cells, below.page)


def _fold(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()).casefold() for cell in cells)


def _check_streams(path: Path) -> None:
    """Unpack each compressed stream in small pieces, and refuse what could fill the memory."""
    raw = path.read_bytes()
    if not raw.lstrip()[:5].startswith(b"%PDF"):
        msg = f"{path.name}: not a PDF, whatever its name says"
        raise ImportFileError(msg)
    view = memoryview(raw)
    unpacked = 0
    for found in _STREAM.finditer(raw):
        left = MOST_UNPACKED_BYTES - unpacked
        unpacked += _unpacked_size(view[found.end() :], left, depth=2)
        if unpacked >= MOST_UNPACKED_BYTES:
            msg = (
                f"{path.name}: unpacks to more than {MOST_UNPACKED_BYTES // 10**6} MB; print the "
                "pages with the table into a new PDF"
            )
            raise ImportFileError(msg)


def _unpacked_size(packed: memoryview, most: int, depth: int) -> int:
    """Return how many bytes a Flate stream unpacks to, up to ``most``; streams inside it count."""
    unpacker = zlib.decompressobj()
    size, start, at = 0, b"", 0
    try:
        while size < most and not unpacker.eof:
            fed = unpacker.unconsumed_tail or packed[at : at + _CHUNK]
            at += 0 if unpacker.unconsumed_tail else _CHUNK
            if not fed:
                break
            piece = unpacker.decompress(fed, _CHUNK * 16)
            start = start or piece
            size += len(piece)
    except zlib.error:
        return size  # another filter, or damaged: pdfminer will say so
    inner = most - size if depth and size < most else 0
    return size + (_unpacked_size(memoryview(start), inner, depth - 1) if inner else 0)
