"""What a reader is told when something fails on our side."""

from __future__ import annotations

import logging
from typing import Final

from dash import set_props

from dashboard import ids

FAILURE_TEXT: Final = (
    "Sorry, something went wrong on our side, so the page still shows your last choice. "
    "Try again, or load the page anew."
)
_log = logging.getLogger(__name__)


def describe_failure(error: Exception) -> None:
    """Tell the reader that a choice failed, and keep the last good view.

    Dash calls this when a callback raises; returning ``None`` leaves every output as it was.
    """
    _log.error("A callback failed", exc_info=error)
    set_props(ids.FAILURE, {"children": FAILURE_TEXT})
