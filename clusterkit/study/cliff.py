"""Where retention falls fastest along a lever, what a unit of it costs, and how many clusters stand near it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.lever import DATE_UNIT, Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.sitting import Sitting
from clusterkit.law.truth import NOT_MET
from clusterkit.portfolio.record import events_of, facts_of, history_of
from clusterkit.simulation.interval import Estimate, estimate
from clusterkit.simulation.tally import Tally
from clusterkit.study.monotone import places_of, reviews_of
from clusterkit.study.simulate import Study

NEAR: Final = 0.05
"""A figure this near to a value, as a share of it, is close to it."""

_COMMON_YEAR = 2001


@frozen
class Slope:
    """How much a policy's retention at the end of the last year changes by unit of a lever, from `low` to `high`."""

    policy: str
    low: Value
    high: Value
    change: Estimate

    @property
    def end(self) -> Value:
        """The end with the lower retention."""
        return self.high if self.change.mean < 0 else self.low


@frozen
class Cliff:
    """The steepest slope: `value` is its end with the lower retention.

    `near` counts the clusters certified at the start whose present figure lies within 5 % of the value;
    None where no figure is held against the lever.
    """

    slope: Slope
    near: int | None

    @property
    def value(self) -> Value:
        """The end of the fall."""
        return self.slope.end

    def as_dict(self, lever: Lever) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        slope = self.slope
        return {
            "value": lever.jsonable(self.value),
            "between": [lever.jsonable(slope.low), lever.jsonable(slope.high)],
            "policy": slope.policy,
            "slope": slope.change.mean,
            "low": slope.change.low,
            "high": slope.change.high,
            "clusters_within_5_percent": self.near,
        }


def position(lever: Lever, value: Value) -> float | None:
    """Return where a value lies on its lever's axis, dates as days; None for what has no order or is none."""
    if value is None or isinstance(value, str) or lever.kind == "yes_no":
        return None
    if lever.kind == "month_day":
        return float(calendar.month_day(_COMMON_YEAR, int(value)))
    return float(calendar.day_of_code(int(value))) if lever.unit == DATE_UNIT else float(value)


def slopes_of(lever: Lever, values: Sequence[Value], tallies: Sequence[Mapping[str, Tally]]) -> tuple[Slope, ...]:
    """Return the slopes between neighbouring values for every policy whose retention changes along them."""
    placed = {position(lever, value): place for place, value in reversed(list(enumerate(values)))}
    ordered = sorted((at, place) for at, place in placed.items() if at is not None)
    found = []
    for policy, first in tallies[0].items():
        if not first.started:
            continue
        last = [tally[policy].retention[-1] for tally in tallies]
        steps = [
            Slope(policy, values[one], values[other], estimate((last[other] - last[one]) / (to - at)))
            for (at, one), (to, other) in pairwise(ordered)
        ]
        if any(step.change.mean or step.change.low for step in steps):
            found += steps
    return tuple(found)


def cliff_of(study: Study, lever: Lever, slopes: Sequence[Slope]) -> Cliff | None:
    """Return the steepest of some slopes, of equal ones the first; None where retention does not change."""
    steepest = max(slopes, key=lambda slope: abs(slope.change.mean), default=None)
    if steepest is None or not steepest.change.mean:
        return None
    policy = next(one for one in study.plan.policies if one.key == steepest.policy)
    return Cliff(steepest, near(study, policy, lever, steepest.end))


def near(study: Study, policy: Policy, lever: Lever, value: Value) -> int | None:
    """Return how many clusters certified at the start have a figure within 5 % of a bound; None for no bound."""
    figures = _figures(study, policy, lever.key)
    at = position(lever, value)
    if figures is None or at is None:
        return None
    # A figure that is 5 % away to the last digit counts.
    return int((np.abs(figures - at) <= NEAR * abs(at) * (1 + 1e-9)).sum())


def _figures(study: Study, policy: Policy, lever: str) -> NDArray[np.float64] | None:
    """Return the figures held against a bound on the run's first day, of those certified then to whom it applies."""
    standards = [review.standard for review in reviews_of(policy) if review.standard is not None]
    readers = {lever, *(one.key for one in policy.levers if one.follows == lever)}
    bounds = [
        part
        for standard in standards
        for part in walk(standard)
        if isinstance(part, Bound) and part.lever.key in readers
    ]
    if not bounds:
        return None
    portfolio, plan = study.portfolio, study.plan
    day = calendar.first_day(plan.first_year)
    certified = portfolio.held(policy.key).certified_on
    scope = np.isin(portfolio.clusters["jurisdiction"].astype(str), list(policy.scope))
    rows = np.flatnonzero(scope & (certified > 0) & (certified <= day))
    shape = (1, len(rows), 1)
    sitting = Sitting(
        year=plan.first_year, day=day, law_day=day, who=np.ones(shape, np.bool_),
        history=history_of(portfolio, plan.indicators), provisions=plan.provisions,
        facts=facts_of(portfolio, plan.level_of), events=events_of(portfolio), rows=rows,
    )  # fmt: skip
    figure = bounds[0].judge(sitting).figure
    assert figure is not None
    low, high = (np.broadcast_to(end, shape).ravel() for end in (figure.low, figure.high))
    asked = low == high
    for place in places_of(policy, lever).values():
        asked = asked & (np.broadcast_to(place.applies(sitting), shape).ravel() != NOT_MET)
    return np.asarray(figure.measure.plain(low[asked]))
