"""The rows of each published table, the same for a download, the API and a Parquet file."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from geodata.model.grants import SCOPE_SENTENCES
from geodata.model.published.columns import (
    BID_COLUMNS,
    MEMBER_COLUMNS,
    OUTCOME_COLUMNS,
    ROUND_COLUMNS,
    SOURCE_COLUMNS,
)
from geodata.model.published.tables import Row, Table, to_pounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.model.published.awards import Bid, Round

NAMED_BIDS: Final = """SELECT round, COUNT(*), COUNT(award), COUNT(saving), COALESCE(SUM(award), 0)
    FROM bid GROUP BY round"""
"""The bids named of each round, those with an award and a saving stated, and the sum of awards."""

_MEMBER: Final = attrgetter(*(column.name for column in MEMBER_COLUMNS[1:]))
_SOURCE: Final = attrgetter(*(column.name for column in SOURCE_COLUMNS[1:]))


def bids_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each bid, in the order given."""
    return Table("bids", "Bids", BID_COLUMNS, tuple(_bid_row(bid) for bid in bids))


def members_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each organisation of each bid, as its sources name it."""
    rows = ((bid.id, *_MEMBER(member)) for bid in bids for member in bid.members)
    return Table("members", "Members of bids", MEMBER_COLUMNS, tuple(rows))


def sources_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each page that states something about each bid."""
    rows = ((bid.id, *_SOURCE(source)) for bid in bids for source in bid.sources)
    return Table("sources", "Sources", SOURCE_COLUMNS, tuple(rows))


def outcomes_table(bids: Iterable[Bid]) -> Table:
    """Return one row for each thing that a page says came of each bid."""
    rows = (
        (
            bid.id,
            one.outcome,
            one.scope.value,
            SCOPE_SENTENCES[one.scope],
            one.as_of,
            one.url,
            one.publisher,
            one.doubt,
        )
        for bid in bids
        for one in bid.outcomes
    )
    return Table("outcomes", "What came of bids", OUTCOME_COLUMNS, tuple(rows))


def rounds_table(rounds: Iterable[Round], named: Mapping[str, Sequence[int]]) -> Table:
    """Return every announced round, with how much of it this map can itemise.

    Parameters
    ----------
    named
        The answer of :data:`NAMED_BIDS` by round; a round without a bid need not be there.
    """
    rows = tuple(_round_row(one, *named.get(one.id, (0, 0, 0, 0))) for one in rounds)
    return Table("rounds", "Rounds, as announced", ROUND_COLUMNS, rows)


def _bid_row(bid: Bid) -> Row:
    sources = sorted(bid.sources, key=lambda source: not source.primary)
    return (
        bid.id,
        bid.title,
        bid.round,
        bid.announced_on,
        bid.themes,
        bid.summary,
        to_pounds(bid.award_pence),
        bid.award_precision.value if bid.award_precision else None,
        to_pounds(bid.saving_pence),
        bid.saving_precision.value if bid.saving_precision else None,
        bid.saving_note,
        bid.kind.value,
        tuple(member.name for member in bid.leads),
        tuple(gss for member in bid.leads for gss in member.councils),
        tuple(member.name for member in bid.partners),
        tuple(dict.fromkeys(gss for member in bid.members for gss in member.councils)),
        bid.lead_basis,
        bid.lead_confidence.value if bid.lead_confidence else None,
        bid.may_be_led_by,
        bid.confidence.value,
        bid.check_note,
        tuple(source.url for source in sources),
        len(bid.outcomes),
    )


def _round_row(one: Round, bids: int, awards: int, savings: int, pence: int) -> Row:
    return (
        one.id,
        one.label,
        one.announced_on,
        one.bids_won,
        one.bids_funded,
        to_pounds(one.total_award_pence),
        to_pounds(one.saving_at_least_pence),
        one.local_authorities,
        one.other_partners,
        one.note,
        one.source_url,
        bids,
        awards,
        savings,
        to_pounds(pence),
    )
