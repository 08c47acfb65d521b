"""Check all data and print rows, totals, matches, coverage and every fault.

"No fault" is not "the data is right", so the counts and totals are printed for a person to judge.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.areas.authorities import find_authorities
from geodata.areas.population import find_residents
from geodata.awards.reading import find_award_tables
from geodata.awards.summary import describe_awards
from geodata.boundaries.levels import find_boundary_file, read_boundary_file
from geodata.model.codes import Level, Tier
from geodata.model.errors import BoundaryError
from geodata.names.known_names import find_name_index
from geodata.tables.faults import Fault, describe_faults, sort_faults

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.areas.recoding import Recoding
    from geodata.boundaries.levels import BoundarySet
    from geodata.names.matching import AuthorityIndex

_COUNTED: Final = {Level.LOWER: "lower", Level.UPPER: "upper", Level.REGION: "regions"}


@dataclass(frozen=True, slots=True, eq=False)
class CheckReport:
    """What a check found.

    Parameters
    ----------
    faults
        Everything that must be mended before a build; empty if all is well.
    areas
        How many areas of each tier ``authorities.csv`` has, by tier, and how many written forms
        are known under ``written forms``.
    residents
        How many people live in England; None if ``population.csv`` has faults.
    awards
        What the tables hold, in lines of plain words; empty if they have faults.
    boundaries
        None if the boundary file or ``authorities.csv`` has faults.
    recodings
        Codes of other years that the award tables record; empty if the tables have faults.
    """

    faults: tuple[Fault, ...]
    areas: tuple[tuple[str, int], ...]
    residents: int | None
    awards: tuple[str, ...]
    boundaries: BoundarySet | None
    recodings: tuple[Recoding, ...] = ()


def check(data_folder: Path, awards: Path | None = None) -> CheckReport:
    """Check the award tables, the authorities, the aliases and the boundaries of a data folder.

    Parameters
    ----------
    data_folder
        Holds ``awards`` and ``geography``.
    awards
        Another fund's tables, instead of those in ``data_folder``.
    """
    geography = data_folder / "geography"
    areas, faults = find_authorities(geography)
    geography_faults = bool(faults)
    counts: tuple[tuple[str, int], ...] = ()
    index: AuthorityIndex | None = None
    boundaries: BoundarySet | None = None
    residents: int | None = None
    if areas is not None:
        index, name_faults = find_name_index(geography, areas)
        faults = (*faults, *name_faults)
        counts = _count_areas(areas, index)
        people, people_faults = find_residents(geography, areas)
        faults = (*faults, *people_faults)
        if people is not None:
            regions = areas.index[areas["tier"] == Tier.REGION]
            residents = int(people.loc[regions, "residents"].sum())
        if not geography_faults:
            boundaries, boundary_faults = _check_boundaries(data_folder, areas)
            faults = (*faults, *boundary_faults)
    tables, award_faults = find_award_tables(awards or data_folder / "awards", areas, index)
    return CheckReport(
        faults=sort_faults((*faults, *award_faults)),
        areas=counts,
        residents=residents,
        awards=() if tables is None else tuple(describe_awards(tables)),
        boundaries=boundaries,
        recodings=() if tables is None else tables.recodings,
    )


def describe_report(report: CheckReport) -> str:
    """Return a report as lines of plain words, faults last, ending in a newline."""
    lines = ["Geography"]
    lines += [f"  {what}: {count}" for what, count in report.areas]
    if report.residents is not None:
        lines.append(f"  residents in mid-2014: {report.residents:,}")
    if report.boundaries is not None:
        levels, source = report.boundaries.levels, report.boundaries.source
        counts = ", ".join(f"{len(levels[level])} {noun}" for level, noun in _COUNTED.items())
        around = f"{len(report.boundaries.backdrop)} around England"
        lines += [
            f"  boundaries of {source.vintage}: {counts}, {around}",
            f"  coverage: valid at every level (no gap, no overlap) at {source.tolerance_m:g} m",
        ]
    lines += report.awards
    if report.recodings:
        lines.append("Codes of other years")
        lines += [f"  {recoding.describe()}" for recoding in report.recodings]
    lines.append(describe_faults(report.faults) if report.faults else "No faults in the data")
    return "\n".join(lines) + "\n"


def run_check(data_folder: Path, awards: Path | None = None) -> int:
    """Check a data folder, print what was found, and return the exit code: 1 if any fault."""
    report = check(data_folder, awards)
    sys.stdout.write(describe_report(report))
    return 1 if report.faults else 0


def _count_areas(areas: pd.DataFrame, index: AuthorityIndex | None) -> tuple[tuple[str, int], ...]:
    tiers = areas["tier"].value_counts().sort_index()
    counts = [(f"areas of tier {tier}", int(count)) for tier, count in tiers.items()]
    if index is not None:
        counts.append(("written forms", len(index.forms)))
    return tuple(counts)


def _check_boundaries(
    data_folder: Path, areas: pd.DataFrame
) -> tuple[BoundarySet | None, tuple[Fault, ...]]:
    path = find_boundary_file(data_folder)
    try:
        return read_boundary_file(path, areas), ()
    except BoundaryError as error:
        file = path.relative_to(data_folder).as_posix()
        expected = "a valid coverage of the areas of authorities.csv"
        cure = "derive or fetch the file again"
        return None, (Fault(file, None, "", str(error), expected, cure),)
