"""The application: one Dash app on one Flask server, made from settings, with no global state."""

from __future__ import annotations

from typing import Any

import flask
from dash import Dash

from dashboard.api import register_api
from dashboard.callbacks import register_callbacks
from dashboard.downloads import register_downloads
from dashboard.errors import describe_failure
from dashboard.interactive import render_live_page
from dashboard.pages import register_pages, render_index
from dashboard.picture_pages import register_pictures
from dashboard.search_pages import register_search
from dashboard.security import register_security
from dashboard.sending import COMPRESSED
from dashboard.settings import Settings
from dashboard.site import Site, read_site


class MapApp(Dash):
    """A Dash app whose index page already carries the map of the link that was asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(
            name="dashboard",
            server=_make_server(),  # type: ignore[arg-type]  # its own server is one
            assets_folder=str(site.settings.assets_folder),
            title=site.catalogue.fund.title,
            update_title="",
            compress=True,
            add_log_handler=False,
            on_error=describe_failure,
            suppress_callback_exceptions=False,
        )
        self.layout = render_live_page(site)

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # all by name
        """Return the index page with the still map in it."""
        return render_index(self.site, flask.request.query_string.decode("utf-8", "replace"), parts)


def _make_server() -> flask.Flask:
    server = flask.Flask("dashboard")
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
    register_callbacks(app, site)
    register_api(server, site)
    register_downloads(server, site)
    register_pages(server, site)
    register_pictures(server, site)
    register_search(server, site)
    register_security(server, app)
    return app
