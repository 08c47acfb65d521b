"""One projection for two maps: Plotly's sphere and the build's EPSG:27700 lie on each other."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING, Final

import pytest
import shapely

from dashboard.map.projection import LAT_RANGE, LON_RANGE
from geodata.model.codes import Level

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.data.catalogue import Geometry
    from dashboard.site import Site

FRAME_PX: Final = 740
"""Width of the map on a wide screen."""


def geometries(site: Site, level: Level) -> list[Geometry]:
    return list(site.catalogue.levels[level].geometry.values())


@pytest.mark.parametrize("level", list(Level))
def test_every_published_point_falls_where_the_still_map_has_it(site: Site, level: Level) -> None:
    pixel = site.projection.england().view_box[2] / FRAME_PX
    far = [
        hypot(x - one.point27700[0], y - one.point27700[1]) / pixel
        for one in geometries(site, level)
        for x, y in [site.projection.to_frame(*one.point)]
    ]
    assert max(far) < 1


def test_england_lies_within_the_axis_ranges_but_for_less_than_a_pixel(
    site: Site, built_folder: Path
) -> None:
    pixel = (LON_RANGE[1] - LON_RANGE[0]) / FRAME_PX
    outlines = (built_folder / site.catalogue.levels[Level.LOWER].boundaries).read_text(
        encoding="utf-8"
    )
    west, south, east, north = shapely.from_geojson(outlines).bounds
    assert LON_RANGE[0] < west < east < LON_RANGE[1] + pixel
    assert LAT_RANGE[0] < south < north < LAT_RANGE[1]


def test_window_of_england_holds_every_area(site: Site) -> None:
    x, y, width, height = site.projection.england().view_box
    for one in geometries(site, Level.LOWER):
        left, top, right, bottom = one.bbox
        assert x <= left < right <= x + width
        assert y <= top < bottom <= y + height


def test_centre_of_a_window_projects_to_its_middle(site: Site) -> None:
    for region in geometries(site, Level.REGION):
        window = site.projection.around([region.bbox])
        x, y, width, height = window.view_box
        # A turned sphere measures the centre from the central meridian, at no latitude.
        flat = replace(site.projection, ay=1.0, by=0.0)
        assert flat.to_frame(window.lon, 0)[0] == pytest.approx(x + width / 2, abs=0.5)
        assert site.projection.to_frame(-2.0, window.lat)[1] == pytest.approx(
            y + height / 2, abs=0.5
        )


def test_window_keeps_the_shape_of_the_frame(site: Site) -> None:
    england = site.projection.england()
    shape = england.view_box[2] / england.view_box[3]
    for one in geometries(site, Level.UPPER):
        window = site.projection.around([one.bbox])
        assert window.view_box[2] / window.view_box[3] == pytest.approx(shape)
        assert england.view_box[2] / window.view_box[2] == pytest.approx(window.scale)


def test_window_holds_all_of_its_boxes_with_room_around(site: Site) -> None:
    boxes = [one.bbox for one in geometries(site, Level.REGION)[:2]]
    x, y, width, height = site.projection.around(boxes).view_box
    assert x < min(box[0] for box in boxes)
    assert y < min(box[1] for box in boxes)
    assert x + width > max(box[2] for box in boxes)
    assert y + height > max(box[3] for box in boxes)


def test_a_tiny_area_is_not_shown_larger_than_is_of_use(site: Site) -> None:
    scales = [site.projection.around([one.bbox]).scale for one in geometries(site, Level.LOWER)]
    assert max(scales) <= 12
    assert min(scales) >= 1


def test_all_of_england_is_not_shown_smaller_than_england(site: Site) -> None:
    boxes = [one.bbox for one in geometries(site, Level.LOWER)]
    assert site.projection.around(boxes).scale == 1
