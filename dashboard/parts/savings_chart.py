"""Award against saving: a picture of the bids that state both, its list, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, ceil, degrees, floor, log10
from typing import TYPE_CHECKING, Final

from dash import html
from markupsafe import escape

from dashboard.map.palette import AXIS, BORDER, HIGHLIGHT, INK, PAPER, RAMP
from dashboard.parts.components import Cell, Children, render_details, render_link, render_rows
from dashboard.words.bids import describe_entry
from dashboard.words.text import (
    format_count,
    format_edge,
    format_ratio,
    format_short_pounds,
    format_stated,
)
from geodata.model.codes import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import MapView
    from geodata.model.published.awards import Bid

WIDTH: Final = 600
HEIGHT: Final = 540
"""In its own units, of which letters take 18: on a phone, 360 wide, they are of 11 pixels."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 20, 20, 72
_AWARD_POWERS: Final = (4.5, 7.5)
_SAVING_POWERS: Final = (5.5, 8.0)
"""Powers of ten between which an axis runs, in pounds, unless a bid lies beyond them."""
_RATIOS: Final = (1, 10, 100)
_CHAR_PX: Final = 10.0
_LINE_PX: Final = 20
CAUTION: Final = (
    "Savings run over different periods, some for one year and some for ten, and bidders worked "
    "them out in their own ways. The dots can be read one by one, but not ranked."
)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: _Box) -> bool:
        beside = self.left < other.right and other.left < self.right
        return beside and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class _Axes:
    """The powers of ten between which the awards and the savings run, in pounds."""

    award: tuple[float, float]
    saving: tuple[float, float]

    def x(self, award: float) -> float:
        low, high = self.award
        return _LEFT + (log10(award) - low) / (high - low) * (WIDTH - _LEFT - _RIGHT)

    def y(self, saving: float) -> float:
        low, high = self.saving
        return HEIGHT - _BOTTOM - (log10(saving) - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM)


def _fit_axes(points: Sequence[Bid]) -> _Axes:
    """Return axes that hold every bid, each to the next half of a power of ten."""

    def fit(usual: tuple[float, float], pence: list[int]) -> tuple[float, float]:
        halves = [2 * log10(one / 100) for one in pence]
        return (
            min([usual[0], *(floor(half) / 2 for half in halves)]),
            max([usual[1], *(ceil(half) / 2 for half in halves)]),
        )

    return _Axes(
        fit(_AWARD_POWERS, [bid.award_pence or 0 for bid in points]),
        fit(_SAVING_POWERS, [bid.saving_pence or 0 for bid in points]),
    )


def render_savings(view: MapView, catalogue: Catalogue) -> Children:
    """Return the chart with its description, what is not comparable, and its table."""
    points = view.points.first
    if not points:
        return []
    drawn = format_count(len(points), "bid")
    whole = view.points.count
    part = f" Of {whole:,} bids that state both, it shows the first {len(points)}."
    label = (
        f"Award against saving for {drawn}, both on scales that grow "
        "tenfold, with lines at £1, £10 and £100 saved for each £1. Each dot has its number "
        "in the list."
        f"{part if whole > len(points) else ''}"
    )
    links = [
        render_link(describe_entry(bid, catalogue), view.state.link_bid(bid.id)) for bid in points
    ]
    ratios = [format_ratio((bid.saving_pence or 0) / (bid.award_pence or 1)) for bid in points]
    rows: list[list[Cell]] = [
        [
            [f"{number}. ", link],
            format_stated(bid.award_pence, bid.award_precision),
            format_stated(bid.saving_pence, bid.saving_precision),
            ratio,
            bid.saving_note or "not stated",
        ]
        for number, (bid, link, ratio) in enumerate(zip(points, links, ratios, strict=True), 1)
    ]
    heads: list[tuple[Cell, bool]] = [
        ("Bid", False),
        ("Award", True),
        ("Saving", True),
        ("Saved", True),
        ("Period and basis", False),
    ]
    table = render_rows("Bids that state an award and a saving", heads, rows)
    announced = _announced_ratios(catalogue)
    said = "; ".join(f"{name}, about £{ratio:.0f}" for name, ratio in announced)
    return [
        render_details(
            f"Award against saving: {format_count(whole, 'bid')}",
            [
                html.Img(
                    src=f"/charts/award-saving.svg{view.state.to_search()}",
                    alt=label,
                    width=str(WIDTH),
                    height=str(HEIGHT),
                    className="tca-chart",
                ),
                html.Div(
                    [
                        *_describe_part(view),
                        html.P(CAUTION, className="govuk-body-s"),
                        html.P(
                            f"For each £1 awarded, the announcements expect: {said}.",
                            className="govuk-body-s",
                        ),
                        html.Ol(
                            [
                                html.Li([link, html.Span(ratio, className="tca-hint")])
                                for link, ratio in zip(links, ratios, strict=True)
                            ],
                            className="govuk-list govuk-list--number tca-dots",
                        ),
                        render_details("Awards, savings and their periods", [table]),
                    ],
                ),
            ],
            "tca-savings",
            opened=True,
        )
    ]


def _describe_part(view: MapView) -> Children:
    """Return how many of the bids are shown, where they are too many to be read one by one."""
    drawn, whole = len(view.points.first), view.points.count
    if drawn == whole:
        return []
    order = {Measure.SAVING: "largest savings", Measure.RATIO: "largest savings for each £1"}
    which = order.get(view.state.measure, "largest awards")
    text = f"The chart and its table show the {drawn} bids with the {which} of {whole:,}."
    return [html.P(text, className="govuk-body-s")]


