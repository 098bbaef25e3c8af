from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law.figure import Figure, Operator, edge
from clusterkit.verification.ranges import Range, change, missing, point, summed
from clusterkit.verification.truth import Truth, all_met, any_met, opposite, so_many_met

OPERATORS: tuple[Operator, ...] = (">=", ">", "<=", "<")
MET, NOT_MET, UNKNOWN, NOTHING = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN, Truth.NOT_APPLICABLE
CODES = (Truth.NOT_MET, Truth.UNKNOWN, Truth.MET)


@pytest.mark.parametrize(
    "operator, below, at, above",
    [(">=", NOT_MET, MET, MET), (">", NOT_MET, NOT_MET, MET), ("<=", MET, MET, NOT_MET), ("<", MET, NOT_MET, NOT_MET)],
)
def test_a_figure_at_its_bound_within_the_tolerance_is_at_it(
    operator: Operator, below: Truth, at: Truth, above: Truth
) -> None:
    assert point(31.9).compare(operator, 32.0) is below
    for near in (32.0, 32.0 + 3e-8, 32.0 - 3e-8):
        assert point(near).compare(operator, 32.0) is at
    assert point(32.1).compare(operator, 32.0) is above


def test_growth_of_exactly_eight_per_cent_in_decimal_arithmetic_is_not_above_it() -> None:
    growth = point((125.9712 / 100.0) ** (1.0 / 3.0) - 1.0)
    assert growth.compare(">", 0.08) is NOT_MET
    assert growth.compare(">=", 0.08) is MET


def test_what_is_missing_is_unknown_unless_it_cannot_be_otherwise() -> None:
    assert missing().compare(">=", 0.0) is UNKNOWN
    assert missing(0.0).compare(">=", 0.0) is MET
    assert missing(0.0).compare("<", 0.0) is NOT_MET
    assert Range(3.0, inf).compare(">=", 3.0) is MET
    assert Range(3.0, inf).compare("<=", 2.0) is NOT_MET


def test_known_counts_bound_a_sum_from_below() -> None:
    assert summed([point(2.0), point(3.0)]) == point(5.0)
    assert summed([point(2.0), missing(), missing(0.0)]) == Range(2.0, inf)


def test_a_change_within_the_tolerance_is_none() -> None:
    assert change(point(100.00000001), point(100.0)) == point(0.0)
    assert change(point(101.0), point(100.0)) == point(1.0)
    assert change(point(5.0), missing(0.0)) == Range(-inf, 5.0)
    assert change(missing(0.0), point(5.0)) == Range(-5.0, inf)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(OPERATORS), st.booleans())
def test_comparing_is_that_of_the_laws_own_figures(
    figure: float, bound: float, operator: Operator, known: bool
) -> None:
    low, high = np.full((1, 1, 1), figure), np.full((1, 1, 1), figure if known else np.inf)
    held = Figure(low, low if known else high)
    code = held.compare(operator, edge(held.measure, operator, np.full((1, 1, 1), bound))).item()
    assert Range(figure, figure if known else inf).compare(operator, bound) is CODES[code]


# Truth ---------------------------------------------------------------------------------------------


def test_all_of_is_decided_by_the_worst_and_any_of_by_the_best_that_applies() -> None:
    assert all_met([MET, UNKNOWN, NOT_MET]) is NOT_MET
    assert all_met([MET, UNKNOWN, NOTHING]) is UNKNOWN
    assert all_met([MET, NOTHING]) is MET
    assert any_met([MET, UNKNOWN, NOT_MET]) is MET
    assert any_met([UNKNOWN, NOT_MET, NOTHING]) is UNKNOWN
    assert any_met([NOT_MET, NOTHING]) is NOT_MET
    assert all_met([NOTHING]) is any_met([NOTHING]) is NOTHING


def test_so_many_are_met_once_they_are_and_not_once_they_cannot_be() -> None:
    assert so_many_met([MET, MET, NOT_MET], 2) is MET
    assert so_many_met([MET, UNKNOWN, NOT_MET], 2) is UNKNOWN
    assert so_many_met([MET, NOTHING, NOT_MET], 2) is NOT_MET


def test_the_opposite_of_what_is_not_known_is_not_known() -> None:
    assert [opposite(one) for one in (MET, NOT_MET, UNKNOWN, NOTHING)] == [NOT_MET, MET, UNKNOWN, NOTHING]
    assert [one.holds for one in (MET, NOT_MET, UNKNOWN, NOTHING)] == [True, False, False, True]
