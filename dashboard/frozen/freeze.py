"""Write the site as files that any file server or object store can serve.

Every page that needs no script, every picture of the views that become files, and the whole data.
What a file server cannot do (search, free combination of choices, a picture of any view) is left
out or leads to a running site; see :mod:`dashboard.frozen.links`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import flask
from flask_frozen import Freezer, FrozenFlaskWarning

from dashboard.addresses import follow
from dashboard.exports.routes import register_downloads
from dashboard.frozen.plan import FreezePlan, plan_site
from dashboard.parts.savings_chart import draw_savings
from dashboard.pictures.queue import PictureQueue
from dashboard.pictures.routes import answer_code
from dashboard.query.answer import view_state
from dashboard.site import VENDOR_FOLDER, Site
from dashboard.web.static_files import OWN_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFEST: Final = "frozen.json"


class FreezeError(RuntimeError):
    """The folder to write to cannot be used; says why and what would do."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was written: files, of them pages, and bytes."""

    files: int
    pages: int
    size: int


def freeze_site(site: Site, folder: Path, live: str = "", *, only: int | None = None) -> Frozen:
    """Write the site into ``folder``, whole or not at all.

    Parameters
    ----------
    live
        Address of a running site, for links to what files cannot hold; empty = plain words.
    only
        How many pages of each kind to write; ``None`` for all. For tests.

    Raises
    ------
    FreezeError
        If ``folder`` holds something that this program did not write.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        msg = f"{folder} holds other files: name a new folder, or one written by freeze before"
        raise FreezeError(msg)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".frozen-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / "site"
        server, plan = make_frozen_server(site, live, only=only)
        _write(server, plan, fresh)
        frozen = _count(fresh, len(plan.pages))
        _write_manifest(fresh, site, frozen)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    return frozen


def make_frozen_server(
    site: Site, live: str = "", *, only: int | None = None
) -> tuple[flask.Flask, FreezePlan]:
    """Return a server that answers each path of the copy with the bytes that its file has."""
    # Links in a copy are relative: the path of the running site is no part of them.
    site = replace(site, settings=replace(site.settings, base_path="/"))
    plan = plan_site(site, live, only=only)
    server = flask.Flask("dashboard", static_folder=None)
    server.jinja_env.globals["frozen"] = True
    server.jinja_env.globals["live"] = live
    server.jinja_env.globals["without_address"] = not site.settings.site_url
    queue = PictureQueue(most_seconds=None)

    def answer(path: str) -> str:
        make = plan.pages.get(f"/{path}")
        if make is None:
            flask.abort(404)
        follow(partial(plan.known.write, f"/{path}"), plan.known.write_whole)
        return make()

    def send_chart(name: str) -> flask.Response:
        state = plan.known.states.get(name)
        if state is None:
            flask.abort(404)
        drawing = draw_savings(view_state(site.catalogue, state), site.catalogue)
        return flask.Response(drawing, mimetype="image/svg+xml")

    def send_file(folder: str, name: str) -> flask.Response:
        return flask.send_from_directory(site.catalogue.files.folder / folder, name)

    server.add_url_rule("/<path:path>", "page", answer)
    server.add_url_rule("/charts/<name>.svg", "chart", send_chart)
    server.add_url_rule(f"/<any({VENDOR_FOLDER}, {OWN_FOLDER}):folder>/<name>", "file", send_file)
    server.add_url_rule(
        "/picture/<code>/<name>",
        "picture_by_code",
        lambda code, name: answer_code(code, name, site, queue),
    )
    register_downloads(server, site)
    return server, plan


def _write(server: flask.Flask, plan: FreezePlan, folder: Path) -> None:
    server.config["FREEZER_DESTINATION"] = str(folder)
    server.config["FREEZER_IGNORE_MIMETYPE_WARNINGS"] = True  # file servers know .geojson or not
    freezer = Freezer(
        server, with_static_files=False, with_no_argument_rules=False, log_url_for=False
    )

    def list_urls() -> Iterator[tuple[str, Mapping[str, Any]]]:
        routes = server.url_map.bind("")
        for path in plan.pages:
            yield "page", {"path": path.removeprefix("/")}
        for path in plan.files:
            yield routes.match(path)

    freezer.register_generator(list_urls)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        freezer.freeze()


def _count(folder: Path, pages: int) -> Frozen:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Frozen(len(sizes), pages, sum(sizes))


def _write_manifest(folder: Path, site: Site, frozen: Frozen) -> None:
    content = {
        "data_version": site.catalogue.version,
        "files": frozen.files,
        "pages": frozen.pages,
        "bytes": frozen.size,
    }
    (folder / MANIFEST).write_text(json.dumps(content) + "\n", encoding="utf-8")
