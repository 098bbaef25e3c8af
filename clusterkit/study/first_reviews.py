"""What the first reviews of some titles find, as written: how far each title is from being kept.

Two runs on the same draws say it, one as written and one in which every shortfall is pardoned. A title
that both keep has no shortfall; one that only the second keeps was lost for its shortfalls, and they are
on record; one that both lose was lost to something that no leniency pardons: a cause before its review,
missing data, a plan not reached. So the chance to be kept under a pardon p is 1, p^k or 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.law import calendar
from clusterkit.law.decision import AtExpiry, Decision
from clusterkit.law.policy import Policy
from clusterkit.simulation.docket import Docket
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.legal_calendar import LegalCalendar
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.study.published import PublishedOutcome
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOST: Final = -1
"""In place of a number of shortfalls: no leniency keeps the title."""


@frozen(eq=False)
class FirstReviews:
    """How many criteria each title falls short of at its first review, shape (title, replication), or LOST."""

    shortfalls: Ints

    @property
    def titles(self) -> int:
        """How many titles are reviewed."""
        return len(self.shortfalls)

    @property
    def lenient(self) -> bool:
        """Whether a pardon makes a difference to any of them."""
        return bool((self.shortfalls > 0).any())

    def expected(self, pardon: float) -> float:
        """Return how many titles are kept on average."""
        chances = np.where(self.shortfalls == LOST, 0.0, pardon ** np.maximum(self.shortfalls, 0))
        return float(chances.sum(axis=0).mean())

    def distribution(self, pardon: float) -> Floats:
        """Return the chance of each number of titles kept, shape (titles + 1,)."""
        return np.asarray(np.fft.ifft(self._transforms(pardon).mean(axis=0)).real)

    def distributions(self, pardon: float) -> Floats:
        """Return the chance of each number of titles kept in each replication, shape (replication, titles + 1)."""
        return np.asarray(np.fft.ifft(self._transforms(pardon), axis=1).real)

    def _transforms(self, pardon: float) -> NDArray[np.complex128]:
        """Return the Fourier transforms of `distributions`.

        Given a replication's figures, titles are pardoned independently, so the transform is the product
        of theirs: (1 - p^k + p^k z) for each title with k shortfalls.
        """
        turns = np.exp(-2j * np.pi * np.arange(self.titles + 1) / (self.titles + 1))
        found = np.ones((self.shortfalls.shape[1], self.titles + 1), np.complex128)
        for shortfalls in range(int(self.shortfalls.max()) + 1):
            chance = pardon**shortfalls
            powers = np.vander(1.0 - chance + chance * turns, self.titles + 1, increasing=True).T
            found *= powers[(self.shortfalls == shortfalls).sum(axis=0)]
        return found

    def together(self, other: FirstReviews) -> FirstReviews:
        """Return the reviews of both; shocks that they share in a replication stay shared."""
        return FirstReviews(np.concatenate([self.shortfalls, other.shortfalls]))


def as_far_as(study: Study, outcomes: Sequence[PublishedOutcome]) -> Study:
    """Return a study of one scenario, applied as written, up to the last year that the outcomes speak of.

    Raises InputError where it has several scenarios, or an outcome lies outside its years.
    """
    if len(study.scenarios) != 1:
        raise InputError("a calibration rests on one law: leave one scenario in the study")
    for one in outcomes:
        if one.reviewed_in not in study.plan.years:
            raise InputError(
                f"{_label(one)}: the run covers {study.plan.first_year} to {study.plan.last_year}; state --start and "
                f"--years, or a portfolio whose latest year lies before {one.reviewed_in}"
            )
    last_year = max(one.reviewed_in for one in outcomes)
    written = Scenario("as written", study.scenarios[0].changes)
    return evolve(study, plan=evolve(study.plan, last_year=last_year)).with_scenarios([written])


def first_reviews(
    study: Study, outcomes: Sequence[PublishedOutcome], progress: Progress | None = None
) -> tuple[FirstReviews, ...]:
    """Run a study of one scenario and return the first reviews that each published outcome speaks of.

    Raises InputError where the portfolio has other than as many such titles, where two outcomes speak of
    one title, or where a review does not decide title by title.
    """
    study = as_far_as(study, outcomes)
    due = [_due(study, one) for one in outcomes]
    _check_apart(outcomes, due)
    pardoning = Enforcement(tuple(supposed(policy.key, 1.0) for policy in study.plan.policies))
    pardoned = evolve(study.scenarios[0], name="every shortfall pardoned", enforcement=pardoning)
    found = study.with_scenarios([study.scenarios[0], pardoned]).run(progress=progress)
    return tuple(_found(found.policy(one.policy), days) for one, days in zip(outcomes, due, strict=True))


def _found(outcome: PolicyOutcome, days: Ints) -> FirstReviews:
    """Return what became of titles at their first reviews, on days (cluster,), 0 for those not concerned."""
    rows = np.flatnonzero(days)
    lost_on = outcome.lost_on[:, rows]
    kept, pardoned = (lost_on == 0) | (lost_on > days[rows][:, np.newaxis])
    shortfalls = np.bitwise_count(outcome.failed[:, 0, rows]).sum(axis=0, dtype=np.int64)
    if (kept & ~pardoned).any() or (~kept & pardoned & (shortfalls == 0)).any():
        raise InputError(
            f"the reviews of {outcome.policy.key} weigh titles against each other; "
            "leniency can be fitted only where each title is judged for itself"
        )
    return FirstReviews(np.where(kept, 0, np.where(pardoned, shortfalls, LOST)))


def _due(study: Study, outcome: PublishedOutcome) -> Ints:
    """Return the day of the first review of each title that an outcome speaks of (cluster in scope,), else 0."""
    plan = study.plan
    policy = next(one for one in plan.policies if one.key == outcome.policy)
    scope = np.isin(study.portfolio.clusters["jurisdiction"].astype(str), list(policy.scope))
    held = study.portfolio.held(policy.key)
    docket = Docket(
        policy, plan.provisions, held, scope, (1, len(scope), 1), calendar.first_day(plan.first_year), policy.decisive
    )
    days = np.where(docket.certified_at_start, _review_days(study, policy, docket, held.certified_on), 0)
    days = np.where(_within(days, outcome.reviewed_in), days, 0)
    if outcome.certified_in is not None:
        days = np.where(_within(held.certified_on, outcome.certified_in), days, 0)
    count = int((days > 0).sum())
    if count != outcome.reviewed:
        raise InputError(
            f"{_label(outcome)}: {outcome.reviewed} titles were reviewed, and the portfolio has {count} whose first "
            "review falls in that year; a fit needs those titles, or as many that stand for them"
        )
    return np.asarray(days[scope], dtype=np.int64)


def _review_days(study: Study, policy: Policy, docket: Docket, certified_on: Ints) -> Ints:
    """Return the day of each title's first review in the run, 0 for none; shape (cluster,)."""
    review = policy.review
    if review is None:
        raise InputError(f"{policy.key} knows no review; there is nothing to calibrate")
    provisions = study.plan.provisions
    if isinstance(review.occasion, AtExpiry):
        lag = review.occasion.lag.key
        if any(change.lever == lag and change.from_day is not None for change in study.scenarios[0].changes):
            raise InputError(f"--set {lag}: a calibration takes one value for the whole run; leave its date out")
        first = calendar.first_day(study.plan.first_year)
        return np.asarray(docket.expiry + int(provisions.numbers(lag, first).item()), dtype=np.int64)
    fixed = np.array([0, *_fixed_days(study, policy, review)], dtype=np.int64)
    # A title is held before the day on which it is reviewed; beyond the last such day there is none.
    following = np.searchsorted(fixed, certified_on, side="right")
    return np.asarray(np.append(fixed, 0)[following])


def _fixed_days(study: Study, policy: Policy, review: Decision) -> list[int]:
    calendar_of = LegalCalendar(policy, study.plan.provisions, study.plan.years)
    return [moment.day for moment in calendar_of.moments() if moment.decision is review]


def _within(days: Ints, year: int) -> NDArray[np.bool_]:
    return np.asarray((days >= calendar.first_day(year)) & (days <= calendar.last_day(year)))


def _check_apart(outcomes: Sequence[PublishedOutcome], due: Sequence[Ints]) -> None:
    for place, (one, days) in enumerate(zip(outcomes, due, strict=True)):
        for other, its_days in zip(outcomes[:place], due[:place], strict=True):
            if one.policy == other.policy and ((days > 0) & (its_days > 0)).any():
                raise InputError(f"{_label(one)} and {_label(other)} speak of the same titles; keep one of the two")


def _label(outcome: PublishedOutcome) -> str:
    cohort = "" if outcome.certified_in is None else f" certified in {outcome.certified_in},"
    return f"{outcome.policy},{cohort} reviewed in {outcome.reviewed_in}"
