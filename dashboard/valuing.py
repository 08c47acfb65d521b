"""What each area has under the filters, and how the figures add up to what was announced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dashboard.filters import is_outside
from dashboard.groups import shorten
from dashboard.state import ROUND_NOT_STATED, MapState, Stated
from dashboard.view import AreaStatus, AreaValue, Part, Reconciliation, RoundLine
from geodata.codes import CountRule, Level, Measure, Precision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboard.catalogue import Area, Bid, Catalogue, Cell
    from geodata.classification import Classification


SPREADING: Final = (Level.LOWER, Level.TODAY)
"""Levels at which what a county council has is spread over its districts."""


@dataclass(slots=True)
class _Tally:
    """Sums for one area while its bids are gone through."""

    award: int | None = None
    saving: int | None = None
    both_award: int = 0
    both_saving: int = 0
    counted: int = 0
    joined: int = 0
    unstated: int = 0
    at_least: bool = False
    rounded: bool = False
    spread: bool = False

    def value(self, measure: Measure) -> float | None:
        match measure:
            case Measure.AWARD:
                return self.award
            case Measure.SAVING:
                return self.saving
            case Measure.RATIO:
                return self.both_saving / self.both_award if self.both_award else None
            case Measure.BIDS:
                return self.counted or None


def _add(total: int | None, amount: int | None) -> int | None:
    return total if amount is None else (total or 0) + amount


def has_precision(bid: Bid, measure: Measure, precision: Precision) -> bool:
    """Tell whether a figure that ``measure`` uses is stated with ``precision``."""
    award = bid.award_precision is precision
    saving = bid.saving_precision is precision
    match measure:
        case Measure.AWARD:
            return award
        case Measure.SAVING:
            return saving
        case Measure.RATIO:
            return award or saving
        case Measure.BIDS:
            return False


def states_measure(bid: Bid, measure: Measure) -> bool:
    """Tell whether the bid's sources state what ``measure`` needs."""
    match measure:
        case Measure.AWARD:
            return bid.award_pence is not None
        case Measure.SAVING:
            return bid.saving_pence is not None
        case Measure.RATIO:
            return bid.award_pence is not None and bid.saving_pence is not None
        case Measure.BIDS:
            return True


def value_areas(
    catalogue: Catalogue, bids: Iterable[Bid], state: MapState, level: Level
) -> tuple[AreaValue, ...]:
    """Return every area of a level with what the bids bring to it, in the level's code order.

    A region filter leaves the other regions' areas without a value.
    """
    tallies = {gss: _Tally() for gss in catalogue.levels[level].codes}
    counted = catalogue.allocations[level, state.count]
    involved = catalogue.allocations[level, CountRule.INVOLVED]
    for bid in bids:
        here = counted.cells_of(bid.id)
        leading_only = state.count is CountRule.LEAD
        members = bid.leads if leading_only else bid.members
        councils = {gss for member in members for gss in member.councils}
        for cell in here:
            tally = tallies[cell.gss]
            tally.award = _add(tally.award, cell.award_pence)
            tally.saving = _add(tally.saving, cell.saving_pence)
            if cell.award_pence is not None and cell.saving_pence is not None:
                tally.both_award += cell.award_pence
                tally.both_saving += cell.saving_pence
            tally.counted += 1
            states = states_measure(bid, state.measure)
            tally.unstated += not states
            tally.at_least |= states and has_precision(bid, state.measure, Precision.AT_LEAST)
            tally.rounded |= states and has_precision(bid, state.measure, Precision.ROUNDED)
            tally.spread |= level in SPREADING and not councils.isdisjoint(
                catalogue.counties_over[cell.gss]
            )
        taken = {cell.gss for cell in here}
        for cell in involved.cells_of(bid.id):
            if cell.gss not in taken:
                tallies[cell.gss].joined += 1
    classes = catalogue.classes[level, state.measure, state.count]
    return _rank_all(
        [
            _finish(catalogue.areas[gss], tally, state, classes, catalogue)
            for gss, tally in tallies.items()
        ]
    )


def _rank_all(areas: list[AreaValue]) -> tuple[AreaValue, ...]:
    values = sorted((area.value for area in areas if area.value is not None), reverse=True)
    places = {value: place for place, value in reversed(list(enumerate(values, 1)))}
    return tuple(
        area if area.value is None else replace(area, rank=(places[area.value], len(values)))
        for area in areas
    )


