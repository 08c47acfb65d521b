"""Write the text of a picture beside its map, from the view alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.parts.key import (
    KeyItem,
    describe_cautions,
    describe_key,
    describe_unit,
    list_key,
    list_marks,
)
from dashboard.parts.reconciliation import describe_coverage, render_strip
from dashboard.parts.static_html import to_text
from dashboard.pictures.view_code import encode_view, format_code
from dashboard.query.view import Fill
from dashboard.words.bids import (
    describe_lead,
    describe_member,
    describe_partner,
    describe_title,
    list_others,
)
from dashboard.words.choices import list_choices
from dashboard.words.headline import describe_headline, describe_sum
from dashboard.words.text import (
    LEVEL_NOUNS,
    describe_inferred,
    describe_place,
    describe_value,
    format_count,
    format_date,
    format_stated,
)
from geodata.model.codes import AREAS_OF, Body, CountRule

if TYPE_CHECKING:
    from dashboard.data.catalogue import Catalogue
    from dashboard.query.groups import BidGroup
    from dashboard.query.view import AreaValue, MapView
    from geodata.model.published.awards import Bid, Member

_MOST_ROWS: Final = 5
_MOST_NAMED: Final = 12
"""Councils of a group that are named in its row."""

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The words of a picture.

    Parameters
    ----------
    fund, headline, choices
        What the picture is of.
    key_title, key, marks, cautions
        How to read its map; ``marks`` are the outlines and lines of a partnership.
    list_title, rows
        The largest areas, or the bids of an area, or the members of a bid: name and figure.
    sums
        How the figures add up, and how many bids are named.
    sources
        Source, licence and date of the data.
    code
        The address or code of the same view.
    """

    fund: str
    headline: str
    choices: str
    key_title: str
    key: tuple[KeyItem, ...]
    marks: tuple[KeyItem, ...]
    cautions: tuple[str, ...]
    list_title: str
    rows: tuple[Row, ...]
    sums: tuple[str, ...]
    sources: tuple[str, ...]
    code: str


def read_facts(view: MapView, catalogue: Catalogue, site_url: str) -> PictureFacts:
    """Return the words of a view's picture.

    Parameters
    ----------
    site_url
        Public address of the site without a closing slash; may be empty.
    """
    fund = catalogue.fund
    title, rows = _list_rows(view, catalogue)
    return PictureFacts(
        fund=f"{fund.title}, {fund.years}",
        headline=describe_headline(view, catalogue),
        choices=" · ".join(_list_choices(view, catalogue)),
        key_title=describe_key(view),
        key=list_key(view),
        marks=_list_marks(view),
        cautions=_describe_cautions(view),
        list_title=title,
        rows=rows,
        sums=_describe_sums(view, catalogue),
        sources=describe_sources(catalogue),
        code=describe_code(view, catalogue, site_url) or "No view code: the search is too long.",
    )


