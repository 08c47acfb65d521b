"""Validate requests before any other code reads them.

Callbacks are the only requests with a body. Dash itself looks its callbacks up by whatever the body
says and fails with a trace where that is not as its own scripts write it, so each body is compared
with the registered callbacks: the same outputs, inputs and state, in the same order, each value of
its type. Members that this module does not know are ignored, because another release of Dash may
send more.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import flask
from werkzeug.exceptions import BadRequest, LengthRequired, RequestURITooLarge

from dashboard.parts.downloads import API
from dashboard.query.state import MAX_SEARCH_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dash import Dash

MAX_BODY_BYTES: Final = 65_536
MAX_PATH_BYTES: Final = 1_000
MAX_QUERY_BYTES: Final = MAX_SEARCH_CHARS
"""Half of a callback's body, which names the address asked for and the one that is shown."""

CALLBACK_PATH: Final = "/_dash-update-component"
VALUE_TYPES: Final[Mapping[str, type]] = {"search": str, "data": dict, "clickData": dict}
"""What each property that a callback reads may hold, besides nothing."""

_HALF_A_PAIR: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can hold and UTF-8 cannot."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of one component, as a callback names it."""

    id: str
    name: str

    @property
    def address(self) -> str:
        """As the list of changed properties writes it."""
        return f"{self.id}.{self.name}"


@dataclass(frozen=True, slots=True)
class KnownCallback:
    """What the body of a callback's request must name, in this order."""

    outputs: tuple[Property, ...]
    inputs: tuple[Property, ...]
    state: tuple[Property, ...]
    grouped: bool


def register_bounds(server: flask.Flask) -> None:
    """Refuse what is too long, and bodies that do not say how long they are."""
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    def check_bounds() -> None:
        _check_address(flask.request)
        if not flask.request.host:  # as Werkzeug says of one that cannot be
            raise BadRequest(_expected("a Host that can be", flask.request.headers.get("Host")))
        if "Transfer-Encoding" in flask.request.headers and flask.request.content_length is None:
            raise LengthRequired

    server.before_request(check_bounds)


def register_validation(server: flask.Flask, app: Dash) -> None:
    """Compare callbacks' requests with the callbacks that are registered by now.

    Raises
    ------
    LookupError
        If a callback reads a property whose type :data:`VALUE_TYPES` does not say.
    """
    known = list_callbacks(app)

    def validate() -> None:
        if flask.request.path == CALLBACK_PATH and flask.request.method == "POST":
            check_callback(_read_body(flask.request), known)

    server.before_request(validate)


def list_callbacks(app: Dash) -> Mapping[str, KnownCallback]:
    """Return the callbacks that run on the server, by what Dash calls their output.

    Raises
    ------
    LookupError
        If one reads a property whose type :data:`VALUE_TYPES` does not say.
    """
    found = {}
    for name, entry in app.callback_map.items():
        if "callback" not in entry:  # it runs in the browser
            continue
        output = entry["output"]
        grouped = isinstance(output, (list, tuple))
        known = KnownCallback(
            outputs=tuple(
                Property(one.component_id, one.component_property)
                for one in (output if grouped else [output])
            ),
            inputs=_list_properties(entry["inputs"]),
            state=_list_properties(entry["state"]),
            grouped=grouped,
        )
        for one in (*known.inputs, *known.state):
            if one.name not in VALUE_TYPES:
                msg = f"{one.address}: say in VALUE_TYPES of {__name__} what it may hold"
                raise LookupError(msg)
        found[name] = known
    return found


def check_callback(body: object, known: Mapping[str, KnownCallback]) -> None:
    """Let the body of a callback's request pass if Dash's own scripts could have written it.

    Raises
    ------
    BadRequest
        If it names no known callback, or others than its outputs, inputs and state, or a value is
        not of its property's type. What else it holds is ignored.
    """
    if not isinstance(body, dict):
        raise BadRequest(_expected("an object", body))
    name = body.get("output")
    callback = known.get(name) if isinstance(name, str) else None
    if callback is None:
        raise BadRequest(_expected("the output of a known callback", name))
    outputs = body.get("outputs") if callback.grouped else [body.get("outputs")]
    _check_names("outputs", outputs, callback.outputs)
    _check_values("inputs", body.get("inputs"), callback.inputs)
    _check_values("state", body.get("state", []), callback.state)
    addresses = {one.address for one in callback.inputs}
    for key in ("changedPropIds", "parsedChangedPropsIds"):
        changed = body.get(key, [])
        if not (
            isinstance(changed, list)
            and len(changed) <= len(addresses)
            and all(isinstance(one, str) and one in addresses for one in changed)
        ):
            raise BadRequest(_expected(f"inputs of the callback in {key}", changed))


def _check_values(key: str, found: object, expected: tuple[Property, ...]) -> None:
    for entry, one in zip(_check_names(key, found, expected), expected, strict=True):
        value = entry.get("value")
        if value is not None and not isinstance(value, VALUE_TYPES[one.name]):
            wanted = VALUE_TYPES[one.name].__name__
            raise BadRequest(_expected(f"{one.address} as {wanted} or nothing", value))
        if _HALF_A_PAIR.search(json.dumps(value, ensure_ascii=False)):
            raise BadRequest(_expected(f"{one.address} as text", value))


def _check_names(key: str, found: object, expected: tuple[Property, ...]) -> list[dict[str, Any]]:
    """Return the entries of a list, which must name these properties in this order."""
    if not isinstance(found, list) or len(found) != len(expected):
        raise BadRequest(_expected(f"{len(expected)} in {key}", found))
    for entry, one in zip(found, expected, strict=True):
        named = isinstance(entry, dict) and (entry.get("id"), entry.get("property"))
        if named != (one.id, one.name):
            raise BadRequest(_expected(f"{one.address} in {key}", entry))
    return found


def _list_properties(entries: Iterable[Mapping[str, str]]) -> tuple[Property, ...]:
    return tuple(Property(entry["id"], entry["property"]) for entry in entries)


def _check_address(request: flask.Request) -> None:
    if len(request.path.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES:
        raise RequestURITooLarge
    # The API names the parameter that is too long itself.
    if len(request.query_string) > MAX_QUERY_BYTES and not request.path.startswith(API):
        raise RequestURITooLarge


def _read_body(request: flask.Request) -> object:
    """Return the body's JSON; what Dash reads later is this same value.

    Raises
    ------
    BadRequest
        If it is not JSON, or nested deeper than the reader goes.
    """
    try:
        return request.get_json()
    except RecursionError as error:
        msg = "The body is nested too deeply."
        raise BadRequest(msg) from error


def _expected(what: str, found: object) -> str:
    """Return why a body is refused, without repeating any of it."""
    return f"Expected {what}, found {type(found).__name__}."
