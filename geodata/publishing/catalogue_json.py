"""The catalogue: rounds, themes, areas, shapes and classes, as one document.

The awards are in a file of their own (`publishing.award_store`), the boundaries in theirs.
The dashboard reads it with the standard library alone. ``null`` always means "not stated".
"""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd

from geodata.areas.successors import arrivals
from geodata.boundaries.labels import place_names
from geodata.model.codes import Body, CountRule, Level, Measure
from geodata.model.published.tables import LIST_SEPARATOR
from geodata.model.store_format import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.awards.reading import AwardTables
    from geodata.boundaries.paths import AreaGeometry, Frame
    from geodata.model.classification import Classification
    from geodata.model.published.outlines import Outlines

Classes: TypeAlias = "Mapping[tuple[Level, Measure, CountRule], Classification | None]"
"""The classes of the key for every level, measure and count rule; None where there is no value."""

_AREA: Final = {
    "gss_code": "gss",
    "name": "name",
    "tier": "tier",
    "county_gss": "county",
    "region_gss": "region",
    "combined_authority_gss": "combined_authority",
}
_NOW: Final = {"gss_now": "gss", "name_now": "name", "changed_on": "changed_on", "kind": "kind"}
_ROUND: Final = {"round": "id"}
_THEME: Final = {"theme": "id"}
_BID: Final = {"bid_id": "id", "theme": "themes"}
_MEMBER: Final = {"gss_code": "gss", "group_id": "group"}
"""What columns are called in the documents; those of the award tables keep their other names."""


@dataclass(frozen=True, slots=True)
class DrawnLevel:
    """One level of the map: its boundary file below the built folder, and each area as drawn."""

    boundaries: str
    geometry: Mapping[str, AreaGeometry]


@dataclass(frozen=True, slots=True)
class DrawnBackdrop:
    """The land around England: its boundary file, the ids in it and its path in the frame."""

    boundaries: str
    ids: tuple[str, ...]
    d: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Every shape of the map: true in one frame, and the levels again in equal hexagons."""

    source: Outlines
    frame: Frame
    levels: Mapping[Level, DrawnLevel]
    backdrop: DrawnBackdrop
    hexes: Mapping[Level, DrawnLevel]


def build_catalogue(
    tables: AwardTables,
    areas: list[dict[str, Any]],
    drawing: Drawing,
    classes: Classes,
    cities: Mapping[str, str],
) -> dict[str, Any]:
    """Return the catalogue document; money is whole pence.

    Rounds and themes keep the order of their tables; areas and features have that of their codes.

    Parameters
    ----------
    areas
        As `list_areas` returns them.
    cities
        As `read_cities` returns them.
    """
    width = drawing.frame.width
    names = list_names(areas)
    return {
        "schema_version": SCHEMA_VERSION,
        "fund": asdict(tables.fund) | {"compiled_on": tables.fund.compiled_on.isoformat()},
        "rounds": _records(tables.rounds.rename(columns=_ROUND)),
        "themes": _records(tables.themes.rename(columns=_THEME)),
        "areas": areas,
        "levels": _levels(drawing.levels, names, cities, width),
        "boundaries": {
            key: None if value == "" else value for key, value in asdict(drawing.source).items()
        },
        "cities": [*cities],
        "frame": asdict(drawing.frame),
        "hex": {"levels": _levels(drawing.hexes, names, cities, width, tokens=False)},
        "backdrop": asdict(drawing.backdrop),
        "classes": {
            level: {
                measure: {rule: _classes(classes[level, measure, rule]) for rule in CountRule}
                for measure in Measure
            }
            for level in Level
        },
    }


def list_areas(
    areas: pd.DataFrame, successors: pd.DataFrame, aliases: pd.DataFrame, people: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the areas of 2014 and the new councils of today, each with what it is part of now.

    Parameters
    ----------
    areas, successors, aliases, people
        As `read_authorities`, `find_successors`, `find_aliases` and `find_residents` give them.
    """
    now = successors[[*_NOW]].rename(columns=_NOW).to_dict("index")
    every = pd.concat([areas, arrivals(areas, successors)]).reset_index()
    forms = aliases.groupby("gss_code")["alias"].agg(list).to_dict()
    residents, notes = people["residents"].to_dict(), people["note"].dropna().to_dict()
    return [
        area
        | {
            "now": now.get(area["gss"]),
            "aliases": forms.get(area["gss"], []),
            "residents": residents.get(area["gss"]),
            "residents_note": notes.get(area["gss"]),
        }
        for area in _records(every[[*_AREA]].rename(columns=_AREA).sort_values("gss"))
    ]


