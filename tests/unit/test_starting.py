"""Starting the map where something is in the way: one sentence with the cure, and no traceback."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dashboard import application
from dashboard.application import listen
from dashboard.settings import SettingError, Settings
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def start(*command: str, **settings: str) -> tuple[int, str]:
    """Run a command that is to fail; return its status and what it said of the fault."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_port_in_use_is_named_with_another(built_folder: Path, taken: int) -> None:
    status, said = start(sys.executable, "app.py", PORT=str(taken), BUILT=str(built_folder))
    assert status == 1
    assert (
        said
        == f"PORT {taken} is in use by another program: stop that one, or try PORT={taken + 1}\n"
    )


def test_a_host_that_is_not_here_is_named(built_folder: Path) -> None:
    status, said = start(sys.executable, "app.py", HOST="192.0.2.1", BUILT=str(built_folder))
    assert status == 1
    assert "HOST is '192.0.2.1', which is no address of this machine" in said
    assert said.count("\n") == 1


def test_a_folder_that_is_not_there_is_named_with_what_makes_it(tmp_path: Path) -> None:
    status, said = start(sys.executable, "app.py", BUILT=str(tmp_path / "none"))
    assert status == 1
    assert str(tmp_path / "none") in said
    assert "geodata build" in said
    assert said.count("\n") == 1


def test_packages_that_are_not_installed_are_told_with_the_cure(tmp_path: Path) -> None:
    status, said = start(sys.executable, "-S", "app.py", PYTHONPATH=str(tmp_path))
    assert status == 1
    assert said.endswith("is not installed: make run installs it, and starts the map\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "try one over 1023"),
        (errno.EIO, "HOST 127.0.0.1, PORT 80: Input/output error"),
    ],
)
def test_a_port_without_the_right_to_it_is_told(
    monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(application, "create_server", refuse)
    with pytest.raises(SettingError, match=words):
        listen(lambda _environ, _start: [], Settings(port=80))


def test_a_build_without_the_right_to_write_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from geodata import __main__ as command  # noqa: PLC0415

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "built"))

    monkeypatch.setattr(command, "_build", refuse)
    assert command.main(["build"]) == 1
    said = capsys.readouterr().err
    assert f"Permission denied: '{tmp_path / 'built'}'; ask for the right to it" in said


def test_make_says_how_to_run_without_npm(tmp_path: Path) -> None:
    (tmp_path / "npm").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "npm").chmod(0o755)
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in (
        "Makefile",
        "package.json",
        "package-lock.json",
        ".npmrc",
        "requirements-node.lock",
    ):
        (tree / name).write_bytes((ROOT / name).read_bytes())
    (tree / ".venv").mkdir()
    (tree / ".venv" / "pyvenv.cfg").touch()
    (tree / ".venv" / ".node-found").touch()
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    status, said = start("make", "-C", str(tree), "node_modules/.installed-run", PATH=path)
    assert status == 2
    assert "make run FRONTEND=no runs without them." in said
