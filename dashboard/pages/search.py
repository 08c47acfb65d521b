"""Find a council, bid, theme or partner by what a reader types.

One matching rule serves the suggestions while typing and the page of results with scripts off.
Councils are found by their name of 2014, today's name, GSS code, other written forms and initials.
No gazetteer is here: a town or a postcode gets a sentence that says so, and never an unlike name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dashboard.query.filters import MAX_QUERY_CHARS, spell_words
from dashboard.query.state import MapState, settle_level
from dashboard.words.bids import describe_lead, describe_title
from dashboard.words.text import BODY_LABELS, format_date
from geodata.model.codes import Level, Tier
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboard.data.catalogue import Area, Catalogue

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’")
_STOPWORDS: Final = frozenset(
    {
        *("council", "councils", "borough", "district", "city", "county", "unitary", "authority"),
        *("of", "the", "upon", "on", "and", "royal", "metropolitan"),
        *("cc", "bc", "dc", "mbc", "lb"),
    }
)
_SHORTEST_INITIALS: Final = 3
_OTHER_FORM: Final = 0.02
_MISSPELT: Final = 0.8
_LEAST_FOUND: Final = 0.8
_LEAST_SUGGESTED: Final = 0.7
_LEAST_ALIKE_WORD: Final = 0.84
_LEAST_LETTERS: Final = 5
_MOST_RESULTS: Final = 10
_MOST_SUGGESTED: Final = 3
_MOST_LOOKED_UP: Final = 100
_POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?:\s*[0-9][A-Z]{2})?", re.ASCII)
_GSS_CODE: Final = re.compile(r"[A-Z][0-9]{8}", re.ASCII)

COUNCIL_FINDER: Final = "https://www.gov.uk/find-local-council"
"""The government's own page that finds a council by postcode; a plain link, nothing is sent."""


