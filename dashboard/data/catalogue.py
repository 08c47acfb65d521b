"""The published data as frozen values: shared by every request, never changed.

Places, rounds and words are loaded once; the awards are read as they are asked for
(:mod:`dashboard.data.store`).

Source: ``data/built`` as written by ``python -m geodata build``. Money is in pence throughout;
``None`` always means "not stated", never zero.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dashboard.data.built import CATALOGUE, CatalogueError, read_built
from dashboard.data.store import Store
from dashboard.data.stored import Partner, StoredBids, StoredBidsById, StoredPartners
from geodata.model.classification import Classification
from geodata.model.codes import Councils, CountRule, Level, Measure, Shape, Tier
from geodata.model.levels import LEVELS
from geodata.model.published.awards import Round
from geodata.model.published.outlines import Outlines, parse_outlines
from geodata.model.store_format import STORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dashboard.data.built import PrivateCopy
    from geodata.model.published.awards import Bid


@dataclass(frozen=True, slots=True)
class Fund:
    """What the page calls the fund."""

    title: str
    short_title: str
    funder: str
    years: str
    description: str
    method: str
    gaps: str
    compiled_on: str
    facts_licence: str
    councils: Councils


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the closed list."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Successor:
    """What a council of 2014 is part of now: ``merged``, ``recoded`` or only ``renamed``."""

    gss: str
    name: str
    changed_on: str
    kind: str


@dataclass(frozen=True, slots=True)
class Area:
    """One area with its parents; ``None`` where it has none.

    ``residents_note`` is what a reader must know of a figure for each of its ``residents``.
    """

    gss: str
    name: str
    tier: Tier
    county: str | None
    region: str | None
    combined_authority: str | None
    now: Successor | None = None
    aliases: tuple[str, ...] = ()
    residents: int | None = None
    residents_note: str | None = None

    @property
    def holders(self) -> tuple[str, ...]:
        """Codes of the areas that hold this one, itself first."""
        now = self.now.gss if self.now else None
        return tuple(gss for gss in (self.gss, self.county, self.region, now) if gss)

    def at(self, level: Level) -> Area:
        """Return the area under the name that it has at a level: today's may be another one."""
        if not LEVELS[level].of_today or self.now is None or self.now.gss != self.gss:
            return self
        return replace(self, name=self.now.name)


