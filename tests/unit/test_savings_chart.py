"""The chart of awards against savings holds the bids of any fund, and labels its axes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dashboard.parts.savings_chart import HEIGHT, WIDTH, draw_savings
from dashboard.query.groups import Shortlist

if TYPE_CHECKING:
    from dashboard.site import Site


def draw_bids(site: Site, *amounts: tuple[int, int]) -> str:
    """Return the chart of bids with these awards and savings, in pounds."""
    bid = site.catalogue.bids[0]
    bids = tuple(
        replace(bid, award_pence=100 * award, saving_pence=100 * saving)
        for award, saving in amounts
    )
    view = replace(site.read_view(""), points=Shortlist(bids, len(bids)))
    return draw_savings(view, site.catalogue)


def find_dots(drawing: str) -> list[tuple[float, float]]:
    """Return the middle of each dot."""
    found = re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"', drawing)
    return [(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize(
    "amount",
    [(400_000, 3_000_000), (2_000, 500), (1, 1), (80_000_000, 900), (1_000, 2_000_000_000)],
)
def test_every_bid_lies_between_the_axes(small_site: Site, amount: tuple[int, int]) -> None:
    dots = find_dots(draw_bids(small_site, (400_000, 3_000_000), amount))
    assert len(dots) == 2
    assert all(92 <= x <= WIDTH - 20 and 20 <= y <= HEIGHT - 72 for x, y in dots)


def test_axes_of_small_bids_are_labelled_too(small_site: Site) -> None:
    drawing = draw_bids(small_site, (2_000, 15_000))
    assert {"£10,000", "£1 million", "£10k", "£1m"} <= set(re.findall(r">(£[^<]+)</text>", drawing))


def test_axes_are_the_usual_ones_where_they_hold_every_bid(small_site: Site) -> None:
    drawing = draw_bids(small_site)
    labels = re.findall(r">(£[^<]+)</text>", drawing)
    assert labels[:3] == ["£100,000", "£1 million", "£10 million"]
    assert labels[3:6] == ["£1m", "£10m", "£100m"]
