"""The columns of an area under a view's measure and count rule."""

from __future__ import annotations

from typing import Final

from dashboard.query.view import AreaStatus
from geodata.model.codes import CountRule, Measure
from geodata.model.published.columns import NO_FIGURE, PLACE_COLUMNS, RESIDENTS, RESIDENTS_NOTE
from geodata.model.published.tables import Column, Kind

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
