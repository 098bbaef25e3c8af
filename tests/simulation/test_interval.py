"""Intervals over replications: Student's, as the printed tables have it."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from clusterkit.simulation.interval import Estimate, estimate, t_quantile


@pytest.mark.parametrize(
    "degrees, printed",
    [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (199, 1.972)],
)
def test_quantiles_are_those_of_the_printed_table(degrees: int, printed: float) -> None:
    assert t_quantile(degrees) == pytest.approx(printed, abs=0.0011)


@pytest.mark.parametrize("degrees, printed", [(3, 3.182), (4, 2.776)])
def test_few_degrees_are_near_the_printed_table(degrees: int, printed: float) -> None:
    assert t_quantile(degrees) == pytest.approx(printed, rel=0.01)


@pytest.mark.parametrize("degrees, printed", [(1, 63.657), (2, 9.925), (10, 3.169), (30, 2.750)])
def test_so_are_those_of_another_confidence(degrees: int, printed: float) -> None:
    assert t_quantile(degrees, 0.99) == pytest.approx(printed, rel=0.002)


def test_an_interval_is_the_mean_and_its_t_times_the_standard_error() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0]))
    assert found.mean == 2.0
    assert found.low == pytest.approx(2.0 - 4.303 / sqrt(3), abs=0.001)
    assert found.high == pytest.approx(2.0 + 4.303 / sqrt(3), abs=0.001)


def test_an_interval_ends_where_nothing_more_is_possible() -> None:
    found = estimate(np.array([0.0, 1.0]), bounds=(0.0, 1.0))
    assert (found.low, found.high) == (0.0, 1.0)


def test_one_replication_has_no_interval() -> None:
    assert estimate(np.array([0.5])) == Estimate(0.5, None, None)


def test_equal_replications_leave_no_room() -> None:
    assert estimate(np.full(5, 0.25)) == Estimate(0.25, 0.25, 0.25)
