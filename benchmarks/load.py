"""Requests per second of our routes beside a plain Flask "hello" on the same gunicorn.

``wrk`` asks (Debian's package of that name). Targets are interleaved and shuffled, and each
round's figure of ours is divided by the same round's "hello", because the machine's pace wanders.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HELLO: Final = "hello"
CONNECTIONS: Final = 8
_UNITS_MS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
CHOICES: Final = tuple(
    f"?{pair}{other}"
    for pair in (
        "round=2013-14",
        "round=2014-15",
        "round=2015-16",
        "measure=saving",
        "count=shared",
    )
    for other in ("", "&theme=digital", "&theme=families", "&region=E12000002", "&stated=saving")
)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to ask for.

    Parameters
    ----------
    requests
        Bodies to post in turn; empty for a GET.
    known
        Whether to send the validator of the answer, and expect 304.
    """

    name: str
    address: str
    requests: tuple[str, ...] = ()
    known: bool = False


@dataclass(slots=True)
class Load:
    """What ``wrk`` found of one target, one number per round; times in milliseconds."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        """Return the median of each."""
        return {name: median(getattr(self, name)) for name in ("rate", "p50", "p99")}


def list_targets(ours: str, peers: str, area: str, boundary: str, static: str) -> list[Target]:
    """Return what is asked for: ours first, then a plain server's, at their addresses."""
    callbacks = callback_bodies(ours, CHOICES)
    cold = callback_bodies(ours, [f"?q=word{number}" for number in range(20_000)])
    return [
        Target(HELLO, f"{peers}/hello"),
        Target("static file", f"{peers}{static}"),
        Target("/", f"{ours}/"),
        Target("/ with a known ETag", f"{ours}/", known=True),
        Target("area page", f"{ours}{area}"),
        Target("_dash-layout", f"{ours}/_dash-layout"),
        Target("filter callback, 25 choices", f"{ours}/_dash-update-component", callbacks),
        Target("filter callback, never asked before", f"{ours}/_dash-update-component", cold),
        Target("API JSON", f"{ours}/api/v1/bids"),
        Target("API JSON with a known ETag", f"{ours}/api/v1/bids", known=True),
        Target("boundary file", f"{ours}{boundary}"),
    ]


def callback_bodies(address: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Return what Dash's scripts post when a reader goes from the home page to each choice."""
    with urllib.request.urlopen(f"{address}/_dash-dependencies") as answer:  # noqa: S310 - ours
        return spell_choices(json.load(answer), choices, answer.headers["Data-Version"])


def spell_choices(
    callbacks: Sequence[dict[str, Any]], choices: Sequence[str], version: str
) -> tuple[str, ...]:
    """Return what is posted for each choice, given the callbacks as Dash lists them."""
    found = next(one for one in callbacks if one["inputs"][0]["id"] == "asked")
    outputs = [one.rsplit(".", 1) for one in found["output"].strip(".").split("...")]
    return tuple(
        json.dumps(
            {
                "output": found["output"],
                "outputs": [{"id": name, "property": each} for name, each in outputs],
                "inputs": [{**found["inputs"][0], "value": {"search": choice, "version": version}}],
                "changedPropIds": ["asked.data"],
                "parsedChangedPropsIds": ["asked.data"],
                "state": [],
            },
            separators=(",", ":"),
        )
        for choice in choices
    )


def run_load(targets: list[Target], *, rounds: int, seconds: float) -> dict[str, Load]:
    """Ask for every target in each round, in a new order each time, and measure.

    Raises
    ------
    RuntimeError
        If ``wrk`` is not installed, or a target answers with an error.
    """
    if shutil.which("wrk") is None:
        msg = "wrk is not installed: apt-get install wrk, then run again"
        raise RuntimeError(msg)
    chance = random.Random(20)  # noqa: S311 - the same order each run
    found = {target.name: Load() for target in targets}
    order = list(targets)
    for number in range(rounds + 1):
        chance.shuffle(order)
        for target in order:
            rate, p50, p99 = ask(target, seconds)
            if number:
                load = found[target.name]
                load.rate.append(rate)
                load.p50.append(p50)
                load.p99.append(p99)
        print(f"  round {number} of {rounds}", flush=True)
    return found


def ratios(found: dict[str, Load]) -> dict[str, float]:
    """Return the median, over rounds, of each target's rate by that round's "hello"."""
    hello = found[HELLO].rate
    return {
        name: median(own / plain for own, plain in zip(load.rate, hello, strict=True))
        for name, load in found.items()
    }


def ask(target: Target, seconds: float) -> tuple[float, float, float]:
    """Ask for a target; return requests per second, and p50 and p99 in milliseconds.

    Raises
    ------
    RuntimeError
        If it answers with an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "ask.lua"
        script.write_text(_lua(target), encoding="utf-8")
        command = [
            "wrk",
            "--threads=1",
            f"--connections={CONNECTIONS}",
            f"--duration={seconds:g}s",
            "--latency",
            f"--script={script}",
            target.address,
        ]
        said = subprocess.run(  # noqa: S603 - wrk, as documented
            command, check=True, capture_output=True, text=True
        ).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if failed:
        msg = f"{target.name}: {failed[1]} answers were errors"
        raise RuntimeError(msg)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    times = [re.search(rf"{part}%\s+([\d.]+)(us|ms|s|m)", said) for part in (50, 99)]
    if rate is None or times[0] is None or times[1] is None:
        msg = f"wrk said what is not understood:\n{said}"
        raise RuntimeError(msg)
    p50, p99 = (float(one[1]) * _UNITS_MS[one[2]] for one in times if one)
    return float(rate[1]), p50, p99


def _lua(target: Target) -> str:
    """Return wrk's script: the headers of a browser, the validator, or the bodies in turn."""
    lines = ['wrk.headers["Accept-Encoding"] = "gzip, deflate, br"']
    if target.known:
        asked = urllib.request.Request(target.address)  # noqa: S310 - our own server
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            lines.append(f'wrk.headers["If-None-Match"] = {json.dumps(answer.headers["ETag"])}')
    if target.requests:
        bodies = ",\n".join(f"[==[{body}]==]" for body in target.requests)
        lines += [
            'wrk.method = "POST"',
            'wrk.headers["Content-Type"] = "application/json"',
            f"local bodies = {{{bodies}}}",
            # Each round begins somewhere else, so that "never asked before" stays true.
            "local turn = os.time() * 7919 % #bodies",
            "request = function()",
            "  turn = turn % #bodies + 1",
            "  return wrk.format(nil, nil, nil, bodies[turn])",
            "end",
        ]
    return "\n".join(lines) + "\n"
