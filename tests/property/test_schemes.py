"""The classes hold for any values: ordered, covering, none empty, the same every time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.model.codes import Measure
from geodata.publishing.schemes import fit_classes

if TYPE_CHECKING:
    from random import Random

    from geodata.model.classification import Classification

quick: Final = settings(max_examples=80)
MONEY: Final = [Measure.AWARD, Measure.SAVING]

amounts = st.lists(st.integers(0, 10) | st.integers(0, 10**12), min_size=1, max_size=60)
counts = st.lists(st.integers(0, 200), min_size=1, max_size=60)
ratios = st.lists(st.floats(0, 10**6, allow_subnormal=False), min_size=1, max_size=60)
cases = st.one_of(
    st.tuples(st.sampled_from(MONEY), amounts),
    st.tuples(st.just(Measure.BIDS), counts),
    st.tuples(st.just(Measure.RATIO), ratios),
)
sizes = st.integers(1, 7)

Case = tuple[Measure, list[float]]


def fit(case: Case, k: int) -> Classification:
    measure, values = case
    classes = fit_classes(pd.Series(values), measure, k)
    assert classes is not None
    return classes


@quick
@given(case=cases, k=sizes)
def test_edges_rise_from_zero_to_at_least_the_largest_value(case: Case, k: int) -> None:
    edges = fit(case, k).edges
    assert edges[0] == 0
    assert all(low < high for low, high in pairwise(edges))
    assert edges[-1] >= max(case[1])


@quick
@given(case=cases, k=sizes)
def test_no_class_is_empty_and_there_are_no_more_than_asked_for(case: Case, k: int) -> None:
    classes = fit(case, k)
    assert classes.k <= k
    assert {classes.index(value) for value in case[1]} == set(range(classes.k))


@quick
@given(case=cases, k=sizes, order=st.randoms(use_true_random=False))
def test_same_values_in_any_order_give_the_same_edges(case: Case, k: int, order: Random) -> None:
    measure, values = case
    mixed = list(values)
    order.shuffle(mixed)
    assert fit((measure, mixed), k) == fit(case, k)


@quick
@given(values=amounts, measure=st.sampled_from(MONEY))
def test_money_edges_are_whole_pounds_of_two_figures(values: list[float], measure: Measure) -> None:
    for edge in fit((measure, values), 5).edges:
        assert edge % 100 == 0
        assert len(f"{edge / 100:.0f}".rstrip("0")) <= 2


@quick
@given(values=counts)
def test_bid_edges_are_whole_numbers(values: list[float]) -> None:
    assert all(isinstance(edge, int) for edge in fit((Measure.BIDS, values), 5).edges)
