"""What is exported and imported again is what it was: CSV, XLSX and 360Giving JSON."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import jsonschema_rs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.areas.authorities import read_authorities
from geodata.awards.exchange import EXCHANGE_COLUMNS, flatten_award, unflatten_award
from geodata.awards.exporting import (
    ExportFormat,
    export_awards,
    write_csv,
    write_grants,
    write_xlsx,
)
from geodata.awards.grants import find_obstacle
from geodata.awards.reading import Fund
from geodata.awards.texts import (
    AwardText,
    BidText,
    MemberText,
    OutcomeText,
    SourceText,
    TablesText,
    read_tables_text,
    write_tables_text,
)
from geodata.importing.cells.register import Register
from geodata.importing.columns.mapping import ColumnMapping
from geodata.importing.command import ImportOrder, run_import
from geodata.importing.files.reading import read_sheets
from geodata.importing.rows.gathering import gather_awards
from geodata.names.matching import index_authorities
from tests import factories
from tests.conftest import ROOT

REAL: Final = ROOT / "data"
ALIASES: Final = pd.DataFrame([factories.alias_row()])
TODAY: Final = date(2020, 1, 2)
FUND: Final = Fund(
    title="Test Fund",
    short_title="TF",
    funder="Department of Tests",
    years="2020",
    description="A fund.",
    method="",
    gaps="",
    facts_licence="",
    compiled_on=TODAY,
)

# Whatever the tables let through: letters, marks, numbers, signs and spaces, trimmed, on one line.
_letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_cell = st.text(_letters, min_size=1, max_size=12).map(str.strip).filter(bool)
_text = st.one_of(
    _cell, st.sampled_from(["=1+1", "'quoted", "-", "--", "+x", "@y", "a;b,c", "007"])
)
_blank = st.one_of(st.just(""), _text)
_days = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
_pounds = st.one_of(
    st.integers(1, 10**12 - 1).map(str),
    st.integers(1, 10**14 - 1).map(lambda pence: f"{pence // 100}.{pence % 100:02}"),
)
_url = st.integers(0, 99).map("https://example.org/{}".format)


@st.composite
def _awards(draw: st.DrawFn, bid_id: str) -> AwardText:
    award, saving = draw(st.booleans()), draw(st.booleans())
    precision = st.sampled_from(["exact", "rounded", "at_least"])
    bid = BidText(
        bid_id=bid_id,
        round=draw(st.sampled_from(["", "2013-14"])),
        announced_on=draw(st.one_of(st.just(""), _days)),
        title=draw(_blank),
        theme=draw(st.sampled_from(["", "digital", "digital; health"])),
        summary=draw(_text),
        award_gbp=draw(_pounds) if award else "",
        award_precision=draw(precision) if award else "",
        saving_gbp=draw(_pounds) if saving else "",
        saving_precision=draw(precision) if saving else "",
        saving_note=draw(_blank),
        lead_basis=draw(_text),
        lead_confidence=draw(st.sampled_from(["", "stated"])),
        may_be_led_by=draw(st.sampled_from(["", "E07000001; E07000002"])),
        confidence=draw(st.sampled_from(["stated", "inferred"])),
        check_note=draw(_blank),
    )
    names = draw(st.lists(_text, min_size=1, max_size=3, unique=True))
    members = tuple(
        MemberText(
            role="partner" if at else draw(st.sampled_from(["lead", "partner"])),
            name=name,
            body="other",
            organisations=draw(st.sampled_from(["", "5"])),
            note=draw(_blank),
        )
        for at, name in enumerate(names)
    )
    urls = draw(st.lists(_url, min_size=1, max_size=3, unique=True))
    sources = tuple(
        SourceText(url, draw(_text), draw(_blank), "no" if at else "yes")
        for at, url in enumerate(urls)
    )
    outcomes = tuple(
        OutcomeText(draw(_text), "programme", draw(st.sampled_from(["", "2017"])), url, "A paper")
        for url in draw(st.lists(_url, max_size=2, unique=True))
    )
    return AwardText(bid, members, sources, outcomes)


_tables = (
    st.integers(1, 3)
    .flatmap(lambda count: st.tuples(*(_awards(f"T-{at}") for at in range(count))))
    .map(lambda awards: TablesText((), (), (), awards))
)


def read_back(content: bytes, suffix: str) -> tuple[AwardText, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        path.write_bytes(content)
        areas = factories.make_areas()
        register = Register(areas, index_authorities(areas, ALIASES))
        sheet = read_sheets(path)[0]
        drafts = gather_awards(sheet, ColumnMapping(), register, TablesText((), (), (), ())).drafts
    assert all(draft.exchanged for draft in drafts)
    return tuple(draft.award for draft in drafts)


def plain(awards: tuple[AwardText, ...]) -> tuple[AwardText, ...]:
    """Return awards with each amount as it is read back: £5.00 and £5 are one number."""

    def shorten(pounds: str) -> str:
        return pounds.rstrip("0").rstrip(".") if "." in pounds else pounds

    return tuple(
        replace(
            award,
            bid=replace(
                award.bid,
                award_gbp=shorten(award.bid.award_gbp),
                saving_gbp=shorten(award.bid.saving_gbp),
            ),
        )
        for award in awards
    )


@given(_tables)
def test_awards_come_back_from_one_row_each(tables: TablesText) -> None:
    for award in tables.awards:
        cells = dict(zip(EXCHANGE_COLUMNS, flatten_award(award), strict=True))
        assert unflatten_award(cells, "row 2") == award


@settings(max_examples=25)
@given(_tables)
def test_awards_come_back_from_csv(tables: TablesText) -> None:
    assert plain(read_back(write_csv(tables), ".csv")) == plain(tables.awards)


@settings(max_examples=20)
@given(_tables)
def test_awards_come_back_from_a_workbook(tables: TablesText) -> None:
    content = write_xlsx(tables, "Test Fund", TODAY)
    assert plain(read_back(content, ".xlsx")) == plain(tables.awards)


@settings(max_examples=25)
@given(_tables)
def test_awards_that_the_standard_can_hold_come_back_from_360giving(tables: TablesText) -> None:
    given_ = tuple(award for award in tables.awards if not find_obstacle(award, {}))
    if given_:
        content, left_out = write_grants(tables, FUND)
        assert read_back(content, ".json") == given_
        assert len(left_out) == len(tables.awards) - len(given_)


@pytest.mark.parametrize("how", list(ExportFormat))
def test_the_real_awards_come_back_to_an_empty_fund(how: ExportFormat, tmp_path: Path) -> None:
    areas = read_authorities(REAL / "geography")
    suffix = {ExportFormat.GRANTS: "json"}.get(how, how.value)
    out = tmp_path / f"awards.{suffix}"
    report = export_awards(REAL / "awards", areas, how, out)
    tables = read_tables_text(REAL / "awards")
    fund = tmp_path / "fund"
    shutil.copytree(REAL / "awards", fund)
    write_tables_text(fund, replace(tables, awards=()))
    order = ImportOrder(out, fund, REAL / "geography", apply=True)
    assert run_import(order).written == report.written
    left_out = {bid_id for bid_id, _ in report.left_out}
    expected = tuple(award for award in tables.awards if award.bid.bid_id not in left_out)
    assert read_tables_text(fund) == replace(tables, awards=expected)
    assert report.left_out == () or how is ExportFormat.GRANTS
    again = run_import(order)
    assert (again.written, again.kept) == (0, None)


def test_the_package_keeps_the_standard_s_own_rules(tmp_path: Path, shared_folder: Path) -> None:
    out = tmp_path / "grants.json"
    areas = read_authorities(REAL / "geography")
    export_awards(REAL / "awards", areas, ExportFormat.GRANTS, out)
    document = json.loads(out.read_text(encoding="utf-8"))
    folder = shared_folder / "360giving"
    schema = json.loads((folder / "360-giving-schema.json").read_text(encoding="utf-8"))
    package = json.loads((folder / "360-giving-package-schema.json").read_text(encoding="utf-8"))
    package["properties"]["grants"]["items"] = {}
    assert (
        list(jsonschema_rs.validator_for(package, validate_formats=True).iter_errors(document))
        == []
    )
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    faults = [str(each) for grant in document["grants"] for each in validator.iter_errors(grant)]
    assert faults == []
    assert len(document["grants"]) > 50
