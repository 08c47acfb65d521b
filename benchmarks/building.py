"""Measure how the build and the page grow with the number of awards, on synthetic tables.

Each award has 1 to 12 members, drawn from the councils of 2014 with the same chance, and one
source. A size runs in a process of its own, so that its peak memory is its own; one that would take
longer than the limit is stopped and said to be missing. Times are of the processor, because the
machine is shared.
"""

from __future__ import annotations

import csv
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.load import spell_choices
from dashboard.application import create_app
from dashboard.settings import Settings
from geodata.model.store_format import STORE
from geodata.publishing.publish import write_build

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (64, 1_000, 10_000, 100_000)
"""Awards of each fund that is built; the last is the largest that the map is made for."""
LIMIT_S: Final = 3_600
CHOICES: Final = (
    "?round=2015-16",
    "?theme=digital",
    "?region=E12000002",
    "?measure=saving",
    "?count=shared",
    "?stated=saving",
    "?area=E10000017",
    "?q=synthetic",
    "?q=synthetic&count=shared&level=lower",
)
_TURNS: Final = 5
COUNTED_FROM: Final = 10_000
"""Awards from which growth is judged: the time of smaller builds is that of drawing the map."""
_FUND: Final = ("fund.toml", "rounds.csv", "themes.csv", "groups.csv")


@dataclass(frozen=True, slots=True)
class Built:
    """What one size took.

    Parameters
    ----------
    build_s, peak_bytes
        Seconds of processor and peak memory of the whole build.
    awards_bytes, page_bytes
        The file of awards; the page at ``/`` as it travels.
    answers
        Bytes and milliseconds of processor of the answer to each choice, by its query string.
    """

    awards: int
    build_s: float
    peak_bytes: int
    awards_bytes: int
    page_bytes: int
    answers: dict[str, tuple[int, float]]


def exponent(smaller: Built, larger: Built) -> float:
    """Return the power with which time grows from one size to another."""
    return math.log(larger.build_s / smaller.build_s) / math.log(larger.awards / smaller.awards)


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
    found = json.loads(said)
    found["answers"] = {choice: tuple(one) for choice, one in found["answers"].items()}
    return Built(**found)


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


def _measure(awards: int) -> Built:
    with tempfile.TemporaryDirectory() as folder:
        source, built = Path(folder) / "awards", Path(folder) / "built"
        write_awards(source, awards)
        began = time.process_time()
        write_build(ROOT / "data", source, built)
        build_s = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        client = create_app(Settings(built_folder=built)).server.test_client()
        page = client.get("/", headers={"Accept-Encoding": "br"})
        return Built(
            awards=awards,
            build_s=build_s,
            peak_bytes=peak,
            awards_bytes=(built / STORE).stat().st_size,
            page_bytes=len(page.data),
            answers={choice: _ask(client, choice) for choice in CHOICES},
        )


def _ask(client: FlaskClient, choice: str) -> tuple[int, float]:
    """Return bytes and median milliseconds of the answer to a choice made on the home page."""
    times = []
    size = 0
    for turn in range(_TURNS):  # a class of the key that none has makes each answer anew
        asked = [f"{choice}&keep={turn}"]
        listed = client.get("/_dash-dependencies")
        (body,) = spell_choices(listed.get_json(), asked, listed.headers["Data-Version"])
        began = time.process_time()
        answer = client.post(
            "/_dash-update-component",
            data=body,
            headers={"Accept-Encoding": "br", "Content-Type": "application/json"},
        )
        times.append(1000 * (time.process_time() - began))
        size = len(answer.data)
    return size, statistics.median(times)


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(int(sys.argv[1])))))
