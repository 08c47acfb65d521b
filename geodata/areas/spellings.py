"""Normalise written names of councils, and list the names that a council uses for itself.

Nothing here looks anything up. `normalise_name` removes habits of spelling, and `read_styles` the
words that say what kind of council is meant ("Borough Council", "LB", "City of"), each with the
kinds of council that such words can mean.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from geodata.model.codes import COUNCIL_TIERS, LOWER_TIERS, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CITY: Final = "city"
SHIRE: Final = "shire"
CITIES: Final = frozenset(
    {
        *("E06000010", "E06000014", "E06000015", "E06000016", "E06000018", "E06000021"),
        *("E06000023", "E06000026", "E06000031", "E06000033", "E06000042", "E06000043"),
        *("E06000044", "E06000045", "E07000008", "E07000028", "E07000041", "E07000070"),
        *("E07000071", "E07000081", "E07000094", "E07000106", "E07000121", "E07000123"),
        *("E07000138", "E07000148", "E07000178", "E07000237", "E07000240", "E08000003"),
        *("E08000006", "E08000012", "E08000017", "E08000019", "E08000021", "E08000024"),
        *("E08000025", "E08000026", "E08000031", "E08000032", "E08000035", "E08000036"),
        *("E09000001", "E09000033"),
    }
)
"""Councils whose whole area has, or has since been given, the status of a city.

A parish may be a city too: Lichfield City Council is not Lichfield District Council, so "City
Council" must mean one of these. Colchester, Doncaster, Milton Keynes and Southend-on-Sea have been
cities since 2022. *Source*: the government's list of cities.
"""
SHIRES: Final = frozenset(
    {"E06000017", "E06000019", "E06000046", "E06000047", "E06000051", "E06000052"}
    | {"E06000054", "E06000057"}
)
"""Unitary councils that are, or were, county councils: "County Council" may mean one of these."""

_UNITARY: Final = frozenset({Tier.UNITARY})
# Lists write "UA" after every council that is alone in its area.
_SINGLE_TIER: Final = _UNITARY | {Tier.METROPOLITAN, Tier.LONDON_BOROUGH}
_DISTRICT: Final = frozenset({Tier.DISTRICT, Tier.UNITARY})
_DISTRICT_IN_FULL: Final = _DISTRICT | {Tier.METROPOLITAN}
_COUNTY: Final = frozenset({Tier.COUNTY, SHIRE})
_CITY: Final = frozenset({CITY})
_METROPOLITAN: Final = frozenset({Tier.METROPOLITAN})
_LONDON: Final = frozenset({Tier.LONDON_BOROUGH})
_COMBINED: Final = frozenset({Tier.COMBINED_AUTHORITY})

_SUFFIXES: Final = {
    "metropolitan borough council": _METROPOLITAN,
    "metropolitan district council": _METROPOLITAN,
    "city and district council": _CITY,
    "london borough council": _LONDON,
    "metropolitan council": _METROPOLITAN,
    "metropolitan borough": _METROPOLITAN,
    "metropolitan district": _METROPOLITAN,
    "combined authority": _COMBINED,
    "unitary authority": _UNITARY,
    "unitary council": _UNITARY,
    "local authority": COUNCIL_TIERS,
    "borough council": LOWER_TIERS,
    "district council": _DISTRICT_IN_FULL,
    "county council": _COUNTY,
    "london borough": _LONDON,
    "city council": _CITY,
    "authority": COUNCIL_TIERS,
    "borough": LOWER_TIERS,
    "council": COUNCIL_TIERS,
    "district": _DISTRICT_IN_FULL,
    "unitary": _UNITARY,
    "county": _COUNTY,
    "city": _CITY,
    "mdbc": _METROPOLITAN,
    "lbc": _LONDON,
    "mbc": _METROPOLITAN,
    "mdc": _METROPOLITAN,
    "bc": LOWER_TIERS,
    "ca": _COMBINED,
    "cc": _COUNTY | _CITY,
    "dc": _DISTRICT,
    "lb": _LONDON,
    "ua": _SINGLE_TIER,
}
_PREFIXES: Final = {
    "council of the city of": _CITY,
    "metropolitan borough of": _METROPOLITAN,
    "metropolitan district of": _METROPOLITAN,
    "borough council of": LOWER_TIERS,
    "county council of": _COUNTY,
    "district council of": _DISTRICT_IN_FULL,
    "city and borough of": LOWER_TIERS,
    "city and district of": _CITY,
    "london borough of": _LONDON,
    "royal borough of": LOWER_TIERS,
    "city council of": _CITY,
    "council of the": COUNCIL_TIERS,
    "london borough": _LONDON,
    "borough of": LOWER_TIERS,
    "council of": COUNCIL_TIERS,
    "county of": _COUNTY,
    "district of": _DISTRICT_IN_FULL,
    "city of": _CITY,
    "lb of": _LONDON,
    "mb of": _METROPOLITAN,
    "rb of": LOWER_TIERS,
    "lb": _LONDON,
    "rb": LOWER_TIERS,
}
STYLE_WORDS: Final = frozenset(
    word for style in (*_SUFFIXES, *_PREFIXES) for word in style.split() if len(word) > len("city")
)
"""The long words of the styles; a misspelling of one is put right before names are compared."""

_WORDS: Final[Mapping[str, str]] = {
    "saint": "st",
    "auth": "authority",
    "boro": "borough",
    "cncl": "council",
    "dist": "district",
    "met": "metropolitan",
    "beds": "bedfordshire",
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "derbys": "derbyshire",
    "glos": "gloucestershire",
    "hants": "hampshire",
    "herts": "hertfordshire",
    "hunts": "huntingdonshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "salop": "shropshire",
    "shrops": "shropshire",
    "staffs": "staffordshire",
    "warks": "warwickshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
    "yorks": "yorkshire",
}
_COMPASS: Final[Mapping[str, str]] = {
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "north east",
    "nw": "north west",
    "se": "south east",
    "sw": "south west",
}
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_APOSTROPHES: Final = re.compile("['’\u2018\u00b4`]")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_INITIALS: Final = re.compile(r"\b[a-z](?: [a-z]\b)+")
_BRACKETED: Final = re.compile(r"\(\s*([A-Za-z&.]{2,8})\s*\)")


def normalise_name(text: str) -> str:
    """Return a name without case, accents, punctuation and spelling habits.

    Idempotent: a normalised name normalises to itself.

    Examples
    --------
    >>> normalise_name("King’s Lynn & West Norfolk")
    'kings lynn and west norfolk'
    >>> normalise_name("The N. E. Lincs. B.C.")
    'north east lincolnshire bc'
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).casefold()
    spaced = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain.replace("&", " and "))).strip()
    joined = _INITIALS.sub(lambda run: run[0].replace(" ", ""), spaced)
    words = [_WORDS.get(word, word) for word in joined.split()]
    while words and words[0] == "the":
        del words[0]
    if len(words) > 1:
        words[0] = _COMPASS.get(words[0], words[0])
    return " ".join(words)


