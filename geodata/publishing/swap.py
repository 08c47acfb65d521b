"""Replace a built folder atomically: readers see the last good build or the new one.

``data/built`` is a symbolic link to a complete folder beside it, ``data/built-<random>``, and one
``os.replace`` of the link swaps builds. A build that dies at any point, even of ``kill -9``, leaves
a folder that nothing points to; the next build removes it. The build before the current one is
kept, because a server that loaded it still serves its hashed files.

Windows does not replace a link to a folder in one step, and some file systems have no links. There
``data/built`` is the folder itself: it is renamed aside and the new one renamed in. A build killed
between these two renames leaves no ``data/built`` for the moment; the folder aside is complete,
and the next build puts a complete one back before it does anything else.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import sys
from typing import TYPE_CHECKING, Final

from geodata.model.errors import BuildError
from geodata.model.writing import flush, flush_folder, only_writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MANIFEST: Final = "manifest.json"
"""Written last: a folder without it is not a build."""


@contextlib.contextmanager
def write_replacing(built: Path) -> Iterator[Path]:
    """Give a new folder to write into, and put it in the place of ``built`` if all goes well.

    Parameters
    ----------
    built
        The path that readers use. Waits while another build of the same path is running.

    Yields
    ------
    Path
        An empty folder beside ``built``. Write ``manifest.json`` into it last.

    Raises
    ------
    BuildError
        If the folder has no manifest in the end. ``built`` is then as it was.
    OSError
        If the disk is full or refuses. ``built`` is then as it was.
    """
    built.parent.mkdir(parents=True, exist_ok=True)
    with only_writer(built):
        for link in built.parent.glob(f".{built.name}-*.link"):
            link.unlink()
        _recover(built)
        _remove(folder for folder in _builds(built) if not (folder / MANIFEST).is_file())
        fresh = _unused_name(built)
        fresh.mkdir()
        try:
            yield fresh
            if not (fresh / MANIFEST).is_file():
                msg = f"{fresh}: no {MANIFEST}; expected it to be written last"
                raise BuildError(msg)
            flush(fresh)
            before = _put_in_place(built, fresh)
        finally:
            # Asked of the disk, not remembered: Ctrl+C may fall just after the swap.
            if read_target(built) != fresh:
                _remove([fresh])
        current = read_target(built)
        _remove(folder for folder in _builds(built) if folder not in {before, current})


def read_target(built: Path) -> Path | None:
    """Return the folder that ``built`` means now, or None if there is none."""
    if built.is_symlink():
        folder = built.parent / built.readlink()
        return folder if folder.is_dir() else None
    return built if built.is_dir() else None


def _put_in_place(built: Path, fresh: Path) -> Path | None:
    """Make ``built`` mean ``fresh``; return the folder that it meant before."""
    before = read_target(built)
    arriving = _make_link(built, fresh) or fresh
    if before != built:
        arriving.replace(built)
    else:  # a folder, not a link: nothing replaces that in one step
        before = _unused_name(built)
        built.rename(before)
        try:
            arriving.rename(built)
        except OSError:
            before.rename(built)
            raise
    flush_folder(built.parent)
    return before


def _make_link(built: Path, fresh: Path) -> Path | None:
    """Return a new link to ``fresh`` beside it, or None where links do not serve."""
    if sys.platform == "win32":
        return None
    link = built.with_name(f".{_unused_name(built).name}.link")
    try:
        link.symlink_to(fresh.name, target_is_directory=True)
    except OSError:  # a file system without links; the rename serves
        return None
    return link


def _recover(built: Path) -> None:
    """Put the newest complete build in place if a swap by renaming was cut in two."""
    if read_target(built) is not None:
        return
    complete = [folder for folder in _builds(built) if (folder / MANIFEST).is_file()]
    if not complete:
        return
    built.unlink(missing_ok=True)  # a link to nothing
    _put_in_place(built, max(complete, key=lambda folder: (folder / MANIFEST).stat().st_mtime_ns))


def _builds(built: Path) -> list[Path]:
    """Return the folders that builds of ``built`` made beside it, whole or not."""
    ours = re.compile(rf"{re.escape(built.name)}-[0-9a-f]{{12}}")
    return sorted(path for path in built.parent.iterdir() if ours.fullmatch(path.name))


def _unused_name(built: Path) -> Path:
    """Return a path beside ``built`` that no other build has."""
    return built.with_name(f"{built.name}-{secrets.token_hex(6)}")


def _remove(folders: Iterable[Path]) -> None:
    """Remove folders; what cannot be removed now (a file in use) is left for the next build."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
