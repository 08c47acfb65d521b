"""The command that runs the benchmarks."""

from __future__ import annotations

import pytest

from benchmarks.arguments import PARTS, read_arguments


def test_all_parts_run_if_none_is_named() -> None:
    assert tuple(read_arguments(["--rounds", "3"]).parts) == PARTS


def test_a_part_runs_alone_and_an_unknown_one_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert read_arguments(["server"]).parts == ["server"]
    with pytest.raises(SystemExit):
        read_arguments(["speed"])
    assert "invalid choice: 'speed'" in capsys.readouterr().err
