"""The command line of ``python -m benchmarks``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS: Final = ("browser", "server", "copies", "build")


def read_arguments(written: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line says, or ``written`` instead of it; no part named is all."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the map beside its peers."
    )
    # argparse holds the default of a list against the choices too, as one of them.
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds (default: 9)")
    parser.add_argument("--seconds", type=float, default=4.0, help="per target of the server part")
    chosen = parser.parse_args(written)
    chosen.parts = chosen.parts or list(PARTS)
    return chosen
