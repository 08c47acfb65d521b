"""Find the one area that a written name means, or say why no one area can be meant.

A wrong match would put a council's money on its neighbour, so nothing is guessed: a name that fits
two councils is `Ambiguous`, and a misspelling counts only where no other name is nearly as close.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geodata.areas.spellings import (
    STYLE_WORDS,
    kinds_of,
    normalise_name,
    read_styles,
    remove_initials,
)
from geodata.model.codes import GssCode
from geodata.names.uncertain_names import Doubt, Uncertain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_NEAREST: Final = 8
_MARGIN: Final = 2
_LETTERS_FOR_ONE_SLIP: Final = 8
_LETTERS_FOR_ONE_SLIP_IN_A_BARE_NAME: Final = 11
_LETTERS_FOR_TWO_SLIPS: Final = 14
_LETTERS_OF_A_LONG_WORD: Final = 6
_LIKELY: Final = 65
_SEVERAL: Final = frozenset({"authorities", "boroughs", "councils", "counties", "districts"})


@dataclass(frozen=True, slots=True)
class Match:
    """The one area that a written name means, and the area's own name."""

    gss_code: GssCode
    name: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A written name that fits more than one area; codes in ascending order, and why."""

    gss_codes: tuple[GssCode, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """A name fits no area; ``reason`` is empty if nothing is known about the name."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityIndex:
    """Every written form that is known, ready to look names up in.

    Parameters
    ----------
    names
        The area's name for each GSS code.
    forms
        For each normalised form (see `spellings.normalise_name`), the codes that it may mean.
    uncertain
        Normalised forms that must not be taken for one council of 2014, and why.
    stems, words
        What a misspelling is compared with: every form, and every word of every form.
    """

    names: Mapping[str, str]
    forms: Mapping[str, frozenset[str]]
    uncertain: Mapping[str, Uncertain]
    stems: tuple[str, ...]
    words: frozenset[str]


def index_authorities(
    areas: pd.DataFrame,
    aliases: pd.DataFrame,
    uncertain: Mapping[str, Uncertain] = MappingProxyType({}),
) -> AuthorityIndex:
    """Gather every written form of every area.

    An alias with a code that is not in ``areas`` is passed over.

    Parameters
    ----------
    areas, aliases
        As `authorities.read_authorities` and `authorities.find_aliases` give them.
    uncertain
        As `geodata.names.uncertain_names.find_uncertain_names` gives them.
    """
    names = {str(code): str(name) for code, name in areas["name"].items()}
    forms: dict[str, set[str]] = {}
    for code, name in names.items():
        forms.setdefault(normalise_name(name), set()).add(code)
    for alias, code in zip(aliases["alias"], aliases["gss_code"], strict=True):
        if code in names:
            forms.setdefault(normalise_name(alias), set()).add(str(code))
    stems = tuple(sorted({*forms, *uncertain}))
    return AuthorityIndex(
        names=MappingProxyType(names),
        forms=MappingProxyType({form: frozenset(codes) for form, codes in forms.items()}),
        uncertain=uncertain,
        stems=stems,
        words=frozenset(word for stem in stems for word in stem.split()),
    )


def match_authority(text: str, index: AuthorityIndex) -> Match | Ambiguous | NoMatch:
    """Find the area that a written name means.

    The whole name or an alias comes first; then the name without what the council calls
    itself ("Borough Council", "BC", "London Borough of"), kept to the kinds of council that such
    words can mean; then a misspelling of either. Case, accents, punctuation, "&", "St." for
    "Saint", "N." for "North" and "Notts" for "Nottinghamshire" make no difference.

    A misspelling is one slip (a letter lost, added, changed or swapped with the next) in a name of
    8 letters that says it is a council, or of 11 that does not; two slips from 14 letters on. Every
    other name, abolished and later councils' among them, must be at least two slips further away.
    """
    form = normalise_name(text)
    found = _look_up(form, index)
    if found is None and "(" in text:
        form = normalise_name(remove_initials(text))
        found = _look_up(form, index)
    if found is None and not _SEVERAL & set(form.split()):
        found = _look_up_misspelt(form, index)
    return NoMatch() if found is None else found


def suggest_authorities(text: str, index: AuthorityIndex) -> tuple[Match, ...]:
    """Return the areas that a person may have meant, likeliest first; never a match by itself."""
    form = normalise_name(text)
    stem = min([form, *(stem for stem, _ in read_styles(form))], key=len)
    if not stem:
        return ()
    likely = process.extract(
        stem, index.stems, scorer=fuzz.WRatio, limit=_NEAREST, score_cutoff=_LIKELY
    )
    codes = dict.fromkeys(
        code for name, _, _ in likely for code in sorted(_codes_of(name, index)) if code
    )
    return tuple(Match(GssCode(code), index.names[code]) for code in codes)


