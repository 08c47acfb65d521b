"""A small world as the dashboard reads it: the tables of the factories, built for real.

Two regions stand side by side: North with the unitary Onetown and the county Daleshire of three
districts, West with the boroughs Millford and Kilnbridge. Each lower-tier area is a 10 km square;
three stand in a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.settings import Settings
from dashboard.site import Site, read_site
from geodata.publish import write_build
from tests.factories import (
    Row,
    area_rows,
    award_rows,
    bid_row,
    member_row,
    source_row,
    write_award_tables,
    write_geography,
)
from tests.geometry_factories import make_square, write_boundary_file

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.view import AreaValue, MapView

LOWER: Final = tuple(
    row["gss_code"] for row in area_rows() if row["tier"] in {"E06", "E07", "E08", "E09"}
)


def write_small_data(data: Path, rows: dict[str, list[Row]] | None = None) -> Path:
    """Write tables, councils and boundaries below ``data`` and return it."""
    (data / "awards").mkdir(parents=True)
    write_award_tables(data / "awards", rows)
    write_geography(data / "geography")
    shapes = {
        code: make_square(10 * (place % 3), 10 * (place // 3), 10)
        for place, code in enumerate(LOWER)
    }
    shapes["W92000004"] = make_square(-10, 0, 10)
    write_boundary_file(data / "geography", shapes, vintage="2014-12", origin="tests")
    return data


def build_small_site(data: Path, rows: dict[str, list[Row]] | None = None) -> Site:
    """Return the site of a small world, built below ``data``."""
    write_build(write_small_data(data, rows))
    return read_site(Settings(built_folder=data / "built"))


def one_more_bid(bid: Row, *members: Row) -> dict[str, list[Row]]:
    """Return the tables of the factories with one bid more."""
    rows = award_rows()
    return rows | {
        "bids": [*rows["bids"], bid],
        "members": [*rows["members"], *members],
        "sources": [*rows["sources"], source_row(bid["bid_id"])],
    }


def lone_bid(gss_code: str, **cells: str) -> dict[str, list[Row]]:
    """Return the tables of the factories with T-5, a bid of one council alone."""
    member = member_row("T-5", name="A council alone", gss_code=gss_code)
    return one_more_bid(bid_row("T-5", **cells), member)


def area_of(view: MapView, gss: str) -> AreaValue:
    """Return one area of a view by its code."""
    return next(area for area in view.areas if area.gss == gss)
