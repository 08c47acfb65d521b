"""What a page shows of one state, in the forms in which a choice changes it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from dashboard.map.figures import FigurePath, list_changing
from dashboard.pages.layout import render_below, render_beside
from dashboard.parts.static_html import to_html
from dashboard.words.headline import describe_page_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.parts.components import Children
    from dashboard.query.view import MapView
    from dashboard.site import Site

KEPT: Final = 8
"""Pages kept by each worker, at about 0.2 MB: the one that a reader leaves is often still there."""


@dataclass(frozen=True)
class ShownPage:
    """One page; its parts are made when they are first asked for, and then stay.

    Parameters
    ----------
    boundaries
        The boundary file that its map is drawn from.
    changing
        What of its map another choice can change; see :func:`dashboard.map.figures.list_changing`.
    """

    view: MapView
    catalogue: Catalogue = field(repr=False)
    boundaries: str
    title: str
    changing: Mapping[FigurePath, Any]

    @cached_property
    def beside(self) -> Mapping[str, str]:
        """HTML of the parts that change with the map, by the id of the container."""
        return _write(render_beside(self.view, self.catalogue))

    @cached_property
    def below(self) -> Mapping[str, str]:
        """HTML of the parts below the map, by the id of the container."""
        return _write(render_below(self.view, self.catalogue))

    def beside_since(self, before: ShownPage) -> dict[str, str]:
        """Return those parts beside the map that are not as they were on another page."""
        return _differing(self.beside, before.beside)

    def below_since(self, before: ShownPage) -> dict[str, str]:
        """Return those parts below the map that are not as they were on another page."""
        return _differing(self.below, before.below)


def _write(parts: Mapping[str, Children]) -> Mapping[str, str]:
    return {name: str(to_html(children)) for name, children in parts.items()}


def _differing(after: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in after.items() if before.get(name) != text}


class ShownPages:
    """The pages of one site that were asked for last; safe between threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[str, ShownPage] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, search: str) -> ShownPage:
        """Return the page of a query string; never raises."""
        with self._lock:
            page = self._kept.get(search)
            if page is not None:
                self._kept.move_to_end(search)
                return page
        page = self._make(search)
        with self._lock:
            self._kept[search] = page
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return page

    def _make(self, search: str) -> ShownPage:
        site = self._site
        view = site.read_view(search)
        return ShownPage(
            view=view,
            catalogue=site.catalogue,
            boundaries=site.catalogue.level_set(view.state.level, view.state.shape).boundaries,
            title=describe_page_title(view, site.catalogue),
            changing=list_changing(view, site.catalogue, site.projection),
        )
