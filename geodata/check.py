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
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.boundaries.levels import BoundarySet
    from geodata.names.matching import AuthorityIndex

_COUNTED: Final = {Level.LOWER: "lower", Level.UPPER: "upper", Level.REGION: "regions"}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the data hold, in lines of plain words, and everything that must be mended."""

    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


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
    areas, area_faults = find_authorities(geography)
    found = [*area_faults]
    lines = ["Geography"]
    index: AuthorityIndex | None = None
    if areas is not None:
        tiers = areas["tier"].value_counts().sort_index()
        lines += [f"  areas of tier {tier}: {count}" for tier, count in tiers.items()]
        index, faults = find_name_index(geography, areas)
        found += faults
        if index is not None:
            lines.append(f"  written forms: {len(index.forms)}")
        people, faults = find_residents(geography, areas)
        found += faults
        if people is not None:
            regions = areas.index[areas["tier"] == Tier.REGION]
            lines.append(f"  residents in mid-2014: {people.loc[regions, 'residents'].sum():,}")
        if not area_faults:
            try:
                path = find_boundary_file(data_folder)
                lines += _describe_boundaries(read_boundary_file(path, areas))
            except BoundaryError as error:
                file = path.relative_to(data_folder).as_posix()
                expected = "a valid coverage of the areas of authorities.csv"
                cure = "derive or fetch the file again"
                found.append(Fault(file, None, "", str(error), expected, cure))
    tables, faults = find_award_tables(awards or data_folder / "awards", areas, index)
    found += faults
    if tables is not None:
        lines += describe_awards(tables)
        if tables.recodings:
            lines.append("Codes of other years")
            lines += [f"  {recoding.describe()}" for recoding in tables.recodings]
    return CheckReport(tuple(lines), sort_faults(found))


def describe_report(report: CheckReport) -> str:
    """Return a report as one text, faults last, ending in a newline."""
    faults = describe_faults(report.faults) if report.faults else "No faults in the data"
    return "\n".join((*report.lines, faults)) + "\n"


def run_check(data_folder: Path, awards: Path | None = None) -> int:
    """Check a data folder, print what was found, and return the exit code: 1 if any fault."""
    report = check(data_folder, awards)
    sys.stdout.write(describe_report(report))
    return 1 if report.faults else 0


def _describe_boundaries(boundaries: BoundarySet) -> Iterator[str]:
    source = boundaries.source
    counts = ", ".join(
        f"{len(boundaries.levels[level])} {noun}" for level, noun in _COUNTED.items()
    )
    around = f"{len(boundaries.backdrop)} around England"
    yield f"  boundaries of {source.vintage}: {counts}, {around}"
    yield f"  coverage: valid at every level (no gap, no overlap) at {source.tolerance_m:g} m"
