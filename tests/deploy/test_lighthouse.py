"""What Lighthouse says of the pages that most readers see; ``make lighthouse`` installs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.conftest import ROOT, find_chromium
from tests.serving import free_port, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

FOLDER: Final = ROOT / "tests" / "lighthouse"
PATHS: Final = ("/", "/areas/E10000017", "/bids/TCA1516-11", "/?area=E10000017", "/?bid=TCA1516-11")
BY_THE_PAGE: Final = ("accessibility", "best-practices", "seo")
FAST: Final = 95
TRIES: Final = 3
"""Speed depends on what else the machine does: the best of so many runs counts."""


@pytest.fixture(scope="module")
def public_url(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that knows its public address, as one in earnest does."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("lighthouse")
    with serve(built_folder, folder, PORT=port, SITE_URL=address, WORKERS="2") as (_, url):
        yield url


def judge(form: str, address: str) -> dict[str, Any]:
    """Return the scores of one page by category, and what cost it points."""
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("Lighthouse is not installed: make lighthouse")
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    ended = subprocess.run(
        [node, str(FOLDER / "judge.mjs"), form, address],
        env=os.environ | {"CHROME_PATH": find_chromium() or ""},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("path", PATHS)
def test_access_good_practice_and_search_engines_have_nothing_to_find(
    public_url: str, path: str
) -> None:
    found = judge("mobile", public_url + path)
    assert {name: found["scores"][name] for name in BY_THE_PAGE} == dict.fromkeys(
        BY_THE_PAGE, 100
    ), found["failed"]


@pytest.mark.parametrize("path", PATHS)
def test_page_is_fast_on_a_desktop(public_url: str, path: str) -> None:
    seen = []
    for _ in range(TRIES):
        found = judge("desktop", public_url + path)
        seen.append((found["scores"]["performance"], found["failed"]))
        if seen[-1][0] >= FAST:
            break
    best = max(score for score, _ in seen)
    print(f"\n{path}: performance {best}")  # noqa: T201 - the figure that a change is judged by
    assert best >= FAST, seen
