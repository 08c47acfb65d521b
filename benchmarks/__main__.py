"""Measure the product beside its peers: ``python -m benchmarks [part ...]``."""

from __future__ import annotations

import json
import platform
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import brotli

from benchmarks import building, copies, load, servers
from benchmarks.arguments import read_arguments
from benchmarks.bars import judge_browser, judge_growth, judge_server, judge_sizes
from benchmarks.browser import OURS, OURS_STILL, PEERS, run_rounds
from benchmarks.peers import BUILT, Drawn, read_drawn, write_pages
from geodata.model.codes import Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from benchmarks.bars import Bar

REPORT: Final = Path(__file__).resolve().parent / "RESULTS.md"
_CHOICES: Final = (
    "?round=2015-16",
    "?theme=digital",
    "?region=E12000002",
    "?measure=saving",
    "?count=shared",
    "?stated=saving",
    "?q=health",
)
_UNBOUNDED: Final = {"REQUESTS_PER_MINUTE": "1000000"}
"""Requests are still counted, so that the counting costs what it costs readers."""

_TIMES: Final = ("painted", "interactive", "recolour", "hover", "level", "bid", "long")


def main() -> None:
    """Run the parts that were named, or all; print and write what was found."""
    chosen = read_arguments()
    lines, bars = _head(), []
    if {"browser", "server"} & set(chosen.parts):
        drawn = read_drawn()
        write_pages(drawn)
        with (
            servers.serving(servers.OURS, "/readyz", environ=_UNBOUNDED) as ours,
            servers.serving(servers.PEERS, "/hello") as peers,
        ):
            if "browser" in chosen.parts:
                found, judged = _run_browser(ours.address, peers.address, chosen.rounds)
                lines += found
                bars += judged
            if "server" in chosen.parts:
                found, judged = _run_server(ours, peers, drawn, chosen)
                lines += found
                bars += judged
    if "copies" in chosen.parts:
        print("copies")
        lines += copies.describe(
            copies.run_copies(rounds=3, seconds=chosen.seconds, environ=_UNBOUNDED)
        )
    if "build" in chosen.parts:
        found, judged = _run_build()
        lines += found
        bars += judged
    lines += ["## Bars", "", "| what | found | bar | |", "|---|---|---|---|"]
    lines += [bar.row() for bar in bars]
    short = [bar.name for bar in bars if not bar.held]
    lines += ["", f"Fell short: {'; '.join(short) or 'none'}.", ""]
    print("\n".join(lines))
    REPORT.write_text("\n".join(lines), encoding="utf-8")


def _head() -> list[str]:
    now = datetime.now(UTC)
    return [
        "# Results",
        "",
        (
            f"{now:%d %B %Y, %H:%M} UTC, Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}. Written by `make bench`; ratios in one run "
            "count, times alone do not."
        ),
        "",
    ]


def _run_browser(ours: str, peers: str, rounds: int) -> tuple[list[str], list[Bar]]:
    addresses = {peer.name: ours if peer.name in (OURS, OURS_STILL) else peers for peer in PEERS}
    elsewhere = f"{peers.replace('127.0.0.1', 'localhost')}/hello"  # another site to a browser
    lines: list[str] = []
    bars: list[Bar] = []
    for slow, title in ((False, "unthrottled"), (True, "10 Mbit/s, 40 ms")):
        print(f"browser, {title}")
        samples = run_rounds(addresses, elsewhere, counted=rounds, slow=slow)
        medians = {name: one.medians() for name, one in samples.items()}
        lines += [f"## Browser, {title}", "", *_table(medians), ""]
        if slow:
            lines += ["Ratios at this speed:", ""]
            lines += [f"- {bar.name}: {bar.found:.2f}" for bar in judge_browser(medians)]
            lines.append("")
        else:
            bars += judge_browser(medians)
    return lines, bars


def _table(medians: Mapping[str, Mapping[str, float]]) -> list[str]:
    heads = (*(f"{name} ms" for name in _TIMES), "kB", "heap MB", "shift")
    lines = [f"| page | {' | '.join(heads)} |", f"|---{'|---:' * len(heads)}|"]
    for name, found in medians.items():
        cells = [f"{found[key]:.0f}" if key in found else "–" for key in _TIMES]
        cells += [f"{found['bytes'] / 1000:.0f}", f"{found['heap'] / 1e6:.1f}"]
        cells.append(f"{found['shift']:.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _run_server(
    ours: servers.Running,
    peers: servers.Running,
    drawn: Drawn,
    chosen: argparse.Namespace,
) -> tuple[list[str], list[Bar]]:
    print("server")
    boundary = f"/{drawn.site.catalogue.levels[Level.UPPER].boundaries}"
    static = next(iter(sorted(BUILT.glob("data/areas.json")))).relative_to(BUILT).as_posix()
    targets = load.list_targets(
        ours.address, peers.address, "/areas/E10000017", boundary, f"/{static}"
    )
    found = load.run_load(targets, rounds=chosen.rounds, seconds=chosen.seconds)
    by_hello = load.ratios(found)
    rss = max(ours.worker_rss())
    lines = ["## Server, two workers", ""]
    lines += ["| route | requests/s | by hello | p50 ms | p99 ms |", "|---|---:|---:|---:|---:|"]
    for name, one in found.items():
        numbers = one.medians()
        lines.append(
            f"| {name} | {numbers['rate']:.0f} | {by_hello[name]:.2f} | {numbers['p50']:.1f} "
            f"| {numbers['p99']:.1f} |"
        )
    sizes = {choice: _answer_bytes(ours.address, choice) for choice in _CHOICES}
    page = _bytes_of(
        urllib.request.Request(f"{ours.address}/", headers={"Accept-Encoding": "br"})  # noqa: S310
    )
    lines += ["", f"Answers of filters, bytes: {json.dumps(sizes)}.", ""]
    bars = judge_sizes(page, sizes)
    return lines, bars + judge_server(by_hello, rss_bytes=rss, ready_s=ours.ready_s)


def _answer_bytes(address: str, choice: str) -> int:
    (body,) = load.callback_bodies(address, [choice])
    headers = {"Accept-Encoding": "br", "Content-Type": "application/json"}
    asked = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/_dash-update-component", data=body.encode(), headers=headers
    )
    return _bytes_of(asked)


def _bytes_of(asked: urllib.request.Request) -> int:
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
        body = answer.read()
    brotli.decompress(body)
    return len(body)


def _run_build() -> tuple[list[str], list[Bar]]:
    choices = building.CHOICES
    lines = ["## Build, synthetic awards", ""]
    heads = [f"`{choice}` B, ms" for choice in choices]
    lines.append(f"| awards | build s | peak MB | awards MB | page B | {' | '.join(heads)} |")
    lines.append(f"|---:{'|---:' * (4 + len(choices))}|")
    found: list[building.Built] = []
    for size in building.SIZES:
        print(f"build, {size:,} awards")
        built = building.run_size(size)
        if isinstance(built, str):
            lines.append(f"| {size:,} | {built} |{' |' * (3 + len(choices))}")
            break
        found.append(built)
        answers = [f"{size_b:,}, {ms:.0f}" for size_b, ms in built.answers.values()]
        lines.append(
            f"| {size:,} | {built.build_s:.1f} | {built.peak_bytes / 1e6:.0f} "
            f"| {built.awards_bytes / 1e6:.0f} | {built.page_bytes:,} | {' | '.join(answers)} |"
        )
    return [*lines, ""], judge_growth(found)


if __name__ == "__main__":
    main()
