"""The row of an area, or of each area of a view, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.query.selection import keep_matching
from dashboard.query.view import AreaStatus, AreaValue
from geodata.model.codes import CountRule, Level, Measure
from geodata.model.published.columns import NO_FIGURE, PLACE_COLUMNS, RESIDENTS, RESIDENTS_NOTE
from geodata.model.published.rows import NAMED_BIDS, rounds_table
from geodata.model.published.tables import Column, Kind, Row, Table, Value, to_pounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.state import MapState
    from dashboard.query.view import AreaDetail, MapView

MOST_COUNTED: Final = 5_000
"""Bids of a view whose areas are named with the ids of their bids."""

Named = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids of the bids counted in an area, and of those only joined."""

_MANY: Final = "none, or more than 5,000 bids in all: their number says which"

AREA_COLUMNS: Final = (
    *PLACE_COLUMNS,
    Column("measure", Kind.TEXT, "What the value is.", values=tuple(Measure)),
    Column("count", Kind.TEXT, "How a bid's money lands on areas.", values=tuple(CountRule)),
    Column(
        "status",
        Kind.TEXT,
        "amount: it has a value; not-stated: it won, the figure is not stated; partner-only: "
        "councils here took part and others are counted; through-county: only its county council "
        "is counted, beside it; none-named: no bid named in our sources, "
        "which does not mean that it won nothing.",
        values=tuple(status for status in AreaStatus if status is not AreaStatus.OUTSIDE),
    ),
    Column(
        "value",
        Kind.NUMBER,
        "The mapped value: pounds for award and saving, pounds saved for each pound awarded for "
        "ratio, a count for bids, pounds for each resident.",
        "no value: see status; never zero",
    ),
    Column("award_gbp", Kind.POUNDS, "Sum of the awards counted here.", NO_FIGURE),
    Column("saving_gbp", Kind.POUNDS, "Sum of the savings counted here.", NO_FIGURE),
    RESIDENTS,
    Column(
        "award_per_resident_gbp",
        Kind.NUMBER,
        "Sum of the awards counted here in pounds, each divided by the residents of every area of "
        "the level that it is known to reach; equal shares by the residents of this area.",
        NO_FIGURE,
    ),
    RESIDENTS_NOTE,
    Column(
        "awards_with_unnamed_groups",
        Kind.WHOLE,
        "Counted awards that went to a group whose members no source names, too: figures per "
        "resident leave its residents out.",
    ),
    Column("bids_counted", Kind.WHOLE, "Bids that are counted here."),
    Column("bids_joined", Kind.WHOLE, "Bids in which a council here takes part, not counted here."),
    Column("bids_without_figure", Kind.WHOLE, "Counted bids that state no figure for the measure."),
    Column("leads_inferred", Kind.WHOLE, "Counted bids whose lead was inferred."),
    Column("outcomes_known", Kind.WHOLE, "Counted bids of which it is known what came."),
    Column("at_least", Kind.YES_NO, "Whether the value is a lower bound."),
    Column(
        "through_county_gss",
        Kind.LIST,
        "County councils over a district whose bids are counted beside it, never in its value.",
    ),
    Column(
        "through_county_award_gbp",
        Kind.POUNDS,
        "Sum of the awards of those county councils.",
        "no county council has one, or none is stated",
    ),
    Column("counted_bid_ids", Kind.LIST, "The bids counted here.", _MANY),
    Column("joined_bid_ids", Kind.LIST, "The bids only joined.", _MANY),
)


def announced_rounds_table(catalogue: Catalogue) -> Table:
    """Return every announced round, with how much of it this map can itemise; never filtered."""
    named = {own: sums for own, *sums in catalogue.store.ask(NAMED_BIDS)}
    return rounds_table(catalogue.rounds, named)


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

    Empty where there are more bids than one cell of a table can name.
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
