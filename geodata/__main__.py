"""The command line of the data side: ``python -m geodata build | check | derive WHEEL``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if it did what it should, 1 if the data or the disk has a fault."""
    chosen = _parser().parse_args(arguments)
    try:
        match chosen.command:
            case "build":
                return _build(chosen.data)
            case "check":
                return _check(chosen.data)
            case _:
                return _derive(chosen.wheel, chosen.data)
    except (GeodataError, OSError) as exc:
        sys.stderr.write(f"{exc}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("data"), help="data folder (default: %(default)s)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="write data/built, which the dashboard serves")
    commands.add_parser("check", help="check every table and boundary and print what is found")
    derive = commands.add_parser("derive", help="make the embedded boundary file from its wheel")
    derive.add_argument("wheel", type=Path, metavar="WHEEL", help="the downloaded geoviews wheel")
    return parser


# Each command imports what it needs: drawing is no use to a check, and costs a second to load.


def _build(data: Path) -> int:
    from geodata.publish import write_build  # noqa: PLC0415

    report = write_build(data)
    size = sum(file.bytes for file in report.files.values())
    print(f"{report.folder}: {len(report.files)} files, {size / 1e6:.1f} MB")
    print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in report.counts.items()))
    return 0


def _check(data: Path) -> int:
    from geodata.check import run_check  # noqa: PLC0415

    return run_check(data)


def _derive(wheel: Path, data: Path) -> int:
    from geodata.boundaries import BOUNDARY_FILE  # noqa: PLC0415
    from geodata.embedded import derive_embedded  # noqa: PLC0415

    out = data / "geography" / BOUNDARY_FILE
    derive_embedded(wheel, out)
    print(f"{out}: {out.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
