"""Serve the map: ``python app.py``, or ``gunicorn app:server`` behind nginx."""

from __future__ import annotations

import os
import sys

try:
    from dashboard.application import Serving, listen
    from dashboard.data.built import CatalogueError
    from dashboard.settings import SettingError, Settings
except ModuleNotFoundError as exc:
    sys.exit(f"{exc.name} is not installed: make run installs it, and starts the map")

try:
    settings = Settings.from_environment(os.environ)
    server = Serving(settings)
    waiting = listen(server, settings) if __name__ == "__main__" else None
except (CatalogueError, SettingError, OSError) as exc:
    sys.exit(str(exc))

if waiting is not None:
    print(f"http://{settings.host}:{settings.port}{settings.base_path.rstrip('/')}")  # noqa: T201 - the reader's next step
    waiting.run()
