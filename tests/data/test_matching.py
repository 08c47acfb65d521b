"""How well written names of councils of 2014 are matched: none wrong, and nearly all found."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas.authorities import read_authorities
from geodata.areas.spellings import normalise_name
from geodata.model.codes import GssCode
from geodata.names.group_matching import Group, match_group
from geodata.names.known_names import find_name_index
from geodata.names.matching import (
    Ambiguous,
    AuthorityIndex,
    Match,
    NoMatch,
    match_authority,
    suggest_authorities,
)
from geodata.tables.faults import require
from tests.conftest import ROOT
from tests.written_forms import WrittenForm, written_forms

if TYPE_CHECKING:
    import pandas as pd

GEOGRAPHY: Final = ROOT / "data" / "geography"
HARD: Final = Path(__file__).with_name("hard_names.csv")
GREATER_MANCHESTER: Final = tuple(f"E080000{number:02}" for number in range(1, 11))


def read_hard_names() -> list[tuple[str, str]]:
    with HARD.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["expected"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    return read_authorities(GEOGRAPHY)


@pytest.fixture(scope="module")
def index(areas: pd.DataFrame) -> AuthorityIndex:
    return require(find_name_index(GEOGRAPHY, areas))


@pytest.fixture(scope="module")
def forms(areas: pd.DataFrame) -> tuple[WrittenForm, ...]:
    return tuple(written_forms(areas))


def describe(found: Match | Ambiguous | NoMatch) -> str:
    match found:
        case Match(gss_code=code):
            return code
        case Ambiguous():
            return "ambiguous"
        case NoMatch():
            return "none"


@pytest.mark.parametrize(("text", "expected"), read_hard_names())
def test_a_hard_name_does_the_right_thing(text: str, expected: str, index: AuthorityIndex) -> None:
    assert describe(match_authority(text, index)) == expected


def test_no_written_form_is_matched_to_another_council(
    forms: tuple[WrittenForm, ...], index: AuthorityIndex
) -> None:
    assert len(forms) > 10_000
    found = [(form, match_authority(form.text, index)) for form in forms]
    wrong = [
        (form.text, answer)
        for form, answer in found
        if isinstance(answer, Match) and answer.gss_code != form.gss_code
    ]
    assert wrong == []


def test_every_written_form_is_found_and_nearly_every_misspelt_one(
    forms: tuple[WrittenForm, ...], index: AuthorityIndex
) -> None:
    """A slip is not found where another name is nearly as close (Herefordshire, Hertfordshire)."""
    for misspelt, least in ((False, 1.0), (True, 0.96)):
        chosen = [form for form in forms if form.misspelt is misspelt]
        found = sum(isinstance(match_authority(form.text, index), Match) for form in chosen)
        assert found / len(chosen) >= least


def test_no_slip_turns_a_name_into_another_council(
    areas: pd.DataFrame, index: AuthorityIndex
) -> None:
    """Every name with any one letter changed: right, refused, or that name itself."""
    councils = areas[areas["tier"].isin(["E06", "E07", "E08", "E09", "E10"])]["name"]
    wrong = [
        (text, answer.name)
        for code, name in councils.items()
        for at in range(len(name))
        for letter in "aeinorst"
        for text in (f"{name[:at]}{letter}{name[at + 1 :]} Council",)
        for answer in (match_authority(text, index),)
        if isinstance(answer, Match)
        and answer.gss_code != code
        and normalise_name(text) != normalise_name(f"{answer.name} Council")
    ]
    assert wrong == []


def test_a_doubtful_name_says_why(index: AuthorityIndex) -> None:
    later = match_authority("West Suffolk", index)
    assert isinstance(later, Ambiguous)
    assert later.gss_codes == ("E07000201", "E07000204")
    assert "in 2014 there were Forest Heath, St Edmundsbury" in later.reason
    gone = match_authority("Penwith DC", index)
    assert isinstance(gone, NoMatch)
    assert "a district until 2009" in gone.reason
    assert "Newcastle-under-Lyme or Newcastle upon Tyne" in str(match_authority("Newcastle", index))


def test_an_unknown_name_comes_with_suggestions(index: AuthorityIndex) -> None:
    assert suggest_authorities("Herfordshire", index)[:2] == (
        Match(GssCode("E06000019"), "Herefordshire"),
        Match(GssCode("E10000015"), "Hertfordshire"),
    )
    assert suggest_authorities("", index) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Greater Manchester councils", GREATER_MANCHESTER),
        ("all the councils of Greater Manchester", GREATER_MANCHESTER),
        ("Greater Manchester's ten boroughs", GREATER_MANCHESTER),
        (
            "all Dorset councils",
            (*(f"E070000{number}" for number in range(48, 54)), "E10000009"),
        ),
        (
            "Suffolk district and borough councils",
            tuple(f"E07000{number}" for number in range(200, 207)),
        ),
        ("West Suffolk councils", ("E07000201", "E07000204")),
        ("Cheshire councils", ("E06000049", "E06000050")),
        ("London boroughs", tuple(f"E090000{number:02}" for number in range(2, 34))),
    ],
)
def test_a_named_group_stands_for_its_councils(
    text: str, codes: tuple[str, ...], areas: pd.DataFrame, index: AuthorityIndex
) -> None:
    found = match_group(text, areas, index)
    assert isinstance(found, Group)
    assert found.gss_codes == codes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("the three boroughs", "no place is named"),
        ("district councils", "no place is named"),
        ("the other Kent districts", "not stated"),
        ("Greater Manchester's nine boroughs", "has 10 boroughs, not 9"),
        ("all 33 London boroughs", "has 32 boroughs, not 33"),
        ("Surrey boroughs", "which districts of Surrey (county) are boroughs is not known"),
        ("North East councils", "may be"),
        ("Merseyside councils", "is no county"),
        ("Rutland districts", "is no county"),
        ("Essex County Council", ""),
    ],
)
def test_a_group_that_is_not_known_is_refused(
    text: str, why: str, areas: pd.DataFrame, index: AuthorityIndex
) -> None:
    found = match_group(text, areas, index)
    assert isinstance(found, NoMatch)
    assert why in found.reason


def test_any_text_has_an_answer_as_a_group(areas: pd.DataFrame, index: AuthorityIndex) -> None:
    @given(text=st.text(max_size=40))
    def answer(text: str) -> None:
        assert isinstance(match_group(text, areas, index), Group | NoMatch)

    answer()
