"""Bids in the form of the 360Giving data standard, version 1.4.

The standard asks for an amount, a date and a recipient of each grant. A bid whose sources do not
state one of these is left out and named in the description: an amount is never made up, and never
zero. `geodata.model.grants` says how a grant is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.exports.extract import Extract, make_file_stem
from dashboard.words.bids import describe_title
from dashboard.words.text import format_count
from geodata.model.codes import Kind, Precision
from geodata.model.grants import (
    VERSION,
    Document,
    Grant,
    Label,
    Organisation,
    Place,
    describe_outcome,
    write_grant,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboard.data.catalogue import Catalogue
    from geodata.model.grants import Json
    from geodata.model.published.awards import Bid

_PRECISIONS: Final = {
    Precision.EXACT: "Stated exactly by the source",
    Precision.ROUNDED: "Rounded by the source",
    Precision.AT_LEAST: "Lower bound: the source says “at least” or “more than”",
}


@dataclass(frozen=True, slots=True)
class GrantSplit:
    """Bids that the standard can hold, and why it cannot hold the others."""

    given: tuple[Bid, ...]
    left_out: tuple[tuple[str, str], ...]


def split_grants(bids: Iterable[Bid], undated: frozenset[str] = frozenset()) -> GrantSplit:
    """Separate bids that state amount, date and recipient from those that do not, in their order.

    Parameters
    ----------
    undated
        Rounds of which no day is stated: a bid of one must state its own.
    """
    given, left_out = [], []
    for bid in bids:
        reason = _find_obstacle(bid, undated)
        if reason is None:
            given.append(bid)
        else:
            left_out.append((bid.id, reason))
    return GrantSplit(tuple(given), tuple(left_out))


def _find_obstacle(bid: Bid, undated: frozenset[str]) -> str | None:
    """Return why the standard cannot hold a bid; ``None`` if it can."""
    if bid.kind is not Kind.GRANT:
        return "no grant was given"
    if bid.award_pence is None:
        return "no award stated"
    if not bid.leads:
        return "no recipient stated"
    if bid.announced_on is None and (bid.round is None or bid.round in undated):
        return "no date stated"
    return None


def write_grants(extract: Extract) -> str:
    """Return a 360Giving package of the extract's bids as JSON text.

    Raises
    ------
    ValueError
        If no bid can be given: the standard allows no empty package.
    """
    split = split_grants(extract.bids, extract.catalogue.undated_rounds)
    if not split.given:
        msg = "no bid of this view states amount, date and recipient: the package would be empty"
        raise ValueError(msg)
    fund = extract.catalogue.fund
    filters = "; ".join(f"{choice.label}: {choice.words}" for choice in extract.choices)
    stem = make_file_stem(extract, "grants", mapped=False)
    package: dict[str, Any] = {
        "version": VERSION,
        "title": f"{fund.title}, {filters or 'every bid that can be given'}",
        "description": " ".join(_describe_package(extract, split)),
        "issued": fund.compiled_on,
        "modified": f"{fund.compiled_on}T00:00:00Z",
        "identifier": f"{stem}-{extract.catalogue.version}",
        "publisher": {"name": f"{fund.title} map (not a government service)"},
        "grants": [_write_grant(bid, extract.catalogue) for bid in split.given],
    }
    if "://" in extract.site_url:
        package["publisher"]["website"] = extract.site_url
        package["accessURL"] = extract.address
    return json.dumps(package, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _describe_package(extract: Extract, split: GrantSplit) -> tuple[str, ...]:
    lines = [
        extract.catalogue.fund.description.strip(),
        f"{format_count(len(split.given), 'grant')} here.",
    ]
    if split.left_out:
        named = ", ".join(f"{bid_id} ({reason})" for bid_id, reason in split.left_out)
        lines.append(
            f"{format_count(len(split.left_out), 'bid')} of the same view left out, because the "
            f"standard asks for an amount, a date and a recipient: {named}."
        )
    lines.append(
        "The recipient is the lead, which may have shared the money with its partners. The award "
        "date is the day on which the winners were announced. A council's "
        "identifier is that of the register GB-LAE. Other identifiers are this project's own: "
        "neither it nor its references are registered with 360Giving."
    )
    lines.append(extract.catalogue.fund.facts_licence)
    lines.append(f"Codes and names of areas: {extract.catalogue.outlines.licence}")
    return tuple(lines)


def _write_grant(bid: Bid, catalogue: Catalogue) -> dict[str, Json]:
    fund = catalogue.fund
    announced = bid.announced_on or catalogue.round_by_id[bid.round or ""].announced_on
    sources = sorted(bid.sources, key=lambda source: not source.primary)
    codes = dict.fromkeys(gss for member in bid.members for gss in member.councils)
    return write_grant(
        Grant(
            id=bid.id,
            title=describe_title(bid),
            description=bid.summary,
            pence=bid.award_pence or 0,
            awarded_on=announced or "",
            recipients=tuple(Organisation(each.name, each.gss or "") for each in bid.leads),
            funder=fund.funder,
            programme=Label("", bid.round or fund.short_title, fund.title),
            places=tuple(Place(gss, catalogue.areas[gss].name) for gss in codes),
            labels=tuple(_labels(bid, catalogue)),
            documents=(
                *(Document(one.publisher, one.url, one.states or "") for one in sources),
                *(
                    describe_outcome(one.publisher, one.url, one.scope, one.outcome)
                    for one in bid.outcomes
                ),
            ),
            modified_on=fund.compiled_on,
        )
    )


def _labels(bid: Bid, catalogue: Catalogue) -> Iterator[Label]:
    for theme in bid.themes:
        yield Label("Themes of this map", theme, catalogue.theme_by_id[theme].label)
    if bid.lead_inferred:
        yield Label("Recipient", "inferred", "Lead inferred: no source states it outright")
    if bid.award_precision is not None:
        how = bid.award_precision
        yield Label("Precision of the amount", how.value, _PRECISIONS[how])
