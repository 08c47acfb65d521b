"""Request one page at a time from a web service, with retries and limits.

A passing fault (no answer, a reset, 429, 5xx, a body cut short) is tried again with growing,
jittered waits; a lasting one is not. Proxies and certificate authorities come from the environment
as `requests` reads it (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``).
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from geodata.fetching.transfer import (
    MOST_REDIRECTS,
    Limits,
    PassingFetchError,
    explain_fault,
    read_body,
)
from geodata.model.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a service answered.

    ``content`` is None if it has not changed since the answer whose validators were sent; then
    ``body`` is empty. ``etag`` and ``last_modified`` are empty where the service gave none.
    """

    content: T | None
    body: bytes
    etag: str
    last_modified: str


class _Session(requests.Session):
    """A session that follows redirects within one host alone."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        try:
            stays = not target or urlsplit(urljoin(resp.url, target))[:2] == urlsplit(resp.url)[:2]
        except ValueError:  # brackets without an address in them
            stays = False
        if stays:
            return target
        resp.close()
        host = urlsplit(resp.url).netloc
        msg = f"{host} sends us on to {target}, another host: refused; check --portal"
        raise FetchError(msg)


@dataclass(slots=True)
class Portal:
    """A session with one service.

    Parameters
    ----------
    base
        Address below which all paths are. HTTPS, unless it is this machine.
    limits
        For each answer.
    say
        Called with a line of words when an attempt has failed and another follows.

    Raises
    ------
    FetchError
        If ``base`` is not an HTTPS address.
    """

    base: str
    limits: Limits
    say: Callable[[str], None]
    _session: _Session = field(init=False, default_factory=_Session)

    def __post_init__(self) -> None:
        if not _is_safe(self.base):
            msg = f"{self.base}: expected an address that starts https://; mend --portal"
            raise FetchError(msg)
        self._session.max_redirects = MOST_REDIRECTS
        self._session.headers.update({"Accept-Encoding": "gzip", "Accept": "application/json"})

    def get(
        self,
        path: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], T],
        headers: Mapping[str, str],
    ) -> Answer[T]:
        """Return one answer, tried as often as the limits allow.

        Parameters
        ----------
        path, parameters
            Below the base, and its query.
        read
            Turns the body into what it means. It may raise `PassingFetchError` for a body that
            another attempt may mend, and `FetchError` for one that it will not.
        headers
            ``If-None-Match`` and the like.

        Raises
        ------
        FetchError
            If no attempt gave a usable answer, or the service asks for something unsafe.
        """
        url = f"{self.base.rstrip('/')}/{path}"
        attempt = 1
        while True:
            try:
                return self._attempt(url, parameters, read, headers)
            except PassingFetchError as fault:
                if attempt >= self.limits.attempts:
                    msg = f"{fault}; gave up after {attempt} attempts: try again later"
                    raise FetchError(msg) from fault
                wait = self._wait(attempt, fault.retry_after_s)
                self.say(f"{fault}; trying again in {wait:.0f} s")
                time.sleep(wait)
                attempt += 1

    def _wait(self, attempt: int, asked_for: float | None) -> float:
        """Return seconds to wait: what the service asks for, else a random part of a doubling."""
        if asked_for is None:
            most = min(self.limits.backoff_s * 2 ** (attempt - 1), self.limits.longest_wait_s)
            return float(most * random.uniform(0.5, 1))  # noqa: S311 - jitter, no secret
        if asked_for > self.limits.longest_wait_s:
            msg = (
                f"{urlsplit(self.base).hostname} asks to wait {asked_for:.0f} s, more than "
                f"{self.limits.longest_wait_s:.0f} s; try again later"
            )
            raise FetchError(msg)
        return asked_for

    def _attempt(
        self,
        url: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], T],
        headers: Mapping[str, str],
    ) -> Answer[T]:
        with self._head(url, parameters, headers) as response:
            etag = response.headers.get("ETag", "")
            modified = response.headers.get("Last-Modified", "")
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return Answer(None, b"", etag, modified)
            _require_success(response)
            body = read_body(response, self.limits)
        return Answer(read(body), body, etag, modified)

    def _head(
        self, url: str, parameters: Mapping[str, str], headers: Mapping[str, str]
    ) -> requests.Response:
        """Return the response once its headers are there, after redirects within the host.

        In a thread of its own: neither the look-up of a name nor headers that come byte by byte
        know a time limit. A thread that hangs is left behind; it keeps nothing alive.
        """
        outcome: list[requests.Response | Exception] = []

        def ask() -> None:
            try:
                outcome.append(
                    self._session.get(
                        url,
                        params=dict(parameters),
                        headers=dict(headers),
                        timeout=(self.limits.connect_s, self.limits.first_byte_s),
                        stream=True,
                    )
                )
            except (urllib3.exceptions.HTTPError, OSError, FetchError) as fault:
                outcome.append(fault)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self.limits.connect_s + self.limits.first_byte_s)
        host = urlsplit(url).hostname
        if not outcome:
            msg = f"{host}: no headers within {self.limits.first_byte_s:g} s"
            raise PassingFetchError(msg)
        found = outcome[0]
        if isinstance(found, Exception):
            raise explain_fault(found, str(host)) from found
        return found


def _is_safe(address: str) -> bool:
    """Say whether an address is HTTPS, or of this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets without an address in them
        return False
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _require_success(response: requests.Response) -> None:
    status, host = response.status_code, urlsplit(response.url).hostname
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = _parse_retry_after(response.headers.get("Retry-After", ""))
        msg = f"{host} answered {status} {response.reason}"
        raise PassingFetchError(msg, wait)
    if status != HTTPStatus.OK:
        msg = f"{response.url}: answered {status} {response.reason}; check --portal and --service"
        raise FetchError(msg)


def _parse_retry_after(text: str) -> float | None:
    """Return seconds from a Retry-After header in either of its forms; None if it has neither."""
    try:
        return urllib3.Retry().parse_retry_after(text)
    except urllib3.exceptions.InvalidHeader:
        return None
