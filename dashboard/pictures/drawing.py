"""Draw a view as one SVG that needs no other file, and as PNG, to download.

Pure and deterministic: the same view and size give the same bytes. A picture holds its map, key,
headline, filters, sums, source, licence, date and a code that leads back to the view. Letters are
measured with the font that draws them; where the words need more room, all letters become smaller
together, so nothing is cut.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import escape

from dashboard.map.figures import frame_window
from dashboard.map.names import LETTER_PX, NOMINAL_WIDTH_PX
from dashboard.map.palette import (
    BACKDROP,
    BORDER,
    HIGHLIGHT,
    INK,
    LEAD_FILL,
    LINE_ACROSS,
    LINE_CASING,
    LINE_WITHIN,
    MUTED,
    NOT_STATED,
    PAPER,
    PARTNER_FILL,
    PARTNER_ONLY,
    RAMP,
    SOFT,
    THROUGH_COUNTY,
)
from dashboard.map.svg import palette_css, render_map, render_patterns
from dashboard.pictures.column import Column, measure_key
from dashboard.pictures.facts import PictureFacts, read_facts
from dashboard.pictures.typeface import FAMILY, read_typeface

if TYPE_CHECKING:
    from dashboard.map.projection import Window
    from dashboard.query.view import MapView
    from dashboard.site import Site

_SCALES: Final = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56, 0.5, 0.45)
_LEAST_WITH_ROWS: Final = 0.8
_UNDER, _BESIDE = "under the key", "beside the key"
_LEAST_MAP: Final = 0.4
_LEAST_ROWS: Final = 15
"""Least width of rows beside the key, in sizes of their letters."""
_MOST_TITLE_LINES: Final = 2
_STEP_DOWN: Final = 0.95
_LINK_START: Final = re.compile(r"<a [^>]*>")
_MAP_START: Final = re.compile(r'^<svg class="tca-still"[^>]*>')
_PNG_HEAD: Final = 33
_INCH_M: Final = 0.0254
_DRAWS: Final = Path(__file__).with_name("resvg_process.py")


@dataclass(frozen=True, slots=True)
class PictureSize:
    """One size that pictures come in.

    Parameters
    ----------
    name
        As addresses write it.
    label
        What it is for, in words.
    width, height
        In pixels.
    dpi
        Pixels to an inch for paper; ``None`` for screens.
    base, key, title
        Letter sizes of running text, of key and names, and of the headline, in pixels. Key and
        names keep theirs where words need more room.
    margin
        In pixels.
    """

    name: str
    label: str
    width: int
    height: int
    dpi: int | None
    base: float
    key: float
    title: float
    margin: float

    @property
    def portrait(self) -> bool:
        """Whether the map is between head and foot, not beside the words."""
        return self.height > self.width


SLIDE: Final = PictureSize("slide", "Slide", 1920, 1080, None, 25, 36, 46, 48)
CARD: Final = PictureSize("card", "Card for social media", 1200, 630, None, 15.5, 21, 29, 28)
A4: Final = PictureSize("a4", "A4 sheet", 2480, 3508, 300, 42, 52, 86, 150)
SIZES: Final = {size.name: size for size in (SLIDE, CARD, A4)}


def draw_svg(view: MapView, site: Site, size: PictureSize = SLIDE) -> str:
    """Return the picture of a view as a whole SVG document."""
    facts = read_facts(view, site.catalogue, site.settings.root)
    window = frame_window(view, site.catalogue, site.projection)
    compose = _compose_portrait if size.portrait else _compose_landscape
    box, words = compose(facts, size, window)
    window = replace(window, letters=size.key / box[2] * NOMINAL_WIDTH_PX / LETTER_PX)
    still = render_map(view, site.catalogue, window, label=facts.headline, cropped=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {size.height}" '
        f'width="{size.width}" height="{size.height}" role="img" '
        f'aria-labelledby="picture-title picture-source">'
        f'<title id="picture-title">{escape(facts.headline)}</title>'
        f'<desc id="picture-source">{escape(" ".join((*facts.sums, *facts.sources)))} '
        f"{escape(facts.code)}</desc>"
        f"<style>{_picture_css(window)}</style>"
        f"<defs>{render_patterns('tex', size.base / 16)}</defs>"
        f"{_place_map(still, window, box, size)}{words}</svg>"
    )


def draw_png(svg: str, size: PictureSize, most_seconds: float | None = None) -> bytes:
    """Return a picture made by :func:`draw_svg` as PNG, with no font but the package's.

    A separate process draws it: resvg blocks every other thread, for a second for an A4 sheet.

    Raises
    ------
    subprocess.TimeoutExpired
        If it takes longer than ``most_seconds``; without them it takes what it takes.
    """
    faces = [str(read_typeface(bold=bold).path) for bold in (False, True)]
    command = [sys.executable, "-I", str(_DRAWS), FAMILY, *faces]
    done = subprocess.run(  # noqa: S603 - our own program; the drawing is its input
        command, input=svg.encode(), capture_output=True, check=True, timeout=most_seconds
    )
    return done.stdout if size.dpi is None else _set_density(done.stdout, size.dpi)


def _set_density(image: bytes, dpi: int) -> bytes:
    """Return a PNG that says how large it is on paper (its ``pHYs`` chunk)."""
    per_metre = round(dpi / _INCH_M)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return image[:_PNG_HEAD] + chunk + image[_PNG_HEAD:]


Box = tuple[float, float, float, float]


def _place_map(still: str, window: Window, box: Box, size: PictureSize) -> str:
    """Return the still map without its links, fitted into a box of the picture.

    What lies outside the box is covered, not clipped: a nested ``svg`` or a clip path is drawn on
    a layer of its own, which takes three times as long.
    """
    x, y, width, height = box
    left, top, across, _ = window.view_box
    zoom = width / across
    inner = _LINK_START.sub("<g>", _MAP_START.sub("", still)).replace("</a>", "</g>")
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{SOFT}"/>'
        f'<g class="tca-still" transform="translate({x:.2f} {y:.2f}) scale({zoom:.5f}) '
        f'translate({-left:.1f} {-top:.1f})">{inner.removesuffix("</svg>")}</g>'
        f'<path fill="#fff" fill-rule="evenodd" d="M0 0H{size.width}V{size.height}H0Z'
        f'M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}Z"/>'
    )


def _picture_css(window: Window) -> str:
    """Return the style of a picture: as on the page, with widths in the map's own units."""
    pixel = window.view_box[2] / 600

    def stroke(colour: str, width: float) -> str:
        return f"stroke:{colour};stroke-width:{width * pixel:.3g}"

    return (
        f"text{{font-family:'{FAMILY}','Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif}}"
        f"{palette_css()}"
        f".swatch{{stroke:{BORDER};stroke-width:1}}"
        ".tca-still path{fill-rule:evenodd}"
        f".tca-still g path,.tca-still g circle{{{stroke(BORDER, 0.6)}}}"
        f".tca-still .backdrop{{fill:{BACKDROP};stroke:none}}"
        # Not "opacity": a layer for each of 150 areas would take a second.
        ".tca-still g .faint{fill-opacity:0.25;stroke-opacity:0.25}"
        # Nor a texture on what is faint: it can hardly be seen and takes a third of the time.
        f".tca-still g .faint.s-not-stated{{fill:{NOT_STATED}}}"
        f".tca-still g .faint.s-partner-only{{fill:{PARTNER_ONLY}}}"
        f".tca-still g .faint.s-through-county{{fill:{THROUGH_COUNTY}}}"
        f".tca-still g .hl{{fill:none;{stroke(HIGHLIGHT, 2.5)}}}"
        f".tca-still g .hl.partner{{fill:{PARTNER_FILL};{stroke(HIGHLIGHT, 1.5)}}}"
        f".tca-still g .hl.lead{{fill:{LEAD_FILL};{stroke(HIGHLIGHT, 3)}}}"
        f".tca-still g .hl.around{{fill:none;{stroke(HIGHLIGHT, 4)}}}"
        f".tca-still g .casing{{fill:none;{stroke(LINE_CASING, 4.5)}}}"
        f".tca-still g .link{{fill:none;{stroke(LINE_WITHIN, 1.8)}}}"
        f".tca-still g .link.across{{{stroke(LINE_ACROSS, 1.8)};"
        f"stroke-dasharray:{6 * pixel:.3g} {4 * pixel:.3g}}}"
        f".tca-still g .link.many{{stroke-width:{3.5 * pixel:.3g}}}"
        f".tca-still g .hub{{fill:{HIGHLIGHT};{stroke(LINE_CASING, 1)}}}"
        f".tca-still .names{{fill:{INK};stroke:{PAPER};stroke-opacity:0.85;stroke-width:0.2em;"
        "paint-order:stroke;stroke-linejoin:round;text-anchor:middle}"
        f".tca-still .edge{{fill:{INK};stroke:{PAPER};stroke-width:{4 * pixel:.3g};"
        "paint-order:stroke;stroke-linejoin:round}"
        ".tca-still .edge tspan:first-child{font-weight:700}"
        f".key path,.key .mark{{fill:none;stroke:{HIGHLIGHT};stroke-width:3}}"
        f".key .k-lead{{fill:{LEAD_FILL}}}.key .k-partner{{fill:{PARTNER_FILL}}}"
        f".key .k-hub{{fill:{HIGHLIGHT}}}.key .k-within{{stroke:{LINE_WITHIN}}}"
        f".key .k-across{{stroke:{LINE_ACROSS};stroke-dasharray:8 5}}"
    )


