"""The rows of each table: bids, members, sources, rounds and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.exports.columns import (
    AREA_COLUMNS,
    BID_COLUMNS,
    MEMBER_COLUMNS,
    OUTCOME_COLUMNS,
    ROUND_COLUMNS,
    SOURCE_COLUMNS,
)
from dashboard.exports.tables import Row, Table, Value, to_pounds
from dashboard.query.selection import keep_matching, sum_bids
from dashboard.query.state import MapState
from dashboard.query.view import AreaStatus, AreaValue
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.grants import SCOPE_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.data.bids import Bid
    from dashboard.data.catalogue import Catalogue, Round
    from dashboard.query.view import AreaDetail, MapView


MOST_COUNTED: Final = 5_000
"""Bids of a view whose areas are named with the ids of their bids."""

Named = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids of the bids counted in an area, and of those only joined."""


def bids_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each bid, in the order given."""
    return Table("bids", "Bids", BID_COLUMNS, tuple(_bid_row(bid) for bid in bids))


def members_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each organisation of each bid, as its sources name it."""
    rows = (
        (
            bid.id,
            member.role.value,
            member.name,
            member.gss,
            member.body.value,
            member.group,
            member.organisations,
            member.note,
            member.councils,
        )
        for bid in bids
        for member in bid.members
    )
    return Table("members", "Members of bids", MEMBER_COLUMNS, tuple(rows))


def sources_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each page that states something about each bid."""
    rows = (
        (bid.id, source.url, source.publisher, source.states or None, source.primary)
        for bid in bids
        for source in bid.sources
    )
    return Table("sources", "Sources", SOURCE_COLUMNS, tuple(rows))


def outcomes_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each thing that a page says came of each bid."""
    rows = (
        (
            bid.id,
            one.outcome,
            one.scope.value,
            SCOPE_SENTENCES[one.scope],
            one.as_of,
            one.url,
            one.publisher,
            one.doubt,
        )
        for bid in bids
        for one in bid.outcomes
    )
    return Table("outcomes", "What came of bids", OUTCOME_COLUMNS, tuple(rows))


def rounds_table(catalogue: Catalogue) -> Table:
    """Return every announced round, with how much of it this map can itemise; never filtered."""
    rows = tuple(_round_row(one, catalogue) for one in catalogue.rounds)
    return Table("rounds", "Rounds, as announced", ROUND_COLUMNS, rows)


def areas_table(view: MapView, catalogue: Catalogue) -> Table:
    """Return one row for each area of the view's level, inside the region filtered for."""
    return Table("areas", "Areas, with the mapped value", AREA_COLUMNS, area_rows(view, catalogue))


def area_rows(view: MapView, catalogue: Catalogue) -> tuple[Row, ...]:
    """Return the rows of the view's areas, in code order.

    Those outside the region filtered for have none.
    """
    kept = [area for area in view.areas if area.status is not AreaStatus.OUTSIDE]
    named = _name_counted(catalogue, view.state, view.state.level, view.bids.count)
    nobody: Named = ((), ())
    return tuple(
        _area_row(area, view.state, catalogue, named.get(area.gss, nobody)) for area in kept
    )


def area_row(detail: AreaDetail, state: MapState, catalogue: Catalogue) -> Row:
    """Return the row of the area of the panel."""
    count = detail.value.counted + detail.value.joined
    named = _name_counted(catalogue, state, detail.level, count)
    return _area_row(detail.value, state, catalogue, named.get(detail.area.gss, ((), ())))


