"""Collect what the downloads of one view contain: bids, tables, file name and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.exports.records import announced_rounds_table, areas_table
from dashboard.query.filters import list_chosen
from dashboard.query.selection import choose_bids
from dashboard.words.bids import describe_title
from dashboard.words.headline import describe_headline
from dashboard.words.text import (
    COUNT_LABELS,
    MEASURE_LABELS,
    format_count,
    format_date,
    format_pounds,
    label_level,
)
from geodata.model.codes import CountRule, Measure
from geodata.model.levels import LEVELS
from geodata.model.published.rows import bids_table, members_table, outcomes_table, sources_table
from geodata.model.slugs import make_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.state import MapState
    from dashboard.query.view import MapView
    from geodata.model.published.awards import Bid
    from geodata.model.published.tables import Table

_MAX_SLUG: Final = 40
MOST_IN_FILE: Final = 20_000
"""Bids in one file, so that no reader's file takes a worker's memory or time from the others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice in force: its parameter, what it is called, and its value in words."""

    parameter: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the notes and the lines under it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """What the downloads of one view contain.

    Parameters
    ----------
    bids
        In full, read as they are asked for: the bids of the panel if an area, bid or partner is
        chosen, else all that the filters keep.
    choices
        The filters and the selection in force; empty for everything.
    """

    view: MapView
    catalogue: Catalogue
    bids: Sequence[Bid]
    choices: tuple[Choice, ...]
    site_url: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, the bids first."""
        return (
            bids_table(self.bids),
            areas_table(self.view, self.catalogue),
            members_table(self.bids),
            sources_table(self.bids),
            outcomes_table(self.bids),
            announced_rounds_table(self.catalogue),
        )

    @property
    def address(self) -> str:
        """Address of the page that shows this view."""
        return self.site_url + self.view.state.link()


def make_extract(view: MapView, catalogue: Catalogue, site_url: str = "") -> Extract:
    """Return what the downloads of ``view`` contain."""
    return Extract(
        view,
        catalogue,
        choose_bids(catalogue, view.state),
        describe_choices(view.state, catalogue),
        site_url,
    )


def describe_choices(state: MapState, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return the filters and the selection in words; what only changes the drawing is left out."""
    choices = [
        Choice(one.name, one.label, option.label) for one, option in list_chosen(state, catalogue)
    ]
    if state.area is not None:
        choices.append(Choice("area", "Bids of the area", catalogue.areas[state.area].name))
    if state.bid is not None:
        title = describe_title(catalogue.bid_by_id[state.bid])
        choices.append(Choice("bid", "Bid", f"{title} ({state.bid})"))
    if state.partner is not None:
        name = catalogue.partner_by_slug[state.partner].name
        choices.append(Choice("partner", "Bids of the partner", name))
    return tuple(choices)


def make_file_stem(extract: Extract, what: str, *, mapped: bool) -> str:
    """Return a file's name without its ending: what it holds, which filters, compiled when.

    Parameters
    ----------
    mapped
        Whether the file holds mapped values, so that level, measure and rule matter.
    """
    state, fund = extract.view.state, extract.catalogue.fund
    parts = [
        state.bid or "" if choice.parameter == "bid" else choice.words for choice in extract.choices
    ] or ["all"]
    if mapped:
        drawn = (
            (state.level, extract.catalogue.offered_levels[0]),
            (state.measure, Measure.AWARD),
            (state.count, CountRule.LEAD),
        )
        parts += [str(value) for value, usual in drawn if value is not usual]
    slugs = [make_slug(part)[:_MAX_SLUG].strip("-") for part in parts]
    named = [slug for slug in slugs if slug] or ["filtered"]
    return "-".join((make_slug(fund.short_title), what, *named, fund.compiled_on))


def describe_extract(extract: Extract) -> tuple[Section, ...]:
    """Return the notes that go with every file: what it is, how to read it, whose it is."""
    fund, state = extract.catalogue.fund, extract.view.state
    chosen = tuple(f"{choice.label}: {choice.words}" for choice in extract.choices)
    return (
        Section(
            fund.title,
            (
                describe_headline(extract.view, extract.catalogue),
                f"Data compiled {format_date(fund.compiled_on)}.",
                f"Version of the data: {extract.catalogue.version}.",
                f"The same view on the map: {extract.address}",
                "This is not a government service.",
            ),
        ),
        Section("Filters used", chosen or ("None: every bid that this map names.",)),
        Section(
            "Mapped values",
            (
                f"Measure: {MEASURE_LABELS[state.measure]}",
                f"Money counted: {_describe_rule(state.count)}",
                f"Areas: {label_level(state.level, extract.catalogue)}",
                "Choosing one area, bid or partner narrows every table but the areas.",
            ),
        ),
        Section("How much of the whole this is", _describe_coverage(extract)),
        Section(
            "How to read it",
            (
                "A blank cell means that no source states it. It is never zero.",
                "Outcomes of a wider programme or partnership are not the bid's own.",
                "Money is in pounds. A precision of at_least is a lower bound.",
                "An area with no bid named in our sources may still have won one.",
                "In CSV files an apostrophe stands before a text that might run as a formula.",
                f"{LEVELS[state.level].vintage} Lists are joined by semicolons.",
            ),
        ),
        Section("Licence of the facts", (fund.facts_licence,)),
        Section("Licence of the boundaries", (extract.catalogue.outlines.licence,)),
    )


def _describe_rule(count: CountRule) -> str:
    match count:
        case CountRule.LEAD:
            return f"{COUNT_LABELS[count]}: the whole award at the council that led"
        case CountRule.SHARED:
            return f"{COUNT_LABELS[count]} among the councils in the bid: a notional share"
        case CountRule.INVOLVED:
            return (
                f"{COUNT_LABELS[count]}: the full award at each, so areas overlap and do not add up"
            )


def _describe_coverage(extract: Extract) -> tuple[str, ...]:
    taken = extract.view.taken
    award, saved = taken.award, taken.saving.stated
    named = format_count(taken.count, "bid")
    lines = [
        f"{named} here, {award.stated:,} with an award stated and {saved:,} with a saving stated.",
        f"Awards stated here come to {'at least ' if award.at_least else ''}"
        f"{format_pounds(award.pence)}."
        if award.stated
        else "No source states an award for them.",
    ]
    whole = extract.view.reconciliation
    if not extract.choices and whole.announced_pence is not None and whole.won is not None:
        lines.append(
            f"Announced in all: {format_pounds(whole.announced_pence)} for "
            f"{format_count(whole.won, 'bid')}; the others are not named "
            "by the pages that could be found."
        )
    else:
        lines.append("Other bids that won may fit these filters: our sources do not name all.")
    return tuple(lines)
