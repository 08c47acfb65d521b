"""A real server on the real built data, and a browser with time for a busy machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.serving import GUNICORN, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A machine that does other work as well may need longer than Playwright's own five seconds.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def site_url(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address, without a closing slash, of the site as gunicorn serves it; a port of its own."""
    with serve(built_folder, tmp_path_factory.mktemp("server"), ("-OO", *GUNICORN)) as (_, url):
        yield url
