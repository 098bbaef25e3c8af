"""Survival with delayed entry, competing causes and exact ties, over one history or many replications.

Retention is the product limit (Kaplan and Meier 1958), losses are the cumulative incidence by cause
(Aalen and Johansen 1978); they add up to one. What is sure of them depends on what is random. In one
history that is its spells: Greenwood's variance (1926) and its like for a cause (Marubini and Valsecchi
1995), with log-log intervals. In many replications of the same clusters it is the replication, in which
spells share their shocks: each one's part in the pooled estimate, by the infinitesimal jackknife (Efron
1982), is one value of a Student interval. Ages are whole days.
"""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation.interval import CONFIDENCE, Estimate, estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(eq=False)
class Spells:
    """Spells under observation, each (n,): at risk on the days after `entry` up to and with `exit`.

    `cause` is 1 to `causes` where the spell ended on its last day, 0 where only its observation did
    (censored). `run` is the replication, 0 to `runs` - 1. Raises InputError for a spell without a day.
    """

    entry: Ints
    exit: Ints
    cause: Ints
    run: Ints
    causes: int
    runs: int

    def __attrs_post_init__(self) -> None:
        if not (self.entry < self.exit).all():
            raise InputError("a spell must end after the day on which it comes under observation")

    def __len__(self) -> int:
        """Return the number of spells."""
        return len(self.exit)

    def of(self, which: NDArray[np.bool_]) -> Spells:
        """Return some of the spells."""
        return evolve(
            self, entry=self.entry[which], exit=self.exit[which], cause=self.cause[which], run=self.run[which]
        )

    def connected(self) -> Spells:
        """Return the spells of the stretch of ages with the most of them in which someone always is at risk.

        Where the last spell ends before the next one enters, nothing is known of the ages between, and
        no estimate reaches across.
        """
        order = np.argsort(self.entry, kind="stable")
        covered = np.maximum.accumulate(self.exit[order])
        stretch = np.zeros(len(self), np.int64)
        stretch[order[1:]] = np.cumsum(self.entry[order[1:]] >= covered[:-1])
        return self.of(stretch == int(np.bincount(stretch).argmax()))


@frozen(eq=False)
class RiskTable:
    """The days with losses (m,), how many are at risk on each (m,), and the losses by cause (m, cause)."""

    day: Ints
    at_risk: Ints
    lost: Ints

    @classmethod
    def of(cls, spells: Spells) -> RiskTable:
        """Count spells; all losses of a day are taken at once, and who is censored on it is still at risk."""
        ended = spells.cause > 0
        day = np.unique(spells.exit[ended])
        lost = np.zeros((len(day), spells.causes), np.int64)
        np.add.at(lost, (np.searchsorted(day, spells.exit[ended]), spells.cause[ended] - 1), 1)
        return cls(day, at_risk_on(spells, day), lost)

    @property
    def retained(self) -> Floats:
        """The share still held after each day (m,), of those held when observation begins (Kaplan-Meier)."""
        return np.asarray(np.cumprod((self.at_risk - self.lost.sum(axis=1)) / self.at_risk))

    @property
    def retained_before(self) -> Floats:
        """The share still held before each day (m,)."""
        return np.concatenate([[1.0], self.retained])[:-1]

    @property
    def incidence(self) -> Floats:
        """The share lost by each cause up to and with each day, shape (m, cause) (Aalen-Johansen)."""
        part = self.lost / self.at_risk[:, np.newaxis]
        return np.asarray(np.cumsum(self.retained_before[:, np.newaxis] * part, axis=0))

    def variance(self) -> Floats:
        """Return Greenwood's variance of retention after each day (m,)."""
        return np.asarray(self.retained**2 * np.cumsum(self._greenwood()))

    def incidence_variance(self, last: int) -> Floats:
        """Return the variance of the incidence by cause after the first `last` days with losses (cause,)."""
        if last == 0:
            return np.zeros(self.lost.shape[1])
        to_come = self.incidence[last - 1] - self.incidence[:last]
        at_risk, lost = self.at_risk[:last, np.newaxis], self.lost[:last]
        before = self.retained_before[:last, np.newaxis]
        terms = (
            to_come**2 * self._greenwood()[:last, np.newaxis]
            + before**2 * lost * (at_risk - lost) / at_risk**3
            - 2 * to_come * before * lost / at_risk**2
        )
        return np.asarray(terms.sum(axis=0))

    def _greenwood(self) -> Floats:
        """Return the terms d / (n (n - d)), 0 where nobody is left: what follows is sure then."""
        lost = self.lost.sum(axis=1)
        left = self.at_risk - lost
        return np.where(left > 0, lost / (self.at_risk * np.maximum(left, 1)), 0.0)