def _finish(
    area: Area,
    tally: _Tally,
    state: MapState,
    classes: Classification | None,
    catalogue: Catalogue,
) -> AreaValue:
    outside = is_outside(catalogue, area.gss, state.region)
    value = None if outside else tally.value(state.measure)
    if outside:
        status = AreaStatus.OUTSIDE
    elif value is not None:
        status = AreaStatus.AMOUNT
    elif tally.counted:
        status = AreaStatus.NOT_STATED
    elif tally.joined:
        status = AreaStatus.PARTNER_ONLY
    else:
        status = AreaStatus.NONE_NAMED
    return AreaValue(
        gss=area.gss,
        name=area.at(state.level).name,
        status=status,
        value=value,
        class_index=classes.index(value) if classes and value is not None else None,
        award_pence=tally.award,
        saving_pence=tally.saving,
        counted=tally.counted,
        joined=tally.joined,
        unstated=tally.unstated,
        at_least=tally.at_least or (value is not None and tally.unstated > 0),
        rounded=tally.rounded,
        spread=tally.spread,
    )


def reconcile(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> Reconciliation:
    """Return how the sums over the map, other regions and what has no place add up."""
    lines = _round_lines(catalogue, state, bids)
    whole = (
        state.theme is None and state.region is None and state.stated is Stated.ANY and not state.q
    )
    announced = [line.announced_pence for line in lines if line.announced_pence is not None]
    won = [line.won for line in lines if line.won is not None]
    allocation = catalogue.allocations[state.level, state.count]

    def part_of(place: Callable[[Cell], bool]) -> Part:
        amounts = (
            [_money(cell, state) for cell in allocation.cells_of(bid.id) if place(cell)]
            for bid in bids
        )
        return _sum_part(cells for cells in amounts if cells)

    unplaced = [bid for bid in bids if not allocation.cells_of(bid.id)]
    index = 1 if state.measure is Measure.SAVING else 0
    return Reconciliation(
        adds_up=state.count is not CountRule.INVOLVED,
        on_map=part_of(lambda cell: not is_outside(catalogue, cell.gss, state.region)),
        elsewhere=part_of(lambda cell: is_outside(catalogue, cell.gss, state.region)),
        unplaced=_sum_part([allocation.unplaced_of(bid.id)[index]] for bid in unplaced),
        itemised_pence=sum(line.itemised_pence for line in lines),
        announced_pence=sum(announced) if whole and announced else None,
        named=len(bids),
        with_amount=sum(line.with_amount for line in lines),
        won=sum(won) if whole and won else None,
        unplaced_bids=shorten(unplaced),
        lines=lines,
    )


def _money(cell: Cell, state: MapState) -> int | None:
    return cell.saving_pence if state.measure is Measure.SAVING else cell.award_pence


def _sum_part(bids: Iterable[list[int | None]]) -> Part:
    """Return the sum over bids, each given by its amounts in the places of this part."""
    found = [[amount for amount in amounts if amount is not None] for amounts in bids]
    return Part(
        pence=sum(sum(amounts) for amounts in found),
        bids=len(found),
        stated=sum(bool(amounts) for amounts in found),
    )


def _round_lines(
    catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]
) -> tuple[RoundLine, ...]:
    saving = state.measure is Measure.SAVING
    lines = []
    for one in (*catalogue.rounds, None):
        own = [bid for bid in bids if bid.round == (one.id if one else None)]
        wanted = state.round in (None, one.id if one else ROUND_NOT_STATED)
        if not wanted or (one is None and not own):
            continue
        amounts = [bid.saving_pence if saving else bid.award_pence for bid in own]
        announced = None
        if one is not None:
            announced = one.saving_at_least_pence if saving else one.total_award_pence
        lines.append(
            RoundLine(
                id=one.id if one else None,
                label=one.label if one else "Round not stated",
                itemised_pence=sum(amount for amount in amounts if amount is not None),
                named=len(own),
                with_amount=sum(amount is not None for amount in amounts),
                announced_pence=announced,
                won=one.bids_won if one else None,
            )
        )
    return tuple(lines)
