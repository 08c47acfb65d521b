"""A small world as the dashboard reads it: the tables of the factories, built for real.

Two regions stand side by side: North with the unitary Onetown and the county Daleshire of three
districts, West with the boroughs Millford and Kilnbridge. Each lower-tier area is a 10 km square;
three stand in a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.settings import Settings
from dashboard.site import Site, read_site
from geodata.publishing.publish import write_build
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

    from dashboard.query.view import AreaValue, MapView

LOWER: Final = tuple(
    row["gss_code"] for row in area_rows() if row["tier"] in {"E06", "E07", "E08", "E09"}
)

COUNCILS: Final = frozenset({"E06", "E07", "E08", "E09", "E10"})


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


def many_bids(number: int) -> dict[str, list[Row]]:
    """Return tables of many bids, alike for every number: the same shares of each sort.

    One in seven states no award, one in three a saving; one in eleven has no lead on the map; every
    round, theme and council has its part, and a health body takes part in one in five.
    """
    ids = [f"M-{place:05}" for place in range(number)]
    places = [*enumerate(ids)]
    councils = {row["gss_code"]: row["name"] for row in area_rows() if row["tier"] in COUNCILS}
    codes = list(councils)
    leads = [codes[place % len(codes)] for place, _ in places]
    return {
        "bids": [
            bid_row(
                bid_id,
                title=f"Award {place} to work together",
                round=("2013-14", "2014-15", "")[place % 3],
                theme=("digital", "health", "digital; health")[place % 3],
                award_gbp="" if place % 7 == 0 else str(10_000 + 7_919 * place % 990_001),
                award_precision="" if place % 7 == 0 else "exact",
                saving_gbp=str(20_000 + 104_729 * place % 9_000_001) if place % 3 == 1 else "",
                saving_precision="rounded" if place % 3 == 1 else "",
                check_note="Sources differ." if place % 4 == 0 else "",
            )
            for place, bid_id in places
        ],
        "members": [
            member
            for place, bid_id in places
            for member in (
                member_row(bid_id, name="A fire service", gss_code="", body="fire")
                if place % 11 == 0
                else member_row(bid_id, name=councils[leads[place]], gss_code=leads[place]),
                member_row(
                    bid_id,
                    role="partner",
                    name=f"{councils[codes[(place * 3 + 1) % len(codes)]]} as a partner",
                    gss_code=codes[(place * 3 + 1) % len(codes)],
                ),
                *(
                    [member_row(bid_id, role="partner", name="A Trust", gss_code="", body="health")]
                    if place % 5 == 0
                    else []
                ),
            )
            if member["role"] == "lead" or member["gss_code"] != leads[place] or place % 11 == 0
        ],
        "sources": [
            source_row(bid_id, url=f"https://example.org/{place}", publisher=f"Paper {place}")
            for place, bid_id in places
        ],
    }


def lone_bid(gss_code: str, **cells: str) -> dict[str, list[Row]]:
    """Return the tables of the factories with T-5, a bid of one council alone."""
    member = member_row("T-5", name="A council alone", gss_code=gss_code)
    return one_more_bid(bid_row("T-5", **cells), member)


def area_of(view: MapView, gss: str) -> AreaValue:
    """Return one area of a view by its code."""
    return next(area for area in view.areas if area.gss == gss)
