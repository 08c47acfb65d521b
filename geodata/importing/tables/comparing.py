"""Compare the awards of a file with the tables: new, changed, equal, in conflict or unclear.

Nothing is overwritten. A value that the tables state stays; one that differs from it is written
beside it, in the bid's ``check_note`` and sources. Where it is not clear which bid a row is, a
person decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geodata.areas.spellings import normalise_name
from geodata.awards.texts import AwardText, BidText, MemberText, OutcomeText, SourceText
from geodata.importing.tables.likeness import are_alike, are_equal, differ, is_possibly, is_surely
from geodata.model.codes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geodata.awards.texts import TablesText
    from geodata.importing.rows.gathering import Draft
    from geodata.importing.tables.bid_ids import BidIds

_MOST_COMPARED: Final = 500
_FILLED: Final = ("round", "announced_on", "title", "theme", "saving_note")
_COMPARED: Final = ("round", "announced_on", "title")
_AMOUNTS: Final = frozenset({"award_gbp", "award_precision", "saving_gbp", "saving_precision"})


class Outcome(StrEnum):
    """How a row compares with the tables."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflicting"
    SAME = "unchanged"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    HELD = "held back"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file and the tables state differently, as each states it."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How one row compares with the tables.

    Parameters
    ----------
    draft
        The row.
    outcome
        See `Outcome`.
    bid_id
        Of the bid that it is or will be; blank if that is not clear.
    award
        What the tables will hold of it; None if the row adds nothing.
    filled
        Fields that the tables leave blank and the row states.
    differences
        Fields that both state and that differ.
    why
        Why it is unclear, a duplicate or held back.
    """

    draft: Draft
    outcome: Outcome
    bid_id: str = ""
    award: AwardText | None = None
    filled: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an import comes from, for the record in ``sources.csv``."""

    file: str
    sha256: str
    imported_on: str
    mapping: str

    def describe(self, draft: Draft) -> str:
        """Return the record of one row: place, file, checksum, day, mapping, what it states."""
        stated = f": {draft.said}" if draft.said else ""
        imported = f"imported {self.imported_on} with {self.mapping}"
        return f"{self.mark(draft)}; {imported}){stated}"

    def mark(self, draft: Draft) -> str:
        """Return how every record of one row begins, whenever it was imported."""
        return f"{draft.place} of {self.file} (SHA-256 begins {self.sha256[:16]}"


def lead_and_round(award: AwardText) -> tuple[str, str]:
    """Return what identifies an award's lead, or all its members if it has none, and its round."""
    lead = lead_of(award)
    identities = map(_identity, award.members) if lead is None else [_identity(lead)]
    return "; ".join(identities), award.bid.round


def lead_of(award: AwardText) -> MemberText | None:
    """Return the member that leads an award; None if none does."""
    return next((member for member in award.members if member.role == Role.LEAD), None)


def _identity(member: MemberText) -> str:
    return member.gss_code or normalise_name(member.name) or member.name


