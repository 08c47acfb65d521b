"""How gunicorn serves the map; the settings are those of `dashboard.settings`, and WORKERS."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dashboard.settings import SettingError, Settings


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

# Threads, because browsers open connections ahead of need: an idle one would hold a whole
# single-threaded worker until it timed out. Keep-alive spares readers a handshake for each file.
worker_class = "gthread"
threads = 4
keepalive = 5
timeout = 30
graceful_timeout = 10

# Load the catalogue once and fork: workers share its memory, all serve the same build, and a
# fault in it stops the start instead of one worker after another. New data needs a restart.
preload_app = True

# The heartbeat file must not wait for a disk.
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes its own private file there
    worker_tmp_dir = "/dev/shm"  # noqa: S108

accesslog = os.environ.get("ACCESS_LOG") or None  # "-" writes it to standard output
control_socket_disable = True  # no second way in