def _write_head(column: Column, facts: PictureFacts, size: PictureSize, scale: float) -> None:
    base = size.base * scale
    column.write(facts.fund, base * 1.08, bold=True, colour=RAMP[-1], gap=0.45)
    title = size.title * scale
    while title > base and column.count_lines(facts.headline, title) > _MOST_TITLE_LINES:
        title *= _STEP_DOWN
    column.write(facts.headline, title, bold=True, gap=0.3)
    column.write(facts.choices, base, colour=MUTED, gap=0.9)


def _write_key(column: Column, facts: PictureFacts, base: float, key: float) -> None:
    column.write(facts.key_title, key, bold=True, gap=0.2)
    column.write_key((*facts.key, *facts.marks), key)
    column.y += base * 0.25
    for line in facts.cautions:
        column.write(line, base * 0.88, colour=MUTED, gap=0.15)
    column.y += base * 0.7


def _write_rows(column: Column, facts: PictureFacts, base: float) -> None:
    column.write(facts.list_title, base * 1.05, bold=True, gap=0.3)
    for name, figure in facts.rows:
        column.write_row(name, figure, base)


def _write_foot(column: Column, facts: PictureFacts, base: float) -> None:
    for line in facts.sums:
        column.write(line, base * 0.92, gap=0.1)
    column.y += base * 0.35
    for line in facts.sources:
        column.write(line, base * 0.72, colour=MUTED, gap=0.1)
    column.write(facts.code, base * 0.8, bold=True)


