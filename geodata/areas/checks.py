"""Check ``authorities.csv``: its values, and how its areas fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model.codes import COUNCIL_TIERS, UPPER_TIERS, Tier
from geodata.tables.cell_rules import GSS_CODE, one_of
from geodata.tables.faults import Fault, cell_faults
from geodata.tables.reading import ColumnRules, TextTable, blanks_to_na

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def area_faults(table: TextTable) -> Iterator[Fault]:
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


def gather_areas(table: TextTable) -> pd.DataFrame:
    """Return the frame that `geodata.areas.authorities.read_authorities` describes."""
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
