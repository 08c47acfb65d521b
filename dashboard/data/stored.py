"""Bids and bodies that stay in the file of awards, each read when it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, overload

from geodata.model.codes import Body
from geodata.model.published.awards import Bid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.data.store import Store

_READ_AT_ONCE: Final = 200


class StoredBids(Sequence[Bid]):
    """Bids in some order, of which only the numbers are held."""

    def __init__(self, store: Store, numbers: Sequence[int]) -> None:
        self._store = store
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Bid: ...
    @overload
    def __getitem__(self, place: slice) -> StoredBids: ...
    def __getitem__(self, place: int | slice) -> Bid | StoredBids:
        if isinstance(place, slice):
            return StoredBids(self._store, self.numbers[place])
        return self._store.read_bids([self.numbers[place]])[0]

    def __iter__(self) -> Iterator[Bid]:
        for start in range(0, len(self.numbers), _READ_AT_ONCE):
            yield from self._store.read_bids(self.numbers[start : start + _READ_AT_ONCE])


class StoredBidsById(Mapping[str, Bid]):
    """Bids by their id, each read as it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, bid_id: str) -> Bid:
        found = self._store.ask("SELECT number FROM bid WHERE id = ?", [bid_id])
        if not found:
            raise KeyError(bid_id)
        return self._store.read_bids([found[0][0]])[0]

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._store.ask("SELECT id FROM bid ORDER BY number"))

    def __len__(self) -> int:
        return self._store.ask_number("SELECT COUNT(*) FROM bid")


@dataclass(frozen=True, slots=True)
class Partner:
    """A named body without a council area, such as a police force, and how many bids name it."""

    slug: str
    name: str
    body: Body
    bids: int


class StoredPartners(Mapping[str, Partner]):
    """Every named body without a council area by its slug, sorted by name; read when asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, slug: str) -> Partner:
        found = self._store.ask("SELECT name, body, bids FROM partner WHERE slug = ?", [slug])
        if not found:
            raise KeyError(slug)
        ((name, body, bids),) = found
        return Partner(slug, name, Body(body), bids)

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._store.ask("SELECT slug FROM partner ORDER BY name, slug"))

    def __len__(self) -> int:
        return self._store.ask_number("SELECT COUNT(*) FROM partner")