@dataclass(frozen=True, slots=True)
class Geometry:
    """How to draw one area: SVG path and points in frame units, points in degrees."""

    d: str
    point27700: tuple[float, float]
    point: tuple[float, float]
    bbox: tuple[float, float, float, float]
    neighbours: tuple[str, ...]
    token: bool


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name and how many times larger than all of England the map must be to have room for it."""

    gss: str
    text: str
    scale: float


@dataclass(frozen=True, slots=True)
class LevelSet:
    """The areas of one level, in the order of the boundary file's features, and their names."""

    codes: tuple[str, ...]
    boundaries: str
    geometry: Mapping[str, Geometry]
    names: tuple[PlacedName, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that paths are drawn in, in the units of the paths."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Wales and Scotland, drawn grey for context."""

    boundaries: str
    ids: tuple[str, ...]
    d: str


@dataclass(frozen=True)
class Catalogue:
    """Everything the page knows."""

    fund: Fund
    rounds: tuple[Round, ...]
    themes: tuple[Theme, ...]
    areas: Mapping[str, Area]
    levels: Mapping[Level, LevelSet]
    hex_levels: Mapping[Level, LevelSet]
    cities: frozenset[str]
    frame: Frame
    backdrop: Backdrop
    outlines: Outlines
    classes: Mapping[tuple[Level, Measure, CountRule], Classification | None]
    version: str
    files: PrivateCopy = field(repr=False, compare=False)
    store: Store = field(repr=False, compare=False)

    @cached_property
    def bids(self) -> StoredBids:
        """Every bid, in the order of the award tables; read as it is asked for."""
        return StoredBids(self.store, range(self.store.ask_number("SELECT COUNT(*) FROM bid")))

    @cached_property
    def bid_by_id(self) -> Mapping[str, Bid]:
        """Bids by their id."""
        return StoredBidsById(self.store)

    @cached_property
    def undated_rounds(self) -> frozenset[str]:
        """Rounds of which no day of announcement is stated."""
        return frozenset(one.id for one in self.rounds if one.announced_on is None)

    @cached_property
    def partner_by_slug(self) -> Mapping[str, Partner]:
        """Named bodies without a council area, by slug."""
        return StoredPartners(self.store)

    @cached_property
    def round_by_id(self) -> Mapping[str, Round]:
        """Announced rounds by their id."""
        return {one.id: one for one in self.rounds}

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        """Themes by their id."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def regions(self) -> tuple[Area, ...]:
        """The nine regions by name."""
        found = (area for area in self.areas.values() if area.tier is Tier.REGION)
        return tuple(sorted(found, key=lambda area: area.name))

    @cached_property
    def offered_levels(self) -> tuple[Level, ...]:
        """The levels that a reader may choose, that of the plain address first."""
        if self.fund.councils is Councils.TODAY:
            return (Level.TODAY, Level.REGION)
        return (Level.UPPER, Level.LOWER, Level.REGION, Level.TODAY)

    @property
    def council_level(self) -> Level:
        """The level that draws each council but a county's."""
        return Level.TODAY if self.fund.councils is Councils.TODAY else Level.LOWER

    @cached_property
    def mapped_codes(self) -> frozenset[str]:
        """Codes of every area that some level offered draws, and of the counties beside them."""
        drawn = {code for level in self.offered_levels for code in self.levels[level].codes}
        upper = self.levels[Level.UPPER].codes
        return frozenset(drawn.union(code for code in upper if code.startswith(Tier.COUNTY)))

    @cached_property
    def predecessors(self) -> Mapping[str, tuple[str, ...]]:
        """Councils of 2014 that became each new council of today."""
        found: dict[str, tuple[str, ...]] = {}
        for gss, area in self.areas.items():
            if area.now is not None and area.now.gss != gss:
                found[area.now.gss] = (*found.get(area.now.gss, ()), gss)
        return found

    @cached_property
    def counties_over(self) -> Mapping[str, frozenset[str]]:
        """Counties of 2014 that hold each area, or the districts that became it."""
        return {
            gss: frozenset(
                county
                for code in (gss, *self.predecessors.get(gss, ()))
                if (county := self.areas[code].county)
            )
            for gss in self.areas
        }

    @cached_property
    def _districts_inside(self) -> Mapping[str, Sequence[str]]:
        """Districts of 2014 inside each area."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code in self.levels[Level.LOWER].codes:
            for holder in self.areas[code].holders:
                found[holder].append(code)
        return found

    def level_set(self, level: Level, shape: Shape) -> LevelSet:
        """Return the areas of a level as they are drawn in one shape."""
        drawn = self.hex_levels if shape is Shape.HEX and self.hex_levels else self.levels
        return drawn[level]

    def point_of(self, gss: str, shape: Shape) -> Geometry:
        """Return the geometry of an area at the level that draws it whole."""
        return self.level_set(self.level_of(gss, Level.UPPER), shape).geometry[gss]

    def parent_at(self, gss: str, level: Level) -> str | None:
        """Return the area of ``level`` that holds ``gss``, or ``None`` if ``gss`` is larger."""
        if gss in self.levels[level].geometry:
            return gss
        holders = self.areas[gss].holders
        return next((code for code in holders if code in self.levels[level].geometry), None)

    def children_at(self, gss: str, level: Level) -> tuple[str, ...]:
        """Return the areas of ``level`` inside ``gss`` (or ``gss`` itself), in code order."""
        if gss in self.levels[level].geometry:
            return (gss,)
        drawn = self.levels[level].geometry
        inside = self._districts_inside.get(gss, ())
        held = {holder for code in inside for holder in self.areas[code].holders}
        return tuple(code for code in drawn if code in held)

    def level_of(self, gss: str, preferred: Level) -> Level:
        """Return ``preferred`` if it draws ``gss``, else the first level that does."""
        for level in (preferred, Level.UPPER, *self.levels):
            if gss in self.levels[level].geometry:
                return level
        msg = f"{gss} is on no level"
        raise KeyError(msg)


def read_catalogue(folder: Path) -> Catalogue:
    """Load the catalogue that the build left in ``folder``.

    Raises
    ------
    CatalogueError
        If the folder or a file in it is missing, cut short, or of another schema version.
    """
    version, files = read_built(folder)
    try:
        return _parse_catalogue(json.loads(files[CATALOGUE]), version, files)
    except sqlite3.Error as error:
        msg = f"{folder / STORE} cannot be read ({error}): run `python -m geodata build` again"
        raise CatalogueError(msg) from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        msg = (
            f"{folder / CATALOGUE} is not as the build writes it ({error!r}): "
            "run `python -m geodata build` again"
        )
        raise CatalogueError(msg) from error


def _parse_catalogue(document: Mapping[str, Any], version: str, files: PrivateCopy) -> Catalogue:
    return Catalogue(
        fund=_parse_fund(document["fund"]),
        rounds=tuple(Round(**row) for row in document["rounds"]),
        themes=tuple(Theme(**row) for row in document["themes"]),
        areas={row["gss"]: _parse_area(row) for row in document["areas"]},
        levels={Level(name): _parse_level(row) for name, row in document["levels"].items()},
        hex_levels={
            Level(name): _parse_level(row) for name, row in document["hex"]["levels"].items()
        }
        if "hex" in document
        else {},
        cities=frozenset(document["cities"]),
        frame=Frame(document["frame"]["width"], document["frame"]["height"]),
        outlines=parse_outlines(document["boundaries"]),
        backdrop=Backdrop(
            boundaries=document["backdrop"]["boundaries"],
            ids=tuple(document["backdrop"]["ids"]),
            d=document["backdrop"]["d"],
        ),
        classes={
            (Level(level), Measure(measure), CountRule(rule)): _parse_classes(row)
            for level, measures in document["classes"].items()
            for measure, rules in measures.items()
            for rule, row in rules.items()
        },
        version=version,
        files=files,
        store=Store(files.folder / STORE),
    )


def _parse_area(row: Mapping[str, Any]) -> Area:
    now = Successor(**row["now"]) if row["now"] else None
    return Area(**{**row, "tier": Tier(row["tier"]), "now": now, "aliases": tuple(row["aliases"])})


def _parse_fund(row: Mapping[str, Any]) -> Fund:
    texts = {name: str(row[name]) for name in Fund.__slots__ if name != "councils"}
    return Fund(**texts, councils=Councils(row["councils"]))


def _parse_geometry(row: Mapping[str, Any]) -> Geometry:
    values: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in row.items()
    }
    return Geometry(**values)


def _parse_level(row: Mapping[str, Any]) -> LevelSet:
    return LevelSet(
        codes=tuple(row["codes"]),
        boundaries=row["boundaries"],
        geometry={gss: _parse_geometry(one) for gss, one in row["geometry"].items()},
        names=tuple(PlacedName(*one) for one in row["names"]),
    )


def _parse_classes(row: Mapping[str, Any] | None) -> Classification | None:
    return Classification(row["scheme"], tuple(row["edges"])) if row else None
