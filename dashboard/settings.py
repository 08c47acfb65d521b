"""Settings of one running copy, read from the environment in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = Path(__file__).resolve().parent.parent
MAX_PORT: Final = 65_535
_MAX_RATE: Final = 1_000_000
_MAX_PROXIES: Final = 8
_TO_OUTPUT: Final = "-"
_BASE_PATH: Final = re.compile(r"/(?:[a-z0-9_~-][a-z0-9._~-]*/)*", re.ASCII | re.IGNORECASE)


class SettingError(ValueError):
    """A setting whose text cannot be used; says which, what it holds and what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the built data is and how to serve it.

    Parameters
    ----------
    built_folder
        What ``python -m geodata build`` wrote.
    assets_folder
        Our own CSS and JavaScript.
    changelog
        What changed, of which one page tells what changed in the data; ``None`` for the program's
        own, which is shown for the fund that it names.
    contact
        Where readers report errors: an address of mail or of a page; may be empty.
    host, port
        Where ``python app.py`` listens.
    site_url
        Public address without a closing slash, used in canonical links; empty = relative links.
    base_path
        Path at which the site is served, with a slash at both ends.
    access_log
        Whether each request writes a JSON line to standard output.
    requests_per_minute
        What one address may spend, in units of about 10 ms of a processor; 0 = no limit.
    limit_store
        Where requests are counted: ``memory://`` (each process for itself) or ``redis://...``.
    trusted_proxies
        How many proxies of ours stand in front: so many entries at the end of
        ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed.
    """

    built_folder: Path = _ROOT / "data" / "built"
    assets_folder: Path = _ROOT / "assets"
    changelog: Path | None = None
    contact: str = ""
    host: str = "127.0.0.1"
    port: int = 8050
    site_url: str = ""
    base_path: str = "/"
    access_log: bool = False
    requests_per_minute: int = 0
    limit_store: str = "memory://"
    trusted_proxies: int = 0

    @property
    def root(self) -> str:
        """What stands before each path in links: the public address, or the base path alone."""
        return self.site_url or self.base_path.rstrip("/")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings that the README lists; those of a running server are limited.

        Raises
        ------
        SettingError
            If a text cannot be used.
        """
        defaults = cls()
        store = environ.get("LIMIT_STORE") or defaults.limit_store
        if not store.startswith(("memory://", "redis://", "rediss://")):
            msg = f"LIMIT_STORE is {store!r}: expected memory:// or an address of redis://"
            raise SettingError(msg)
        log = environ.get("ACCESS_LOG", "")
        if log not in {"", _TO_OUTPUT}:
            msg = f"ACCESS_LOG is {log!r}: expected - (standard output) or nothing"
            raise SettingError(msg)
        return cls(
            built_folder=Path(environ.get("BUILT") or defaults.built_folder),
            changelog=Path(environ["CHANGELOG"]) if environ.get("CHANGELOG") else None,
            contact=environ.get("CONTACT", "").strip(),
            host=environ.get("HOST") or defaults.host,
            port=_read_number(environ, "PORT", defaults.port, 1, MAX_PORT),
            site_url=_read_site_url(environ),
            base_path=_read_base_path(environ),
            access_log=log == _TO_OUTPUT,
            requests_per_minute=_read_number(environ, "REQUESTS_PER_MINUTE", 7200, 0, _MAX_RATE),
            limit_store=store,
            trusted_proxies=_read_number(environ, "TRUSTED_PROXIES", 0, 0, _MAX_PROXIES),
        )


def _read_base_path(environ: Mapping[str, str]) -> str:
    text = environ.get("BASE_PATH") or "/"
    if not _BASE_PATH.fullmatch(text):
        msg = (
            f"BASE_PATH is {text[:40]!r}: expected a path that begins and ends with a slash, "
            "for example /grants/"
        )
        raise SettingError(msg)
    return text


def _read_site_url(environ: Mapping[str, str]) -> str:
    """Return the public address, which holds the base path: one cannot contradict the other."""
    address = environ.get("SITE_URL", "").rstrip("/")
    base_path = _read_base_path(environ)
    if address and not f"{address}/".endswith(base_path):
        msg = f"SITE_URL is {address[:60]!r}: expected it to end with the BASE_PATH, {base_path}"
        raise SettingError(msg)
    return address


def _read_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    # The length first: a text of thousands of digits is itself an error to read as a number.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))) or not (
        least <= int(text) <= most
    ):
        msg = (
            f"{name} is {text[:40]!r}: expected a whole number from {least} to {most}, "
            f"for example {default}"
        )
        raise SettingError(msg)
    return int(text)
