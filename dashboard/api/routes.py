"""Routes of the API: one function finds the resource, the format and the rows, and responds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Final, cast

import flask
from werkzeug.exceptions import MethodNotAllowed

from dashboard.addresses import address_of
from dashboard.api.paging import JSON_LIMIT, link_pages, read_page
from dashboard.api.paging import PARAMETERS as PAGING
from dashboard.api.problems import ProblemError, Problems, send_problem
from dashboard.api.resources import RESOURCES, Resource, describe_area, describe_bid, find
from dashboard.api.specification import describe_api, list_endpoints
from dashboard.exports.csv_text import write_csv
from dashboard.exports.extract import MOST_IN_FILE, describe_extract, make_extract
from dashboard.exports.geojson import MEDIA_TYPE as GEOJSON
from dashboard.exports.geojson import write_geojson
from dashboard.exports.records import AREA_COLUMNS, area_row
from dashboard.parts.downloads import API, DOWNLOADS
from dashboard.query.answer import view_state
from dashboard.query.parameters import ParameterError, parse_parameters, read_exact_state
from dashboard.rendering import render_boundary_notice, render_page
from dashboard.web.caching import send_data
from geodata.model.published.rows import bids_table
from geodata.model.published.tables import Table, to_record
from geodata.model.store_format import PARQUET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.site import Site

JSON: Final = "application/json"
CSV: Final = "text/csv"
_CSV_HEADER: Final = "text/csv; charset=utf-8; header=present"
_FORMS: Final = {"json": JSON, "csv": CSV}
_PREFIX: Final = "/api/"
_ALLOWED: Final = "GET, HEAD, OPTIONS"
_DAY_S: Final = "86400"
_BY_NAME: Final = {resource.name: resource for resource in RESOURCES}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: in which form it asks, with which parameters."""

    form: str
    parameters: Mapping[str, str]
    negotiated: bool


def register_api(server: flask.Flask, site: Site) -> None:
    """Wire the API, its description, its errors and its headers."""
    api = flask.Blueprint("api", __name__)

    for rule, name, answer in (
        (API, "api_page", _send_description),
        (f"{API}openapi.json", "openapi", _send_specification),
        (f"{API}areas.geojson", "areas_geojson", _send_geojson),
        (f"{API}<name>", "list", _send_list),
        (f"{API}<name>/<key>", "item", _send_item),
        (_PREFIX, "root", _send_nothing),
        (f"{_PREFIX}<path:rest>", "nothing", _send_nothing),
    ):
        # The limiter of requests asks a view for its name, which a partial alone lacks.
        api.add_url_rule(rule, name, update_wrapper(partial(answer, site), answer))
    api.register_error_handler(ParameterError, _send_refusal)
    api.register_error_handler(ProblemError, send_problem)
    failure = ProblemError(Problems.FAILURE, "The request was fine; the fault is ours.")
    api.register_error_handler(500, lambda _error: send_problem(failure))
    api.before_app_request(_refuse_method)
    api.after_app_request(_open_to_all)
    server.register_blueprint(api)


def _send_refusal(error: ParameterError) -> flask.Response:
    return send_problem(ProblemError(Problems.BAD_PARAMETER, error.detail, error.parameter))


def _nothing_here() -> ProblemError:
    return ProblemError(
        Problems.NOT_FOUND, f"Nothing is at this path; {address_of(API)} lists what there is."
    )


def _send_nothing(_site: Site, rest: str = "") -> flask.Response:
    del rest
    return send_problem(_nothing_here())


def _refuse_method() -> flask.Response | None:
    """Answer another method than reading with a problem, not with a page."""
    error = flask.request.routing_exception
    if not isinstance(error, MethodNotAllowed) or not flask.request.path.startswith(_PREFIX):
        return None
    answer = send_problem(ProblemError(Problems.METHOD, f"Allowed here: {_ALLOWED}."))
    answer.headers["Allow"] = _ALLOWED
    return answer


def _open_to_all(answer: flask.Response) -> flask.Response:
    """Let pages of every other site read the API: it is public and uses no cookie."""
    if not flask.request.path.startswith(_PREFIX):
        return answer
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After, X-Total-Count"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if flask.request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = _ALLOWED
        answer.headers["Access-Control-Allow-Headers"] = "*"
        answer.headers["Access-Control-Max-Age"] = _DAY_S
    return answer


def _send_description(site: Site) -> flask.Response:
    page = render_page(
        site,
        "api.html",
        title="Data API",
        endpoints=list_endpoints(),
        resources=RESOURCES,
        tables=list(PARQUET),
        downloads=DOWNLOADS,
        problems=[one.value for one in Problems],
        notes=describe_extract(
            make_extract(site.read_view(""), site.catalogue, site.settings.root)
        ),
        notice=render_boundary_notice(site.catalogue.outlines),
    )
    return send_data(page.encode(), "text/html; charset=utf-8")


def _send_specification(site: Site) -> flask.Response:
    parse_parameters(flask.request.query_string, ())
    return send_data(_encode(describe_api(site.catalogue, site.settings.root)), JSON)


