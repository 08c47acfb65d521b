"""Councils, counties, regions and combined authorities of December 2014, and their other names.

`geodata.names.matching` finds the area that a written name means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.areas.spellings import normalise_name
from geodata.areas.successors import add_today, find_successors
from geodata.model.codes import COUNCIL_TIERS, UPPER_TIERS, Tier
from geodata.tables.cell_rules import GSS_CODE, one_of
from geodata.tables.faults import (
    Fault,
    cell_faults,
    repeat_faults,
    require,
    sort_faults,
    unknown_code_faults,
)
from geodata.tables.reading import ColumnRules, TextTable, blanks_to_na, read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

AREAS_FILE: Final = "geography/authorities.csv"
AREA_COLUMNS: Final[Mapping[str, ColumnRules]] = {
    "gss_code": ColumnRules(GSS_CODE),
    "name": ColumnRules(),
    "tier": ColumnRules(one_of(Tier)),
    "county_gss": ColumnRules(GSS_CODE, may_be_blank=True),
    "region_gss": ColumnRules(GSS_CODE, may_be_blank=True),
    "combined_authority_gss": ColumnRules(GSS_CODE, may_be_blank=True),
}
_PARENTS: Final = (
    ("county_gss", Tier.COUNTY),
    ("region_gss", Tier.REGION),
    ("combined_authority_gss", Tier.COMBINED_AUTHORITY),
)
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
    TableFaultsError
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
    areas = _gather_areas(reading.table)
    successors, later_faults = find_successors(folder, areas)
    faults = sort_faults((*reading.faults, *_area_faults(reading.table), *later_faults))
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
        one that is there twice or is another area's name.
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


def _area_faults(table: TextTable) -> Iterator[Fault]:
    """Yield what is wrong between the rows of ``authorities.csv``."""
    rows = table.rows
    tiers = dict(zip(rows["gss_code"], rows["tier"], strict=True))
    yield from _duplicate_faults(rows)
    for line, area in zip(rows.index, rows.itertuples(index=False), strict=True):
        if not str(area.gss_code).startswith(str(area.tier)):
            expected = f"the first three characters of {area.gss_code}"
            yield Fault(AREAS_FILE, line, "tier", str(area.tier), expected, "mend the tier or code")
        for column, tier in _PARENTS:
            parent = str(getattr(area, column))
            if parent and tiers.get(parent) != tier:
                expected = f"the code of a {tier} row of this file"
                yield Fault(AREAS_FILE, line, column, parent, expected, "add it or mend the code")
        yield from _county_faults(line, str(area.tier), str(area.county_gss))
        if not area.region_gss and area.tier != Tier.REGION:
            expected = "the region's code"
            yield Fault(AREAS_FILE, line, "region_gss", "", expected, "fill in the region")
    yield from _region_faults(rows)


def _gather_areas(table: TextTable) -> pd.DataFrame:
    """Return the frame that `read_authorities` describes, without ``today_gss``."""
    areas = blanks_to_na(table.rows.drop_duplicates("gss_code").set_index("gss_code"))
    upper = areas["tier"].isin(UPPER_TIERS)
    own = pd.Series(areas.index, index=areas.index, dtype="string")
    return areas.assign(upper_gss=own.where(upper, areas["county_gss"]))


def _duplicate_faults(rows: pd.DataFrame) -> Iterator[Fault]:
    codes = rows["gss_code"]
    yield from cell_faults(AREAS_FILE, codes[codes.duplicated()], "each code once", "remove one")
    names = rows.loc[rows["tier"].isin(COUNCIL_TIERS), "name"]
    expected = "each council's name once"
    yield from cell_faults(AREAS_FILE, names[names.duplicated()], expected, "mend one")


def _county_faults(line: int, tier: str, county: str) -> Iterator[Fault]:
    if tier == Tier.DISTRICT and not county:
        yield Fault(AREAS_FILE, line, "county_gss", "", "the county's code", "fill in the county")
    if tier != Tier.DISTRICT and county:
        expected = "nothing: only an E07 district lies in a county"
        yield Fault(AREAS_FILE, line, "county_gss", county, expected, "leave the cell blank")


def _region_faults(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield districts that lie in another region than their county."""
    regions = dict(zip(rows["gss_code"], rows["region_gss"], strict=True))
    for line, area in zip(rows.index, rows.itertuples(index=False), strict=True):
        county = str(area.county_gss)
        if county in regions and regions[county] != area.region_gss:
            expected = f"{regions[county]}, the region of its county {county}"
            yield Fault(
                AREAS_FILE, line, "region_gss", str(area.region_gss), expected, "mend one of them"
            )
