"""The API against its own description: schemathesis asks right, wrong and odd things of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
import schemathesis
from jsonschema_rs import meta
from schemathesis.engine import events, from_schema

from dashboard import create_app
from dashboard.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from flask import Flask

SHOWN: Final = 10
VALUES_TRIED: Final = 3


@pytest.fixture(scope="module")
def server(built_folder: Path) -> Flask:
    server: Flask = create_app(Settings(built_folder=built_folder)).server
    return server


def read_description(server: Flask) -> dict[str, Any]:
    document: dict[str, Any] = server.test_client().get("/api/v1/openapi.json").get_json()
    return document


def shorten_lists(document: dict[str, Any]) -> dict[str, Any]:
    """Cut closed lists of parameters: one area is asked for in the same way as another."""
    for parameter in document["components"]["parameters"].values():
        if "enum" in parameter["schema"]:
            parameter["schema"]["enum"] = parameter["schema"]["enum"][:VALUES_TRIED]
    return document


def find_faults(event: events.EngineEvent) -> Iterator[str]:
    match event:
        case events.ScenarioFinished(recorder=recorder):
            for checks in recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info
                        yield f"{recorder.label}: {failure.failure}\n{failure.code_sample}"
        case events.NonFatalError(info=info, label=label):
            yield f"{label}: {info}"
        case events.FatalError(exception=exception):
            yield repr(exception)


@pytest.mark.slow
def test_api_answers_as_its_description_says(server: Flask) -> None:
    described = schemathesis.openapi.from_dict(shorten_lists(read_description(server)))
    schema = described.exclude(path_regex=r"\.json$")  # the same answers as without the ending
    schema.app = server
    schema.config.generation.update(max_examples=3)
    schema.config.update(headers={"Accept-Encoding": "identity"})
    # As described: an address with a stray sign at its end is sent on to the one that it means.
    rejection = schema.config.checks.negative_data_rejection
    rejection.expected_statuses = [*rejection.expected_statuses, "308"]
    faults: list[str] = []
    statuses: Counter[int] = Counter()
    for event in from_schema(schema).execute():
        faults += find_faults(event)
        if isinstance(event, events.ScenarioFinished):
            asked = event.recorder.interactions.values()
            statuses.update(one.response.status_code for one in asked if one.response)
    assert faults[:SHOWN] == []
    assert statuses.keys() >= {200, 400, 404, 405}
    assert statuses.total() > 600


def schemas_in(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from document["components"]["schemas"].items()
    for name, parameter in document["components"]["parameters"].items():
        yield name, parameter["schema"]


def references_in(value: object) -> Iterator[str]:
    match value:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for inner in value.values():
                yield from references_in(inner)
        case list():
            for inner in value:
                yield from references_in(inner)


def test_every_schema_of_the_description_is_one(server: Flask) -> None:
    for name, schema in schemas_in(read_description(server)):
        assert meta.is_valid({"$schema": meta_address(), **schema}), name


def meta_address() -> str:
    return "https://json-schema.org/draft/2020-12/schema"


def test_every_reference_of_the_description_leads_somewhere(server: Flask) -> None:
    document = read_description(server)
    targets = set(references_in(document))
    assert len(targets) > 20
    for target in targets:
        found: Any = document
        for step in target.removeprefix("#/").split("/"):
            found = found[step]


def test_every_path_of_the_description_has_an_operation_of_its_own(server: Flask) -> None:
    paths = read_description(server)["paths"]
    names = [path["get"]["operationId"] for path in paths.values()]
    assert len(names) == len(set(names)) == 25
