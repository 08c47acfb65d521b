"""Split a cell into organisations, and classify each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.areas.spellings import normalise_name, read_styles
from geodata.awards.texts import MemberText
from geodata.importing.cells.amounts import is_blank, strip_footnotes
from geodata.importing.cells.register import unmarked
from geodata.model.codes import Body, Role
from geodata.model.errors import ImportFileError
from geodata.model.slugs import make_slug
from geodata.names.group_matching import NUMBERS, Group, match_group
from geodata.names.matching import Match, match_authority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.importing.cells.register import Register

_MOST_CHARACTERS: Final = 6_000
_STRONG: Final = re.compile(r"\s*[;•▪●|]\s*|\s*\n\s*[-–*]\s+")
_COMMA: Final = re.compile(r",\s*(?![^(]*\))")
_JOINT: Final = re.compile(
    r"(?:\s*,)?\s+(?:and|&|plus|with|together with|as well as)\s+(?![^(]*\))", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"^(?:(?:partners?|lead(?: authority)?|with|and|plus|includes?|including)\b\s*:?|"
    r"\d{1,2}[.)])\s+",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(r"\s*\((?:lead(?: authority| partner)?|partner)\)\s*", re.IGNORECASE)
_PLURAL: Final = re.compile(
    r"\s+(?P<style>(?:district|borough|county|city|metropolitan borough|london borough)\s+)?"
    r"(?P<noun>councils|boroughs|districts)$",
    re.IGNORECASE,
)
_LOOKS_LIKE_A_COUNCIL: Final = re.compile(
    r"\b(?:councils?|boroughs?|unitary|districts?|county|local authorit\w+|"
    r"combined authority|(?:ua|mbc|mdc|mdbc|lbc?|bc|dc|cc|ca)\d{0,2})\b",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"^(?:the\s+|all\s+)?(\d{1,3})\s+\w")
_UNNAMED: Final = re.compile(
    rf"^(?:all|the|other|several|various|many|local|neighbouring|{'|'.join(NUMBERS)}|\d{{1,3}})\s.*s$"
    r"|^(?:partners|volunteers|charities|others)$",
    re.IGNORECASE,
)
_BODIES: Final = MappingProxyType(
    {
        Body.FIRE: "fire",
        Body.POLICE: "police|constabulary|policing",
        Body.HEALTH: "nhs|ccgs?|clinical|hospitals?|health(care)?|ambulance|foundation trust|gps?",
        Body.EDUCATION: "university|college|schools?|academy|academies",
        Body.VOLUNTARY: "volunt(ary|eers?)|charit(y|ies)|cvs|community action|citizens advice|cic",
    }
)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A name that looks like a council and is not matched to one, why, and what it may be."""

    text: str
    reason: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One organisation of a cell: its row in the tables, and what is not settled about it."""

    member: MemberText
    unsettled: Unsettled | None = None
    group: Group | None = None


def find_organisations(
    text: str, role: Role, register: Register, *, wrapped: bool = False, single: bool = False
) -> tuple[Found, ...]:
    """Return the organisations that a cell names, in its order, each once.

    Parameters
    ----------
    wrapped
        Whether a line break may be a line that was too long, as in a PDF.
    single
        Whether the cell holds one organisation whatever its text, as 360Giving's recipient.
    """
    found: dict[str, Found] = {}
    if single:
        names = tuple(name for name in (_tidy(text),) if not is_blank(name))
    else:
        names = part_names(text, register, wrapped=wrapped, careful=role is Role.LEAD)
    for name in names:
        each = identify(name, role, register)
        key = each.member.gss_code or each.member.group_id or normalise_name(name)
        found.setdefault(key, each)
    return tuple(found.values())


def part_names(
    text: str, register: Register, *, wrapped: bool = False, careful: bool = False
) -> tuple[str, ...]:
    """Split a cell into names at semicolons, bullets, lines, commas and "and".

    "Bath and North East Somerset", "Kingston upon Hull, City of" and a name in brackets stay whole,
    and "Babergh and Mid Suffolk District Councils" gives both in full.

    Parameters
    ----------
    careful
        Whether a comma may be part of a name: it splits only what is then known on all sides.
    """
    if is_blank(text):
        return ()
    if len(text) > _MOST_CHARACTERS:
        msg = f"a cell of {len(text):,} characters; names take at most {_MOST_CHARACTERS:,}"
        raise ImportFileError(msg)
    whole = " ".join(text.split())
    if register.is_known(whole):
        pieces = [whole]
    elif _STRONG.search(text):
        pieces = [piece for piece in _STRONG.split(text) if piece.strip()]
        careful = True
    elif "\n" in text and not wrapped:
        pieces = text.split("\n")
    else:
        lines = _name_lines(text, register) if "\n" in text and "," not in text else ()
        pieces = list(lines) or [whole]
    part = _part_carefully if careful else _part_piece
    names = (name for piece in pieces for name in part(" ".join(piece.split()), register))
    return tuple(name for name in map(_tidy, names) if not is_blank(name))


def settle(written: str, role: str, gss_code: str, register: Register) -> Found:
    """Return an organisation as the council of a code that a person or the file itself gives.

    Where the written name does not mean that council by itself, the council's own name replaces it
    and the note keeps the written one.
    """
    means = match_authority(written, register.index)
    sure = isinstance(means, Match) and means.gss_code == gss_code
    name = written if sure else register.index.names[gss_code]
    note = "" if sure else f"written {written!r}"
    return Found(MemberText(role, name, gss_code, str(Body.COUNCIL), note=note))


def identify(name: str, role: Role, register: Register) -> Found:
    """Return one organisation: a council, a known group, or another kind of body by its words."""
    share = register.share(name)
    if share is not None:
        return share_over(name, role, register, share)
    matched = register.match(name)
    if isinstance(matched, Match):
        bare = unmarked(name)
        written = bare if register.is_council(bare) else name
        return settle(written, str(role), matched.gss_code, register)
    reason = matched.reason
    settled = normalise_name(name) in register.names
    body = _body_of(name)
    if body is None and role is Role.PARTNER:
        group = match_group(name, register.areas, register.index)
        if isinstance(group, Group):
            return Found(_group_member(name, role, group, register), group=group)
        if _UNNAMED.search(name):
            kind, number = str(Body.UNNAMED_GROUP), _number(name)
            return Found(MemberText(str(role), name, body=kind, organisations=number))
    may_be_council = bool(reason) or _may_be_council(name, role, register)
    if settled or body is not None or not may_be_council:
        return Found(MemberText(str(role), name, body=str(body or Body.OTHER)))
    note = f"not matched to one council of 2014{': ' if reason else ''}{reason}"
    unsettled = Unsettled(name, reason, register.suggest(name))
    return Found(MemberText(str(role), name, body=str(Body.OTHER), note=note), unsettled)


def _may_be_council(name: str, role: Role, register: Register) -> bool:
    """Say whether a name was meant as a council's: by its words, its place or its likeness."""
    if _LOOKS_LIKE_A_COUNCIL.search(name) or register.is_near_a_council(name):
        return True
    return role is Role.LEAD and register.leads_are_councils


