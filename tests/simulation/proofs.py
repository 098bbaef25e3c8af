"""What holds of every law under simulation, asked of one law and one portfolio at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from attrs import frozen
from hypothesis import strategies as st
from numpy.typing import NDArray

from clusterkit.law import Lever, Policy
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.provisions import Change
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.docket import unpacked
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import prepare
from tests.simulation.runs import assert_same, differing, of_clusters, only
from tests.simulation.steady import frequent

# Changes that change nothing ----------------------------------------------------------------------


def at_their_defaults(policies: Sequence[Policy], since: date | None = None) -> list[Scenario]:
    """Return the baseline and, for each lever that has a default, a scenario that sets it to it."""
    levers = [lever for policy in policies for lever in policy.levers if lever.default is not None]
    day = None if since is None else since.toordinal()
    return [Scenario(BASELINE), *(Scenario(lever.key, (Change(lever.key, lever.default, day),)) for lever in levers)]


def assert_all_alike(outcome: Outcome) -> None:
    """Ask that all scenarios of a run are equal to the last bit, and every difference exactly nothing."""
    for one in outcome.policies.values():
        first = only(one, 0)
        for place, name in enumerate(outcome.scenarios):
            own = only(one, place)
            assert [key for key, array in first.items() if not np.array_equal(array, own[key])] == [], name
    assert all(row["mean"] == row["low"] == row["high"] == 0.0 for row in outcome.difference_rows())


# Stricter bounds ----------------------------------------------------------------------------------


@frozen
class Edge:
    """A bound of a law and the direction in which it grows stricter, 1 upwards and -1 downwards."""

    lever: Lever
    direction: int

    def moved(self, amount: float) -> float:
        """Return the bound made stricter by an amount, in units of its size or of a tenth, within its legal range."""
        start = _number(self.lever)
        value = start + self.direction * amount * max(abs(start), 0.1)
        low, high = self.lever.legal_range
        value = min(max(value, -math.inf if low is None else low), math.inf if high is None else high)
        return self.direction * math.ceil(self.direction * value) if self.lever.whole else value


def edges(policy: Policy) -> list[Edge]:
    """Return every bound on which the policy's standard, at admission and at review, and its plan rest."""
    roots = [policy.standard, policy.retention_standard, *([] if policy.plan is None else [policy.plan])]
    bounds = {part.lever.key: part for root in roots for part in walk(root) if isinstance(part, Bound)}
    return [Edge(part.lever, 1 if part.operator in {">=", ">"} else -1) for part in bounds.values()]


def _number(lever: Lever) -> float:
    """Return a bound's default; where there is none, what every cluster still passes."""
    return 0.0 if lever.default is None else float(lever.default)


def tightenings(policy: Policy) -> st.SearchStrategy[list[Scenario]]:
    """Draw the baseline and three scenarios, each with all the bounds of the one before or stricter ones.

    A bound is moved at admission (and the review follows) or at the review alone.
    """
    found = edges(policy)
    own = [edge for edge in found if edge.lever.follows is None]
    twins = {edge.lever.follows: edge for edge in found if edge.lever.follows is not None}

    @st.composite
    def drawn(draw: st.DrawFn) -> list[Scenario]:
        steps: list[tuple[Change, ...]] = [(), (), ()]
        for edge in draw(st.lists(st.sampled_from(own), min_size=1, max_size=4, unique_by=lambda one: one.lever.key)):
            moved = twins[edge.lever.key] if edge.lever.key in twins and draw(st.booleans()) else edge
            amounts = sorted(draw(st.lists(st.floats(0.0, 1.5), min_size=3, max_size=3)))
            for place, amount in enumerate(amounts):
                steps[place] = (*steps[place], Change(moved.lever.key, moved.moved(amount)))
        return [Scenario(BASELINE), *(Scenario(f"stricter {place}", step) for place, step in enumerate(steps))]

    return drawn()


def held(outcome: PolicyOutcome, years: range) -> NDArray[np.bool_]:
    """Say who of those certified at the start still holds that title at each year's end.

    Shape (year, scenario, cluster, replication).
    """
    ends = np.array([date(year, 12, 31).toordinal() for year in years]).reshape(-1, 1, 1, 1)
    lost_on = outcome.lost_on[:, outcome.at_start]
    return np.asarray((lost_on == 0) | (lost_on > ends))


