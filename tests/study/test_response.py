"""The response of a quantity to a lever: monotone or not, beyond the noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.simulation.interval import estimate
from clusterkit.study.response import Response

RUNS = 50


def response(means: list[float], noise: float = 0.0, seed: int = 0) -> Response:
    own = np.random.default_rng(seed).normal(0.0, noise, (len(means), RUNS)) if noise else np.zeros((len(means), RUNS))
    shared = np.random.default_rng(seed + 1).normal(0.0, 0.1, RUNS)
    levels = np.array(means)[:, np.newaxis] + own + shared
    return Response(np.arange(float(len(means))), levels, (0.0, None), "scenario_axis")


@pytest.mark.parametrize(
    "means, direction", [([1, 2, 3], "rises"), ([3, 2, 1], "falls"), ([2, 2, 2], "flat"), ([1, 3, 2], "rises")]
)
def test_the_direction_is_that_of_the_largest_change(means: list[float], direction: str) -> None:
    assert response(means).direction == direction


def test_what_rises_or_falls_alone_has_no_turn() -> None:
    for means in ([1, 2, 2, 3], [3, 3, 1, 0], [2, 2, 2]):
        assert response(list(map(float, means))).turn(0.95) is None


def test_a_turn_names_the_rise_and_the_fall() -> None:
    found = response([1.0, 3.0, 3.0, 0.5]).turn(0.95)
    assert found is not None
    rise, fall = found
    assert [rise.start, rise.end, rise.mean] == pytest.approx([0.0, 1.0, 2.0])
    assert [fall.start, fall.end, fall.mean] == pytest.approx([1.0, 3.0, -2.5])
    assert rise.low <= rise.mean <= rise.high
    assert rise.as_dict() == {"from": 0.0, "to": 1.0, "mean": rise.mean, "low": rise.low, "high": rise.high}


def test_pairs_are_compared_on_the_same_draws() -> None:
    """A change of a twentieth of the spread of a single run is seen, because the draws are shared."""
    assert response([1.0, 1.005, 1.0]).turn(0.95) is not None


def test_a_turn_within_the_noise_is_none() -> None:
    told = [response([1.0] * 10, noise=0.1, seed=seed).turn(0.95) is not None for seed in range(200)]
    assert sum(told) <= 200 * 0.05


def test_a_turn_beyond_the_noise_is_found() -> None:
    assert all(response([1.0, 1.2, 1.0], noise=0.1, seed=seed).turn(0.95) is not None for seed in range(50))


def test_joining_sorts_and_keeps_each_value_once() -> None:
    one, other = response([5.0, 4.0, 3.0]), response([5.0, 4.0, 3.0])
    shifted = Response(other.values + 0.5, other.levels - 0.5, other.bounds, other.method)
    both = one.joined(shifted).joined(one)
    assert both.values.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    assert np.allclose(np.diff(both.means), -0.5)


def test_a_stretch_keeps_both_ends() -> None:
    assert response([5.0, 4.0, 3.0, 2.0]).between(1.0, 2.0).values.tolist() == [1.0, 2.0]


def test_intervals_are_those_of_the_rows() -> None:
    found = response([5.0, 0.01], noise=0.3)
    low, high = found.interval(0.9)
    for place, row in enumerate(found.rows(0.9)):
        level: NDArray[Any] = found.levels[place]
        alone = estimate(level, 0.9, (0.0, None))
        assert (row["mean"], row["low"], row["high"]) == (alone.mean, alone.low, alone.high)
        assert (low[place], high[place]) == (pytest.approx(alone.low), pytest.approx(alone.high))
