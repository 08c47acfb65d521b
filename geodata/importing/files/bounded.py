"""Read a file in a process of its own, with a bound on its time and memory.

The libraries that read PDF files and spreadsheets cannot be bounded from outside: a few bytes can
make them loop for ever or fill the memory. What they do to their own process harms nobody.
"""

from __future__ import annotations

import multiprocessing
import sys
from typing import TYPE_CHECKING, Final

from geodata.importing.files.reading import read_sheets
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from geodata.importing.files.sheets import Sheet

MOST_SECONDS: Final = 120
MOST_MEMORY_BYTES: Final = 1_500_000_000

_READ_HERE: Final = frozenset({".csv", ".tsv", ".txt"})
"""Read by the standard library's reader, line by line, in time and memory by their size."""
_SLACK_S: Final = 10


def read_bounded(
    path: Path,
    most_seconds: int = MOST_SECONDS,
    most_memory: int = MOST_MEMORY_BYTES,
) -> tuple[Sheet, ...]:
    """Read a file as `geodata.importing.files.reading.read_sheets` does, within bounds.

    Parameters
    ----------
    most_seconds
        Of the processor's time, and of the clock's with a little more.
    most_memory
        Bytes of address space; Windows has no such bound.

    Raises
    ------
    ImportFileError
        If the file cannot be read, or not within the bounds.
    OSError
        If it is not there or cannot be opened.
    """
    if path.suffix.casefold() in _READ_HERE:
        return read_sheets(path)
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe(duplex=False)
    reader = processes.Process(
        target=_read, args=(there, path, most_seconds, most_memory), daemon=True
    )
    reader.start()
    there.close()
    answer: tuple[Sheet, ...] | Exception | None = None
    try:
        if here.poll(most_seconds + _SLACK_S):
            answer = here.recv()
    except EOFError:
        answer = None  # it ended without an answer: the system stopped it
    finally:
        reader.kill()
        reader.join()
        here.close()
    if answer is None:
        msg = (
            f"{path.name}: reading it took more than {most_seconds} seconds or "
            f"{most_memory // 10**6:,} MB; copy the table alone into a new CSV or XLSX file"
        )
        raise ImportFileError(msg)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _read(answer: Connection, path: Path, most_seconds: int, most_memory: int) -> None:
    """Send the sheet, or the error to raise."""
    _bound(most_seconds, most_memory)
    try:
        found: tuple[Sheet, ...] | Exception = read_sheets(path)
    except (ImportFileError, OSError) as error:
        found = error
    except (MemoryError, RecursionError) as error:
        found = _unreadable(path, "it takes too much memory", error)
    except Exception as error:  # noqa: BLE001 - of a library: any damage must reach a person as a sentence
        found = _unreadable(path, "it is damaged", error)
    answer.send(found)


def _unreadable(path: Path, why: str, error: BaseException) -> ImportFileError:
    kind = type(error).__name__
    msg = (
        f"{path.name}: cannot be read: {why} ({kind}); save it again, or copy the table into a CSV"
    )
    return ImportFileError(msg)


def _bound(most_seconds: int, most_memory: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - does not exist on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