class Comparison:
    """The rows of a file beside the tables of a fund."""

    def __init__(
        self,
        drafts: Sequence[Draft],
        tables: TablesText,
        decisions: Mapping[str, str],
        ids: BidIds,
        origin: Origin,
    ) -> None:
        self._drafts = drafts
        self._decisions = decisions
        self._ids = ids
        self._origin = origin
        self._by_id = {award.bid.bid_id: award for award in tables.awards}
        self._by_lead: dict[str, list[AwardText]] = {}
        for award in tables.awards:
            self._by_lead.setdefault(lead_and_round(award)[0], []).append(award)
        self._rows_of_lead = Counter(lead_and_round(draft.award) for draft in drafts)
        self._seen: dict[tuple[str, str], list[Draft]] = {}
        self._claimed: dict[str, str] = {}
        for draft in drafts:  # before a row without a reference can take the id of another's
            if draft.award.bid.bid_id and not draft.exchanged:
                ids.of_reference(draft.award.bid.bid_id)

    def findings(self) -> Iterator[Finding]:
        """Say of each row what it is, in the order of the file."""
        for draft in self._drafts:
            finding = self._decide(draft)
            if finding.outcome not in {Outcome.SKIPPED, Outcome.HELD}:
                self._seen.setdefault(lead_and_round(draft.award), []).append(draft)
            if finding.bid_id and finding.outcome is not Outcome.DUPLICATE:
                self._claimed[finding.bid_id] = draft.place
            if finding.award is not None:  # what a later row that is the same bid adds to
                self._by_id[finding.bid_id] = finding.award
            yield finding

    def _decide(self, draft: Draft) -> Finding:
        decision = self._decisions.get(draft.place, "")
        if decision == "skip":
            return Finding(draft, Outcome.SKIPPED, why="the mapping says so")
        if draft.held:
            return Finding(draft, Outcome.HELD, why=draft.held)
        if decision == "new":
            return self._new(draft)
        if decision:
            known = self._by_id.get(decision)
            if known is None:
                why = f"the mapping says it is {decision}, and no bid has this id"
                return Finding(draft, Outcome.UNCLEAR, why=why)
            return self._hold_against(draft, known)
        return self._recognise(draft)

    def _recognise(self, draft: Draft) -> Finding:
        reference = draft.award.bid.bid_id
        if reference:
            bid_id = reference if draft.exchanged else self._ids.of_reference(reference)
            if bid_id in self._claimed:
                why = f"{self._claimed[bid_id]} has the same reference"
                return Finding(draft, Outcome.DUPLICATE, bid_id, why=why)
            if bid_id in self._by_id:
                return self._hold_against(draft, self._by_id[bid_id])
            if draft.exchanged:
                return self._new(draft)
        elif twin := self._find_twin(draft):
            why = f"{twin} has its lead, title, amount and date"
            return Finding(draft, Outcome.DUPLICATE, why=why)
        return self._among_those_of_its_lead(draft)

    def _find_twin(self, draft: Draft) -> str:
        """Return the place of an earlier row with its lead, round, title, amounts and date."""
        earlier = self._seen.get(lead_and_round(draft.award), ())[:_MOST_COMPARED]
        twins = (each for each in earlier if are_equal(draft.award.bid, each.award.bid))
        return next((twin.place for twin in twins), "")

    def _among_those_of_its_lead(self, draft: Draft) -> Finding:
        bid = draft.award.bid
        lead, _ = lead_and_round(draft.award)
        others = [
            award
            for award in self._by_lead.get(lead, ())
            if not (bid.round and award.bid.round and bid.round != award.bid.round)
            and award.bid.bid_id not in self._claimed
        ][:_MOST_COMPARED]
        sure = [award for award in others if is_surely(bid, award.bid)]
        if len(sure) > 1:
            sure = [award for award in sure if are_equal(bid, award.bid)] or sure
        if len(sure) == 1:
            return self._hold_against(draft, sure[0])
        possible = sure or [award for award in others if is_possibly(bid, award.bid)]
        if not possible:
            return self._new(draft)
        first = possible[0]
        alone = len(possible) == 1 and self._rows_of_lead[lead, bid.round] == 1
        untitled = not (bid.title and first.bid.title)
        apart = any(differ(bid, first.bid, measure) for measure in ("award", "saving"))
        if alone and untitled and not apart:
            return self._hold_against(draft, first)
        named = ", ".join(award.bid.bid_id for award in possible)
        why = f'it may be {named}; say which under [decisions], or "new"'
        return Finding(draft, Outcome.UNCLEAR, why=why)

    def _new(self, draft: Draft) -> Finding:
        bid = draft.award.bid
        if draft.exchanged:
            return Finding(draft, Outcome.NEW, bid.bid_id, draft.award)
        given = bid.bid_id and self._ids.of_reference(bid.bid_id)
        bid_id = given or self._ids.next_of(bid.round)
        record = self._origin.describe(draft)
        sources = tuple(replace(source, states=record) for source in draft.award.sources)
        award = replace(draft.award, bid=replace(bid, bid_id=bid_id), sources=sources)
        return Finding(draft, Outcome.NEW, bid_id, award)

    def _hold_against(self, draft: Draft, ours: AwardText) -> Finding:
        theirs = draft.award
        bid, found = _fill(ours.bid, theirs.bid, exchanged=draft.exchanged)
        record = self._origin.describe(draft)
        joined = AwardText(
            bid,
            _joined_members(ours, theirs),
            _joined_sources(ours, theirs, "" if draft.exchanged else record),
            _joined_outcomes(ours, theirs),
        )
        if len(joined.members) > len(ours.members):
            found.append("partners")
        if len(joined.outcomes) > len(ours.outcomes):
            found.append("outcomes")
        if draft.exchanged and len(joined.sources) > len(ours.sources):
            found.append("sources")
        filled = tuple(found)
        differences = tuple(_differences(ours, theirs, exchanged=draft.exchanged))
        if not differences:
            outcome, award = (Outcome.CHANGED, joined) if filled else (Outcome.SAME, None)
            return Finding(draft, outcome, bid.bid_id, award, filled)
        listed = ", ".join(f"{each.field} {each.theirs} (here {each.ours})" for each in differences)
        note = f"{draft.place} of {self._origin.file} differs: {listed}; not used"
        noted = note in bid.check_note or any(
            self._origin.mark(draft) in source.states for source in ours.sources
        )
        if not noted:
            check_note = "; ".join(filter(None, (bid.check_note, note)))
            joined = replace(joined, bid=replace(bid, check_note=check_note))
        award = joined if filled or not noted else None
        return Finding(draft, Outcome.CONFLICT, bid.bid_id, award, filled, differences)


