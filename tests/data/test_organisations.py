"""Organisations in one cell, parted and told apart, against the councils of 2014."""

from __future__ import annotations

from typing import Final

import pytest

from geodata.areas.authorities import read_authorities
from geodata.awards.texts import GroupText
from geodata.importing.cells.organisations import find_organisations
from geodata.importing.cells.register import Register
from geodata.model.codes import Role
from geodata.names.known_names import find_name_index
from geodata.tables.faults import require
from tests.conftest import ROOT

GEOGRAPHY: Final = ROOT / "data" / "geography"


@pytest.fixture(scope="module")
def register() -> Register:
    areas = read_authorities(GEOGRAPHY)
    return Register(areas, require(find_name_index(GEOGRAPHY, areas)))


def found(text: str, register: Register, *, wrapped: bool = False) -> list[str]:
    """Return each organisation's code, or else its body."""
    each = find_organisations(text, Role.PARTNER, register, wrapped=wrapped)
    return [one.member.gss_code or one.member.body for one in each]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kent County Council, Medway Council and Kent Police",
            ["E10000016", "E06000035", "police"],
        ),
        (
            "Bath and North East Somerset Council and Bristol City Council",
            ["E06000022", "E06000023"],
        ),
        ("Babergh and Mid Suffolk District Councils", ["E07000200", "E07000203"]),
        (
            "Leicester, Leicestershire and Rutland councils",
            ["E06000016", "E10000018", "E06000017"],
        ),
        (
            "Bradford MDC, Wakefield and Kirklees Councils",
            ["E08000032", "E08000036", "E08000034"],
        ),
        ("Kingston upon Hull, City of; East Riding of Yorkshire", ["E06000010", "E06000011"]),
        ("Norfolk and Suffolk NHS Foundation Trust", ["health"]),
        (
            "Hammersmith & Fulham, Kensington & Chelsea and Westminster",
            ["E09000013", "E09000020", "E09000033"],
        ),
        (
            "Suffolk district and borough councils, Suffolk Police",
            ["council_group", "police"],
        ),
        (
            "Surrey County Council (lead), 11 Surrey districts and boroughs",
            ["E10000030", "council_group"],
        ),
        ("16 agencies; Age UK; the three boroughs", ["unnamed_group", "other", "unnamed_group"]),
        ("• Leeds City Council\n• Bradford MDC", ["E08000035", "E08000032"]),
        ("Leeds\nBradford", ["E08000035", "E08000032"]),
        ("Blackburn with Darwen and Pendle", ["E06000008", "E07000122"]),
        (
            "Shepway, Weymouth and Portland and Rochford District Councils",
            ["E07000112", "E07000053", "E07000075"],
        ),
        (
            "King's Lynn and West Norfolk Council & Newark and Sherwood DC",
            ["E07000146", "E07000175"],
        ),
        ("Partners: Essex County Council with Thurrock Council", ["E10000012", "E06000034"]),
        ("Leeds City Council, Leeds Council", ["E08000035"]),
        ("University of Kent", ["education"]),
        ("Kent Police and Kent Fire and Rescue Service", ["police", "fire"]),
        ("Kent Police and Kent County Council", ["police", "E10000016"]),
        ("Police and Crime Commissioner for Kent", ["police"]),
        ("Dorset Health and Wellbeing Board", ["health"]),
        ("Cornwall Fire and Rescue Service", ["fire"]),
        ("n/a", []),
        ("", []),
    ],
)
def test_a_cell_is_parted(text: str, expected: list[str], register: Register) -> None:
    assert found(text, register) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kent\nPolice", ["police"]),
        ("Bath and North East\nSomerset Council\nWiltshire Council", ["E06000022", "E06000054"]),
        ("Norfolk\nand Suffolk NHS Foundation\nTrust", ["health"]),
        ("Kent County Council,\nMedway\nCouncil", ["E10000016", "E06000035"]),
    ],
)
def test_a_line_too_long_for_its_cell_is_not_two_names(
    text: str, expected: list[str], register: Register
) -> None:
    assert found(text, register, wrapped=True) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Newcastle", "Newcastle-under-Lyme or Newcastle upon Tyne"),
        ("West Suffolk Council", "began in 2019"),
        ("Penwith District Council", "until 2009"),
        ("Nowhere Borough Council", ""),
    ],
)
def test_a_council_that_is_not_settled_is_never_guessed(
    text: str, why: str, register: Register
) -> None:
    (only,) = find_organisations(text, Role.PARTNER, register)
    assert only.unsettled is not None
    assert why in only.unsettled.reason
    assert (only.member.gss_code, only.member.body) == ("", "other")
    assert "not matched to one council of 2014" in only.member.note


def test_a_known_group_is_not_written_twice(register: Register) -> None:
    districts = [f"E07000{number}" for number in range(200, 207)]
    groups = tuple(GroupText("suffolk-districts", "x", code, "y") for code in districts)
    known = Register(register.areas, register.index, groups)
    (only,) = find_organisations("Suffolk district and borough councils", Role.PARTNER, known)
    assert only.member.group_id == "suffolk-districts"


def test_a_person_settles_a_name(register: Register) -> None:
    names = {"newcastle": "E08000021", "our council": "none"}
    settled = Register(register.areas, register.index, names=names)
    (first, second) = find_organisations("Newcastle; Our Council", Role.PARTNER, settled)
    assert first.member.gss_code == "E08000021"
    assert (first.member.name, first.member.note) == ("Newcastle upon Tyne", "written 'Newcastle'")
    assert second.unsettled is None


def test_a_charity_with_a_town_s_name_is_no_council_where_names_are_full(
    register: Register,
) -> None:
    full = Register(register.areas, register.index, full_names=True)
    assert found("Sandwell; Sandwell Council", full) == ["other", "E08000028"]


def test_a_charity_with_the_name_of_a_council_of_today_is_no_group_where_names_are_full(
    register: Register,
) -> None:
    full = Register(register.areas, register.index, full_names=True, today=True)
    assert found("Cumberland; Cumberland Council", full) == ["other", "council_group"]


@pytest.mark.slow
def test_a_cell_of_a_thousand_short_names_is_no_traceback(register: Register) -> None:
    assert found("gp & " * 1100 + "gp", register) == ["health"]
