"""One server under load: a worker that dies, new data, and data that cannot be used."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.data.built import read_version
from tests.conftest import ROOT
from tests.load import load
from tests.serving import (
    GUNICORN,
    WAITRESS,
    fetch,
    free_port,
    list_workers,
    reload,
    rename_fund,
    serve,
    wait_for_version,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.slow

PATHS: Final = ("/?q=health{number}", "/search?find=kent{number}", "/api/v1/rounds", "/healthz")
WORKER_THREADS: Final = int(runpy.run_path(str(ROOT / "gunicorn.conf.py"))["threads"])


def copy_build(built_folder: Path, folder: Path) -> Path:
    """Return a link to the real build that a test may point elsewhere."""
    built = folder / "built"
    built.symlink_to(built_folder.resolve())
    return built


def test_a_killed_worker_is_replaced_and_takes_no_more_with_it_than_it_held(
    built_folder: Path, tmp_path: Path
) -> None:
    with serve(copy_build(built_folder, tmp_path), tmp_path, WORKERS="2") as (server, url):
        wait_until(lambda: len(list_workers(server)) == 2)
        before = list_workers(server)
        victim = min(before)
        # As many readers as a worker has threads: more would wait in it on a slow machine.
        with load(url, PATHS, per_second=40, readers=WORKER_THREADS) as result:
            wait_until(lambda: result.asked > 40)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: len(list_workers(server) - {victim}) == 2)
            seen = result.asked
            wait_until(lambda: result.asked > seen + 60)
        print(f"\nworker killed: {result.summary}")  # noqa: T201 - the figure to record
        assert victim not in list_workers(server)
        assert list_workers(server) & before
        assert len(result.failed) <= WORKER_THREADS, result.failed
        assert all("Remote" in one or "reset" in one for one in result.failed)


def test_new_data_are_taken_up_under_load_without_a_failed_request(
    built_folder: Path, tmp_path: Path
) -> None:
    built = copy_build(built_folder, tmp_path)
    newer = rename_fund(built_folder, tmp_path / "newer", "Newer Award")
    with serve(built, tmp_path, WORKERS="2") as (server, url):
        with load(url, PATHS, per_second=40) as result:
            wait_until(lambda: result.asked > 40)
            built.unlink()
            built.symlink_to(newer)
            reload(server)
            seen = result.asked
            wait_until(lambda: result.asked > seen + 40)
        print(f"\nreloaded: {result.summary}")  # noqa: T201 - the figure to record
        assert result.failed == []
        wait_for_version(url, read_version(newer))
        assert b"Newer Award" in fetch(url, "/search")[1]


def test_what_happens_to_the_folder_while_serving_reaches_no_reader(
    built_folder: Path, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    shutil.copytree(built_folder, built)
    with serve(built, tmp_path) as (_, url):
        level = next((built / "boundaries").glob("region.*.json")).name
        shutil.rmtree(built)
        for path in ("/", "/?level=region", f"/boundaries/{level}", "/download/view.geojson"):
            assert fetch(url, path)[0] == 200
        ready = fetch(url, "/readyz")[1]
        assert b'"status": "ready"' in ready
        assert b'"version_on_disk": null' in ready


def start_on(built: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"BUILT": str(built), "PORT": str(free_port()), "HOST": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "fault"),
    [(WAITRESS, "missing"), *((GUNICORN, name) for name in ("missing", "truncated", "older"))],
    ids=["waitress-missing", "missing", "truncated", "older"],
)
def test_a_server_without_good_data_does_not_start_and_says_why_in_a_sentence(
    built_folder: Path, tmp_path: Path, command: Sequence[str], fault: str
) -> None:
    built = tmp_path / "built"
    if fault != "missing":
        shutil.copytree(built_folder, built)
        manifest = built / "manifest.json"
        if fault == "truncated":
            boundaries = next((built / "boundaries").glob("upper.*.json"))
            boundaries.write_bytes(boundaries.read_bytes()[:1000])
        else:
            text = manifest.read_text(encoding="utf-8")
            manifest.write_text(text.replace('"schema_version":', '"schema_version":1', 1), "utf-8")
    ended = start_on(built, command)
    assert ended.returncode != 0
    said = [line for line in ended.stderr.splitlines() if "geodata build" in line]
    assert len(said) == 1, ended.stderr
    assert "Traceback" not in ended.stderr