def _send_geojson(site: Site) -> flask.Response:
    resource = _BY_NAME["areas"]
    parameters = parse_parameters(flask.request.query_string, resource.parameters)
    view = view_state(site.catalogue, read_exact_state(parameters, site.catalogue))
    extract = make_extract(view, site.catalogue, site.settings.root)
    about = [line for section in describe_extract(extract) for line in section.lines]
    return send_data(write_geojson(view, site.catalogue, about).encode(), GEOJSON)


def _send_list(site: Site, name: str) -> flask.Response:
    stem, suffix = _split_suffix(name)
    resource = _find_resource(stem)
    asked = _ask(suffix, (*resource.parameters, *PAGING))
    page = read_page(asked.parameters, JSON_LIMIT if asked.form == JSON else None)
    of_page = {name: text for name, text in asked.parameters.items() if name not in PAGING}
    found = find(of_page, site.catalogue)
    end = None if page.limit is None else page.offset + page.limit
    sliced = resource.name == "bids" and end is not None  # only these have one row for each bid
    if len(found.bids) > MOST_IN_FILE and not sliced and resource.name not in {"rounds", "areas"}:
        raise ProblemError(Problems.BAD_PARAMETER, _describe_too_many(resource), "limit")
    if sliced:
        total = len(found.bids)
        found = replace(found, bids=found.bids[page.offset : end])
        kept = resource.build(found, site.catalogue)
    else:
        table = resource.build(found, site.catalogue)
        total = len(table.rows)
        kept = replace(table, rows=table.rows[page.offset : end])
    links = link_pages(page, total, address_of(flask.request.path), asked.parameters)
    if asked.form == CSV:
        answer = _send_csv(kept)
    else:
        answer = _send_json(
            {
                "total": total,
                "limit": page.limit,
                "offset": page.offset,
                "next": links.get("next"),
                "compiled_on": site.catalogue.fund.compiled_on,
                "items": [to_record(kept.columns, row) for row in kept.rows],
            }
        )
    answer.headers["X-Total-Count"] = str(total)
    if links:
        answer.headers["Link"] = ", ".join(
            f'<{address}>; rel="{relation}"' for relation, address in links.items()
        )
    return _vary(answer, asked)


def _describe_too_many(resource: Resource) -> str:
    if resource.name == "bids":
        return f"More than {MOST_IN_FILE:,} bids are given in slices: set a limit."
    return f"These are of more than {MOST_IN_FILE:,} bids: choose a round, theme, region or area."


def _send_item(site: Site, name: str, key: str) -> flask.Response:
    resource = _find_resource(name)
    if not resource.key:
        raise _nothing_here()
    key, suffix = _split_suffix(key)
    asked = _ask(suffix, resource.item_parameters)
    if name == "bids":
        return _vary(_answer_bid(site, key, asked), asked)
    return _vary(_answer_area(site, key, asked), asked)


def _answer_bid(site: Site, bid_id: str, asked: _Asked) -> flask.Response:
    bid = site.catalogue.bid_by_id.get(bid_id)
    if bid is None and bid_id.upper() in site.catalogue.bid_by_id:
        asked_for = flask.request.full_path.rstrip("?")
        right = asked_for.replace(f"/{bid_id}", f"/{bid_id.upper()}", 1)
        return cast("flask.Response", flask.redirect(address_of(right), 301))
    if bid is None:
        raise ProblemError(
            Problems.NOT_FOUND, f"No bid has this id; {address_of(API)}bids lists them."
        )
    if asked.form == JSON:
        return _send_json(describe_bid(bid))
    return _send_csv(bids_table([bid]))


def _answer_area(site: Site, gss: str, asked: _Asked) -> flask.Response:
    if gss not in site.catalogue.mapped_codes:
        raise ProblemError(
            Problems.NOT_FOUND, f"No area has this code; {address_of(API)}areas lists them."
        )
    state = read_exact_state({**asked.parameters, "area": gss}, site.catalogue)
    view = view_state(site.catalogue, state)
    if view.area is None:
        raise _nothing_here()
    row = area_row(view.area, state, site.catalogue)
    if asked.form == CSV:
        return _send_csv(Table("areas", "Area", AREA_COLUMNS, (row,)))
    return _send_json(describe_area(view.area, state, site.catalogue, row))


def _find_resource(name: str) -> Resource:
    resource = _BY_NAME.get(name)
    if resource is None:
        raise _nothing_here()
    return resource


def _split_suffix(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and suffix in _FORMS else (name, "")


def _ask(suffix: str, allowed: tuple[str, ...]) -> _Asked:
    parameters = parse_parameters(flask.request.query_string, allowed)
    if suffix:
        return _Asked(_FORMS[suffix], parameters, negotiated=False)
    accepted = flask.request.accept_mimetypes
    form = accepted.best_match((JSON, CSV)) if accepted else JSON
    if form is None:
        raise ProblemError(Problems.NOT_ACCEPTABLE, f"Offered here: {JSON}, {CSV}.")
    return _Asked(form, parameters, negotiated=True)


def _send_json(value: object) -> flask.Response:
    return send_data(_encode(value), JSON)


def _send_csv(table: Table) -> flask.Response:
    return send_data(write_csv(table).encode(), _CSV_HEADER)


def _encode(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _vary(answer: flask.Response, asked: _Asked) -> flask.Response:
    if asked.negotiated:
        answer.vary.add("Accept")
    return answer