class Found(StrEnum):
    """What kind of thing an entry leads to, in the order in which ties are shown."""

    COUNCIL = "Council"
    REGION = "Region"
    TODAY = "Council of today"
    THEME = "Theme"
    BID = "Bid"
    PARTNER = "Partner"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: name, a line about it, address, ways it is written, code."""

    kind: Found
    name: str
    detail: str
    href: str
    forms: tuple[str, ...]
    gss: str = ""


_NOT_ONLY_BIDS: Final = frozenset({Found.COUNCIL, Found.REGION, Found.TODAY, Found.THEME})


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best first; ``suggested`` only where nothing was.

    Parameters
    ----------
    query
        What was looked for, as typed; at most 100 characters.
    cut
        Whether more was typed than that.
    note
        What to say where no council was found; blank where one was.
    """

    query: str
    entries: tuple[Entry, ...]
    suggested: tuple[Entry, ...] = ()
    cut: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Councils, regions and themes as ``entries``; bids and partners are looked up."""

    entries: tuple[Entry, ...]
    catalogue: Catalogue

    def find(self, text: str) -> Results:
        """Return the entries that match ``text``, best first; never raises.

        A form matches if it is the same, if each word typed begins one of its words, or if it is
        spelled nearly so. Only the first 100 characters count.
        """
        typed = text.strip()
        kept, cut = typed[:MAX_QUERY_CHARS].rstrip(), len(typed) > MAX_QUERY_CHARS
        query = normalise(kept)
        if not query:
            return Results(kept, (), cut=cut)
        code = "".join(kept.split()).upper()
        if _GSS_CODE.fullmatch(code):
            coded = tuple(entry for entry in self.entries if entry.gss == code)
            note = f"“{kept}” is not the code of an English council of December 2014 or of today."
            return Results(kept, coded, cut=cut, note="" if coded else note)
        if _POSTCODE.fullmatch(kept.upper()):
            note = f"“{kept}” looks like a postcode, and postcodes are not known here."
            return Results(kept, (), cut=cut, note=note)
        looked_up = (*_find_bids(self.catalogue, query), *_find_partners(self.catalogue, query))
        scored = [(score_entry(query, entry), entry) for entry in (*self.entries, *looked_up)]
        order = list(Found)
        best = sorted(
            ((score, entry) for score, entry in scored if score >= _LEAST_FOUND),
            key=lambda item: (-item[0], order.index(item[1].kind), item[1].name),
        )
        entries = tuple(entry for _, entry in best[:_MOST_RESULTS])
        if any(entry.kind in _NOT_ONLY_BIDS for entry in entries):
            return Results(kept, entries, cut=cut)
        near: tuple[Entry, ...] = ()
        if not entries:
            ranked = sorted(scored, key=lambda item: (-item[0], item[1].name))
            near = tuple(
                entry for score, entry in ranked[:_MOST_SUGGESTED] if score >= _LEAST_SUGGESTED
            )
        note = (
            f"“{kept}” is not the name of a council, county or region of England. Towns, villages "
            "and districts of cities are not known here."
        )
        return Results(kept, entries, near, cut, note)


def normalise(text: str) -> str:
    """Return text in lower case without accents, punctuation and words such as "council".

    Examples
    --------
    >>> normalise("Stratford-on-Avon District Council")
    'stratford avon'
    >>> normalise("The City of London")
    'london'
    >>> normalise("Cronfa’r Cŵm")
    'cronfar cwm'
    """
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    plain = "".join(one for one in apart if not unicodedata.combining(one)).casefold()
    words = _NOT_WORDS.sub(" ", plain).split()
    kept = [word for word in words if word not in _STOPWORDS]
    return " ".join(kept or words)


def score_entry(query: str, entry: Entry) -> float:
    """Return how well a normalised query fits an entry, from 0 to 2; its own name counts most.

    A name without a letter or digit has no form, and fits nothing.
    """
    if not entry.forms:
        return 0.0
    own, *others = (_score_form(query, form) for form in entry.forms)
    return max([own, *(score - _OTHER_FORM for score in others)])


def _score_form(query: str, form: str) -> float:
    if query == form:
        return 2.0
    typed, words = query.split(), form.split()
    if all(any(word.startswith(part) for word in words) for part in typed):
        starts = 0.3 if words[0].startswith(typed[0]) else 0.0
        return 1.2 + starts + 0.4 * len(query) / max(len(form), len(query))
    alike = [max(_likeness(part, word) for word in words) for part in typed]
    if min(alike) >= _LEAST_ALIKE_WORD:
        return _MISSPELT + 0.2 * sum(alike) / len(alike)
    whole = _likeness(query, form)
    return min(whole, _LEAST_FOUND - 0.01) if whole >= _LEAST_SUGGESTED else 0.0


def _likeness(typed: str, word: str) -> float:
    """Return how alike two spellings are, 0 to 1; short ones and other first letters never are."""
    if typed == word:
        return 1.0
    if typed[0] != word[0] or len(typed) < _LEAST_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, typed, word, autojunk=False)
    if matcher.real_quick_ratio() < _LEAST_SUGGESTED or matcher.quick_ratio() < _LEAST_SUGGESTED:
        return 0.0
    return matcher.ratio()


def build_index(catalogue: Catalogue) -> SearchIndex:
    """Return an entry for each council, region and theme."""
    entries = [
        *_list_areas(catalogue),
        *(
            _make_entry(Found.THEME, theme.label, "Theme", MapState(theme=theme.id).to_search())
            for theme in catalogue.themes
        ),
    ]
    return SearchIndex(tuple(entries), catalogue)


def _make_entry(
    kind: Found, name: str, detail: str, search: str, forms: Iterable[str] = (), gss: str = ""
) -> Entry:
    written = dict.fromkeys(normalise(form) for form in (name, *forms) if normalise(form))
    return Entry(kind, name, detail, f"/{search}", tuple(written), gss)


def _list_areas(catalogue: Catalogue) -> Iterator[Entry]:
    for area in catalogue.areas.values():
        if area.gss not in catalogue.mapped_codes:
            continue
        if area.tier is Tier.REGION:
            search = MapState(region=area.gss).to_search()
            yield _make_entry(Found.REGION, area.name, "Region", search, gss=area.gss)
        elif _is_of_2014(catalogue, area):
            level = catalogue.level_of(area.gss, Level.UPPER)
            found = settle_level(MapState(level=level, area=area.gss), catalogue)
            search = found.to_search()
            forms = [*area.aliases, *([area.now.name] if area.now else [])]
            detail = _describe_council(catalogue, area)
            yield _make_entry(Found.COUNCIL, area.name, detail, search, forms, area.gss)
        else:
            search = MapState(level=Level.TODAY, area=area.gss).to_search()
            detail = "Council of today, made of councils of 2014"
            forms = [_initials(area.name)]
            yield _make_entry(Found.TODAY, area.name, detail, search, forms, area.gss)


def _is_of_2014(catalogue: Catalogue, area: Area) -> bool:
    return any(area.gss in catalogue.levels[level].geometry for level in (Level.UPPER, Level.LOWER))


def _describe_council(catalogue: Catalogue, area: Area) -> str:
    parents = [catalogue.areas[gss].name for gss in (area.county, area.region) if gss]
    text = ", ".join(parents) or "England"
    if area.now is not None and area.now.name != area.name:
        part = "called" if area.now.gss == area.gss else "part of"
        text += f"; since {format_date(area.now.changed_on)} {part} {area.now.name}"
    return text


def _initials(name: str) -> str:
    initials = "".join(word[0] for word in normalise(name).split())
    return initials if len(initials) >= _SHORTEST_INITIALS else name


def _find_bids(catalogue: Catalogue, query: str) -> Iterator[Entry]:
    """Yield bids whose title or reference has words that begin as the query's do."""
    question = "SELECT rowid FROM word WHERE word MATCH ? LIMIT ?"
    rows = catalogue.store.ask(question, [f"name : ({spell_words(query)})", _MOST_LOOKED_UP])
    for bid in catalogue.store.read_bids([row[0] for row in rows]):
        one = catalogue.round_by_id.get(bid.round or ROUND_NOT_STATED)
        detail = f"{describe_lead(bid)}, {one.label if one else 'round not stated'}"
        search = MapState(bid=bid.id).to_search()
        yield _make_entry(Found.BID, describe_title(bid), detail, search, [bid.id])


def _find_partners(catalogue: Catalogue, query: str) -> Iterator[Entry]:
    question = "SELECT slug FROM partner_word WHERE partner_word MATCH ? LIMIT ?"
    rows = catalogue.store.ask(question, [f"name : ({spell_words(query)})", _MOST_LOOKED_UP])
    for (slug,) in rows:
        partner = catalogue.partner_by_slug[slug]
        detail = f"{BODY_LABELS[partner.body]}, partner"
        yield _make_entry(Found.PARTNER, partner.name, detail, MapState(partner=slug).to_search())
