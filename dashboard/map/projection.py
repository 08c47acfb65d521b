"""One projection for the Plotly map and the still picture, so that one can replace the other.

Plotly draws longitudes and latitudes with a spherical transverse Mercator; the still picture draws
EPSG:27700, an ellipsoidal one. Both have their central meridian at 2° W, so over England they
differ by a scale and a shift, which are fitted to the published points on loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import asin, atan2, atanh, cos, cosh, degrees, radians, sin, sinh, tan, tanh
from typing import TYPE_CHECKING, Final

from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.data.catalogue import Catalogue, Geometry

CENTRAL_MERIDIAN: Final = -2.0
LON_RANGE: Final = (-6.6, 1.76)
LAT_RANGE: Final = (49.86, 55.83)
_MARGIN: Final = 0.94
_MAX_ZOOM: Final = 12.0


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map: what Plotly and SVG each need to show the same rectangle.

    Parameters
    ----------
    lon, lat
        Plotly's ``geo.center``. For a transverse projection D3 measures it on the turned sphere:
        distances from the central meridian are not narrowed by latitude.
    scale
        How many times larger than all of England.
    view_box
        x, y, width, height in frame units, y down.
    letters
        How many times larger than on the page names are, measured by the map's width.
    """

    lon: float
    lat: float
    scale: float
    view_box: tuple[float, float, float, float]
    letters: float = 1.0

    @property
    def place(self) -> list[float]:
        """Longitude, latitude and scale, as they travel to the browser and back."""
        return [self.lon, self.lat, self.scale]


@dataclass(frozen=True, slots=True)
class Projection:
    """Frame units from spherical transverse Mercator: ``x = ax * u + bx``, ``y = ay * v + by``."""

    ax: float
    bx: float
    ay: float
    by: float

    def to_frame(self, lon: float, lat: float) -> tuple[float, float]:
        """Return frame units of a point in degrees."""
        u, v = _project(lon, lat)
        return self.ax * u + self.bx, self.ay * v + self.by

    def to_degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a point in frame units."""
        u, v = (x - self.bx) / self.ax, (y - self.by) / self.ay
        lon = CENTRAL_MERIDIAN + degrees(atan2(sinh(u), cos(v)))
        return lon, degrees(asin(sin(v) / cosh(u)))

    def _to_centre(self, x: float, y: float) -> tuple[float, float]:
        u, v = (x - self.bx) / self.ax, (y - self.by) / self.ay
        return degrees(asin(tanh(u))) + CENTRAL_MERIDIAN, degrees(v)

    def england(self) -> Window:
        """Return the window of the whole map: the box round Plotly's axis ranges."""
        x0, y0, x1, y1 = _frame_box(self)
        lon, lat = self._to_centre((x0 + x1) / 2, (y0 + y1) / 2)
        return Window(lon, lat, 1.0, (x0, y0, x1 - x0, y1 - y0))

    @property
    def across(self) -> float:
        """Width of the whole map in radians of the projection, as Plotly's own reckons."""
        return self.england().view_box[2] / self.ax

    def around(
        self,
        boxes: Iterable[tuple[float, float, float, float]],
        margin: float = _MARGIN,
    ) -> Window:
        """Return the window that shows all of ``boxes`` (frame units).

        ``margin`` is how much of the window the boxes fill.
        """
        found = list(boxes)
        x0, y0 = min(box[0] for box in found), min(box[1] for box in found)
        x1, y1 = max(box[2] for box in found), max(box[3] for box in found)
        _, _, width, height = self.england().view_box
        scale = margin * min(width / max(x1 - x0, 1.0), height / max(y1 - y0, 1.0))
        scale = max(1.0, min(scale, _MAX_ZOOM))
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        lon, lat = self._to_centre(x, y)
        w, h = width / scale, height / scale
        return Window(lon, lat, scale, (x - w / 2, y - h / 2, w, h))


def fit_projection(catalogue: Catalogue) -> Projection:
    """Fit frame units to the spherical projection by least squares over all lower-tier points."""
    points: list[Geometry] = list(catalogue.levels[Level.LOWER].geometry.values())
    projected = [_project(*one.point) for one in points]
    ax, bx = _fit_line([u for u, _ in projected], [one.point27700[0] for one in points])
    ay, by = _fit_line([v for _, v in projected], [one.point27700[1] for one in points])
    return Projection(ax, bx, ay, by)


def _project(lon: float, lat: float) -> tuple[float, float]:
    turned, phi = radians(lon - CENTRAL_MERIDIAN), radians(lat)
    return atanh(cos(phi) * sin(turned)), atan2(tan(phi), cos(turned))


def _fit_line(xs: list[float], ys: list[float]) -> tuple[float, float]:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - mean_x) ** 2 for x in xs
    )
    return slope, mean_y - slope * mean_x


@cache  # every answer asks for it a dozen times
def _frame_box(projection: Projection) -> tuple[float, float, float, float]:
    corners = [projection.to_frame(lon, lat) for lon, lat in _range_box()]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _range_box() -> Iterable[tuple[float, float]]:
    (west, east), (south, north) = LON_RANGE, LAT_RANGE
    steps = [west + (east - west) * step / 64 for step in range(65)]
    for lon in steps:
        yield lon, south
        yield lon, north
