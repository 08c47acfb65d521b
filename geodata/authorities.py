"""Councils, counties, regions and combined authorities of December 2014, and their written names.

A name becomes a code in one place, by rules that can be read, and a name that fits two areas says
so: a wrong match would put a council's money on its neighbour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.authority_checks import AREA_COLUMNS, AREAS_FILE, area_faults, gather_areas
from geodata.cell_rules import GSS_CODE
from geodata.codes import LOWER_TIERS, GssCode, Tier
from geodata.faults import AuthorityFaultsError, Fault, sort_faults
from geodata.successors import add_today, find_successors
from geodata.tables import ColumnRules, read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

ALIASES_FILE: Final = "geography/aliases.csv"
ALIAS_COLUMNS: Final[Mapping[str, ColumnRules]] = MappingProxyType(
    {
        "alias": ColumnRules(),
        "gss_code": ColumnRules(GSS_CODE),
        "note": ColumnRules(may_be_blank=True),
    }
)

_COUNCIL_TIERS: Final = LOWER_TIERS | {Tier.COUNTY}
_BOROUGH_TIERS: Final = LOWER_TIERS
_SUFFIXES: Final[tuple[tuple[str, frozenset[Tier]], ...]] = (
    ("metropolitan borough council", frozenset({Tier.METROPOLITAN})),
    ("metropolitan district council", frozenset({Tier.METROPOLITAN})),
    ("metropolitan council", frozenset({Tier.METROPOLITAN})),
    ("london borough council", frozenset({Tier.LONDON_BOROUGH})),
    ("combined authority", frozenset({Tier.COMBINED_AUTHORITY})),
    ("unitary authority", frozenset({Tier.UNITARY})),
    ("borough council", _BOROUGH_TIERS),
    ("district council", frozenset({Tier.DISTRICT, Tier.UNITARY})),
    ("county council", frozenset({Tier.COUNTY, Tier.UNITARY})),
    ("city council", _BOROUGH_TIERS),
    ("council", _COUNCIL_TIERS),
    ("mbc", frozenset({Tier.METROPOLITAN})),
    ("mdc", frozenset({Tier.METROPOLITAN})),
    ("lbc", frozenset({Tier.LONDON_BOROUGH})),
    ("bc", _BOROUGH_TIERS),
    ("dc", frozenset({Tier.DISTRICT})),
    ("cc", _COUNCIL_TIERS),
    ("lb", frozenset({Tier.LONDON_BOROUGH})),
    ("ua", frozenset({Tier.UNITARY})),
)
_PREFIXES: Final[tuple[tuple[str, frozenset[Tier]], ...]] = (
    ("london borough of", frozenset({Tier.LONDON_BOROUGH})),
    ("royal borough of", _BOROUGH_TIERS),
    ("metropolitan borough of", frozenset({Tier.METROPOLITAN})),
    ("borough of", _BOROUGH_TIERS),
    ("city of", _BOROUGH_TIERS),
    ("lb", frozenset({Tier.LONDON_BOROUGH})),
)
_APOSTROPHES: Final = re.compile(r"['’`]")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Match:
    """The one area that a written name means, with the area's own name."""

    gss_code: GssCode
    name: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A written name that fits more than one area; codes in ascending order."""

    gss_codes: tuple[GssCode, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """A written name that fits no area."""

    text: str


@dataclass(frozen=True, slots=True)
class AuthorityIndex:
    """Every written form that is known, ready to look names up in.

    Parameters
    ----------
    names
        The area's name for each GSS code.
    forms
        For each normalised form (see `normalise_name`), the codes it stands for.
    """

    names: Mapping[str, str]
    forms: Mapping[str, frozenset[str]]


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
        authorities) and ``today_gss`` (the council that stands today where a lower-tier council
        stood). All are strings; none is ``pd.NA``.

    Raises
    ------
    AuthorityFaultsError
        If anything is wrong with either file; carries every fault.
    """
    areas, faults = find_authorities(folder)
    if areas is None or faults:
        raise AuthorityFaultsError(faults)
    return areas


def find_authorities(folder: Path) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read both files as `read_authorities` does, and hand faults back, not up.

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


def read_aliases(folder: Path, areas: pd.DataFrame) -> pd.DataFrame:
    """Read ``aliases.csv``: other written forms of the names in ``areas``.

    Returns
    -------
    DataFrame
        Columns ``alias``, ``gss_code`` and ``note`` (may be blank), in the order of the file.

    Raises
    ------
    AuthorityFaultsError
        If an alias has an unknown code, stands twice or is another area's name.
    """
    aliases, faults = find_aliases(folder, areas)
    if aliases is None or faults:
        raise AuthorityFaultsError(faults)
    return aliases


