"""JSON schemas of what the API answers, made from the columns of the tables."""

from __future__ import annotations

from typing import Any, Final

from dashboard.api.paging import MAX_LIMIT
from dashboard.api.resources import RESOURCES
from geodata.model.published.columns import MEMBER_COLUMNS, OUTCOME_COLUMNS, SOURCE_COLUMNS
from geodata.model.published.tables import Column, Kind

KEY_PATTERNS: Final = {"bid_id": "^[A-Z0-9-]{1,20}$", "gss": "^E[0-9]{8}$"}
"""What the last part of an item's path looks like."""

_TYPES: Final = {
    Kind.WHOLE: "integer",
    Kind.POUNDS: "number",
    Kind.NUMBER: "number",
    Kind.YES_NO: "boolean",
}
_FORMATS: Final = {Kind.DATE: "date", Kind.ADDRESS: "uri"}


def describe_schemas() -> dict[str, Any]:
    """Return every schema by its name in the description."""
    schemas: dict[str, Any] = {}
    for resource in RESOURCES:
        schemas[resource.name] = _describe_record(resource.columns)
        schemas[f"{resource.name}_list"] = _describe_slice(resource.name)
    schemas["bids_item"] = _extend(schemas["bids"], _BID_EXTRAS)
    schemas["areas_item"] = _extend(schemas["areas"], _AREA_EXTRAS)
    schemas["geojson"] = _describe_collection()
    schemas["problem"] = _PROBLEM_SCHEMA
    return schemas


def _describe_record(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {column.name: _describe_column(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _describe_column(column: Column) -> dict[str, Any]:
    about = f"{column.meaning} Blank: {column.blank}." if column.blank else column.meaning
    if column.kind is Kind.LIST:
        return {"type": "array", "items": {"type": "string"}, "description": about}
    kind = _TYPES.get(column.kind, "string")
    schema: dict[str, Any] = {"type": [kind, "null"] if column.blank else kind}
    if column.values:
        schema["enum"] = [*map(str, column.values), *([None] if column.blank else [])]
    if column.kind in _FORMATS:
        schema["format"] = _FORMATS[column.kind]
    return {**schema, "description": about}


def _describe_slice(name: str) -> dict[str, Any]:
    properties = {
        "total": {"type": "integer", "minimum": 0},
        "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
        "offset": {"type": "integer", "minimum": 0},
        "next": {"type": ["string", "null"], "description": "Address of the next items."},
        "compiled_on": {"type": "string", "format": "date"},
        "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _extend(record: dict[str, Any], extras: dict[str, Any]) -> dict[str, Any]:
    return {
        **record,
        "properties": {**record["properties"], **extras},
        "required": [*record["required"], *extras],
    }


def _describe_collection() -> dict[str, Any]:
    feature = {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "pattern": KEY_PATTERNS["gss"]},
            "geometry": {
                "type": "object",
                "properties": {
                    "type": {"enum": ["Polygon", "MultiPolygon"]},
                    "coordinates": {"type": "array"},
                },
                "required": ["type", "coordinates"],
            },
            "properties": {"$ref": "#/components/schemas/areas"},
        },
        "required": ["type", "id", "geometry", "properties"],
    }
    return {
        "type": "object",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "about": {"type": "array", "items": {"type": "string"}},
            "licence": {"type": "string"},
            "features": {"type": "array", "items": feature},
        },
        "required": ["type", "about", "licence", "features"],
    }


_RANK: Final = {
    "type": ["object", "null"],
    "description": "Place among the areas that have a value; null without one.",
    "properties": {"place": {"type": "integer"}, "of": {"type": "integer"}},
    "required": ["place", "of"],
}
_IDS: Final = {"type": "array", "items": {"type": "string"}}
_AREA_EXTRAS: Final[dict[str, Any]] = {
    "led_bid_ids": {
        **_IDS,
        "description": "Bids that a council here led, at most 1,000; `/bids?area=` lists all.",
    },
    "taken_part_bid_ids": {**_IDS, "description": "Bids that a council here took part in."},
    "through_county_bid_ids": {**_IDS, "description": "Bids of its county council."},
    "rank": _RANK,
    "rank_in_region": _RANK,
}
_BID_EXTRAS: Final[dict[str, Any]] = {
    "members": {"type": "array", "items": _describe_record(MEMBER_COLUMNS)},
    "sources": {"type": "array", "items": _describe_record(SOURCE_COLUMNS)},
    "outcomes": {"type": "array", "items": _describe_record(OUTCOME_COLUMNS)},
}
_PROBLEM_SCHEMA: Final = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter that cannot be used."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
