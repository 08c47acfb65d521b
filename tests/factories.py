"""Small valid tables, on disk or in memory: plain functions whose keywords override a cell.

The world is two regions: one with a unitary and a county of three districts, one with two
metropolitan boroughs that make a combined authority. Two of the districts have merged since 2014.
Four bids stand on it.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.areas.authorities import read_authorities
from geodata.areas.population import POPULATION_COLUMNS
from geodata.areas.successors import SUCCESSOR_COLUMNS, add_today
from geodata.awards.reading import AwardTables, read_award_tables
from geodata.awards.schemas import TABLE_COLUMNS
from geodata.model.codes import LOWER_TIERS
from geodata.names.uncertain_names import UNCERTAIN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, str]

NORTH: Final = "E12000001"
WEST: Final = "E12000002"
UNITARY: Final = "E06000001"
COUNTY: Final = "E10000001"
DISTRICTS: Final = ("E07000001", "E07000002", "E07000003")
BOROUGHS: Final = ("E08000001", "E08000002")
COMBINED: Final = "E47000001"
MERGED: Final = "E06000099"

FUND_TOML: Final = """\
title = "Test Fund"
short_title = "TF"
funder = "Department of Tests"
years = "2013 to 2016"
description = "A fund for tests."
method = "Each row was made up."
gaps = "Nothing is missing."
facts_licence = "Made up."
compiled_on = 2020-01-02
"""


def area_row(gss_code: str, name: str, **cells: str) -> Row:
    """Return a row of authorities.csv; the tier comes from the code."""
    row = {
        "gss_code": gss_code,
        "name": name,
        "tier": gss_code[:3],
        "county_gss": "",
        "region_gss": NORTH,
        "combined_authority_gss": "",
    }
    return row | cells


def area_rows() -> list[Row]:
    return [
        area_row(UNITARY, "Onetown"),
        area_row(DISTRICTS[0], "Ashdale", county_gss=COUNTY),
        area_row(DISTRICTS[1], "Beckdale", county_gss=COUNTY),
        area_row(DISTRICTS[2], "Cragdale", county_gss=COUNTY),
        area_row(BOROUGHS[0], "Millford", region_gss=WEST, combined_authority_gss=COMBINED),
        area_row(BOROUGHS[1], "Kilnbridge", region_gss=WEST, combined_authority_gss=COMBINED),
        area_row(COUNTY, "Daleshire"),
        area_row(NORTH, "North", region_gss=""),
        area_row(WEST, "West", region_gss=""),
        area_row(COMBINED, "Greater Millford", region_gss=WEST),
    ]


def population_row(gss_code: str, residents: int = 50_000, note: str = "") -> Row:
    return {"gss_code": gss_code, "name": "A council", "residents": str(residents), "note": note}


def alias_row(alias: str = "Milford", gss_code: str = BOROUGHS[0], **cells: str) -> Row:
    return {"alias": alias, "gss_code": gss_code, "note": ""} | cells


def successor_row(gss_2014: str = DISTRICTS[0], **cells: str) -> Row:
    row = {
        "gss_2014": gss_2014,
        "gss_now": MERGED,
        "name_now": "Greater Dale",
        "changed_on": "2019-04-01",
        "kind": "merged",
        "note": "",
    }
    return row | cells


def successor_rows() -> list[Row]:
    """Return what became of the world: two districts of the county merged."""
    return [successor_row(DISTRICTS[0]), successor_row(DISTRICTS[1])]


def make_successors(rows: Sequence[Row] | None = None) -> pd.DataFrame:
    """Return successors as `geodata.areas.successors.find_successors` gives them."""
    listed = successor_rows() if rows is None else list(rows)
    successors = pd.DataFrame(listed, columns=pd.Index(list(SUCCESSOR_COLUMNS)), dtype="string")
    successors = successors.set_index("gss_2014")
    return successors.mask(successors == "")


def make_areas(
    rows: Sequence[Row] | None = None, successors: Sequence[Row] | None = None
) -> pd.DataFrame:
    """Return areas as `read_authorities` gives them."""
    columns = ["name", "tier", "county_gss", "region_gss", "combined_authority_gss"]
    areas = pd.DataFrame(area_rows() if rows is None else list(rows)).set_index("gss_code")
    areas = areas[columns].astype("string")
    areas = areas.mask(areas == "")
    upper = areas["tier"].isin(["E06", "E08", "E09", "E10"])
    own = pd.Series(areas.index, index=areas.index, dtype="string")
    with_upper = areas.assign(upper_gss=own.where(upper, areas["county_gss"]))
    return add_today(with_upper, make_successors(successors))


def round_row(**cells: str) -> Row:
    row = {
        "round": "2013-14",
        "label": "2013-14",
        "announced_on": "2013-10-09",
        "bids_won": "3",
        "bids_funded": "3",
        "total_award_gbp": "1000000",
        "saving_at_least_gbp": "",
        "local_authorities": "",
        "other_partners": "",
        "note": "",
        "source_url": "https://example.org/round",
    }
    return row | cells


def theme_row(**cells: str) -> Row:
    return {"theme": "digital", "label": "Digital"} | cells


def bid_row(bid_id: str = "T-1", **cells: str) -> Row:
    row = {
        "bid_id": bid_id,
        "round": "2013-14",
        "announced_on": "2013-10-09",
        "title": "A bid",
        "theme": "digital",
        "summary": "What it was for.",
        "award_gbp": "100000",
        "award_precision": "exact",
        "saving_gbp": "",
        "saving_precision": "",
        "saving_note": "",
        "kind": "grant",
        "lead_basis": "sole-named",
        "lead_confidence": "",
        "may_be_led_by": "",
        "confidence": "stated",
        "check_note": "",
    }
    return row | cells


def member_row(bid_id: str = "T-1", **cells: str) -> Row:
    row = {
        "bid_id": bid_id,
        "role": "lead",
        "name": "Ashdale District Council",
        "gss_code": DISTRICTS[0],
        "body": "council",
        "group_id": "",
        "organisations": "",
        "note": "",
    }
    return row | cells


def group_row(gss_code: str = BOROUGHS[0], **cells: str) -> Row:
    row = {
        "group_id": "greater-millford",
        "label": "The boroughs of Greater Millford",
        "gss_code": gss_code,
        "basis": "constituent councils",
    }
    return row | cells


def source_row(bid_id: str = "T-1", **cells: str) -> Row:
    row = {
        "bid_id": bid_id,
        "url": "https://example.org/news",
        "publisher": "Example News",
        "states": "£100,000",
        "primary": "yes",
    }
    return row | cells


def outcome_row(bid_id: str = "T-1", **cells: str) -> Row:
    row = {
        "bid_id": bid_id,
        "outcome": "It was carried on.",
        "scope": "project",
        "as_of": "2017",
        "url": "https://example.org/later",
        "publisher": "Example News",
        "doubt": "",
    }
    return row | cells


def with_outcomes() -> dict[str, list[Row]]:
    """Return every table with an outcome of T-1 and one of a programme that T-2 was part of."""
    saved = outcome_row("T-2", scope="programme", outcome="It saved £9 million.")
    return award_rows() | {"outcomes": [outcome_row("T-1"), saved]}


def award_rows() -> dict[str, list[Row]]:
    """Return every table of four bids.

    T-1 a district alone; T-2 a county with a unitary; T-3 a borough with its group, award not
    stated; T-4 a fire service without a code, in no stated round.
    """
    return {
        "rounds": [round_row(), round_row(round="2014-15", label="2014-15", bids_won="1")],
        "themes": [theme_row(), theme_row(theme="health", label="Health")],
        "bids": [
            bid_row("T-1"),
            bid_row(
                "T-2",
                award_gbp="200000.01",
                saving_gbp="600000",
                saving_precision="at_least",
                theme="digital; health",
            ),
            bid_row("T-3", award_gbp="", award_precision="", theme="", round="2014-15"),
            bid_row("T-4", award_gbp="60000", round="", announced_on=""),
        ],
        "members": [
            member_row("T-1"),
            member_row("T-2", name="Daleshire County Council", gss_code=COUNTY),
            member_row("T-2", role="partner", name="Onetown Council", gss_code=UNITARY),
            member_row("T-3", name="Millford MBC", gss_code=BOROUGHS[0]),
            member_row(
                "T-3",
                role="partner",
                name="all boroughs",
                gss_code="",
                body="council_group",
                group_id="greater-millford",
            ),
            member_row("T-4", name="Daleshire Fire and Rescue", gss_code="", body="fire"),
            member_row(
                "T-4",
                role="partner",
                name="five charities",
                gss_code="",
                body="unnamed_group",
                organisations="5",
            ),
        ],
        "groups": [group_row(BOROUGHS[0]), group_row(BOROUGHS[1])],
        "sources": [source_row(f"T-{number}") for number in range(1, 5)],
        "outcomes": [],
    }


def write_table(path: Path, rows: Sequence[Row], columns: Sequence[str] = ()) -> None:
    """Write rows as CSV; ``columns`` heads a table that has no row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else list(columns))
        writer.writeheader()
        writer.writerows(rows)


