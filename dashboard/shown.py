"""What a page shows of one state, in the forms in which a choice changes it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures import FigurePath, list_changing
from dashboard.headline import describe_page_title
from dashboard.layout import render_parts
from dashboard.static_html import to_html

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from dashboard.site import Site
    from dashboard.view import MapView

KEPT: Final = 8
"""Pages kept by each worker, at about 0.2 MB: the one that a reader leaves is often still there."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page.

    Parameters
    ----------
    boundaries
        The boundary file that its map is drawn from.
    parts
        HTML of each part by the id of its container.
    changing
        What of its map another choice can change; see :func:`dashboard.figures.list_changing`.
    """

    view: MapView
    boundaries: str
    title: str
    parts: Mapping[str, str]
    changing: Mapping[FigurePath, Any]

    def parts_since(self, before: ShownPage, leaving: Container[str] = ()) -> dict[str, str]:
        """Return the parts that are not as they were on another page, but for those ``leaving``."""
        return {
            name: text
            for name, text in self.parts.items()
            if name not in leaving and before.parts.get(name) != text
        }


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
        parts = render_parts(view, site.catalogue)
        return ShownPage(
            view=view,
            boundaries=site.catalogue.level_set(view.state.level, view.state.shape).boundaries,
            title=describe_page_title(view, site.catalogue),
            parts={name: str(to_html(children)) for name, children in parts.items()},
            changing=list_changing(view, site.catalogue, site.projection),
        )