def find_aliases(
    folder: Path, areas: pd.DataFrame
) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read ``aliases.csv`` as `read_aliases` does, and hand faults back, not up.

    The frame is None only if the file's bytes or headings are wrong.
    """
    reading = read_text_table(folder / "aliases.csv", ALIASES_FILE, ALIAS_COLUMNS)
    if reading.table is None:
        return None, reading.faults
    rows = reading.table.rows
    faults = (*reading.faults, *_alias_faults(rows, areas))
    return rows.reset_index(drop=True), sort_faults(faults)


def index_authorities(areas: pd.DataFrame, aliases: pd.DataFrame) -> AuthorityIndex:
    """Gather every written form of every area, as `read_authorities` and `read_aliases` gave them.

    An alias with a code that is not in ``areas`` is passed over.
    """
    names = {str(code): str(name) for code, name in areas["name"].items()}
    forms: dict[str, set[str]] = {}
    for code, name in names.items():
        forms.setdefault(normalise_name(name), set()).add(code)
    for alias, code in zip(aliases["alias"], aliases["gss_code"], strict=True):
        if code in names:
            forms.setdefault(normalise_name(alias), set()).add(str(code))
    fixed = {form: frozenset(codes) for form, codes in forms.items()}
    return AuthorityIndex(MappingProxyType(names), MappingProxyType(fixed))


def match_authority(text: str, index: AuthorityIndex) -> Match | Ambiguous | NoMatch:
    """Find the area that a written name means.

    The name or an alias as it stands comes first; then the name without what the council calls
    itself ("Borough Council", "BC", "London Borough of"), kept to the tiers that such words can
    mean. Case, punctuation, "&" and "St." for "Saint" make no difference. Nothing is guessed from
    likeness.
    """
    form = normalise_name(text)
    found = index.forms.get(form, frozenset())
    for stem, tiers in _readings(form):
        if not found:
            codes = index.forms.get(stem, frozenset())
            found = frozenset(code for code in codes if code[:3] in tiers)
    matched = tuple(GssCode(code) for code in sorted(found))
    if len(matched) > 1:
        return Ambiguous(matched)
    return Match(matched[0], index.names[matched[0]]) if matched else NoMatch(text)


def normalise_name(text: str) -> str:
    """Return a name without case, punctuation and spelling habits.

    Idempotent: a normalised name normalises to itself.

    Examples
    --------
    >>> normalise_name("King’s Lynn & West Norfolk")
    'kings lynn and west norfolk'
    >>> normalise_name("St. Albans City and District Council")
    'st albans city and district council'
    """
    words = _NOT_WORD.split(_APOSTROPHES.sub("", text.casefold().replace("&", " and ")))
    return " ".join("st" if word == "saint" else word for word in words if word)


def _readings(form: str) -> Iterator[tuple[str, frozenset[Tier]]]:
    """Yield the form without what the council calls itself, longest words first."""
    for suffix, tiers in _SUFFIXES:
        if form.endswith(f" {suffix}"):
            stem = form.removesuffix(f" {suffix}")
            yield stem, tiers
            for prefix, prefix_tiers in _PREFIXES:
                if stem.startswith(f"{prefix} "):
                    yield stem.removeprefix(f"{prefix} "), tiers & prefix_tiers
    for prefix, tiers in _PREFIXES:
        if form.startswith(f"{prefix} "):
            yield form.removeprefix(f"{prefix} "), tiers


def _alias_faults(rows: pd.DataFrame, areas: pd.DataFrame) -> Iterator[Fault]:
    own = {normalise_name(str(name)): str(code) for code, name in areas["name"].items()}
    seen: dict[str, int] = {}
    for line, alias, code in zip(rows.index, rows["alias"], rows["gss_code"], strict=True):
        form = normalise_name(alias)
        if code not in areas.index:
            expected = "a code of authorities.csv"
            yield Fault(ALIASES_FILE, line, "gss_code", code, expected, "look the code up there")
        if form in own and own[form] != code:
            expected = f"a form that is not the name of {own[form]}"
            yield Fault(ALIASES_FILE, line, "alias", alias, expected, "remove the alias")
        if form in seen:
            expected = f"each form once (it stands on row {seen[form]})"
            yield Fault(ALIASES_FILE, line, "alias", alias, expected, "remove one of the two")
        seen.setdefault(form, line)
