"""Read one response within its limits, and describe its errors."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import requests
import urllib3
from requests.exceptions import ConnectTimeout, ProxyError, ReadTimeout, SSLError

from geodata.model.errors import FetchError

MOST_REDIRECTS: Final = 3
_CHUNK: Final = 1 << 16
_SHOWN: Final = 80


class PassingFetchError(FetchError):
    """A fault that may pass: another attempt may succeed."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, how often to try and how much to take, for one answer.

    Parameters
    ----------
    connect_s
        For a connection to be made.
    first_byte_s
        From the look-up of the address to the end of the headers, however they trickle in.
    body_s
        For the whole body.
    attempts
        In all, the first one counted.
    backoff_s
        Longest wait before the second attempt; it doubles before each further one.
    longest_wait_s
        Longest wait of all. Where a service asks for more, the fetch ends.
    packed_bytes, unpacked_bytes
        Largest body as it travels, and once it is decompressed.
    """

    connect_s: float = 10
    first_byte_s: float = 60
    body_s: float = 300
    attempts: int = 5
    backoff_s: float = 1
    longest_wait_s: float = 120
    packed_bytes: int = 64_000_000
    unpacked_bytes: int = 256_000_000


_FAULTS: Final[tuple[tuple[type[Exception], str, str], ...]] = (
    (ProxyError, "", "the proxy did not let us through ({}); check HTTPS_PROXY"),
    (ConnectTimeout, "", "no connection in time; check the network"),
    (ReadTimeout, "", "connected, but no answer in time"),
    (
        requests.ConnectionError,
        "NameResolution",
        "its address cannot be looked up; check the network",
    ),
    (requests.ConnectionError, "refused", "the connection was refused; check the network"),
    (Exception, "", "the connection broke ({})"),
)
"""Exception, a word of its message, and what to say of it."""


def explain_fault(fault: Exception, host: str) -> FetchError:
    """Return what the network or a library reported, in words and with a cure."""
    if isinstance(fault, FetchError):
        return fault
    text = str(fault)
    short = _short(text)
    if isinstance(fault, requests.TooManyRedirects):
        return FetchError(f"{host}: more than {MOST_REDIRECTS} redirects; check --portal")
    if isinstance(fault, SSLError):
        return FetchError(
            f"{host}: its certificate cannot be trusted ({short}); if your network inspects "
            "traffic, set REQUESTS_CA_BUNDLE to its certificates"
        )
    words = next(words for kind, part, words in _FAULTS if isinstance(fault, kind) and part in text)
    return PassingFetchError(f"{host}: {words.format(short)}")


def read_body(response: requests.Response, limits: Limits) -> bytes:
    """Return the body, decompressed, within every limit of size and time."""
    host = str(urlsplit(response.url).hostname)
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "deflate"}:
        msg = f"{host}: an answer compressed with {encoding!r}; expected gzip or none"
        raise FetchError(msg)
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and int(promised) > limits.packed_bytes:
        raise _too_large(host, f"{int(promised):,}", limits.packed_bytes)
    deadline = time.monotonic() + limits.body_s
    body = bytearray()
    try:
        # urllib3 decompresses no more than a chunk at a time, so that a bomb is noticed early.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            taken = response.raw.tell()
            if taken > limits.packed_bytes:
                raise _too_large(host, f"more than {taken:,}", limits.packed_bytes)
            if len(body) > limits.unpacked_bytes:
                found = f"more than {limits.unpacked_bytes:,} unpacked"
                raise _too_large(host, found, limits.unpacked_bytes)
            if time.monotonic() > deadline:
                msg = f"{host}: only {taken:,} bytes within {limits.body_s:g} s"
                raise PassingFetchError(msg)
    except urllib3.exceptions.DecodeError as fault:
        msg = f"{host}: a body that says it is {encoding} and is not ({_short(str(fault))})"
        raise PassingFetchError(msg) from fault
    except urllib3.exceptions.ReadTimeoutError as fault:
        msg = f"{host}: the answer stopped after {response.raw.tell():,} bytes"
        raise PassingFetchError(msg) from fault
    except (urllib3.exceptions.HTTPError, OSError) as fault:
        msg = f"{host}: the connection broke after {response.raw.tell():,} bytes"
        raise PassingFetchError(msg) from fault
    return bytes(body)


def _too_large(host: str, found: str, most: int) -> FetchError:
    return FetchError(f"{host}: an answer of {found} bytes; expected at most {most:,}; refused")


def _short(text: str) -> str:
    """Return the last words of a library's message, on one line."""
    flat = " ".join(text.split()).rstrip(")'\"")
    return flat if len(flat) <= _SHOWN else f"…{flat[-_SHOWN:]}"
