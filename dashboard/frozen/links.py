"""Choose the views that a copy made of files contains, and the addresses of their links.

A file server answers paths, not query strings, so some views become paths and the others cannot be
there. A link to one of those leads to a running site, if there is one, and is plain words if not:
never to a page that shows something else than the link says. A link with the name of an area, a
bid, a partner or a region leads to its own page from every view.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dashboard.pages.head import find_own_path
from dashboard.pictures.view_code import encode_view
from dashboard.query.filters import FILTERS
from dashboard.query.state import NOTHING_CHOSEN, Links, MapState, Sort, read_state
from geodata.model.codes import CountRule, Level, Measure, Shape
from geodata.model.store_format import ROUND_NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.data.catalogue import Catalogue

HOME: Final = "/index.html"
_LOADED: Final = ("/own/", "/vendor/", "/walk/")
"""What a page loads, which is never loaded from another site."""

_SORTED: Final = {Sort.VALUE: "", Sort.NAME: "-name", Sort.BIDS: "-bids"}


@dataclass(frozen=True, slots=True)
class FrozenMap:
    """The views that are files, and how every address of the site is written in them.

    Parameters
    ----------
    states
        Map views by the name of their file.
    paths
        Every path that has a file, with its leading slash.
    live
        Where the site runs, for what files cannot do; may be empty.
    """

    catalogue: Catalogue
    states: Mapping[str, MapState]
    names: Mapping[MapState, str]
    paths: frozenset[str]
    live: str

    def find(self, link: str) -> str | None:
        """Return the path of the file that shows what an address of the site shows, or ``None``."""
        parts = urlsplit(link)
        path, fragment = parts.path, f"#{parts.fragment}" if parts.fragment else ""
        found = self._find_path(path, parts.query)
        if found is None or found not in self.paths:
            return None
        return found + fragment

    def write(self, page: str, path: str) -> str:
        """Return the address of a path of the app in a page, relative to the page's own path.

        It is the file that shows it, else the running site's page, if any; else it is empty.
        """
        target = self.find(path)
        if target is None:
            elsewhere = self.live and not path.startswith(_LOADED)
            return f"{self.live}{path}" if elsewhere else ""
        file, mark, fragment = target.partition("#")
        near = posixpath.relpath(file, posixpath.dirname(page))
        return f"{near}{mark}{fragment}"

    def write_whole(self, path: str) -> str:
        """Return the path of the file that shows a path of the app, else the path itself."""
        return self.find(path) or path

    def _find_path(self, path: str, query: str) -> str | None:
        state = read_state(query, self.catalogue).state
        match path.split("/")[1:]:
            case [""]:
                return self._find_view(state)
            case ["table"]:
                same = replace(state, sort=Sort.VALUE) == MapState()
                return f"/table{_SORTED[state.sort]}.html" if same else None
            case ["charts", "award-saving.svg"]:
                name = self.names.get(replace(state, **NOTHING_CHOSEN))
                return f"/charts/{name}.svg" if name else None
            case ["picture", name]:
                return f"/picture/{encode_view(state, self.catalogue)}/{name}"
            case [("areas" | "bids" | "partners" | "regions"), _] | ["about"] if not query:
                return f"{path}.html"
            case _:
                return None if query else path

    def _find_view(self, state: MapState) -> str | None:
        bare = replace(state, **NOTHING_CHOSEN)
        if state.keep is None and (bare != state or state == MapState(region=state.region)):
            own = find_own_path(state)
            if own is not None:
                return f"{own}.html"
        name = self.names.get(state)
        return None if name is None else view_path(name)


def view_path(name: str) -> str:
    """Return the path of a map view's file."""
    return HOME if name == "home" else f"/maps/{name}.html"


def list_states(catalogue: Catalogue) -> Mapping[str, MapState]:
    """Return the map views that become files, by name.

    Every measure at every level under every way to count; every measure in every round; every
    theme; the bids that state a saving; all partnerships; hexagons at each level.
    """
    return {_name_state(state): state for state in _choose_states(catalogue)}


def _choose_states(catalogue: Catalogue) -> Iterator[MapState]:
    yield MapState()  # the home page comes first, so that a copy of a few pages has it too
    for measure, count, level in product(Measure, CountRule, Level):
        if level in catalogue.levels:
            yield MapState(measure=measure, count=count, level=level)
    rounds = [*catalogue.round_by_id, ROUND_NOT_STATED]
    for measure, one in product(Measure, rounds):
        yield MapState(measure=measure, round=one)
    for own in FILTERS:
        if own.list_options and own.name not in ("round", "region"):
            for option in own.list_options(catalogue):
                yield MapState().change(**{own.name: option.value})
    yield MapState(links=Links.ALL)
    for level in (Level.LOWER, Level.UPPER):
        yield MapState(level=level, shape=Shape.HEX)


def _name_state(state: MapState) -> str:
    words = [
        f"{field.name}-{value}" if field.name in {"stated", "links"} else str(value)
        for field in fields(MapState)
        if (value := getattr(state, field.name)) != field.default
    ]
    return "-".join(words) or "home"
