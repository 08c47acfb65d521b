"""Choose the sheet of a workbook, and report which sheets were not read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.importing.columns.guessing import find_headings, guess_mapping
from geodata.importing.columns.mapping import has_headings
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.importing.columns.mapping import ColumnMapping
    from geodata.importing.files.sheets import Sheet
    from geodata.names.matching import AuthorityIndex


def choose_sheet(file: str, sheets: Sequence[Sheet], mapping: ColumnMapping) -> Sheet:
    """Return the sheet that the mapping names, else the first with its headings.

    A note lists the sheets that are not read.

    Raises
    ------
    ImportFileError
        If the mapping names a sheet that is not there.
    """
    named = [sheet for sheet in sheets if sheet.name.casefold() == mapping.sheet.casefold()]
    if mapping.sheet and not named:
        msg = (
            f"{file}: no sheet {mapping.sheet!r}; it has {_list(sheets)}; mend sheet in [settings]"
        )
        raise ImportFileError(msg)
    fits = [sheet for sheet in sheets if has_headings(sheet, mapping)]
    chosen = (named or fits or sheets)[0]
    return _with_note(chosen, sheets, [sheet for sheet in fits if sheet is not chosen])


def propose_sheet(
    file: str, sheets: Sequence[Sheet], index: AuthorityIndex
) -> tuple[Sheet, ColumnMapping]:
    """Return the sheet with most known headings, and the mapping that they suggest.

    Raises
    ------
    ImportFileError
        If no sheet has a row that looks like headings.
    """
    chosen = max(sheets, key=lambda sheet: len(find_headings(sheet, index).columns))
    try:
        mapping = guess_mapping(chosen, index)
    except ImportFileError as error:
        if len(sheets) == 1:
            raise
        msg = f"{file}: none of its sheets {_list(sheets)} has headings that are known ({error})"
        raise ImportFileError(msg) from error
    mapping = replace(mapping, sheet=chosen.name if len(sheets) > 1 else "")
    same = [sheet for sheet in sheets if sheet is not chosen and has_headings(sheet, mapping)]
    return _with_note(chosen, sheets, same), mapping


def _with_note(chosen: Sheet, sheets: Sequence[Sheet], same: Sequence[Sheet]) -> Sheet:
    if len(sheets) == 1:
        return chosen
    others = ", ".join(
        f"{sheet.name!r} ({len(sheet.rows)} rows{', the same headings' if sheet in same else ''})"
        for sheet in sheets
        if sheet is not chosen
    )
    note = (
        f"of {len(sheets)} sheets {chosen.name!r} was read; NOT READ: {others}; to read one, name "
        'it in the mapping: sheet = "..." under [settings]'
    )
    return replace(chosen, notes=(*chosen.notes, note))


def _list(sheets: Sequence[Sheet]) -> str:
    return ", ".join(repr(sheet.name) for sheet in sheets)
