"""Describe in words what an import would change, or changed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from geodata.importing.tables.comparing import Outcome, lead_and_round, lead_of
from geodata.importing.tables.likeness import are_alike
from geodata.model.codes import Body
from geodata.model.money import format_pence
from geodata.tables.cell_rules import parse_pence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geodata.awards.texts import BidText, TablesText
    from geodata.importing.rows.gathering import Draft, Gathering
    from geodata.importing.tables.comparing import Finding

NO_PAGE: Final = (
    "Nothing can be written yet: no page is named that publishes the list. Give --url, or url "
    "under [settings] of the mapping\n"
)
_MOST_COMPARED: Final = 200
_NO_PLACE: Final = "without a place on the map"
_NOT_EXPLAINED: Final = frozenset({Outcome.NEW, Outcome.SAME, Outcome.SKIPPED})


def describe_import(
    gathering: Gathering,
    findings: Sequence[Finding],
    before: TablesText,
    after: TablesText,
    most: int | None,
) -> str:
    """Return the report: rows by outcome, leads placed and not, what is not settled, and sums.

    Parameters
    ----------
    most
        How many of a kind are listed; None lists all.
    """
    counts = Counter(found.outcome for found in findings)
    outcomes = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    rows = "1 row" if len(findings) == 1 else f"{len(findings):,} rows"
    lines = [f"{rows} read: {outcomes or 'none holds an award'}"]
    lines += _few("  note: ", gathering.notes, most)
    leads = _leads_by_place(findings)
    shares = [f"{len(found):,} {words} ({_sum(found)})" for words, found in leads.items() if found]
    lines += [f"Leads: {', '.join(shares)}"] if shares else []
    sections = {
        f"Leads {_NO_PLACE} (if one is a council, say which under [names])": [
            _place(draft) for draft in leads[_NO_PLACE]
        ],
        **{
            str(outcome).capitalize(): [_explain(f) for f in findings if f.outcome is outcome]
            for outcome in Outcome
            if outcome not in _NOT_EXPLAINED
        },
        "Names that are not settled (say what they are under [names])": _names(findings),
        "Cells to look at": [
            f"{f.draft.place}: {doubt}" for f in findings for doubt in f.draft.doubts
        ],
        'Rows that are alike, all kept (if two are one, "row 12" = "skip" under [decisions])': list(
            _alike(findings)
        ),
    }
    for heading, listed in sections.items():
        lines += [f"{heading}:", *_few("  ", listed, most)] if listed else []
    lines += _sums_of_file(gathering, findings)
    sums = tuple(_sums(before, after)) or ("no bids",)
    lines += ["Sums after this import:", *(f"  {line}" for line in sums)]
    return "\n".join(lines) + "\n"


def _few(start: str, lines: Sequence[str], most: int | None) -> list[str]:
    """Return the first lines of a kind, and how many more there are."""
    shown = [f"{start}{line}" for line in lines[:most]]
    more = len(lines) - len(shown)
    return [*shown, f"{start}and {more:,} more; --all lists them"] if more else shown


def _leads_by_place(findings: Sequence[Finding]) -> dict[str, list[Draft]]:
    """Return the rows by where their lead has its place, in words."""
    placed, shared, asked = "placed", "shared over several councils", "asked"
    leads: dict[str, list[Draft]] = {words: [] for words in (placed, shared, asked, _NO_PLACE)}
    for draft in (found.draft for found in findings if found.outcome is not Outcome.SKIPPED):
        lead = lead_of(draft.award)
        if lead is not None and any(name.text == lead.name for name in draft.unsettled):
            leads[asked].append(draft)
        elif lead is not None and (lead.gss_code or lead.group_id):
            leads[placed].append(draft)
        elif any(m.body == Body.COUNCIL_GROUP for m in draft.award.members):
            leads[shared].append(draft)
        elif draft.award.members:
            leads[_NO_PLACE].append(draft)
    return leads


def _place(draft: Draft) -> str:
    lead = lead_of(draft.award)
    amount = draft.award.bid.award_gbp
    stated = format_pence(parse_pence(amount)) if amount else "amount not stated"
    return f"{draft.place}: {lead.name if lead else 'no lead'}, {stated}"


def _stated(bids: Iterable[BidText]) -> list[int]:
    """Return the awards that bids state, in pence."""
    return [parse_pence(bid.award_gbp) for bid in bids if bid.award_gbp]


def _sum(drafts: Sequence[Draft]) -> str:
    stated = _stated(draft.award.bid for draft in drafts)
    return format_pence(sum(stated)) if stated else "no amount stated"


def _sums_of_file(gathering: Gathering, findings: Sequence[Finding]) -> list[str]:
    """Return what the rows of the file add up to, beside what its own last total says."""
    if not findings:
        return []
    drafts = [found.draft for found in findings]
    lines = [f"Sum of the file: {_sum(drafts)} in {len(drafts):,} awards"]
    held = [found.draft for found in findings if found.award is None]
    if held and len(held) < len(drafts):
        lines[0] += f", of which {_sum(held)} in {len(held):,} would not be written by this import"
    if gathering.total is not None:
        apart = abs(gathering.total - sum(_stated(draft.award.bid for draft in drafts)))
        agrees = f"{format_pence(apart)} apart" if apart else "the same"
        lines.append(f"Its own last total says {format_pence(gathering.total)}: {agrees}")
    return lines


def _explain(found: Finding) -> str:
    place = f"{found.draft.place}{f' is {found.bid_id}' if found.bid_id else ''}"
    parts = [
        found.why,
        f"adds {', '.join(found.filled)}" if found.filled else "",
        *(
            f"{each.field}: the tables state {each.ours}, the file {each.theirs}; both kept"
            for each in found.differences
        ),
        "noted before" if found.outcome is Outcome.CONFLICT and found.award is None else "",
    ]
    return f"{place}: {'; '.join(filter(None, parts))}"


def _names(findings: Sequence[Finding]) -> list[str]:
    """Return every name that is not settled, once, with its rows and what it may be."""
    places: dict[str, list[str]] = {}
    reasons: dict[str, str] = {}
    for found in findings:
        for name in found.draft.unsettled:
            places.setdefault(name.text, []).append(found.draft.place)
            likely = f"perhaps {', '.join(name.suggestions)}" if name.suggestions else ""
            reasons[name.text] = "; ".join(filter(None, (name.reason, likely)))
    return [
        f"{name!r} ({', '.join(where[:3])}{' and more' if where[3:] else ''}): {reasons[name]}"
        for name, where in places.items()
    ]


def _alike(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield pairs of rows of one lead and round whose titles are alike, with both amounts."""
    seen: dict[tuple[str, str], list[Draft]] = {}
    for found in findings:
        if found.outcome in {Outcome.DUPLICATE, Outcome.SKIPPED}:
            continue
        draft = found.draft
        others = seen.setdefault(lead_and_round(draft.award), [])
        for other in others[:_MOST_COMPARED]:
            if _may_be_one(draft, other):
                yield f"{_titled(other)} and {_titled(draft)}"
        others.append(draft)


