"""Number the areas of the catalogue for the file of awards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.model.codes import LOWER_TIERS, Level, Tier
from geodata.model.levels import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, eq=False)
class Places:
    """The areas of the catalogue as the store needs them.

    Parameters
    ----------
    areas
        Authorities of 2014, as `geodata.areas.authorities.read_authorities` gives them.
    listed
        The areas of the catalogue, those of today among them.
    levels
        The codes that each level draws.
    """

    areas: pd.DataFrame
    listed: Sequence[Mapping[str, Any]]
    levels: Mapping[Level, Sequence[str]]

    @cached_property
    def rows(self) -> tuple[tuple[int, str, str, str, int, int], ...]:
        """The rows of ``place``: number, level, code, region, drawn or not, and residents.

        At levels with districts, county councils are places that are not drawn.
        """
        counties = self._list_codes(Tier.COUNTY)
        region_of = self.region_of()
        places = [
            (level, code, drawn)
            for level in Level
            for codes, drawn in ((self.levels[level], 1), (counties, 0))
            for code in codes
            if drawn or LEVELS[level].has_districts
        ]
        return tuple(
            (number, str(level), code, region_of[code], drawn, self.residents[code])
            for number, (level, code, drawn) in enumerate(places)
        )

    @cached_property
    def numbers(self) -> Mapping[Level, Mapping[str, int]]:
        """Numbers of the places of each level by their code."""
        found: dict[Level, dict[str, int]] = {level: {} for level in Level}
        for number, level, code, *_ in self.rows:
            found[Level(level)][code] = number
        return found

    @cached_property
    def residents(self) -> Mapping[str, int]:
        """Residents of each area that has any, by its code."""
        return {
            area["gss"]: area["residents"] for area in self.listed if area["residents"] is not None
        }

    def list_units(self, level: Level) -> pd.DataFrame:
        """Return what each place of a level is made of, so that places that overlap can be joined.

        Returns
        -------
        DataFrame
            ``gss_code`` of the place, ``unit`` and its ``residents``. At levels with districts the
            units are the councils of 2014 that are no county; elsewhere each place is its own.
        """
        facts = LEVELS[level]
        whole = pd.Series(self.levels[level], dtype="string")
        pairs = [pd.DataFrame({"gss_code": whole, "unit": whole})]
        if facts.has_districts:
            lower = self.areas[self.areas["tier"].isin(LOWER_TIERS)]
            units = lower.index.to_series()
            holders = (lower[facts.holder] if facts.holder else units, lower["county_gss"])
            pairs = [pd.DataFrame({"gss_code": held, "unit": units}).dropna() for held in holders]
        found = pd.concat(pairs, ignore_index=True).astype("string")
        return found.assign(residents=found["unit"].map(self.residents).astype("int64"))

    def regions(self) -> list[str]:
        """Return the codes of the regions, ascending."""
        return self._list_codes(Tier.REGION)

    def region_of(self) -> dict[str, str]:
        """Return the region of each area that has one, and each region itself."""
        found = {area["gss"]: area["region"] for area in self.listed if area["region"]}
        return found | {region: region for region in self.regions()}

    def _list_codes(self, tier: Tier) -> list[str]:
        return sorted(area["gss"] for area in self.listed if area["tier"] == tier)
