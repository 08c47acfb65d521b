"""Find a council, bid, theme or partner by what a reader types.

One matching rule serves the suggestions while typing and the page of results with scripts off.
Councils are found by their name of 2014, today's name, other written forms and initials.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dashboard.query.filters import MAX_QUERY_CHARS, spell_words
from dashboard.query.state import MapState
from dashboard.words.text import BODY_LABELS, describe_lead, describe_title, format_date
from geodata.model.codes import Level, Tier
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboard.data.catalogue import Area, Catalogue

_NOT_WORDS: Final = re.compile(r"[^a-z0-9]+", re.ASCII)
_STOPWORDS: Final = frozenset(
    {
        *("council", "councils", "borough", "district", "city", "county", "unitary", "authority"),
        *("of", "the", "upon", "on", "and", "royal", "metropolitan"),
        *("cc", "bc", "dc", "mbc", "lb"),
    }
)
_SHORTEST_INITIALS: Final = 3
_OTHER_FORM: Final = 0.02
_LEAST_ALIKE: Final = 0.78
_LEAST_SUGGESTED: Final = 0.5
_MOST_RESULTS: Final = 10
_MOST_SUGGESTED: Final = 3
_MOST_LOOKED_UP: Final = 100


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
    """Something that can be found: name, a line about it, address and ways it is written."""

    kind: Found
    name: str
    detail: str
    href: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best first; ``suggested`` only where nothing was.

    Parameters
    ----------
    query
        What was looked for, as typed; at most 100 characters.
    cut
        Whether more was typed than that.
    """

    query: str
    entries: tuple[Entry, ...]
    suggested: tuple[Entry, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Places and themes with their written forms made comparable; bids and partners are looked up.

    Parameters
    ----------
    entries
        Councils, regions and themes.
    """

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
        looked_up = (*_find_bids(self.catalogue, query), *_find_partners(self.catalogue, query))
        scored = [(score_entry(query, entry), entry) for entry in (*self.entries, *looked_up)]
        order = list(Found)
        best = sorted(
            ((score, entry) for score, entry in scored if score >= _LEAST_ALIKE),
            key=lambda item: (-item[0], order.index(item[1].kind), item[1].name),
        )
        entries = tuple(entry for _, entry in best[:_MOST_RESULTS])
        near: tuple[Entry, ...] = ()
        if not entries:
            ranked = sorted(scored, key=lambda item: (-item[0], item[1].name))
            near = tuple(
                entry for score, entry in ranked[:_MOST_SUGGESTED] if score >= _LEAST_SUGGESTED
            )
        return Results(kept, entries, near, cut)


def normalise(text: str) -> str:
    """Return text in lower case without accents, punctuation and words such as "council".

    Examples
    --------
    >>> normalise("Stratford-on-Avon District Council")
    'stratford avon'
    >>> normalise("The City of London")
    'london'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NOT_WORDS.sub(" ", plain.replace("'", "")).split()
    kept = [word for word in words if word not in _STOPWORDS]
    return " ".join(kept or words)


def score_entry(query: str, entry: Entry) -> float:
    """Return how well a normalised query fits an entry, from 0 to 2; its own name counts most."""
    own, *others = (_score_form(query, form) for form in entry.forms)
    return max([own, *(score - _OTHER_FORM for score in others)])


def _score_form(query: str, form: str) -> float:
    if query == form:
        return 2.0
    typed, words = query.split(), form.split()
    if all(any(word.startswith(part) for word in words) for part in typed):
        starts = 0.3 if words[0].startswith(typed[0]) else 0.0
        return 1.2 + starts + 0.4 * len(query) / max(len(form), len(query))
    matcher = SequenceMatcher(None, query, form, autojunk=False)
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
    kind: Found, name: str, detail: str, search: str, forms: Iterable[str] = ()
) -> Entry:
    written = dict.fromkeys(normalise(form) for form in (name, *forms) if normalise(form))
    return Entry(kind, name, detail, f"/{search}", tuple(written))


def _list_areas(catalogue: Catalogue) -> Iterator[Entry]:
    for area in catalogue.areas.values():
        if area.gss not in catalogue.mapped_codes:
            continue
        if area.tier is Tier.REGION:
            search = MapState(region=area.gss).to_search()
            yield _make_entry(Found.REGION, area.name, "Region", search)
        elif _is_of_2014(catalogue, area):
            level = catalogue.level_of(area.gss, Level.UPPER)
            search = MapState(level=level, area=area.gss).to_search()
            forms = [*area.aliases, *([area.now.name] if area.now else [])]
            detail = _describe_council(catalogue, area)
            yield _make_entry(Found.COUNCIL, area.name, detail, search, forms)
        else:
            search = MapState(level=Level.TODAY, area=area.gss).to_search()
            detail = "Council of today, made of councils of 2014"
            yield _make_entry(Found.TODAY, area.name, detail, search, [_initials(area.name)])


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
    words = [word for word in normalise(name).split() if word]
    initials = "".join(word[0] for word in words)
    return initials if len(initials) >= _SHORTEST_INITIALS else name


def _find_bids(catalogue: Catalogue, query: str) -> Iterator[Entry]:
    """Yield bids whose title or reference has words that begin as the query's do."""
    question = "SELECT rowid FROM word WHERE word MATCH ? LIMIT ?"
    rows = catalogue.store.ask(question, [f"name : ({spell_words(query)})", _MOST_LOOKED_UP])
    for bid in catalogue.read_bids([row[0] for row in rows]):
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
