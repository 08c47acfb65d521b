"""Say in plain words what an import would do, or did."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from geodata.importing.comparing import Outcome
from geodata.tables.cell_rules import parse_pence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.awards.texts import TablesText
    from geodata.importing.comparing import Finding
    from geodata.importing.gathering import Gathering

_MOST_SHOWN: Final = 20
_EXPLAINED: Final = (
    Outcome.CHANGED,
    Outcome.CONFLICT,
    Outcome.DUPLICATE,
    Outcome.UNCLEAR,
    Outcome.HELD,
)


def describe_import(
    gathering: Gathering, findings: Sequence[Finding], before: TablesText, after: TablesText
) -> str:
    """Return the report: rows by outcome, what is not settled, and sums by round."""
    counts = Counter(found.outcome for found in findings)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    lines = [f"{len(findings)} rows read: {told or 'none holds an award'}"]
    lines += _few("  note: ", gathering.notes)
    for outcome in _EXPLAINED:
        chosen = [found for found in findings if found.outcome is outcome]
        if chosen:
            lines.append(f"{str(outcome).capitalize()}:")
            lines += _few("  ", [_explain(found) for found in chosen])
    lines += _names(findings)
    doubts = [f"{found.draft.place}: {doubt}" for found in findings for doubt in found.draft.doubts]
    if doubts:
        lines += ["Cells that could not be read:", *_few("  ", doubts)]
    alike = list(_alike(findings))
    if alike:
        lines += ["New rows with the same lead, title and award:", *_few("  ", alike)]
    lines += ["Sums after this import:", *(f"  {line}" for line in _sums(before, after))]
    return "\n".join(lines) + "\n"


def _explain(found: Finding) -> str:
    place = f"{found.draft.place}{f' is {found.bid_id}' if found.bid_id else ''}"
    parts = []
    if found.why:
        parts.append(found.why)
    if found.filled:
        parts.append(f"adds {', '.join(found.filled)}")
    parts += [
        f"{each.field}: the tables state {each.ours}, the file {each.theirs}; both kept"
        for each in found.differences
    ]
    if found.outcome is Outcome.CONFLICT and found.award is None:
        parts.append("noted before")
    return f"{place}: {'; '.join(parts)}"


def _names(findings: Sequence[Finding]) -> list[str]:
    """Return every name that is not settled, once, with what it may be and where it stands."""
    places: dict[str, list[str]] = {}
    told: dict[str, str] = {}
    for found in findings:
        for name in found.draft.unsettled:
            places.setdefault(name.text, []).append(found.draft.place)
            likely = ", ".join(name.suggestions)
            told[name.text] = "; ".join(
                filter(None, (name.reason, f"perhaps {likely}" if likely else ""))
            )
    if not places:
        return []
    lines = [
        f"{name!r} ({', '.join(where[:3])}{' and more' if len(where) > 3 else ''}): {told[name]}"  # noqa: PLR2004
        for name, where in places.items()
    ]
    return ["Names that are not settled (say what they are under [names]):", *_few("  ", lines)]


def _alike(findings: Sequence[Finding]) -> Iterator[str]:
    seen: dict[tuple[str, ...], str] = {}
    for found in findings:
        if found.outcome is not Outcome.NEW:
            continue
        bid = found.draft.award.bid
        leads = [member.name for member in found.draft.award.members if member.role == "lead"]
        key = (bid.title.casefold(), bid.award_gbp, bid.announced_on, *leads)
        if bid.title and key in seen:
            yield f"{found.draft.place} and {seen[key]}: {', '.join(leads)}, {bid.title[:60]!r}"
        seen.setdefault(key, found.draft.place)


def _sums(before: TablesText, after: TablesText) -> Iterator[str]:
    was = Counter(award.bid.round for award in before.awards)
    for each in after.rounds:
        bids = [award.bid for award in after.awards if award.bid.round == each.round]
        stated = [parse_pence(bid.award_gbp) for bid in bids if bid.award_gbp]
        announced = parse_pence(each.total_award_gbp) if each.total_award_gbp else None
        of_won = f" of {each.bids_won} announced" if each.bids_won else ""
        line = f"{each.label}: {was[each.round]} bids before, {len(bids)} now{of_won}; "
        line += f"awards {_pounds(sum(stated))}" if stated else "no award stated"
        if announced is not None:
            line += f" of {_pounds(announced)} announced"
            if sum(stated) > announced:
                line += f" - MORE THAN ANNOUNCED by {_pounds(sum(stated) - announced)}"
        if each.bids_won and len(bids) > int(each.bids_won):
            line += f" - MORE BIDS THAN ANNOUNCED by {len(bids) - int(each.bids_won)}"
        yield line
    without = [award for award in after.awards if not award.bid.round]
    if without:
        yield f"round not stated: {was['']} bids before, {len(without)} now"


def _pounds(pence: int) -> str:
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}" + (f".{rest:02}" if rest else "")


def _few(start: str, lines: Sequence[str]) -> list[str]:
    shown = [f"{start}{line}" for line in lines[:_MOST_SHOWN]]
    more = len(lines) - _MOST_SHOWN
    return [*shown, f"{start}and {more:,} more"] if more > 0 else shown
