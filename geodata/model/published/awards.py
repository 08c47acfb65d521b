"""Rounds, and winning bids with their members, sources and outcomes, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geodata.model.codes import Body, Confidence, Kind, Precision, Role, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Round:
    """One announced round; totals are the announcement's own, in pence."""

    id: str
    label: str
    announced_on: str | None
    bids_won: int | None
    bids_funded: int | None
    total_award_pence: int | None
    saving_at_least_pence: int | None
    local_authorities: int | None
    other_partners: int | None
    note: str | None
    source_url: str


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation of a bid, as its source names it."""

    role: Role
    name: str
    gss: str | None
    body: Body
    group: str | None
    organisations: int | None
    note: str | None
    councils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BidSource:
    """One page that states something about a bid."""

    url: str
    publisher: str
    states: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one page says came of a bid; ``scope`` is what it speaks of, ``as_of`` its year."""

    outcome: str
    scope: Scope
    as_of: str | None
    url: str
    publisher: str
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Bid:
    """One winning bid; ``number`` is its place in the award tables, from 0."""

    number: int
    id: str
    round: str | None
    announced_on: str | None
    title: str | None
    themes: tuple[str, ...]
    summary: str
    award_pence: int | None
    award_precision: Precision | None
    saving_pence: int | None
    saving_precision: Precision | None
    saving_note: str | None
    kind: Kind
    lead_basis: str
    lead_confidence: Confidence | None
    may_be_led_by: tuple[str, ...]
    confidence: Confidence
    check_note: str | None
    members: tuple[Member, ...]
    sources: tuple[BidSource, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def leads(self) -> tuple[Member, ...]:
        """Members that lead; empty where no source states a lead."""
        return tuple(member for member in self.members if member.role is Role.LEAD)

    @property
    def lead_inferred(self) -> bool:
        """Whether no source states that the lead named here led."""
        return self.lead_confidence is Confidence.INFERRED

    @property
    def partners(self) -> tuple[Member, ...]:
        """Members that take part without leading."""
        return tuple(member for member in self.members if member.role is Role.PARTNER)


def parse_bid(number: int, row: Mapping[str, Any]) -> Bid:
    """Return the bid of a document, as the build wrote it."""
    precision, saving_precision = row["award_precision"], row["saving_precision"]
    lead = row["lead_confidence"]
    return Bid(
        **{
            **row,
            "number": number,
            "themes": tuple(row["themes"]),
            "award_precision": Precision(precision) if precision else None,
            "saving_precision": Precision(saving_precision) if saving_precision else None,
            "kind": Kind(row["kind"]),
            "confidence": Confidence(row["confidence"]),
            "lead_confidence": Confidence(lead) if lead else None,
            "may_be_led_by": tuple(row["may_be_led_by"]),
            "members": tuple(
                Member(
                    **{
                        **one,
                        "role": Role(one["role"]),
                        "body": Body(one["body"]),
                        "councils": tuple(one["councils"]),
                    }
                )
                for one in row["members"]
            ),
            "sources": tuple(BidSource(**one) for one in row["sources"]),
            "outcomes": tuple(
                Outcome(**{**one, "scope": Scope(one["scope"])}) for one in row["outcomes"]
            ),
        }
    )