def _look_up(form: str, index: AuthorityIndex) -> Match | Ambiguous | NoMatch | None:
    """Return what a form means without regard to misspellings; None if nothing is known of it."""
    if form in index.forms:
        return _answer(index.forms[form], index)
    readings = [(form, ()), *read_styles(form)]
    for stem, claims in readings:
        if stem in index.uncertain:
            return _doubt(index.uncertain[stem], claims, index)
    for stem, claims in readings:
        codes = _claimed(index.forms.get(stem, frozenset()), claims)
        if codes:
            return _answer(codes, index)
    return None


def _look_up_misspelt(form: str, index: AuthorityIndex) -> Match | Ambiguous | NoMatch | None:
    corrected = " ".join(_mend_style(word, index) for word in form.split())
    if corrected != form:
        found = _look_up(corrected, index)
        if found is not None:
            return found
    readings: list[tuple[str, tuple[frozenset[str], ...]]] = [
        *read_styles(corrected),
        (corrected, ()),
    ]
    for stem, claims in readings:
        meant = _nearest(stem, claimed=bool(claims), index=index)
        if meant in index.uncertain:
            return _doubt(index.uncertain[meant], claims, index)
        codes = _claimed(index.forms.get(meant, frozenset()), claims)
        if codes:
            return _answer(codes, index)
    return None


def _mend_style(word: str, index: AuthorityIndex) -> str:
    """Return "council" for "coucil"; a word of any name, and a plural, is left as it is."""
    known = word in index.words or word in STYLE_WORDS or word.removesuffix("s") in STYLE_WORDS
    if known or len(word) < _LETTERS_OF_A_LONG_WORD:
        return word
    near = process.extractOne(word, STYLE_WORDS, scorer=OSA.distance, score_cutoff=1)
    return near[0] if near is not None and len(near[0]) >= _LETTERS_OF_A_LONG_WORD else word


def _nearest(stem: str, *, claimed: bool, index: AuthorityIndex) -> str:
    """Return the one form that ``stem`` misspells; empty if there is none, or a rival is near."""
    near = process.extract(
        stem, index.stems, scorer=OSA.distance, limit=_NEAREST, score_cutoff=1 + _MARGIN
    )
    if not near:
        return ""
    best, slips, _ = near[0]
    letters = len(best.replace(" ", ""))
    enough = _LETTERS_FOR_ONE_SLIP if claimed else _LETTERS_FOR_ONE_SLIP_IN_A_BARE_NAME
    allowed = 2 if letters >= _LETTERS_FOR_TWO_SLIPS else int(letters >= enough)
    meant = _codes_of(best, index)
    rivals = any(
        distance < slips + _MARGIN and _codes_of(name, index) != meant
        for name, distance, _ in near[1:]
    )
    return "" if slips > allowed or rivals else best


def _codes_of(form: str, index: AuthorityIndex) -> frozenset[str]:
    if form in index.forms:
        return index.forms[form]
    return frozenset(index.uncertain[form].gss_codes) | {""}


def _claimed(codes: Iterable[str], claims: tuple[frozenset[str], ...]) -> frozenset[str]:
    """Return the codes whose councils can be called what the name claims."""
    return frozenset(code for code in codes if all(claim & kinds_of(code) for claim in claims))


def _answer(codes: frozenset[str], index: AuthorityIndex) -> Match | Ambiguous:
    if len(codes) == 1:
        (code,) = codes
        return Match(GssCode(code), index.names[code])
    names = " or ".join(index.names[code] for code in sorted(codes))
    return Ambiguous(_ordered(codes), f"it may be {names}")


def _doubt(
    doubt: Uncertain, claims: tuple[frozenset[str], ...], index: AuthorityIndex
) -> Match | Ambiguous | NoMatch | None:
    codes = [code for code in doubt.gss_codes if code in index.names]
    match doubt.kind:
        case Doubt.AMBIGUOUS:
            left = _claimed(codes, claims)
            return _answer(left, index) if left else NoMatch(doubt.reason)
        case Doubt.LATER:
            return Ambiguous(_ordered(codes), doubt.reason)
        case _:
            return NoMatch(doubt.reason)


def _ordered(codes: Iterable[str]) -> tuple[GssCode, ...]:
    return tuple(GssCode(code) for code in sorted(codes))
