"""Words of a picture, written downwards in one column: paragraphs, rows of figures, the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import escape

from dashboard.map.palette import INK, RULE
from dashboard.pictures.typeface import read_typeface

if TYPE_CHECKING:
    from dashboard.parts.key import KeyItem

_LEADING: Final = 1.28
_SWATCH_ROOM: Final = 2.3
"""Where the words of a key begin, in sizes of their letters."""
_MARK: Final = "k-"
_DOT_MARK: Final = "k-hub"
_LINE_MARKS: Final = frozenset({"k-within", "k-across"})


class Column:
    """Lines of text and swatches written downwards; ``y`` is where the next one starts."""

    def __init__(self, x: float, y: float, width: float) -> None:
        self.x, self.y, self.width = x, y, width
        self.parts: list[str] = []

    def write(
        self, text: str, size: float, *, bold: bool = False, colour: str = INK, gap: float = 0
    ) -> None:
        """Write a paragraph, wrapped, and leave ``gap`` times the letter size under it."""
        for line in read_typeface(bold=bold).wrap(text, size, self.width):
            self._put(line, self.x, size, bold=bold, colour=colour)
            self.y += size * _LEADING
        self.y += gap * size

    def count_lines(self, text: str, size: float) -> int:
        """Return how many lines a bold paragraph takes."""
        return len(read_typeface(bold=True).wrap(text, size, self.width))

    def write_row(self, name: str, figure: str, size: float) -> None:
        """Write a name and, at the right edge, its figure."""
        face = read_typeface(bold=True)
        taken = face.measure(figure, size) + size if figure else 0
        lines = read_typeface(bold=False).wrap(name, size, self.width - taken)
        if figure:
            self._put(face.replace_missing(figure), self.x + self.width, size, bold=True, end=True)
        for line in lines:
            self._put(line, self.x, size)
            self.y += size * _LEADING
        self.y += size * 0.32
        self.parts.append(
            f'<path d="M{self.x:.1f} {self.y:.1f}h{self.width:.1f}" stroke="{RULE}"/>'
        )
        self.y += size * 0.18

    def write_key(self, items: tuple[KeyItem, ...], size: float) -> None:
        """Write swatches with their words and numbers, in as many columns as there is room for."""
        if not items:
            return
        face = read_typeface(bold=False)
        head = _SWATCH_ROOM * size
        widest = measure_key(items, size)
        columns = max(1, min(4, len(items), int((self.width + size) // widest)))
        depth = -(-len(items) // columns)
        top = self.y
        lowest = top
        for place, item in enumerate(items):
            column, row = divmod(place, depth)
            if row == 0:
                self.y = top
            x = self.x + column * (self.width + size) / columns
            self._put_swatch(item.css, x, size)
            for line in face.wrap(_key_text(item), size, self.width - head):
                self._put(line, x + head, size)
                self.y += size * 1.5
            lowest = max(lowest, self.y)
        self.y = lowest

    def _put_swatch(self, css: str, x: float, size: float) -> None:
        y, width, height = self.y + size * 0.08, size * 1.75, size * 1.05
        if css in _LINE_MARKS:
            middle = y + height / 2
            shape = f'<path class="{css}" d="M{x:.1f} {middle:.1f}h{width:.1f}"/>'
        elif css == _DOT_MARK:
            centre = f'cx="{x + width / 2:.1f}" cy="{y + height / 2:.1f}"'
            shape = f'<circle class="{css}" {centre} r="{height / 3:.1f}"/>'
        else:
            kind = f"mark {css}" if css.startswith(_MARK) else f"{css} swatch"
            shape = (
                f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}"/>'
            )
        self.parts.append(f'<g class="key">{shape}</g>')

    def _put(
        self,
        line: str,
        x: float,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        end: bool = False,
    ) -> None:
        width = read_typeface(bold=bold).measure(line, size)
        weight = ' font-weight="700"' if bold else ""
        anchor = ' text-anchor="end"' if end else ""
        # The length holds a viewer without the font to the width that was measured.
        self.parts.append(
            f'<text x="{x:.1f}" y="{self.y + size:.1f}" font-size="{size:.1f}"{weight}{anchor} '
            f'fill="{colour}" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(line)}</text>"
        )


def measure_key(items: tuple[KeyItem, ...], size: float) -> float:
    """Return how wide one column of a key is, with the room after it."""
    face = read_typeface(bold=False)
    widest = max((face.measure(_key_text(item), size) for item in items), default=0)
    return widest + (_SWATCH_ROOM + 1) * size


def _key_text(item: KeyItem) -> str:
    return f"{item.label} ({item.number})"
