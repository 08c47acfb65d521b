"""What Mozilla's HTTP Observatory says of the headers; ``make observatory`` installs it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.conftest import ROOT
from tests.deploy.nginx import ADDRESS, run_nginx
from tests.serving import serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

FOLDER: Final = ROOT / "tests" / "observatory"
NEEDS_TLS: Final = {"strict-transport-security", "redirection"}


def scan(host: str, authority: Path | None = None) -> dict[str, Any]:
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("the scanner is not installed: make observatory")
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    environ = os.environ | ({"NODE_EXTRA_CA_CERTS": str(authority)} if authority else {})
    ended = subprocess.run(
        [node, str(FOLDER / "scan.mjs"), host],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def may_listen(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def list_failed(found: dict[str, Any]) -> set[str]:
    return {name for name, test in found["tests"].items() if not test["pass"]}


def test_without_tls_only_what_needs_tls_fails(built_folder: Path, tmp_path: Path) -> None:
    with serve(built_folder, tmp_path) as (_, url):
        found = scan(url.removeprefix("http://"))
    assert list_failed(found) == NEEDS_TLS, found


def test_behind_the_deployed_front_the_grade_is_the_best(
    built_folder: Path, tmp_path: Path
) -> None:
    if not may_listen(80) or not may_listen(443):
        pytest.skip("the scanner asks ports 80 and 443 alone, and this user may not listen there")
    with ExitStack() as stack:
        _, url = stack.enter_context(serve(built_folder, tmp_path, TRUSTED_PROXIES="1"))
        front = stack.enter_context(run_nginx(tmp_path, [url, url], ports=(80, 443)))
        found = scan(ADDRESS, authority=front.authority)
    assert list_failed(found) == set(), found
    assert found["grade"] == "A+", found
