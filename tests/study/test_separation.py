"""Ranks: what the noise separates is ordered, and nothing else."""

from __future__ import annotations

from math import sqrt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.simulation.interval import t_quantile
from clusterkit.study.separation import Rank, joint_confidence, ranks_of, spread_of_differences


def test_effects_far_apart_have_one_place_each() -> None:
    errors = np.full((3, 3), 0.1)
    assert ranks_of(np.array([1.0, 3.0, 2.0]), errors, 2.0) == [Rank(3, 3), Rank(1, 1), Rank(2, 2)]


def test_effects_within_the_noise_share_their_places() -> None:
    errors = np.full((3, 3), 0.1)
    assert ranks_of(np.array([1.0, 1.1, 5.0]), errors, 2.0) == [Rank(2, 3), Rank(2, 3), Rank(1, 1)]


def test_a_chain_of_neighbours_does_not_tie_its_ends() -> None:
    ranks = ranks_of(np.array([1.0, 1.15, 1.3]), np.full((3, 3), 0.1), 2.0)
    assert ranks == [Rank(2, 3), Rank(1, 3), Rank(1, 2)]


def test_without_errors_nothing_is_separated() -> None:
    assert ranks_of(np.array([1.0, 2.0]), None, 0.0) == [Rank(1, 2), Rank(1, 2)]


def test_equal_effects_without_noise_share_a_rank_and_unequal_ones_do_not() -> None:
    none = np.zeros((3, 3))
    assert ranks_of(np.array([0.1 + 0.2, 0.3, 0.4]), none, 2.0) == [Rank(2, 3), Rank(2, 3), Rank(1, 1)]


def test_a_rank_is_written_as_a_place_or_a_range() -> None:
    assert [str(Rank(2, 2)), str(Rank(2, 5))] == ["2", "2–5"]


def test_the_spread_of_a_difference_is_that_of_the_paired_values() -> None:
    samples = np.random.default_rng(3).normal(size=(4, 50))
    found = spread_of_differences(samples)
    for row in range(4):
        for other in range(4):
            assert np.isclose(found[row, other], (samples[row] - samples[other]).std(ddof=1))


def test_what_is_common_to_two_rows_is_no_noise_between_them() -> None:
    shared = np.random.default_rng(3).normal(size=50)
    assert spread_of_differences(np.stack([shared, shared + 1.0]))[0, 1] < 1e-7


def test_the_confidence_of_one_comparison_grows_with_their_number() -> None:
    assert np.isclose(joint_confidence(np.array([1.0, 2.0])), 0.95)
    assert np.isclose(joint_confidence(np.array([1.0, 2.0, 3.0])), 1 - 0.05 / 3)
    assert np.isclose(joint_confidence(np.array([1.0, 2.0, 0.0, 0.0, 0.0])), 1 - 0.05 / 3)
    assert np.isclose(joint_confidence(np.zeros(4)), 0.95)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.floats(0, 3))
def test_ranks_hold_every_place_and_never_contradict_the_order(effects: list[float], noise: float) -> None:
    count = len(effects)
    ranks = ranks_of(np.array(effects), np.full((count, count), noise), 1.0)
    assert all(1 <= rank.best <= rank.worst <= count for rank in ranks)
    for one, rank in zip(effects, ranks, strict=True):
        for other, beside in zip(effects, ranks, strict=True):
            if one > other:
                assert rank.best <= beside.best
                assert rank.worst <= beside.worst


def test_equal_effects_are_ranked_apart_in_at_most_one_study_in_twenty() -> None:
    draws, runs, apart = np.random.default_rng(11), 40, 0
    for _ in range(400):
        samples = draws.normal(1.0, 1.0, size=(5, runs))
        means, errors = samples.mean(axis=1), spread_of_differences(samples) / sqrt(runs)
        ranks = ranks_of(means, errors, t_quantile(runs - 1, joint_confidence(means)))
        apart += any(rank != Rank(1, 5) for rank in ranks)
    assert apart / 400 <= 0.05
