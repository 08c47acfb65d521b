"""The description of the API as OpenAPI 3.1, made from the same columns and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.api.paging import JSON_LIMIT, MAX_LIMIT, MAX_OFFSET
from dashboard.api.problems import MEDIA_TYPE as PROBLEM
from dashboard.api.problems import Problems
from dashboard.api.resources import RESOURCES, Resource
from dashboard.api.schemas import KEY_PATTERNS, describe_schemas
from dashboard.parts.downloads import API
from dashboard.query.filters import FILTERS, MAX_QUERY_CHARS, Filter
from geodata.model.codes import CountRule, Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dashboard.data.catalogue import Catalogue

VERSION: Final = "1.0.0"
_SUFFIXES: Final = ("", ".json", ".csv")
_MOST_VALUES: Final = 500
_ABOUT: Final = """What public pages say about the Transformation Challenge Award.

Money is a JSON number of pounds: whole, or with two decimals where there are pence. `null` means
that no source states it, and is never zero. In CSV it is a blank cell.

Lists hold at most 1,000 items at a time; JSON holds 100 unless `limit` is given, CSV all of them.
`total`, `next`, the header `X-Total-Count` and links in the header `Link` say what follows.

Whole tables of any number of bids are Parquet files outside this API, never filtered:
`/download/bids.parquet`, and in its place members, sources, outcomes, rounds, landings (the money
of each bid in each area) and areas (GeoParquet).

Each path answers JSON or CSV by its suffix, or by the header `Accept` where it has none. Answers
carry an `ETag`; send it back as `If-None-Match` to get `304` if nothing has changed. A
parameter that is unknown, repeated, empty or wrong is refused with `400` and named."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path and what it answers, for people."""

    path: str
    about: str
    parameters: tuple[str, ...]


def list_endpoints() -> tuple[Endpoint, ...]:
    """Return every path without its suffixes, in the order of the description."""
    found = []
    for resource in RESOURCES:
        paged = (*resource.parameters, "limit", "offset")
        found.append(Endpoint(f"{API}{resource.name}", resource.about, paged))
        if resource.key:
            path = f"{API}{resource.name}/{{{resource.key}}}"
            about = f"One of the {resource.name}, with what belongs to it."
            found.append(Endpoint(path, about, resource.item_parameters))
        if resource.name == "areas":
            about = "The same areas as GeoJSON with their outlines."
            found.append(Endpoint(f"{API}areas.geojson", about, resource.parameters))
    return tuple(found)


def describe_api(catalogue: Catalogue, site_url: str) -> dict[str, Any]:
    """Return the OpenAPI document; the values that parameters take are those of the data."""
    paths: dict[str, Any] = {}
    for resource in RESOURCES:
        for suffix in _SUFFIXES:
            paths[f"/{resource.name}{suffix}"] = {"get": _describe_list(resource, suffix)}
            if resource.key:
                path = f"/{resource.name}/{{{resource.key}}}{suffix}"
                paths[path] = {"get": _describe_item(resource, suffix)}
    paths["/areas.geojson"] = {"get": _describe_geojson()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{catalogue.fund.title} data",
            "version": VERSION,
            "summary": f"Data compiled {catalogue.fund.compiled_on}.",
            "description": _ABOUT,
        },
        "servers": [{"url": f"{site_url}{API.removesuffix('/')}"}],
        "paths": paths,
        "components": {
            "parameters": _describe_parameters(catalogue),
            "schemas": describe_schemas(),
            "responses": _describe_problems(),
            "headers": {
                "total": {
                    "description": "How many items there are in all.",
                    "schema": {"type": "integer", "minimum": 0},
                },
                "link": {
                    "description": "Addresses of the first, last, next and previous items.",
                    "schema": {"type": "string"},
                },
            },
        },
    }


def _describe_list(resource: Resource, suffix: str) -> dict[str, Any]:
    headers = {
        "X-Total-Count": {"$ref": "#/components/headers/total"},
        "Link": {"$ref": "#/components/headers/link"},
    }
    content = _describe_content(f"#/components/schemas/{resource.name}_list", suffix)
    return _describe_operation(
        f"list_{resource.name}{_spell(suffix)}",
        _refer_parameters((*resource.parameters, "limit", "offset")),
        {"description": resource.about, "headers": headers, "content": content},
        _refer_problems(400, 429, *(() if suffix else (406,))),
    )