def _may_be_one(draft: Draft, other: Draft) -> bool:
    one, two = draft.award.bid.title, other.award.bid.title
    bare = [re.sub(r"\d+", "", each) for each in (one, two)]
    return are_alike(one, two) or (all(bare) and are_alike(*bare))


def _titled(draft: Draft) -> str:
    return f"{_place(draft)} ({draft.award.bid.title[:60]!r})"


def _sums(before: TablesText, after: TablesText) -> Iterator[str]:
    was = Counter(award.bid.round for award in before.awards)
    for each in after.rounds:
        bids = [award.bid for award in after.awards if award.bid.round == each.round]
        total = sum(_stated(bids))
        announced = parse_pence(each.total_award_gbp) if each.total_award_gbp else None
        of_won = f" of {each.bids_won} announced" if each.bids_won else ""
        line = f"{each.label}: {was[each.round]} bids before, {len(bids)} now{of_won}; "
        line += _describe_awards(bids)
        if announced is not None:
            line += f" of {format_pence(announced)} announced"
            if total > announced:
                line += f" - MORE THAN ANNOUNCED by {format_pence(total - announced)}"
        if each.bids_won and len(bids) > int(each.bids_won):
            line += f" - MORE BIDS THAN ANNOUNCED by {len(bids) - int(each.bids_won)}"
        yield line
    without = [award.bid for award in after.awards if not award.bid.round]
    if without:
        counts = f"{was['']} bids before, {len(without)} now"
        yield f"round not stated: {counts}; {_describe_awards(without)}"


def _describe_awards(bids: Sequence[BidText]) -> str:
    stated = _stated(bids)
    return f"awards {format_pence(sum(stated))}" if stated else "no award stated"
