"""Name the temporary folders of an import, and recover from one that was interrupted.

It imports little, because every command looks here first.
"""

from __future__ import annotations

import re
import secrets
import shutil
from typing import TYPE_CHECKING, Final

from geodata.model.writing import flush_folder, only_writer

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_RANDOM_BYTES: Final = 6


def name_fresh(stem: Path) -> Path:
    """Return an unused name beside a folder for the new one, while it is written."""
    return stem.with_name(f".{stem.name}-{secrets.token_hex(_RANDOM_BYTES)}")


def name_kept(stem: Path, now: datetime) -> Path:
    """Return an unused name beside a folder for the old one, which is kept."""
    kept = stem.with_name(f"{stem.name}-before-{now:%Y%m%dT%H%M%S}")
    while kept.exists():
        kept = kept.with_name(f"{kept.name}-{secrets.token_hex(2)}")
    return kept


def mend_folder(folder: Path) -> str:
    """Finish or undo an import that was killed; return what was done, or nothing.

    A folder that is missing was killed between its two renames: the new one beside it is complete
    and takes its place, else the newest of the old ones comes back. Waits for a running import.
    """
    stem = folder.resolve()
    if stem.is_dir() and not _unfinished(stem):
        return ""
    if not (_unfinished(stem) or _kept(stem)):
        return ""
    with only_writer(stem):
        said = "" if stem.is_dir() else _put_back(stem)
        for left in _unfinished(stem):
            shutil.rmtree(left, ignore_errors=True)
    return said


def _put_back(stem: Path) -> str:
    complete = [path for path in _unfinished(stem) if _is_complete(path)]
    if not (complete or _kept(stem)):
        return ""
    found = (complete or _kept(stem))[-1]
    found.rename(stem)
    flush_folder(stem.parent)
    return f"{stem.name}: an import was cut short; put in place again from {found.name}"


def _is_complete(folder: Path) -> bool:
    from geodata.awards.schemas import TABLE_COLUMNS  # noqa: PLC0415 - loads pandas, half a second

    return all((folder / f"{name}.csv").is_file() for name in TABLE_COLUMNS)


def _unfinished(stem: Path) -> list[Path]:
    """Return the new folders that imports of ``stem`` left, in the order of their names."""
    return _beside(stem, rf"\.{re.escape(stem.name)}-[0-9a-f]{{{2 * _RANDOM_BYTES}}}")


def _kept(stem: Path) -> list[Path]:
    return _beside(stem, rf"{re.escape(stem.name)}-before-\d{{8}}T\d{{6}}(?:-[0-9a-f]+)?")


def _beside(stem: Path, pattern: str) -> list[Path]:
    if not stem.parent.is_dir():
        return []
    return sorted(path for path in stem.parent.iterdir() if re.fullmatch(pattern, path.name))
