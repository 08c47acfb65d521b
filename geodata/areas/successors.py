"""What became of the councils of December 2014: merged, given a new code, or renamed.

``successors.csv`` has a row for each council that changed; the others are the same today.
Every change so far took whole councils, so today's areas are made by joining those of 2014.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model.codes import LOWER_TIERS
from geodata.tables.cell_rules import DATE, GSS_CODE, one_of
from geodata.tables.faults import Fault, repeat_faults, sort_faults
from geodata.tables.reading import ColumnRules, blanks_to_na, read_text_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from pathlib import Path


class Change(StrEnum):
    """What happened to a council of 2014."""

    MERGED = "merged"
    RECODED = "recoded"
    RENAMED = "renamed"


SUCCESSORS_FILE: Final = "geography/successors.csv"
SUCCESSOR_COLUMNS: Final[Mapping[str, ColumnRules]] = {
    "gss_2014": ColumnRules(GSS_CODE),
    "gss_now": ColumnRules(GSS_CODE),
    "name_now": ColumnRules(),
    "changed_on": ColumnRules(DATE),
    "kind": ColumnRules(one_of(Change)),
    "note": ColumnRules(may_be_blank=True),
}

_PARENTS: Final = ("county_gss", "region_gss", "combined_authority_gss")


def find_successors(
    folder: Path, areas: pd.DataFrame
) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read ``successors.csv`` and check it against the areas of 2014.

    Parameters
    ----------
    folder
        ``data/geography``.
    areas
        Indexed by ``gss_code`` with ``tier`` and ``region_gss``.

    Returns
    -------
    tuple
        Indexed by ``gss_2014`` in the order of the file: ``gss_now``, ``name_now``,
        ``changed_on`` (ISO date on which the council of today took over), ``kind`` (a `Change`
        value) and ``note`` (may be NA), all strings; None if the file's bytes or headings are
        wrong. And every fault.
    """
    reading = read_text_table(folder / "successors.csv", SUCCESSORS_FILE, SUCCESSOR_COLUMNS)
    if reading.table is None:
        return None, reading.faults
    rows = reading.table.rows
    faults = (*reading.faults, *_row_faults(rows, areas), *_joining_faults(rows, areas))
    successors = blanks_to_na(rows.drop_duplicates("gss_2014").set_index("gss_2014"))
    return successors, sort_faults(faults)


def add_today(areas: pd.DataFrame, successors: pd.DataFrame) -> pd.DataFrame:
    """Return ``areas`` with ``today_gss``: the code of the council that is there today.

    The code is a lower-tier council's own where nothing changed; counties, regions and combined
    authorities have none.
    """
    lower = areas["tier"].isin(LOWER_TIERS)
    own = pd.Series(areas.index, index=areas.index, dtype="string")
    changed = successors["gss_now"].reindex(areas.index).astype("string")
    return areas.assign(today_gss=changed.fillna(own).where(lower))


def arrivals(areas: pd.DataFrame, successors: pd.DataFrame) -> pd.DataFrame:
    """Return the councils of today that have a code which no area of 2014 had.

    Parameters
    ----------
    areas
        As `add_today` returns them.
    successors
        As `find_successors` gives them.

    Returns
    -------
    DataFrame
        Indexed by ``gss_code`` in ascending order: ``name``, ``tier``, ``county_gss``,
        ``region_gss`` and ``combined_authority_gss`` (strings). A new council has the county of a
        district, the region and the combined authority of 2014 that all it was made from had; NA
        where it is no district or they differ.
    """
    names = successors.set_index("gss_now")["name_now"].groupby(level=0).first()
    joined = areas[areas["today_gss"].isin(names.index) & ~areas["today_gss"].isin(areas.index)]
    # One parent for all is kept; "first" would otherwise pass one council's parent off as all's.
    shared = joined.groupby("today_gss")[list(_PARENTS)].agg(_only_value).astype("string")
    shared.index.name = "gss_code"
    tier = pd.Series(shared.index.str[:3], index=shared.index, dtype="string")
    county = shared["county_gss"].where(tier == "E07")
    name = names.reindex(shared.index).astype("string")
    return shared.assign(name=name, tier=tier, county_gss=county)[["name", "tier", *_PARENTS]]


def _only_value(values: pd.Series) -> object:
    """Return the one value that all rows have, NA if they differ or one has none."""
    first = values.iloc[0]
    return first if values.notna().all() and (values == first).all() else pd.NA


def _row_faults(rows: pd.DataFrame, areas: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong with single rows."""
    cure = "keep the row of the council that stands now"
    yield from repeat_faults(SUCCESSORS_FILE, rows["gss_2014"], "council", cure)
    for line, old, new, kind in zip(
        rows.index, rows["gss_2014"], rows["gss_now"], rows["kind"], strict=True
    ):
        if old not in areas.index or str(areas["tier"][old]) not in LOWER_TIERS:
            expected = "a district, borough or unitary council of authorities.csv"
            yield Fault(SUCCESSORS_FILE, line, "gss_2014", old, expected, "look the code up there")
        if kind == Change.RENAMED and new != old:
            expected = f"{old}, the code that it keeps"
            yield Fault(SUCCESSORS_FILE, line, "gss_now", new, expected, "mend the kind or code")
        if kind != Change.RENAMED and (new in areas.index or new[:3] not in LOWER_TIERS):
            expected = "a district's, borough's or unitary's code that no area of 2014 had"
            yield Fault(SUCCESSORS_FILE, line, "gss_now", new, expected, "mend the kind or code")


def _joining_faults(rows: pd.DataFrame, areas: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong between the rows that lead to one code."""
    regions = areas["region_gss"].dropna().to_dict()
    together: dict[str, list[Mapping[Hashable, str]]] = {}
    for row in rows.rename_axis("line").reset_index().astype(str).to_dict("records"):
        together.setdefault(row["gss_now"], []).append(row)
    for new, joined in sorted(together.items()):
        line, kind = int(joined[-1]["line"]), joined[0]["kind"]
        for column in ("name_now", "changed_on", "kind"):
            values = sorted({row[column] for row in joined})
            if len(values) > 1:
                expected = f"the same {column} on every row of {new}"
                found = ", ".join(values)
                yield Fault(SUCCESSORS_FILE, line, column, found, expected, "make them the same")
        if (len(joined) > 1) != (kind == Change.MERGED):
            expected = "merged where councils share a new code, else recoded or renamed"
            found = f"{kind} ({len(joined)} rows)"
            yield Fault(SUCCESSORS_FILE, line, "kind", found, expected, "mend the kind")
        if len({regions[row["gss_2014"]] for row in joined if row["gss_2014"] in regions}) > 1:
            expected = "councils of one region"
            yield Fault(SUCCESSORS_FILE, line, "gss_now", new, expected, "mend the codes")
