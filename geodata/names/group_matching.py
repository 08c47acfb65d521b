"""Find the councils that a phrase such as "Suffolk district and borough councils" means.

A phrase is understood only if its place is known and its words say which councils are meant;
"the three boroughs" names no place and is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geodata.areas.spellings import normalise_name
from geodata.model.codes import COUNCIL_TIERS, GssCode, Tier
from geodata.names.matching import NoMatch
from geodata.names.uncertain_names import Doubt

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.names.matching import AuthorityIndex

CITY_OF_LONDON: Final = "E09000001"

_KINDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "district and borough councils": frozenset({Tier.DISTRICT}),
        "borough and district councils": frozenset({Tier.DISTRICT}),
        "districts and boroughs": frozenset({Tier.DISTRICT}),
        "boroughs and districts": frozenset({Tier.DISTRICT}),
        "metropolitan boroughs": frozenset({Tier.METROPOLITAN}),
        "metropolitan borough councils": frozenset({Tier.METROPOLITAN}),
        "metropolitan districts": frozenset({Tier.METROPOLITAN}),
        "district councils": frozenset({Tier.DISTRICT, Tier.METROPOLITAN}),
        "districts": frozenset({Tier.DISTRICT, Tier.METROPOLITAN}),
        "borough councils": frozenset({Tier.METROPOLITAN, Tier.LONDON_BOROUGH}),
        "boroughs": frozenset({Tier.METROPOLITAN, Tier.LONDON_BOROUGH}),
        "unitary councils": frozenset({Tier.UNITARY}),
        "unitary authorities": frozenset({Tier.UNITARY}),
        "unitaries": frozenset({Tier.UNITARY}),
        "county councils": frozenset({Tier.COUNTY}),
        "local authorities": COUNCIL_TIERS,
        "authorities": COUNCIL_TIERS,
        "councils": COUNCIL_TIERS,
    }
)
NUMBERS: Final = MappingProxyType(
    {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
    | {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
)
_FILLERS: Final = frozenset({"all", "both", "of", "the", "in", "across", "every", "local", "other"})
_WITHIN: Final = re.compile(r"^(?P<kind>.+?) (?:of|in|across) (?P<place>.+)$")


@dataclass(frozen=True, slots=True)
class Group:
    """The councils that a phrase means, codes in ascending order, and what they are."""

    gss_codes: tuple[GssCode, ...]
    label: str


def match_group(text: str, areas: pd.DataFrame, index: AuthorityIndex) -> Group | NoMatch:
    """Find the councils that a phrase means.

    - "Greater Manchester councils": the constituent councils of a combined authority.
    - "all Dorset councils": the county council and the districts of its county, and not the
      unitary councils beside it.
    - "Suffolk district and borough councils", "Essex districts": the districts of a county. The
      tables do not say which districts are boroughs, so "Surrey boroughs" is refused.
    - "London boroughs": the 32, without the City. "South West councils": all of a region.
    - "West Suffolk councils": the councils of 2014 that a council of today was made from.

    A number in the phrase ("Greater Manchester's ten boroughs") must be theirs. "The other
    districts" is refused: which are left out is not stated.

    Parameters
    ----------
    areas
        As `geodata.areas.authorities.read_authorities` gives them.
    """
    form = normalise_name(text.replace("’s ", " ").replace("'s ", " "))
    kind, place, number = _read_phrase(form)
    if "other" in form.split():
        return NoMatch("which councils the others are is not stated")
    if not kind:
        return NoMatch()
    if not place:
        return NoMatch("no place is named, so which councils are meant is not known")
    places = _places(place, areas, index)
    if not places:
        return NoMatch(f"{place} is no county, region or combined authority of 2014")
    if len(places) > 1:
        return NoMatch(f"{place} may be {' or '.join(sorted(places))}")
    ((label, codes),) = places.items()
    return _keep_kind(kind, number, label, codes)


def _read_phrase(form: str) -> tuple[str, str, int | None]:
    """Return the words for the councils, the place and the number in a normalised phrase."""
    number: int | None = None
    words = []
    for word in form.split():
        if word in NUMBERS or (word.isascii() and word.isdigit()):
            number = NUMBERS.get(word) or int(word)
        else:
            words.append(word)
    while words and words[0] in _FILLERS:
        del words[0]
    phrase = " ".join(words)
    for kind in _KINDS:  # longest of each ending first
        if phrase == kind or phrase.endswith(f" {kind}"):
            place = phrase.removesuffix(kind).strip()
            return kind, place, number
    found = _WITHIN.match(phrase)
    if found is not None and found["kind"] in _KINDS:
        place = " ".join(word for word in found["place"].split() if word != "the")
        return found["kind"], place, number
    return "", "", number


def _places(place: str, areas: pd.DataFrame, index: AuthorityIndex) -> dict[str, tuple[str, ...]]:
    """Return the councils of every area of several councils that has the name, by a label."""
    found: dict[str, tuple[str, ...]] = {}
    doubt = index.uncertain.get(place) or index.uncertain.get(f"{place} council")
    for code in sorted(index.forms.get(place, frozenset())):
        name = index.names[code]
        if code.startswith(Tier.COUNTY):
            districts = areas.index[areas["county_gss"] == code]
            found[f"{name} (county)"] = (*districts, code)
        elif code.startswith(Tier.COMBINED_AUTHORITY):
            found[f"{name} (combined authority)"] = tuple(
                areas.index[areas["combined_authority_gss"] == code]
            )
        elif code.startswith(Tier.REGION):
            inside = (areas["region_gss"] == code) & areas["tier"].isin(COUNCIL_TIERS)
            found[f"{name} (region)"] = tuple(set(areas.index[inside]) - {CITY_OF_LONDON})
    if not found and doubt is not None and doubt.kind is not Doubt.AMBIGUOUS:
        found[place.title()] = doubt.gss_codes
    return found


def _keep_kind(
    kind: str, number: int | None, label: str, codes: tuple[str, ...]
) -> Group | NoMatch:
    kept = tuple(GssCode(code) for code in sorted(codes) if code[:3] in _KINDS[kind])
    if not kept and kind in {"boroughs", "borough councils"}:
        return NoMatch(f"which districts of {label} are boroughs is not known")
    if len(kept) < 2:  # noqa: PLR2004 - a group is at least two
        return NoMatch(f"{label} has no {kind}")
    if number is not None and number != len(kept):
        return NoMatch(f"{label} has {len(kept)} {kind}, not {number}")
    return Group(kept, f"{kind} of {label}")
