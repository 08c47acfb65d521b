"""What the C library is asked, where there is one that can be."""

from __future__ import annotations

import ctypes
import os
import platform

import pytest

from dashboard.web.memory import keep_memory_small


def test_glibc_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, int] = {}

    class Library:
        def __init__(self, _name: None) -> None:
            self.mallopt = asked.__setitem__

    monkeypatch.setattr(ctypes, "CDLL", Library)
    assert keep_memory_small()
    assert asked == {-8: 1, -1: 131_072, -3: 131_072}


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not keep_memory_small()


@pytest.mark.skipif(
    os.name != "posix" or platform.libc_ver()[0] != "glibc", reason="needs glibc itself"
)
def test_this_machine_takes_it() -> None:
    assert keep_memory_small()
