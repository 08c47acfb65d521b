"""Read names that must not be matched to one council of December 2014, with the reason.

Three sorts: short forms that two councils share ("Newcastle"), councils that had been abolished by
then ("Penwith"), and councils that came later ("West Suffolk"). Those that came later are read from
``successors.csv``; the rest are in ``uncertain_names.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.areas.spellings import normalise_name
from geodata.areas.successors import Change
from geodata.model.published.tables import LIST_SEPARATOR
from geodata.tables.cell_rules import GSS_CODES, one_of
from geodata.tables.faults import Fault, repeat_faults, sort_faults, unknown_code_faults
from geodata.tables.reading import ColumnRules, read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd


class Doubt(StrEnum):
    """Why a name is not the name of one council of 2014."""

    AMBIGUOUS = "ambiguous"
    ABOLISHED = "abolished"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A name's doubt: the councils of 2014 that it may mean or whose land it covers, and why."""

    kind: Doubt
    gss_codes: tuple[str, ...]
    reason: str


_LATER_STYLES: Final = ("council", "ua", "unitary", "unitary authority", "unitary council")
UNCERTAIN_FILE: Final = "geography/uncertain_names.csv"
UNCERTAIN_COLUMNS: Final[Mapping[str, ColumnRules]] = MappingProxyType(
    {
        "name": ColumnRules(),
        "kind": ColumnRules(one_of(Doubt)),
        "gss_codes": ColumnRules(GSS_CODES),
        "note": ColumnRules(),
    }
)


def find_uncertain_names(
    folder: Path, areas: pd.DataFrame, successors: pd.DataFrame | None
) -> tuple[Mapping[str, Uncertain], tuple[Fault, ...]]:
    """Read ``uncertain_names.csv`` and add the councils that came after 2014.

    Parameters
    ----------
    folder
        ``data/geography``.
    areas, successors
        As `authorities.find_authorities` and `successors.find_successors` give them.

    Returns
    -------
    tuple
        Names by their normalised form (`geodata.areas.spellings.normalise_name`), and every fault.
    """
    reading = read_text_table(folder / "uncertain_names.csv", UNCERTAIN_FILE, UNCERTAIN_COLUMNS)
    names = {} if successors is None else _later_names(areas, successors)
    if reading.table is None:
        return MappingProxyType(names), reading.faults
    rows = reading.table.rows
    faults = sort_faults((*reading.faults, *_row_faults(rows, areas)))
    for name, kind, codes, note in () if faults else rows[list(UNCERTAIN_COLUMNS)].to_numpy():
        ambiguous = kind == Doubt.AMBIGUOUS
        reason = f"{name} may be {note}" if ambiguous else f"{name} was no council in 2014 ({note})"
        doubt = Uncertain(Doubt(kind), tuple(codes.split(LIST_SEPARATOR)), reason)
        names[normalise_name(name)] = doubt
    return MappingProxyType(names), faults


def _later_names(areas: pd.DataFrame, successors: pd.DataFrame) -> dict[str, Uncertain]:
    """Return the councils made by joining those of 2014, by form.

    Where a county council of 2014 had the name (Dorset, Somerset), the bare name is the county's
    and only "Dorset Council", "Dorset UA" and the like, which are the council of today, are
    uncertain.
    """
    own = {normalise_name(str(name)): str(code) for code, name in areas["name"].items()}
    merged = successors[successors["kind"] == str(Change.MERGED)]
    names: dict[str, Uncertain] = {}
    for name, joined in merged.groupby("name_now"):
        form = normalise_name(str(name))
        forms = [form]
        codes = [str(code) for code in joined.index]
        if form in own:
            codes.append(own[form])
            forms = [f"{form} {style}" for style in _LATER_STYLES]
        began = date.fromisoformat(str(joined["changed_on"].iloc[0])).year
        made_from = ", ".join(str(areas["name"][code]) for code in sorted(codes))
        reason = f"{name} Council began in {began}; in 2014 there were {made_from}"
        doubt = Uncertain(Doubt.LATER, tuple(sorted(codes)), reason)
        names.update(dict.fromkeys(forms, doubt))
    return names


def _row_faults(rows: pd.DataFrame, areas: pd.DataFrame) -> Iterator[Fault]:
    codes = rows["gss_codes"].str.split(LIST_SEPARATOR).explode()
    yield from unknown_code_faults(UNCERTAIN_FILE, codes, areas)
    yield from repeat_faults(UNCERTAIN_FILE, rows["name"], "name", key=normalise_name)
    own = {normalise_name(str(name)) for name in areas["name"]}
    for line, name in zip(rows.index, rows["name"], strict=True):
        if normalise_name(name) in own:
            expected = "a name that no area of 2014 has"
            yield Fault(UNCERTAIN_FILE, line, "name", name, expected, "remove the row")