@frozen(eq=False)
class Curve:
    """Retention and incidence by cause at some ages (age,), for spells held on day `first` and followed to `last`.

    `shares` are retention and then each cause, from all spells together, shape (age, 1 + cause). `values`
    are the same run by run, (age, 1 + cause, run), with the shares as their mean; a difference of two
    curves on the same draws is paired by run. `variance` (age, 1 + cause) is there for one run alone.
    `at_risk` are spells a run.
    """

    first: int
    last: int
    ages: Ints
    at_risk: Floats
    shares: Floats
    values: Floats
    variance: Floats | None

    def estimate(self, age: int, quantity: int) -> Estimate:
        """Return retention (quantity 0) or the incidence of a cause (its code) at an age's place."""
        share = float(self.shares[age, quantity])
        if self.variance is not None:
            return log_log(share, float(self.variance[age, quantity]))
        return evolve(estimate(self.values[age, quantity], bounds=(0.0, 1.0)), mean=share)


def at_risk_on(spells: Spells, day: Ints) -> Ints:
    """Return how many spells are at risk on some days."""
    entered = np.searchsorted(np.sort(spells.entry), day, side="left")
    gone = np.searchsorted(np.sort(spells.exit), day, side="left")
    return np.asarray(entered - gone, dtype=np.int64)


def log_log(share: float, variance: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return a share with its interval on the scale log(-log); at 0 and 1 the variance says nothing."""
    if not 0.0 < share < 1.0:
        return Estimate(share, None, None)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    half = z * sqrt(variance) / (share * -log(share))
    return Estimate(share, share ** exp(half), share ** exp(-half))


def curve_of(spells: Spells, ages: Ints) -> Curve:
    """Estimate the curve of connected spells at ages up to their last day, or later where none is left after it."""
    table = RiskTable.of(spells)
    at = np.searchsorted(table.day, ages, side="right")
    shares = np.zeros((len(ages), 1 + spells.causes))
    shares[:, 0] = np.concatenate([[1.0], table.retained])[at]
    shares[:, 1:] = np.concatenate([np.zeros((1, spells.causes)), table.incidence])[at]
    variance = None
    if spells.runs == 1:
        retained = np.concatenate([[0.0], table.variance()])[at]
        by_cause = np.array([table.incidence_variance(int(last)) for last in at]).reshape(len(at), spells.causes)
        variance = np.column_stack([retained, by_cause])
    return Curve(
        first=int(spells.entry.min()), last=int(spells.exit.max()), ages=ages,
        at_risk=at_risk_on(spells, ages) / spells.runs, shares=shares,
        values=shares[:, :, np.newaxis] + spells.runs * _moved(spells, table, at), variance=variance,
    )  # fmt: skip


def _moved(spells: Spells, table: RiskTable, at: NDArray[np.intp]) -> Floats:
    """Return by how much each run moves the estimate after some days with losses, (len(at), 1 + cause, run).

    To first order a spell moves the incidence of cause k up to t, on each day j with losses, by
    (S_j-1 dN_kj - (F_k(t) - F_k(j)) / (1 - h_j) dN_j) / Y_j, less the same of the hazards h_kj and h_j
    while it is at risk. All runs together move it by nothing. Without delayed entry and censoring, the
    estimate and `runs` times a run's sum give the share in that run alone.
    """
    moved = np.zeros((len(at), 1 + spells.causes, spells.runs))
    hazard = table.lost / table.at_risk[:, np.newaxis]
    any_hazard = hazard.sum(axis=1)
    left = table.at_risk - table.lost.sum(axis=1)
    gain = table.retained_before / table.at_risk
    incidence = table.incidence
    begins = np.searchsorted(table.day, spells.entry, side="right")
    ends = np.searchsorted(table.day, spells.exit, side="right")
    lost = spells.cause > 0
    for place, last in enumerate(at):
        within = lost & (ends <= last)
        day, run, of = ends[within] - 1, spells.run[within], spells.cause[within]
        first, until = np.minimum(begins, last), np.minimum(ends, last)
        for cause in range(1, spells.causes + 1):
            reached = incidence[:last, cause - 1]
            # A day that leaves nobody is the last: nothing is to come after it.
            drop = np.divide(reached[-1:] - reached, left[:last], out=np.zeros(last), where=left[:last] > 0)
            expected = np.concatenate(
                [[0.0], np.cumsum(gain[:last] * hazard[:last, cause - 1] - drop * any_hazard[:last])]
            )
            own = np.bincount(run, gain[day] * (of == cause) - drop[day], spells.runs)
            moved[place, cause] = own - np.bincount(spells.run, expected[until] - expected[first], spells.runs)
    moved[:, 0] = -moved[:, 1:].sum(axis=1)
    return moved
