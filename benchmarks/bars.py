"""The limits that the measured ratios must keep; each is of medians of one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.building import COUNTED_FROM, exponent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.building import Built

OTHERS: Final = ("folium", "leaflet", "d3", "explore", "altair", "bokeh")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what was found, and the most (or, with ``at_least``, the least) that is allowed."""

    name: str
    found: float | None
    allowed: float
    unit: str = ""
    at_least: bool = False

    @property
    def held(self) -> bool:
        """Whether it was measured and is as it should be."""
        if self.found is None:
            return False
        return self.found >= self.allowed if self.at_least else self.found <= self.allowed

    def row(self) -> str:
        """Return the bar as a row of a Markdown table."""
        sign = "≥" if self.at_least else "≤"
        found = "not measured" if self.found is None else f"{self.found:.2f}{self.unit}"
        verdict = "held" if self.held else "**fell short**"
        return f"| {self.name} | {found} | {sign} {self.allowed:g}{self.unit} | {verdict} |"


def judge_browser(medians: Mapping[str, Mapping[str, float]]) -> list[Bar]:
    """Return the bars of one browser run, from each page's medians."""
    ours = medians["ours"]
    fastest = min(medians[name]["painted"] for name in OTHERS)
    return [
        Bar(
            "first map painted, ours / inline SVG",
            ours["painted"] / medians["inline_svg"]["painted"],
            2.0,
        ),
        Bar("first map painted, ours / fastest of six others", ours["painted"] / fastest, 1.0),
        Bar(
            "first tooltip, ours (from the still map) / D3",
            medians["ours, still map"]["interactive"] / medians["d3"]["interactive"],
            1.0,
        ),
        Bar(
            "interactive, ours / by-the-book Dash",
            ours["interactive"] / medians["dash"]["interactive"],
            0.55,
        ),
        Bar(
            "bytes to interactive, ours / by-the-book Dash",
            ours["bytes"] / medians["dash"]["bytes"],
            0.50,
        ),
        Bar(
            "filter painted, ours / by-the-book Dash",
            ours["recolour"] / medians["dash"]["recolour"],
            0.65,
        ),
        *(
            Bar(f"{choice} painted", ours[name], 150, " ms")
            for choice, name in (("filter", "recolour"), ("level", "level"), ("bid", "bid"))
        ),
    ]


def judge_sizes(page_bytes: int, answer_bytes: Mapping[str, int]) -> list[Bar]:
    """Return the bars of what travels: the home page, and the largest of the filters' answers."""
    return [
        Bar("HTML of / with the map inside, Brotli", page_bytes / 1000, 70, " kB"),
        Bar(
            "answer of a filter, largest of those tried",
            max(answer_bytes.values()) / 1000,
            6,
            " kB",
        ),
    ]


def judge_server(ratios: Mapping[str, float], *, rss_bytes: float, ready_s: float) -> list[Bar]:
    """Return the bars of the server, from each target's rate by the plain "hello"."""
    return [
        Bar(
            "filter callback, 25 choices, by hello",
            ratios["filter callback, 25 choices"],
            0.45,
            at_least=True,
        ),
        Bar("/ with a known ETag, by hello", ratios["/ with a known ETag"], 0.8, at_least=True),
        Bar(
            "API JSON with a known ETag, by hello",
            ratios["API JSON with a known ETag"],
            0.8,
            at_least=True,
        ),
        Bar("resident memory of a worker", rss_bytes / 1e6, 90, " MB"),
        Bar("start to ready", ready_s, 1.5, " s"),
    ]


_SLOWEST_MS: Final = {10_000: 40, 100_000: 250}
"""Milliseconds that no answer may take, by the awards of a fund."""


def judge_growth(found: Sequence[Built]) -> list[Bar]:
    """Return the bars of funds of growing size, from `COUNTED_FROM` awards to the largest built."""
    counted = [one for one in found if one.awards >= COUNTED_FROM]
    if not counted:
        return []
    small, large = counted[0], counted[-1]
    span = f"{small.awards:,} to {large.awards:,} awards"
    sizes = [size for one in counted for size, _ in one.answers.values()]
    return [
        Bar(f"build, exponent, {span}", exponent(small, large) if small != large else None, 1.1),
        Bar("build, peak memory", max(one.peak_bytes for one in counted) / 1e6, 1200, " MB"),
        Bar(f"build of {large.awards:,} awards", large.build_s, 120, " s"),
        *(
            Bar(
                f"slowest answer of those tried, {one.awards:,} awards",
                max(ms for _, ms in one.answers.values()),
                _SLOWEST_MS[one.awards],
                " ms",
            )
            for one in counted
            if one.awards in _SLOWEST_MS
        ),
        Bar(f"HTML of /, {span}", large.page_bytes / small.page_bytes, 1.1),
        Bar(
            "answer of a filter in a large fund, largest of those tried",
            max(sizes) / 1000,
            6,
            " kB",
        ),
    ]
