"""The catalogue: rounds, themes, areas, shapes and classes, as one document.

The awards stand in a file of their own (`publishing.award_store`), the boundaries in theirs.
The dashboard reads it with the standard library alone. ``null`` always means "not stated".
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

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

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value as ``json`` writes it."""

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
_ROUND: Final = {
    "round": "id",
    "label": "label",
    "announced_on": "announced_on",
    "bids_won": "bids_won",
    "bids_funded": "bids_funded",
    "total_award_pence": "total_award_pence",
    "saving_at_least_pence": "saving_at_least_pence",
    "local_authorities": "local_authorities",
    "other_partners": "other_partners",
    "note": "note",
    "source_url": "source_url",
}
_BID: Final = {
    "bid_id": "id",
    "round": "round",
    "announced_on": "announced_on",
    "title": "title",
    "theme": "themes",
    "summary": "summary",
    "award_pence": "award_pence",
    "award_precision": "award_precision",
    "saving_pence": "saving_pence",
    "saving_precision": "saving_precision",
    "saving_note": "saving_note",
    "kind": "kind",
    "lead_basis": "lead_basis",
    "lead_confidence": "lead_confidence",
    "may_be_led_by": "may_be_led_by",
    "confidence": "confidence",
    "check_note": "check_note",
}
_MEMBER: Final = {
    "bid_id": "bid_id",
    "role": "role",
    "name": "name",
    "gss_code": "gss",
    "body": "body",
    "group_id": "group",
    "organisations": "organisations",
    "note": "note",
}
_SOURCE: Final = {
    "bid_id": "bid_id",
    "url": "url",
    "publisher": "publisher",
    "states": "states",
    "primary": "primary",
}


_OUTCOME: Final = {
    "bid_id": "bid_id",
    "outcome": "outcome",
    "scope": "scope",
    "as_of": "as_of",
    "url": "url",
    "publisher": "publisher",
    "doubt": "doubt",
}


@dataclass(frozen=True, slots=True)
class DrawnLevel:
    """One level of the map: its boundary file below the built folder, and each area as drawn."""

    boundaries: str
    geometry: Mapping[str, AreaGeometry]


@dataclass(frozen=True, slots=True)
class DrawnSource:
    """When the boundaries were current, where they come from and what must be said of them."""

    vintage: str
    origin: str
    attribution: str
    tolerance_m: float


@dataclass(frozen=True, slots=True)
class DrawnBackdrop:
    """The land around England: its boundary file, the ids in it and its path in the frame."""

    boundaries: str
    ids: tuple[str, ...]
    d: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Every shape of the map: true in one frame, and the levels again in equal hexagons."""

    source: DrawnSource
    frame: Frame
    levels: Mapping[Level, DrawnLevel]
    backdrop: DrawnBackdrop
    hexes: Mapping[Level, DrawnLevel]


@dataclass(frozen=True, slots=True, eq=False)
class Geography:
    """Areas of 2014 as `read_authorities` gives them, with successors, spellings and residents."""

    areas: pd.DataFrame
    successors: pd.DataFrame
    aliases: pd.DataFrame
    residents: pd.DataFrame


def build_catalogue(
    tables: AwardTables,
    areas: list[dict[str, Json]],
    drawing: Drawing,
    classes: Classes,
    cities: Mapping[str, str],
) -> dict[str, Json]:
    """Return the catalogue document; money is whole pence.

    Rounds and themes keep the order of their tables; areas and features stand in the order of their
    codes.

    Parameters
    ----------
    areas
        As `list_areas` returns them.
    cities
        As `read_cities` returns them.
    """
    width = drawing.frame.width
    names = list_names(areas)
    fund: dict[str, Json] = {key: _plain(value) for key, value in asdict(tables.fund).items()}
    return {
        "schema_version": SCHEMA_VERSION,
        "fund": fund,
        "rounds": list(_records(tables.rounds, _ROUND)),
        "themes": list(_records(tables.themes, {"theme": "id", "label": "label"})),
        "areas": [*areas],
        "levels": _levels(drawing.levels, names, cities, width),
        "boundaries": {key: _plain(value) for key, value in asdict(drawing.source).items()},
        "cities": [*cities],
        "frame": _frame(drawing.frame),
        "hex": {"levels": _levels(drawing.hexes, names, cities, width, tokens=False)},
        "backdrop": {
            "boundaries": drawing.backdrop.boundaries,
            "ids": list(drawing.backdrop.ids),
            "d": drawing.backdrop.d,
        },
        "classes": {
            str(level): {
                str(measure): {
                    str(rule): _classes(classes[level, measure, rule]) for rule in CountRule
                }
                for measure in Measure
            }
            for level in Level
        },
    }


def list_areas(geography: Geography) -> list[dict[str, Json]]:
    """Return the areas of 2014 and the new councils of today, each with what it is part of now."""
    successors = geography.successors
    now = dict(zip(successors.index, _records(successors, _NOW), strict=True))
    every = [
        *_records(geography.areas, _AREA),
        *_records(arrivals(geography.areas, successors), _AREA),
    ]
    ordered = sorted(every, key=lambda area: str(area["gss"]))
    aliases = geography.aliases.groupby("gss_code")["alias"].agg(list).to_dict()
    people = geography.residents
    residents = dict(zip(people.index, _column(people["residents"]), strict=True))
    notes = dict(zip(people.index, _column(people["note"]), strict=True))
    return [
        area
        | {
            "now": now.get(str(area["gss"])),
            "aliases": _plain_list(aliases.get(str(area["gss"]), [])),
            "residents": residents.get(str(area["gss"])),
            "residents_note": notes.get(str(area["gss"])),
        }
        for area in ordered
    ]


def _plain_list(values: list[str]) -> list[Json]:
    return [str(value) for value in values]


def _plain(value: object) -> Json:
    """Return one value as JSON; "" is null, dates are ISO 8601."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool | int | float):
        return value
    item = getattr(value, "item", None)  # a NumPy number
    return str(value) if item is None else _plain(item())


