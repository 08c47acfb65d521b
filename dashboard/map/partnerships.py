"""How partnerships are drawn, in the still map and the live one alike.

Each council of a bid is drawn at its own tier, whatever the level of the map. Lines between lead
and partner are curved, so that two that run together can be told apart. Bodies without a council
area are listed at the map's edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from dashboard.words.bids import count_bodies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Catalogue
    from dashboard.query.view import Line, MapView
    from geodata.model.codes import Level

Point = tuple[float, float]

_BEND: Final = 0.12
"""How far a line's middle stands beside the straight one, as a share of its length."""
_STEPS: Final = 8
_MOST_LISTED: Final = 6
_LISTED_CHARS: Final = 44


@dataclass(frozen=True, slots=True)
class MemberArea:
    """One council of a partnership, as it is drawn.

    Parameters
    ----------
    level
        The level whose boundaries draw it: the upper tier for counties, else the lower.
    lead
        Whether it leads.
    around
        Whether other members lie inside it, so that only its border is drawn.
    """

    gss: str
    level: Level
    lead: bool
    around: bool

    @property
    def css(self) -> str:
        """The CSS classes that draw it."""
        role = "lead" if self.lead else "partner"
        return f"hl {role} around" if self.around else f"hl {role}"


@dataclass(frozen=True)
class LineStyle:
    """What sets lines apart: whether they leave the region, and join councils more than once."""

    across_regions: bool
    several_bids: bool


def list_member_areas(view: MapView, catalogue: Catalogue) -> tuple[MemberArea, ...]:
    """Return the councils of the chosen bid or body in drawing order: holders, partners, leads."""
    members = view.members
    found = [
        MemberArea(
            gss, catalogue.level_of(gss, catalogue.council_level), lead, gss in members.around
        )
        for lead, codes in ((False, members.partners), (True, members.leads))
        for gss in codes
    ]
    return tuple(sorted(found, key=lambda area: not area.around))


def group_lines(lines: Iterable[Line]) -> dict[LineStyle, list[Line]]:
    """Return the lines of each style."""

    def style(line: Line) -> tuple[bool, bool]:
        return line.across_regions, line.bids > 1

    return {LineStyle(*key): list(own) for key, own in groupby(sorted(lines, key=style), key=style)}


def list_hubs(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the councils from which lines start, by code: those that lead."""
    return tuple(sorted({line.lead for line in lines}))


def bend_line(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """Return start, control point and end of the curve (a quadratic Bézier) that joins two points.

    It bends to the left of the way from the lead, so the way back would be another curve.
    """
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    control = ((x0 + x1) / 2 + 2 * _BEND * dy, (y0 + y1) / 2 - 2 * _BEND * dx)
    return start, control, end


def trace_line(start: Point, end: Point) -> list[Point]:
    """Return points along the curve of :func:`bend_line`, for what draws straight lines only."""
    (x0, y0), (cx, cy), (x1, y1) = bend_line(start, end)
    found = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        found.append((a * x0 + b * cx + c * x1, a * y0 + b * cy + c * y1))
    return found


def list_edge_lines(view: MapView) -> tuple[str, ...]:
    """Return what stands at the map's edge: how many bodies have no area here, and which.

    Of many the first are named. Empty unless a bid with such bodies is chosen.
    """
    off = view.members.off_map
    if view.bid is None or not off:
        return ()
    shown = off if len(off) <= _MOST_LISTED else off[: _MOST_LISTED - 1]
    rest = len(off) - len(shown)
    more = [f"and {rest} more"] if rest else []
    return (f"Not on the map: {count_bodies(len(off))}", *(_shorten(name) for name in shown), *more)


def _shorten(name: str) -> str:
    """Return a name cut between words where it is too long for the map's edge."""
    if len(name) <= _LISTED_CHARS:
        return name
    return f"{name[:_LISTED_CHARS].rsplit(' ', 1)[0]}…"
