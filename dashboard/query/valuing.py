"""Compute the value of each area under the filters, and reconcile the sums with the announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from dashboard.query.filters import list_chosen, region_bit
from dashboard.query.selection import keep_matching, shorten
from dashboard.query.view import AreaStatus, AreaValue, Part, Reconciliation, RoundLine
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.levels import LEVELS
from geodata.model.store_format import ROUND_NOT_STATED
from geodata.model.sums import ask_areas, read_sums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.data.catalogue import Area, Catalogue
    from dashboard.query.groups import BidGroup
    from dashboard.query.selection import Kept
    from dashboard.query.state import MapState
    from geodata.model.classification import Classification
    from geodata.model.sums import Sums

_EVERY_REGION = -1
"""All bits of the columns of regions."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one area has: the bids that count, how many others it joins, and its value.

    ``stated`` of the bids that count state the figures of the value, ``at_least`` of them as a
    lower bound and ``rounded`` as a round number.
    """

    outside: bool
    sums: Sums
    joined: int
    value: float | None
    stated: int
    at_least: int
    rounded: int


def value_areas(catalogue: Catalogue, state: MapState, level: Level) -> tuple[AreaValue, ...]:
    """Return every area of a level with what the bids bring to it, in the level's code order.

    A region filter leaves the other regions' areas without a value. At levels with districts each
    area carries what the county councils over it have, which is no part of its own figures.
    """
    found = _find_all(catalogue, state, level)
    drawn = catalogue.levels[level]
    classes = catalogue.classes[level, state.measure, state.count]
    ranks = _rank_all({gss: found[gss] for gss in drawn.codes}, state.measure, level)
    counties = {
        gss: _finish(catalogue.areas[gss], own, state)
        for gss, own in found.items()
        if gss not in drawn.geometry and own.sums.bids
    }
    areas = []
    for gss in drawn.codes:
        over = sorted(catalogue.counties_over[gss] & counties.keys())
        beside = tuple(counties[county] for county in over)
        area, rank = catalogue.areas[gss], ranks.get(gss)
        areas.append(_finish(area, found[gss], state, classes, rank, beside))
    return tuple(areas)


def _find_all(catalogue: Catalogue, state: MapState, level: Level) -> dict[str, _Found]:
    """Return what each area of a level has, and each county council beside them."""
    kept = keep_matching(catalogue, state)
    question = ask_areas(state.count, kept.numbers)
    return {
        gss: _find(
            read_sums(own),
            joined,
            state.measure,
            outside=state.region not in (None, gss, catalogue.areas[gss].region),
        )
        for gss, joined, *own in catalogue.store.ask(question, (level, *kept.values))
    }


def _find(sums: Sums, joined: int, measure: Measure, *, outside: bool) -> _Found:
    value: float | None
    match measure:
        case Measure.AWARD | Measure.PER_RESIDENT:
            value = sums.award_pence if measure is Measure.AWARD else sums.per_resident
            how = (sums.awards, sums.award_at_least, sums.award_rounded)
        case Measure.SAVING:
            value = sums.saving_pence
            how = (sums.savings, sums.saving_at_least, sums.saving_rounded)
        case Measure.RATIO:
            value = sums.both_saving / sums.both_award if sums.both_award else None
            how = (sums.both, sums.both_at_least, sums.both_rounded)
        case Measure.BIDS:
            value, how = sums.bids, (sums.bids, 0, 0)
        case _:
            assert_never(measure)
    return _Found(outside, sums, joined, value if how[0] and not outside else None, *how)


def _rank_all(
    areas: Mapping[str, _Found], measure: Measure, level: Level
) -> Mapping[str, tuple[int, int]]:
    """Return the ranks of the areas that can be compared.

    Divided by too few residents, an award to a group that no source names would come first; a
    region is large enough to hold the group.
    """
    whole = measure is not Measure.PER_RESIDENT or level is Level.REGION
    # A sum of quotients differs in its last places with the order of its parts.
    values = {
        gss: round(own.value, 9)
        for gss, own in areas.items()
        if own.value is not None and (whole or not own.sums.groups_unnamed)
    }
    places: dict[float, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), 1):
        places.setdefault(value, place)
    return {gss: (places[value], len(values)) for gss, value in values.items()}


def _finish(
    area: Area,
    own: _Found,
    state: MapState,
    classes: Classification | None = None,
    rank: tuple[int, int] | None = None,
    counties: tuple[AreaValue, ...] = (),
) -> AreaValue:
    sums, value = own.sums, own.value
    unstated = sums.bids - own.stated
    if own.outside:
        status = AreaStatus.OUTSIDE
    elif value is not None:
        status = AreaStatus.AMOUNT
    elif sums.bids:
        status = AreaStatus.NOT_STATED
    elif own.joined:
        status = AreaStatus.PARTNER_ONLY
    elif counties:
        status = AreaStatus.THROUGH_COUNTY
    else:
        status = AreaStatus.NONE_NAMED
    per_resident = state.measure is Measure.PER_RESIDENT and value is not None
    return AreaValue(
        gss=area.gss,
        name=area.at(state.level).name,
        status=status,
        value=value,
        class_index=classes.index(value) if classes and value is not None else None,
        award_pence=sums.award_pence if sums.awards else None,
        saving_pence=sums.saving_pence if sums.savings else None,
        per_resident_pence=sums.per_resident if sums.awards else None,
        counted=sums.bids,
        joined=own.joined,
        unstated=unstated,
        at_least=own.at_least > 0 or (value is not None and unstated > 0),
        rounded=own.rounded > 0,
        leads_inferred=sums.leads_inferred,
        outcomes_known=sums.outcomes_known,
        groups_unnamed=sums.groups_unnamed,
        counties=() if own.outside else counties,
        note=area.residents_note if per_resident else None,
        rank=rank,
    )


def reconcile(
    catalogue: Catalogue,
    state: MapState,
    kept: Kept,
    by_round: Mapping[str, BidGroup],
    areas: Sequence[AreaValue],
) -> Reconciliation:
    """Return how the sums over the map, other regions and what has no place add up.

    Parameters
    ----------
    kept, by_round
        The bids that all filters keep, and their sums by round.
    areas
        The areas of the map.
    """
    lines = _round_lines(catalogue, state, by_round)
    whole = {one.name for one, _ in list_chosen(state, catalogue)} <= {"round"}
    announced = [line.announced_pence for line in lines if line.announced_pence is not None]
    won = [line.won for line in lines if line.won is not None]
    on_map, county, elsewhere, unplaced = _add_parts(catalogue, state, kept, areas)
    return Reconciliation(
        adds_up=state.count is not CountRule.INVOLVED,
        on_map=on_map,
        county=county,
        elsewhere=elsewhere,
        unplaced=unplaced,
        itemised_pence=sum(line.itemised_pence for line in lines),
        announced_pence=sum(announced) if whole and announced else None,
        named=sum(line.named for line in lines),
        with_amount=sum(line.with_amount for line in lines),
        won=sum(won) if whole and won else None,
        unplaced_bids=shorten(
            catalogue, kept.narrow(f"{_column('regions', state)} = 0"), unplaced.bids
        ),
        lines=lines,
    )


def _add_parts(
    catalogue: Catalogue, state: MapState, kept: Kept, areas: Sequence[AreaValue]
) -> tuple[Part, Part, Part, Part]:
    """Return the parts of the sum: drawn areas, county councils beside them, elsewhere, nowhere."""
    figure = "saving" if state.measure is Measure.SAVING else "award"
    here = _EVERY_REGION if state.region is None else region_bit(catalogue, state.region)
    everywhere = _column("regions", state)
    beside = LEVELS[state.level].has_districts
    drawn = _column("districts", state) if beside else everywhere
    county = _column("counties", state) if beside else "0"
    wheres = (
        f"{drawn} & {here}",
        f"{county} & {here}",
        f"{everywhere} & {~here}",
        f"{everywhere} = 0",
    )
    counts = ", ".join(
        f"COUNT(*) FILTER (WHERE {one}), COUNT({figure}) FILTER (WHERE {one})" for one in wheres
    )
    question = f"""SELECT {counts}, SUM({figure}) FILTER (WHERE {everywhere}),
        SUM({figure}) FILTER (WHERE {everywhere} = 0) FROM bid WHERE {kept.where}"""  # noqa: S608
    ((*found, placed, unplaced),) = catalogue.store.ask(question, kept.values)
    placed, unplaced = placed or 0, unplaced or 0
    inside = [area for area in areas if area.status is not AreaStatus.OUTSIDE]
    councils = {county.gss: county for area in inside for county in area.counties}
    on_map_pence, county_pence = (
        sum((one.saving_pence if figure == "saving" else one.award_pence) or 0 for one in group)
        for group in (inside, councils.values())
    )
    pence = (on_map_pence, county_pence, placed - on_map_pence - county_pence, unplaced)
    on_map, county_part, elsewhere, nowhere = (
        Part(own, bids, stated)
        for own, bids, stated in zip(pence, found[::2], found[1::2], strict=True)
    )
    return on_map, county_part, elsewhere, nowhere


def _column(name: str, state: MapState) -> str:
    """Return the column of regions of the councils that the count rule counts."""
    return f"{name}_led" if state.count is CountRule.LEAD else name


def _round_lines(
    catalogue: Catalogue, state: MapState, by_round: Mapping[str, BidGroup]
) -> tuple[RoundLine, ...]:
    saving = state.measure is Measure.SAVING
    lines = []
    for one in [*catalogue.round_by_id, ROUND_NOT_STATED]:
        own, announced = by_round.get(one), catalogue.round_by_id.get(one)
        if state.round not in (None, one) or (own is None and announced is None):
            continue
        figure = None if own is None else own.saving if saving else own.award
        total = None
        if announced is not None:
            total = announced.saving_at_least_pence if saving else announced.total_award_pence
        lines.append(
            RoundLine(
                id=announced.id if announced else None,
                label=announced.label if announced else "Round not stated",
                itemised_pence=figure.pence if figure else 0,
                named=own.count if own else 0,
                with_amount=figure.stated if figure else 0,
                announced_pence=total,
                won=announced.bids_won if announced else None,
            )
        )
    return tuple(lines)