def write_award_tables(
    folder: Path, rows: dict[str, list[Row]] | None = None, fund: str = FUND_TOML
) -> Path:
    """Write ``fund.toml`` and the tables into ``folder`` and return it."""
    for name, table in (award_rows() | (rows or {})).items():
        write_table(folder / f"{name}.csv", table, list(TABLE_COLUMNS[name]))
    (folder / "fund.toml").write_text(fund, encoding="utf-8")
    return folder


def write_geography(
    folder: Path,
    areas: list[Row] | None = None,
    aliases: list[Row] | None = None,
    successors: list[Row] | None = None,
) -> Path:
    """Write the tables of ``data/geography`` into ``folder`` and return it."""
    write_table(folder / "authorities.csv", area_rows() if areas is None else areas)
    write_table(
        folder / "successors.csv",
        successor_rows() if successors is None else successors,
        list(SUCCESSOR_COLUMNS),
    )
    write_table(folder / "aliases.csv", [alias_row()] if aliases is None else aliases)
    listed = area_rows() if areas is None else areas
    people = [population_row(row["gss_code"]) for row in listed if row["tier"] in LOWER_TIERS]
    write_table(folder / "population.csv", people, list(POPULATION_COLUMNS))
    write_table(folder / "uncertain_names.csv", [], list(UNCERTAIN_COLUMNS))
    return folder


def make_award_tables(folder: Path, rows: dict[str, list[Row]] | None = None) -> AwardTables:
    """Return checked tables, written to ``folder`` and read back."""
    return read_award_tables(write_award_tables(folder, rows), make_areas())


def read_areas(folder: Path) -> pd.DataFrame:
    """Return the areas of `write_geography`, read back."""
    return read_authorities(write_geography(folder))


def write_boundaries(folder: Path) -> Path:
    """Write ``lad_dec2014.geojson`` with a square for each lower-tier area, and return its folder.

    The squares stand in a row near Whitby, share their borders and are about 1 km wide.
    """
    lower = [row["gss_code"] for row in area_rows() if row["tier"] in {"E06", "E07", "E08"}]
    west, south, size = -0.6, 54.5, 0.01
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [round(west + size * (place + dx), 6), round(south + size * dy, 6)]
                        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
                    ]
                ],
            },
        }
        for place, code in enumerate(lower)
    ]
    document = {"type": "FeatureCollection", "vintage": "2014-12", "origin": "tests"}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lad_dec2014.geojson"
    path.write_text(json.dumps({**document, "features": features}), encoding="utf-8")
    return folder
