"""What a reader sees of one state: one frozen value that every rendering is made from.

Map, key, strip, table, panel, caption and picture all read the same :class:`MapView`, so they
cannot disagree. Money is in pence; ``None`` means "not stated".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.state import ROUND_NOT_STATED, MapState
from geodata.codes import CountRule, Level, Measure, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.catalogue import Area, Bid, Catalogue
    from geodata.classification import Classification


class AreaStatus(StrEnum):
    """What the sources say of one area under the filters; each is drawn differently."""

    AMOUNT = "amount"
    NOT_STATED = "not-stated"
    PARTNER_ONLY = "partner-only"
    NONE_NAMED = "none-named"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class AreaValue:
    """One area under the filters in force.

    Parameters
    ----------
    gss, name
        The area.
    status
        Which of the states it is drawn in.
    value
        The measure: pence, £ saved per £1, or a count; ``None`` unless ``status`` is ``amount``.
    class_index
        Class of ``value`` in the key, from 0; ``None`` with it.
    award_pence, saving_pence
        Sums over the counted bids that state one; ``None`` if none does.
    counted, joined
        Bids that the count rule counts here, and those in which a council here only takes part.
    unstated
        How many of ``counted`` state no figure for the measure.
    at_least
        Whether some counted amount is a lower bound.
    spread
        Whether part of it is an equal share of what the county council has.
    """

    gss: str
    name: str
    status: AreaStatus
    value: float | None
    class_index: int | None
    award_pence: int | None
    saving_pence: int | None
    counted: tuple[str, ...]
    joined: tuple[str, ...]
    unstated: int
    at_least: bool
    spread: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round's itemised and announced figures; ``id`` is ``None`` for "not stated"."""

    id: str | None
    label: str
    itemised_pence: int
    named: int
    with_amount: int
    announced_pence: int | None
    won: int | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How the map's figures add up to what was announced, in pence.

    ``on_map_pence + elsewhere_pence + unplaced_pence == itemised_pence`` for ``lead`` and
    ``shared``. Under ``involved`` the map does not add up, and ``adds_up`` is false.
    ``placed_bids`` have a place on the map as it is framed, ``unplaced_bids`` on no map.
    """

    adds_up: bool
    placed_bids: tuple[str, ...]
    on_map_pence: int
    elsewhere_pence: int
    unplaced_pence: int
    itemised_pence: int
    announced_pence: int | None
    named: int
    with_amount: int
    won: int | None
    unplaced_bids: tuple[str, ...]
    lines: tuple[RoundLine, ...]


@dataclass(frozen=True, slots=True)
class AreaDetail:
    """One area's bids, apart by how it takes part; each bid is in one group only."""

    area: Area
    value: AreaValue
    level: Level
    led: tuple[Bid, ...]
    joined: tuple[Bid, ...]
    through_county: tuple[Bid, ...]
    rank: tuple[int, int] | None
    rank_in_region: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class BidDetail:
    """One bid and the areas of the level where its councils are."""

    bid: Bid
    lead_areas: tuple[str, ...]
    partner_areas: tuple[str, ...]
    in_filter: bool


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that a page shows for one state."""

    state: MapState
    areas: tuple[AreaValue, ...]
    classes: Classification | None
    reconciliation: Reconciliation
    bids: tuple[Bid, ...]
    highlighted: tuple[str, ...]
    area: AreaDetail | None
    bid: BidDetail | None
    notices: tuple[str, ...]

    def ranked(self) -> tuple[AreaValue, ...]:
        """Areas that have a value, largest first, ties by name."""
        valued = (area for area in self.areas if area.value is not None)
        return tuple(sorted(valued, key=lambda area: (-(area.value or 0), area.name)))


def view_state(catalogue: Catalogue, state: MapState, notices: tuple[str, ...] = ()) -> MapView:
    """Answer a state with everything its page shows.

    ``state`` holds only values that the catalogue knows, as :func:`dashboard.state.read_state`
    makes sure. Pure: the same state gives the same view.
    """
    matching = tuple(bid for bid in catalogue.bids if _matches(catalogue, bid, state))
    inside = _touching(catalogue, matching, state.region)
    areas = _value_areas(catalogue, matching, state, state.level)
    area = _detail_area(catalogue, state, matching, areas) if state.area else None
    bid = _detail_bid(catalogue, state, inside) if state.bid else None
    extra = list(notices)
    if bid is not None and not bid.in_filter:
        extra.append(
            "This bid is not among those that the filters keep; it is shown because the link "
            "names it, and it is not part of the map’s figures."
        )
    return MapView(
        state=state,
        areas=areas,
        classes=catalogue.classes[state.level, state.measure, state.count],
        reconciliation=_reconcile(catalogue, state, inside),
        bids=tuple(sorted(inside, key=_award_first)),
        highlighted=_highlight(catalogue, state, bid),
        area=area,
        bid=bid,
        notices=tuple(extra),
    )


def _award_first(bid: Bid) -> tuple[bool, int, str]:
    return (bid.award_pence is None, -(bid.award_pence or 0), bid.id)


def _matches(catalogue: Catalogue, bid: Bid, state: MapState) -> bool:
    if state.round is not None and (bid.round or ROUND_NOT_STATED) != state.round:
        return False
    if state.theme is not None and state.theme not in bid.themes:
        return False
    if not state.q:
        return True
    labels = (catalogue.theme_by_id[theme].label for theme in bid.themes)
    words = (bid.id, bid.title or "", bid.summary, *labels, *(one.name for one in bid.members))
    text = "\n".join(words).casefold()
    return all(word in text for word in state.q.casefold().split())


def _touching(catalogue: Catalogue, bids: tuple[Bid, ...], region: str | None) -> tuple[Bid, ...]:
    if region is None:
        return bids
    involved = catalogue.allocations[Level.REGION, CountRule.INVOLVED]
    return tuple(
        bid for bid in bids if any(cell.gss == region for cell in involved.cells_of(bid.id))
    )


def _is_outside(catalogue: Catalogue, gss: str, region: str | None) -> bool:
    return region is not None and region not in (gss, catalogue.areas[gss].region)


@dataclass(slots=True)
class _Tally:
    """Sums for one area while its bids are gone through."""

    award: int | None = None
    saving: int | None = None
    both_award: int = 0
    both_saving: int = 0
    counted: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    unstated: int = 0
    at_least: bool = False
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
                return len(self.counted) or None


def _add(total: int | None, amount: int | None) -> int | None:
    return total if amount is None else (total or 0) + amount


def is_lower_bound(bid: Bid, measure: Measure) -> bool:
    """Tell whether the source gives the bid's figure for ``measure`` as "at least"."""
    award = bid.award_precision is Precision.AT_LEAST
    saving = bid.saving_precision is Precision.AT_LEAST
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


