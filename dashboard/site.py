"""Load the data once, with everything that is computed from it at the start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.data.built import CatalogueError
from dashboard.data.catalogue import Catalogue, read_catalogue
from dashboard.map.page_colours import page_css
from dashboard.map.projection import Projection, fit_projection
from dashboard.query.answer import view_state
from dashboard.query.state import read_state
from dashboard.web.static_files import OwnFiles, publish_own_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.built import PrivateCopy
    from dashboard.query.view import MapView
    from dashboard.settings import Settings

VENDOR_FOLDER: Final = "vendor"
FIRST_STYLES: Final = "map.css"
"""Our own style sheet of what stands down to the map: in the page at ``/`` itself."""
BELOW_STYLES: Final = "below.css"
"""Our own style sheet of what stands beside and below the map."""


@dataclass(frozen=True, slots=True)
class Site:
    """What every request shares and none can change.

    Parameters
    ----------
    vendor
        Public address of each front-end file by its logical name; empty where the front-end
        packages are not installed.
    own
        Our own style sheets and scripts.
    styles
        Every style sheet of the screen in one text, to stand inside the page at ``/``: its first
        picture then waits for nothing else.
    """

    settings: Settings
    catalogue: Catalogue
    projection: Projection
    vendor: Mapping[str, str]
    own: OwnFiles
    styles: str

    def read_view(self, search: str) -> MapView:
        """Answer a query string with its view; never raises."""
        reading = read_state(search, self.catalogue)
        return view_state(self.catalogue, reading.state, reading.notices)


def read_site(settings: Settings) -> Site:
    """Load the built data that ``settings`` points to.

    Raises
    ------
    CatalogueError
        If the data is missing, damaged or of another version.
    """
    catalogue = read_catalogue(settings.built_folder)
    vendor = _read_vendor(catalogue.files)
    own = publish_own_files(settings.assets_folder, catalogue.files.folder)
    return Site(
        settings=settings,
        catalogue=catalogue,
        projection=fit_projection(catalogue),
        vendor=vendor,
        own=own,
        styles=_join_styles(catalogue, vendor, own),
    )


def _join_styles(catalogue: Catalogue, vendor: Mapping[str, str], own: OwnFiles) -> str:
    sheets = [own.read(FIRST_STYLES)]
    if "govuk.css" in vendor:
        sheets.insert(0, catalogue.files[vendor["govuk.css"].removeprefix("/")])
    text = "\n".join([*(sheet.decode("utf-8-sig") for sheet in sheets), page_css()])
    # As a browser reads the page: the hash in the page's policy is of one kind of line end alone.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_vendor(files: PrivateCopy) -> Mapping[str, str]:
    index = f"{VENDOR_FOLDER}/vendor.json"
    if index not in files:
        return {}
    try:
        names = json.loads(files[index])
        return {name: f"/{VENDOR_FOLDER}/{file}" for name, file in names.items()}
    except (AttributeError, ValueError) as error:
        msg = f"{index} cannot be read ({error}): run `python -m geodata build` again"
        raise CatalogueError(msg) from error
