"""Write the metadata of a page for search engines and link previews."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from dashboard.addresses import whole_address_of
from dashboard.pictures.drawing import CARD
from dashboard.pictures.facts import describe_alt
from dashboard.pictures.view_code import encode_view
from dashboard.query.state import MapState, Sheet, Sort
from dashboard.words.headline import describe_headline, describe_page_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView
    from dashboard.site import Site

Data = dict[str, Any]
"""One thing in schema.org's words, as JSON-LD spells it."""

_UNSAFE_IN_SCRIPT: Final[Mapping[int, str]] = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
)


@dataclass(frozen=True, slots=True)
class PageHead:
    """The part of a page that robots and link previews read.

    Parameters
    ----------
    canonical
        The page's one address.
    image, image_alt
        The card of exactly this view, and its text.
    data
        Things in schema.org's words.
    indexed
        Whether search engines should list it: a view that a reader searched for is not listed.
    """

    title: str
    description: str
    canonical: str
    image: str
    image_alt: str
    data: tuple[Data, ...] = ()
    indexed: bool = True
    image_width: int = CARD.width
    image_height: int = CARD.height

    @property
    def scripts(self) -> tuple[Markup, ...]:
        """JSON-LD, safe inside a script element."""
        texts = (
            json.dumps(one, ensure_ascii=False).translate(_UNSAFE_IN_SCRIPT) for one in self.data
        )
        return tuple(Markup(text) for text in texts)  # noqa: S704 - no markup can stand in it


def make_head(view: MapView, site: Site, data: tuple[Data, ...] = ()) -> PageHead:
    """Return the head of the page that shows a view."""
    catalogue, root = site.catalogue, site.settings.root
    return PageHead(
        title=describe_page_title(view, catalogue),
        description=describe_headline(view, catalogue),
        canonical=whole_address_of(root, find_path(view.state)),
        image=whole_address_of(root, card_path(view, catalogue)),
        image_alt=describe_alt(view, catalogue),
        data=data,
        indexed=not view.state.q and not view.notices,
    )


def card_path(view: MapView, catalogue: Catalogue) -> str:
    """Return where the card of a view stands."""
    state = replace(view.state, view=Sheet.PAGE, sort=Sort.VALUE)
    code = encode_view(state, catalogue)
    if code is None:
        return f"/picture/card.png{state.to_search()}"
    return f"/picture/{code}/card.png"


def find_path(state: MapState) -> str:
    """Return the one address of a state: a page of its own where it has one.

    Examples
    --------
    >>> find_path(MapState(area="E10000017"))
    '/areas/E10000017'
    >>> find_path(MapState(region="E12000002"))
    '/regions/E12000002'
    """
    own = find_own_path(state)
    if own is not None:
        return own
    return "/" + replace(state, view=Sheet.PAGE, sort=Sort.VALUE).to_search()


def find_own_path(state: MapState) -> str | None:
    """Return the stand-alone page of what a state has in its panel, or of its region."""
    if state.bid is not None:
        return f"/bids/{state.bid}"
    if state.partner is not None:
        return f"/partners/{state.partner}"
    if state.area is not None:
        return f"/{'regions' if state.area.startswith('E12') else 'areas'}/{state.area}"
    if state.region is not None and state == MapState(region=state.region):
        return f"/regions/{state.region}"
    return None