def _fill(ours: BidText, theirs: BidText, *, exchanged: bool) -> tuple[BidText, list[str]]:
    """Return our bid with what it leaves blank and theirs states, and which fields these are."""
    every = (each.name for each in fields(BidText) if each.name not in _AMOUNTS)
    names = every if exchanged else _FILLED
    found = [name for name in names if not getattr(ours, name) and getattr(theirs, name)]
    changes = {name: getattr(theirs, name) for name in found}
    for measure in ("award", "saving"):
        if not getattr(ours, f"{measure}_gbp") and getattr(theirs, f"{measure}_gbp"):
            found.append(measure)
            for name in (f"{measure}_gbp", f"{measure}_precision"):
                changes[name] = getattr(theirs, name)
    return replace(ours, **changes), found


def _differences(ours: AwardText, theirs: AwardText, *, exchanged: bool) -> Iterator[Difference]:
    """Yield what both state and state differently; the summary is each list's own words."""
    for measure in ("award", "saving"):
        if differ(theirs.bid, ours.bid, measure):
            stated = (getattr(award.bid, f"{measure}_gbp") for award in (ours, theirs))
            yield Difference(measure, *(f"£{pounds}" for pounds in stated))
    for each in _unequal(ours.bid, theirs.bid, _COMPARED):
        if each.field != "title" or not are_alike(each.ours, each.theirs):
            yield each
    our_lead, their_lead = lead_of(ours), lead_of(theirs)
    if our_lead and their_lead and _identity(our_lead) != _identity(their_lead):
        yield Difference("lead", our_lead.name, their_lead.name)
    if exchanged:
        compared = {*_COMPARED, "award_gbp", "saving_gbp"}
        others = (each.name for each in fields(BidText) if each.name not in compared)
        for each in _unequal(ours.bid, theirs.bid, others):
            # An earlier import may have added to our note.
            if each.field != "check_note" or not each.ours.startswith(each.theirs):
                yield each


def _unequal(ours: BidText, theirs: BidText, names: Iterable[str]) -> Iterator[Difference]:
    for name in names:
        pair = (getattr(ours, name), getattr(theirs, name))
        if all(pair) and pair[0] != pair[1]:
            yield Difference(name, *pair)


def _joined_members(ours: AwardText, theirs: AwardText) -> tuple[MemberText, ...]:
    known = {member.gss_code for member in ours.members if member.gss_code}
    known |= {normalise_name(member.name) for member in ours.members}
    added = [
        replace(member, role=str(Role.PARTNER))
        for member in theirs.members
        if member.gss_code not in known and normalise_name(member.name) not in known
    ]
    return (*ours.members, *added)


def _joined_sources(ours: AwardText, theirs: AwardText, record: str) -> tuple[SourceText, ...]:
    """Return our sources with the record of the import, in the row of its page if there is one.

    A row of our own export keeps its sources as they are and gets no record.
    """
    sources = list(ours.sources)
    for source in theirs.sources:
        at = next((n for n, known in enumerate(sources) if known.url == source.url), None)
        if at is None:
            primary = "no" if sources else "yes"
            sources.append(replace(source, states=record or source.states, primary=primary))
        elif record not in sources[at].states:
            said = f"{sources[at].states}; {record}" if sources[at].states else record
            sources[at] = replace(sources[at], states=said)
    return tuple(sources)


def _joined_outcomes(ours: AwardText, theirs: AwardText) -> tuple[OutcomeText, ...]:
    """Return our outcomes, then theirs that differ from ours in page or words."""
    known = {(each.url, each.outcome) for each in ours.outcomes}
    return (
        *ours.outcomes,
        *(each for each in theirs.outcomes if (each.url, each.outcome) not in known),
    )
