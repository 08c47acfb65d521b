"""Classes that a person would have chosen, whatever the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.model.codes import Measure
from geodata.model.errors import ClassificationError
from geodata.model.sums import Sums
from geodata.publishing.schemes import fit_classes, value_areas
from tests.factories import COUNTY, UNITARY

if TYPE_CHECKING:
    from collections.abc import Sequence


def fit_edges(values: Sequence[float], measure: Measure = Measure.AWARD, k: int = 5) -> list[float]:
    classes = fit_classes(pd.Series(values), measure, k)
    assert classes is not None
    return list(classes.edges)


def pounds(*amounts: float) -> list[float]:
    return [amount * 100 for amount in amounts]


def test_no_value_gives_no_classes() -> None:
    assert fit_classes(pd.Series([], dtype="Int64"), Measure.AWARD) is None
    assert fit_classes(pd.Series([pd.NA, pd.NA], dtype="Int64"), Measure.AWARD) is None


def test_area_without_an_amount_takes_no_part() -> None:
    values = pounds(100_000, 200_000, 300_000, 400_000)
    with_gaps = pd.Series([*values, pd.NA, pd.NA], dtype="Int64")
    classes = fit_classes(with_gaps, Measure.AWARD)
    assert classes is not None
    assert list(classes.edges) == fit_edges(values)


def test_one_value_gives_one_class_up_to_a_round_number_above_it() -> None:
    assert fit_edges(pounds(286_000)) == pounds(0, 300_000)


def test_ties_give_one_class_for_each_value_that_can_be_told_apart() -> None:
    assert fit_edges([1] * 80 + [2] * 15 + [3] * 5, Measure.BIDS) == [0, 1, 2, 3]


def test_zero_alone_gives_a_class_that_holds_it() -> None:
    assert fit_edges([0, 0]) == [0, 100]


def test_money_edges_are_round_numbers() -> None:
    values = pounds(
        61_234, 98_765, 187_654, 301_010, 398_000, 512_345, 777_000, 1_234_567, 6e6, 9e6
    )
    assert fit_edges(values) == pounds(0, 150_000, 400_000, 600_000, 2_000_000, 10_000_000)


def test_bid_edges_are_whole_numbers_and_end_at_the_largest_count() -> None:
    assert fit_edges([1] * 33 + [2] * 30 + [3] * 5 + [4] * 5 + [7], Measure.BIDS) == [
        *(0, 1, 2, 3, 4, 7)
    ]


def test_few_areas_get_few_classes() -> None:
    assert len(fit_edges(pounds(1e6, 2e6, 3e6, 4e6, 5e6))) - 1 == 3


def test_skewed_money_does_not_fall_into_one_class() -> None:
    values = pounds(*range(10_000, 330_000, 1_000), 12_400_000)
    classes = fit_classes(pd.Series(values), Measure.AWARD)
    assert classes is not None
    counts = pd.Series([classes.index(value) for value in values]).value_counts()
    assert counts.max() < len(values) / 3


@pytest.mark.parametrize("faulty", [-1.0, float("inf")])
def test_value_that_is_no_amount_is_refused(faulty: float) -> None:
    with pytest.raises(ClassificationError, match="expected finite numbers of at least 0"):
        fit_classes(pd.Series([1.0, faulty]), Measure.AWARD)


def test_no_classes_at_all_cannot_be_asked_for() -> None:
    with pytest.raises(ClassificationError, match="k=0"):
        fit_classes(pd.Series([1.0]), Measure.AWARD, k=0)


def make_sums() -> pd.DataFrame:
    """Return what two areas have: Daleshire of three bids, Onetown of one without an award."""
    county = {"bids": 3, "awards": 2, "award_pence": 15_000, "savings": 2}
    county |= {"saving_pence": 120_000, "both_award": 10_000, "both_saving": 30_000}
    unitary = {"bids": 1, "savings": 1, "saving_pence": 1_000}
    rows = {COUNTY: county, UNITARY: unitary}
    return pd.DataFrame(
        {name: [row.get(name, 0) for row in rows.values()] for name in Sums._fields},
        index=list(rows),
    )


def test_award_and_saving_are_of_areas_that_state_one() -> None:
    assert value_areas(make_sums(), Measure.AWARD).to_dict() == {COUNTY: 15_000}
    assert value_areas(make_sums(), Measure.SAVING).to_dict() == {COUNTY: 120_000, UNITARY: 1_000}


def test_ratio_takes_only_bids_that_state_both() -> None:
    assert value_areas(make_sums(), Measure.RATIO).to_dict() == {COUNTY: 3.0}


def test_share_of_no_pence_has_no_ratio() -> None:
    sums = make_sums().assign(awards=1, award_pence=[0, 1], both_award=[0, 2])
    sums["both_saving"] = [250, 500]
    assert value_areas(sums, Measure.AWARD).to_dict() == {COUNTY: 0, UNITARY: 1}
    assert value_areas(sums, Measure.RATIO).to_dict() == {UNITARY: 250.0}


def test_bids_count_those_that_state_no_amount_too() -> None:
    assert value_areas(make_sums(), Measure.BIDS).to_dict() == {COUNTY: 3, UNITARY: 1}
