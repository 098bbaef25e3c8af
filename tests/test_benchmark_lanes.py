"""The lanes of the benchmark do the same work: every number of W1 agrees within its Monte-Carlo error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks import w1
from benchmarks.lanes import BOUNDS, CAUSES, YEARS, Result, State, by_hand, by_process

REPLICATIONS = 40
STATE = State.drawn(clusters=60)


@pytest.fixture(scope="module")
def own() -> Result:
    return w1.result(w1.study(STATE, REPLICATIONS).run())


@pytest.mark.parametrize("lane", [by_hand, by_process])
def test_clusterkit_agrees_with_the_lanes_by_hand(own: Result, lane: Callable[[State, int, int], Result]) -> None:
    distances = w1.distances(own, lane(STATE, REPLICATIONS, 7))
    assert max(distances.values()) < w1.SPREAD, distances


def test_every_lost_title_is_counted_once_by_cause(own: Result) -> None:
    for result in (own, by_hand(STATE, REPLICATIONS, 7), by_process(STATE, REPLICATIONS, 7)):
        lost = sum(result.losses[cause] for cause in CAUSES)
        assert np.allclose(result.retention[-1], 1.0 - lost / len(STATE.output))


def test_a_review_loss_is_counted_under_every_criterion_failed(own: Result) -> None:
    for result in (own, by_hand(STATE, REPLICATIONS, 7)):
        by_criterion = sum(result.losses[name] for name in BOUNDS)
        assert (by_criterion >= result.losses["re_review"]).all()


def test_retention_is_by_year_and_replication_and_never_rises(own: Result) -> None:
    assert own.retention.shape == (YEARS, REPLICATIONS)
    assert (np.diff(own.retention, axis=0) <= 1e-12).all()


def test_every_year_has_its_own_chance_of_a_late_report() -> None:
    state = State.drawn(clusters=400)
    retention = w1.result(w1.study(state, REPLICATIONS).run()).retention.mean(axis=1)
    without_review = retention[[0, 1, 3, 4, 6, 7]] / np.array([1.0, *retention[[0, 2, 3, 5, 6]]])
    assert without_review == pytest.approx(np.exp(-0.01) * (1 - 0.015), abs=0.005)
