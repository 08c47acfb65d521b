"""Read the cities whose names are printed on the map of England.

A city is where its council's area is; the table holds no position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.tables.cell_rules import GSS_CODE
from geodata.tables.faults import require, sort_faults, unknown_code_faults
from geodata.tables.reading import ColumnRules, read_text_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

CITIES_FILE: Final = "geography/cities.csv"
CITY_COLUMNS: Final[Mapping[str, ColumnRules]] = {
    "gss_code": ColumnRules(GSS_CODE),
    "label": ColumnRules(),
}


def read_cities(folder: Path, areas: pd.DataFrame) -> dict[str, str]:
    """Return what each city is called on the map, by its council's code, the first ones first.

    Parameters
    ----------
    folder
        ``data/geography``. Without ``cities.csv`` in it there are no cities.

    Raises
    ------
    TableFaultsError
        If anything is wrong with the file; carries every fault.
    """
    path = folder / "cities.csv"
    if not path.exists():
        return {}
    rows, faults = read_text_table(path, CITIES_FILE, CITY_COLUMNS)
    if rows is not None:
        faults = (*faults, *unknown_code_faults(CITIES_FILE, rows.rows["gss_code"], areas))
    found = require((rows, sort_faults(faults))).rows
    return dict(zip(found["gss_code"], found["label"], strict=True))
