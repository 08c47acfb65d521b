"""The areas of the catalogue, as the file of awards needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.model.codes import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.model.codes import Level
    from geodata.publishing.catalogue_json import Json


@dataclass(frozen=True, slots=True)
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
    listed: Sequence[Mapping[str, Json]]
    levels: Mapping[Level, Sequence[str]]

    def holders(self) -> pd.DataFrame:
        """Return ``gss`` and ``place``: every area that some level draws, and what it holds."""
        drawn = {code for codes in self.levels.values() for code in codes}
        rows = []
        for area in self.listed:
            now = area["now"]
            own = (area["gss"], area["county"], area["region"])
            holders = (*own, now["gss"] if isinstance(now, dict) else None)
            rows += [(area["gss"], place) for place in dict.fromkeys(holders) if place in drawn]
        return pd.DataFrame(rows, columns=["gss", "place"])

    def inside_county(self) -> pd.DataFrame:
        """Return ``gss`` (a county) and ``place``: every drawn area that lies in it."""
        drawn = {code for codes in self.levels.values() for code in codes}
        rows = [
            (area["county"], area["gss"])
            for area in self.listed
            if area["county"] and area["gss"] in drawn
        ]
        return pd.DataFrame(rows, columns=["gss", "place"])

    def under_county(self) -> pd.DataFrame:
        """Return ``gss`` (a county) and ``place``: areas that hold a district of it, or are one."""
        rows = set()
        for area in self.listed:
            if area["county"]:
                now = area["now"]
                rows.add((area["county"], area["gss"]))
                if isinstance(now, dict):
                    rows.add((area["county"], now["gss"]))
        return pd.DataFrame(sorted(rows), columns=["gss", "place"])

    def regions(self) -> tuple[str, ...]:
        """Return the codes of the regions, ascending."""
        return tuple(
            sorted(str(area["gss"]) for area in self.listed if area["tier"] == str(Tier.REGION))
        )

    def region_of(self) -> dict[str, str]:
        """Return the region of each area that has one, and each region itself."""
        found = {str(area["gss"]): str(area["region"]) for area in self.listed if area["region"]}
        return found | {region: region for region in self.regions()}
