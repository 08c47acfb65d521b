"""Read what the program gives: a file of rows, and what a process has loaded."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

from tests.conftest import ROOT


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV download by the names of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


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
