from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterkit.law.figure import Figure, Measure, Operator, blank_where, edge, observed, point, unknown
from clusterkit.law.indicator import Scale
from clusterkit.law.truth import Truths
from tests.law.sittings import Cells, figure, names, plain, unhurried

OPERATORS: tuple[Operator, ...] = get_args(Operator)
SCALES: tuple[Scale, ...] = get_args(Scale)
EQUAL_COUNTS = {">=": True, ">": False, "<=": True, "<": False}
N, U, M = "not_met", "unknown", "met"

operators = st.sampled_from(OPERATORS)
scales = st.sampled_from(SCALES)


def compared(scale: Scale, cells: Cells, operator: Operator, bound: float) -> list[str]:
    measure = Measure(scale)
    return names(figure(scale, cells).compare(operator, edge(measure, operator, np.full((1, 1, 1), bound))))


def holds(value: float, operator: Operator, bound: float) -> str:
    """Compare as the law reads it: figures within a relative 1e-9 of the bound are equal to it."""
    if abs(value - bound) <= 1e-9 * abs(bound):
        return M if EQUAL_COUNTS[operator] else N
    return M if (value > bound) == (operator in {">=", ">"}) else N


def test_a_known_figure_is_one_number() -> None:
    known = figure("log", [32.0, 40.0])
    assert known.known
    assert [low for low, _ in plain(known)] == pytest.approx([32.0, 40.0])
    assert [high for _, high in plain(known)] == pytest.approx([32.0, 40.0])


def test_a_missing_figure_is_the_whole_line() -> None:
    found = figure("plain", [32.0, None])
    assert not found.known
    assert plain(found) == [(32.0, 32.0), (-np.inf, np.inf)]
    assert plain(unknown("plain")) == [(-np.inf, np.inf)]


def test_zero_on_a_log_scale_is_known() -> None:
    assert figure("log", [0.0]).known
    assert compared("log", [0.0, None], "<", 1.0) == [M, U]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("bound", [0.7, 1.0, 0.08, 0.15, 1e-6, 1.5, 32.0, 125.9712])
def test_exactly_at_the_bound_the_operator_decides(scale: Scale, operator: Operator, bound: float) -> None:
    expected = M if EQUAL_COUNTS[operator] else N
    assert compared(scale, [bound], operator, bound) == [expected]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("bound", [0.7, 0.08, 1e-3, 1.5, 32.0])
def test_figures_within_a_billionth_of_the_bound_are_at_it(scale: Scale, operator: Operator, bound: float) -> None:
    near, beyond = 0.9e-9, 1.1e-9
    at_it = [M if EQUAL_COUNTS[operator] else N] * 2
    assert compared(scale, [bound * (1 - near), bound * (1 + near)], operator, bound) == at_it
    off_it = [N, M] if operator in {">=", ">"} else [M, N]
    assert compared(scale, [bound * (1 - beyond), bound * (1 + beyond)], operator, bound) == off_it


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_share_a_billionth_below_one_is_one(operator: Operator) -> None:
    at_it = M if EQUAL_COUNTS[operator] else N
    assert compared("logit", [1 - 5e-10, 1.0, 1 + 5e-10], operator, 1.0) == [at_it] * 3


@unhurried
@given(scales, operators, st.decimals(0, 200, places=2), st.decimals(0, 200, places=2))
def test_decimal_figures_compare_as_decimals_do(scale: Scale, operator: Operator, value: float, bound: float) -> None:
    value, bound = float(value), float(bound)
    assert compared(scale, [value], operator, bound) == [holds(value, operator, bound)]


@unhurried
@given(scales, operators, st.floats(0, 2), st.floats(0, 2))
def test_any_figures_compare_as_their_plain_numbers_do(
    scale: Scale, operator: Operator, value: float, bound: float
) -> None:
    assume(abs(value - bound) > 2e-9 * bound + 2e-12)
    assert compared(scale, [value], operator, bound) == [holds(value, operator, bound)]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("operator, zero, something", [(">=", M, M), (">", N, M), ("<=", M, N), ("<", N, N)])
