"""Read an award list from a file of any supported format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.importing.files.sheets import MOST_FILE_BYTES, Sheet
from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read a CSV, XLSX, ODS, PDF or 360Giving JSON file: every sheet that holds rows, at least one.

    Raises
    ------
    ImportFileError
        If the file is empty, too large, damaged, dangerous or of another kind.
    OSError
        If it is not there or cannot be read.
    """
    size = path.stat().st_size
    if not 0 < size <= MOST_FILE_BYTES:
        msg = f"{path.name}: {size:,} bytes; expected 1 to {MOST_FILE_BYTES:,}; split the file"
        raise ImportFileError(msg)
    with path.open("rb") as file:
        starts_like_zip = file.read(len(_ZIP)) == _ZIP
    # Each kind's library is loaded only for that kind: reading PDF files takes half a second.
    match path.suffix.casefold():
        case ".xlsx" | ".xlsm" | ".ods" if starts_like_zip:
            from geodata.importing.files.spreadsheets import read_spreadsheet  # noqa: PLC0415

            return read_spreadsheet(path)
        case ".pdf":
            from geodata.importing.files.pdf_tables import read_pdf  # noqa: PLC0415

            return (read_pdf(path),)
        case ".json":
            from geodata.importing.files.grants_json import read_grants  # noqa: PLC0415

            return (read_grants(path),)
        case ".csv" | ".tsv" | ".txt" if not starts_like_zip:
            from geodata.importing.files.delimited import read_csv  # noqa: PLC0415

            return (read_csv(path),)
        case _:
            cure = "save it as CSV, XLSX or ODS, or give it the ending of what it is"
            msg = f"{path.name}: not a CSV, XLSX, ODS, PDF or JSON file; {cure}"
            raise ImportFileError(msg)
