"""Ask the C library to give memory back: a worker lives for weeks and draws only now and then."""

from __future__ import annotations

import ctypes
from typing import Final

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_LARGE_BYTES: Final = 131_072


def keep_memory_small() -> bool:
    """Let threads share one heap, and hand large blocks back as soon as they are free.

    glibc would keep a heap for each thread and learn to keep ever larger blocks; Python lets one
    thread run at a time, so neither gains anything.

    Returns
    -------
    bool
        Whether the C library is one that can be asked.
    """
    try:
        adjust = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows
        return False
    adjust(_M_ARENA_MAX, 1)
    adjust(_M_TRIM_THRESHOLD, _LARGE_BYTES)
    adjust(_M_MMAP_THRESHOLD, _LARGE_BYTES)
    return True
