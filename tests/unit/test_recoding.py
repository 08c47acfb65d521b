"""Awards recorded under codes of other years: read as 2014's where that is sure, else refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.__main__ import main
from geodata.areas.recoding import find_equivalents
from geodata.awards.attribution import attribute
from geodata.awards.reading import AwardTables, council_members, find_award_tables
from geodata.model.codes import CountRule, Level
from tests import factories
from tests.factories import BOROUGHS, COUNTY, DISTRICTS, MERGED, Row, successor_row

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

RECODED = "E08000099"
WHOLE_COUNTY = "E06000098"


def make_later_areas() -> pd.DataFrame:
    """Return a world in which the county is one council now and a borough has a new code."""
    rows = [successor_row(code, gss_now=WHOLE_COUNTY) for code in DISTRICTS]
    rows.append(successor_row(BOROUGHS[0], gss_now=RECODED, name_now="Millford", kind="recoded"))
    return factories.make_areas(successors=rows)


def with_code(table: str, place: int, code: str, **cells: str) -> dict[str, list[Row]]:
    rows = factories.award_rows()
    rows[table][place] |= {"gss_code": code} | cells
    return rows


def read(folder: Path, rows: dict[str, list[Row]], areas: pd.DataFrame) -> AwardTables:
    tables, faults = find_award_tables(factories.write_award_tables(folder, rows), areas)
    assert tables is not None, faults
    return tables


def test_new_code_of_one_council_is_that_council() -> None:
    assert find_equivalents(make_later_areas())[RECODED] == BOROUGHS[0]


def test_council_made_of_a_whole_county_is_the_county() -> None:
    assert find_equivalents(make_later_areas())[WHOLE_COUNTY] == COUNTY


def test_council_made_of_part_of_a_county_is_no_one_area_of_2014() -> None:
    assert MERGED not in find_equivalents(factories.make_areas())


def test_council_made_of_a_county_and_more_is_no_one_area_of_2014() -> None:
    rows = [successor_row(code) for code in (*DISTRICTS, factories.UNITARY)]
    assert MERGED not in find_equivalents(factories.make_areas(successors=rows))


def test_earlier_code_is_the_one_that_replaced_it() -> None:
    rows = factories.area_rows()
    rows[4]["gss_code"] = "E08000037"
    assert find_equivalents(factories.make_areas(rows)) == {"E08000020": "E08000037"}


def test_codes_of_2014_are_never_recoded() -> None:
    areas = make_later_areas()
    assert not set(find_equivalents(areas)) & set(areas.index)


def test_member_is_read_under_the_code_of_2014_with_a_note(tmp_path: Path) -> None:
    rows = with_code("members", 3, RECODED, note="named first")
    tables = read(tmp_path, rows, make_later_areas())
    member = tables.members.loc[3]
    assert member["gss_code"] == BOROUGHS[0]
    assert member["note"] == (
        f"named first; recorded under {RECODED}, read as {BOROUGHS[0]} of December 2014"
    )


def test_member_without_a_note_gets_one(tmp_path: Path) -> None:
    tables = read(tmp_path, with_code("members", 3, RECODED), make_later_areas())
    assert str(tables.members["note"][3]).startswith("recorded under")


def test_group_is_read_under_the_codes_of_2014(tmp_path: Path) -> None:
    tables = read(tmp_path, with_code("groups", 0, RECODED), make_later_areas())
    assert tables.groups["gss_code"].to_list() == list(BOROUGHS)
    assert [recoding.file for recoding in tables.recodings] == ["awards/groups.csv"]


def test_each_recoding_is_kept_with_its_place(tmp_path: Path) -> None:
    tables = read(tmp_path, with_code("members", 1, WHOLE_COUNTY), make_later_areas())
    (recoding,) = tables.recodings
    assert (recoding.row, recoding.recorded, recoding.used) == (3, WHOLE_COUNTY, COUNTY)
    assert recoding.name == "Daleshire"


def test_tables_of_2014_are_left_as_they_are(tmp_path: Path) -> None:
    tables = read(tmp_path, factories.award_rows(), make_later_areas())
    assert tables.recodings == ()
    assert tables.members["note"].isna().all()


def test_recoded_award_lands_where_it_would_have_landed(tmp_path: Path) -> None:
    areas = make_later_areas()
    later = read(tmp_path / "later", with_code("members", 1, WHOLE_COUNTY), areas)
    plain = read(tmp_path / "plain", factories.award_rows(), areas)
    assert council_members(later).equals(council_members(plain))
    for level in Level:
        placed = [attribute(one, areas, level, CountRule.LEAD) for one in (later, plain)]
        assert placed[0].equals(placed[1])


@pytest.mark.parametrize("code", [MERGED, "E06000058", "E07000246", "E47000007"])
def test_code_that_was_split_or_joined_is_refused(tmp_path: Path, code: str) -> None:
    folder = factories.write_award_tables(tmp_path, with_code("members", 1, code))
    tables, (fault,) = find_award_tables(folder, factories.make_areas())
    assert tables is None
    assert (fault.row, fault.value) == (3, code)


def test_same_council_under_its_old_and_new_code_stands_twice(tmp_path: Path) -> None:
    rows = factories.award_rows()
    again = factories.member_row(
        "T-3", role="partner", name="Millford Council", gss_code=RECODED, body="council"
    )
    rows["members"].insert(4, again)
    folder = factories.write_award_tables(tmp_path, rows)
    tables, faults = find_award_tables(folder, make_later_areas())
    assert tables is None
    assert BOROUGHS[0] in {fault.value for fault in faults}


def test_check_names_each_recoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    successors = [successor_row(code, gss_now=WHOLE_COUNTY) for code in DISTRICTS]
    factories.write_geography(tmp_path / "geography", successors=successors)
    factories.write_boundaries(tmp_path / "geography")
    factories.write_award_tables(tmp_path / "awards", with_code("members", 1, WHOLE_COUNTY))
    assert main(["--data", str(tmp_path), "check"]) == 0
    out = capsys.readouterr().out
    assert "Codes of other years" in out
    assert (
        f"awards/members.csv, row 3: {WHOLE_COUNTY} is read as {COUNTY}, Daleshire in December 2014"
    ) in out