def _value_areas(
    catalogue: Catalogue, bids: Iterable[Bid], state: MapState, level: Level
) -> tuple[AreaValue, ...]:
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
            tally.counted = (*tally.counted, bid.id)
            states = states_measure(bid, state.measure)
            tally.unstated += not states
            tally.at_least |= states and is_lower_bound(bid, state.measure)
            tally.spread |= level is Level.LOWER and catalogue.areas[cell.gss].county in councils
        taken = {cell.gss for cell in here}
        for cell in involved.cells_of(bid.id):
            if cell.gss not in taken:
                tallies[cell.gss].joined = (*tallies[cell.gss].joined, bid.id)
    classes = catalogue.classes[level, state.measure, state.count]
    return tuple(
        _finish(catalogue.areas[gss], tally, state, classes, catalogue)
        for gss, tally in tallies.items()
    )


def _finish(
    area: Area,
    tally: _Tally,
    state: MapState,
    classes: Classification | None,
    catalogue: Catalogue,
) -> AreaValue:
    outside = _is_outside(catalogue, area.gss, state.region)
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
        name=area.name,
        status=status,
        value=value,
        class_index=classes.index(value) if classes and value is not None else None,
        award_pence=tally.award,
        saving_pence=tally.saving,
        counted=tally.counted,
        joined=tally.joined,
        unstated=tally.unstated,
        at_least=tally.at_least or (value is not None and tally.unstated > 0),
        spread=tally.spread,
    )