def _name_counted(
    catalogue: Catalogue, state: MapState, level: Level, count: int
) -> Mapping[str, Named]:
    """Return the ids of the bids counted in each area of a level, and of those only joined.

    None where there are more bids than one cell of a table can sensibly name.
    """
    if count > MOST_COUNTED:
        return {}
    kept = keep_matching(catalogue, state)
    among = f"AND bid.number IN ({kept.numbers})" if kept.numbers else ""
    question = f"""SELECT gss, id, led FROM landing JOIN place ON place.number = landing.place
        JOIN bid ON bid.number = landing.bid WHERE level = ? {among} ORDER BY bid.number"""  # noqa: S608
    found: dict[str, tuple[list[str], list[str]]] = {}
    for gss, bid_id, led in catalogue.store.ask(question, (level, *kept.values)):
        counted, joined = found.setdefault(gss, ([], []))
        (counted if led or state.count is not CountRule.LEAD else joined).append(bid_id)
    return {gss: (tuple(counted), tuple(joined)) for gss, (counted, joined) in found.items()}


def _area_row(
    area: AreaValue,
    state: MapState,
    catalogue: Catalogue,
    named: Named,
) -> Row:
    """Return one area's row of :data:`AREA_COLUMNS`; ``named`` are the bids counted and joined."""
    place = catalogue.areas[area.gss]
    return (
        area.gss,
        area.name,
        place.tier.name.lower(),
        place.county,
        place.region,
        place.combined_authority,
        catalogue.level_of(area.gss, state.level).value,
        state.measure.value,
        state.count.value,
        area.status.value,
        _value(area, state.measure),
        to_pounds(area.award_pence),
        to_pounds(area.saving_pence),
        place.residents,
        None if area.per_resident_pence is None else round(area.per_resident_pence / 100, 4),
        place.residents_note,
        area.groups_unnamed,
        area.counted,
        area.joined,
        area.unstated,
        area.leads_inferred,
        area.outcomes_known,
        area.at_least,
        tuple(county.gss for county in area.counties),
        to_pounds(_sum_counties(area)),
        *named,
    )


def _sum_counties(area: AreaValue) -> int | None:
    """Return what the county councils over an area have, of the awards that are stated."""
    stated = [one.award_pence for one in area.counties if one.award_pence is not None]
    return sum(stated) if stated else None


def _value(area: AreaValue, measure: Measure) -> Value:
    if area.value is None:
        return None
    match measure:
        case Measure.AWARD | Measure.SAVING:
            return to_pounds(int(area.value))
        case Measure.RATIO:
            return round(area.value, 4)
        case Measure.BIDS:
            return int(area.value)
        case Measure.PER_RESIDENT:
            return round(area.value / 100, 4)


def _bid_row(bid: Bid) -> Row:
    sources = sorted(bid.sources, key=lambda source: not source.primary)
    return (
        bid.id,
        bid.title,
        bid.round,
        bid.announced_on,
        bid.themes,
        bid.summary,
        to_pounds(bid.award_pence),
        bid.award_precision.value if bid.award_precision else None,
        to_pounds(bid.saving_pence),
        bid.saving_precision.value if bid.saving_precision else None,
        bid.saving_note,
        bid.kind.value,
        tuple(member.name for member in bid.leads),
        tuple(gss for member in bid.leads for gss in member.councils),
        tuple(member.name for member in bid.partners),
        tuple(dict.fromkeys(gss for member in bid.members for gss in member.councils)),
        bid.lead_basis,
        bid.lead_confidence.value if bid.lead_confidence else None,
        bid.may_be_led_by,
        bid.confidence.value,
        bid.check_note,
        tuple(source.url for source in sources),
        len(bid.outcomes),
    )


def _round_row(one: Round, catalogue: Catalogue) -> Row:
    named = sum_bids(catalogue, keep_matching(catalogue, MapState(round=one.id)))
    return (
        one.id,
        one.label,
        one.announced_on,
        one.bids_won,
        one.bids_funded,
        to_pounds(one.total_award_pence),
        to_pounds(one.saving_at_least_pence),
        one.local_authorities,
        one.other_partners,
        one.note,
        one.source_url,
        named.count,
        named.award.stated,
        named.saving.stated,
        to_pounds(named.award.pence),
    )
