"""Random streams: equal to numpy's own, and more of anything only appends."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clusterkit.simulation.streams import BLOCK, Streams, normal_quantiles, spawn_key, tile_states

SEEDS = [0, 1, 2**31, 2**32 - 1, 2**32, 2**64 + 5, 2**96, 2**130]
quick = settings(deadline=None, max_examples=60)
names = st.text(max_size=12)


def numpys_own(seed: int, model: str, stream: str, subject: str, block: int) -> np.random.SFC64:
    return np.random.SFC64(np.random.SeedSequence(seed, spawn_key=spawn_key(model, stream, subject, block)))


def check_states(seed: int, model: str, stream: str, subjects: Sequence[str], block: int) -> None:
    found = tile_states(seed, model, stream, subjects, block)
    for subject, state in zip(subjects, found, strict=True):
        own = numpys_own(seed, model, stream, subject, block).state
        assert own["bit_generator"] == "SFC64"
        assert state.tolist() == np.asarray(own["state"]["state"]).tolist()


def normals(seed: int, subject: str, years: int, *, block: int = 0, draws: int = 3) -> NDArray[np.float64]:
    out = np.empty((1, years, draws, BLOCK))
    Streams(seed).normals(Streams(seed).states("model", "figures", [subject], block), out)
    drawn: NDArray[np.float64] = out[0]
    return drawn


def words(seed: int, subject: str, years: int, *, block: int = 0, draws: int = 3) -> NDArray[np.uint32]:
    out = np.empty((1, years, draws, BLOCK), np.uint32)
    Streams(seed).words(Streams(seed).states("model", "events", [subject], block), out)
    drawn: NDArray[np.uint32] = out[0]
    return drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_states_made_at_once_are_those_of_numpy_one_by_one(seed: int) -> None:
    check_states(seed, "zone", "figures", ["a", "b", "集群甲", ""], 0)
    check_states(seed, "zone", "events", ["a"], 7)


@quick
@given(st.integers(0, 2**200), names, names, st.lists(names, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_so_are_they_for_any_seed_name_and_block(
    seed: int, model: str, stream: str, subjects: list[str], block: int
) -> None:
    check_states(seed, model, stream, subjects, block)


@pytest.mark.parametrize("seed", SEEDS)
def test_draws_rest_on_the_bits_of_numpys_generator(seed: int) -> None:
    bits = np.asarray(numpys_own(seed, "model", "figures", "a", 2).random_raw(4 * 3 * BLOCK // 4))
    sixteen = bits.astype("<u8").view("<u2")
    assert np.array_equal(normals(seed, "a", 4, block=2).ravel(), normal_quantiles()[sixteen])
    raw = numpys_own(seed, "model", "events", "a", 2).random_raw(4 * 3 * BLOCK // 2)
    assert np.array_equal(words(seed, "a", 4, block=2).ravel(), np.asarray(raw).astype("<u8").view("<u4"))


def test_the_quantiles_are_those_of_the_normal_law() -> None:
    table = normal_quantiles()
    assert len(table) == 65_536
    assert (np.diff(table) > 0).all()
    assert np.array_equal(table, -table[::-1])
    assert abs(float(np.mean(table**2)) - 1.0) < 1e-12
    assert abs(float(np.mean(table**4)) - 3.0) < 2e-3
    for chance in (0.001, 0.025, 0.16, 0.5, 0.9, 0.999):
        assert abs(float((table < NormalDist().inv_cdf(chance)).mean()) - chance) < 4e-5


@quick
@given(st.integers(0, 2**64), st.integers(0, 6), st.integers(0, 6))
def test_more_years_only_append(seed: int, years: int, more: int) -> None:
    assert np.array_equal(normals(seed, "a", years + more)[:years], normals(seed, "a", years))
    assert np.array_equal(words(seed, "a", years + more)[:years], words(seed, "a", years))


def test_what_was_drawn_before_or_beside_does_not_matter() -> None:
    streams, out = Streams(5), np.empty((2, 3, 3, BLOCK))
    streams.normals(streams.states("model", "figures", ["x", "y"], 0), out)
    streams.words(streams.states("model", "events", ["z"], 4), np.empty((1, 3, 3, BLOCK), np.uint32))
    beside = np.empty((3, 3, 3, BLOCK))
    streams.normals(streams.states("model", "figures", ["b", "a", "c"], 0), beside)
    assert np.array_equal(beside[1], normals(5, "a", 3))


def test_every_part_of_a_name_makes_another_stream() -> None:
    streams = [
        tile_states(seed, model, stream, [subject], block).tobytes()
        for seed, model, stream, subject, block in [
            (1, "model", "figures", "a", 0),
            (2, "model", "figures", "a", 0),
            (1, "other", "figures", "a", 0),
            (1, "model", "events", "a", 0),
            (1, "model", "figures", "b", 0),
            (1, "model", "figures", "a", 1),
        ]
    ]
    assert len(set(streams)) == len(streams)


def test_words_are_even_and_normals_are_normal() -> None:
    drawn = normals(3, "a", 200)
    assert abs(drawn.mean()) < 4 / np.sqrt(drawn.size)
    assert drawn.std() == pytest.approx(1.0, abs=0.01)
    low = (words(3, "a", 200) < 2**30).mean()
    assert low == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / drawn.size))