def assert_never_more_held(outcome: Outcome) -> None:
    """Ask that no title is held in a scenario that is lost in the one before it, by cluster, replication and year."""
    for key, one in outcome.policies.items():
        kept = held(one, outcome.years)
        for place in range(1, len(outcome.scenarios)):
            assert not (kept[:, place] & ~kept[:, place - 1]).any(), (key, outcome.scenarios[place])


# Conservation -------------------------------------------------------------------------------------


def assert_conserved(outcome: Outcome, *, readmission: bool = False) -> None:
    """Ask that every cluster is a candidate, certified or lost, and that losses explain who is gone."""
    for one in outcome.policies.values():
        assert (one.counts >= 0).all()
        assert (one.counts.sum(axis=1) == len(one.cluster_ids)).all()
        assert (one.retained <= one.started).all()
        assert (one.retained <= one.counts[:, 1]).all()
        assert ((one.lost_on > 0) == (one.cause > 0)).all()
        first, last = date(outcome.years[0], 1, 1).toordinal(), date(outcome.years[-1], 12, 31).toordinal()
        assert ((one.lost_on == 0) | ((one.lost_on >= first) & (one.lost_on <= last))).all()
        failed = np.zeros(one.cause.shape, np.bool_)
        for bits in unpacked(one.failed, one.criteria).values():
            failed |= bits
        assert not (failed & (one.lost_on == 0)).any()
        if readmission:
            continue
        assert (np.diff(one.retained, axis=0) <= 0).all()
        assert np.array_equal(one.retained, held(one, outcome.years).sum(axis=2))
        for scenario in range(len(outcome.scenarios)):
            lost = np.zeros(outcome.replications)
            for cause in one.causes[1:]:
                lost += one.losses(cause, scenario=scenario)
            assert np.array_equal(lost, one.started - one.retained[-1, scenario])
            assert np.array_equal((one.lost_on[scenario] > 0).sum(axis=0), one.counts[-1, 2, scenario])


# One place's law with its own model ---------------------------------------------------------------


@frozen
class Place:
    """A place's law with its illustrative clusters and its own model, whose rare events are made common."""

    policy: Policy
    portfolio: Portfolio
    dynamics: Dynamics

    def run(self, scenarios: Sequence[Scenario] = (), *, size: int = 500, **more: Any) -> Outcome:
        """Run some scenarios on the same draws."""
        stated: dict[str, Any] = {"portfolio": self.portfolio, "replications": 20, **more}
        return prepare(
            policies=[self.policy],
            dynamics=[frequent(self.dynamics)],
            plugins=Plugins({}),
            scenarios=scenarios,
            **stated,
        ).run(size=size)

    def check_defaults(self, since: date | None) -> None:
        """Ask that a lever set to its own default changes nothing."""
        scenarios = at_their_defaults([self.policy], since)
        assert len(scenarios) == 1 + sum(lever.default is not None for lever in self.policy.levers)
        assert_all_alike(self.run(scenarios))

    def check_stricter(self, scenarios: Sequence[Scenario], seed: int) -> None:
        """Ask that stricter bounds save nobody, and that nobody vanishes."""
        outcome = self.run(scenarios, seed=seed)
        assert_never_more_held(outcome)
        assert_conserved(outcome)

    def check_company(self) -> None:
        """Ask that neither tiles nor neighbours nor what comes after change anybody's fate."""
        whole, key = self.run(), self.policy.key
        assert_same(whole, self.run(size=7))
        names = self.portfolio.cluster_id[::3].tolist()
        some = self.run(portfolio=self.portfolio.subset(names)).policy(key)
        assert differing(some, of_clusters(whole.policy(key), names), counted=False) == []
        many = self.run(replications=120, years=11).policy(key)
        assert np.array_equal(many.counts[:9, ..., :20], whole.policy(key).counts)
        assert np.array_equal(many.retained[:9, ..., :20], whole.policy(key).retained)
        assert_conserved(whole)