def _list_choices(view: MapView, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the choices, and how many of the bids shown have an inferred lead."""
    choices = list_choices(view.state, catalogue)
    inferred = view.taken.leads_inferred
    return (*choices, describe_inferred(inferred)) if inferred else choices


def _describe_cautions(view: MapView) -> tuple[str, ...]:
    cautions = describe_cautions(view)
    faint = any(area.fill is Fill.FAINT for area in view.areas)
    if faint and view.state.draws_partnerships:
        return (*cautions, "Awards are drawn faintly, so the key leaves them out.")
    if faint:
        return (*cautions, "Areas that are not among those chosen are drawn faintly.")
    return cautions


def _describe_sums(view: MapView, catalogue: Catalogue) -> tuple[str, ...]:
    """Return how the figures add up; a sum in which no bid states a figure is left out.

    A bid and a body have a sum of their own, without England's beside it.
    """
    if view.bid is not None:
        return (_describe_own_sum(view.bid.bid),)
    if view.partner is not None:
        return (f"These bids won {describe_sum(view.taken)}.",)
    coverage = describe_coverage(view, catalogue)
    if not view.reconciliation.with_amount:
        return (coverage,)
    return (to_text(render_strip(view, catalogue)[0]), coverage)


def _describe_own_sum(bid: Bid) -> str:
    award = format_stated(bid.award_pence, bid.award_precision)
    saving = format_stated(bid.saving_pence, bid.saving_precision)
    return f"Award: {award}. Saving expected: {saving}."


def describe_sources(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the source, licence and date that every picture and embedded map shows."""
    return (
        (
            f"Source: public pages named with each bid; data compiled "
            f"{format_date(catalogue.fund.compiled_on)}, version {catalogue.version}. "
            f"Council areas of {AREAS_OF}."
        ),
        f"{catalogue.outlines.attribution}. Not a government service.",
    )


def describe_code(view: MapView, catalogue: Catalogue, site_url: str) -> str | None:
    """Return the address that opens a view by its code, or ``None`` if it has no code.

    The address is short where the site's own is known, else its path alone.
    """
    code = encode_view(view.state, catalogue)
    if code is None:
        return None
    host = site_url.partition("://")[2]
    path = f"/v/{format_code(code)}"
    return f"Open this view: {host}{path}" if host else f"View code: {site_url}{path}"


def _list_marks(view: MapView) -> tuple[KeyItem, ...]:
    marks = list_marks(view)
    if view.bid is None and view.highlighted:
        return (KeyItem("k-chosen", "Chosen", len(view.highlighted)), *marks)
    return marks


def _list_rows(view: MapView, catalogue: Catalogue) -> tuple[str, tuple[Row, ...]]:
    if view.bid is not None:
        bid = view.bid.bid
        role = "Lead, inferred" if bid.lead_inferred else "Lead"
        rows = [(describe_member(member), role) for member in bid.leads]
        partners = sorted(bid.partners, key=lambda member: not member.councils)
        rows += [(_describe_partner(member, bid, catalogue), "Partner") for member in partners]
        return f"Who takes part: {_count_members(view)}", _shorten(rows, len(rows))
    if view.area is not None or view.partner is not None:
        return "Bids", _list_bids(view.taken)
    if view.compared:
        return "Compared", tuple(
            (one.area.name, describe_value(one.value, view.state.measure)) for one in view.compared
        )
    ranked = view.ranked()[:_MOST_ROWS]
    return "Largest on the map", tuple(
        (
            f"{area.name}{_describe_reach(area, view, catalogue)}",
            describe_value(area, view.state.measure),
        )
        for area in ranked
    )


def _describe_partner(member: Member, bid: Bid, catalogue: Catalogue) -> str:
    """Return a partner's name; after that of a group its councils, if there is room for them."""
    name, others = describe_partner(member, bid), list_others(member, bid)
    if member.body is not Body.COUNCIL_GROUP or not 0 < len(others) <= _MOST_NAMED:
        return name
    return f"{name}: {', '.join(sorted(catalogue.areas[gss].name for gss in others))}"


def _count_members(view: MapView) -> str:
    """Return how many councils lead and how many are partners, counted as on the map."""
    members = view.members
    parts = [
        format_count(len(members.leads), "lead council"),
        format_count(len(members.partners), "partner council"),
    ]
    if members.off_map:
        parts.append(f"{len(members.off_map)} not on the map")
    return ", ".join(parts)


def _describe_reach(area: AreaValue, view: MapView, catalogue: Catalogue) -> str:
    """Return for how many councils an area's bids were won, where that is more than one.

    The whole award is placed at the lead. Empty where the view does not hold every bid.
    """
    state, bids = view.state, view.bids
    if state.count is not CountRule.LEAD or bids.count > len(bids.first):
        return ""
    councils = {
        gss
        for bid in bids.first
        if any(
            catalogue.parent_at(lead, state.level) == area.gss
            for member in bid.leads
            for lead in member.councils
        )
        for member in bid.members
        for gss in member.councils
    }
    return f", for {len(councils)} councils" if len(councils) > 1 else ""


def _bid_row(bid: Bid) -> Row:
    title = describe_title(bid)
    lead = "" if not bid.leads or not bid.title else f", led by {describe_lead(bid)}"
    stated = format_stated(bid.award_pence, bid.award_precision)
    return f"{title}{lead}", stated[:1].upper() + stated[1:]


def _list_bids(bids: BidGroup) -> tuple[Row, ...]:
    return _shorten([_bid_row(bid) for bid in bids.first[:_MOST_ROWS]], bids.count)


def _shorten(rows: list[Row], count: int) -> tuple[Row, ...]:
    """Return the first of ``count`` rows, and how many more there are."""
    if count <= _MOST_ROWS:
        return tuple(rows)
    kept = rows[: _MOST_ROWS - 1]
    return (*kept, (f"and {count - len(kept):,} more", ""))


def describe_alt(view: MapView, catalogue: Catalogue) -> str:
    """Return what a picture shows for readers who cannot see it: map, headline, numbers."""
    state = view.state
    place = describe_place(catalogue.areas[state.region]) if state.region else "England"
    counts = "; ".join(
        f"{item.label}: {format_count(item.number, item.noun)}"
        for item in (*list_key(view), *list_marks(view))
    )
    kind = LEVEL_NOUNS[state.level]
    return (
        f"Map of {place} by {kind}. {describe_headline(view, catalogue)} "
        f"{describe_unit(state.measure)}. {counts}."
    )