def draw_savings(view: MapView, catalogue: Catalogue) -> str:
    """Return the chart as an SVG document; the same view gives the same text."""
    points = view.points.first
    axes = _fit_axes(points)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="system-ui, Arial, sans-serif" '
            f'font-size="18"><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        ),
        *_draw_axes(axes),
        *(_draw_ratio(axes, ratio, f"£{ratio} for each £1", BORDER, "") for ratio in _RATIOS),
        *(
            _draw_ratio(axes, ratio, "", HIGHLIGHT, "6 4") + _label_announced(name, ratio, row)
            for row, (name, ratio) in enumerate(_announced_ratios(catalogue))
        ),
        *_draw_points(axes, points, view.state.bid),
        "</svg>",
    ]
    return "".join(parts)


def _announced_ratios(catalogue: Catalogue) -> list[tuple[str, float]]:
    """Return each round's announced saving for each £1, where it announced both."""
    return [
        (one.label, one.saving_at_least_pence / one.total_award_pence)
        for one in catalogue.rounds
        if one.saving_at_least_pence and one.total_award_pence
    ]


def _list_ticks(powers: tuple[float, float]) -> Iterator[int]:
    """Yield the whole powers of ten of an axis in pence; of many, those that have room."""
    low, high = powers
    for power in range(ceil(low), floor(high) + 1, 1 + int(high - low) // 5):
        yield round(100 * 10.0**power)


def _draw_axes(axes: _Axes) -> list[str]:
    parts = []
    for pence in _list_ticks(axes.award):
        x, text = axes.x(pence / 100), format_short_pounds(pence)
        parts.append(
            f'<path d="M{x:.1f} {_TOP}V{HEIGHT - _BOTTOM}" stroke="{AXIS}"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - _BOTTOM + 24}" text-anchor="middle">{text}</text>'
        )
    for pence in _list_ticks(axes.saving):
        y, text = axes.y(pence / 100), format_edge(pence).replace(",000", "k")
        parts.append(
            f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" stroke="{AXIS}"/>'
            f'<text x="{_LEFT - 8}" y="{y + 6:.1f}" text-anchor="end">{text}</text>'
        )
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{HEIGHT - 14}" text-anchor="middle" font-weight="bold">'
        "Award</text>"
        f'<text x="16" y="{HEIGHT / 2:.0f}" text-anchor="middle" font-weight="bold" '
        f'transform="rotate(-90 16 {HEIGHT / 2:.0f})">Saving expected</text>'
    )
    return parts


def _draw_ratio(axes: _Axes, ratio: float, label: str, colour: str, dash: str) -> str:
    """Return the line on which a bid saves ``ratio`` pounds for each £1, clipped to the axes."""
    low = max(10 ** axes.award[0], 10 ** axes.saving[0] / ratio)
    high = min(10 ** axes.award[1], 10 ** axes.saving[1] / ratio)
    if low >= high:
        return ""
    x0, y0, x1, y1 = axes.x(low), axes.y(low * ratio), axes.x(high), axes.y(high * ratio)
    line = (
        f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="{colour}" fill="none" '
        f'stroke-dasharray="{dash}"/>'
    )
    if not label:
        return line
    slope = degrees(atan2(axes.y(10.0**7) - axes.y(10.0**6), axes.x(10.0**7) - axes.x(10.0**6)))
    return line + (
        f'<text x="{x0 + 10:.1f}" y="{y0 - 12:.1f}" fill="{INK}" font-size="16" '
        f'transform="rotate({slope:.1f} {x0 + 10:.1f} {y0 - 12:.1f})">{escape(label)}</text>'
    )


def _label_announced(name: str, ratio: float, row: int) -> str:
    y = _TOP + 14 + row * _LINE_PX
    text = f"Dashed: {name} as announced, about £{ratio:.0f} for £1"
    return (
        f'<text x="{_LEFT + 8}" y="{y}" fill="{HIGHLIGHT}" paint-order="stroke" '
        f'stroke="{PAPER}" stroke-width="4">{escape(text)}</text>'
    )


def _draw_points(axes: _Axes, points: Sequence[Bid], chosen: str | None) -> list[str]:
    dots = [
        (axes.x((bid.award_pence or 0) / 100), axes.y((bid.saving_pence or 0) / 100))
        for bid in points
    ]
    taken = [_Box(x - 7, y - 7, x + 7, y + 7) for x, y in dots]
    parts = []
    for number, (bid, (x, y)) in enumerate(zip(points, dots, strict=True), start=1):
        label = str(number)
        box = _place_label(x, y, len(label) * _CHAR_PX, taken)
        taken.append(box)
        colour = HIGHLIGHT if bid.id == chosen else RAMP[3]
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{colour}" stroke="{PAPER}"/>'
            f'<text x="{box.left:.1f}" y="{box.bottom - 4:.1f}" paint-order="stroke" '
            f'stroke="{PAPER}" stroke-width="3" fill="{INK}">{label}</text>'
        )
    return parts


def _place_label(x: float, y: float, width: float, taken: list[_Box]) -> _Box:
    """Return the first free place beside a dot: right, left, above, below, then further away."""
    for step in range(12):
        lift = (step // 4) * _LINE_PX
        left, top = (
            (x + 10, y - _LINE_PX / 2 - lift),
            (x - 10 - width, y - _LINE_PX / 2 + lift),
            (x - width / 2, y - 10 - _LINE_PX - lift),
            (x - width / 2, y + 10 + lift),
        )[step % 4]
        box = _Box(left, top, left + width, top + _LINE_PX)
        inside = box.left >= _LEFT and box.right <= WIDTH - _RIGHT and box.top >= _TOP
        if inside and not any(box.overlaps(other) for other in taken):
            return box
    return _Box(x + 10, y - _LINE_PX / 2, x + 10 + width, y + _LINE_PX / 2)
