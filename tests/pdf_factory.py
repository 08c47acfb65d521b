"""PDF files with a ruled table over many pages, as the department's lists of winners are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADINGS: Final = ("Lead authority", "Partners", "Project", "Award", "Savings")
FOOTNOTE: Final = "1 Figures are as stated by the bidders."
TITLE: Final = "Transformation Challenge Award: successful bids"
_WIDTHS: Final = (110, 170, 250, 70, 100)
_CELL: Final = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)


def write_pdf(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    spans: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
    split_rows: bool = False,
    ruled: bool = True,
) -> Path:
    """Write ``rows`` below `HEADINGS`, which each page repeats, with ruled lines.

    Parameters
    ----------
    spans
        Cells to merge: ``(column, row)`` of the first and the last, the headings being row 0.
    split_rows
        Whether a row may go on over a page break; else it moves to the next page whole.
    """
    cells = [[Paragraph(text, _CELL) for text in row] for row in (HEADINGS, *rows)]
    rules = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    merged = [("SPAN", first, last) for first, last in spans]
    table = Table(cells, colWidths=_WIDTHS, repeatRows=1, splitInRow=int(split_rows))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *rules, *merged]))
    document = SimpleDocTemplate(str(path), pagesize=landscape(A4), title=TITLE, invariant=1)
    around = [Paragraph(TITLE, _CELL), Spacer(1, 8), table, Spacer(1, 8)]
    document.build([*around, Paragraph(FOOTNOTE, _CELL)])
    return path
