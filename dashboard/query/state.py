"""The state of the page, encoded in one way as a query string.

Everything that a reader can share is in :class:`MapState`; zoom and hover are not. Any text at all
reads as a valid state: what cannot be used is dropped and named in a notice, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote_plus, urlencode

from dashboard.query.filters import FILTER_BY_NAME, FILTERS, MAX_QUERY_CHARS
from geodata.model.codes import CountRule, Level, Measure, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.filters import Filter

    Parser = Callable[[str, Catalogue], Any]

MAX_SEARCH_CHARS: Final = 32_000
"""Far more than any link that the page writes: only what is too long in it is left out."""
MAX_COMPARED: Final = 3
_CLASS_NUMBERS: Final = ("0", "1", "2", "3", "4")
_MAX_FIELDS: Final = 40
_SHOWN_CHARS: Final = 40


class Sort(StrEnum):
    """Order of the table of areas."""

    VALUE = "value"
    NAME = "name"
    BIDS = "bids"


class Links(StrEnum):
    """Which partnerships are drawn as lines."""

    CHOSEN = "chosen"
    ALL = "all"


class Sheet(StrEnum):
    """Which page carries the view."""

    PAGE = "page"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class MapState:
    """What the reader asked for; each default is what ``/`` shows.

    Parameters
    ----------
    measure, count, level
        What is mapped, how money lands on areas, and which areas.
    round
        A round's id, ``"not-stated"``, or ``None`` for all.
    theme
        A theme's id, or ``None`` for all.
    region
        GSS code of a region to zoom to, or ``None`` for England.
    stated
        ``"saving"`` for only the bids that state one, or ``None`` for all.
    outcome
        ``"known"`` for only the bids of which an outcome is known, or ``None`` for all.
    q
        Words to look for in bids, at most 100 characters.
    shape
        True outlines, or one equal hexagon per council.
    links
        Whether all partnerships are drawn as lines, or only the chosen bid's.
    keep
        Index of the one class whose areas stay on the map, from 0; ``None`` for all.
    area, bid, partner, compare
        What the panel shows; at most one of them is set. ``compare`` holds two or three areas, or
        one that waits for a second.
    sort
        Order of the table.
    view
        The page, or the brief for a slide.
    """

    measure: Measure = Measure.AWARD
    count: CountRule = CountRule.LEAD
    level: Level = Level.UPPER
    round: str | None = None
    theme: str | None = None
    region: str | None = None
    stated: str | None = None
    outcome: str | None = None
    q: str = ""
    shape: Shape = Shape.MAP
    links: Links = Links.CHOSEN
    keep: int | None = None
    area: str | None = None
    bid: str | None = None
    partner: str | None = None
    compare: tuple[str, ...] = ()
    sort: Sort = Sort.VALUE
    view: Sheet = Sheet.PAGE

    def to_search(self) -> str:
        """Return the query string with its ``?``, without defaults; empty for the home page.

        ``read_state(state.to_search(), catalogue).state == state`` for every state made of known
        values.
        """
        pairs = [
            (field.name, _spell(getattr(self, field.name)))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        ]
        return f"?{urlencode(pairs, safe=',')}" if pairs else ""

    @property
    def draws_partnerships(self) -> bool:
        """Whether partnerships are drawn over the map, which has less of its own fills then."""
        return bool(self.bid or self.partner) or self.links is Links.ALL

    @property
    def of_page(self) -> MapState:
        """The same state on the page, where a brief for a slide may have been asked for."""
        return replace(self, view=Sheet.PAGE)

    def link(self, **changes: Any) -> str:  # noqa: ANN401 - any field of the state
        """Return the address of this state with some fields changed."""
        return "/" + self.change(**changes).to_search()

    def change(self, **changes: Any) -> MapState:  # noqa: ANN401 - any field of the state
        """Return this state with some fields changed."""
        return replace(self, **changes)

    def link_area(self, gss: str) -> str:
        """Return the address of this state with one area in the panel.

        A page has hundreds of these, which differ in the code alone.
        """
        start, end = _around_area(self)
        return f"{start}{quote_plus(gss)}{end}"

    def choose_area(self, gss: str) -> str:
        """Return the address that choosing an area on the map leads to.

        While a comparison has room the area joins it; otherwise the panel shows the area.
        """
        if self.compare and len(self.compare) < MAX_COMPARED and gss not in self.compare:
            return self.link_compare((*self.compare, gss))
        return self.link_area(gss)

    def link_bid(self, bid_id: str) -> str:
        """Return the address of this state with one bid in the panel."""
        return self.link(**{**NOTHING_CHOSEN, "bid": bid_id})

    def link_partner(self, slug: str) -> str:
        """Return the address of this state with one partner body in the panel."""
        return self.link(**{**NOTHING_CHOSEN, "partner": slug})

    def link_compare(self, codes: tuple[str, ...]) -> str:
        """Return the address of this state with up to three areas side by side."""
        return self.link(**{**NOTHING_CHOSEN, "compare": codes})


NOTHING_CHOSEN: Final[Mapping[str, Any]] = MappingProxyType(
    {"area": None, "bid": None, "partner": None, "compare": ()}
)
"""Changes to a state that empty its panel."""


@lru_cache(maxsize=64)
def _around_area(state: MapState) -> tuple[str, str]:
    """Return what stands before and after the code in the addresses of a state's areas."""
    mark = "area=_"  # no search can hold it: its "=" would be spelt "%3D"
    start, _, end = state.link(**{**NOTHING_CHOSEN, "area": "_"}).partition(mark)
    return f"{start}area=", end


