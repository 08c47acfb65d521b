"""Read what the program gives: rows of a file, the code of a view, the modules of a process."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import TYPE_CHECKING

from dashboard.pictures.view_code import encode_view
from tests.conftest import ROOT

if TYPE_CHECKING:
    from dashboard.site import Site


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV download by the names of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def code_of(site: Site, search: str) -> str:
    """Return the short code of the view of a query string."""
    code = encode_view(site.read_view(search).state, site.catalogue)
    assert code is not None
    return code


def list_loaded(module: str) -> set[str]:
    """Return the modules that a new process has in memory once it has imported ``module``."""
    printed = subprocess.run(
        [sys.executable, "-c", f"import {module}, sys; print(' '.join(sys.modules))"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    return set(printed.split())
