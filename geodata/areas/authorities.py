"""Councils, counties, regions and combined authorities of December 2014, and their other names.

`geodata.names.matching` finds the area that a written name means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.areas.checks import AREA_COLUMNS, AREAS_FILE, area_faults, gather_areas
from geodata.areas.spellings import normalise_name
from geodata.areas.successors import add_today, find_successors
from geodata.tables.cell_rules import GSS_CODE
from geodata.tables.faults import Fault, repeat_faults, require, sort_faults, unknown_code_faults
from geodata.tables.reading import ColumnRules, read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

ALIASES_FILE: Final = "geography/aliases.csv"
ALIAS_COLUMNS: Final[Mapping[str, ColumnRules]] = {
    "alias": ColumnRules(),
    "gss_code": ColumnRules(GSS_CODE),
    "note": ColumnRules(may_be_blank=True),
}


def read_authorities(folder: Path) -> pd.DataFrame:
    """Read ``authorities.csv`` and ``successors.csv`` and check that their areas fit.

    Parameters
    ----------
    folder
        ``data/geography``.

    Returns
    -------
    DataFrame
        Indexed by ``gss_code`` in the order of the file: ``name``; ``tier`` (a `Tier` value);
        ``county_gss`` (districts only), ``region_gss`` (councils, counties and combined
        authorities), ``combined_authority_gss`` (its constituent councils), ``upper_gss`` (the
        county of a district, else the council or county itself; none for regions and combined
        authorities) and ``today_gss`` (the council of today where a lower-tier council
        was). All are strings; none is ``pd.NA``.

    Raises
    ------
    AuthorityFaultsError
        If anything is wrong with either file; carries every fault.
    """
    return require(find_authorities(folder))


def find_authorities(folder: Path) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read both files as `read_authorities` does, and return faults instead of raising them.

    The frame is None only if the bytes or headings of a file are wrong. If there are faults it
    holds what could be read, which is enough to check other tables against but not to build from.
    """
    reading = read_text_table(folder / "authorities.csv", AREAS_FILE, AREA_COLUMNS)
    if reading.table is None:
        return None, reading.faults
    areas = gather_areas(reading.table)
    successors, later_faults = find_successors(folder, areas)
    faults = sort_faults((*reading.faults, *area_faults(reading.table), *later_faults))
    return None if successors is None else add_today(areas, successors), faults


def find_aliases(
    folder: Path, areas: pd.DataFrame
) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read ``aliases.csv``: other written forms of the names in ``areas``.

    Returns
    -------
    tuple
        Columns ``alias``, ``gss_code`` and ``note`` (may be blank), in the order of the file; None
        if the file's bytes or headings are wrong. And every fault: an alias with an unknown code,
        one that stands twice or is another area's name.
    """
    reading = read_text_table(folder / "aliases.csv", ALIASES_FILE, ALIAS_COLUMNS)
    if reading.table is None:
        return None, reading.faults
    rows = reading.table.rows
    faults = (*reading.faults, *_alias_faults(rows, areas))
    return rows.reset_index(drop=True), sort_faults(faults)


def _alias_faults(rows: pd.DataFrame, areas: pd.DataFrame) -> Iterator[Fault]:
    yield from unknown_code_faults(ALIASES_FILE, rows["gss_code"], areas)
    yield from repeat_faults(ALIASES_FILE, rows["alias"], "form", key=normalise_name)
    own = {normalise_name(str(name)): str(code) for code, name in areas["name"].items()}
    for line, alias, code in zip(rows.index, rows["alias"], rows["gss_code"], strict=True):
        owner = own.get(normalise_name(alias), code)
        if owner != code:
            expected = f"a form that is not the name of {owner}"
            yield Fault(ALIASES_FILE, line, "alias", alias, expected, "remove the alias")
