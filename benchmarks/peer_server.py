"""Serves the peers' pages and the by-the-book Dash app: ``gunicorn benchmarks.peer_server:server``.

Every answer to a GET is compressed as tightly as our own, once, and kept: no page waits for its
server to compress, which a plain Dash app does for each reader. That favours the peers.
"""

from __future__ import annotations

import mimetypes
from typing import Any, Final

import brotli
import flask
from dash import Dash, Input, Output, dcc, html

from benchmarks.packed import pack
from benchmarks.peers import BUILT, SEARCHES, Drawn, plain_choropleth, read_drawn

_QUICK: Final = 4
_WORTH_IT: Final = 500
_EMPTY: Final = {"type": "Topology", "arcs": [], "objects": {}}


def make_dash(drawn: Drawn, server: flask.Flask) -> Dash:
    """Return the app that Dash's and Plotly's manuals lead to: a dropdown and a choropleth.

    The callback makes the whole figure, GeoJSON inside, from the chosen round.
    """
    app = Dash(
        "by the book",
        server=server,  # type: ignore[arg-type]  # a Flask server is what it takes
        url_base_pathname="/dash/",
        assets_folder="no-assets",
        add_log_handler=False,
    )
    app.layout = html.Div(
        [
            dcc.Dropdown(
                id="round",
                options=[{"label": one or "All rounds", "value": one} for one in SEARCHES],
                value="",
                clearable=False,
            ),
            dcc.Graph(id="map", config={"topojsonURL": "/topojson/"}),
        ]
    )

    def draw(chosen: str) -> Any:  # noqa: ANN401 - plotly has no types
        return plain_choropleth(drawn, SEARCHES.index(chosen))

    app.callback(Output("map", "figure"), Input("round", "value"))(draw)
    return app


def make_server() -> flask.Flask:
    """Return the server of all peers."""
    server = flask.Flask("peers", static_folder=None)
    kept: dict[str, bytes] = {}

    def send(name: str) -> flask.Response:
        answer = flask.send_from_directory(BUILT, name, mimetype=mimetypes.guess_type(name)[0])
        answer.direct_passthrough = False
        return answer

    def compress(answer: flask.Response) -> flask.Response:
        if (
            not flask.request.accept_encodings["br"]
            or answer.status_code != flask.Response().status_code
        ):
            return answer
        body = answer.get_data()
        if len(body) < _WORTH_IT:
            return answer
        if flask.request.method == "GET":
            path = flask.request.full_path
            if path not in kept:
                kept[path] = pack(body)
            answer.set_data(kept[path])
        else:
            answer.set_data(brotli.compress(body, quality=_QUICK))
        answer.headers["Content-Encoding"] = "br"
        answer.headers.pop("ETag", None)
        return answer

    server.after_request(compress)
    server.add_url_rule("/<path:name>", "file", send)
    server.add_url_rule("/hello", "hello", lambda: "hello")
    server.add_url_rule("/topojson/<name>", "topojson", lambda name: {**_EMPTY, "name": name})
    return server


server = make_server()
make_dash(read_drawn(), server)
