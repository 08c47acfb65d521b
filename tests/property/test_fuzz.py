"""The running application under anything that a stranger may send: never a 5xx.

A quick slice runs with the other tests; ``make fuzz`` runs as many as FUZZ_STATES and
FUZZ_CALLBACKS say.
"""

from __future__ import annotations

import copy
import json
import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import create_app
from dashboard.query.parameters import STATE_PARAMETERS
from dashboard.web.validation import CALLBACK_PATH, list_callbacks
from geodata.model.codes import CountRule, Level, Measure

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.site import Site

STATES: Final = int(os.environ.get("FUZZ_STATES", "40"))
CALLBACKS: Final = int(os.environ.get("FUZZ_CALLBACKS", "150"))
TRACES: Final = ("Traceback (most recent", 'File "/', "site-packages")
_COMMON: Final = {
    "derandomize": "FUZZ_STATES" not in os.environ,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}

KNOWN: Final = st.sampled_from(
    [
        *map(str, [*Measure, *CountRule, *Level]),
        *("2013-14", "2015-16", "not-stated", "digital", "families", "hex", "all", "saving"),
        *("E10000017", "E12000002", "E06000053", "E47000001", "E09000001", "E07000999"),
        *("TCA1314-01", "TCA1516-17", "name", "bids", "brief", "0", "4", "9", "-1"),
        *("E10000017,E10000012", "E10000017," * 50, "q", "health", "é", "\u202e", "\x00", "%"),
        *("<script>", "' OR 1=1--", "../../etc/passwd", "{{7*7}}", "\ud7ff", "٣", "1e308", "NaN"),
    ]
)
NAMES: Final = st.sampled_from([*STATE_PARAMETERS, "find", "sql", "", "measure[]"])
PAIRS: Final = st.lists(st.tuples(NAMES, KNOWN | st.text(max_size=40)), max_size=8)
QUERIES: Final = PAIRS.map(urlencode) | st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=200
)
PLACES: Final = st.sampled_from(
    [
        *("/", "/", "/", "/search", "/search.json", "/charts/award-saving.svg"),
        *("/download/view.csv", "/download/areas.csv", "/api/v1/bids", "/api/v1/areas.geojson"),
        *("/brief", "/embed", "/table", "/areas/E10000017", "/bids/TCA1516-17", "/nowhere"),
    ]
)

JSON_VALUES: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", "search", "?level=region", "location", "map", "\ud800", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def bodies(site: Site) -> list[dict[str, Any]]:
    """Every request that Dash's own scripts make, as JSON."""
    values = {
        "search": "?level=region",
        "data": {"search": "?level=region", "version": site.catalogue.version},
        "clickData": {"points": [{"location": "E10000017"}]},
    }
    return [
        {
            "output": output,
            "outputs": [{"id": one.id, "property": one.name} for one in known.outputs],
            "inputs": [
                {"id": one.id, "property": one.name, "value": values[one.name]}
                for one in known.inputs
            ],
            "changedPropIds": [known.inputs[0].address],
            "state": [
                {"id": one.id, "property": one.name, "value": values[one.name]}
                for one in known.state
            ],
        }
        for output, known in list_callbacks(create_app(site.settings)).items()
    ]


def assert_calm(answer: TestResponse) -> None:
    assert answer.status_code < 500, answer.text[:300]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if answer.status_code >= 400:
        assert not any(trace in answer.text for trace in TRACES)


@settings(max_examples=STATES, **_COMMON)  # type: ignore[arg-type]
@given(place=PLACES, query=QUERIES)
def test_any_address_gets_a_calm_answer(client: FlaskClient, place: str, query: str) -> None:
    answer = client.get(f"{place}?{query}")
    assert_calm(answer)
    if place == "/":
        assert answer.status_code in {200, 302}  # a link to the brief leads to its own page
        assert answer.status_code == 302 or answer.text.count("<h1") == 1


@settings(max_examples=CALLBACKS, **_COMMON)  # type: ignore[arg-type]
@given(data=st.data())
def test_any_body_sent_to_a_callback_gets_a_calm_answer(
    client: FlaskClient, bodies: list[dict[str, Any]], data: st.DataObject
) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(bodies), "callback"))
    for _ in range(data.draw(st.integers(0, 3), "changes")):
        mutate(body, data)
    text = json.dumps(body).encode("utf-8", "surrogatepass")
    if data.draw(st.integers(0, 9), "spoil bytes") == 0:
        place = data.draw(st.integers(0, len(text)), "place")
        text = text[:place] + data.draw(st.binary(max_size=6), "bytes") + text[place + 1 :]
    kind = data.draw(st.sampled_from(["application/json"] * 9 + ["text/plain"]), "type")
    answer = client.post(CALLBACK_PATH, data=text, content_type=kind)
    assert_calm(answer)
    assert answer.status_code in {200, 204, 400, 415}


def mutate(body: Any, data: st.DataObject) -> None:  # noqa: ANN401 - any JSON
    """Change one place of a JSON document: replace it, take it away, or put something beside it."""
    holder = data.draw(st.sampled_from(list_holders(body)), "holder")
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys), "key")
    match data.draw(st.sampled_from(["replace", "address", "remove", "add"]), "change"):
        case "replace":
            holder[key] = data.draw(JSON_VALUES, "value")
        case "address":
            holder[key] = data.draw(QUERIES.map("?{}".format), "address")
        case "remove":
            del holder[key]
        case _ if isinstance(holder, dict):
            holder[data.draw(st.text(max_size=10), "name")] = data.draw(JSON_VALUES, "value")
        case _:
            holder.append(data.draw(JSON_VALUES, "value"))


def list_holders(document: object) -> list[Any]:
    """Return every object and list of a JSON document, itself first."""
    if isinstance(document, dict):
        inner = list(document.values())
    elif isinstance(document, list):
        inner = document
    else:
        return []
    return [document, *(found for one in inner for found in list_holders(one))]
