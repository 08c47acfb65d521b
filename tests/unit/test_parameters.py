from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.data.catalogue import Catalogue, read_catalogue
from dashboard.query.parameters import (
    STATE_PARAMETERS,
    ParameterError,
    parse_parameters,
    read_exact_state,
)
from dashboard.query.state import MapState

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def catalogue(built_folder: Path) -> Catalogue:
    return read_catalogue(built_folder)


def refusal(query: bytes, catalogue: Catalogue) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        read_exact_state(parse_parameters(query, STATE_PARAMETERS), catalogue)
    return caught.value


def test_an_address_of_the_page_reads_as_the_same_state(catalogue: Catalogue) -> None:
    state = MapState(round="2015-16", region="E12000002", q="fire and rescue")
    query = state.to_search().removeprefix("?").encode()
    assert read_exact_state(parse_parameters(query, STATE_PARAMETERS), catalogue) == state


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (b"round=2099-00", "round"),
        (b"colour=red", "colour"),
        (b"round=2015-16&round=2014-15", "round"),
        (b"theme=digital&region=E12999999", "region"),
        (b"q=" + b"a" * 101, "q"),
        (b"q=" + b"a" * 3000, "q"),
        (b"q=%ff%fe", "q"),
        (b"q=\xff", "q"),
        (b"q=a%00b", "q"),
        (b"q=a%0d%0ab", "q"),
        (b"round=", "round"),
        (b"level", "level"),
        (b"level=%C0%AFupper", "level"),
        (b"area=../../etc/passwd", "area"),
        (b"area=E10000017&bid=TCA1516-11", "area"),
        (b"=x", ""),
    ],
)
def test_what_cannot_be_used_is_named(query: bytes, parameter: str, catalogue: Catalogue) -> None:
    assert refusal(query, catalogue).parameter == parameter


def test_a_long_unknown_name_is_cut_and_made_printable(catalogue: Catalogue) -> None:
    named = refusal(b"%1b" + b"x" * 500 + b"=1", catalogue).parameter
    assert len(named) <= 41
    assert named.isprintable()


def test_a_refusal_does_not_speak_of_what_the_page_would_do(catalogue: Catalogue) -> None:
    assert refusal(b"round=zz", catalogue).detail == "“zz” is not a known round."