def _spell(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Reading:
    """A state and what had to be dropped to get it, in words for people."""

    state: MapState
    notices: tuple[str, ...] = ()


def read_state(search: str, catalogue: Catalogue) -> Reading:
    """Read a query string, with or without its ``?``; never raises.

    Parameters
    ----------
    search
        As the browser gives it, percent-encoded.
    catalogue
        Says which rounds, themes, regions, areas and bids exist.

    Returns
    -------
    Reading
        A valid state, and one notice for each value that was dropped. Names that this page does
        not use (such as a campaign tag) are ignored without a notice.
    """
    notices: list[str] = []
    if len(search) > MAX_SEARCH_CHARS:
        notices.append(
            f"The link was longer than {MAX_SEARCH_CHARS:,} characters, so none of it was used."
        )
        return Reading(settle_level(MapState(), catalogue), tuple(notices))
    parts = search.removeprefix("?").split("&", _MAX_FIELDS)
    if len(parts) > _MAX_FIELDS:
        del parts[_MAX_FIELDS:]
        notices.append(f"Only the first {_MAX_FIELDS} parts of the link were used.")
    pairs = parse_qsl("&".join(parts), errors="replace", separator="&")
    values: dict[str, Any] = {}
    for name, text in pairs:
        if name not in _PARAMETERS:
            continue
        if name in values:
            notices.append(f"The link gave “{name}” more than once; the first is used.")
            continue
        if name in FILTER_BY_NAME and text == FILTER_BY_NAME[name].unfiltered:
            continue
        noun, parse = _PARAMETERS[name]
        value = parse(text, catalogue)
        if value is None:
            notices.append(f"“{_shorten(text)}” is not a known {noun}, so it was left out.")
        else:
            values[name] = value
    if len(str(values.get("q", ""))) > MAX_QUERY_CHARS:
        values["q"] = values["q"][:MAX_QUERY_CHARS].rstrip()
        notices.append(f"Only the first {MAX_QUERY_CHARS} characters of the search were used.")
    chosen = [name for name in ("bid", "partner", "area", "compare") if values.get(name)]
    for name in chosen[1:]:
        del values[name]
        first, other = _PARAMETERS[chosen[0]][0], _PARAMETERS[name][0]
        notices.append(f"The link named both a {first} and a {other}; the {first} is shown.")
    return Reading(settle_level(MapState(**values), catalogue), tuple(notices))


def settle_level(state: MapState, catalogue: Catalogue) -> MapState:
    """Return a state at a level that the fund's map offers: its first one if at no other."""
    offered = catalogue.offered_levels
    return state if state.level in offered else replace(state, level=offered[0])


def _shorten(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable if len(printable) <= _SHOWN_CHARS else printable[:_SHOWN_CHARS] + "…"


def _one_of(choices: type[StrEnum]) -> Parser:
    return lambda text, _catalogue: choices(text) if text in set(choices) else None


def _parse_filter(one: Filter) -> Parser:
    find = one.list_options
    if find is None:
        return _parse_query
    return lambda text, catalogue: (
        text if text in {option.value for option in find(catalogue)} else None
    )


def _parse_query(text: str, _catalogue: Catalogue) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _one_known(find: Callable[[Catalogue], Container[str]]) -> Parser:
    return lambda text, catalogue: text if text in find(catalogue) else None


def _parse_level(text: str, catalogue: Catalogue) -> Level | None:
    return next((level for level in catalogue.offered_levels if level == text), None)


def _parse_keep(text: str, _catalogue: Catalogue) -> int | None:
    return int(text) if text in _CLASS_NUMBERS else None


def _parse_compare(text: str, catalogue: Catalogue) -> tuple[str, ...] | None:
    codes = tuple(dict.fromkeys(code for code in text.split(",") if code in catalogue.mapped_codes))
    return (
        codes if codes and codes == tuple(text.split(",")) and len(codes) <= MAX_COMPARED else None
    )


_PARAMETERS: Final[Mapping[str, tuple[str, Parser]]] = {
    "measure": ("measure", _one_of(Measure)),
    "count": ("way of counting", _one_of(CountRule)),
    "level": ("map level", _parse_level),
    **{one.name: (one.noun, _parse_filter(one)) for one in FILTERS},
    "shape": ("map shape", _one_of(Shape)),
    "links": ("choice of lines", _one_of(Links)),
    "keep": ("class of the key", _parse_keep),
    "area": ("area", _one_known(lambda catalogue: catalogue.mapped_codes)),
    "bid": ("bid", _one_known(lambda catalogue: catalogue.bid_by_id)),
    "partner": ("partner", _one_known(lambda catalogue: catalogue.partner_by_slug)),
    "compare": ("comparison of up to three different areas", _parse_compare),
    "sort": ("order", _one_of(Sort)),
    "view": ("page", _one_of(Sheet)),
}
"""What each parameter is called in a notice, and what reads it: ``None`` for no such value."""
