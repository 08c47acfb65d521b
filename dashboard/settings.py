"""Settings of one running copy, read from the environment in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = Path(__file__).resolve().parent.parent


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
    host, port
        Where ``python app.py`` listens.
    site_url
        Public address without a closing slash, used in canonical links; empty = relative links.
    """

    built_folder: Path = _ROOT / "data" / "built"
    assets_folder: Path = _ROOT / "assets"
    host: str = "127.0.0.1"
    port: int = 8050
    site_url: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read ``BUILT``, ``HOST``, ``PORT`` and ``SITE_URL``.

        Raises
        ------
        SettingError
            If ``PORT`` is not a whole number from 1 to 65535.
        """
        defaults = cls()
        text = environ.get("PORT") or str(defaults.port)
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):  # noqa: PLR2004
            msg = f"PORT is {text!r}: expected a whole number from 1 to 65535, for example 8050"
            raise SettingError(msg)
        return cls(
            built_folder=Path(environ.get("BUILT") or defaults.built_folder),
            host=environ.get("HOST") or defaults.host,
            port=int(text),
            site_url=environ.get("SITE_URL", "").rstrip("/"),
        )
