"""Look up written names and codes: one council of 2014, several, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from geodata.areas.code_changes import LATER_CODES, describe_code_change
from geodata.areas.recoding import find_equivalents
from geodata.areas.spellings import normalise_name, read_styles
from geodata.model.codes import COUNCIL_TIERS, GssCode, Tier
from geodata.names.group_matching import Group
from geodata.names.matching import (
    Ambiguous,
    AuthorityIndex,
    Match,
    NoMatch,
    match_authority,
    suggest_authorities,
)
from geodata.names.uncertain_names import Doubt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geodata.awards.texts import GroupText

NO_COUNCIL: Final = "none"
"""What a mapping gives instead of a code for a name that is no council."""

_MARKS: Final = re.compile(r"[\s+^~#]+$|(?<=[A-Za-z.)])\s?\d{1,2}$|\s+\([a-z]\)$")
_NEAR: Final = 88
_LEAST_LETTERS: Final = 6
_COUNTRIES: Final = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland"}
_COUNTY_STYLES: Final = (" county council", " cc")


@dataclass(frozen=True, eq=False)
class Register:
    """What names are looked up in.

    Parameters
    ----------
    areas, index
        Of ``data/geography``.
    groups
        Those of the fund's ``groups.csv``, so that a group is not written twice.
    names
        The mapping's own: by normalised name, a GSS code, several, or `NO_COUNCIL`.
    full_names
        Whether only a name that says so ("Leeds City Council") is a council.
    today
        Whether names and codes are those of today's councils.
    of_today
        Whether the fund's map is of today's councils: a council made from others is then a group of
        these, which can lead as a council does, and is not replaced by a county of 2014.
    leads_are_councils
        Whether the column of leads says that it holds councils.
    """

    areas: pd.DataFrame
    index: AuthorityIndex
    groups: tuple[GroupText, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    full_names: bool = False
    today: bool = False
    of_today: bool = False
    leads_are_councils: bool = False

    def match(self, text: str) -> Match | Ambiguous | NoMatch:
        """Find the council that a name means; regions and combined authorities are none.

        Marks of footnotes at its end ("Cornwall UA1", "Devon+") make no difference.
        """
        found = self._match(text)
        if isinstance(found, NoMatch) and not found.reason and (bare := unmarked(text)) != text:
            found = self._match(bare)
        return found

    def _match(self, text: str) -> Match | Ambiguous | NoMatch:
        form = normalise_name(text)
        codes = self._given(form)
        if len(codes) == 1:
            return Match(codes[0], self.index.names[codes[0]])
        if form in self.names or self._is_too_short(form):
            return NoMatch()
        found = match_authority(text, self.index)
        if isinstance(found, Match) and found.gss_code[:3] not in COUNCIL_TIERS:
            return NoMatch(f"{found.name} is an area of several councils")
        return found

    def _given(self, form: str) -> tuple[GssCode, ...]:
        """Return the councils of a name that the mapping gives, or of a council of today."""
        if form in self.names:
            return self.councils_of(self.names[form])
        return self._later(form) if self.today and not self._is_too_short(form) else ()

    def _is_too_short(self, form: str) -> bool:
        """Say whether a name is no council's because it does not say that it is."""
        return self.full_names and not any(claims for _, claims in read_styles(form))

    def is_council(self, text: str) -> bool:
        """Say whether a name means one council."""
        return isinstance(self.match(text), Match)

    def is_known(self, text: str) -> bool:
        """Say whether a name as a whole is known: a council, a doubtful one or the mapping's."""
        return self.is_settled(text) or not isinstance(self.match(text), NoMatch)

    def is_settled(self, text: str) -> bool:
        """Say whether the mapping says what a name is."""
        return normalise_name(text) in self.names or normalise_name(unmarked(text)) in self.names

    def share(self, text: str) -> Group | None:
        """Return the councils of a name that the mapping, or today's map, shares over several."""
        for written in (text, unmarked(text)):
            codes = self._given(normalise_name(written))
            if len(codes) > 1:
                return Group(codes, f"the councils of {text}")
        return None

    def councils_of(self, text: str) -> tuple[GssCode, ...]:
        """Return the councils of 2014 that codes mean, of whatever year; empty if they mean none.

        A combined authority means its councils, and a later council those that it was made from,
        or the county council that had the same land.
        """
        found = (self._councils_of_one(spell_code(code)) for code in text.split(";"))
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _councils_of_one(self, code: str) -> tuple[GssCode, ...]:
        if code in self.index.names and code[:3] in COUNCIL_TIERS:
            return (GssCode(code),)
        if code in self._equivalents and not self._is_made_of_districts(code):
            return (GssCode(self._equivalents[code]),)
        joined = self._joined(code, "combined_authority_gss") or self._joined(code, "today_gss")
        return joined or tuple(map(GssCode, LATER_CODES.get(code, ())))

    def _joined(self, code: str, column: str) -> tuple[GssCode, ...]:
        joined = self.areas.index[(self.areas[column] == code).fillna(value=False)]
        return tuple(map(GssCode, joined))

    @cached_property
    def _equivalents(self) -> dict[str, str]:
        return find_equivalents(self.areas)

    def _is_made_of_districts(self, code: str) -> bool:
        """Say whether a council of today, on a map of these, had the land of a county of 2014."""
        return self.of_today and self._equivalents.get(code, "")[:3] == Tier.COUNTY

    def are_one_today(self, codes: Sequence[GssCode]) -> bool:
        """Say whether the fund's map has one council of today that exactly these became."""
        became = str(self.areas["today_gss"].get(codes[0]))
        return self.of_today and set(self._joined(became, "today_gss")) == set(codes)

    def _later(self, form: str) -> tuple[GssCode, ...]:
        """Return the councils of 2014 that a council of today with this name was made from."""
        if form.endswith(_COUNTY_STYLES):
            return ()
        for stem in (form, *(stem for stem, _ in read_styles(form))):
            for written in (stem, f"{stem} council"):
                doubt = self.index.uncertain.get(written)
                if doubt is not None and doubt.kind is Doubt.LATER:
                    return self._made_from(doubt.gss_codes)
        return ()

    def _made_from(self, codes: tuple[str, ...]) -> tuple[GssCode, ...]:
        lower = tuple(GssCode(code) for code in codes if code[:3] != Tier.COUNTY)
        today = str(self.areas["today_gss"].get(lower[0]))
        same = set(self._joined(today, "today_gss")) == set(lower)
        return self._councils_of_one(today) if same else lower

    def doubt_code(self, code: str) -> str:
        """Say why a code means no one council of 2014; empty if it does mean one."""
        councils = self.councils_of(code)
        if len(councils) == 1:
            return ""
        if code[:1] in _COUNTRIES:
            return f"{code} is a code of {_COUNTRIES[code[0]]}, and the map is of England"
        if councils:
            names = ", ".join(self.index.names[each] for each in councils)
            return f"{code} is a council or area that stands for several of 2014: {names}"
        if code in self.index.names:
            return f"{code} is {self.index.names[code]}, an area of several councils"
        return f"{code}: {describe_code_change(code) or 'no council is known by this code'}"

    def is_near_a_council(self, text: str) -> bool:
        """Say whether a name is nearly a council's: "Herfordshire", "Vale of the White Horse"."""
        form = normalise_name(text)
        if self.full_names or len(form) < _LEAST_LETTERS:
            return False
        if any(stem.startswith(f"{form} ") for stem in self.index.stems):
            return True  # "Windsor"
        near = process.extractOne(form, self.index.stems, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return near is not None

    def suggest(self, text: str) -> tuple[str, ...]:
        """Return at most three councils that may be meant, as ``name (code)``, likeliest first."""
        likely = suggest_authorities(unmarked(text), self.index)
        known = (each for each in likely if self.councils_of(each.gss_code))
        return tuple(f"{each.name} ({each.gss_code})" for each in islice(known, 3))


def unmarked(text: str) -> str:
    """Return a name without marks of footnotes at its end.

    Examples
    --------
    >>> unmarked("Cornwall UA1"), unmarked("Derbyshire+"), unmarked("Leeds")
    ('Cornwall UA', 'Derbyshire', 'Leeds')
    """
    bare = text.strip()
    while found := _MARKS.search(bare):
        if not found.start():
            break
        bare = bare[: found.start()]
    return bare


def spell_code(text: str) -> str:
    """Return a GSS code in capital letters without spaces.

    Examples
    --------
    >>> spell_code(" e1000 0017 ")
    'E10000017'
    """
    return "".join(text.split()).upper()