def read_styles(form: str) -> Iterator[tuple[str, tuple[frozenset[str], ...]]]:
    """Yield a normalised name without what the council calls itself, longest words first.

    Yields
    ------
    tuple
        The rest of the name, and what its styles claim: the council must be of at least one kind of
        each set. Kinds are tiers (``"E07"``), `CITY` and `SHIRE`; see `kinds_of`.
    """
    for suffix, kinds in _TRAILING.get(form.rpartition(" ")[2], ()):
        if form.endswith(suffix) and len(form) > len(suffix):
            stem = form[: -len(suffix)]
            yield stem, (kinds,)
            for rest, (further,) in _without_prefix(stem):
                yield rest, (kinds, further)
    yield from _without_prefix(form)


def remove_initials(text: str) -> str:
    """Return a name without the brackets that only repeat its initials.

    Examples
    --------
    >>> remove_initials("Essex County Council (ECC)")
    'Essex County Council'
    >>> remove_initials("Leicester (City)")
    'Leicester (City)'
    """
    for found in _BRACKETED.finditer(text):
        before = normalise_name(text[: found.start()]).split()
        initials = "".join(word[0] for word in before if word != "and")
        letters = re.sub(r"[^a-z]", "", found[1].casefold())
        if letters in {initials, "".join(word[0] for word in before)}:
            return (text[: found.start()] + text[found.end() :]).strip()
    return text


def kinds_of(gss_code: str) -> frozenset[str]:
    """Return the kinds that a code's council can be called: its tier, `CITY`, `SHIRE`."""
    kinds = {gss_code[:3]}
    if gss_code in CITIES:
        kinds.add(CITY)
    if gss_code in SHIRES:
        kinds.add(SHIRE)
    return frozenset(kinds)


def _without_prefix(form: str) -> Iterator[tuple[str, tuple[frozenset[str]]]]:
    for prefix, kinds in _LEADING.get(form.partition(" ")[0], ()):
        if form.startswith(prefix) and len(form) > len(prefix):
            yield form[len(prefix) :], (kinds,)


def _index(
    styles: Iterable[tuple[str, frozenset[str]]], place: int
) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return styles by their first word (``place`` 0) or their last one (-1)."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for style, kinds in styles:
        found.setdefault(style.split()[place], []).append((style, kinds))
    return found


# "Bristol, City of" and "Camden, London Borough of" are written so in lists.
_OF: Final = {style: kinds for style, kinds in _PREFIXES.items() if style.endswith(" of")}
_TRAILING: Final = _index(((f" {style}", kinds) for style, kinds in (_SUFFIXES | _OF).items()), -1)
_LEADING: Final = _index(((f"{style} ", kinds) for style, kinds in _PREFIXES.items()), 0)
