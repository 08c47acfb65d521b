"""Compare the code of a row's lead with the lead's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.areas.code_changes import EARLIER_CODES, describe_code_change
from geodata.awards.texts import MemberText
from geodata.importing.cells.organisations import Found, Unsettled, identify, settle, share_over
from geodata.importing.cells.register import spell_code
from geodata.model.codes import Body, Role
from geodata.names.group_matching import Group

if TYPE_CHECKING:
    from geodata.importing.cells.register import Register


@dataclass(frozen=True, slots=True)
class CodedLead:
    """A lead compared with its code, what to report of it, and why its row is held back."""

    found: Found
    doubt: str = ""
    held: str = ""


def lead_of_code(written: str, register: Register) -> CodedLead:
    """Return the lead of a row that gives a code alone."""
    code = spell_code(written)
    if register.is_settled(code):
        return CodedLead(identify(code, Role.LEAD, register))
    councils = register.councils_of(code)
    sure = code in register.index.names or code in EARLIER_CODES or register.today
    if len(councils) == 1 and sure:
        found = settle(register.index.names[councils[0]], str(Role.LEAD), councils[0], register)
        return CodedLead(found, _other_year(code, councils[0], register))
    if councils and register.today:
        group = Group(councils, f"councils of {code}")
        return CodedLead(share_over(code, Role.LEAD, register, group))
    why = register.doubt_code(code) or describe_code_change(code)
    suggestions = tuple(f"{register.index.names[each]} ({each})" for each in councils)
    member = MemberText(str(Role.LEAD), code, body=str(Body.OTHER), note=f"not settled: {why}")
    return CodedLead(Found(member, Unsettled(code, why, suggestions)))


def lead_with_code(found: Found, written: str, register: Register) -> CodedLead:
    """Compare a named lead with its code: both must mean one council, or the row is held back.

    A name that is not a council's by itself is placed by its code, and the report says so; a code
    of another year is no reason against a name that is known.
    """
    code = spell_code(written)
    councils = register.councils_of(code)
    named = found.member.gss_code
    if found.group is not None or register.is_settled(found.member.name):
        return CodedLead(found)
    if named:
        return _named_and_coded(found, named, code, register)
    if found.member.body != Body.OTHER:
        return CodedLead(found, f"its code {code} is not used: {found.member.name} is no council")
    if len(councils) == 1:
        doubt = f"{found.member.name!r} is placed by its code {code}"
        member = found.member
        return CodedLead(settle(member.name, member.role, councils[0], register), doubt)
    why = register.doubt_code(code)
    if found.unsettled is not None:
        return CodedLead(found, why)
    return CodedLead(Found(found.member, Unsettled(found.member.name, why, ())))


def _named_and_coded(found: Found, named: str, code: str, register: Register) -> CodedLead:
    councils = register.councils_of(code)
    # A later code may mean all districts of the county that the name means.
    counties = {str(register.areas.at[each, "county_gss"]) for each in councils}
    if named in councils or counties == {named}:
        return CodedLead(found, _other_year(code, named, register))
    name = register.index.names[named]
    if not councils and code not in register.index.names and code[:1] == "E":
        return CodedLead(found, f"placed by its name, {name}: {register.doubt_code(code)}")
    other = " or ".join(register.index.names[each] for each in councils) or (
        register.index.names.get(code) or register.doubt_code(code)
    )
    held = f"its name says {name} ({named}) and its code {code} says {other}; mend one of them"
    return CodedLead(found, held=held)


def _other_year(code: str, used: str, register: Register) -> str:
    """Return what to report of a code that is not the one used; empty if it is."""
    if code == used:
        return ""
    return f"{code} is not a code of December 2014; read as {used}, {register.index.names[used]}"