def test_at_a_bound_of_zero_the_strict_operators_exclude_zero(
    scale: Scale, operator: Operator, zero: str, something: str
) -> None:
    assert compared(scale, [0.0, 0.01], operator, 0.0) == [zero, something]


def test_nothing_that_cannot_be_negative_is_below_zero() -> None:
    assert compared("log", [None], "<", 0.0) == [N]
    assert compared("log", [None], ">=", 0.0) == [M]
    assert compared("plain", [None], "<", 0.0) == [U]


@unhurried
@given(scales, operators, st.floats(0.01, 2))
def test_a_missing_figure_may_lie_on_either_side(scale: Scale, operator: Operator, bound: float) -> None:
    assert compared(scale, [None], operator, bound) == [U]


@unhurried
@given(operators, st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_an_interval_is_decided_only_where_both_ends_are(
    operator: Operator, one: float, other: float, bound: float
) -> None:
    low, high = sorted((one, other))
    measure = Measure()
    held = edge(measure, operator, np.full((1, 1, 1), bound))

    def found(left: float, right: float) -> str:
        ends = np.full((1, 1, 1), left), np.full((1, 1, 1), right)
        return names(Figure(*ends).compare(operator, held))[0]

    at_ends = {found(low, low), found(high, high)}
    assert found(low, high) == (at_ends.pop() if len(at_ends) == 1 else U)


@pytest.mark.parametrize("operator, expected", [(">", N), (">=", M), ("<", N), ("<=", M)])
def test_growth_of_exactly_eight_per_cent_is_at_its_bound(operator: Operator, expected: str) -> None:
    measure = Measure(years=3)
    logs = np.log(125.9712) - np.log(100.0)
    growth = point(np.full((1, 1, 1), logs), measure)
    assert names(growth.compare(operator, edge(measure, operator, np.full((1, 1, 1), 0.08)))) == [expected]
    assert plain(growth)[0][0] == pytest.approx(0.08, rel=1e-14)


@pytest.mark.parametrize("years", [1, 2, 3])
@pytest.mark.parametrize("bound", [-0.5, 0.0, 0.08, 0.15, 1.0])
@pytest.mark.parametrize("operator", OPERATORS)
def test_growth_at_its_bound_is_at_it_over_any_years(years: int, bound: float, operator: Operator) -> None:
    measure = Measure(years=years)
    start = 0.37
    logs = np.log(start * (1 + bound) ** years) - np.log(start)
    held = edge(measure, operator, np.full((1, 1, 1), bound))
    expected = M if EQUAL_COUNTS[operator] else N
    assert names(point(np.full((1, 1, 1), logs), measure).compare(operator, held)) == [expected]


@pytest.mark.parametrize("operator, to_nothing, otherwise", [(">=", M, M), (">", N, M), ("<=", M, N), ("<", N, N)])
def test_a_fall_to_nothing_is_minus_a_hundred_per_cent_and_nothing_falls_further(
    operator: Operator, to_nothing: str, otherwise: str
) -> None:
    measure = Measure(years=3)
    growth = point(np.array([-np.inf, -2.0]).reshape(1, -1, 1), measure)
    held = edge(measure, operator, np.full((1, 1, 1), -1.0))
    assert names(growth.compare(operator, held)) == [to_nothing, otherwise]
    assert plain(growth)[0][0] == -1.0


def test_a_bound_that_is_not_there_is_not_reached() -> None:
    found: list[Truths] = []
    for operator in OPERATORS:
        held = edge(Measure("log"), operator, np.full((1, 1, 1), np.nan))
        found.append(figure("log", [32.0]).compare(operator, held))
    assert [names(one) for one in found] == [[N]] * 4


def test_some_figures_can_be_made_unknown() -> None:
    known = figure("log", [32.0, 40.0])
    none = np.array([[[False], [False]]])
    assert blank_where(known, none) is known
    second = blank_where(known, ~none & np.array([[[False], [True]]]))
    assert plain(second)[0] == plain(known)[0]
    assert plain(second)[1] == (0.0, np.inf)
    assert second.measure == known.measure


def test_figures_are_observed_on_their_scale() -> None:
    whole = observed(np.array([[[1.0]]]), "log")
    assert whole.low is whole.high
    assert whole.measure == Measure("log")
