"""Draw one picture at a time in a server process, with a limit on how many requests wait."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

WAITING: Final = 2
"""Requests that may wait for the one that is drawn; each holds a thread of the server."""
RETRY_AFTER_S: Final = 5
_WAIT_S: Final = 8.0
_DRAW_S: Final = 20.0
"""An A4 sheet takes one second on a quiet machine."""


class PictureQueue:
    """Lets one request draw and two others wait for it; the rest get 503.

    Parameters
    ----------
    most_seconds
        How long one may draw; ``None`` where nobody waits.
    """

    def __init__(self, most_seconds: float | None = _DRAW_S) -> None:
        self.most_seconds = most_seconds
        self._places = threading.BoundedSemaphore(1 + WAITING)
        self._drawing = threading.Lock()

    @contextlib.contextmanager
    def wait(self) -> Iterator[None]:
        """Run the block once no other request draws.

        Raises
        ------
        ServiceUnavailable
            If too many wait already, or waiting or drawing takes too long; names a time to retry.
        """
        busy = ServiceUnavailable(retry_after=RETRY_AFTER_S)
        with contextlib.ExitStack() as held:
            for lock, most_seconds in ((self._places, 0), (self._drawing, _WAIT_S)):
                if not lock.acquire(timeout=most_seconds):
                    raise busy
                held.callback(lock.release)
            try:
                yield
            except subprocess.TimeoutExpired as error:
                raise busy from error