def plain_cells(values: pd.Series) -> list[Any]:
    """Return a column as JSON and SQLite take it; NA is None."""
    return values.astype(object).where(values.notna(), None).tolist()


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as objects with a member for each column; NA is None."""
    names = [str(name) for name in rows]  # once: pandas makes new texts of them each time
    columns = [plain_cells(rows[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def list_names(areas: list[dict[str, Any]]) -> dict[Level, dict[str, str]]:
    """Return what each area is called at each level: today's names where the level is of today."""
    plain = {area["gss"]: area["name"] for area in areas}
    renamed = {
        area["gss"]: area["now"]["name"]
        for area in areas
        if area["now"] and area["now"]["gss"] == area["gss"]
    }
    return {level: plain | renamed if level is Level.TODAY else plain for level in Level}


def _levels(
    levels: Mapping[Level, DrawnLevel],
    names: Mapping[Level, Mapping[str, str]],
    cities: Mapping[str, str],
    width: int,
    *,
    tokens: bool = True,
) -> dict[str, Any]:
    """Return every level with the names on it, in the order in which they were placed.

    Without ``tokens`` no area needs a marker, since all are of one size.
    """
    points = levels[Level.LOWER].geometry
    found: dict[str, Any] = {}
    for level, drawn in levels.items():
        placed = place_names(drawn.geometry, names[level], cities, level, width, points)
        found[level] = {
            "codes": list(drawn.geometry),
            "boundaries": drawn.boundaries,
            "geometry": {
                code: asdict(area) | {"token": area.token and tokens}
                for code, area in drawn.geometry.items()
            },
            "names": [astuple(one) for one in placed],
        }
    return found


def describe_bids(tables: AwardTables) -> list[dict[str, Any]]:
    """Return each bid with its themes, members, sources and outcomes inside it."""
    members = _by_bid(_members(tables))
    sources = _by_bid(_records(tables.sources))
    outcomes = _by_bid(_records(tables.outcomes))
    return [
        bid
        | {
            "themes": _listed(bid["themes"]),
            "may_be_led_by": _listed(bid["may_be_led_by"]),
            "members": members.get(bid["id"], []),
            "sources": sources.get(bid["id"], []),
            "outcomes": outcomes.get(bid["id"], []),
        }
        for bid in _records(tables.bids.reset_index().rename(columns=_BID))
    ]


def _listed(cell: str | None) -> list[str]:
    """Return the values of one cell."""
    return cell.split(LIST_SEPARATOR) if cell else []


def _members(tables: AwardTables) -> list[dict[str, Any]]:
    """Return member rows, each with the councils that it means on the map."""
    councils = tables.groups.groupby("group_id")["gss_code"].agg(list).to_dict()
    rows = _records(tables.members.rename(columns=_MEMBER))
    for row in rows:
        if row["body"] == Body.COUNCIL_GROUP:
            row["councils"] = councils[row["group"]]
        else:
            row["councils"] = [] if row["gss"] is None else [row["gss"]]
    return rows


def _by_bid(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows under their bid, without the column that says so."""
    gathered: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        gathered.setdefault(row.pop("bid_id"), []).append(row)
    return gathered


def _classes(classes: Classification | None) -> dict[str, Any] | None:
    return None if classes is None else asdict(classes)
