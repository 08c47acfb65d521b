"""What a reader chose, in the words of the controls: for pictures, briefs and embedded maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.query.state import MapState, Stated
from dashboard.words.text import COUNT_LABELS, LEVEL_LABELS, MEASURE_LABELS
from geodata.model.codes import Shape
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue


def list_choices(state: MapState, catalogue: Catalogue) -> tuple[str, ...]:
    """Return each choice in force, those that every view has first."""
    if state.round is None:
        when = "All rounds"
    elif state.round == ROUND_NOT_STATED:
        when = "Round not stated"
    else:
        when = f"{catalogue.round_by_id[state.round].label} round"
    place = catalogue.areas[state.region].name if state.region else "All of England"
    words = [
        MEASURE_LABELS[state.measure],
        COUNT_LABELS[state.count],
        LEVEL_LABELS[state.level],
        when,
        place,
    ]
    if state.theme is not None:
        words.append(catalogue.theme_by_id[state.theme].label)
    if state.stated is Stated.SAVING:
        words.append("Only bids that state a saving")
    if state.q:
        words.append(f"Bids that mention “{state.q}”")
    if state.shape is Shape.HEX:
        words.append("One equal hexagon for each council")
    return tuple(words)
