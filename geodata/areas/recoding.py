"""Read awards that are recorded under a code of another year as those of December 2014.

A code is translated only if one area of 2014 had its land: a council that has a new code, or a
county whose districts became one council. What several councils of 2014 make up is refused: to
split an award among them is not ours to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.areas.code_changes import EARLIER_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geodata.tables.reading import TextTable

_TABLES: Final = ("members", "groups")


@dataclass(frozen=True, slots=True)
class Recoding:
    """One cell whose code was of another year.

    Parameters
    ----------
    file, row
        Its place, as in `geodata.tables.faults.Fault`.
    recorded, used
        The code as it is written, and that of December 2014.
    name
        What the area was called in December 2014.
    """

    file: str
    row: int
    recorded: str
    used: str
    name: str

    def describe(self) -> str:
        """Return the recoding as one line of plain words.

        Examples
        --------
        >>> Recoding("members.csv", 7, "E08000039", "E08000019", "Sheffield").describe()
        'members.csv, row 7: E08000039 is read as E08000019, Sheffield in December 2014'
        """
        place = f"{self.file}, row {self.row}"
        return f"{place}: {self.recorded} is read as {self.used}, {self.name} in December 2014"


def find_equivalents(areas: pd.DataFrame) -> dict[str, str]:
    """Return for each code of another year the one of 2014 that had the same land.

    Parameters
    ----------
    areas
        As `geodata.areas.authorities.read_authorities` gives them.
    """
    found = {old: new for old, new in EARLIER_CODES.items() if new in areas.index}
    districts = areas["county_gss"].dropna()
    whole = {frozenset(codes.index): str(county) for county, codes in districts.groupby(districts)}
    today = areas["today_gss"].dropna()
    for code, joined in today.groupby(today):
        if code not in areas.index:
            members = frozenset(joined.index)
            alone = str(joined.index[0]) if len(members) == 1 else None
            same = whole.get(members, alone)
            if same is not None:
                found[str(code)] = same
    return {code: used for code, used in found.items() if code not in areas.index}


def recode_tables(
    tables: Mapping[str, TextTable], areas: pd.DataFrame
) -> tuple[dict[str, TextTable], tuple[Recoding, ...]]:
    """Return the tables with codes of 2014 where one is equivalent, and what was changed.

    The ``note`` of a member says so too. Other codes are left for the checks to refuse.
    """
    equivalents = find_equivalents(areas)
    recoded = dict(tables)
    changes: list[Recoding] = []
    for name in _TABLES:
        if name in tables:
            found = list(_recodings(tables[name], equivalents, areas))
            recoded[name] = _apply(tables[name], found)
            changes += found
    return recoded, tuple(changes)


def _recodings(
    table: TextTable, equivalents: Mapping[str, str], areas: pd.DataFrame
) -> Iterator[Recoding]:
    for line, code in zip(table.rows.index, table.rows["gss_code"], strict=True):
        if code in equivalents:
            used = equivalents[code]
            yield Recoding(table.file, line, code, used, areas["name"][used])


def _apply(table: TextTable, changes: list[Recoding]) -> TextTable:
    if not changes:
        return table
    rows = table.rows.copy()
    for change in changes:
        rows.loc[change.row, "gss_code"] = change.used
        if "note" in rows:
            said = f"recorded under {change.recorded}, read as {change.used} of December 2014"
            note = str(rows["note"][change.row])
            rows.loc[change.row, "note"] = f"{note}; {said}" if note else said
    return replace(table, rows=rows)
