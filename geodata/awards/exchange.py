"""One award in one row, without loss: the form in which awards are exported and imported again.

The columns are those of ``bids.csv``, then those of ``members.csv``, ``sources.csv`` and
``outcomes.csv`` with a prefix. A cell of these holds one line for each member, source or outcome;
no value of the tables can hold a line break, so that lines part them safely. A blank among them is
written ``-``, and a value that is only hyphens gets one more.
"""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Final

from geodata.awards.texts import AwardText, BidText, MemberText, OutcomeText, SourceText
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BID: Final = tuple(field.name for field in fields(BidText))
_MEMBER: Final = tuple(f"member_{field.name}" for field in fields(MemberText))
_SOURCE: Final = tuple(f"source_{field.name}" for field in fields(SourceText))
_OUTCOME: Final = tuple(f"outcome_{field.name}" for field in fields(OutcomeText))
EXCHANGE_COLUMNS: Final = (*_BID, *_MEMBER, *_SOURCE, *_OUTCOME)
"""Headings of the exchanged table, in order."""

OPTIONAL_COLUMNS: Final = frozenset({"lead_confidence", "may_be_led_by", *_OUTCOME})
"""Headings that an exchanged table may lack, as those of earlier versions do."""

MONEY_COLUMNS: Final = frozenset({"award_gbp", "saving_gbp"})
DATE_COLUMNS: Final = frozenset({"announced_on"})
LINE: Final = "\n"


def flatten_award(award: AwardText) -> tuple[str, ...]:
    """Return an award as the cells of one row, in the order of `EXCHANGE_COLUMNS`."""
    members = [astuple(member) for member in award.members]
    sources = [astuple(source) for source in award.sources]
    outcomes = [astuple(outcome) for outcome in award.outcomes]
    return (
        *astuple(award.bid),
        *(_join(row[at] for row in members) for at in range(len(_MEMBER))),
        *(_join(row[at] for row in sources) for at in range(len(_SOURCE))),
        *(_join(row[at] for row in outcomes) for at in range(len(_OUTCOME))),
    )


def unflatten_award(cells: Mapping[str, str], place: str) -> AwardText:
    """Return the award of a row that `flatten_award` made.

    Raises
    ------
    ImportFileError
        If the columns of its members, sources or outcomes do not hold equally many lines.
    """
    return AwardText(
        BidText(*(cells.get(name, "") for name in _BID)),
        tuple(MemberText(*row) for row in _part(cells, _MEMBER, place)),
        tuple(SourceText(*row) for row in _part(cells, _SOURCE, place)),
        tuple(OutcomeText(*row) for row in _part(cells, _OUTCOME, place)),
    )


def _join(values: Iterable[str]) -> str:
    return LINE.join(f"{value}-" if not value.strip("-") else value for value in values)


def _part(cells: Mapping[str, str], names: Sequence[str], place: str) -> list[tuple[str, ...]]:
    columns = [cells[name].split(LINE) if cells.get(name) else [] for name in names]
    counts = {len(column) for column in columns}
    if len(counts) > 1:
        told = ", ".join(f"{n} {len(c)}" for n, c in zip(names, columns, strict=True))
        msg = f"{place}: expected as many lines in each of these cells, found {told}; fill with -"
        raise ImportFileError(msg)
    return [
        tuple(value[:-1] if not value.strip("-") else value for value in row)
        for row in zip(*columns, strict=True)
    ]
