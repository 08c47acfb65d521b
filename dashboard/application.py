"""The application: one Dash app on one Flask server, made from settings, with no global state."""

from __future__ import annotations

from typing import Any, Final

import flask
from dash import Dash

from dashboard.api import register_api
from dashboard.exports.routes import register_downloads
from dashboard.live import register_callbacks
from dashboard.live.interactive import render_steering
from dashboard.pages.embed import register_embed
from dashboard.pages.errors import register_errors
from dashboard.pages.health import register_health
from dashboard.pages.index_page import IndexPages
from dashboard.pages.routes import register_pages, render_index
from dashboard.pages.scripts import find_scripts
from dashboard.pages.search_pages import register_search
from dashboard.pages.static_routes import register_standalone
from dashboard.pictures.routes import register_pictures
from dashboard.settings import Settings
from dashboard.site import Site, read_site
from dashboard.web.caching import COMPRESSED
from dashboard.web.callback_cache import register_callback_answers
from dashboard.web.limits import register_limits
from dashboard.web.logs import MapServer, register_logs
from dashboard.web.response_cache import register_kept_answers, register_known_answers
from dashboard.web.security import register_security
from dashboard.web.static_files import register_own_files
from dashboard.web.validation import register_door

_UNTOLD: Final = frozenset(
    {
        "dash_version",
        "dash_version_url",
        "ddk_version",
        "plotly_version",
        "python_version",
        "end_id",
        "plotly_cloud_installed",
    }
)
"""What Dash would tell every reader and its scripts read with its developer's tools alone."""


class MapApp(Dash):
    """A Dash app whose index page already carries the map of the link that was asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages = IndexPages(site, self._render_page)
        super().__init__(
            name="dashboard",
            server=_make_server(),  # type: ignore[arg-type]  # its own server is one
            assets_ignore=".*",  # the page names its own style sheets and scripts
            title=site.catalogue.fund.title,
            update_title="",
            compress=True,
            add_log_handler=False,
            enable_mcp=False,
            suppress_callback_exceptions=False,
        )
        self.layout = render_steering()

    def _config(self) -> dict[str, Any]:
        """Return what the page tells Dash's scripts, without the versions of what runs here."""
        told: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        return {name: told[name] for name in told if name not in _UNTOLD}

    def index(self, *_args: object, **_kwargs: object) -> flask.Response:
        """Answer ``/``: the page with the still map in it."""
        return self.pages.answer(flask.request)

    def _render_page(self, search: str) -> str:
        parts = {"config": self._generate_config_html()}
        if not find_scripts(self.site).dash:
            parts["scripts"] = self._generate_scripts_html()
            parts["renderer"] = self._generate_renderer()
        return render_index(self.site, search, parts)


def _make_server() -> flask.Flask:
    server = MapServer("dashboard", static_folder=None)
    server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    return server


def create_app(settings: Settings | None = None) -> Dash:
    """Return the app, ready to serve as ``app.server``.

    Raises
    ------
    CatalogueError
        If the built data is missing, damaged or of another version.
    """
    site = read_site(settings or Settings())
    app = MapApp(site)
    server: Any = app.server
    register_logs(server, access_log=site.settings.access_log)
    kept = register_known_answers(server)
    register_limits(server, site.settings)
    register_callbacks(app, site)
    register_door(server, app)
    register_callback_answers(server)
    register_kept_answers(server, kept)
    register_own_files(server, site.own)
    register_api(server, site)
    register_downloads(server, site)
    register_pages(server, site)
    register_pictures(server, site)
    register_standalone(server, site)
    register_embed(server, site)
    register_search(server, site)
    register_health(server, site)
    register_errors(server, site)
    register_security(server, app, site.styles)
    return app
