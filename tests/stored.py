"""What a build holds, read with the standard library alone: the catalogue with its awards in it."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any

from geodata.model.store_format import STORE

if TYPE_CHECKING:
    from pathlib import Path


def read_whole(built: Path) -> dict[str, Any]:
    """Return the catalogue of a built folder with every bid and where it lands.

    ``allocations`` has, by level and rule, ``cells`` by bid, and ``unplaced``: award and saving of
    the bids without a cell.
    """
    catalogue: dict[str, Any] = json.loads((built / "catalogue.json").read_bytes())
    with closing(sqlite3.connect(built / STORE)) as file:
        rows = file.execute("SELECT bid, cells FROM document ORDER BY number").fetchall()
    bids = [json.loads(zlib.decompress(bid)) for bid, _ in rows]
    cells = [json.loads(zlib.decompress(found)) for _, found in rows]
    catalogue["bids"] = bids
    catalogue["allocations"] = {
        level: {
            rule: {
                "cells": {
                    bid["id"]: found[level][rule]
                    for bid, found in zip(bids, cells, strict=True)
                    if rule in found.get(level, {})
                },
                "unplaced": {
                    bid["id"]: [bid["award_pence"], bid["saving_pence"]]
                    for bid, found in zip(bids, cells, strict=True)
                    if rule not in found.get(level, {})
                },
            }
            for rule in ("lead", "shared", "involved")
        }
        for level in catalogue["levels"]
    }
    return catalogue
