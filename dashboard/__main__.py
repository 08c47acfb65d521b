"""The command line of the site: ``python -m dashboard freeze FOLDER``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.data.built import CatalogueError
from dashboard.frozen.freeze import FreezeError, freeze_site
from dashboard.settings import SettingError, Settings
from dashboard.site import read_site

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if it did what it should, 1 if something kept it from it."""
    chosen = _parser().parse_args(arguments)
    began = time.monotonic()
    try:
        settings = Settings.from_environment(os.environ)
        if chosen.site_url is not None:
            settings = replace(settings, site_url=chosen.site_url.rstrip("/"))
        frozen = freeze_site(read_site(settings), chosen.folder, chosen.live_url.rstrip("/"))
    except (CatalogueError, FreezeError, SettingError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{chosen.folder}: {frozen.files:,} files, {frozen.pages:,} of them pages, "
        f"{frozen.size / 1e6:.1f} MB, in {time.monotonic() - began:.0f} s"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    freeze = commands.add_parser("freeze", help="write the site as files for any file server")
    freeze.add_argument("folder", type=Path, help="folder to write: new, or written by freeze")
    freeze.add_argument("--site-url", help="where the copy will stand (default: SITE_URL)")
    freeze.add_argument(
        "--live-url",
        default="",
        help="where the site runs, for links to what files cannot hold (default: plain words)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
