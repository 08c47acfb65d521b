"""Serve the map: ``python app.py``, or ``gunicorn app:server``."""

from __future__ import annotations

import os

from dashboard import create_app
from dashboard.settings import Settings

settings = Settings.from_environment(os.environ)
app = create_app(settings)
server = app.server

if __name__ == "__main__":
    from waitress import serve

    print(f"http://{settings.host}:{settings.port}")  # noqa: T201 - the reader's next step
    serve(server, host=settings.host, port=settings.port)