def _column(values: pd.Series) -> list[Json]:
    """Return a column as JSON; NA is null."""
    return [
        value if type(value) is str and value else None if value is pd.NA else _plain(value)
        for value in values.to_numpy(dtype=object).tolist()
    ]


def _records(frame: pd.DataFrame, names: Mapping[str, str]) -> list[dict[str, Json]]:
    """Return the rows as objects with the columns asked for, renamed, the index among them."""
    flat = frame.reset_index() if frame.index.name in names else frame
    columns = [_column(flat[column]) for column in names]
    return [dict(zip(names.values(), row, strict=True)) for row in zip(*columns, strict=True)]


def list_names(areas: list[dict[str, Json]]) -> dict[Level, dict[str, str]]:
    """Return what each area is called at each level: today's names where the level is of today."""
    plain = {str(area["gss"]): str(area["name"]) for area in areas}
    renamed = {
        str(area["gss"]): str(area["now"]["name"])
        for area in areas
        if isinstance(area["now"], dict) and area["now"]["gss"] == area["gss"]
    }
    return {level: plain | renamed if level is Level.TODAY else plain for level in Level}


def _levels(
    levels: Mapping[Level, DrawnLevel],
    names: Mapping[Level, Mapping[str, str]],
    cities: Mapping[str, str],
    width: int,
    *,
    tokens: bool = True,
) -> dict[str, Json]:
    """Return every level with the names that stand on it, in the order in which they were placed.

    Without ``tokens`` no area needs a marker, since all are of one size.
    """
    points = levels[Level.LOWER].geometry
    found: dict[str, Json] = {}
    for level, drawn in levels.items():
        placed = place_names(drawn.geometry, names[level], cities, level, width, points)
        listed: list[Json] = [[one.gss, one.text, one.scale] for one in placed]
        found[str(level)] = _level(drawn, tokens=tokens) | {"names": listed}
    return found


def _level(drawn: DrawnLevel, *, tokens: bool) -> dict[str, Json]:
    return {
        "codes": list(drawn.geometry),
        "boundaries": drawn.boundaries,
        "geometry": {
            code: {
                "d": area.d,
                "point27700": list(area.point27700),
                "point": list(area.point),
                "bbox": list(area.bbox),
                "bbox_lonlat": list(area.bbox_lonlat),
                "neighbours": list(area.neighbours),
                "token": area.token and tokens,
            }
            for code, area in drawn.geometry.items()
        },
    }


def _frame(frame: Frame) -> Json:
    return {
        "crs": frame.crs,
        "origin": list(frame.origin),
        "width": frame.width,
        "height": frame.height,
        "unit_m": frame.unit_m,
    }


def describe_bids(tables: AwardTables) -> list[dict[str, Json]]:
    """Return each bid with its themes, members, sources and outcomes inside it."""
    members = _by_bid(_members(tables))
    sources = _by_bid(_records(tables.sources, _SOURCE))
    outcomes = _by_bid(_records(tables.outcomes, _OUTCOME))
    bids: list[dict[str, Json]] = []
    for bid in _records(tables.bids, _BID):
        bid_id = str(bid["id"])
        bids.append(
            bid
            | {
                "themes": _listed(bid["themes"]),
                "may_be_led_by": _listed(bid["may_be_led_by"]),
                "members": members.get(bid_id, []),
                "sources": sources.get(bid_id, []),
                "outcomes": outcomes.get(bid_id, []),
            }
        )
    return bids


def _listed(cell: Json) -> Json:
    """Return the values of one cell."""
    return [*cell.split(LIST_SEPARATOR)] if isinstance(cell, str) else []


def _members(tables: AwardTables) -> list[dict[str, Json]]:
    """Return member rows, each with the councils that it stands for on the map."""
    councils = {
        str(group): _column(codes) for group, codes in tables.groups.groupby("group_id")["gss_code"]
    }
    rows = _records(tables.members, _MEMBER)
    for row in rows:
        stands_for: list[Json] = []
        if row["body"] == str(Body.COUNCIL_GROUP):
            stands_for = councils[str(row["group"])]
        elif row["gss"] is not None:
            stands_for = [row["gss"]]
        row["councils"] = stands_for
    return rows


def _by_bid(rows: list[dict[str, Json]]) -> dict[str, list[Json]]:
    """Return rows under their bid, without the column that says so."""
    gathered: dict[str, list[Json]] = {}
    for row in rows:
        gathered.setdefault(str(row.pop("bid_id")), []).append(row)
    return gathered


def _classes(classes: Classification | None) -> Json:
    return None if classes is None else {"scheme": classes.scheme, "edges": list(classes.edges)}
