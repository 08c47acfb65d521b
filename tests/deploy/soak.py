"""Hold a server under load and say how its memory grows: ``python -m tests.deploy.soak``.

The first minutes warm up: answers kept fill up to their bounds, the slowest to 400 views, and what
Python loads late is loaded. In the ten that follow a worker may not grow by more than the limit.
Linux alone.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import re
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dashboard import create_app
from dashboard.settings import Settings
from dashboard.web.validation import CALLBACK_PATH, list_callbacks
from tests.conftest import ROOT
from tests.load import load
from tests.serving import list_workers, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

PATHS: Final = (
    "/",
    "/?q=health{number}",
    "/?level=lower&measure=saving&q=a{number}",
    "/?area=E10000017&round=2015-16&q=b{number}",
    "/search?find=kent{number}",
    "/search.json?find=leeds{number}",
    "/api/v1/bids?q=care{number}",
    "/download/view.csv?q=c{number}",
    "/download/view.xlsx?q=d{number}",
    "/picture/map.svg?q=e{number}",
    "/nowhere/{number}",
    "/?level=nonsense{number}",
)
_MEGABYTE_KB: Final = 1024


def main() -> int:
    """Run the soak; return 1 if a worker grew too much or an answer was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=14.0, help="default: %(default)s")
    parser.add_argument("--warm-up", type=float, default=4.0, help="of them, default: %(default)s")
    parser.add_argument("--per-second", type=float, default=25.0, help="default: %(default)s")
    parser.add_argument("--limit", type=float, default=3.0, help="%%, default: %(default)s")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(ROOT / "data" / "built", Path(folder), WORKERS="2") as (server, url),
        load(url, PATHS, per_second=chosen.per_second) as result,
        choosing(url) as choices,
    ):
        time.sleep(chosen.warm_up * 60)
        workers = list_workers(server)
        before = {pid: read_memory_kb(pid) for pid in workers}
        for rest in count_minutes(chosen.minutes - chosen.warm_up):
            time.sleep(rest * 60)
            sizes = [f"{read_memory_kb(pid) / _MEGABYTE_KB:.1f}" for pid in sorted(workers)]
            print(f"workers hold {' and '.join(sizes)} MiB", flush=True)  # noqa: T201
        after = {pid: read_memory_kb(pid) for pid in workers & list_workers(server)}
    faults = [one for one in result.failed if not one.startswith("4")]
    print(f"{result.asked:,} requests, {len(choices):,} choices, {len(faults)} faults")  # noqa: T201
    if set(choices) - {http.client.OK}:
        print(f"choices not answered: {set(choices)}")  # noqa: T201
        return 1
    if len(after) < len(before):
        print("a worker was replaced")  # noqa: T201
        return 1
    growths = []
    for pid, found in sorted(after.items()):
        growth = (found - before[pid]) / before[pid] * 100
        growths.append(growth)
        was, is_now = before[pid] / _MEGABYTE_KB, found / _MEGABYTE_KB
        print(f"worker {pid}: {was:.1f} MiB, then {is_now:.1f} MiB, {growth:+.2f}%")  # noqa: T201
    return int(bool(faults) or max(growths) >= chosen.limit)


def count_minutes(minutes: float) -> Iterator[float]:
    """Give a time as whole minutes and what is left of it."""
    while minutes > 0:
        yield min(1.0, minutes)
        minutes -= 1.0


def read_memory_kb(pid: int) -> int:
    """Return the memory that a process has in use (its resident set), in KiB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    if found is None:
        msg = f"process {pid} has no memory: it has ended"
        raise RuntimeError(msg)
    return int(found[1])


@contextlib.contextmanager
def choosing(url: str) -> Iterator[list[int]]:
    """Ask for views as Dash's scripts do, four times a second, and collect the statuses."""
    app = create_app(Settings())
    output, known = next(
        (name, one) for name, one in list_callbacks(app).items() if one.inputs[0].name == "search"
    )
    statuses: list[int] = []
    stopping = threading.Event()

    def choose() -> None:
        number = 0
        while not stopping.wait(0.25):
            number += 1
            body = {
                "output": output,
                "outputs": [{"id": one.id, "property": one.name} for one in known.outputs],
                "inputs": [
                    {"id": one.id, "property": one.name, "value": f"?q=a{number}"}
                    for one in known.inputs
                ],
                "changedPropIds": [known.inputs[0].address],
                "state": [
                    {"id": one.id, "property": one.name, "value": "upper"} for one in known.state
                ],
            }
            parts = urlsplit(url)
            connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
            connection.request(
                "POST", CALLBACK_PATH, json.dumps(body), {"Content-Type": "application/json"}
            )
            statuses.append(connection.getresponse().status)
            connection.close()

    thread = threading.Thread(target=choose)
    thread.start()
    try:
        yield statuses
    finally:
        stopping.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
