"""A pardon is fitted to published outcomes: closed forms, coverage, planted values, and what is refused."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.simulation.enforcement import Enforcement
from clusterkit.study.first_reviews import LOST, FirstReviews, first_reviews
from clusterkit.study.fit import calibrate, estimated, fit
from clusterkit.study.scenario import Scenario
from tests.simulation.invented import STILL, Cluster, portfolio
from tests.study.reviewed import TITLES, YEAR, before_review, clusters, kept_in, reviewed

TAIL = 0.025
PLANTED = (0.3, 0.6, 0.9)


def all_short(titles: int, shortfalls: int = 1, replications: int = 1) -> FirstReviews:
    return FirstReviews(np.full((titles, replications), shortfalls, dtype=np.int64))


def at_least(count: int, trials: int, chance: float) -> float:
    return sum(comb(trials, n) * chance**n * (1 - chance) ** (trials - n) for n in range(count, trials + 1))


@cache
def world() -> FirstReviews:
    """Return what the model says of the invented titles, with draws of its own."""
    return first_reviews(before_review(seed=20240601), [reviewed()])[0]


@cache
def interval(kept: int) -> tuple[float, float, float]:
    """Return the estimate and the interval of a number kept; an interval of nothing where no pardon explains it."""
    try:
        return estimated(world(), kept, 1 - 2 * TAIL, "zone")
    except InputError:
        return 1.0, 1.0, 0.0


# Closed forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize("observed", [1, 50, 97, 99])
def test_where_every_title_has_one_shortfall_the_interval_is_the_exact_one_of_a_share(observed: int) -> None:
    pardon, low, high = estimated(all_short(100), observed, 1 - 2 * TAIL, "zone")
    assert at_least(observed, 100, low) == pytest.approx(TAIL, rel=1e-3)
    assert 1 - at_least(observed + 1, 100, high) == pytest.approx(TAIL, rel=1e-3)
    middle = (at_least(observed, 100, pardon) + at_least(observed + 1, 100, pardon)) / 2
    assert middle == pytest.approx(0.5, rel=1e-3)
    assert low < observed / 100 < high


def test_the_published_97_of_100_alone_bound_the_share_lost_as_clopper_and_pearson_do() -> None:
    _, low, high = estimated(all_short(100), 97, 0.95, "zone")
    assert (round(1 - high, 3), round(1 - low, 3)) == (0.006, 0.085)


@pytest.mark.parametrize("shortfalls", [2, 3])
def test_with_k_shortfalls_each_it_is_the_kth_root(shortfalls: int) -> None:
    once = estimated(all_short(30), 20, 0.9, "zone")
    several = estimated(all_short(30, shortfalls), 20, 0.9, "zone")
    assert several == pytest.approx([one ** (1 / shortfalls) for one in once], abs=3e-6)


def test_a_single_title_kept_or_lost_says_little() -> None:
    assert estimated(all_short(1, 2), 1, 0.95, "zone") == pytest.approx((1.0, TAIL**0.5, 1.0), abs=1e-6)
    assert estimated(all_short(1, 2), 0, 0.95, "zone") == pytest.approx((0.0, 0.0, (1 - TAIL) ** 0.5), abs=1e-6)


def test_titles_that_share_their_figures_say_less_than_as_many_that_do_not() -> None:
    apart = FirstReviews(np.array([[0, 1], [1, 0]] * 10))
    together = FirstReviews(np.array([[0, 1]] * 20))
    _, low, high = estimated(apart, 15, 0.95, "zone")
    _, lower, higher = estimated(together, 15, 0.95, "zone")
    assert higher - lower > high - low


def test_more_confidence_is_a_wider_interval_around_the_same_estimate() -> None:
    narrow, wide = (estimated(world(), 16, confidence, "zone") for confidence in (0.5, 0.99))
    assert narrow[0] == wide[0]
    assert wide[1] < narrow[1] < narrow[0] < narrow[2] < wide[2]


# Coverage and planted values ----------------------------------------------------------------------


@pytest.mark.parametrize("pardon", [0.0, 0.05, 0.3, 0.5, 0.6, 0.77, 0.9, 0.99, 1.0])
def test_the_interval_covers_every_pardon_at_least_as_often_as_it_says(pardon: float) -> None:
    chances = world().distribution(pardon)
    covered = [interval(kept)[1] <= pardon <= interval(kept)[2] for kept in range(TITLES + 1)]
    assert chances[covered].sum() >= 1 - 2 * TAIL - 1e-6


def test_planted_pardons_are_found_again_in_lenient_runs() -> None:
    found = kept_in(PLANTED, replications=300, seed=7)
    for pardon, kept in zip(PLANTED, found, strict=True):
        estimates = np.array([interval(int(one)) for one in kept])
        assert ((estimates[:, 1] <= pardon) & (pardon <= estimates[:, 2])).mean() >= 1 - 2 * TAIL
        assert np.median(estimates[:, 0]) == pytest.approx(pardon, abs=0.12)


@pytest.mark.slow
def test_planted_pardons_are_found_again_in_each_of_a_thousand_seeds() -> None:
    hits = np.zeros(len(PLANTED))
    for seed in range(1000):
        found = kept_in(PLANTED, replications=1, seed=seed)[:, 0]
        bounds = [interval(int(kept))[1:] for kept in found]
        hits += [low <= pardon <= high for pardon, (low, high) in zip(PLANTED, bounds, strict=True)]
    assert (hits >= 950).all()


def test_a_calibrated_run_keeps_what_the_fit_expects() -> None:
    study = before_review()
    (found,) = calibrate(study, [reviewed(16)])
    calibrated = study.with_scenarios([Scenario("calibrated", enforcement=Enforcement((found.calibration,)))])
    kept = kept_in([found.calibration.pardon], replications=200)[0].mean()
    assert kept == pytest.approx(found.calibration.fitted * TITLES, abs=0.5)
    assert calibrated.run().policy("zone").retained[-1].mean() <= kept


# What is told -------------------------------------------------------------------------------------


def test_a_fit_tells_strict_calibrated_and_observed() -> None:
    (found,) = calibrate(before_review(), [reviewed(16)])
    one = found.calibration
    assert (one.policy, one.observed, one.reviewed, one.data_points, one.source) == ("zone", 16, 20, 1, "gazette")
    assert one.confidence == 0.95
    assert 0.0 < one.low < one.pardon < one.high < 1.0
    assert one.strict == pytest.approx(0.49, abs=0.04)
    assert one.fitted == pytest.approx(0.8, abs=0.01)
    (beside,) = found.outcomes
    assert beside.strict.mean == pytest.approx(20 * one.strict)
    assert beside.fitted.low <= 16 <= beside.fitted.high
    assert beside.strict.high < 16
    # One outcome is met by the one parameter: it cannot be tested.
    assert beside.fit == one.fit == 1.0
    assert found.simulation_error is not None
    assert found.simulation_error < (one.high - one.low) / 10
    assert found.as_dict()["calibration"] == one.as_dict()


def test_the_simulation_error_is_what_other_draws_show() -> None:
    fits = [calibrate(before_review(seed=seed), [reviewed(16)])[0] for seed in range(12)]
    spread = np.std([one.calibration.pardon for one in fits], ddof=1)
    told = [one.simulation_error or 0.0 for one in fits]
    assert 0.4 < spread / np.mean(told) < 2.0


def test_several_outcomes_are_fitted_together_and_can_disagree() -> None:
    twice = [reviewed(16), reviewed(16, reviewed_in=YEAR + 1)]
    (agreeing,) = [fit([(twice[0], world()), (twice[1], world())])]
    alone = fit([(twice[0], world())])
    assert agreeing.calibration.data_points == 2
    assert (agreeing.calibration.observed, agreeing.calibration.reviewed) == (32, 40)
    assert agreeing.calibration.high - agreeing.calibration.low < alone.calibration.high - alone.calibration.low
    assert agreeing.calibration.fit == 1.0
    disagreeing = fit([(reviewed(8), world()), (reviewed(20, reviewed_in=YEAR + 1), world())])
    assert disagreeing.calibration.fit < 0.01


def test_each_measure_is_fitted_for_itself() -> None:
    moor = [Cluster(f"m{n}", "moor", certified="2015-05-05", figures={"operating_revenue": 9.0}) for n in range(4)]
    study = before_review(portfolio(*clusters(), *moor))
    outcomes = [reviewed(16), reviewed(2, 4, policy="moor", certified_in=None, reviewed_in=2026)]
    of_moor, of_zone = calibrate(study, outcomes)
    assert (of_moor.calibration.policy, of_zone.calibration.policy) == ("moor", "zone")
    assert of_moor.calibration.pardon == pytest.approx(0.5, abs=1e-6)
    assert of_zone.calibration.pardon == calibrate(before_review(), [reviewed(16)])[0].calibration.pardon


def test_the_same_study_gives_the_same_fit() -> None:
    first, again = (calibrate(before_review(), [reviewed(14)]) for _ in range(2))
    assert first == again


# The edges ----------------------------------------------------------------------------------------


def test_where_the_law_as_written_keeps_as_many_the_pardon_is_nothing_and_the_interval_starts_there() -> None:
    (found,) = calibrate(before_review(), [reviewed(9)])
    assert (found.calibration.pardon, found.calibration.low) == (0.0, 0.0)
    assert 0.0 < found.calibration.high < 0.6
    assert found.simulation_error is None


def test_where_even_the_law_as_written_keeps_far_more_the_fit_says_so() -> None:
    (found,) = calibrate(before_review(), [reviewed(0)])
    assert (found.calibration.pardon, found.calibration.low, found.calibration.high) == (0.0, 0.0, 0.0)
    assert found.calibration.fit < 0.001


def test_where_other_causes_take_more_than_were_lost_no_leniency_explains_it() -> None:
    reviews = FirstReviews(np.array([[LOST], [LOST], [LOST], [1], [0]]))
    with pytest.raises(InputError, match=r"no leniency explains 5 of 5 kept: where every shortfall is pardoned, 2\.0"):
        estimated(reviews, 5, 0.95, "zone")


def test_where_nobody_falls_short_an_outcome_says_nothing() -> None:
    sound = portfolio(*(Cluster(f"a{number:02}", certified="2024-06-01") for number in range(TITLES)))
    with pytest.raises(InputError, match="zone: no title falls short at these reviews in the run"):
        calibrate(before_review(sound, models=STILL), [reviewed(20)])
