"""Read the file of awards on demand; a worker keeps none of it in memory.

The file stands in the private copy of the build and never changes (``immutable``), so no lock is
taken on it. It is opened once for each process, and a process that was forked opens it again.
Questions wait for each other within a process: each takes milliseconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from cachetools import LRUCache

from geodata.model.published.awards import parse_bid
from geodata.model.store_format import unpack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.model.published.awards import Bid

Row = tuple[Any, ...]
Value = str | int | float

_KEPT_BIDS: Final = 300


class Store:
    """Answers questions about the awards of one build; safe between threads and after a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._process = -1
        self._bids: LRUCache[int, Bid] = LRUCache(_KEPT_BIDS)
        self.ask("SELECT COUNT(*) FROM bid")

    def ask(self, question: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return the rows of a question.

        Raises
        ------
        sqlite3.Error
            If the file cannot be read.
        """
        with self._lock:
            return self._connect().execute(question, values).fetchall()

    def ask_number(self, question: str, values: Sequence[Value] = ()) -> int:
        """Return the one whole number that a question asks for; 0 if there is no row."""
        rows = self.ask(question, values)
        return int(rows[0][0] or 0) if rows else 0

    def read_bids(self, numbers: Sequence[int]) -> tuple[Bid, ...]:
        """Return the bids of these numbers, in the order given."""
        with self._lock:
            found = {number: self._bids[number] for number in numbers if number in self._bids}
        missing = [number for number in numbers if number not in found]
        if missing:
            question = (
                "SELECT number, bid FROM document WHERE number IN (SELECT value FROM json_each(?))"
            )
            for number, content in self.ask(question, [json.dumps(missing)]):
                found[number] = parse_bid(number, unpack(content))
            with self._lock:
                for number in missing[:_KEPT_BIDS]:
                    self._bids[number] = found[number]
        return tuple(found[number] for number in numbers)

    def check(self) -> None:
        """Read from the file itself, not from what is remembered of it.

        Raises
        ------
        sqlite3.Error
            If it cannot be read.
        """
        with contextlib.closing(self._open()) as file:
            file.execute("SELECT bid FROM document LIMIT 1").fetchall()

    def _connect(self) -> sqlite3.Connection:
        """Return what this process has open; whoever asks for it holds the lock."""
        if self._file is None or self._process != os.getpid():
            self._file = self._open()
            weakref.finalize(self, self._file.close)
            self._process = os.getpid()
        return self._file

    def _open(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path))}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False)
