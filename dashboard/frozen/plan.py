"""List the files of a copy, with the function that makes each page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from dashboard import ids
from dashboard.exports.routes import FORMS
from dashboard.frozen.choice_links import render_choice_links
from dashboard.frozen.links import FrozenMap, list_states, view_path
from dashboard.map.figures import frame_window
from dashboard.map.svg import render_map
from dashboard.pages.about import render_about
from dashboard.pages.head import make_head
from dashboard.pages.layout import render_parts, render_shell
from dashboard.pages.static_pages import (
    StillPage,
    make_area_page,
    make_bid_page,
    make_partner_page,
    make_region_page,
    make_table_page,
    render_still_page,
    render_take_away,
)
from dashboard.pages.static_routes import list_paths
from dashboard.pages.structured_data import describe_dataset
from dashboard.pictures.drawing import CARD, SIZES
from dashboard.pictures.links import SVG_NAME
from dashboard.pictures.view_code import encode_view
from dashboard.query.answer import view_state
from dashboard.query.state import MapState, Sort
from dashboard.rendering import render_page
from dashboard.words.headline import describe_headline
from geodata.model.store_format import PARQUET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.site import Site

_TABLES: Final = {
    "/table.html": Sort.VALUE,
    "/table-name.html": Sort.NAME,
    "/table-bids.html": Sort.BIDS,
}
_OWN: Final = ("map.css", "below.css", "pages.css", "print.css", "favicon.svg", "copy.js")
_STYLE: Final = "govuk.css"
_DETAILS: Final = {
    "areas": ("area", make_area_page),
    "regions": ("region", make_region_page),
    "bids": ("bid", make_bid_page),
    "partners": ("partner", make_partner_page),
}
"""By the first part of a page's path: the field of the state that it shows, and its maker."""

_CARD: Final = (f"{CARD.name}.png",)
_CARD_AND_DRAWING: Final = (*_CARD, SVG_NAME)
_EVERY_FORM: Final = (*(f"{size.name}.png" for size in SIZES.values()), SVG_NAME)


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """Every file of a copy: pages by path, each with what makes it, and other paths."""

    known: FrozenMap
    pages: Mapping[str, Callable[[], str]]
    files: tuple[str, ...]


def plan_site(site: Site, live: str = "", *, only: int | None = None) -> FreezePlan:
    """Return every page and file of the copy; ``only`` so many of each kind, for tests."""
    states = dict(list(list_states(site.catalogue).items())[:only])
    details = _list_details(site, only)
    pictures = {state: _choose_forms(state) for state in states.values()}
    pictures |= {state: _choose_forms(state) for state, _ in details.values()}
    pages: dict[str, Callable[[], str]] = {}
    for name, state in states.items():
        make_view = partial(_make_view, site, state)
        pages[view_path(name)] = partial(render_still_page, site, make_view)
    pages |= {path: make for path, (_, make) in details.items()}
    pages |= {path: partial(_render_table, site, sort) for path, sort in _TABLES.items()}
    pages["/about.html"] = partial(render_about, site)
    pages["/404.html"] = partial(render_page, site, "not_found.html", title="Page not found")
    files = (
        *(site.own.addresses[name] for name in _OWN),
        *([site.vendor[_STYLE]] if _STYLE in site.vendor else []),
        *(f"/download/{name}" for name in FORMS),
        *(f"/download/{name}.parquet" for name in PARQUET),
        *(f"/charts/{name}.svg" for name in states),
        *(
            f"/picture/{encode_view(state, site.catalogue)}/{name}"
            for state in pictures
            for name in pictures[state]
        ),
    )
    known = FrozenMap(
        catalogue=site.catalogue,
        states=states,
        names={state: name for name, state in states.items()},
        paths=frozenset((*pages, *files)),
        live=live,
    )
    return FreezePlan(known, pages, tuple(dict.fromkeys(files)))


def _choose_forms(state: MapState) -> tuple[str, ...]:
    """Return the pictures of a view: every form of those of all bids, a card of each area."""
    if state.area is not None:
        return _CARD
    narrowed = (state.round, state.theme, state.region, state.bid, state.partner)
    return _EVERY_FORM if not any(narrowed) else _CARD_AND_DRAWING


def _list_details(site: Site, only: int | None) -> dict[str, tuple[MapState, Callable[[], str]]]:
    """Return the pages of areas, bids, partners and regions with the state that each shows."""
    found: dict[str, tuple[MapState, Callable[[], str]]] = {}
    counts: Counter[str] = Counter()
    for path in list_paths(site):
        _, kind, key = (*path.split("/"), "")[:3]
        counts[kind] += 1
        if kind in _DETAILS and (only is None or counts[kind] <= only):
            field, make = _DETAILS[kind]
            state = MapState().change(**{field: key})
            if kind == "areas":
                state = state.change(level=site.catalogue.level_of(key, state.level))
            page = partial(make, site, key, _choose_forms(state))
            found[f"{path}.html"] = (state, partial(render_still_page, site, page))
    return found


def _make_view(site: Site, state: MapState) -> StillPage:
    """Return a map view: the page of the site with links in place of its form."""
    catalogue = site.catalogue
    view = view_state(catalogue, state)
    window = frame_window(view, catalogue, site.projection)
    still = render_map(
        view, catalogue, window, label=describe_headline(view, catalogue), cropped=True
    )
    parts = {
        **render_parts(view, catalogue),
        ids.CONTROLS: render_choice_links(state, catalogue),
        ids.TAKE: render_take_away(view, site, _choose_forms(state)),
    }
    head = make_head(view, site, (describe_dataset(site),))
    return StillPage(head, [render_shell(parts, [still])])


def _render_table(site: Site, sort: Sort) -> str:
    view = view_state(site.catalogue, MapState(sort=sort))
    make = partial(make_table_page, site, view, _EVERY_FORM)
    return render_still_page(site, make, from_table=True)
