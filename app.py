"""Serve the map: ``python app.py``, or ``gunicorn app:server`` behind nginx."""

from __future__ import annotations

import os
import sys

from dashboard.application import WAITRESS, Serving
from dashboard.data.built import CatalogueError
from dashboard.settings import SettingError, Settings

try:
    settings = Settings.from_environment(os.environ)
    server = Serving(settings)
except (CatalogueError, SettingError) as exc:
    sys.exit(str(exc))

if __name__ == "__main__":
    from waitress import serve

    print(f"http://{settings.host}:{settings.port}")  # noqa: T201 - the reader's next step
    serve(server, host=settings.host, port=settings.port, **WAITRESS)