def _describe_item(resource: Resource, suffix: str) -> dict[str, Any]:
    key = {
        "name": resource.key,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": KEY_PATTERNS[resource.key]},
    }
    return _describe_operation(
        f"get_{resource.name}{_spell(suffix)}",
        [key, *_refer_parameters(resource.item_parameters)],
        {
            "description": f"One of the {resource.name}, with what belongs to it.",
            "content": _describe_content(f"#/components/schemas/{resource.name}_item", suffix),
        },
        _refer_problems(400, 404, 429, *(() if suffix else (406,))),
    )


def _describe_geojson() -> dict[str, Any]:
    areas = next(resource for resource in RESOURCES if resource.name == "areas")
    schema = {"schema": {"$ref": "#/components/schemas/geojson"}}
    return _describe_operation(
        "areas_geojson",
        _refer_parameters(areas.parameters),
        {
            "description": "The areas of one level with outlines (RFC 7946, WGS84) and the values "
            "of the map.",
            "content": {"application/geo+json": schema},
        },
        _refer_problems(400, 429),
    )


def _describe_operation(
    name: str, parameters: list[dict[str, Any]], answer: dict[str, Any], problems: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": answer["description"],
        "parameters": parameters,
        "responses": {"200": answer, **problems},
    }


def _refer_parameters(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _spell(suffix: str) -> str:
    return suffix.replace(".", "_")


def _describe_content(schema: str, suffix: str) -> dict[str, Any]:
    offered: dict[str, Any] = {}
    if suffix != ".csv":
        offered["application/json"] = {"schema": {"$ref": schema}}
    if suffix != ".json":
        offered["text/csv"] = {"schema": {"type": "string"}}
    return offered


def _refer_problems(*statuses: int) -> dict[str, Any]:
    """Return the error responses, and the redirect of an untidily pasted link."""
    moved = {"308": {"description": "The address that a link with signs stuck to it means."}}
    problems = {str(one): {"$ref": f"#/components/responses/{one}"} for one in statuses}
    return moved | problems


def _describe_problems() -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        str(one.value.status): {
            "description": f"{one.value.title}. {one.value.meaning}",
            "content": content,
        }
        for one in Problems
    }


def _describe_parameters(catalogue: Catalogue) -> dict[str, Any]:
    levels = catalogue.offered_levels
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}
    offset = {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET}
    described = {
        "measure": ("What `value` is; `award` if left out.", _describe_choice(list(Measure))),
        "count": (
            "How a bid's money lands on areas; `lead` if left out.",
            _describe_choice(list(CountRule)),
        ),
        "level": (f"Which set of areas; `{levels[0]}` if left out.", _describe_choice(levels)),
        **{one.name: (one.about, _describe_filter(one, catalogue)) for one in FILTERS},
        "area": (
            "Only bids that the page lists for this area.",
            _describe_choice(sorted(catalogue.mapped_codes)),
        ),
        "bid": ("Only this bid.", _describe_choice(catalogue.bid_by_id)),
        "partner": (
            "Only bids of this body without a council area.",
            _describe_choice(catalogue.partner_by_slug),
        ),
        "limit": (f"Most items; {JSON_LIMIT} in JSON and all in CSV if left out.", limit),
        "offset": ("How many items to skip.", offset),
    }
    return {
        name: {"name": name, "in": "query", "description": about, "schema": schema}
        for name, (about, schema) in described.items()
    }


def _describe_filter(one: Filter, catalogue: Catalogue) -> dict[str, Any]:
    if one.list_options is None:
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_QUERY_CHARS,
            "pattern": r"^[^\u0000-\u001f\u007f]+$",
        }
    values = [option.value for option in one.list_options(catalogue)]
    return _describe_choice([one.unfiltered, *values] if one.unfiltered else values)


def _describe_choice(values: Collection[str]) -> dict[str, Any]:
    """Return the schema of one of ``values``, named where they are few enough to be read."""
    if len(values) > _MOST_VALUES:
        return {"type": "string", "minLength": 1}
    return {"type": "string", "enum": [str(value) for value in values]}
