"""Choose the sheet of a workbook, and report which sheets were not read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.importing.columns.guessing import guess_mapping
from geodata.importing.columns.mapping import has_headings
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.importing.columns.mapping import ColumnMapping
    from geodata.importing.files.sheets import Sheet
    from geodata.names.matching import AuthorityIndex

_LEAST_FOUND: Final = 2


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
    fits = (sheet for sheet in sheets if has_headings(sheet, mapping))
    chosen = named[0] if named else next(fits, sheets[0])
    return _with_note(chosen, sheets, mapping)


def propose_sheet(
    file: str, sheets: Sequence[Sheet], index: AuthorityIndex
) -> tuple[Sheet, ColumnMapping]:
    """Return the sheet with most known headings, and the mapping that they suggest.

    Raises
    ------
    ImportFileError
        If no sheet has a row that looks like headings with a lead and one thing more.
    """
    guesses = [(sheet, guess_mapping(sheet, index)) for sheet in sheets]
    chosen, mapping = max(guesses, key=lambda guess: len(guess[1].columns))
    found = len(mapping.columns) + len(mapping.awards)
    if not {"lead", "lead_code"} & set(mapping.columns) or found < _LEAST_FOUND:
        top = " | ".join(chosen.rows[0].cells)[:200] if chosen.rows else "nothing"
        msg = (
            f"{chosen.name}: no row looks like headings (the first holds: {top}); write a mapping "
            "by hand: data/examples has two"
        )
        if len(sheets) > 1:
            msg = f"{file}: none of its sheets {_list(sheets)} has headings that are known ({msg})"
        raise ImportFileError(msg)
    mapping = replace(mapping, sheet=chosen.name if len(sheets) > 1 else "")
    return _with_note(chosen, sheets, mapping), mapping


def _with_note(chosen: Sheet, sheets: Sequence[Sheet], mapping: ColumnMapping) -> Sheet:
    others = []
    for sheet in sheets:
        if sheet is not chosen:
            same = ", the same headings" if has_headings(sheet, mapping) else ""
            others.append(f"{sheet.name!r} ({len(sheet.rows)} rows{same})")
    if not others:
        return chosen
    note = (
        f"of {len(sheets)} sheets {chosen.name!r} was read; NOT READ: {', '.join(others)}; to read "
        'one, name it in the mapping: sheet = "..." under [settings]'
    )
    return replace(chosen, notes=(*chosen.notes, note))


def _list(sheets: Sequence[Sheet]) -> str:
    return ", ".join(repr(sheet.name) for sheet in sheets)