def _compose_landscape(facts: PictureFacts, size: PictureSize, window: Window) -> tuple[Box, str]:
    """Return the box of the map, under the headline at the left, and the words beside it."""
    _, _, width, height = window.view_box
    bottom = size.height - size.margin * 0.6
    with_rows = [scale for scale in _SCALES if facts.rows and scale >= _LEAST_WITH_ROWS]
    tries = [(scale, place) for scale in with_rows for place in (_UNDER, _BESIDE)]
    for scale, place in (*tries, *((scale, "") for scale in _SCALES)):
        base = size.base * scale
        head = Column(size.margin, size.margin * 0.6, size.width - 2 * size.margin)
        _write_head(head, facts, size, scale)
        tall = size.height - head.y
        wide = tall * width / height
        left = wide + size.margin
        room = size.width - size.margin - left
        taken = measure_key((*facts.key, *facts.marks), size.key)
        beside = place == _BESIDE and room - taken >= _LEAST_ROWS * base
        column = Column(left, head.y + base * 0.4, taken if beside else room)
        rows = Column(left + taken, column.y, room - taken) if beside else column
        _write_key(column, facts, base, size.key)
        if place:
            _write_rows(rows, facts, base)
        foot = Column(left, 0, room)
        _write_foot(foot, facts, base)
        if max(column.y, rows.y) + base * 0.6 + foot.y <= bottom:
            break
    upper = (head, column) if rows is column else (head, column, rows)
    words = "".join(f"<g>{''.join(one.parts)}</g>" for one in upper[:-1])
    words += _join(upper[-1], foot, bottom - foot.y)
    return (0, head.y, wide, tall), words


def _compose_portrait(facts: PictureFacts, size: PictureSize, window: Window) -> tuple[Box, str]:
    """Return the box of the map, between head and foot, and the words above and below it."""
    _, _, width, height = window.view_box
    room = size.width - 2 * size.margin
    for scale in _SCALES:
        base = size.base * scale
        head = Column(size.margin, size.margin, room)
        _write_head(head, facts, size, scale)
        foot = Column(size.margin, 0, room)
        _write_key(foot, facts, base, size.key)
        if facts.rows:
            _write_rows(foot, facts, base)
            foot.y += base * 0.6
        _write_foot(foot, facts, base)
        top, bottom = head.y, size.height - size.margin - foot.y
        tall = min(bottom - top - base, room * height / width)
        if tall >= size.height * _LEAST_MAP:
            break
    wide = tall * width / height
    return ((size.width - wide) / 2, top, wide, tall), _join(head, foot, bottom)


def _join(upper: Column, lower: Column, dy: float) -> str:
    return (
        f"<g>{''.join(upper.parts)}</g>"
        f'<g transform="translate(0 {dy:.1f})">{"".join(lower.parts)}</g>'
    )
