"""The source and the licence of the outlines on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMBEDDED: Final = "geoviews"
_EMBEDDED_DOUBT: Final = (
    " Copyright (c) 2019, HoloViz Developers; geoviews does not document their origin."
)


@dataclass(frozen=True, slots=True)
class Outlines:
    """Where the areas' outlines come from: ``vintage`` as 2014-12, generalised to metres."""

    vintage: str
    origin: str
    attribution: str
    tolerance_m: float

    @property
    def licence(self) -> str:
        """What must be said of the outlines wherever they are handed on."""
        doubt = _EMBEDDED_DOUBT if self.embedded else ""
        return f"{self.attribution}. Outlines: {self.origin}.{doubt}"

    @property
    def embedded(self) -> bool:
        """Whether they are those that come with the map."""
        return _EMBEDDED in self.origin


def parse_outlines(row: Mapping[str, Any]) -> Outlines:
    """Return the value of the catalogue; a text that the boundary file does not state is empty."""
    stated: dict[str, Any] = {name: "" if one is None else one for name, one in row.items()}
    return Outlines(**stated)
