"""The command line of the data side: ``python -m geodata --help`` lists what it can do."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.importing.list_commands import add_list_commands, run_list_command
from geodata.importing.tables.mending import mend_folder
from geodata.model.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if it did what it should, 1 if the data or the disk has a fault."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without a letter of a list shows \u
        sys.stdout.reconfigure(errors="backslashreplace")
    chosen = _parser().parse_args(arguments)
    try:
        _mend(chosen)
        match chosen.command:
            case "build":
                return _build(chosen.data, chosen.awards, chosen.out)
            case "check":
                return _check(chosen.data, chosen.awards, chosen.against)
            case "fetch":
                return _fetch(chosen)
            case "import" | "export":
                return run_list_command(chosen)
            case _:
                return _make_geography(chosen)
    except (GeodataError, OSError) as exc:
        cure = "; ask for the right to it, or use another folder"
        sys.stderr.write(f"{exc}{cure if isinstance(exc, PermissionError) else ''}\n")
        return 1


def _mend(chosen: argparse.Namespace) -> None:
    """Put back the tables that a command is about to read if an import was cut short."""
    if chosen.command in {"build", "check", "import", "export"}:
        own = chosen.fund if chosen.command in {"import", "export"} else chosen.awards
        said = mend_folder(own or chosen.data / "awards")
        if said:
            sys.stderr.write(f"{said}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("data"), help="data folder (default: %(default)s)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write data/built, which the dashboard serves")
    build.add_argument("--out", type=Path, metavar="FOLDER", help="write there, not DATA/built")
    check = commands.add_parser(
        "check", help="check every table and boundary and print what is found"
    )
    check.add_argument(
        "--against", type=Path, metavar="FILE", help="compare the boundaries in use with a file"
    )
    for parts in (build, check):
        parts.add_argument("--awards", type=Path, metavar="FOLDER", help="another fund's tables")
    _add_fetch(
        commands.add_parser("fetch", help="use finer boundaries: downloaded, or from a file")
    )
    commands.add_parser("hexes", help="lay out the hex map anew and keep it in geography/hexes.csv")
    derive = commands.add_parser("derive", help="make the embedded boundary file anew")
    derive.add_argument("wheel", type=Path, metavar="WHEEL", help="the downloaded geoviews wheel")
    derive.add_argument(
        "london", type=Path, metavar="PACKAGE", help="the downloaded npm package vega-datasets"
    )
    add_list_commands(commands)
    return parser


def _add_fetch(fetch: argparse.ArgumentParser) -> None:
    fetch.add_argument(
        "--resolution",
        type=int,
        default=500,
        metavar="METRES",
        help="500, 200 or 20: how coarse the source is (default: %(default)s)",
    )
    fetch.add_argument(
        "--vintage", default="2015-12", metavar="YYYY-MM", help="default: %(default)s"
    )
    fetch.add_argument("--service", default="", metavar="NAME", help="a service of your choice")
    fetch.add_argument(
        "--portal", default="", metavar="URL", help="default: the Open Geography Portal"
    )
    fetch.add_argument(
        "--file", type=Path, metavar="FILE", help="take boundaries from a file, not from a portal"
    )
    fetch.add_argument("--layer", default="", metavar="NAME", help="of a file with several layers")
    fetch.add_argument(
        "--crs", default="", metavar="EPSG:N", help="of a file that does not state its own"
    )
    fetch.add_argument(
        "--attribution", default="", metavar="TEXT", help="what the file's licence asks to be said"
    )
    fetch.add_argument(
        "--embedded", action="store_true", help="go back to the boundaries that come with the map"
    )


# Each command imports what it needs: drawing is no use to a check, and costs a second to load.


def _build(data: Path, awards: Path | None, out: Path | None) -> int:
    from geodata.publishing.publish import write_build  # noqa: PLC0415

    report = write_build(data, awards, out)
    size = sum(file.bytes for file in report.files.values())
    print(f"{report.folder}: {len(report.files)} files, {size / 1e6:.1f} MB")
    print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in report.counts.items()))
    return 0


def _check(data: Path, awards: Path | None, against: Path | None) -> int:
    from geodata.check import run_check  # noqa: PLC0415

    if against is None:
        return run_check(data, awards)
    from geodata.areas.authorities import read_authorities  # noqa: PLC0415
    from geodata.boundaries.compare import describe_comparison, read_shapes  # noqa: PLC0415
    from geodata.boundaries.levels import find_boundary_file  # noqa: PLC0415

    ours = find_boundary_file(data)
    print(f"{ours} against {against}")
    names = read_authorities(data / "geography")["name"]
    mine, theirs = read_shapes(ours, names), read_shapes(against, names)
    print("\n".join(describe_comparison(mine, theirs, names)))
    return 0


def _fetch(chosen: argparse.Namespace) -> int:
    from geodata.fetching.fetched import Request, fetch_boundaries, use_embedded  # noqa: PLC0415
    from geodata.fetching.local_file import take_file  # noqa: PLC0415
    from geodata.fetching.ons import PORTAL  # noqa: PLC0415

    if chosen.embedded:
        print("embedded boundaries in use again" if use_embedded(chosen.data) else "in use already")
        return 0
    if chosen.file:
        report = take_file(chosen.data, chosen.file, chosen.layer, chosen.crs, chosen.attribution)
    else:
        request = Request(
            chosen.vintage, chosen.resolution, chosen.service, chosen.portal or PORTAL
        )
        report = fetch_boundaries(chosen.data, request)
    if not report.changed:
        print(f"{report.path}: unchanged: these boundaries are in use already")
        return 0
    print(
        f"{report.path}: in use from now on; {report.repaired} repaired, thinned to "
        f"{report.tolerance_m:g} m, {report.bytes / 1e3:.0f} kB for the map; "
        "run python -m geodata build"
    )
    return 0


def _make_geography(chosen: argparse.Namespace) -> int:
    if chosen.command == "hexes":
        return _lay_out_hexes(chosen.data)
    return _derive(chosen.wheel, chosen.london, chosen.data)


def _derive(wheel: Path, london: Path, data: Path) -> int:
    from geodata.boundaries.embedded import derive_embedded  # noqa: PLC0415
    from geodata.boundaries.levels import BOUNDARY_FILE  # noqa: PLC0415

    out = data / "geography" / BOUNDARY_FILE
    derive_embedded(wheel, london, out)
    print(f"{out}: {out.stat().st_size / 1e3:.0f} kB")
    return 0


def _lay_out_hexes(data: Path) -> int:
    from geodata.areas.authorities import read_authorities  # noqa: PLC0415
    from geodata.boundaries.hex_levels import write_hex_centres  # noqa: PLC0415
    from geodata.boundaries.hexes import make_hex_map  # noqa: PLC0415
    from geodata.boundaries.levels import BOUNDARY_FILE, read_boundary_file  # noqa: PLC0415
    from geodata.boundaries.paths import frame_of  # noqa: PLC0415
    from geodata.model.codes import Level  # noqa: PLC0415

    areas = read_authorities(data / "geography")
    lower = read_boundary_file(data / "geography" / BOUNDARY_FILE, areas).lower
    drawn = make_hex_map(lower, areas, frame_of(lower).box())
    path = write_hex_centres(data / "geography", drawn.levels[Level.LOWER])
    fit = drawn.fit
    print(
        f"{path}: {fit.placed} councils; {fit.neighbours_kept:.1%} of neighbours touch, half of "
        f"them stand within {fit.median_shift_km} km of home"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
