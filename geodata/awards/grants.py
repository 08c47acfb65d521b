"""Awards as grants of the 360Giving data standard, and back without loss.

The standard asks for an amount, a date and a recipient of each grant, so an award that does not
state one of these cannot be given: no amount is ever made up. It has no place for partners, for how
exactly an amount is stated or for doubts; these are in a member of our own, ``awardMap``, which
the standard allows and other programs pass over.

`geodata.model.grants` says how a grant is written.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from geodata.awards.exchange import OPTIONAL_COLUMNS
from geodata.model.codes import Scope
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
from geodata.model.published.tables import LIST_SEPARATOR
from geodata.tables.cell_rules import parse_pence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.awards.reading import Fund
    from geodata.awards.texts import AwardText
    from geodata.model.grants import Json

EXTENSION: Final = "awardMap"
"""The member of a grant that holds what the standard has no place for."""

_THEMES: Final = "Themes of this map"


@dataclass(frozen=True, slots=True)
class Package:
    """A package, and the awards that the standard cannot hold: their ids, each with the reason."""

    document: dict[str, Json]
    left_out: tuple[tuple[str, str], ...]


def write_package(awards: Iterable[AwardText], fund: Fund, announced: Mapping[str, str]) -> Package:
    """Return a package of every award that the standard can hold.

    Parameters
    ----------
    announced
        The day on which each round was announced, by round; an award that does not state its own
        day has its round's.
    """
    grants: list[Json] = []
    left_out = []
    for award in awards:
        obstacle = find_obstacle(award, announced)
        if obstacle:
            left_out.append((award.bid.bid_id, obstacle))
        else:
            grants.append(_write_grant(award, fund, announced))
    document: dict[str, Json] = {
        "version": VERSION,
        "title": fund.title,
        "description": _describe(fund, left_out),
        "issued": fund.compiled_on.isoformat(),
        "modified": f"{fund.compiled_on}T00:00:00Z",
        "publisher": {"name": f"{fund.title} map"},
        "grants": grants,
    }
    return Package(document, tuple(left_out))


def find_obstacle(award: AwardText, announced: Mapping[str, str]) -> str:
    """Return why the standard cannot hold an award; empty if it can."""
    if award.bid.kind != "grant":
        return "no grant was given"
    if not award.bid.award_gbp:
        return "no award stated"
    if not any(member.role == "lead" for member in award.members):
        return "no recipient stated"
    if not (award.bid.announced_on or announced.get(award.bid.round)):
        return "no date stated"
    return ""


def _describe(fund: Fund, left_out: list[tuple[str, str]]) -> str:
    if not left_out:
        return fund.description
    named = ", ".join(f"{bid_id} ({why})" for bid_id, why in left_out)
    return (
        f"{fund.description} Left out, because the standard asks for an amount, a date and a "
        f"recipient: {named}."
    )


def _write_grant(award: AwardText, fund: Fund, announced: Mapping[str, str]) -> dict[str, Json]:
    """Return a grant with every cell of its award beside it."""
    bid = award.bid
    leads = [member for member in award.members if member.role == "lead"]
    places = {member.gss_code: member.name for member in award.members if member.gss_code}
    sources = sorted(award.sources, key=lambda source: source.primary != "yes")
    grant = Grant(
        id=bid.bid_id,
        title=bid.title or f"Award to {leads[0].name}",
        description=bid.summary,
        pence=parse_pence(bid.award_gbp),
        awarded_on=bid.announced_on or announced[bid.round],
        recipients=tuple(Organisation(member.name, member.gss_code) for member in leads),
        funder=fund.funder,
        programme=Label("", bid.round or fund.short_title, fund.title),
        places=tuple(Place(code, name) for code, name in places.items()),
        labels=tuple(Label(_THEMES, theme) for theme in bid.theme.split(LIST_SEPARATOR) if theme),
        documents=(
            *(Document(each.publisher, each.url, each.states) for each in sources),
            *(
                describe_outcome(each.publisher, each.url, Scope(each.scope), each.outcome)
                for each in award.outcomes
            ),
        ),
        modified_on=fund.compiled_on.isoformat(),
    )
    extension: dict[str, Json] = {
        "bid": asdict(bid),
        "members": [asdict(member) for member in award.members],
        "sources": [asdict(source) for source in award.sources],
        "outcomes": [asdict(outcome) for outcome in award.outcomes],
    }
    return write_grant(grant) | {EXTENSION: extension}


def read_extension(grant: Mapping[str, object], part: str, row_type: type) -> list[dict[str, str]]:
    """Return the rows of one part of a grant's ``awardMap``, every cell a text.

    Parameters
    ----------
    part
        ``bid``, ``members``, ``sources`` or ``outcomes``; an export of an earlier version has none
        of the last.
    row_type
        The dataclass whose fields a row must have.

    Raises
    ------
    TypeError
        If the member is not as `write_package` writes it.
    """
    extension = grant.get(EXTENSION)
    found = extension.get(part) if isinstance(extension, dict) else None
    if part == "outcomes" and found is None:
        return []
    rows = [found] if part == "bid" else found
    names = {field.name for field in fields(row_type)}
    if not isinstance(rows, list):
        msg = f"{EXTENSION} has no {part}"
        raise TypeError(msg)
    for row in rows:
        if not isinstance(row, dict) or not names - OPTIONAL_COLUMNS <= set(row) <= names:
            msg = f"{EXTENSION} has a row of {part} with other members than {', '.join(names)}"
            raise TypeError(msg)
        if not all(isinstance(cell, str) for cell in row.values()):
            msg = f"{EXTENSION} has a member of {part} that is no text"
            raise TypeError(msg)
    return rows
