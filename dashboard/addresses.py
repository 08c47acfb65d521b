"""Read and write the addresses of this site: below its folder, or as a page needs them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import flask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read_search() -> str:
    """Return the query string of the request; what is not UTF-8 becomes a replacement sign."""
    return flask.request.query_string.decode("utf-8", "replace")


def address_of(path: str) -> str:
    """Return the address at which a reader finds ``path``, a path of the app with its first slash.

    Every link, form, picture and redirect to this site passes here, so that all stay below the
    folder at which it is served (``BASE_PATH``), or are written as `follow` and `linking` say for
    the page; without a request that is the root. It is empty where the page can have no such link.
    """
    return _writer()(path) if flask.has_request_context() else path


def whole_address_of(root: str, path: str) -> str:
    """Return the address of ``path`` below ``root``, the public address of the site."""
    write = flask.g.get("write_whole") if flask.has_app_context() else None
    return root + (write(path) if write else path)


def follow(write: Callable[[str], str], write_whole: Callable[[str], str]) -> None:
    """Write the addresses of this request's page by other functions of a path of the app.

    Parameters
    ----------
    write
        Returns the address in the page; empty if there is none.
    write_whole
        Returns what stands for the path behind the public address of the site.
    """
    flask.g.write_address, flask.g.write_whole = write, write_whole


@contextlib.contextmanager
def linking(find_own_page: Callable[[str], str]) -> Iterator[None]:
    """Have links lead to the path that ``find_own_page`` returns for each path of the app."""
    write = _writer()
    flask.g.write_address = lambda path: write(find_own_page(path))
    try:
        yield
    finally:
        flask.g.write_address = write


def _writer() -> Callable[[str], str]:
    found: Callable[[str], str] = flask.g.get("write_address", _write_below_root)
    return found


def _write_below_root(path: str) -> str:
    return f"{flask.request.script_root}{path}"
