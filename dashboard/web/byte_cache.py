"""Answers kept for the next reader who asks the same: bounded in bytes, safe between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

_ENTRY_OVERHEAD: Final = 300
"""Bytes that an entry costs besides its body: key, two objects and a place in the table."""


class AnswerCache:
    """The answers asked for last, by whatever they depend on.

    Parameters
    ----------
    max_bytes
        What all bodies may take together. The answer that was not asked for longest makes room;
        one larger than a quarter of this is not kept at all.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes taken, each entry's overhead included; never above ``max_bytes``."""
        return self._bytes

    def get(self, key: Hashable) -> bytes | None:
        """Return the body kept under ``key``, or ``None``."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def put(self, key: Hashable, body: bytes) -> None:
        """Keep ``body`` under ``key``, in place of what was kept there."""
        cost = len(body) + _ENTRY_OVERHEAD
        with self._lock:
            before = self._kept.pop(key, None)
            if before is not None:
                self._bytes -= len(before) + _ENTRY_OVERHEAD
            if cost > self._max_bytes // 4:
                return
            self._kept[key] = body
            self._bytes += cost
            while self._bytes > self._max_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest) + _ENTRY_OVERHEAD
