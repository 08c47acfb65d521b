"""A steady load of GET requests, and what became of each."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence

_TIMEOUT_S: Final = 20.0


@dataclass(slots=True)
class Load:
    """Answers so far: statuses, and what was raised in place of one."""

    statuses: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    @property
    def asked(self) -> int:
        """How many requests are over."""
        return len(self.statuses) + len(self.errors)

    @property
    def summary(self) -> str:
        """How many were asked and failed, and at what rate, for people."""
        rate = self.asked / (time.monotonic() - self.began)
        return f"{self.asked:,} requests, {rate:.0f} a second, {len(self.failed)} failed"

    @property
    def failed(self) -> list[str]:
        """What was not answered with 200."""
        return self.errors + [str(status) for status in self.statuses if status != http.client.OK]


@contextlib.contextmanager
def load(
    url: str,
    paths: Sequence[str],
    *,
    per_second: float,
    readers: int = 8,
    keep_alive: bool = False,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Load]:
    """Ask for ``paths`` in turn, ``per_second`` in all, until the block ends.

    Parameters
    ----------
    readers
        Threads that share the rate; each waits for its answer before it asks again.
    keep_alive
        Whether a reader keeps its connection, as browsers do, or makes one for each request.
    """
    result = Load()
    numbers = itertools.count()
    began = time.monotonic()

    def read() -> None:
        connection = _connect(url, tls)
        while not result.stopping.is_set():
            number = next(numbers)
            if result.stopping.wait(max(0.0, began + number / per_second - time.monotonic())):
                break
            try:
                connection.request("GET", paths[number % len(paths)].format(number=number))
                answer = connection.getresponse()
                answer.read()
                result.statuses.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                result.errors.append(repr(error))
                connection.close()
            if not keep_alive:
                connection.close()
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield result
    finally:
        result.stopping.set()
        for thread in threads:
            thread.join()


def _connect(url: str, tls: ssl.SSLContext | None) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = str(parts.hostname)
    if tls is not None:
        return http.client.HTTPSConnection(host, parts.port, timeout=_TIMEOUT_S, context=tls)
    return http.client.HTTPConnection(host, parts.port, timeout=_TIMEOUT_S)
