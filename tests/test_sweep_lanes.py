"""The lanes of the sweep's benchmark do the same work: floor by floor, number by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from benchmarks import reforms, w2
from benchmarks.lanes import BOUNDS, CAUSES, State, by_hand
from benchmarks.sweep_lanes import Swept, by_axis, by_critical_value

REPLICATIONS = 30
STATE = State.drawn(clusters=60)
FLOORS = [20.0, 45.0, 60.0, 61.0, 118.0]
Lane = Callable[[State, Sequence[float], int, int], Swept]
LANES: list[Lane] = [by_axis, *([reforms.by_reform] if reforms.installed() else [])]


@pytest.fixture(scope="module")
def critical() -> Swept:
    return by_critical_value(STATE, FLOORS, REPLICATIONS, 7)


@pytest.mark.parametrize("lane", LANES)
def test_the_lanes_by_hand_agree_in_every_number(lane: Lane, critical: Swept) -> None:
    assert w2.same(lane(STATE, FLOORS, REPLICATIONS, 7), critical)


def test_the_floor_of_w1_gives_w1(critical: Swept) -> None:
    one = by_hand(STATE, REPLICATIONS, 7)
    at = FLOORS.index(60.0)
    assert np.allclose(critical.retention[at], one.retention)
    assert all(np.array_equal(critical.losses[name][at], lost) for name, lost in one.losses.items())


def test_clusterkit_agrees_with_the_lane_by_hand(critical: Swept) -> None:
    found = w2.by_clusterkit(w2.study(STATE, REPLICATIONS), FLOORS)
    assert w2.farthest(found, critical) < w2.SPREAD
    assert set(found.losses) == {*CAUSES, *BOUNDS}
    lost = sum(found.losses[cause] for cause in CAUSES)
    assert np.allclose(found.retention[:, -1], 1.0 - lost / len(STATE.output))


def test_clusterkits_sweep_is_its_scenarios_number_by_number() -> None:
    ready = w2.study(STATE, REPLICATIONS)
    assert w2.same(w2.by_clusterkit(ready, FLOORS), w2.by_scenarios(ready, FLOORS))


def test_clusterkits_reviews_fall_into_the_years_of_the_workload() -> None:
    found = w2.by_clusterkit(w2.study(STATE, REPLICATIONS), FLOORS[:1])
    falls = -np.diff(found.retention[0].mean(axis=1), prepend=1.0)
    assert falls[[2, 5, 8]].min() > falls[[0, 1, 3, 4, 6, 7]].max()
