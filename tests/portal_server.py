"""A server on this machine that behaves like the boundary portal, and misbehaves on request."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

SERVICE: Final = "LAD_Dec_2015_UGCB_GB_2022"
Feature = dict[str, Any]


@dataclass(slots=True)
class Exchange:
    """One request, and the ways to answer it."""

    handler: BaseHTTPRequestHandler
    number: int
    offset: int

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer in whole; ``Content_Length="9"`` overrides the true length."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | given).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        with contextlib.suppress(OSError):  # the client may have hung up in disgust
            self.handler.wfile.write(body)

    def send_json(self, document: object) -> None:
        self.send(json.dumps(document).encode())

    def drip(self, body: bytes, pause_s: float, *, after: bytes = b"") -> None:
        """Send ``after`` at once, then ``body`` byte by byte."""
        with contextlib.suppress(OSError):
            self.handler.wfile.write(after)
            for byte in body:
                self.handler.wfile.write(bytes([byte]))
                self.handler.wfile.flush()
                time.sleep(pause_s)
        self.handler.close_connection = True

    def reset(self) -> None:
        """Break the connection as a crashed machine does."""
        self.handler.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.handler.connection.shutdown(socket.SHUT_RDWR)
        self.handler.close_connection = True


@dataclass(slots=True)
class FakePortal:
    """Features of one service, how many to a page, and what to do in place of answering.

    Parameters
    ----------
    features
        GeoJSON features in the order of the service.
    page_size
        The most that the service gives at a time.
    nested
        Whether ``exceededTransferLimit`` stands below ``properties``, as newer services have it.
    packed
        Whether to answer in gzip to those who take it.
    misbehave
        Asked first. True means that it has answered.
    """

    features: list[Feature]
    page_size: int = 2
    nested: bool = False
    packed: bool = False
    misbehave: Callable[[Exchange], bool] | None = None
    url: str = ""
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, exchange: Exchange) -> None:
        """Answer as the portal does."""
        shown = self.features[exchange.offset : exchange.offset + self.page_size]
        more = exchange.offset + self.page_size < len(self.features)
        flag: dict[str, object] = {"exceededTransferLimit": True} if more else {}
        crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
        found: dict[str, object] = {"type": "FeatureCollection", "crs": crs, "features": shown}
        document = found | ({"properties": flag} if self.nested else flag)
        body = json.dumps(document).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if exchange.handler.headers.get("If-None-Match") == etag:
            exchange.send(b"", 304, ETag=etag)
        elif self.packed and "gzip" in exchange.handler.headers.get("Accept-Encoding", ""):
            exchange.send(gzip.compress(body), ETag=etag, Content_Encoding="gzip")
        else:
            exchange.send(body, ETag=etag)


@contextlib.contextmanager
def serve(portal: FakePortal, tls: ssl.SSLContext | None = None) -> Iterator[FakePortal]:
    """Serve a portal on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            portal.seen.append((self.path, dict(self.headers.items())))
            offset = int(query.get("resultOffset", ["0"])[0])
            exchange = Exchange(self, len(portal.seen), offset)
            if portal.misbehave is None or not portal.misbehave(exchange):
                portal.answer(exchange)

        def do_CONNECT(self) -> None:
            portal.seen.append((self.path, {}))
            self.send_error(502, "no way out")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # broken pipes are the point
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    portal.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/rest/services"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
