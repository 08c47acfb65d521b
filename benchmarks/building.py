"""How the build grows with the number of awards: synthetic tables of the project's own columns.

Each award has 1 to 12 members, drawn from the councils of 2014 with the same chance, and one
source. A size runs in a process of its own, so that its peak memory is its own; ``ulimit`` is not
needed, but a size that would take longer than ten minutes is stopped and said to be missing.
"""

from __future__ import annotations

import csv
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.attribution import attribute
from geodata.authorities import read_authorities
from geodata.awards import read_award_tables
from geodata.codes import CountRule, Level
from geodata.publish import compute_figures

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (64, 1_000, 10_000, 25_000, 100_000, 1_000_000)
LIMIT_S: Final = 600
_FUND: Final = ("fund.toml", "rounds.csv", "themes.csv", "groups.csv")


@dataclass(frozen=True, slots=True)
class Built:
    """What one size took: seconds to read, to place the money, and peak memory in bytes."""

    awards: int
    read_s: float
    place_s: float
    peak_bytes: int


def exponent(smaller: Built, larger: Built) -> float:
    """Return the power with which time grows from one size to another."""
    times = [one.read_s + one.place_s for one in (smaller, larger)]
    return math.log(times[1] / times[0]) / math.log(larger.awards / smaller.awards)


def run_size(awards: int) -> Built | str:
    """Build one size in a process of its own; return why not, where it cannot be built."""
    command = [sys.executable, "-m", "benchmarks.building", str(awards)]
    try:
        said = subprocess.run(  # noqa: S603 - this module
            command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LIMIT_S
        ).stdout
    except subprocess.TimeoutExpired:
        return f"longer than {LIMIT_S} s"
    except subprocess.CalledProcessError as error:
        return str(error.stderr).strip().splitlines()[-1].strip()
    read_s, place_s, peak = said.split()
    return Built(awards, float(read_s), float(place_s), int(peak))


def write_awards(folder: Path, awards: int) -> None:
    """Write synthetic award tables: the same bytes for the same number."""
    chance = random.Random(awards)  # noqa: S311 - synthetic data
    source = ROOT / "data/awards"
    folder.mkdir(parents=True)
    for name in _FUND:
        (folder / name).write_bytes((source / name).read_bytes())
    heads = {name: _head(source / f"{name}.csv") for name in ("bids", "members", "sources")}
    with (ROOT / "data/geography/authorities.csv").open(encoding="utf-8") as file:
        councils = [
            row
            for row in csv.DictReader(file)
            if row["tier"] in {"E06", "E07", "E08", "E09", "E10"}
        ]
    rounds = [
        row["round"] for row in csv.DictReader((source / "rounds.csv").open(encoding="utf-8"))
    ]
    themes = [
        row["theme"] for row in csv.DictReader((source / "themes.csv").open(encoding="utf-8"))
    ]
    with (
        (folder / "bids.csv").open("w", encoding="utf-8", newline="") as bids_file,
        (folder / "members.csv").open("w", encoding="utf-8", newline="") as members_file,
        (folder / "sources.csv").open("w", encoding="utf-8", newline="") as sources_file,
    ):
        bids = csv.DictWriter(bids_file, heads["bids"], restval="")
        members = csv.DictWriter(members_file, heads["members"], restval="")
        sources = csv.DictWriter(sources_file, heads["sources"], restval="")
        for writer in (bids, members, sources):
            writer.writeheader()
        for number in range(awards):
            bid_id = f"S-{number}"
            bids.writerow(
                {
                    "bid_id": bid_id,
                    "round": chance.choice(rounds),
                    "title": f"Synthetic award {number}",
                    "theme": chance.choice(themes),
                    "summary": "Made for a benchmark.",
                    "award_gbp": str(chance.randrange(10_000, 5_000_000)),
                    "award_precision": "exact",
                    "kind": "grant",
                    "lead_basis": "stated",
                    "confidence": "stated",
                }
            )
            taken = chance.sample(councils, chance.randint(1, 12))
            for place, council in enumerate(taken):
                members.writerow(
                    {
                        "bid_id": bid_id,
                        "role": "partner" if place else "lead",
                        "name": council["name"],
                        "gss_code": council["gss_code"],
                        "body": "council",
                    }
                )
            sources.writerow(
                {
                    "bid_id": bid_id,
                    "url": f"https://example.org/{number}",
                    "publisher": "Benchmark",
                    "states": "award",
                    "primary": "yes",
                }
            )


def _head(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _measure(awards: int) -> str:
    areas = read_authorities(ROOT / "data/geography")
    with tempfile.TemporaryDirectory() as folder:
        tables_folder = Path(folder) / "awards"
        write_awards(tables_folder, awards)
        began = time.perf_counter()
        tables = read_award_tables(tables_folder, areas)
        read_s = time.perf_counter() - began
    began = time.perf_counter()
    if awards <= SIZES[2]:
        compute_figures(tables, areas)
        scale = 1.0
    else:  # one level and rule of twelve stands for all, to keep the time within reason
        attribute(tables, areas, Level.UPPER, CountRule.LEAD)
        scale = len(Level) * len(CountRule)
    place_s = (time.perf_counter() - began) * scale
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return f"{read_s} {place_s} {peak}"


if __name__ == "__main__":
    print(_measure(int(sys.argv[1])))
