"""Routes for files to download: those of a view take the query string of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flask

from dashboard.exports.bundle import describe_bundle, encode_csv, flatten, write_bundle
from dashboard.exports.extract import (
    MOST_IN_FILE,
    Extract,
    describe_extract,
    make_extract,
    make_file_stem,
)
from dashboard.exports.geojson import MEDIA_TYPE as GEOJSON
from dashboard.exports.geojson import write_geojson
from dashboard.exports.grants import write_grants
from dashboard.exports.records import areas_table
from dashboard.exports.workbook import MEDIA_TYPE as WORKBOOK
from dashboard.exports.workbook import write_workbook
from dashboard.parts.downloads import DOWNLOADS, GRANTS
from dashboard.query.answer import view_state
from dashboard.query.parameters import (
    STATE_PARAMETERS,
    ParameterError,
    parse_parameters,
    read_exact_state,
)
from dashboard.rendering import render_boundary_notice, render_refusal
from dashboard.web.caching import MAX_AGE_S, hash_file, send_data
from geodata.model.published.rows import bids_table
from geodata.model.slugs import make_slug
from geodata.model.store_format import PARQUET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.site import Site

_OF_AREAS: Final = ("areas.csv", "view.geojson")
_PARQUET: Final = "application/vnd.apache.parquet"
_NO_FILE: Final = "This file cannot be made"
_CSV: Final = "text/csv; charset=utf-8; header=present"


def register_downloads(server: flask.Flask, site: Site) -> None:
    """Wire the files of a view and those of the whole data; any other name is a 404."""
    server.add_url_rule(f"{DOWNLOADS}<name>", "download", lambda name: _send_file(name, site))
    tags = {name: hash_file(site.catalogue.files.folder / path) for name, path in PARQUET.items()}
    server.add_url_rule(
        f"{DOWNLOADS}<name>.parquet", "download_whole", lambda name: _send_whole(name, tags, site)
    )


def _send_file(name: str, site: Site) -> flask.Response | tuple[str, int]:
    form = FORMS.get(name)
    if form is None:
        flask.abort(404)
    try:
        parameters = parse_parameters(flask.request.query_string, STATE_PARAMETERS)
        view = view_state(site.catalogue, read_exact_state(parameters, site.catalogue))
    except ParameterError as error:
        return render_refusal(site, _NO_FILE, 400, error.detail, error.parameter)
    if name not in _OF_AREAS and view.taken.count > MOST_IN_FILE:
        detail = (
            f"This view has {view.taken.count:,} bids, more than the {MOST_IN_FILE:,} that one "
            "file holds. Choose a round, theme, region or area, or ask the data API in slices."
        )
        return render_refusal(site, _NO_FILE, 400, detail)
    if name == GRANTS and not view.taken.grants:
        detail = (
            "No bid of this view states an amount, a date and a recipient, which the 360Giving "
            "standard asks for."
        )
        return render_refusal(site, _NO_FILE, 404, detail)
    extract = make_extract(view, site.catalogue, site.settings.root)
    media_type, what, write = form
    answer = send_data(write(extract), media_type)
    ending = name.partition(".")[2]
    stem = make_file_stem(extract, what, mapped=what != "bids")
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}.{ending}"'
    return answer


def _send_whole(name: str, tags: Mapping[str, str], site: Site) -> flask.Response | tuple[str, int]:
    """Send a Parquet file of the build, in part if a program asks for a part."""
    if name not in PARQUET:
        flask.abort(404)
    try:
        parse_parameters(flask.request.query_string, ())
    except ParameterError as error:
        return render_refusal(
            site, _NO_FILE, 400, f"{error.detail} This file is never filtered.", error.parameter
        )
    fund = site.catalogue.fund
    answer = flask.send_file(
        site.catalogue.files.folder / PARQUET[name],
        mimetype=_PARQUET,
        as_attachment=True,
        download_name=f"{make_slug(fund.short_title)}-{name}-all-{fund.compiled_on}.parquet",
        etag=tags[name],
        max_age=MAX_AGE_S,
    )
    answer.cache_control.public = True
    return answer


def _write_areas(extract: Extract) -> bytes:
    return encode_csv(areas_table(extract.view, extract.catalogue))


def _write_workbook(extract: Extract) -> bytes:
    return write_workbook(extract.catalogue.fund, describe_extract(extract), extract.tables)


def _write_geojson(extract: Extract) -> bytes:
    about = flatten(describe_bundle(extract))
    return write_geojson(extract.view, extract.catalogue, about).encode()


def _write_bundle(extract: Extract) -> bytes:
    return write_bundle(extract, render_boundary_notice(extract.catalogue.outlines))


FORMS: Final[Mapping[str, tuple[str, str, Callable[[Extract], bytes]]]] = {
    "view.csv": (_CSV, "bids", lambda extract: encode_csv(bids_table(extract.bids))),
    "areas.csv": (_CSV, "areas", _write_areas),
    "view.xlsx": (WORKBOOK, "workbook", _write_workbook),
    "view.geojson": (GEOJSON, "areas", _write_geojson),
    GRANTS: ("application/json", "grants", lambda extract: write_grants(extract).encode()),
    "view.zip": ("application/zip", "data", _write_bundle),
}
"""Media type, what the file's name begins with, and what writes it."""