def _reconcile(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> Reconciliation:
    allocation = catalogue.allocations[state.level, state.count]
    index = 1 if state.measure is Measure.SAVING else 0
    on_map = elsewhere = unplaced = 0
    unplaced_bids = []
    placed_bids = []
    for bid in bids:
        for cell in allocation.cells_of(bid.id):
            amount = (cell.award_pence, cell.saving_pence)[index] or 0
            if _is_outside(catalogue, cell.gss, state.region):
                elsewhere += amount
            else:
                on_map += amount
        if any(
            not _is_outside(catalogue, cell.gss, state.region)
            for cell in allocation.cells_of(bid.id)
        ):
            placed_bids.append(bid.id)
        if not allocation.cells_of(bid.id):
            unplaced_bids.append(bid.id)
            unplaced += allocation.unplaced_of(bid.id)[index] or 0
    lines = _round_lines(catalogue, state, bids)
    whole = state.theme is None and state.region is None and not state.q
    announced = [line.announced_pence for line in lines if line.announced_pence is not None]
    won = [line.won for line in lines if line.won is not None]
    return Reconciliation(
        adds_up=state.count is not CountRule.INVOLVED,
        placed_bids=tuple(placed_bids),
        on_map_pence=on_map,
        elsewhere_pence=elsewhere,
        unplaced_pence=unplaced,
        itemised_pence=sum(line.itemised_pence for line in lines),
        announced_pence=sum(announced) if whole and announced else None,
        named=len(bids),
        with_amount=sum(line.with_amount for line in lines),
        won=sum(won) if whole and won else None,
        unplaced_bids=tuple(unplaced_bids),
        lines=lines,
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


def _highlight(catalogue: Catalogue, state: MapState, bid: BidDetail | None) -> tuple[str, ...]:
    if bid is not None:
        return (*bid.lead_areas, *bid.partner_areas)
    if state.area is None:
        return ()
    parent = catalogue.parent_at(state.area, state.level)
    return (parent,) if parent else catalogue.children_at(state.area, state.level)


def _detail_area(
    catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...], areas: tuple[AreaValue, ...]
) -> AreaDetail:
    gss = state.area or ""
    level = catalogue.level_of(gss, state.level)
    if level is not state.level:
        areas = _value_areas(catalogue, bids, state, level)
    if state.region is not None and _is_outside(catalogue, gss, state.region):
        # The panel shows the area's own figures even where the map leaves its region out.
        everywhere = MapState(measure=state.measure, count=state.count, level=level)
        areas = _value_areas(catalogue, bids, everywhere, level)
    value = next(one for one in areas if one.gss == gss)
    area = catalogue.areas[gss]
    groups: dict[str, list[Bid]] = {"led": [], "joined": [], "county": []}
    for bid in sorted(bids, key=_award_first):
        group = _part_of(catalogue, bid, area)
        if group:
            groups[group].append(bid)
    return AreaDetail(
        area=area,
        value=value,
        level=level,
        led=tuple(groups["led"]),
        joined=tuple(groups["joined"]),
        through_county=tuple(groups["county"]),
        rank=_rank(areas, value),
        rank_in_region=_rank(
            [one for one in areas if catalogue.areas[one.gss].region == area.region], value
        )
        if area.region
        else None,
    )


def _part_of(catalogue: Catalogue, bid: Bid, area: Area) -> str | None:
    def within(gss: str) -> bool:
        one = catalogue.areas[gss]
        return area.gss in (one.gss, one.county, one.region)

    if any(within(gss) for member in bid.leads for gss in member.councils):
        return "led"
    councils = [gss for member in bid.members for gss in member.councils]
    if any(within(gss) for gss in councils):
        return "joined"
    return "county" if area.county in councils else None


def _rank(areas: Iterable[AreaValue], value: AreaValue) -> tuple[int, int] | None:
    if value.value is None:
        return None
    values = [one.value for one in areas if one.value is not None]
    return 1 + sum(one > value.value for one in values), len(values)


def _detail_bid(catalogue: Catalogue, state: MapState, bids: tuple[Bid, ...]) -> BidDetail:
    bid = catalogue.bid_by_id[state.bid or ""]
    lead = {
        cell.gss for cell in catalogue.allocations[state.level, CountRule.LEAD].cells_of(bid.id)
    }
    all_cells = catalogue.allocations[state.level, CountRule.INVOLVED].cells_of(bid.id)
    return BidDetail(
        bid=bid,
        lead_areas=tuple(cell.gss for cell in all_cells if cell.gss in lead),
        partner_areas=tuple(cell.gss for cell in all_cells if cell.gss not in lead),
        in_filter=any(one.id == bid.id for one in bids),
    )
