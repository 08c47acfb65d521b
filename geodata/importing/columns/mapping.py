"""The mapping of columns: a small TOML file that a person writes or has proposed."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geodata.importing.files.grants_json import canonical_heading
from geodata.importing.files.sheets import SheetRow, clean_cell
from geodata.model.errors import ImportFileError
from geodata.tables.cell_rules import DATE
from geodata.tables.sizes import MAX_TOML_BYTES, read_limited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geodata.importing.files.sheets import Sheet

COLUMN_FIELDS: Final = (
    *("reference", "round", "announced_on", "lead", "lead_code", "title", "summary"),
    *("theme", "partners", "award", "saving", "saving_note", "currency", "url", "publisher"),
)
"""What a column can be."""

_CURE_FOR_EMPTY: Final = (
    "a guess that failed leaves it so: import FILE without --mapping says what is wrong, and "
    "--guess --out MAPPING writes only a mapping that is complete"
)
_SECTIONS: Final = ("columns", "awards", "settings", "rounds", "themes", "names", "decisions")
_CHOICES: Final[Mapping[str, tuple[str | int, ...]]] = MappingProxyType(
    {
        "award_unit": (1, 1000, 1_000_000),
        "saving_unit": (1, 1000, 1_000_000),
        "round_from": ("year", "financial-year"),
        "vintage": ("2014", "today"),
        "dates": ("day-first", "month-first"),
    }
)
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_NOT_WORD: Final = re.compile(r"[^a-z0-9£]+")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping file says.

    Parameters
    ----------
    columns
        The heading in the file for each of `COLUMN_FIELDS` that it has.
    sheet
        Sheet of a workbook; empty for the first that holds rows.
    round, announced_on
        For rows whose own cell is blank or whose file has no such column.
    url, publisher
        The page that publishes the file, and whose it is; for rows that do not name their own.
    award_unit, saving_unit
        Pounds that one means where a number has no unit.
    round_from
        ``year`` or ``financial-year`` makes each row's round of its date.
    full_names
        Whether a recipient counts as a council only if its name says so ("Leeds City Council").
    vintage
        ``today`` if names and codes are of today's councils, else those of December 2014.
    dates
        ``month-first`` if 11/28/2014 is a day in November.
    awards
        Where a row holds several awards: the heading of each amount, and the round that it is of.
    rounds, themes
        The file's words for rounds and themes, and the fund's ids of them.
    names
        Written names, and the GSS code that each means; ``none`` for what is no council.
    decisions
        By place ("row 12"): the id of the bid that a row is, ``new``, or ``skip``.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    round: str = ""
    announced_on: str = ""
    url: str = ""
    publisher: str = ""
    award_unit: int = 1
    saving_unit: int = 1
    round_from: str = ""
    full_names: bool = False
    vintage: str = ""
    dates: str = ""
    awards: Mapping[str, str] = field(default_factory=dict)
    rounds: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


_SETTINGS: Final = MappingProxyType(
    {each.name: type(each.default) for each in fields(ColumnMapping) if each.default is not MISSING}
)
"""What may stand under ``[settings]``, and its type: all that is no section of its own."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row under its headings: its place, and its cell for each heading, folded."""

    place: str
    cells: Mapping[str, str]

    def cell(self, heading: str) -> str:
        """Return the cell under a heading of the mapping; empty if the row is too short."""
        return self.cells.get(fold(heading), "")


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file.

    Raises
    ------
    ImportFileError
        If it is not TOML, or a section, key or value is not one that is known.
    OSError
        If it cannot be read.
    """
    found = read_toml(path)
    if not found:
        msg = f"{path.name}: empty; {_CURE_FOR_EMPTY}"
        raise ImportFileError(msg)
    for name in found:
        if name not in _SECTIONS or not isinstance(found[name], dict):
            msg = f"{path.name}: found {name!r}; expected sections {', '.join(_SECTIONS)}"
            raise ImportFileError(msg)
    settings = found.get("settings", {})
    _check_settings(path, settings)
    texts: dict[str, Any] = {
        section: _texts(path, section, found.get(section, {}))
        for section in _SECTIONS
        if section != "settings"
    }
    unknown = sorted(set(texts["columns"]) - set(COLUMN_FIELDS))
    if unknown:
        expected = ", ".join(COLUMN_FIELDS)
        msg = f"{path.name}: [columns] has {', '.join(unknown)}; expected only {expected}"
        raise ImportFileError(msg)
    return ColumnMapping(**texts, **settings)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file of a size that a person would write.

    Raises
    ------
    ImportFileError
        If it is no plain file, too large or not TOML in UTF-8.
    OSError
        If it is not there or cannot be read.
    """
    if path.exists() and not path.is_file():
        msg = f"{path}: a folder or a device; expected a TOML file"
        raise ImportFileError(msg)
    try:
        return tomllib.loads(read_limited(path, MAX_TOML_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # its size, its encoding, its TOML
        msg = f"{path.name}: {error}; expected TOML in UTF-8"
        raise ImportFileError(msg) from error


def write_mapping(mapping: ColumnMapping) -> str:
    """Return a mapping as TOML with a line of explanation for each section."""
    lines = [
        "# Which column of the file is what. Check each line, then import with --mapping.",
        "",
        "[columns]  # what it is = the heading in the file",
        *_pairs({name: mapping.columns[name] for name in COLUMN_FIELDS if name in mapping.columns}),
    ]
    if mapping.awards:
        lines += ["", "[awards]  # heading of an amount = its round", *_pairs(mapping.awards)]
    given = {name: getattr(mapping, name) for name in _SETTINGS}
    settings = {
        name: value for name, value in given.items() if value or name in {"url", "publisher"}
    }
    lines += ["", "[settings]  # for every row", *_pairs(settings)]
    for section, words in (
        ("rounds", "the file's words = the round's id"),
        ("themes", "the file's words = the theme's id"),
        ("names", 'a name that is not found = a GSS code, several ("E06...; E06..."), or "none"'),
        ("decisions", '"row 12" = the id of the bid that it is, "new" or "skip"'),
    ):
        lines += ["", f"[{section}]  # {words}", *_pairs(getattr(mapping, section))]
    return "\n".join(lines) + "\n"


def fold(heading: str) -> str:
    """Return a heading without case, spaces and punctuation."""
    return _NOT_WORD.sub(" ", canonical_heading(heading).casefold()).strip()


def has_headings(sheet: Sheet, mapping: ColumnMapping) -> bool:
    """Say whether a row of a sheet holds every heading of a mapping."""
    wanted = _wanted(mapping)
    return any(wanted <= set(_headings(row)) for row in sheet.rows)


def find_records(sheet: Sheet, mapping: ColumnMapping) -> tuple[Record, ...]:
    """Return the rows below the headings that the mapping names; headings repeated are left out.

    Raises
    ------
    ImportFileError
        If no row holds all of these headings, or it holds one of them twice.
    """
    wanted = _wanted(mapping)
    for at, row in enumerate(sheet.rows):
        headings = _headings(row)
        if wanted <= set(headings):
            twice = sorted(name for name in wanted if headings.count(name) > 1)
            if twice:
                msg = f"{row.place}: the heading {twice[0]!r} stands twice; rename one of them"
                raise ImportFileError(msg)
            return tuple(_records_below(sheet.rows[at + 1 :], headings))
    near = max(sheet.rows[:50], key=lambda row: len(wanted & set(_headings(row))), default=None)
    missing = sorted(wanted - set(_headings(near))) if near else sorted(wanted)
    msg = (
        f"{sheet.name}: no row holds every heading of the mapping; missing {', '.join(missing)}; "
        "mend [columns], or see what --guess proposes"
    )
    raise ImportFileError(msg)


def _wanted(mapping: ColumnMapping) -> set[str]:
    return {fold(heading) for heading in (*mapping.columns.values(), *mapping.awards)}


def _records_below(rows: Sequence[SheetRow], headings: list[str]) -> Iterator[Record]:
    for row in rows:
        if _headings(row) != headings:
            cells = (clean_cell(cell) for cell in row.cells)
            yield Record(row.place, dict(zip(headings, cells, strict=False)))


def _headings(row: SheetRow) -> list[str]:
    return [fold(clean_cell(cell)) for cell in row.cells]


def _check_settings(path: Path, settings: Mapping[str, object]) -> None:
    for name, value in settings.items():
        if name not in _SETTINGS or type(value) is not _SETTINGS[name]:
            known = ", ".join(f"{each} ({kind.__name__})" for each, kind in _SETTINGS.items())
            msg = f"{path.name}: [settings] has {name} = {value!r}; expected {known}"
            raise ImportFileError(msg)
    announced = str(settings.get("announced_on", ""))
    if announced and not all(rule.holds(announced) for rule in DATE):
        msg = f"{path.name}: announced_on is {announced!r}; expected a day as 2014-11-28"
        raise ImportFileError(msg)
    for name, choices in _CHOICES.items():
        if settings.get(name, "") not in {"", *choices}:
            *first, last = map(str, choices)
            expected = f"{', '.join(first)} or {last}"
            msg = f"{path.name}: {name} is {settings[name]!r}; expected {expected}"
            raise ImportFileError(msg)


def _texts(path: Path, section: str, found: Mapping[str, object]) -> Mapping[str, str]:
    for name, value in found.items():
        if not isinstance(value, str) or not value:
            msg = f"{path.name}: [{section}] has {name} = {value!r}; expected a text"
            raise ImportFileError(msg)
    return MappingProxyType({name: str(value) for name, value in found.items()})


def _pairs(values: Mapping[str, str | int | bool]) -> list[str]:
    return [
        f"{name if _BARE_KEY.fullmatch(name) else write_value(name)} = {write_value(value)}"
        for name, value in values.items()
    ]


def write_value(value: str | int | bool) -> str:  # noqa: FBT001 - a value of the file, not a switch
    """Return a value as TOML; its basic strings escape as JSON's do, but for the delete sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
