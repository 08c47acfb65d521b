"""Start a fund's folder from one ``fund.toml`` that also lists rounds and themes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from geodata.awards.reading import FUND_TEXTS
from geodata.awards.texts import RoundText, ThemeText, read_tables_text
from geodata.importing.columns.mapping import read_toml, write_value
from geodata.model.codes import Councils
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from geodata.awards.texts import TablesText

FUND_FILE: Final = "fund.toml"


@dataclass(frozen=True, slots=True)
class FundFolder:
    """A fund as its folder holds it.

    Parameters
    ----------
    short_title
        Begins the ids of bids that have none in the list.
    tables
        Empty where the folder has no tables yet; rounds and themes may be those of ``fund.toml``.
    fund_toml
        What ``fund.toml`` must hold once rounds and themes are in tables of their own; None if it
        may stay as it is.
    today
        Whether its councils are those of today.
    """

    short_title: str
    tables: TablesText
    fund_toml: str | None
    today: bool = False


def read_fund_folder(folder: Path, now: date) -> FundFolder:
    """Read a fund's folder, with tables or without.

    Raises
    ------
    ImportFileError
        If ``fund.toml`` is missing, is no TOML, or lacks a text that pages need.
    TableFaultsError
        If a table has a fault.
    """
    path = folder / FUND_FILE
    if not path.is_file():
        msg = (
            f"{path}: not there; a new fund starts with it: its title, funder, years and texts, as "
            "in data/examples/another-fund/fund.toml"
        )
        raise ImportFileError(msg)
    found = read_toml(path)
    missing = [name for name in FUND_TEXTS if not str(found.get(name, "")).strip()]
    if missing:
        msg = f"{path}: missing {', '.join(missing)}; pages take their words from these texts"
        raise ImportFileError(msg)
    fund = FundFolder(
        str(found["short_title"]),
        read_tables_text(folder),
        None,
        today=found.get("councils") == Councils.TODAY,
    )
    if "compiled_on" in found and not {"rounds", "themes"} & set(found):
        return fund
    if fund.tables.awards or fund.tables.rounds:
        msg = f"{path}: [[rounds]] and [[themes]] are for a new fund; this one has tables: use them"
        raise ImportFileError(msg)
    rounds = tuple(RoundText(**row) for row in _rows(path, found, "rounds", RoundText))
    themes = tuple(ThemeText(**row) for row in _rows(path, found, "themes", ThemeText))
    tables = replace(fund.tables, rounds=rounds, themes=themes or fund.tables.themes)
    return replace(fund, tables=tables, fund_toml=_settled(found, now))


def _rows(
    path: Path, found: Mapping[str, object], name: str, row_type: type
) -> Iterator[dict[str, str]]:
    """Yield the cells of each round or theme that ``fund.toml`` lists."""
    rows = found.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"{path}: {name} is {rows!r}; expected [[{name}]], one for each"
        raise ImportFileError(msg)
    known = [field.name for field in fields(row_type)]
    needed = known[:2]
    for row in rows:
        if not set(needed) <= set(row) <= set(known):
            msg = (
                f"{path}: [[{name}]] has {', '.join(row) or 'nothing'}; expected "
                f"{', '.join(needed)} and, of each, at most {', '.join(known)}"
            )
            raise ImportFileError(msg)
        yield {key: str(value).strip() for key, value in row.items()}


def _settled(found: Mapping[str, object], now: date) -> str:
    """Return ``fund.toml`` with the texts alone."""
    day = found.get("compiled_on", now)
    councils = found.get("councils")
    lines = [
        "# The fund that the tables of this folder describe. The page takes its words from here.",
        *(f"{name} = {write_value(str(found[name]).strip())}" for name in FUND_TEXTS),
        f"compiled_on = {day}",
        *([f"councils = {write_value(str(councils))}"] if councils else []),
    ]
    return "\n".join(lines) + "\n"
