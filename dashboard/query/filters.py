"""The filters: each is one object that knows its options, its condition and its words.

Address, controls, chips, headline, API, notes of files, picture codes and the frozen site read
:data:`FILTERS`. Another filter is an object here, a field of `dashboard.query.state.MapState` and,
if it asks what the file of awards does not hold yet, a column there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.model.store_format import ROUND_NOT_STATED, Mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.data.catalogue import Catalogue
    from dashboard.data.store import Value

MAX_QUERY_CHARS: Final = 100

Condition = tuple[str, tuple["Value", ...]]
"""What must hold of a row of ``bid``, and what stands for the question marks in it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, in words.

    Parameters
    ----------
    value
        Its spelling in an address.
    label
        Its words beside the filter's own label.
    words
        Its words on their own.
    phrase
        Its words after "bid" or "bids".
    """

    value: str
    label: str
    words: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to keep some of the bids.

    Parameters
    ----------
    name
        Its parameter, and its field of the state.
    label, every
        The words of its control, and of the option that keeps every bid.
    noun
        What a value is called that is not known.
    about
        What it does, for the description of the API.
    condition
        Return what a value asks of a row of ``bid``.
    columns
        The columns of ``bid`` that tell its options apart, in the order of an index.
    list_options
        Return the options in their order; ``None`` if any text is a value.
    turn
        Place of its phrase in a sentence. Phrases from 2 on are joined by "and".
    of_place
        Whether it frames the map, so that areas outside have no figure.
    unfiltered
        A spelling of the option that keeps every bid; empty if it has none.
    """

    name: str
    label: str
    every: str
    noun: str
    about: str
    condition: Callable[[str, Catalogue], Condition]
    columns: str
    list_options: Callable[[Catalogue], tuple[Option, ...]] | None
    turn: int
    of_place: bool = False
    unfiltered: str = ""

    def find(self, value: str, catalogue: Catalogue) -> Option:
        """Return a value with its words.

        Raises
        ------
        KeyError
            If there is no such value.
        """
        if self.list_options is None:
            quoted = f"“{value}”"
            return Option(value, value, f"{self.label} {quoted}", f"mentioning {quoted}")
        return {option.value: option for option in self.list_options(catalogue)}[value]


def _list_rounds(catalogue: Catalogue) -> tuple[Option, ...]:
    announced = (
        Option(one.id, one.label, f"{one.label} round", f"in the {one.label} round")
        for one in catalogue.round_by_id.values()
    )
    words = "Round not stated"
    return (*announced, Option(ROUND_NOT_STATED, words, words, "in a round that is not stated"))


def _list_themes(catalogue: Catalogue) -> tuple[Option, ...]:
    return tuple(
        Option(one.id, one.label, one.label, f"on {one.label[:1].lower()}{one.label[1:]}")
        for one in catalogue.theme_by_id.values()
    )


def _list_regions(catalogue: Catalogue) -> tuple[Option, ...]:
    return tuple(Option(one.gss, one.name, one.name, f"in {one.name}") for one in catalogue.regions)


_SAVING_STATED: Final = Option(
    "saving", "Only those that state a saving", "Only bids that state a saving", "stating a saving"
)
_OUTCOME_KNOWN: Final = Option(
    "known",
    "Only where something is known",
    "Only bids of which an outcome is known",
    "with a known outcome",
)


def region_bit(catalogue: Catalogue, region: str) -> int:
    """Return the bit of a region in the columns of regions."""
    return 1 << sorted(area.gss for area in catalogue.regions).index(region)


def spell_words(text: str) -> str:
    """Return what finds texts that hold, for each word typed, one that begins with it.

    Quotation marks among them are text as any other.
    """
    quoted = (word.replace('"', '""') for word in text.split())
    return " ".join(f'"{word}" *' for word in quoted)


FILTERS: Final = (
    Filter(
        name="round",
        label="Round",
        every="All rounds",
        noun="round",
        about="Only bids of this round.",
        # A round has a good part of all bids: the first of them are found in the order of a list.
        condition=lambda value, _: ("likelihood(round = ?, 0.25)", (value,)),
        columns="round, marks",
        list_options=_list_rounds,
        turn=1,
    ),
    Filter(
        name="theme",
        label="Theme",
        every="All themes",
        noun="theme",
        about="Only bids about this.",
        condition=lambda value, _: ("instr(themes, ?)", (f";{value};",)),
        columns="themes",
        list_options=_list_themes,
        turn=0,
    ),
    Filter(
        name="region",
        label="Region",
        every="All of England",
        noun="region",
        about="Only bids with a member in this region, and only its areas.",
        condition=lambda value, catalogue: ("reach & ?", (region_bit(catalogue, value),)),
        columns="reach",
        list_options=_list_regions,
        turn=-1,
        of_place=True,
    ),
    Filter(
        name="stated",
        label="Bids",
        every="All bids",
        noun="choice of bids",
        about="`saving`: only bids that state a saving.",
        condition=lambda _value, _: (f"marks & {int(Mark.SAVING_STATED)}", ()),
        columns="round, marks",
        list_options=lambda _: (_SAVING_STATED,),
        turn=2,
        unfiltered="any",
    ),
    Filter(
        name="outcome",
        label="What came of it",
        every="Known or not",
        noun="choice of outcomes",
        about="`known`: only bids of which a page says what came of them.",
        condition=lambda _value, _: (f"marks & {int(Mark.OUTCOME_KNOWN)}", ()),
        columns="round, marks",
        list_options=lambda _: (_OUTCOME_KNOWN,),
        turn=3,
    ),
    Filter(
        name="q",
        label="Bids that mention",
        every="",
        noun="search",
        about="Only bids whose texts hold all of these words.",
        condition=lambda value, _: (
            "number IN (SELECT rowid FROM word WHERE word MATCH ?)",
            (spell_words(value),),
        ),
        columns="number",
        list_options=None,
        turn=4,
    ),
)
"""Every filter, in the order of the state's fields."""

FILTER_BY_NAME: Final = {one.name: one for one in FILTERS}


def list_chosen(state: object, catalogue: Catalogue) -> tuple[tuple[Filter, Option], ...]:
    """Return the filters in force, each with the value that a state has for it."""
    return tuple(
        (one, one.find(value, catalogue)) for one in FILTERS if (value := getattr(state, one.name))
    )


def describe_filters(state: object, catalogue: Catalogue) -> str:
    """Return the filters but the region as words that follow "bid" or "bids"; may be empty."""
    chosen = sorted(
        (one.turn, option.phrase)
        for one, option in list_chosen(state, catalogue)
        if not one.of_place
    )
    plain = [f" {phrase}" for turn, phrase in chosen if turn < _FIRST_JOINED]
    joined = " and ".join(phrase for turn, phrase in chosen if turn >= _FIRST_JOINED)
    return "".join(plain) + (f" {joined}" if joined else "")


_FIRST_JOINED: Final = 2