def share_over(name: str, role: Role, register: Register, share: Group) -> Found:
    """Return an award's councils as a group; one that leads is a body, beside its councils.

    A council of today, on a map of these, leads as a council does.
    """
    if role is Role.PARTNER or register.are_one_today(share.gss_codes):
        return Found(_group_member(name, role, share, register), group=share)
    note = f"its award is shared over {len(share.gss_codes)} councils"
    return Found(MemberText(str(role), name, body=str(Body.OTHER), note=note), group=share)


def group_of_lead(found: Found, register: Register) -> MemberText | None:
    """Return the councils over which a lead's award is shared, as a partner; None if it is not."""
    if found.group is None or found.member.role != Role.LEAD or found.member.group_id:
        return None
    return _group_member("its councils", Role.PARTNER, found.group, register)


def _group_member(name: str, role: Role, group: Group, register: Register) -> MemberText:
    members: dict[str, set[str]] = {}
    for row in register.groups:
        members.setdefault(row.group_id, set()).add(row.gss_code)
    known = (each for each, codes in members.items() if codes == set(group.gss_codes))
    group_id = next(known, None) or make_slug(group.label)
    return MemberText(str(role), name, "", str(Body.COUNCIL_GROUP), group_id)


def _name_lines(text: str, register: Register) -> tuple[str, ...]:
    """Return the lines of a wrapped cell joined into names; empty if not every name is sure.

    A line alone is sure only if it says what it is: "Kent" above "Police" is no council.
    """
    lines = text.split("\n")
    names: list[str] = []
    while lines:
        ends = range(len(lines), 0, -1)
        sure = (end for end in ends if _is_sure(" ".join(lines[:end]), register))
        taken = next(sure, 0)
        if not taken:
            return ()
        names.append(" ".join(lines[:taken]))
        del lines[:taken]
    return tuple(names)


def _is_sure(name: str, register: Register) -> bool:
    """Say whether a name means one thing by itself: a council in full, or a body by its words."""
    return _is_full_council(name, register) or (
        _body_of(name) is not None
        and not any(register.is_council(part) for part in _JOINT.split(name))
    )


def _is_full_council(name: str, register: Register) -> bool:
    styled = any(claims for _, claims in read_styles(normalise_name(name)))
    return styled and register.is_council(name)


def _body_of(name: str) -> Body | None:
    """Return the kind of body that a name's words say; None if they say none."""
    for body, words in _BODIES.items():
        if re.search(rf"\b({words})\b", name, re.IGNORECASE):
            return body
    return None


