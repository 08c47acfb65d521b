"""What each area has under the filters, and how the figures add up to what was announced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dashboard.query.filters import is_outside
from dashboard.query.selection import keep_inside, shorten, sum_by_round
from dashboard.query.state import ROUND_NOT_STATED, MapState, Stated
from dashboard.query.view import AreaStatus, AreaValue, Part, Reconciliation, RoundLine
from geodata.model.codes import CountRule, Level, Measure, Precision
from geodata.model.store_format import ANY, AREA_SUMS, STRIP_SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Area, Bid, Catalogue, Cell
    from dashboard.query.selection import Searched
    from geodata.model.classification import Classification


SPREADING: Final = (Level.LOWER, Level.TODAY)
"""Levels at which what a county council has is spread over its districts."""


@dataclass(slots=True)
class _Tally:
    """`AREA_SUMS` of one area: as stored, or while the bids of a search are gone through."""

    counted: int = 0
    joined: int = 0
    awards: int = 0
    award_pence: int = 0
    award_at_least: int = 0
    award_rounded: int = 0
    savings: int = 0
    saving_pence: int = 0
    saving_at_least: int = 0
    saving_rounded: int = 0
    both: int = 0
    both_award: int = 0
    both_saving: int = 0
    both_at_least: int = 0
    both_rounded: int = 0
    spread: int = 0

    def add(self, bid: Bid, cell: Cell) -> None:
        """Count a bid here, with what it brings."""
        award, saving = cell.award_pence, cell.saving_pence
        bound = (Precision.AT_LEAST, Precision.ROUNDED)
        award_how = [int(bid.award_precision is how) for how in bound]
        saving_how = [int(bid.saving_precision is how) for how in bound]
        self.counted += 1
        self.awards += award is not None
        self.award_pence += award or 0
        self.award_at_least += award_how[0]
        self.award_rounded += award_how[1]
        self.savings += saving is not None
        self.saving_pence += saving or 0
        self.saving_at_least += saving_how[0]
        self.saving_rounded += saving_how[1]
        if award is not None and saving is not None:
            self.both += 1
            self.both_award += award
            self.both_saving += saving
            self.both_at_least += award_how[0] or saving_how[0]
            self.both_rounded += award_how[1] or saving_how[1]

    def value(self, measure: Measure) -> float | None:
        match measure:
            case Measure.AWARD:
                return self.award_pence if self.awards else None
            case Measure.SAVING:
                return self.saving_pence if self.savings else None
            case Measure.RATIO:
                return self.both_saving / self.both_award if self.both_award else None
            case Measure.BIDS:
                return self.counted or None

    def sureness(self, measure: Measure) -> tuple[int, bool, bool]:
        """Return how many bids state no figure, and whether some state a bound or a round one."""
        match measure:
            case Measure.AWARD:
                stated, bounds, rounds = self.awards, self.award_at_least, self.award_rounded
            case Measure.SAVING:
                stated, bounds, rounds = self.savings, self.saving_at_least, self.saving_rounded
            case Measure.RATIO:
                stated, bounds, rounds = self.both, self.both_at_least, self.both_rounded
            case Measure.BIDS:
                stated, bounds, rounds = self.counted, 0, 0
        return self.counted - stated, bounds > 0, rounds > 0


def value_areas(
    catalogue: Catalogue, state: MapState, level: Level, found: Searched | None = None
) -> tuple[AreaValue, ...]:
    """Return every area of a level with what the bids bring to it, in the level's code order.

    A region filter leaves the other regions' areas without a value.

    Parameters
    ----------
    found
        The bids of a search; without one the sums are stored.
    """
    if found is None:
        tallies = _read_tallies(catalogue, state, level)
    else:
        tallies = _tally(catalogue, state, level, found)
    classes = catalogue.classes[level, state.measure, state.count]
    return _rank_all(
        [
            _finish(catalogue.areas[gss], tallies.get(gss, _Tally()), state, classes, catalogue)
            for gss in catalogue.levels[level].codes
        ]
    )


def _read_tallies(catalogue: Catalogue, state: MapState, level: Level) -> dict[str, _Tally]:
    question = f"""SELECT gss, {", ".join(AREA_SUMS)} FROM area_sum
        WHERE level = ? AND rule = ? AND round = ? AND theme = ? AND stated = ?"""  # noqa: S608
    stated = int(state.stated is Stated.SAVING)
    values = (level, state.count, state.round or ANY, state.theme or ANY, stated)
    return {gss: _Tally(*sums) for gss, *sums in catalogue.store.ask(question, values)}


def _tally(
    catalogue: Catalogue, state: MapState, level: Level, found: Searched
) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for bid in found.bids:
        landing = found.landings[bid.number]
        here = landing.cells_of(level, state.count)
        members = bid.leads if state.count is CountRule.LEAD else bid.members
        councils = {gss for member in members for gss in member.councils}
        for cell in here:
            tally = tallies.setdefault(cell.gss, _Tally())
            tally.add(bid, cell)
            over = catalogue.counties_over[cell.gss]
            tally.spread += level in SPREADING and not councils.isdisjoint(over)
        taken = {cell.gss for cell in here}
        for cell in landing.cells_of(level, CountRule.INVOLVED):
            if cell.gss not in taken:
                tallies.setdefault(cell.gss, _Tally()).joined += 1
    return tallies


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
    unstated, at_least, rounded = tally.sureness(state.measure)
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
        award_pence=tally.award_pence if tally.awards else None,
        saving_pence=tally.saving_pence if tally.savings else None,
        counted=tally.counted,
        joined=tally.joined,
        unstated=unstated,
        at_least=at_least or (value is not None and unstated > 0),
        rounded=rounded,
        spread=tally.spread > 0,
    )


def reconcile(
    catalogue: Catalogue, state: MapState, found: Searched | None = None
) -> Reconciliation:
    """Return how the sums over the map, other regions and what has no place add up.

    Parameters
    ----------
    found
        The bids of a search; without one the sums are stored.
    """
    lines = _round_lines(catalogue, state)
    whole = (
        state.theme is None and state.region is None and state.stated is Stated.ANY and not state.q
    )
    announced = [line.announced_pence for line in lines if line.announced_pence is not None]
    won = [line.won for line in lines if line.won is not None]
    if found is None:
        on_map, elsewhere, unplaced = _read_parts(catalogue, state)
    else:
        on_map, elsewhere, unplaced = _add_parts(catalogue, state, found)
    kept = keep_inside(catalogue, state)
    least = 2 if state.count is CountRule.LEAD else 1
    return Reconciliation(
        adds_up=state.count is not CountRule.INVOLVED,
        on_map=on_map,
        elsewhere=elsewhere,
        unplaced=unplaced,
        itemised_pence=sum(line.itemised_pence for line in lines),
        announced_pence=sum(announced) if whole and announced else None,
        named=sum(line.named for line in lines),
        with_amount=sum(line.with_amount for line in lines),
        won=sum(won) if whole and won else None,
        unplaced_bids=shorten(catalogue, kept.narrow("placed < ?", least), unplaced.bids),
        lines=lines,
    )


def _read_parts(catalogue: Catalogue, state: MapState) -> tuple[Part, Part, Part]:
    """Return the stored parts of the sum: on the map as it is framed, elsewhere, on no map."""
    question = f"""SELECT {", ".join(STRIP_SUMS)} FROM strip_sum
        WHERE rule = ? AND region = ? AND theme = ? AND stated = ? AND round = ?"""  # noqa: S608
    stated = int(state.stated is Stated.SAVING)
    values = (state.count, state.region or ANY, state.theme or ANY, stated, state.round or ANY)
    rows = catalogue.store.ask(question, values)
    sums = dict(zip(STRIP_SUMS, rows[0] if rows else [0] * len(STRIP_SUMS), strict=True))
    figure = Measure.SAVING if state.measure is Measure.SAVING else Measure.AWARD
    here, elsewhere, unplaced = (
        Part(sums[f"{at}_{figure}_pence"], sums[f"{at}_bids"], sums[f"{at}_{figure}s"])
        for at in ("here", "elsewhere", "unplaced")
    )
    return here, elsewhere, unplaced


def _add_parts(catalogue: Catalogue, state: MapState, found: Searched) -> tuple[Part, Part, Part]:
    """Return the parts of the sum of the bids of a search."""
    saving = state.measure is Measure.SAVING
    here: list[list[int | None]] = []
    elsewhere: list[list[int | None]] = []
    unplaced: list[list[int | None]] = []
    for bid in found.bids:
        if bid.number not in found.inside:
            continue
        cells = found.landings[bid.number].cells_of(state.level, state.count)
        if not cells:
            unplaced.append([bid.saving_pence if saving else bid.award_pence])
        for part, outside in ((here, False), (elsewhere, True)):
            amounts = [
                cell.saving_pence if saving else cell.award_pence
                for cell in cells
                if is_outside(catalogue, cell.gss, state.region) is outside
            ]
            if amounts:
                part.append(amounts)
    return _sum_part(here), _sum_part(elsewhere), _sum_part(unplaced)


def _sum_part(bids: Iterable[list[int | None]]) -> Part:
    """Return the sum over bids, each given by its amounts in the places of this part."""
    found = [[amount for amount in amounts if amount is not None] for amounts in bids]
    return Part(
        pence=sum(sum(amounts) for amounts in found),
        bids=len(found),
        stated=sum(bool(amounts) for amounts in found),
    )


def _round_lines(catalogue: Catalogue, state: MapState) -> tuple[RoundLine, ...]:
    saving = state.measure is Measure.SAVING
    by_round = sum_by_round(catalogue, state, [*catalogue.round_by_id, ROUND_NOT_STATED])
    lines = []
    for one, own in by_round.items():
        announced = catalogue.round_by_id.get(one)
        if announced is None and not own.count:
            continue
        figure = own.saving if saving else own.award
        total = None
        if announced is not None:
            total = announced.saving_at_least_pence if saving else announced.total_award_pence
        lines.append(
            RoundLine(
                id=announced.id if announced else None,
                label=announced.label if announced else "Round not stated",
                itemised_pence=figure.pence,
                named=own.count,
                with_amount=figure.stated,
                announced_pence=total,
                won=announced.bids_won if announced else None,
            )
        )
    return tuple(lines)
