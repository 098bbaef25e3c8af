"""Trials: a small portfolio put before one policy's authority, and its criteria judged on it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import Criterion, Figure, Indicator, Lever, Policy, Provisions, Sitting
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.history import History, Rows
from clusterkit.law.points import Steps
from clusterkit.law.provisions import Changes
from clusterkit.law.truth import Truths
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.record import events_of, facts_of, history_of
from clusterkit.testing.threshold import ON, Stand


@frozen(eq=False)
class Trial:
    """A portfolio before the authority of a policy on the day of the trials, under some scenarios.

    The figures are read-only and repeated for `replications`, so that a criterion meets the three axes of
    a simulation, and one that changes what it is given is found out.
    """

    policy: Policy
    indicators: Mapping[str, Indicator]
    portfolio: Portfolio
    scenarios: Sequence[Changes] = ((),)
    replications: int = 1

    @property
    def shape(self) -> tuple[int, int, int]:
        """Scenarios, clusters and replications."""
        return len(self.scenarios), len(self.portfolio), self.replications

    def sitting(self, rows: Sequence[int] | None = None) -> Sitting:
        """Return a new sitting of all clusters, or of some rows."""
        scenarios, clusters, replications = self.shape
        count = clusters if rows is None else len(rows)
        held: Rows = slice(None) if rows is None else np.array(rows, dtype=np.intp)
        history = history_of(self.portfolio, self.indicators)
        return Sitting(
            year=ON.year,
            day=ON.toordinal(),
            law_day=ON.toordinal(),
            who=_held(np.ones((scenarios, count, replications), np.bool_)),
            history=_Repeated(history, clusters, replications),
            provisions=Provisions(levers_of(self.policy), self.scenarios),
            facts=facts_of(self.portfolio, {self.policy.key: self.policy.level}),
            events=events_of(self.portfolio),
            rows=held,
        )


class _Repeated(History):
    """Figures and answers on file, read-only and the same in every replication."""

    def __init__(self, history: History, clusters: int, replications: int) -> None:
        super().__init__(history.indicators)
        self._history, self._shape = history, (1, clusters, replications)

    def figure(self, key: str, year: int, rows: Rows = slice(None)) -> Figure:
        """Return the figures of some clusters."""
        found = self._history.figure(key, year)
        low = self._spread(found.low, rows)
        return Figure(low, low if found.known else self._spread(found.high, rows), found.measure)

    def answer(self, key: str, year: int, rows: Rows = slice(None)) -> Truths:
        """Return the answers of some clusters."""
        return self._spread(self._history.answer(key, year), rows)

    def rows_of(self, year: int, rows: Rows = slice(None)) -> NDArray[np.bool_] | None:
        """Return which clusters have a row for a year."""
        return self._history.rows_of(year, rows)

    def has(self, key: str, year: int) -> bool:
        """Say whether a figure itself is on file for a year."""
        return self._history.has(key, year)

    def _spread(self, array: NDArray[Any], rows: Rows) -> NDArray[Any]:
        return _held(np.broadcast_to(array, self._shape)[:, rows])


def levers_of(policy: Policy) -> list[Lever]:
    """Return the levers of a policy with those of its re-review."""
    twins = (lever for part in walk(policy.retention_standard) for lever in part.levers)
    return list({lever.key: lever for lever in (*policy.levers, *twins)}.values())


def roots_of_law(policy: Policy) -> Iterator[tuple[str, Criterion]]:
    """Yield every standard that a policy asks of a title, with where it stands."""
    yield "standard", policy.standard
    yield "standard at a re-review", policy.retention_standard
    if policy.plan is not None:
        yield "plan", policy.plan
    if policy.recognition is not None:
        yield "recognition", policy.recognition
    for decision in policy.decisions:
        if decision.standard is not None:
            yield f"decision {decision.key}", decision.standard
        for rule in decision.rules:
            for criterion in rule.condition.criteria:
                yield f"decision {decision.key}", criterion


def bounds_in(part: Criterion) -> tuple[Bound, ...]:
    """Return a criterion as bounds: itself, or one for each step of a figure that is worth points."""
    if isinstance(part, Bound):
        return (part,)
    if isinstance(part, Steps):
        return tuple(Bound(part.subject, part.compare, lever, part.window, name=part.id) for lever, _ in part.steps)
    return ()


def portfolio_of(policy: Policy, stands: Sequence[Stand], columns: Sequence[Indicator]) -> Portfolio:
    """Return clusters as one portfolio, in their order: C0000 and so on. Raises PortfolioError."""
    rows, observations = [], []
    for number, stand in enumerate(stands):
        cluster = f"C{number:04d}"
        rows.append({"cluster_id": cluster, "name": cluster, "jurisdiction": policy.scope[0], **stand.facts})
        observations += [{"cluster_id": cluster, "year": year, **figures} for year, figures in stand.years.items()]
    return Portfolio.from_rows(rows, observations, name="trial", indicators=columns)


def _held(array: NDArray[Any]) -> NDArray[Any]:
    array = array.view()
    array.setflags(write=False)
    return array
