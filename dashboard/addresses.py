"""Addresses of this site as its pages, drawings and data write them."""

from __future__ import annotations

import flask


def address_of(path: str) -> str:
    """Return the address at which a reader finds ``path``, a path of the app with its first slash.

    Every link, form, picture and redirect to this site passes here, so that all stay below the
    folder at which it is served (``BASE_PATH``); without a request, as in files, that is the root.
    """
    return f"{flask.request.script_root}{path}" if flask.has_request_context() else path
