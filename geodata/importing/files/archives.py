"""Read a spreadsheet's zip archive without trusting the sizes that it declares."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from geodata.importing.files.sheets import MOST_UNPACKED_BYTES
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from pathlib import Path

MOST_PARTS: Final = 2000

_CHUNK: Final = 1 << 20
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP: Final = 16


def check_archive(path: Path) -> None:
    """Unpack every part once, in small pieces, and refuse what could fill the memory.

    Raises
    ------
    ImportFileError
        If it is no zip archive, a part is damaged, locked or says it is smaller than it is, all
        parts unpack to too much, or an XML part declares entities (which can grow without end).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        msg = f"{path.name}: not a spreadsheet that can be read ({error}); save it again"
        raise ImportFileError(msg) from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        msg = f"{path.name}: {len(parts):,} parts; expected at most {MOST_PARTS:,}; save it again"
        raise ImportFileError(msg)
    unpacked = 0
    for part in parts:
        tail = b""
        is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
        with archive.open(part) as stream:  # stops at the size it claims, and checks its CRC there
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED_BYTES:
                    msg = (
                        f"{path.name}: unpacks to more than {MOST_UNPACKED_BYTES // 10**6} MB; "
                        "expected a list of awards; copy the table into a new file"
                    )
                    raise ImportFileError(msg)
                text = tail + chunk.replace(b"\0", b"")  # whatever the width of its letters
                if is_xml and _DOCTYPE.search(text):
                    msg = (
                        f"{path.name}: {part.filename} declares entities of its own, which no "
                        "spreadsheet program writes; save it again with one"
                    )
                    raise ImportFileError(msg)
                tail = text[-_OVERLAP:]
