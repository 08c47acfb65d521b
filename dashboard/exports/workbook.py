"""An Excel workbook of a view: notes first, then one sheet for each table, with typed cells.

XlsxWriter is imported on first use, so that a worker which never writes a workbook does not carry
it. Everything is made in memory: a server may have no place to write.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from geodata.model.published.tables import LIST_SEPARATOR, Kind, Table, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data.catalogue import Fund
    from dashboard.exports.extract import Section

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS: Final = {
    Kind.TEXT: 24,
    Kind.LIST: 30,
    Kind.WHOLE: 12,
    Kind.POUNDS: 16,
    Kind.NUMBER: 14,
    Kind.YES_NO: 10,
    Kind.DATE: 14,
    Kind.ADDRESS: 50,
}
_NOTES_WIDTH: Final = 110
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(fund: Fund, notes: Sequence[Section], tables: Sequence[Table]) -> bytes:
    """Return an ``.xlsx`` file; the same values give the same bytes.

    Texts are written as texts whatever they begin with, so none can run as a formula. Dates and
    numbers are typed; a blank is an empty cell. The file has the date of the data.
    """
    import xlsxwriter  # noqa: PLC0415 - 11 MB that only a worker which writes workbooks needs

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as book:
        created = datetime.fromisoformat(fund.compiled_on)
        book.set_properties({"title": fund.title, "created": created})
        formats = _Formats(book)
        _write_notes(book.add_worksheet("Notes"), notes, formats)
        for table in tables:
            _write_table(book.add_worksheet(table.name.capitalize()), table, formats)
    return buffer.getvalue()


class _Formats:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.bold = book.add_format({"bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.pounds = book.add_format({"num_format": "£#,##0"})
        self.pence = book.add_format({"num_format": "£#,##0.00"})
        self.day = book.add_format({"num_format": "d mmm yyyy", "align": "left"})

    def of(self, kind: Kind, value: Value) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        """Return the format of a value; ``None`` for the general one."""
        match kind:
            case Kind.POUNDS if isinstance(value, float) and not value.is_integer():
                return self.pence
            case Kind.POUNDS:
                return self.pounds
            case Kind.WHOLE:
                return self.whole
            case Kind.DATE:
                return self.day
        return None


def _write_notes(sheet: Any, notes: Sequence[Section], formats: _Formats) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    sheet.set_column(0, 0, _NOTES_WIDTH)
    row = 0
    for section in notes:
        sheet.write_string(row, 0, section.heading, formats.bold)
        row += 1
        for line in section.lines:
            sheet.write_string(row, 0, line, formats.wrapped)
            row += 1
        row += 1


def _write_table(sheet: Any, table: Table, formats: _Formats) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _WIDTHS[column.kind])
        sheet.write_string(0, index, column.name, formats.head)
    for number, row in enumerate(table.rows, start=1):
        for index, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if value not in (None, (), ""):
                sheet.write(
                    number, index, _cell(column.kind, value), formats.of(column.kind, value)
                )
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)


def _cell(kind: Kind, value: Value) -> Value | date:
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    return date.fromisoformat(value) if kind is Kind.DATE and isinstance(value, str) else value
