"""What a reader chose, in the words of the controls: for pictures, briefs and embedded maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.query.filters import FILTERS, list_chosen
from dashboard.words.text import COUNT_LABELS, HEXAGON_LABELS, MEASURE_LABELS, label_level
from geodata.model.codes import Shape

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.query.state import MapState


def list_choices(state: MapState, catalogue: Catalogue) -> tuple[str, ...]:
    """Return each choice in force, those that every view has first."""
    chosen = {one.name: option.words for one, option in list_chosen(state, catalogue)}
    always = {one.name: one.every for one in FILTERS if one.name in ("round", "region")}
    words = [
        MEASURE_LABELS[state.measure],
        COUNT_LABELS[state.count],
        label_level(state.level, catalogue),
        *(always | chosen).values(),
    ]
    if state.shape is Shape.HEX:
        words.append(HEXAGON_LABELS[state.level])
    return tuple(words)
