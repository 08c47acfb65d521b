"""Routes for pictures, and for the codes printed in them.

``/picture/slide.png?<state>`` has the query string of the page, ``/picture/<code>/slide.png`` the
code of the view, so that a file server can serve it too. ``/v/<code>`` leads back to the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flask

from dashboard.addresses import address_of
from dashboard.pictures.drawing import SIZES, SLIDE, PictureSize, draw_png, draw_svg
from dashboard.pictures.links import PICTURE_ROUTE, SVG_NAME
from dashboard.pictures.queue import PictureQueue
from dashboard.pictures.view_code import ViewCodeError, decode_view, encode_view
from dashboard.query.answer import view_state
from dashboard.query.parameters import (
    STATE_PARAMETERS,
    ParameterError,
    parse_parameters,
    read_exact_state,
)
from dashboard.rendering import render_refusal
from dashboard.web.caching import send_data
from geodata.model.slugs import make_slug

if TYPE_CHECKING:
    from dashboard.query.state import MapState
    from dashboard.site import Site

_PNG_SUFFIX: Final = ".png"
_SIZE_WORDS: Final = frozenset({"dpi", "format", "h", "height", "scale", "size", "w", "width"})
_SVG: Final = "image/svg+xml; charset=utf-8"
_NO_PICTURE: Final = "This picture cannot be made"


def register_pictures(server: flask.Flask, site: Site) -> None:
    """Wire pictures by query string and by code, and the codes themselves."""
    queue = PictureQueue()
    server.add_url_rule(
        f"{PICTURE_ROUTE}<name>", "picture", lambda name: _answer_query(name, site, queue)
    )
    server.add_url_rule(
        f"{PICTURE_ROUTE}<code>/<name>",
        "picture_by_code",
        lambda code, name: answer_code(code, name, site, queue),
    )
    server.add_url_rule("/v/<code>", "view_code", lambda code: _follow_code(code, site))


def describe_limits() -> str:
    """Return the sizes that pictures come in, as a sentence."""
    sizes = [f"{size.label.lower()} {size.width} × {size.height}" for size in SIZES.values()]
    return f"Pictures come in these sizes only: {', '.join(sizes)} pixels, or SVG of any size."


def _answer_query(name: str, site: Site, queue: PictureQueue) -> flask.Response | tuple[str, int]:
    size = _find_size(name)
    if size is None:
        return _refuse_name(site)
    try:
        parameters = parse_parameters(flask.request.query_string, STATE_PARAMETERS)
        state = read_exact_state(parameters, site.catalogue)
    except ParameterError as error:
        detail = describe_limits() if error.parameter in _SIZE_WORDS else error.detail
        return render_refusal(site, _NO_PICTURE, 400, detail, error.parameter)
    return _send_picture(state, site, name, size, queue)


def answer_code(
    code: str, name: str, site: Site, queue: PictureQueue
) -> flask.Response | tuple[str, int]:
    """Answer ``/picture/<code>/<name>``."""
    size = _find_size(name)
    if size is None:
        return _refuse_name(site)
    try:
        state = decode_view(code, site.catalogue)
    except ViewCodeError:
        return render_refusal(
            site, _NO_PICTURE, 404, "The code in this link is not one of a view: check each letter."
        )
    return _send_picture(state, site, name, size, queue)


def _refuse_name(site: Site) -> tuple[str, int]:
    detail = f"There is no picture of that name. {describe_limits()}"
    return render_refusal(site, _NO_PICTURE, 404, detail)


def _find_size(name: str) -> PictureSize | None:
    if name == SVG_NAME:
        return SLIDE
    return SIZES.get(name.removesuffix(_PNG_SUFFIX)) if name.endswith(_PNG_SUFFIX) else None


def _send_picture(
    state: MapState, site: Site, name: str, size: PictureSize, queue: PictureQueue
) -> flask.Response:
    def draw() -> str:
        return draw_svg(view_state(site.catalogue, state), site, size)

    if name == SVG_NAME:
        answer = send_data(draw().encode(), _SVG)
    else:
        with queue.wait():  # a request that is refused costs no work
            answer = send_data(draw_png(draw(), size, queue.most_seconds), "image/png")
    code = encode_view(state, site.catalogue) or "view"
    stem = f"{make_slug(site.catalogue.fund.short_title)}-{code}-{name}"
    answer.headers["Content-Disposition"] = f'inline; filename="{stem}"'
    if state.q:  # a code hides it from the address, not from who reads codes
        answer.cache_control.public, answer.cache_control.private = False, True
    # Other sites may show a picture.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _follow_code(code: str, site: Site) -> flask.typing.ResponseReturnValue:
    try:
        state = decode_view(code, site.catalogue)
    except ViewCodeError:
        flask.abort(404)
    return flask.redirect(address_of(f"/{state.to_search()}"), 302)
