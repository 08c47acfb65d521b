"""How many bids each option of the filters would keep, the other filters as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.query.selection import count_bids, keep_inside, keep_matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.selection import Kept
    from dashboard.query.state import MapState


@dataclass(frozen=True, slots=True)
class OptionCounts:
    """Bids for each option of three filters; an option that would keep none is left out.

    The option that keeps all, which has an empty value, is counted with the others.
    """

    region: Mapping[str, int]
    round: Mapping[str, int]
    theme: Mapping[str, int]


def count_options(catalogue: Catalogue, state: MapState) -> OptionCounts:
    """Return how many bids each region, round and theme would keep."""
    no_region = keep_matching(state)
    no_round = keep_inside(catalogue, replace(state, round=None))
    no_theme = keep_inside(catalogue, replace(state, theme=None))
    regions = sorted(area.gss for area in catalogue.regions)
    by_region: dict[str, int] = {}
    for bits, count in _group(catalogue, no_region, "regions"):
        for place, gss in enumerate(regions):
            if int(bits) >> place & 1:
                by_region[gss] = by_region.get(gss, 0) + count
    by_round = {str(one): count for one, count in _group(catalogue, no_round, "round")}
    by_theme: dict[str, int] = {}
    for themes, count in _group(catalogue, no_theme, "themes"):
        for theme in filter(None, str(themes).split(";")):
            by_theme[theme] = by_theme.get(theme, 0) + count
    return OptionCounts(
        region=by_region | {"": count_bids(catalogue, no_region)},
        round=by_round | {"": sum(by_round.values())},
        theme=by_theme | {"": count_bids(catalogue, no_theme)},
    )


def _group(catalogue: Catalogue, kept: Kept, column: str) -> list[tuple[str | int, int]]:
    question = f"SELECT {column}, COUNT(*) FROM bid WHERE {kept.where} GROUP BY 1"  # noqa: S608 - ours
    return [(value, int(count)) for value, count in catalogue.store.ask(question, kept.values)]
