"""Compute the value of each area under the filters, and reconcile the sums with the announced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.query.filters import is_outside, list_chosen, region_bit
from dashboard.query.selection import keep_matching, shorten
from dashboard.query.view import AreaStatus, AreaValue, Part, Reconciliation, RoundLine
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.levels import LEVELS
from geodata.model.store_format import ROUND_NOT_STATED
from geodata.model.sums import ask_areas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import Area, Catalogue
    from dashboard.query.groups import BidGroup
    from dashboard.query.selection import Kept
    from dashboard.query.state import MapState
    from geodata.model.classification import Classification

_EVERY_REGION = -1
"""All bits of the columns of regions."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """`geodata.model.sums.AREA_SUMS` of one area."""

    counted: int = 0
    joined: int = 0
    awards: int = 0
    award_pence: int = 0
    savings: int = 0
    saving_pence: int = 0
    per_resident: float = 0
    leads_inferred: int = 0
    outcomes_known: int = 0
    groups_unnamed: int = 0
    stated: int = 0
    at_least: int = 0
    rounded: int = 0
    both_award: int = 0
    both_saving: int = 0

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
            case Measure.PER_RESIDENT:
                return self.per_resident if self.awards else None


def value_areas(catalogue: Catalogue, state: MapState, level: Level) -> tuple[AreaValue, ...]:
    """Return every area of a level with what the bids bring to it, in the level's code order.

    A region filter leaves the other regions' areas without a value. At levels with districts each
    area carries what the county councils over it have, which is no part of its own figures.
    """
    kept = keep_matching(catalogue, state)
    question = ask_areas(state.count, state.measure, kept.numbers)
    rows = catalogue.store.ask(question, (*kept.values, level))
    sums = {gss: _Sums(*(one or 0 for one in own)) for gss, *own in rows}
    classes = catalogue.classes[level, state.measure, state.count]
    counties: dict[str, AreaValue] = {}
    if LEVELS[level].has_districts:
        counties = {
            gss: _finish(catalogue.areas[gss], own, state, None, catalogue)
            for gss, own in sums.items()
            if gss not in catalogue.levels[level].geometry and own.counted
        }
    return _rank_all(
        [
            _stand_beside(
                _finish(catalogue.areas[gss], sums[gss], state, classes, catalogue),
                [counties[over] for over in sorted(catalogue.counties_over[gss] & set(counties))],
            )
            for gss in catalogue.levels[level].codes
        ],
        state.measure,
        level,
    )


def _stand_beside(area: AreaValue, counties: list[AreaValue]) -> AreaValue:
    """Return an area with what the county councils over it have."""
    if area.status is AreaStatus.OUTSIDE or not counties:
        return area
    alone = area.status is AreaStatus.NONE_NAMED
    status = AreaStatus.THROUGH_COUNTY if alone else area.status
    return replace(area, status=status, counties=tuple(counties))


def _rank_all(areas: list[AreaValue], measure: Measure, level: Level) -> tuple[AreaValue, ...]:
    """Return the areas with their ranks, those alone that can be compared.

    Divided by too few residents, an award to a group that no source names would come first; a
    region is large enough to hold the group.
    """
    whole = measure is not Measure.PER_RESIDENT or level is Level.REGION
    ranked = [one for one in areas if one.value is not None and (whole or not one.groups_unnamed)]
    values = sorted((one.value for one in ranked if one.value is not None), reverse=True)
    places = {value: place for place, value in reversed(list(enumerate(values, 1)))}
    ranks = {one.gss: (places[one.value], len(values)) for one in ranked if one.value is not None}
    return tuple(replace(area, rank=ranks.get(area.gss)) for area in areas)


def _finish(
    area: Area,
    sums: _Sums,
    state: MapState,
    classes: Classification | None,
    catalogue: Catalogue,
) -> AreaValue:
    outside = is_outside(catalogue, area.gss, state.region)
    value = None if outside else sums.value(state.measure)
    unstated = sums.counted - sums.stated
    if outside:
        status = AreaStatus.OUTSIDE
    elif value is not None:
        status = AreaStatus.AMOUNT
    elif sums.counted:
        status = AreaStatus.NOT_STATED
    elif sums.joined:
        status = AreaStatus.PARTNER_ONLY
    else:
        status = AreaStatus.NONE_NAMED
    return AreaValue(
        gss=area.gss,
        name=area.at(state.level).name,
        status=status,
        value=value,
        class_index=classes.index(value) if classes and value is not None else None,
        award_pence=sums.award_pence if sums.awards else None,
        saving_pence=sums.saving_pence if sums.savings else None,
        per_resident_pence=sums.per_resident if sums.awards else None,
        counted=sums.counted,
        joined=sums.joined,
        unstated=unstated,
        at_least=sums.at_least > 0 or (value is not None and unstated > 0),
        rounded=sums.rounded > 0,
        leads_inferred=sums.leads_inferred,
        outcomes_known=sums.outcomes_known,
        groups_unnamed=sums.groups_unnamed,
        note=area.residents_note
        if state.measure is Measure.PER_RESIDENT and value is not None
        else None,
    )


def reconcile(
    catalogue: Catalogue, state: MapState, kept: Kept, by_round: Mapping[str, BidGroup]
) -> Reconciliation:
    """Return how the sums over the map, other regions and what has no place add up.

    Parameters
    ----------
    kept, by_round
        The bids that all filters keep, and their sums by round.
    """
    lines = _round_lines(catalogue, state, by_round)
    whole = {one.name for one, _ in list_chosen(state, catalogue)} <= {"round"}
    announced = [line.announced_pence for line in lines if line.announced_pence is not None]
    won = [line.won for line in lines if line.won is not None]
    on_map, county, elsewhere, unplaced = _add_parts(catalogue, state, kept)
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


def _add_parts(catalogue: Catalogue, state: MapState, kept: Kept) -> tuple[Part, Part, Part, Part]:
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
    inside = placed
    if state.region is not None:
        inside = _sum_places(catalogue, state, kept, "level = ? AND gss = ?", Level.REGION)
    through = 0
    if beside:
        through = _sum_places(
            catalogue, state, kept, "NOT drawn AND level = ? AND ? IN (region, '')", state.level
        )
    pence = (inside - through, through, placed - inside, unplaced)
    on_map, county_part, elsewhere, nowhere = (
        Part(own, bids, stated)
        for own, bids, stated in zip(pence, found[::2], found[1::2], strict=True)
    )
    return on_map, county_part, elsewhere, nowhere


def _column(name: str, state: MapState) -> str:
    """Return the column of regions of the councils that the count rule counts."""
    return f"{name}_led" if state.count is CountRule.LEAD else name


def _sum_places(catalogue: Catalogue, state: MapState, kept: Kept, where: str, level: Level) -> int:
    """Return what the bids that are kept bring to some places, in pence."""
    figure = "saving" if state.measure is Measure.SAVING else "award"
    among = f"AND +bid IN ({kept.numbers})" if kept.numbers else ""
    question = f"""SELECT SUM({state.count}_{figure})
        FROM place CROSS JOIN landing ON landing.place = place.number
        WHERE {where} {among}"""  # noqa: S608 - our own conditions
    return catalogue.store.ask_number(question, (level, state.region or "", *kept.values))


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
