"""The application: one Dash app on one Flask server, made from settings, with no global state."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, Final, cast

from dash import Dash
from waitress.server import create_server
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.addresses import read_search
from dashboard.api.routes import register_api
from dashboard.exports.routes import register_downloads
from dashboard.live.dash_insides import hash_styles, list_scripts, trim_config
from dashboard.live.interactive import RENDERER, render_live
from dashboard.live.navigation import register_callbacks
from dashboard.pages.embed import register_embed
from dashboard.pages.errors import register_errors
from dashboard.pages.health import VERSION_HEADER, register_health
from dashboard.pages.routes import register_pages, render_index, send_index
from dashboard.pages.search_pages import register_search
from dashboard.pages.static_routes import register_standalone
from dashboard.pictures.routes import register_pictures
from dashboard.settings import MAX_PORT, SettingError, Settings
from dashboard.site import Site, read_site
from dashboard.web.compression import name_one_encoding, register_compression
from dashboard.web.limits import register_limits
from dashboard.web.logs import MapServer, log_requests, register_references
from dashboard.web.mounting import serve_below
from dashboard.web.pasted_links import register_pasted_links
from dashboard.web.response_cache import register_response_cache
from dashboard.web.security import FILE_POLICY, add_fixed_headers, register_security
from dashboard.web.static_files import serve_static_files
from dashboard.web.validation import MAX_BODY_BYTES, register_bounds, register_validation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    import flask


class MapApp(Dash):
    """A Dash app whose index page already carries the map of the link that was asked for."""

    def __init__(self, site: Site, server: flask.Flask) -> None:
        self.site = site
        super().__init__(
            name="dashboard",
            server=server,  # type: ignore[arg-type]  # its own server is one
            assets_ignore=".*",  # the page names its own style sheets and scripts
            title=site.catalogue.fund.title,
            update_title="",
            add_log_handler=False,
            enable_mcp=False,
            routes_pathname_prefix="/",
            requests_pathname_prefix=site.settings.base_path,
            suppress_callback_exceptions=True,  # or the page has its layout a second time
        )
        self.renderer = RENDERER
        self.layout = lambda: render_live(site)

    def index(self, *_args: object, **_kwargs: object) -> flask.Response:
        """Answer ``/`` with the page of its query string."""
        return send_index(super().index())  # type: ignore[no-untyped-call]

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # as Dash documents
        """Return the page with the still map in it and Dash's own parts where they belong."""
        scripts = list_scripts(
            parts["scripts"], has_regenerator="regenerator-runtime.js" in self.site.vendor
        )
        return render_index(
            self.site,
            read_search(),
            entry=parts["app_entry"],
            config=trim_config(parts["config"]),
            scripts=scripts,
            renderer=parts["renderer"],
        )


WAITRESS: Final[Mapping[str, Any]] = {
    "ident": None,
    "threads": 8,
    # Slow and idle connections cost a file and no thread; they are closed after these seconds.
    "connection_limit": 1_000,
    "asyncore_use_poll": True,
    "channel_timeout": 20,
    "cleanup_interval": 5,
    "max_request_header_size": 131_072,
    "max_request_body_size": MAX_BODY_BYTES,
}
"""How waitress serves, which takes in each request whole before a thread deals with it."""

ROUTES: Final = (
    register_api,
    register_downloads,
    register_pages,
    register_pictures,
    register_standalone,
    register_embed,
    register_search,
    register_health,
    register_errors,
)
"""What answers addresses; the order makes no difference to a reader."""


def create_app(settings: Settings | None = None) -> Dash:
    """Return the app, ready to serve as ``app.server``.

    A request passes what is registered here from the top down, and its response from the bottom
    up. So a response from the cache is counted against nobody, and what the cache keeps is
    compressed and has its headers.

    Raises
    ------
    CatalogueError
        If the built data is missing, damaged or of another version.
    """
    site = read_site(settings or Settings())
    server = MapServer("dashboard", static_folder=None)
    register_references(server)
    register_bounds(server)
    register_pasted_links(server)
    register_response_cache(server)
    register_compression(server)
    register_limits(server, site.settings)
    app = MapApp(site, server)
    register_callbacks(app, site)
    register_validation(server, app)
    for register in ROUTES:
        register(server, site)
    register_security(server, app, site.styles, hash_styles())
    server.wsgi_app = _wrap(server.wsgi_app, site)  # type: ignore[method-assign,assignment]
    return app


def start_app(settings: Settings) -> flask.Flask:
    """Return the server of a new app, which is ready for many requests at once.

    Dash names the scripts it gives out while it takes its first request: those that come beside
    it would find none. The processes that are forked from this one have it behind them.
    """
    server = create_app(settings).server
    with server.test_request_context("/readyz"):
        server.preprocess_request()
    return cast("flask.Flask", server)


class Serving:
    """The WSGI application that a server runs, which can take up new data.

    Raises
    ------
    CatalogueError
        If the built data is missing, damaged or of another version.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = start_app(settings)
        self._before = self._server

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request from the data loaded last."""
        answered: Iterable[bytes] = self._server(environ, start)
        return answered

    def reload(self) -> None:
        """Take up the data that are built by now; where they cannot be used, keep the old.

        The private copy of the data before stays: workers that were started from it may still
        have requests to finish.

        Raises
        ------
        CatalogueError
            As the class does.
        """
        fresh = start_app(self._settings)
        self._before, self._server = self._server, fresh


def listen(serve: WSGIApplication, settings: Settings) -> Any:  # noqa: ANN401 - waitress has no types
    """Return a server that listens where the settings say, and serves once it is run.

    Raises
    ------
    SettingError
        If nothing can listen there.
    """
    host, port = settings.host, settings.port
    try:
        return create_server(serve, host=host, port=port, **WAITRESS)
    except ValueError as error:
        msg = f"HOST is {host!r}: no address is known by that name; try HOST=127.0.0.1"
        raise SettingError(msg) from error
    except OSError as error:
        raise SettingError(_explain(error, host, port)) from error


def _explain(error: OSError, host: str, port: int) -> str:
    """Say in a sentence why nothing can listen there, and what to do."""
    match error.errno:
        case errno.EADDRINUSE:
            other = port + 1 if port < MAX_PORT else port - 1
            return f"PORT {port} is in use by another program: stop that one, or try PORT={other}"
        case errno.EACCES | errno.EPERM:
            return f"PORT {port} needs rights that you do not have: try one over 1023, as PORT=8050"
        case errno.EADDRNOTAVAIL:
            return f"HOST is {host!r}, which is no address of this machine: try HOST=127.0.0.1"
        case _:
            return f"HOST {host}, PORT {port}: {error.strerror}"


def _wrap(serve: WSGIApplication, site: Site) -> WSGIApplication:
    """Return ``serve`` with what is done for static files too; a request meets the last first."""
    version = {VERSION_HEADER: site.catalogue.version, "Content-Security-Policy": FILE_POLICY}
    serve = serve_static_files(serve, site.catalogue.files.folder, version)
    serve = name_one_encoding(serve)
    serve = serve_below(serve, site.settings.base_path)
    serve = add_fixed_headers(serve)
    if site.settings.access_log:
        serve = log_requests(serve)
    hops = site.settings.trusted_proxies
    return ProxyFix(serve, x_for=hops, x_proto=hops) if hops else serve
