"""Morris and Sobol, against effects that are known."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.study.factors import Factor, factors_of
from clusterkit.study.quantity import Quantity
from clusterkit.study.screening import Effect, Method, Screening, screen
from clusterkit.study.simulate import Study
from tests.study.planned import IDLE, kept, places, rate_of

SMALL: dict[Method, int] = {"morris": 6, "sobol": 16}
METHODS: list[Method] = ["morris", "sobol"]


def screened(prepared: Study, factors: list[Factor], method: Method, size: int | None = None) -> Screening:
    return screen(prepared, Quantity.parse("retention", prepared), factors, method, size or SMALL[method])


def effect(found: Screening, key: str) -> Effect:
    (one,) = [one for one in found.effects if one.factor.key == key]
    return one


def idle(prepared: Study) -> Factor:
    (found,), _ = factors_of(prepared, [f"zone.{IDLE}.sd"])
    return found


def test_morris_finds_the_mean_effect_of_a_rate() -> None:
    prepared = places("zone", replications=200)
    found = screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], "morris", 12)
    one = effect(found, "zone.rate.incident").measures
    # Levels of Morris lie at 0, 1/3, 2/3 and 1; a step is two thirds of the span: from 0 or from 1/3 on.
    steps = [(kept(0.1 + 0.3 * (start + 2) / 3) - kept(0.1 + 0.3 * start / 3)) * 3 / 2 for start in (0, 1)]
    assert min(steps) - 0.05 <= one["mu"].mean <= max(steps) + 0.05
    assert one["mu"].mean == pytest.approx(-one["mu_star"].mean)
    low, high = one["mu"].low, one["mu"].high
    assert low is not None
    assert high is not None
    assert low < one["mu"].mean < high < 0


def test_sobol_gives_two_places_that_are_alike_half_of_the_variance_each() -> None:
    factors = [rate_of("far", 0.05, 0.8), rate_of("zone", 0.05, 0.8)]
    found = screened(places("far", "zone"), factors, "sobol", 64)
    for one in found.effects:
        assert one.measures["S1"].mean == pytest.approx(0.5, abs=0.15)
        assert one.measures["ST"].mean == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("method", METHODS)
def test_what_no_decision_reads_has_exactly_no_effect(method: Method) -> None:
    prepared = places("zone")
    found = screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method)
    one = effect(found, f"zone.{IDLE}.sd")
    assert {(part.mean, part.low, part.high) for part in one.measures.values()} == {(0.0, 0.0, 0.0)}
    assert (str(found.effects[0].rank), str(one.rank)) == ("1", "2")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_places_that_are_alike_are_not_ranked_apart(method: Method, seed: int) -> None:
    factors = [rate_of("far", 0.1, 0.4), rate_of("zone", 0.1, 0.4)]
    found = screened(places("far", "zone", seed=seed, replications=40), factors, method)
    assert [str(one.rank) for one in found.effects] == ["1–2", "1–2"]


@pytest.mark.parametrize("method", METHODS)
def test_effects_that_differ_are_ranked(method: Method) -> None:
    factors = [rate_of("far", 0.19, 0.21), rate_of("zone", 0.05, 0.8)]
    found = screened(places("far", "zone"), factors, method)
    assert [(one.factor.key, str(one.rank)) for one in found.effects] == [
        ("zone.rate.incident", "1"),
        ("far.rate.incident", "2"),
    ]


@pytest.mark.parametrize("method", METHODS)
def test_fewer_replications_widen_the_intervals(method: Method) -> None:
    def width(replications: int) -> float:
        found = screened(
            places("far", "zone", replications=replications),
            [rate_of("far", 0.1, 0.4), rate_of("zone", 0.1, 0.4)],
            method,
        )
        part = found.effects[0].measures["mu" if method == "morris" else "S1"]
        assert part.low is not None
        assert part.high is not None
        return part.high - part.low

    assert width(4) > width(200)


@pytest.mark.parametrize("method", METHODS)
def test_where_nothing_moves_the_outcome_the_result_says_so(method: Method) -> None:
    prepared = places("zone")
    factors, _ = factors_of(prepared, [f"zone.{IDLE}.sd", f"zone.{IDLE}.mean"])
    found = screened(prepared, list(factors), method)
    assert not found.varies
    assert all(part.mean == 0.0 for one in found.effects for part in one.measures.values())


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_output(method: Method) -> None:
    def told(seed: int) -> dict[str, Any]:
        prepared = places("zone", seed=seed, replications=20)
        size = 4 if method == "morris" else 8
        return screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method, size).as_dict()

    assert told(0) == told(0)
    assert told(0)["factors"] != told(1)["factors"]


@pytest.mark.parametrize("method", METHODS)
def test_no_random_number_of_the_process_is_touched(method: Method) -> None:
    np.random.seed(1)  # noqa: NPY002 - the one that others may rely on
    before = np.random.get_state()[1].tolist()  # type: ignore[index] # noqa: NPY002 - as above
    prepared = places("zone", replications=4)
    screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index] # noqa: NPY002 - as above


def test_a_whole_number_is_drawn_whole() -> None:
    prepared = places("zone")
    factors, _ = factors_of(prepared, ["zone.term_years", "zone.rate.incident"])
    found = screened(prepared, list(factors), "morris")
    assert effect(found, "zone.term_years").as_row()["from"] == 2


@pytest.mark.parametrize(
    "method, size, told",
    [
        ("morris", 3, "--size 3: Morris needs at least 4 trajectories"),
        ("sobol", 12, "--size 12: Sobol needs a power of two from 8 on, such as 64"),
        ("sobol", 4, "--size 4: Sobol needs a power of two from 8 on"),
    ],
)
def test_a_size_that_is_none_is_refused(method: Method, size: int, told: str) -> None:
    prepared = places("zone")
    with pytest.raises(InputError, match=re.escape(told)):
        screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method, size)


@pytest.mark.parametrize("method", METHODS)
def test_one_factor_or_one_replication_cannot_be_screened(method: Method) -> None:
    with pytest.raises(InputError, match="moves several factors together; name two or more"):
        screened(places("zone"), [rate_of("zone", 0.1, 0.4)], method)
    prepared = places("zone", replications=1)
    with pytest.raises(InputError, match=f"--replications 1: --method {method} needs at least two"):
        screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method)


def test_a_choice_cannot_be_drawn() -> None:
    prepared = places("zone")
    factors, _ = factors_of(prepared, ["zone.ranking", "zone.rate.incident"])
    with pytest.raises(InputError, match=re.escape("--factor zone.ranking: it is no number to draw")):
        screened(prepared, list(factors), "morris")


@pytest.mark.parametrize("method", METHODS)
def test_without_the_library_one_line_says_what_to_install(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"SALib.sample.{method}", None)
    prepared = places("zone")
    with pytest.raises(InputError) as refused:
        screened(prepared, [rate_of("zone", 0.1, 0.4), idle(prepared)], method)
    assert str(refused.value) == f'--method {method} needs: pip install "clusterkit-sdk[sensitivity]"'
