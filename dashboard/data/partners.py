"""Bodies without a council area (police, health, fire, voluntary), each with a view of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.model.codes import Body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.data.store import Store


@dataclass(frozen=True, slots=True)
class Partner:
    """One named body, and how many bids name it."""

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
