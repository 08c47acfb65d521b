"""What makes two written names one, and what is refused, in a small made-up country."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas.spellings import normalise_name, remove_initials
from geodata.model.codes import GssCode
from geodata.names.matching import (
    Ambiguous,
    AuthorityIndex,
    Match,
    NoMatch,
    index_authorities,
    match_authority,
)
from tests import factories


def make_index(aliases: list[factories.Row] | None = None) -> AuthorityIndex:
    rows = pd.DataFrame([factories.alias_row()] if aliases is None else aliases)
    return index_authorities(factories.make_areas(), rows)


@pytest.mark.parametrize(
    ("text", "gss_code"),
    [
        ("Onetown", factories.UNITARY),
        ("onetown council", factories.UNITARY),
        ("ONETOWN BC", factories.UNITARY),
        ("Milford", factories.BOROUGHS[0]),
        ("Milford MBC", factories.BOROUGHS[0]),
        ("Metropolitan Borough of Kilnbridge", factories.BOROUGHS[1]),
        ("Daleshire County Council", factories.COUNTY),
        ("Daleshire CC", factories.COUNTY),
        ("Greater Millford Combined Authority", factories.COMBINED),
        ("Borough of Onetown Council", factories.UNITARY),
    ],
)
def test_what_a_council_calls_itself_does_not_hide_its_name(text: str, gss_code: str) -> None:
    found = match_authority(text, make_index())
    assert isinstance(found, Match)
    assert found.gss_code == gss_code


@pytest.mark.parametrize(
    "text",
    [
        "Daleshire District Council",
        "Ashdale County Council",
        "Ashdale MBC",
        "Onetwn",
        "Council",
        "",
        "Daleshire Fire and Rescue Service",
    ],
)
def test_a_name_of_the_wrong_tier_or_spelling_is_not_guessed_at(text: str) -> None:
    assert match_authority(text, make_index()) == NoMatch()


def test_a_form_of_two_areas_is_ambiguous() -> None:
    twice = [factories.alias_row("Dale", code) for code in factories.DISTRICTS[:2]]
    assert match_authority("dale", make_index(twice)) == Ambiguous(
        tuple(GssCode(code) for code in factories.DISTRICTS[:2]),
        "it may be Ashdale or Beckdale",
    )


def test_the_tier_in_a_name_settles_an_ambiguous_form() -> None:
    twice = [
        factories.alias_row("Dale", factories.DISTRICTS[0]),
        factories.alias_row("Dale", factories.COUNTY),
    ]
    found = match_authority("Dale County Council", make_index(twice))
    assert found == Match(GssCode(factories.COUNTY), "Daleshire")


@given(st.text())
def test_normalising_a_name_twice_is_normalising_it_once(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(match_authority(text, make_index()), Match | Ambiguous | NoMatch)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  THE  Shefﬁeld—City ", "sheffield city"),
        ("S. Glos", "south gloucestershire"),
        ("N E Lincs", "north east lincolnshire"),
        ("Bolsóver B.C.", "bolsover bc"),
        ("St.Helen’s", "st helens"),
        ("A & B", "a and b"),
        ("", ""),
    ],
)
def test_habits_of_spelling_make_no_difference(text: str, form: str) -> None:
    assert normalise_name(text) == form


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Ashdale District Council (ADC)", "Ashdale District Council"),
        ("Fire and Rescue (FR)", "Fire and Rescue"),
        ("Ashdale (lead)", "Ashdale (lead)"),
    ],
)
def test_only_brackets_that_repeat_the_initials_go(text: str, rest: str) -> None:
    assert remove_initials(text) == rest


def test_a_misspelt_style_is_put_right_and_a_plural_is_not() -> None:
    assert isinstance(match_authority("Onetown Coucil", make_index()), Match)
    assert isinstance(match_authority("Onetown Burough Council", make_index()), Match)
    assert match_authority("Daleshire Councils", make_index()) == NoMatch()
