"""What a build holds, read with the standard library alone: the catalogue with its awards in it."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from geodata.model.store_format import STORE

if TYPE_CHECKING:
    from pathlib import Path

_RULES: Final = ("lead", "shared", "involved")


def read_whole(built: Path) -> dict[str, Any]:
    """Return the catalogue of a built folder with every bid and where it lands.

    ``allocations`` has, by level and rule, ``cells`` by bid, and ``unplaced``: award and saving of
    the bids without a cell.
    """
    catalogue: dict[str, Any] = json.loads((built / "catalogue.json").read_bytes())
    with closing(sqlite3.connect(built / STORE)) as file:
        rows = file.execute("SELECT bid FROM document ORDER BY number").fetchall()
        landings = file.execute(
            """SELECT level, gss, bid, led, lead_award, lead_saving, shared_award, shared_saving,
            involved_award, involved_saving
            FROM landing JOIN place ON place.number = landing.place ORDER BY bid, gss"""
        ).fetchall()
    bids = [json.loads(zlib.decompress(bid)) for (bid,) in rows]
    catalogue["bids"] = bids
    found: dict[str, Any] = {
        level: {rule: {"cells": {}, "unplaced": {}} for rule in _RULES}
        for level in catalogue["levels"]
    }
    for level, gss, number, led, *amounts in landings:
        for at, rule in enumerate(_RULES):
            if led or rule != "lead":
                cells = found[level][rule]["cells"].setdefault(bids[number]["id"], [])
                cells.append([gss, *amounts[2 * at : 2 * at + 2]])
    for rules in found.values():
        for one in rules.values():
            one["unplaced"] = {
                bid["id"]: [bid["award_pence"], bid["saving_pence"]]
                for bid in bids
                if bid["id"] not in one["cells"]
            }
    catalogue["allocations"] = found
    return catalogue
