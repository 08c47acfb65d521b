"""Classes that a person would have chosen, whatever the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.attribution import attribute
from geodata.codes import CountRule, Level, Measure
from geodata.errors import ClassificationError
from geodata.schemes import fit_classes, sum_by_area
from tests.factories import (
    COUNTY,
    UNITARY,
    bid_row,
    make_areas,
    make_award_tables,
    member_row,
    source_row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.attribution import Allocation


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


def make_allocation(folder: Path) -> Allocation:
    """Return Daleshire's three bids and Onetown's one, in pounds of award and saving.

    Daleshire: 100 and 300; 50 and not stated; not stated and 900. Onetown: not stated and 10.
    """
    amounts = {"T-1": ("100", "300"), "T-2": ("50", ""), "T-3": ("", "900"), "T-4": ("", "10")}
    rows = {
        "bids": [
            bid_row(
                bid_id,
                award_gbp=award,
                award_precision="exact" if award else "",
                saving_gbp=saving,
                saving_precision="exact" if saving else "",
            )
            for bid_id, (award, saving) in amounts.items()
        ],
        "members": [
            *(
                member_row(f"T-{number}", name="Daleshire County Council", gss_code=COUNTY)
                for number in (1, 2, 3)
            ),
            member_row("T-4", name="Onetown Council", gss_code=UNITARY),
        ],
        "sources": [source_row(bid_id) for bid_id in amounts],
    }
    tables = make_award_tables(folder, rows)
    return attribute(tables, make_areas(), Level.UPPER, CountRule.LEAD)


def test_award_and_saving_sum_what_is_stated(tmp_path: Path) -> None:
    allocation = make_allocation(tmp_path)
    assert sum_by_area(allocation, Measure.AWARD).to_dict() == {COUNTY: 15_000}
    assert sum_by_area(allocation, Measure.SAVING).to_dict() == {UNITARY: 1_000, COUNTY: 120_000}


def test_ratio_takes_only_bids_that_state_both(tmp_path: Path) -> None:
    assert sum_by_area(make_allocation(tmp_path), Measure.RATIO).to_dict() == {COUNTY: 3.0}


def test_share_of_no_pence_has_no_ratio(tmp_path: Path) -> None:
    penny = bid_row(award_gbp="0.01", saving_gbp="5", saving_precision="exact")
    members = [
        member_row(name="Onetown Council", gss_code=UNITARY),
        member_row(role="partner", name="Daleshire County Council", gss_code=COUNTY),
    ]
    tables = make_award_tables(
        tmp_path, {"bids": [penny], "members": members, "sources": [source_row()]}
    )
    shared = attribute(tables, make_areas(), Level.UPPER, CountRule.SHARED)
    assert sum_by_area(shared, Measure.AWARD).to_dict() == {UNITARY: 1, COUNTY: 0}
    assert sum_by_area(shared, Measure.RATIO).to_dict() == {UNITARY: 250.0}


def test_bids_count_those_that_state_no_amount_too(tmp_path: Path) -> None:
    assert sum_by_area(make_allocation(tmp_path), Measure.BIDS).to_dict() == {UNITARY: 1, COUNTY: 3}
