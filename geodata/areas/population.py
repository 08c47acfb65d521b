"""How many people live in each council of December 2014, and so in every larger area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model.codes import LOWER_TIERS
from geodata.tables.cell_rules import GSS_CODE, RESIDENTS
from geodata.tables.faults import Fault, cell_faults, repeat_faults, sort_faults
from geodata.tables.reading import ColumnRules, read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

POPULATION_FILE: Final = "geography/population.csv"
POPULATION_COLUMNS: Final[Mapping[str, ColumnRules]] = {
    "gss_code": ColumnRules(GSS_CODE),
    "name": ColumnRules(),
    "residents": ColumnRules(RESIDENTS),
    "note": ColumnRules(may_be_blank=True),
}
_HOLDERS: Final = ("county_gss", "region_gss", "combined_authority_gss", "today_gss")


def find_residents(
    folder: Path, areas: pd.DataFrame
) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read ``population.csv`` and add up the residents of every area that the councils make.

    Parameters
    ----------
    folder
        ``data/geography``.
    areas
        As `geodata.areas.authorities.read_authorities` gives them.

    Returns
    -------
    tuple
        Indexed by ``gss_code``, councils, counties, regions, combined authorities and councils of
        today: ``residents`` (int64) and ``note`` (string; what to know of a figure divided by
        them, ``pd.NA`` for most); None if there are faults. And every fault: a lower-tier council
        with no row or two, or a row of none.

    Source
    ------
    Office for National Statistics, mid-2014 population estimates (revised series of March 2018).
    """
    reading = read_text_table(folder / "population.csv", POPULATION_FILE, POPULATION_COLUMNS)
    if reading.table is None:
        return None, reading.faults
    rows = reading.table.rows
    lower = areas.index[areas["tier"].isin(LOWER_TIERS)]
    faults = sort_faults((*reading.faults, *_code_faults(rows, lower)))
    return (None, faults) if faults else (_add_up(rows, areas.loc[lower]), ())


def _code_faults(rows: pd.DataFrame, lower: pd.Index) -> Iterator[Fault]:
    codes = rows["gss_code"]
    known = codes.isin(lower)
    expected = "a district, borough or unitary of authorities.csv"
    yield from cell_faults(POPULATION_FILE, codes[~known], expected, "remove the row")
    yield from repeat_faults(POPULATION_FILE, codes[known], "council")
    for code in lower.difference(pd.Index(codes)):
        expected = f"a row for {code}, so that sums of larger areas are whole"
        yield Fault(POPULATION_FILE, None, "gss_code", str(code), expected, "add its residents")


def _add_up(rows: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    own = rows.set_index("gss_code")
    residents = own["residents"].astype("int64")
    sums = [residents]
    for column in _HOLDERS:
        over = councils[column].dropna()
        over = over[~over.isin(residents.index)]
        sums.append(residents.loc[over.index].groupby(over.astype(object).to_numpy()).sum())
    every = pd.concat(sums)
    notes = own["note"].astype("string").mask(own["note"] == "").reindex(every.index)
    return pd.DataFrame({"residents": every, "note": notes}).rename_axis("gss_code")
