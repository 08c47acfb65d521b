"""The fund's tables, whole, as Parquet files, and the areas with their outlines as GeoParquet.

They are made of what is published already, the file of awards and the catalogue, and of the same
rows as the downloads of a view. One batch is in memory at a time.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geodata.model.codes import CountRule, Level, Tier
from geodata.model.published.awards import Round, parse_bid
from geodata.model.published.columns import (
    LANDING_COLUMNS,
    PLACE_COLUMNS,
    RESIDENTS,
    RESIDENTS_NOTE,
)
from geodata.model.published.outlines import parse_outlines
from geodata.model.published.rows import (
    NAMED_BIDS,
    bids_table,
    members_table,
    outcomes_table,
    rounds_table,
    sources_table,
)
from geodata.model.published.tables import Column, Kind, Table
from geodata.model.store_format import PARQUET, STORE, unpack
from geodata.publishing.catalogue_json import list_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BATCH: Final = 5_000
"""Bids in memory at a time, and ten times as many landings."""

_LON_LAT: Final = "EPSG:4326"
_POUNDS: Final = pa.decimal128(18, 2)
_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.LIST: pa.list_(pa.string()),
    Kind.WHOLE: pa.int64(),
    Kind.POUNDS: _POUNDS,
    Kind.NUMBER: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.ADDRESS: pa.string(),
}
_AMOUNTS: Final = ", ".join(f"{rule}_{of}" for rule in CountRule for of in ("award", "saving"))
_LANDINGS: Final = f"SELECT place, bid, led, {_AMOUNTS} FROM landing ORDER BY place, led, bid"  # noqa: S608 - our own columns


def write_parquet(built: Path, catalogue: Mapping[str, Any]) -> None:
    """Write `PARQUET` below ``built``, which holds the file of awards and the boundaries.

    Each file says in its metadata whose it is; each column of a table says what it means and what
    a null means. Amounts are decimals in pounds.

    Parameters
    ----------
    catalogue
        As `build_catalogue` returns it.
    """
    fund = catalogue["fund"]
    about = {name: fund[name] for name in ("title", "compiled_on", "facts_licence")}
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(contextlib.closing(sqlite3.connect(built / STORE)))
        files: dict[str, pq.ParquetWriter] = {}
        for name, rows in _list_tables(store, catalogue["rounds"]):
            if name not in files:
                path = built / PARQUET[name]
                path.parent.mkdir(exist_ok=True)
                schema = rows.schema.with_metadata(about)
                files[name] = stack.enter_context(
                    pq.ParquetWriter(path, schema, compression="zstd")
                )
            files[name].write_table(rows)
    _write_areas(built, catalogue, about)


def to_arrow(table: Table) -> pa.Table:
    """Return a table with the types of its columns; a value that no source states is null."""
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [_to_array(column.kind, own) for column, own in zip(table.columns, cells, strict=True)]
    return pa.table(arrays, schema=_describe(table.columns))


def _describe(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema(
        pa.field(
            column.name,
            _TYPES[column.kind],
            metadata={"meaning": column.meaning, "null_means": column.blank},
        )
        for column in columns
    )


def _to_array(kind: Kind, cells: Sequence[Any]) -> pa.Array:
    match kind:
        case Kind.POUNDS:
            pence = [None if one is None else round(one * 100) for one in cells]
            return _to_pounds(pa.array(pence, pa.int64()))
        case Kind.DATE:
            return pa.array(cells, pa.string()).cast(pa.date32())
        case _:
            return pa.array(cells, _TYPES[kind])


def _to_pounds(pence: pa.Array) -> pa.Array:
    return pc.multiply(pence.cast(pa.decimal128(19)), Decimal("0.01")).cast(_POUNDS)


def _list_tables(
    store: sqlite3.Connection, rounds: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, pa.Table]]:
    """Yield each table in batches; one without a row too, so that its file has its columns."""
    named = {own: sums for own, *sums in store.execute(NAMED_BIDS)}
    yield "rounds", to_arrow(rounds_table([Round(**one) for one in rounds], named))
    documents = store.execute("SELECT number, bid FROM document ORDER BY number")
    for batch in _fetch(documents, BATCH):
        bids = [parse_bid(number, unpack(content)) for number, content in batch]
        for make in (bids_table, members_table, sources_table, outcomes_table):
            table = make(bids)
            yield table.name, to_arrow(table)
    ids = _read_texts(store, "SELECT id FROM bid ORDER BY number")
    levels = _read_texts(store, "SELECT level FROM place ORDER BY number")
    codes = _read_texts(store, "SELECT gss FROM place ORDER BY number")
    for batch in _fetch(store.execute(_LANDINGS), 10 * BATCH):
        columns = zip(*batch, strict=True) if batch else [()] * (len(LANDING_COLUMNS) - 1)
        place, bid, led, *pence = (pa.array(one, pa.int64()) for one in columns)
        arrays = [levels.take(place), codes.take(place), ids.take(bid), led.cast(pa.bool_())]
        arrays += [_to_pounds(one) for one in pence]
        yield "landings", pa.table(arrays, schema=_describe(LANDING_COLUMNS))


def _read_texts(store: sqlite3.Connection, question: str) -> pa.Array:
    return pa.array((text for (text,) in store.execute(question)), pa.string())


def _fetch(found: sqlite3.Cursor, number: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows in batches, and one batch if there are none."""
    batch = found.fetchmany(number)
    yield batch
    while batch := found.fetchmany(number):
        yield batch


def _write_areas(built: Path, catalogue: Mapping[str, Any], about: Mapping[str, str]) -> None:
    areas = {area["gss"]: area for area in catalogue["areas"]}
    names = list_names(catalogue["areas"])
    rows, outlines = [], []
    for level, drawn in catalogue["levels"].items():
        features = json.loads((built / drawn["boundaries"]).read_bytes())["features"]
        for gss, feature in zip(drawn["codes"], features, strict=True):
            area = areas[gss]
            rows.append(
                (
                    gss,
                    names[Level(level)][gss],
                    Tier(area["tier"]).name.lower(),
                    area["county"],
                    area["region"],
                    area["combined_authority"],
                    level,
                    area["residents"],
                    area["residents_note"],
                )
            )
            outlines.append(shapely.geometry.shape(feature["geometry"]))
    columns = (*PLACE_COLUMNS, RESIDENTS, RESIDENTS_NOTE)
    frame = to_arrow(Table("areas", "Areas", columns, tuple(rows))).to_pandas()
    shapes = shapely.orient_polygons(outlines)
    buffer = io.BytesIO()
    gpd.GeoDataFrame(frame, geometry=shapes, crs=_LON_LAT).to_parquet(buffer)
    written = pq.read_table(buffer)
    own = {"boundary_licence": parse_outlines(catalogue["boundaries"]).licence}
    pq.write_table(
        written.replace_schema_metadata({**written.schema.metadata, **about, **own}),
        built / PARQUET["areas"],
        compression="zstd",
    )
