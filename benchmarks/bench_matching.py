"""How many written names are matched to councils in a second, and how well: run, do not import.

``python benchmarks/bench_matching.py`` prints a line for names as people write them, one for
misspelt names and one for both, each the best of three runs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geodata.areas.authorities import read_authorities  # noqa: E402 - after the path is set
from geodata.names.known_names import find_name_index  # noqa: E402
from geodata.names.matching import AuthorityIndex, Match, match_authority  # noqa: E402
from geodata.tables.faults import require  # noqa: E402
from tests.written_forms import WrittenForm, written_forms  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS: Final = 3


def measure(label: str, forms: Sequence[WrittenForm], index: AuthorityIndex) -> None:
    """Match every form, and print the speed, the share found and how many are wrong."""
    best = 0.0
    for _ in range(RUNS):
        began = time.perf_counter()
        answers = [match_authority(form.text, index) for form in forms]
        best = max(best, len(forms) / (time.perf_counter() - began))
    pairs = list(zip(forms, answers, strict=True))
    right = sum(isinstance(a, Match) and a.gss_code == form.gss_code for form, a in pairs)
    wrong = sum(isinstance(a, Match) and a.gss_code != form.gss_code for form, a in pairs)
    share = 100 * right / len(forms)
    print(f"{label}: {len(forms)} names, {best:,.0f} a second, {share:.2f}% found, {wrong} wrong")


def main() -> None:
    """Measure the systematic forms of every council of 2014."""
    geography = ROOT / "data" / "geography"
    areas = read_authorities(geography)
    index = require(find_name_index(geography, areas))
    forms = tuple(written_forms(areas))
    measure("as people write them", [form for form in forms if not form.misspelt], index)
    measure("with a slip", [form for form in forms if form.misspelt], index)
    measure("both", forms, index)


if __name__ == "__main__":
    main()
