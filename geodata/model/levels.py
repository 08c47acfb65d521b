"""The levels of the map: each is one object with its labels and its column of authorities.

Another level is a member of `geodata.model.codes.Level`, an object here, and its shapes in
`geodata.boundaries.levels`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geodata.model.codes import AREAS_OF, Level


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """What is known of one level.

    Parameters
    ----------
    label, noun
        What its areas are called in a list of levels, and one of them in a sentence.
    holder
        The column of authorities that names the area of this level over each council; empty if
        each council is its own.
    alone
        Whether a council without such an area is its own.
    has_districts
        Whether it draws districts and no counties: what a county council has is then beside
        its areas.
    of_today
        Whether its areas are those of today, under the names of today.
    vintage
        Which councils its codes and outlines are of, as a sentence.
    """

    label: str
    noun: str
    holder: str = ""
    alone: bool = False
    has_districts: bool = False
    of_today: bool = False
    vintage: str = f"Councils, codes and outlines are those of {AREAS_OF}."


LEVELS: Final = {
    Level.LOWER: LevelFacts("Districts", "district or unitary council", has_districts=True),
    Level.UPPER: LevelFacts(
        "Counties", "county or unitary council", holder="county_gss", alone=True
    ),
    Level.REGION: LevelFacts("Regions", "region", holder="region_gss"),
    Level.TODAY: LevelFacts(
        "Today’s councils",
        "council of today",
        holder="today_gss",
        has_districts=True,
        of_today=True,
        vintage=f"Areas are today's councils, joined from those of {AREAS_OF}; members keep these.",
    ),
}
"""Every level, in the order in which they are offered."""
