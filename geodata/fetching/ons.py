"""Download council boundaries from the Open Geography Portal, page by page.

Each page is kept on disk as it comes, with the validators that the service gave, so an
interrupted download continues where it stopped and a repeated one asks only whether a page changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from shapely.errors import ShapelyError
from shapely.geometry import shape

from geodata.boundaries.levels import require_single
from geodata.fetching.download_checks import AreaSet
from geodata.fetching.transfer import PassingFetchError
from geodata.model.errors import FetchError
from geodata.tables.sizes import refuse_constant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geodata.fetching.portal import Portal

PORTAL: Final = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
SERVICES: Final = {
    ("2015-12", 500): "LAD_Dec_2015_UGCB_GB_2022",
    ("2015-12", 200): "LAD_Dec_2015_Super_GCB_GB_2022",
    ("2015-12", 20): "LAD_Dec_2015_GCB_GB_2022",
}
"""Name of the service for each vintage and resolution in metres."""

PUBLISHER: Final = "Office for National Statistics"
ATTRIBUTION: Final = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0; "
    "contains OS data © Crown copyright and database right"
)
PAGE_SIZE: Final = 100
"""Areas asked for at a time: small enough to lose little when a connection breaks."""

MOST_AREAS: Final = 1_000
"""More than twice the councils of the United Kingdom: beyond this a service pages for ever."""

_RECORD: Final = ".record.json"
_CODE_FIELD: Final = re.compile(r"lad\d{2}cd", re.IGNORECASE)
_NAME_FIELD: Final = re.compile(r"lad\d{2}nm", re.IGNORECASE)
_WGS84_NAMES: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_ERRORS_THAT_PASS: Final = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of features, and whether the service has more."""

    features: tuple[dict[str, Any], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PageRecord:
    """The record of a page on disk."""

    offset: int
    features: int
    sha256: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Download:
    """Every area of a service, and the pages they came on."""

    areas: AreaSet
    pages: tuple[PageRecord, ...]

    @property
    def sha256(self) -> str:
        """One checksum over all pages in order."""
        return hashlib.sha256("".join(page.sha256 for page in self.pages).encode()).hexdigest()


def fetch_areas(
    portal: Portal, service: str, cache: Path, progress: Callable[[int, int], None]
) -> Download:
    """Download every area of one service.

    Parameters
    ----------
    portal
        Where the services are.
    service
        Its name.
    cache
        Folder for the pages of this service; made if it is missing.
    progress
        Called after each page with the number of areas and of bytes so far.

    Raises
    ------
    FetchError
        If the service cannot be reached, answers with something else, or pages without end. Pages
        that came before are kept.
    BoundaryError
        If a code came more than once.
    """
    cache.mkdir(parents=True, exist_ok=True)
    records: list[PageRecord] = []
    areas: list[tuple[str, str, BaseGeometry]] = []
    size, more = 0, True
    while more:
        offset = len(areas)
        path = cache / f"page-{offset:04d}.json"
        record, page = _fetch_page(portal, service, path, offset)
        if record.sha256 in {earlier.sha256 for earlier in records}:
            msg = f"{service}: the page from area {offset} is one that came before; it cannot page"
            raise FetchError(msg)
        if page.more and not page.features:
            msg = f"{service}: an empty page from area {offset} that says more follow"
            raise FetchError(msg)
        areas += [_parse_area(service, feature) for feature in page.features]
        if len(areas) > MOST_AREAS:
            msg = (
                f"{service}: {len(areas)} areas and still more; expected at most {MOST_AREAS}; "
                "check --service"
            )
            raise FetchError(msg)
        records.append(record)
        more = page.more
        size += path.stat().st_size
        progress(len(areas), size)
    require_single(service, [code for code, _, _ in areas])
    names = {code: name for code, name, _ in areas}
    shapes = {code: polygon for code, _, polygon in areas}
    return Download(AreaSet(service, names, shapes), tuple(records))


def parse_page(body: bytes) -> Page:
    """Return one answer of a feature service as a page.

    Raises
    ------
    PassingFetchError
        If the body is cut short, is a web page, or reports a fault that passes.
    FetchError
        If it reports a fault that lasts, or is not GeoJSON in WGS84.
    """
    try:
        document = json.loads(body, parse_constant=refuse_constant)
    except ValueError as fault:
        start = body[:40].decode("utf-8", "replace").strip()
        kind = "a web page" if start.startswith("<") else f"broken JSON ({fault})"
        msg = f"the portal answered with {kind}, not with boundaries"
        raise PassingFetchError(msg) from fault
    if isinstance(document, dict) and "error" in document:
        raise _portal_fault(document["error"])
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        msg = "the portal answered with JSON that has no features; expected GeoJSON"
        raise FetchError(msg)
    crs = json.dumps(document.get("crs", _WGS84_NAMES[0]))
    if not any(name in crs for name in _WGS84_NAMES):
        msg = f"the portal answered in {crs}; expected WGS84, as was asked for"
        raise FetchError(msg)
    properties = document.get("properties")
    nested = properties.get("exceededTransferLimit") if isinstance(properties, dict) else False
    more = document.get("exceededTransferLimit", nested) is True
    return Page(tuple(document["features"]), more)


def _fetch_page(portal: Portal, service: str, path: Path, offset: int) -> tuple[PageRecord, Page]:
    """Return one page: from disk if the service says that it has not changed."""
    kept = _read_kept(path)
    headers = {}
    if kept is not None:
        known = {"If-None-Match": kept[0].etag, "If-Modified-Since": kept[0].last_modified}
        headers = {name: value for name, value in known.items() if value}
    parameters = {
        "where": "1=1",
        "outFields": "*",
        "outSR": "4326",
        "f": "geojson",
        "resultOffset": str(offset),
        "resultRecordCount": str(PAGE_SIZE),
    }
    answer = portal.get(f"{service}/FeatureServer/0/query", parameters, parse_page, headers)
    if answer.content is None:
        if kept is None:
            msg = f"{service}: answered 'not modified' to a first request; try again later"
            raise FetchError(msg)
        return kept
    # The page goes to disk first, and only then the record that says it is complete.
    record = PageRecord(
        offset=offset,
        features=len(answer.content.features),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        etag=answer.etag,
        last_modified=answer.last_modified,
    )
    path.write_bytes(answer.body)
    path.with_suffix(_RECORD).write_text(json.dumps(asdict(record)), encoding="utf-8")
    return record, answer.content


def _read_kept(path: Path) -> tuple[PageRecord, Page] | None:
    """Return a page that is complete on disk, or None."""
    try:
        body = path.read_bytes()
        record = PageRecord(**json.loads(path.with_suffix(_RECORD).read_bytes()))
        if hashlib.sha256(body).hexdigest() != record.sha256:
            return None
        return record, parse_page(body)
    except (OSError, ValueError, TypeError):  # FetchError is a ValueError
        return None


def _portal_fault(error: object) -> FetchError:
    """Return the fault that a service reports inside an answer with status 200."""
    code = error.get("code") if isinstance(error, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    text = f"the portal reports error {code}: {message}"
    if code in _ERRORS_THAT_PASS:
        return PassingFetchError(text)
    return FetchError(f"{text}; check --service")


def _parse_area(service: str, feature: object) -> tuple[str, str, BaseGeometry]:
    """Return code, name and shape (WGS84) of a feature, whatever case and year its fields have."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        msg = f"{service}: a feature without properties; expected a code and a name"
        raise FetchError(msg)
    code = _field(service, properties, _CODE_FIELD, "lad15cd")
    name = _field(service, properties, _NAME_FIELD, "lad15nm")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or not geometry.get("coordinates"):
        msg = f"{service}: {code} {name} has no geometry; expected a polygon for each area"
        raise FetchError(msg)
    try:
        return code, name, shape(geometry)
    except (ValueError, TypeError, LookupError, AttributeError, ShapelyError) as exc:
        msg = f"{service}: the geometry of {code} cannot be read ({exc}); expected a polygon"
        raise FetchError(msg) from exc


def _field(service: str, properties: dict[str, Any], pattern: re.Pattern[str], example: str) -> str:
    found = [key for key in properties if pattern.fullmatch(key)]
    if len(found) != 1 or not isinstance(properties[found[0]], str):
        msg = (
            f"{service}: fields {', '.join(sorted(properties))}; expected one like {example}; "
            "the service has changed: choose another with --service"
        )
        raise FetchError(msg)
    return str(properties[found[0]]).strip()
