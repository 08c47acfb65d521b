"""Widths of letters, read from the font that pictures are drawn with, so that no line is cut.

The font comes as a package (Source Sans Pro, SIL Open Font Licence 1.1), so a picture has the same
letters on every machine. Kerning is left out; it nearly always makes a line narrower.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILY: Final = "Source Sans Pro"
_PACKAGE: Final = "font_source_sans_pro"
_FILES: Final = {False: "SourceSansPro-Regular.ttf", True: "SourceSansPro-Bold.ttf"}
_NO_GLYPH: Final = "\N{BALLOT BOX}"


class TypefaceError(RuntimeError):
    """The font is not installed, or its file is not one; says how to mend it."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One weight of the font: widths of letters in units of the letter size."""

    path: Path
    widths: Mapping[str, float]

    def replace_missing(self, text: str) -> str:
        """Return ``text`` with a box in place of each letter that the font lacks."""
        return "".join(letter if letter in self.widths else _NO_GLYPH for letter in text)

    def measure(self, text: str, size: float) -> float:
        """Return the width of ``text`` at a letter size, in the same unit as ``size``."""
        return size * sum(self.widths.get(letter, 1.0) for letter in text)

    def wrap(self, text: str, size: float, width: float) -> list[str]:
        """Return ``text`` in lines no wider than ``width``; a longer word is broken.

        Spaces between words become single; nothing else is lost.
        """
        lines: list[str] = []
        line = ""
        for word in self.replace_missing(text).split():
            longer = f"{line} {word}" if line else word
            if self.measure(longer, size) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while self.measure(line, size) > width and len(line) > 1:
                head = self._head(line, size, width)
                lines.append(line[:head])
                line = line[head:]
        return [*lines, line] if line else lines

    def _head(self, word: str, size: float, width: float) -> int:
        """Return how many letters of a word fit into the width; at least one."""
        ends = accumulate(size * self.widths.get(letter, 1.0) for letter in word)
        return max(1, sum(end <= width for end in ends))


@cache
def read_typeface(*, bold: bool) -> Typeface:
    """Read one weight of the font in the package.

    Raises
    ------
    TypefaceError
        If the package is missing or its file cannot be read.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        msg = (
            "the font of pictures is not installed: "
            "pip install --require-hashes -r requirements-serve.lock (or `make setup`)"
        )
        raise TypefaceError(msg)
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - seven megabytes, for pictures

    path = Path(next(iter(spec.submodule_search_locations))) / "files" / _FILES[bold]
    try:
        with TTFont(path, lazy=True) as font:
            metrics, per_em = font["hmtx"].metrics, font["head"].unitsPerEm
            glyphs = font.getBestCmap()
    except (OSError, KeyError, TTLibError) as error:
        msg = f"{path.name} is not a font that can be read ({error!r}): install its package again"
        raise TypefaceError(msg) from error
    return Typeface(path, {chr(code): metrics[name][0] / per_em for code, name in glyphs.items()})
