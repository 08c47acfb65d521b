"""The whole tables as Parquet: the same rows as the downloads, with types, and never filtered."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import shape

from dashboard.exports.records import AREA_COLUMNS
from geodata.model.codes import CountRule, Level
from geodata.model.published.tables import Column, Kind, Table
from geodata.model.store_format import PARQUET
from geodata.publishing.parquet import to_arrow
from tests.reading import list_loaded

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

IN_API = ("bids", "members", "sources", "outcomes", "rounds")
LISTED = 1_000


def fetch(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def read_table(client: FlaskClient, name: str) -> pa.Table:
    return pq.read_table(io.BytesIO(fetch(client, f"/download/{name}.parquet")))


def read_rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    text = fetch(client, path).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write_cell(value: object) -> str:
    """Return a value of a Parquet file as the CSV writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(str, value))
        case _:
            text = str(value)
            return text.removesuffix(".00")


@pytest.mark.parametrize("name", IN_API)
def test_table_holds_the_rows_of_the_csv_in_its_columns(client: FlaskClient, name: str) -> None:
    wanted = read_rows(client, f"/api/v1/{name}.csv?limit={LISTED}")
    table = read_table(client, name)
    assert table.column_names == list(wanted[0])
    found = [{key: write_cell(value) for key, value in row.items()} for row in table.to_pylist()]
    order = list(wanted[0])
    assert sorted(found, key=lambda row: [row[key] for key in order]) == sorted(
        wanted, key=lambda row: [row[key] for key in order]
    )


def test_bids_can_be_read_by_pandas_with_their_types(client: FlaskClient, tmp_path: Path) -> None:
    content = fetch(client, "/download/bids.parquet")
    path = tmp_path / "bids.parquet"
    path.write_bytes(content)
    bids = pd.read_parquet(path, dtype_backend="pyarrow")
    csv_rows = {row["bid_id"]: row for row in read_rows(client, "/download/view.csv")}
    assert set(bids["bid_id"]) == set(csv_rows)
    for bid_id, award in zip(bids["bid_id"], bids["award_gbp"], strict=True):
        written = csv_rows[bid_id]["award_gbp"]
        assert pd.isna(award) if not written else award == float(written)
    types = read_table(client, "bids").schema
    assert types.field("award_gbp").type == pa.decimal128(18, 2)
    assert types.field("announced_on").type == pa.date32()
    assert types.field("themes").type == pa.list_(pa.string())


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("rule", CountRule)
def test_landings_add_up_to_the_areas_of_the_csv(
    client: FlaskClient, level: Level, rule: CountRule
) -> None:
    landings = read_table(client, "landings").to_pandas()
    own = landings[landings["level"] == str(level)]
    sums = own.dropna(subset=[f"{rule}_award_gbp"]).groupby("gss")[f"{rule}_award_gbp"].sum()
    for row in read_rows(client, f"/download/areas.csv?level={level}&count={rule}"):
        found = sums.get(row["gss"])
        assert (None if found is None else float(found)) == (
            float(row["award_gbp"]) if row["award_gbp"] else None
        )


@pytest.mark.parametrize("level", Level)
def test_areas_have_the_names_and_outlines_of_the_downloads(
    client: FlaskClient, level: Level, tmp_path: Path
) -> None:
    path = tmp_path / "areas.parquet"
    path.write_bytes(fetch(client, "/download/areas.parquet"))
    areas = gpd.read_parquet(path)
    own = areas[areas["level"] == str(level)].set_index("gss")
    assert own.crs == "EPSG:4326"
    assert own.geometry.is_valid.all()
    features = json.loads(fetch(client, f"/download/view.geojson?level={level}"))["features"]
    assert [feature["id"] for feature in features] == list(own.index)
    shared = [column.name for column in AREA_COLUMNS if column.name in own.columns]
    for feature in features:
        row = own.loc[feature["id"]]
        assert row["geometry"].equals(shape(feature["geometry"]))
        for name in shared:
            value = row[name]
            assert (None if pd.isna(value) else value) == feature["properties"][name]


def test_each_file_says_whose_it_is_and_each_column_what_it_means(client: FlaskClient) -> None:
    for name in PARQUET:
        about = pq.read_schema(io.BytesIO(fetch(client, f"/download/{name}.parquet"))).metadata
        assert about[b"facts_licence"]
    assert b"Crown copyright" in about[b"boundary_licence"]
    award = read_table(client, "bids").schema.field("award_gbp")
    assert award.metadata[b"null_means"] == b"not stated by any source; never zero"


def test_file_of_the_whole_data_refuses_a_filter(client: FlaskClient) -> None:
    answer = client.get("/download/bids.parquet?round=2015-16")
    assert answer.status_code == 400
    assert "never filtered" in answer.text


def test_reader_who_has_the_file_gets_304_and_a_program_gets_a_part(client: FlaskClient) -> None:
    path = "/download/bids.parquet"
    with client.get(path) as first:
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert "tca-bids-all-" in first.headers["Content-Disposition"]
    with client.get(path, headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with client.get(path, headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, b"PAR1")


@pytest.mark.parametrize("address", ["/table?round=2015-16", "/api/v1/"])
def test_page_offers_every_table(client: FlaskClient, address: str) -> None:
    page = client.get(address, headers={"Accept": "text/html"}).text
    assert [name for name in PARQUET if f'href="/download/{name}.parquet"' not in page] == []


def test_a_table_without_a_row_still_has_its_columns() -> None:
    columns = (Column("gbp", Kind.POUNDS, "Money."), Column("on", Kind.DATE, "Day."))
    assert to_arrow(Table("t", "T", columns, ())).schema.names == ["gbp", "on"]


def test_pence_are_kept_to_the_penny() -> None:
    table = Table("t", "T", (Column("gbp", Kind.POUNDS, "Money."),), ((33333.33,), (None,), (7,)))
    assert [str(one) for one in to_arrow(table)["gbp"].to_pylist()] == ["33333.33", "None", "7.00"]


def test_a_server_never_imports_what_writes_parquet() -> None:
    assert {"pyarrow", "pandas"} & list_loaded("dashboard") == set()
