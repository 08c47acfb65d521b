"""How gunicorn serves the map behind nginx; the settings are `dashboard.settings`, and WORKERS.

gunicorn reads each request in a thread, as slowly as it comes: a few dozen clients that never end
theirs would hold every thread. So it stands behind a server that takes requests in whole, as
deploy/nginx.conf does. Alone, `python app.py` serves.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.glogging import Logger

from dashboard.data.built import CatalogueError
from dashboard.settings import SettingError, Settings

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter


def _workers(text: str) -> int:
    """Return the number of worker processes.

    Raises
    ------
    SettingError
        If ``text`` is not a whole number from 1 to 64.
    """
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):  # noqa: PLR2004
        msg = f"WORKERS is {text!r}: expected a whole number from 1 to 64, for example 2"
        raise SettingError(msg)
    return int(text)


try:
    _settings = Settings.from_environment(os.environ)
    workers = _workers(os.environ.get("WORKERS") or "2")
except SettingError as exc:
    sys.exit(str(exc))

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"

# Threads, because nginx keeps connections open ahead of need.
worker_class = "gthread"
threads = 8
keepalive = 5
timeout = 30
graceful_timeout = 10

# Load the data once and fork: workers share its memory, all serve the same build, and a fault in
# it stops the start instead of one worker after another.
preload_app = True

# The heartbeat file must not wait for a disk.
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes its own private file there
    worker_tmp_dir = "/dev/shm"  # noqa: S108

accesslog = None  # ACCESS_LOG is the application's own: a line that names no reader
control_socket_disable = True  # no second way in

# gunicorn knows no bound between 8,190 characters and none, and links of 10,000 are answered: the
# server in front has the bound, and so has the application (dashboard.web.validation).
limit_request_line = 0
limit_request_fields = 60
limit_request_field_size = 8190

# Which proxies to believe is one setting, TRUSTED_PROXIES, and the application reads it.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


class PrivateLogger(Logger):  # type: ignore[misc] # gunicorn has no types
    """Says that a request went wrong, but neither who sent it nor what it asked for.

    Only workers deal with requests; what the process above them logs names no reader.
    """

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn has no types
        """Remember which process is above the workers."""
        super().setup(cfg)
        self._above = os.getpid()

    def warning(self, msg: str, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        """Log a warning."""
        if os.getpid() == self._above:
            super().warning(msg, *args, **kwargs)
        else:
            super().warning("A request could not be read and was refused.")

    def exception(self, msg: str, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        """Log a fault with its trace."""
        if os.getpid() == self._above:
            super().exception(msg, *args, **kwargs)
        else:
            super().exception("A request failed before or after the application.")


logger_class = PrivateLogger


def on_reload(server: Arbiter) -> None:
    """Take up new data on HUP: load them once, before the workers that will serve them start.

    Where they cannot be used, the workers start with what was loaded before. New code needs a
    restart: the modules of this process stay as they are.
    """
    from app import server as serving  # noqa: PLC0415 - gunicorn has loaded it by now

    try:
        serving.reload()
    except (CatalogueError, SettingError) as exc:
        server.log.error("The data loaded before stay served: %s", exc)  # noqa: TRY400 - one sentence
