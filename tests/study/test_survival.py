"""The estimators: closed forms, an independent library, and what an interval over replications is."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation.interval import Estimate, estimate
from clusterkit.study.survival import Curve, RiskTable, Spells, curve_of, log_log

Stretch = tuple[int, int, int, int]
"""Entry, days under observation, cause, run."""


def spells(rows: Sequence[Stretch], causes: int = 2, runs: int = 1) -> Spells:
    entry, days, cause, run = np.array(rows, np.int64).reshape(-1, 4).T
    return Spells(entry, entry + days, cause, run, causes, runs)


def ages(*days: int) -> NDArray[np.int64]:
    return np.array(days, np.int64)


def many(causes: int = 2, runs: int = 1, *, entry: int = 8, censored: bool = True) -> st.SearchStrategy[Spells]:
    row = st.tuples(
        st.integers(0, entry), st.integers(1, 12), st.integers(0 if censored else 1, causes), st.integers(0, runs - 1)
    )
    return st.lists(row, min_size=2, max_size=30).map(lambda rows: spells(rows, causes, runs).connected())


def followed(one: Spells) -> NDArray[np.int64]:
    """Return every age at which spells are followed."""
    return np.arange(one.entry.min() + 1, one.exit.max() + 1)


def interval_of(found: Estimate) -> list[float]:
    """Return both ends of an interval that is there."""
    assert found.low is not None
    assert found.high is not None
    return [found.low, found.high]


# One history --------------------------------------------------------------------------------------


def test_remission_times_as_they_are_printed() -> None:
    # Freireich et al. 1963, the treated arm, in weeks: the standard worked example of the product limit.
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    one = spells([(0, week, end, 0) for week, end in zip(weeks, ended, strict=True)], 1)
    table = RiskTable.of(one)
    assert table.day.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert table.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert table.retained.round(3).tolist() == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    errors = np.sqrt(table.variance()).round(4).tolist()
    assert errors == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_losses_of_one_day_are_taken_at_once_and_who_is_censored_on_it_is_still_at_risk() -> None:
    one = spells([(0, 3, 1, 0), (0, 3, 2, 0), (0, 3, 0, 0), (0, 5, 0, 0)])
    curve = curve_of(one, ages(2, 3, 4))
    assert curve.shares.tolist() == [[1.0, 0.0, 0.0], [0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]
    assert curve.at_risk.tolist() == [4.0, 4.0, 1.0]


def test_who_enters_later_is_at_risk_from_the_day_after() -> None:
    one = spells([(0, 9, 0, 0), (0, 4, 1, 0), (4, 5, 0, 0), (3, 6, 1, 0)])
    curve = curve_of(one, ages(3, 4, 5, 9))
    assert curve.at_risk.tolist() == [2.0, 3.0, 3.0, 3.0]
    assert curve.shares[:, 0] == pytest.approx([1.0, 2 / 3, 2 / 3, 2 / 3 * 2 / 3])


def test_a_cause_takes_its_share_of_what_the_other_has_left() -> None:
    one = spells([(0, 1, 1, 0), (0, 1, 1, 0), (0, 2, 2, 0), (0, 3, 0, 0)])
    curve = curve_of(one, ages(1, 2))
    assert curve.shares[:, 1:].tolist() == [[0.5, 0.0], [0.5, 0.25]]


@given(many(censored=False, entry=0))
def test_without_censoring_the_estimate_is_a_count_and_its_variance_a_proportions(one: Spells) -> None:
    at = followed(one)
    found = curve_of(one, at)
    assert found.variance is not None
    for quantity in (0, 1, 2):
        if quantity:
            share = [np.mean((one.exit <= age) & (one.cause == quantity)) for age in at]
        else:
            share = [np.mean(one.exit > age) for age in at]
        assert found.shares[:, quantity] == pytest.approx(share, abs=1e-12)
        binomial = np.array(share) * (1 - np.array(share)) / len(one)
        assert found.variance[:, quantity] == pytest.approx(binomial, abs=1e-12)


@given(many())
def test_what_is_held_and_what_was_lost_add_up_to_one(one: Spells) -> None:
    found = curve_of(one, followed(one))
    assert found.shares.sum(axis=1) == pytest.approx(1.0)
    assert (np.diff(found.shares[:, 0]) <= 0).all()
    assert (np.diff(found.shares[:, 1:], axis=0) >= 0).all()


@given(many(causes=1))
def test_one_cause_alone_has_the_variance_of_retention(one: Spells) -> None:
    found = curve_of(one, followed(one))
    assert found.variance is not None
    assert found.variance[:, 1] == pytest.approx(found.variance[:, 0], abs=1e-12)


@given(many(), st.randoms())
def test_the_order_of_spells_changes_nothing(one: Spells, random: Any) -> None:
    order = list(range(len(one)))
    random.shuffle(order)
    other = Spells(one.entry[order], one.exit[order], one.cause[order], one.run[order], one.causes, one.runs)
    at = followed(one)
    assert np.array_equal(curve_of(one, at).shares, curve_of(other, at).shares)


def test_an_interval_of_one_history_stays_between_nothing_and_all() -> None:
    found = log_log(0.9, 0.01)
    # 0.9 to the power of exp(±1.96 · 0.1 / (0.9 · 0.10536))
    assert interval_of(found) == pytest.approx([0.435, 0.987], abs=0.001)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nothing_or_everything_was_lost_one_history_says_nothing_of_its_spread(share: float) -> None:
    found = log_log(share, 0.0)
    assert (found.mean, found.low, found.high) == (share, None, None)


def test_a_spell_without_a_day_is_refused() -> None:
    with pytest.raises(InputError, match="must end after the day on which it comes under observation"):
        spells([(3, 0, 1, 0)])


# An independent library ---------------------------------------------------------------------------


def drawn(seed: int, *, tied: bool) -> Spells:
    """Return a hundred and twenty spells that end on a few days, or without `tied` each on a day of its own."""
    random = np.random.default_rng(seed)
    entry = random.integers(0, 400, 120)
    left = random.integers(2, 14, 120) * 300 if tied else random.permutation(np.arange(600, 4200, 30))
    return Spells(entry, left, random.integers(0, 4, 120), np.zeros(120, np.int64), 3, 1).connected()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("tied", [True, False])
def test_retention_and_its_interval_are_those_of_lifelines(seed: int, *, tied: bool) -> None:
    from lifelines import KaplanMeierFitter

    one = drawn(seed, tied=tied)
    # There, who enters on a day is at risk on it; here from the day after.
    fit = KaplanMeierFitter().fit(one.exit, one.cause > 0, entry=one.entry + 0.5)
    at = RiskTable.of(one).day
    found = curve_of(one, at)
    assert found.shares[:, 0] == pytest.approx(fit.predict(at).to_numpy())
    interval = fit.confidence_interval_survival_function_.loc[at].to_numpy()
    between = (found.shares[:, 0] > 0) & (found.shares[:, 0] < 1)
    assert between.sum() > 5
    for place in np.flatnonzero(between):
        assert interval_of(found.estimate(int(place), 0)) == pytest.approx(interval[place])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("cause", [1, 2, 3])
def test_incidence_by_cause_and_its_interval_are_those_of_lifelines(seed: int, cause: int) -> None:
    from lifelines import AalenJohansenFitter

    one = drawn(seed, tied=False)
    with warnings.catch_warnings():
        # Before its first loss, and where the last spell leaves nobody, it divides by nothing there.
        warnings.simplefilter("ignore", RuntimeWarning)
        fit = AalenJohansenFitter().fit(one.exit, one.cause, cause, entry=one.entry + 0.5)
    at = RiskTable.of(one).day[:-1]
    found = curve_of(one, at)
    assert found.variance is not None
    assert found.shares[:, cause] == pytest.approx(fit.cumulative_density_.loc[at].to_numpy().ravel())
    assert found.variance[:, cause] == pytest.approx(fit.variance_.loc[at].to_numpy(), abs=1e-12)
    interval = sorted(fit.confidence_interval_.loc[at[-1]])
    assert interval_of(found.estimate(len(at) - 1, cause)) == pytest.approx(interval)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_losses_to_several_causes_on_one_day_count_as_if_they_fell_a_moment_apart(seed: int) -> None:
    from lifelines import AalenJohansenFitter

    tied = drawn(seed, tied=True)
    # It moves losses of one day apart at random, and past whoever is censored on it: here nobody is.
    left = np.where(tied.cause > 0, tied.exit, tied.exit + 150)
    one = Spells(tied.entry, left, tied.cause, tied.run, 3, 1)
    at = RiskTable.of(one).day
    for cause in (1, 2, 3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Warning)
            fit = AalenJohansenFitter(seed=seed, calculate_variance=False).fit(
                one.exit, one.cause, cause, entry=one.entry + 0.5
            )
        assert curve_of(one, at).shares[:, cause] == pytest.approx(fit.predict(at + 0.5).to_numpy())


# Many replications --------------------------------------------------------------------------------


def moved_by(one: Spells, run: int, age: int) -> NDArray[np.float64]:
    """Return what the estimate at an age loses where a run counts a millionth less, times a million."""
    weight = np.where(one.run == run, 1 - 1e-6, 1.0)
    kept, lost = 1.0, np.zeros(one.causes)
    for day in np.unique(one.exit[one.cause > 0]):
        if day <= age:
            at_risk = weight[(one.entry < day) & (one.exit >= day)].sum()
            here = [weight[(one.exit == day) & (one.cause == code)].sum() for code in range(1, one.causes + 1)]
            lost += kept * np.array(here) / at_risk
            kept *= max(0.0, 1 - sum(here) / at_risk)
    whole = curve_of(one, ages(age)).shares[0]
    return np.asarray((whole - np.array([kept, *lost])) * 1e6)


@settings(max_examples=40)
@given(many(runs=4))
def test_a_runs_value_says_by_how_much_it_moves_the_whole(one: Spells) -> None:
    for age in (int(one.entry.min()) + 1, int(one.exit.max())):
        found = curve_of(one, ages(age))
        for run in range(one.runs):
            own = (found.values[0, :, run] - found.shares[0]) / one.runs
            assert own == pytest.approx(moved_by(one, run, age), abs=2e-4)


@given(many(runs=4))
def test_the_mean_of_the_runs_values_is_the_estimate_from_all_of_them(one: Spells) -> None:
    found = curve_of(one, followed(one))
    assert found.values.mean(axis=2) == pytest.approx(found.shares)
    assert found.values.sum(axis=1) == pytest.approx(1.0)
    assert found.variance is None


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 2)), min_size=3, max_size=3), min_size=2, max_size=6)
)
def test_where_all_enter_at_once_and_none_is_censored_a_runs_value_is_the_share_in_it(
    runs: list[list[tuple[int, int]]],
) -> None:
    one = spells([(0, day, cause, run) for run, rows in enumerate(runs) for day, cause in rows], 2, len(runs))
    at = followed(one)
    found = curve_of(one, at)
    for place, age in enumerate(at):
        held = np.array([np.mean([day > age for day, _ in rows]) for rows in runs])
        first = np.array([np.mean([day <= age and cause == 1 for day, cause in rows]) for rows in runs])
        assert found.values[place, 0] == pytest.approx(held, abs=1e-12)
        assert found.values[place, 1] == pytest.approx(first, abs=1e-12)
        told, plain = found.estimate(place, 0), estimate(held, bounds=(0.0, 1.0))
        assert (told.mean, told.low, told.high) == pytest.approx((plain.mean, plain.low, plain.high))


def test_more_spells_that_share_their_fate_make_nothing_surer() -> None:
    # Greenwood's variance over the pooled spells would shrink with the copies; the runs stay four.
    fates = [(0, 2, 1), (0, 4, 0), (1, 3, 1), (0, 3, 2)]

    def told(copies: int) -> Curve:
        rows = [(entry, days, cause, run) for run, (entry, days, cause) in enumerate(fates) for _ in range(copies)]
        return curve_of(spells(rows, 2, 4), ages(3))

    once, often = told(1), told(25)
    assert often.values == pytest.approx(once.values)
    assert often.estimate(0, 0).low == pytest.approx(once.estimate(0, 0).low)


def test_intervals_over_runs_cover_as_often_as_they_say() -> None:
    # Thirty runs of eight spells that share a shock; the truth from a run of runs three hundred times as long.
    random = np.random.default_rng(7)

    def history(runs: int) -> Spells:
        shock = np.repeat(random.normal(0.0, 0.5, runs), 8)
        entry = random.integers(0, 200, 8 * runs)
        days = np.ceil(random.exponential(600 * np.exp(shock))).astype(np.int64)
        kept = days + entry > 900
        left = np.where(kept, 900, days + entry)
        return Spells(entry, left, np.where(kept, 0, 1), np.repeat(np.arange(runs), 8), 1, runs)

    truth = float(curve_of(history(9000), ages(700)).shares[0, 0])
    told = [curve_of(history(30), ages(700)).estimate(0, 0) for _ in range(300)]
    covered = np.mean([one.low is not None and one.high is not None and one.low <= truth <= one.high for one in told])
    assert 0.91 <= covered <= 0.985


# Ages that nobody reaches -------------------------------------------------------------------------


def test_no_estimate_reaches_across_ages_at_which_nobody_is_followed() -> None:
    one = spells([(0, 5, 0, 0), (2, 6, 1, 0), (20, 30, 0, 0), (25, 30, 1, 0), (45, 2, 0, 0)])
    found = one.connected()
    assert found.entry.tolist() == [20, 25, 45]


def test_a_few_early_losses_do_not_take_the_place_of_the_many_who_come_later() -> None:
    # The one spell followed from birth ends before the others enter: its product limit would be 0 for ever.
    early = [(0, 30, 1, 0)]
    late = [(100, 900, cause, 0) for cause in (0, 0, 1)]
    found = spells([*early, *late]).connected()
    assert curve_of(found, ages(1000)).shares[0, 0] == pytest.approx(2 / 3)


@given(many())
def test_within_connected_ages_somebody_is_always_at_risk(one: Spells) -> None:
    assert (curve_of(one, followed(one)).at_risk > 0).all()
    assert len(one.connected()) == len(one)
