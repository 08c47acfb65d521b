"""Write all files of a view into one ZIP, with a data dictionary, notes and checksums."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, Final

from dashboard.exports.csv_text import BYTE_ORDER_MARK, write_csv
from dashboard.exports.extract import Extract, Section, describe_extract
from dashboard.exports.geojson import write_geojson
from dashboard.exports.grants import split_grants, write_grants
from dashboard.exports.workbook import write_workbook
from geodata.model.levels import LEVELS
from geodata.model.published.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold; fixed, so that the same data give the same bytes."""

_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16
_DICTIONARY_COLUMNS: Final = (
    Column("table", Kind.TEXT, "The table."),
    Column("column", Kind.TEXT, "The column."),
    Column("holds", Kind.TEXT, "What kind of value it holds."),
    Column("meaning", Kind.TEXT, "What it means."),
    Column("blank_means", Kind.TEXT, "What a blank means.", "never blank"),
    Column("values", Kind.LIST, "The closed list that values are taken from.", "no closed list"),
)


def write_bundle(extract: Extract, boundary_notice: str) -> bytes:
    """Return a ZIP of every form of the view, its notes and a SHA-256 sum for each file.

    The same values give the same bytes.

    Parameters
    ----------
    boundary_notice
        Licence and origin of the boundaries in full.
    """
    tables = (*extract.tables, dictionary_table(extract.tables))
    sections = describe_bundle(extract)
    files = {f"{table.name}.csv": encode_csv(table) for table in tables}
    files["workbook.xlsx"] = write_workbook(extract.catalogue.fund, sections, tables)
    files["areas.geojson"] = write_geojson(
        extract.view, extract.catalogue, flatten(sections[:2])
    ).encode()
    if extract.view.taken.grants:
        files["grants.360giving.json"] = write_grants(extract).encode()
    files["README.txt"] = write_notes(sections).encode()
    files["BOUNDARIES.txt"] = boundary_notice.encode()
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )
    return _zip({**files, "SHA256SUMS": sums.encode()})


def encode_csv(table: Table) -> bytes:
    """Return a table as the CSV that a spreadsheet opens right: UTF-8 with a byte order mark."""
    return (BYTE_ORDER_MARK + write_csv(table)).encode()


def dictionary_table(tables: Sequence[Table]) -> Table:
    """Return what each column of the tables means, as a table itself."""
    rows = tuple(
        (
            table.name,
            column.name,
            column.kind.value,
            column.meaning,
            column.blank or None,
            column.values,
        )
        for table in tables
        for column in table.columns
    )
    return Table("dictionary", "Data dictionary", _DICTIONARY_COLUMNS, rows)


def describe_bundle(extract: Extract) -> tuple[Section, ...]:
    """Return the notes of a view, and what the boundaries and the grants in it are."""
    return (
        *describe_extract(extract),
        Section(
            "Boundaries",
            (
                LEVELS[extract.view.state.level].vintage,
                "Generalised: good for a map of England, not for saying where one street lies.",
                "WGS84 longitude and latitude, outer rings counter-clockwise (RFC 7946).",
                "BOUNDARIES.txt holds their origin and licence in full.",
            ),
        ),
        Section("Grants in the 360Giving form", _describe_grants(extract)),
        Section(
            "Themes",
            tuple(f"{theme.id}: {theme.label}" for theme in extract.catalogue.themes),
        ),
    )


def flatten(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the lines of the sections without their headings."""
    return tuple(line for section in sections for line in section.lines)


def write_notes(sections: Sequence[Section]) -> str:
    """Return the notes as plain text, headings underlined."""
    return "\n".join(
        "\n".join((section.heading, "-" * len(section.heading), *section.lines, ""))
        for section in sections
    )


def _describe_grants(extract: Extract) -> tuple[str, ...]:
    split = split_grants(extract.bids, extract.catalogue.undated_rounds)
    asked = "which asks for an amount, a date and a recipient"
    count = f"{len(split.given)} of {len(extract.bids)} bids"
    lines = [f"{count} can be given in the 360Giving form, {asked}."]
    lines += [f"Left out: {bid_id}, {reason}." for bid_id, reason in split.left_out]
    return tuple(lines)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
