"""The command line of award lists: ``python -m geodata import`` and ``export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.model.errors import ImportFileError

if TYPE_CHECKING:
    import argparse


def add_list_commands(commands: Any) -> None:  # noqa: ANN401 - argparse names no type for it
    """Add ``import`` and ``export`` to the parser's commands."""
    importing = commands.add_parser(
        "import",
        help="import an award list into a fund's tables: CSV, XLSX, ODS, PDF, 360Giving",
        description="Report what a list would change; with --apply, change it.",
    )
    importing.add_argument("file", type=Path, metavar="FILE", help="the list")
    importing.add_argument(
        "--mapping", type=Path, metavar="TOML", help="which column is what; see data/examples"
    )
    importing.add_argument(
        "--guess", action="store_true", help="print a mapping for FILE, and three rows as it reads"
    )
    importing.add_argument(
        "--out",
        type=Path,
        metavar="TOML",
        help="with --guess: write the mapping there if it is whole",
    )
    importing.add_argument("--all", action="store_true", help="list everything, not 20 of a kind")
    importing.add_argument(
        "--vintage", choices=("2014", "today"), default="", help="whose names and codes FILE uses"
    )
    importing.add_argument("--round", default="", help="round of rows that name none")
    importing.add_argument("--url", default="", help="page that publishes the list")
    importing.add_argument("--publisher", default="", help="whose page it is")
    how = importing.add_mutually_exclusive_group()
    how.add_argument("--apply", action="store_true", help="write, and keep the old tables beside")
    how.add_argument("--dry-run", action="store_true", help="only report (the default)")
    exporting = commands.add_parser(
        "export", help="write a fund's awards to a file that import reads again"
    )
    exporting.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    exporting.add_argument("--format", choices=("csv", "xlsx", "360giving"), required=True)
    for parser in (importing, exporting):
        parser.add_argument(
            "--fund", type=Path, metavar="FOLDER", help="another fund's folder, not DATA/awards"
        )


def run_list_command(chosen: argparse.Namespace) -> int:
    """Run ``import`` or ``export``; return 0 if it did what it should, 1 if it wrote nothing."""
    fund = chosen.fund or chosen.data / "awards"
    return _export(chosen, fund) if chosen.command == "export" else _import(chosen, fund)


def _import(chosen: argparse.Namespace, fund: Path) -> int:
    from geodata.importing.command import ImportOrder, propose_mapping, run_import  # noqa: PLC0415

    geography = chosen.data / "geography"
    if chosen.guess:
        _propose(propose_mapping(chosen.file, geography), chosen.out)
        return 0
    order = ImportOrder(
        file=chosen.file,
        fund=fund,
        geography=geography,
        mapping=chosen.mapping,
        round=chosen.round,
        url=chosen.url,
        publisher=chosen.publisher,
        vintage=chosen.vintage,
        apply=chosen.apply,
        all=chosen.all,
    )
    result = run_import(order)
    bids = "1 bid" if result.written == 1 else f"{result.written} bids"
    if result.kept is not None:
        said = f"{bids} written to {fund}; before: {result.kept}"
    elif chosen.apply:
        said = "Nothing to write: no row adds anything"
    else:
        how = "--apply writes them" if chosen.mapping else "--mapping FILE --apply writes them"
        said = f"{bids} would be written; {how}"
    sys.stdout.write(f"{result.report}{said}\n")
    return 0


def _propose(mapping: str, out: Path | None) -> None:
    """Print a mapping, or write it to a file that is not there yet or is empty."""
    if out is None:
        sys.stdout.write(mapping)
        return
    if out.exists() and out.stat().st_size:
        msg = f"{out}: there already; remove it first, or give --out another name"
        raise ImportFileError(msg)
    out.write_text(mapping, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{out}: check each line, then import with --mapping {out}\n")


def _export(chosen: argparse.Namespace, fund: Path) -> int:
    from geodata.areas.authorities import read_authorities  # noqa: PLC0415
    from geodata.awards.exporting import ExportFormat, export_awards  # noqa: PLC0415

    areas = read_authorities(chosen.data / "geography")
    report = export_awards(fund, areas, ExportFormat(chosen.format), chosen.out)
    sys.stdout.write(f"{chosen.out}: {report.written} awards\n")
    for bid_id, reason in report.left_out:
        sys.stdout.write(f"  left out: {bid_id} ({reason})\n")
    return 0