def _part_carefully(piece: str, register: Register) -> tuple[str, ...]:
    """Split a piece only if all parts are known, or the first says in full what it is."""
    names = _part_piece(piece, register)
    known = [
        register.is_known(name) or _is_group(name, register) or _body_of(name) is not None
        for name in map(_tidy, names)
    ]
    sure = all(known) or (known[0] and _is_full_council(_tidy(names[0]), register))
    return names if sure else (piece,)


def _part_piece(piece: str, register: Register) -> tuple[str, ...]:
    """Split a piece at commas, but not in a known name that holds one or two, and at "and"."""
    if not piece or register.is_known(piece) or _is_group(piece, register):
        return (piece,)
    shared = _share_plural(piece, register) or _part_slashes(piece, register)
    if shared:
        return shared
    names: list[str] = []
    parts = [part for part in _COMMA.split(piece) if part.strip()]
    while parts:
        known = (n for n in (3, 2) if register.is_known(_tidy(", ".join(parts[:n]))))
        taken = next(known, 1)
        names += _part_joint(", ".join(parts[:taken]).strip(), register)
        del parts[:taken]
    return tuple(names)


def _part_joint(part: str, register: Register) -> tuple[str, ...]:
    """Split "A and B" if both are councils, or one says in full that it is a council."""
    names: list[str] = []
    while part:
        bare = _tidy(part)
        if register.is_council(bare) or _is_group(bare, register):
            return (*names, bare)
        shared = _share_plural(bare, register)
        if shared:
            return (*names, *shared)
        first, part = _part_first(part, register)
        names.append(first)
    return tuple(names)


def _part_first(part: str, register: Register) -> tuple[str, str]:
    """Return the first of the names that "and" joins, and the rest; all of it if it is one name."""
    joints = _JOINT.finditer(part)
    for found in joints:
        left, right = _sides(part, found)
        if not left or _may_part(left, right, register):
            # "King's Lynn and West Norfolk Council" is one, though "West Norfolk Council" is known.
            further = next(joints, None)
            if further is not None and _is_full_council(_sides(part, further)[0], register):
                return _sides(part, further)
            return left, right
    return _tidy(part), ""


def _sides(part: str, joint: re.Match[str]) -> tuple[str, str]:
    return _tidy(part[: joint.start()]), _tidy(part[joint.end() :])


def _may_part(left: str, right: str, register: Register) -> bool:
    """Say whether "left and right" are two; "Fire and Rescue", "Norfolk and Suffolk NHS" are one.

    Both sides are councils or bodies by their words, or one is a council that says so in full.
    """
    first_of_right = _JOINT.split(right, maxsplit=1)[0]
    if _is_full_council(left, register) or _is_full_council(first_of_right, register):
        return True
    if register.is_council(left) and register.is_council(right):
        return True
    return _body_of(left) is not None and _body_of(first_of_right) is not None


def _part_slashes(piece: str, register: Register) -> tuple[str, ...]:
    """Return the councils of "A/B/C"; empty if one of them is none."""
    parts = tuple(part.strip() for part in piece.split("/"))
    return parts if len(parts) > 1 and all(map(register.is_council, parts)) else ()


def _share_plural(piece: str, register: Register) -> tuple[str, ...]:
    """Return "A Council" and "B Council" for "A and B Councils"; empty if one is not a council."""
    found = _PLURAL.search(piece)
    if found is None:
        return ()
    style = f"{found['style'] or ''}{found['noun'][:-1]}"
    style = style if style.casefold().endswith("council") else f"{style} Council"
    listed = piece[: found.start()]
    for joints in (_COMMA.split(listed), re.split(r",\s*|\s+(?:and|&)\s+", listed)):
        pieces = [part for each in joints for part in _split_last(each, register, style)]
        names = tuple(f"{part.strip()} {style}" for part in pieces if part.strip())
        if len(names) > 1 and all(register.is_council(name) for name in names):
            return names
    return ()


def _split_last(part: str, register: Register, style: str) -> Sequence[str]:
    """Split "A and B" unless that is one council's name."""
    whole = re.sub(r"^(?:and|&)\s+", "", part.strip())
    if register.is_council(f"{whole} {style}"):
        return (whole,)
    first_two = list(islice(_JOINT.finditer(whole), 2))  # no council's name holds more than one
    for found in reversed(first_two):  # "Weymouth" alone is a name of Weymouth and Portland too
        left, right = whole[: found.start()], whole[found.end() :]
        if register.is_council(f"{left} {style}"):
            return (left, *_split_last(right, register, style))
    return (whole,)


def _is_group(text: str, register: Register) -> bool:
    return isinstance(match_group(text, register.areas, register.index), Group)


def _tidy(name: str) -> str:
    plain = _LABEL.sub("", _ROLE.sub(" ", strip_footnotes(name)).strip(" ,;."))
    return " ".join(plain.split()).strip(" ,;")


def _number(name: str) -> str:
    found = _NUMBERED.match(name)
    if found is not None and int(found[1]):
        return str(int(found[1]))
    first = name.split(maxsplit=1)[0].casefold()
    return str(NUMBERS.get(first, ""))
