"""A build that cannot end: killed at any moment, or out of disk. The last good one stays."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.data.built import CATALOGUE, CatalogueError, read_built
from geodata.model.store_format import STORE
from geodata.publishing.publish import write_build
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.site import Site

KILLS: Final = int(os.environ.get("TORTURE_KILLS", "3"))
BUILD: Final = [sys.executable, "-m", "geodata", "--data"]
BUILD_ON_WORD: Final = """
import sys
from pathlib import Path
from geodata.publishing.publish import write_build

data = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
write_build(data)
"""


@pytest.fixture
def data(small_site: Site, tmp_path: Path) -> Path:
    """Return a small world that is built, to be built again or spoilt."""
    world = small_site.settings.built_folder.parent
    return shutil.copytree(world, tmp_path / "data", symlinks=True)


def change_data(data: Path, number: int) -> None:
    """Make the next build another one than the last."""
    path = data / "awards" / "fund.toml"
    text = path.read_text(encoding="utf-8").partition("\n# round")[0]
    path.write_text(f"{text}\n# round {number}\n", encoding="utf-8")


def time_build(data: Path) -> float:
    began = time.monotonic()
    write_build(data)
    return time.monotonic() - began


@pytest.mark.slow
def test_a_build_killed_at_any_point_leaves_a_whole_one(data: Path) -> None:
    """A reader that loads what is there, with every checksum, finds a build after each kill."""
    lasts = time_build(data) * 1.3
    chance = random.Random(2014)  # noqa: S311 - not a secret
    killed = tried = 0
    while killed < KILLS:
        tried += 1
        change_data(data, tried)
        with subprocess.Popen(
            [sys.executable, "-c", BUILD_ON_WORD, str(data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as builder:
            assert builder.stdout is not None
            assert builder.stdin is not None
            builder.stdout.readline()
            builder.stdin.write(b"go\n")
            builder.stdin.flush()
            try:
                builder.wait(chance.uniform(0, lasts))
                lasts *= 0.8  # it ended first: the machine may be quicker than a moment ago
            except subprocess.TimeoutExpired:
                builder.send_signal(signal.SIGKILL)
                killed += 1
        read_built(data / "built")
    write_build(data)
    read_built(data / "built")
    left = [path.name for path in data.iterdir() if path.name.startswith(("built-", ".built-"))]
    assert len(left) <= 2


def _read_all(folder: Path) -> tuple[str, bytes, bytes]:
    version, files = read_built(folder)
    return version, files[CATALOGUE], files[STORE]


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 4_000])
def test_a_build_without_room_on_the_disk_says_so_and_leaves_the_last_good_one(
    data: Path, limit: int
) -> None:
    good = _read_all(data / "built")
    change_data(data, 1)
    ended = subprocess.run(
        [*BUILD, str(data), "build"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert re.search("(temporary file can|awards.sqlite cannot) be written", ended.stderr)
    assert "is the disk full?" in ended.stderr
    assert _read_all(data / "built") == good


def test_a_reader_of_a_build_that_is_cut_short_is_told(data: Path) -> None:
    current = (data / "built").resolve()
    for path in sorted(current.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            path.write_bytes(content[: len(content) // 2])
            with pytest.raises(CatalogueError, match="geodata build"):
                read_built(data / "built")
            path.write_bytes(content)
    read_built(data / "built")
