"""The columns of each published table: name, kind, meaning, and what a blank means."""

from __future__ import annotations

from typing import Final

from geodata.model.codes import (
    AREAS_OF,
    Body,
    Confidence,
    CountRule,
    Level,
    Precision,
    Role,
    Scope,
    Tier,
)
from geodata.model.codes import Kind as Grant
from geodata.model.published.tables import Column, Kind

_NOT_STATED: Final = "not stated by any source"
NO_FIGURE: Final = "not stated by any source; never zero"
_PRECISIONS: Final = tuple(Precision)
_BID_ID: Final = Column("bid_id", Kind.TEXT, "The bid, as in the other tables.")

BID_COLUMNS: Final = (
    Column("bid_id", Kind.TEXT, "This project's own reference for the bid."),
    Column("title", Kind.TEXT, "Title of the bid, as a source gives it.", "no title stated"),
    Column("round", Kind.TEXT, "Round in which it won.", _NOT_STATED),
    Column("announced_on", Kind.DATE, "Day on which it was announced.", _NOT_STATED),
    Column("themes", Kind.LIST, "What it is about, from a closed list.", "not described"),
    Column("summary", Kind.TEXT, "What it set out to do, in this project's words."),
    Column("award_gbp", Kind.POUNDS, "Money awarded.", NO_FIGURE),
    Column(
        "award_precision",
        Kind.TEXT,
        "How the source states the award: exact, rounded, or a lower bound.",
        "no award stated",
        _PRECISIONS,
    ),
    Column("saving_gbp", Kind.POUNDS, "Saving that was expected.", NO_FIGURE),
    Column(
        "saving_precision",
        Kind.TEXT,
        "How the source states the saving: exact, rounded, or a lower bound.",
        "no saving stated",
        _PRECISIONS,
    ),
    Column(
        "saving_note",
        Kind.TEXT,
        "Period and basis of the saving, and sayings that are not counted.",
        "nothing to add",
    ),
    Column("kind", Kind.TEXT, "What was given.", values=tuple(Grant)),
    Column("leads", Kind.LIST, "Who led, as the source writes it.", "lead not stated"),
    Column("lead_gss", Kind.LIST, "Codes of the councils that led.", "no council led"),
    Column("partners", Kind.LIST, "Who else took part, as written.", "no partner named"),
    Column(
        "council_gss",
        Kind.LIST,
        "Codes of every council that led or took part, named groups opened.",
        "no council named",
    ),
    Column("lead_basis", Kind.TEXT, "Why the lead is taken to be the lead."),
    Column(
        "lead_confidence",
        Kind.TEXT,
        "Whether sources state who led, or it was inferred.",
        "lead not stated",
        tuple(Confidence),
    ),
    Column(
        "may_be_led_by_gss",
        Kind.LIST,
        "Codes of partners that may have led it in the lead's place.",
        "none known",
    ),
    Column(
        "confidence",
        Kind.TEXT,
        "Whether sources state this, or some of it was inferred.",
        values=tuple(Confidence),
    ),
    Column("check_note", Kind.TEXT, "Doubts, and conflicts between sources.", "none known"),
    Column("source_urls", Kind.LIST, "Pages that name it, the one it rests on first."),
    Column("outcomes_known", Kind.WHOLE, "How many rows the table of outcomes has for it."),
)
MEMBER_COLUMNS: Final = (
    _BID_ID,
    Column("role", Kind.TEXT, "Whether it led or took part.", values=tuple(Role)),
    Column("name", Kind.TEXT, "The organisation, as the source writes it."),
    Column("gss", Kind.TEXT, f"Its area's code of {AREAS_OF}.", "not one council"),
    Column("body", Kind.TEXT, "What kind of organisation it is.", values=tuple(Body)),
    Column("group", Kind.TEXT, "Group of known councils that it stands for.", "not such a group"),
    Column(
        "organisations",
        Kind.WHOLE,
        "How many organisations the source says it is.",
        "one, or a number that is not stated",
    ),
    Column("note", Kind.TEXT, "Remark on the name.", "none"),
    Column(
        "councils",
        Kind.LIST,
        "Codes of the councils it stands for on the map.",
        "listed, never mapped",
    ),
)
SOURCE_COLUMNS: Final = (
    _BID_ID,
    Column("url", Kind.ADDRESS, "The page."),
    Column("publisher", Kind.TEXT, "Who publishes it."),
    Column("states", Kind.TEXT, "What it states.", "what it adds was not recorded"),
    Column("primary", Kind.YES_NO, "Whether the bid's row rests on this page."),
)
OUTCOME_COLUMNS: Final = (
    _BID_ID,
    Column("outcome", Kind.TEXT, "What a page says came of it, in this project's words."),
    Column(
        "scope",
        Kind.TEXT,
        "Of what the outcome speaks: the project that the award paid for, a wider programme, or "
        "the councils' partnership. Only the first is the bid's own.",
        values=tuple(Scope),
    ),
    Column("scope_note", Kind.TEXT, "The same in a sentence."),
    Column("as_of", Kind.TEXT, "Year of which it speaks.", _NOT_STATED),
    Column("url", Kind.ADDRESS, "The page."),
    Column("publisher", Kind.TEXT, "Who publishes it."),
    Column("doubt", Kind.TEXT, "What is doubtful about it.", "none known"),
)
ROUND_COLUMNS: Final = (
    Column("round", Kind.TEXT, "The round's reference."),
    Column("label", Kind.TEXT, "What the page calls it."),
    Column("announced_on", Kind.DATE, "Day on which its winners were announced."),
    Column("bids_won", Kind.WHOLE, "Winning bids, as announced.", NO_FIGURE),
    Column("bids_funded", Kind.WHOLE, "Winning bids that got money, as announced.", NO_FIGURE),
    Column("total_award_gbp", Kind.POUNDS, "Money awarded, as announced.", NO_FIGURE),
    Column(
        "saving_at_least_gbp",
        Kind.POUNDS,
        "Lower bound of the saving expected, as announced.",
        NO_FIGURE,
    ),
    Column("local_authorities", Kind.WHOLE, "Local authorities, as announced.", NO_FIGURE),
    Column("other_partners", Kind.WHOLE, "Other partners, as announced.", NO_FIGURE),
    Column("note", Kind.TEXT, "Doubts, and conflicts between sources.", "none known"),
    Column("source_url", Kind.ADDRESS, "The page that announces it."),
    Column("named_bids", Kind.WHOLE, "Bids of the round that this map names."),
    Column("named_bids_with_award", Kind.WHOLE, "Of these, how many have an award stated."),
    Column("named_bids_with_saving", Kind.WHOLE, "Of these, how many have a saving stated."),
    Column("itemised_award_gbp", Kind.POUNDS, "Sum of the awards stated for the named bids."),
)
PLACE_COLUMNS: Final = (
    Column("gss", Kind.TEXT, "The area's code."),
    Column("name", Kind.TEXT, "The area's name."),
    Column(
        "tier",
        Kind.TEXT,
        "What sort of area it is.",
        values=tuple(tier.name.lower() for tier in Tier),
    ),
    Column("county_gss", Kind.TEXT, "The county it lies in.", "in no county"),
    Column("region_gss", Kind.TEXT, "The region it lies in.", "is a region"),
    Column(
        "combined_authority_gss",
        Kind.TEXT,
        f"The combined authority of {AREAS_OF} it lies in.",
        "in none",
    ),
    Column("level", Kind.TEXT, "Which set of areas it belongs to.", values=tuple(Level)),
)
RESIDENTS: Final = Column("residents", Kind.WHOLE, "People who lived in the area in mid-2014.")
RESIDENTS_NOTE: Final = Column(
    "residents_note", Kind.TEXT, "What to know of figures per resident.", "nothing to add"
)
LANDING_COLUMNS: Final = (
    Column("level", Kind.TEXT, "Which set of areas the area belongs to.", values=tuple(Level)),
    Column(
        "gss",
        Kind.TEXT,
        "The area, or a county council whose money is counted beside the areas of this level.",
    ),
    _BID_ID,
    Column("led", Kind.YES_NO, "Whether a council of the area led the bid."),
    *(
        Column(f"{rule}_{figure}_gbp", Kind.POUNDS, f"{counted}: the {figure} of the area.", blank)
        for rule, counted, blank in (
            (
                CountRule.LEAD,
                "Whole at the lead",
                "did not lead, or not stated",
            ),
            (CountRule.SHARED, "Shared equally among the councils", NO_FIGURE),
            (CountRule.INVOLVED, "Whole at each council, which does not add up", NO_FIGURE),
        )
        for figure in ("award", "saving")
    ),
)
