"""The real successors: today's England is whole, and each step of the way is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.pages.search import build_index
from dashboard.parts.area_panel import render_area
from dashboard.parts.static_html import to_text
from dashboard.words.headline import describe_headline
from geodata.areas.authorities import read_authorities
from geodata.areas.code_changes import EARLIER_CODES, LATER_CODES
from geodata.areas.recoding import find_equivalents
from geodata.areas.successors import arrivals, find_successors
from geodata.model.codes import LOWER_TIERS
from geodata.tables.faults import require

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.site import Site

GEOGRAPHY: Final = Path(__file__).resolve().parents[2] / "data" / "geography"
RENAMED: Final = "E07000112"
MADE_FROM: Final = {
    "E06000058": 3,  # Bournemouth, Christchurch and Poole
    "E06000059": 5,  # Dorset
    "E06000060": 4,  # Buckinghamshire
    "E06000061": 4,  # North Northamptonshire
    "E06000062": 3,  # West Northamptonshire
    "E06000063": 3,  # Cumberland
    "E06000064": 3,  # Westmorland and Furness
    "E06000065": 7,  # North Yorkshire
    "E06000066": 5,  # Somerset
    "E07000244": 2,  # East Suffolk
    "E07000245": 2,  # West Suffolk
    "E08000038": 1,  # Barnsley
    "E08000039": 1,  # Sheffield
}


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    return read_authorities(GEOGRAPHY)


@pytest.fixture(scope="module")
def successors(areas: pd.DataFrame) -> pd.DataFrame:
    return require(find_successors(GEOGRAPHY, areas))


def test_326_councils_make_296(areas: pd.DataFrame) -> None:
    lower = areas[areas["tier"].isin(LOWER_TIERS)]
    assert len(lower) == 326
    assert lower["today_gss"].nunique() == 296
    assert lower["today_gss"].notna().all()


def test_every_new_council_is_made_from_as_many_as_it_was(areas: pd.DataFrame) -> None:
    counts = areas["today_gss"].value_counts()
    new = counts[[code not in areas.index for code in counts.index]]
    assert new.to_dict() == MADE_FROM


@pytest.mark.parametrize(
    ("county", "councils"),
    [
        ("E10000002", {"E06000060"}),
        ("E10000006", {"E06000063", "E06000064"}),
        ("E10000009", {"E06000058", "E06000059"}),
        ("E10000021", {"E06000061", "E06000062"}),
        ("E10000023", {"E06000065"}),
        ("E10000027", {"E06000066"}),
        ("E10000029", {"E07000200", "E07000202", "E07000203", "E07000244", "E07000245"}),
    ],
)
def test_a_county_that_changed_is_wholly_in_its_new_councils(
    areas: pd.DataFrame, county: str, councils: set[str]
) -> None:
    assert set(areas.loc[areas["county_gss"] == county, "today_gss"]) == councils


def test_new_councils_lie_where_they_should(areas: pd.DataFrame, successors: pd.DataFrame) -> None:
    new = arrivals(areas, successors)
    assert list(new.index) == sorted(MADE_FROM)
    assert new["name"]["E06000058"] == "Bournemouth, Christchurch and Poole"
    assert new["region_gss"].notna().all()
    assert new["county_gss"].dropna().to_dict() == dict.fromkeys(
        ["E07000244", "E07000245"], "E10000029"
    )
    assert new["combined_authority_gss"].dropna().to_dict() == dict.fromkeys(
        ["E08000038", "E08000039"], "E47000002"
    )


def test_changes_took_effect_on_the_first_of_april(successors: pd.DataFrame) -> None:
    assert set(successors["changed_on"]) == {
        f"{year}-04-01" for year in (2018, 2019, 2020, 2021, 2023, 2025)
    }


def test_step_between_is_told_where_there_was_one(successors: pd.DataFrame) -> None:
    taunton = successors.loc["E07000190"]
    assert taunton["gss_now"] == "E06000066"
    assert "E07000246" in taunton["note"]


def test_codes_that_stand_for_one_area_of_2014_are_read_as_it(areas: pd.DataFrame) -> None:
    assert find_equivalents(areas) == dict(EARLIER_CODES) | {
        "E06000060": "E10000002",  # Buckinghamshire
        "E06000065": "E10000023",  # North Yorkshire
        "E06000066": "E10000027",  # Somerset
        "E08000038": "E08000016",  # Barnsley
        "E08000039": "E08000019",  # Sheffield
    }


def test_every_new_council_is_known_as_a_later_code(areas: pd.DataFrame) -> None:
    counties = areas["county_gss"].dropna()
    for code in MADE_FROM:
        known = LATER_CODES[code]
        whole = [set(counties.index[counties == one]) or {one} for one in known]
        assert set().union(*whole) == set(areas.index[areas["today_gss"] == code])


def test_council_with_a_new_name_bears_it_among_those_of_today(site: Site) -> None:
    today = site.read_view(f"?level=today&area={RENAMED}")
    then = site.read_view(f"?level=lower&area={RENAMED}")
    assert today.area is not None
    assert then.area is not None
    for view, name in ((today, "Folkestone and Hythe"), (then, "Shepway")):
        assert next(one.name for one in view.areas if one.gss == RENAMED) == name
        assert describe_headline(view, site.catalogue).startswith(f"{name}: ")
    was = "It was called Shepway before 1 April 2018."
    is_now = "It is called Folkestone and Hythe since 1 April 2018."
    assert was in to_text(render_area(today.area, today, site.catalogue))
    assert is_now in to_text(render_area(then.area, then, site.catalogue))
    found = build_index(site.catalogue).find("shepway").entries[0]
    assert found.detail.endswith("; since 1 April 2018 called Folkestone and Hythe")
