"""The frontier: for each value of one lever the value of another that just meets a goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.law.lever import Lever, Value
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import CONFIDENCE
from clusterkit.study.goal import Goal
from clusterkit.study.lever_range import LeverRange
from clusterkit.study.response import Row
from clusterkit.study.simulate import Study
from clusterkit.study.solve import Solution, Status, at_value, lever_of, part, solve

STEPS = 9
"""Values of the first lever where none are stated."""
_OF_ROW = ("status", "low", "high", "estimate", "at_estimate", "best", "direction", "note")


@frozen(eq=False)
class Frontier:
    """For some values of a first lever, the solution of the second: the pairs that just meet a goal."""

    goal: Goal
    levers: tuple[Lever, Lever]
    confidence: float
    values: tuple[Value, ...]
    solutions: tuple[Solution, ...]

    @property
    def status(self) -> Status:
        """Found where any pair was, else what is known of the most."""
        known = {one.status for one in self.solutions}
        ranked: tuple[Status, ...] = ("found", "not_monotone", "not_reachable")
        return next(status for status in ranked if status in known)

    def rows(self) -> list[Row]:
        """Return a row for each value of the first lever."""
        rows = []
        for value, one in zip(self.values, self.solutions, strict=True):
            told = one.as_dict()
            rows.append({"value": self.levers[0].jsonable(value), **{key: told[key] for key in _OF_ROW}})
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable output carries it, without the manifest."""
        return {
            "goal": str(self.goal),
            "lever": [one.key for one in self.levers],
            "unit": [one.unit for one in self.levers],
            "status": self.status,
            "low": None,
            "high": None,
            "confidence": self.confidence,
            "method": "; ".join(dict.fromkeys(one.response.method for one in self.solutions)),
            "evaluations": sum(len(one.response.values) for one in self.solutions),
            "frontier": self.rows(),
        }


def frontier(
    study: Study,
    goal: str | Goal,
    first: str,
    values: Sequence[Value],
    second: str,
    *,
    start: float | None = None,
    end: float | None = None,
    confidence: float = CONFIDENCE,
    progress: Progress | None = None,
) -> Frontier:
    """Return the threshold of the second lever for each value of the first, all on the same draws.

    `start` and `end` are those of the second. Raises LeverError for a value that the first cannot have,
    InputError for one lever twice or no value, and what `solve` raises.
    """
    goal = Goal.parse(goal, study) if isinstance(goal, str) else goal
    one, other = lever_of(study, first), lever_of(study, second)
    if one.key == other.key:
        raise InputError(f"lever {one.key} is named twice; a frontier is of two levers")
    if not values:
        raise InputError(f"lever {one.key}: a frontier needs values")
    values = tuple(one.check(value) for value in values)
    if len(study.scenarios) != 1:
        raise InputError(f"a frontier is found under one scenario; this study has {len(study.scenarios)}")
    found = []
    for place, value in enumerate(values):
        fixed = study.with_scenarios([at_value(study.scenarios[0], one.key, value)])
        told = part(progress, place, len(values))
        found.append(solve(fixed, goal, other.key, start=start, end=end, confidence=confidence, progress=told))
    return Frontier(goal, (one, other), confidence, values, tuple(found))


def frontier_values(lever: Lever, start: float | None, end: float | None, steps: int = STEPS) -> tuple[float, ...]:
    """Return values at equal steps for the first lever.

    Where neither the caller nor the law sets an end, half of the law's own value less or more is one.
    Raises InputError for fewer than two steps or where there is nothing to step through, LeverError.
    """
    if steps < 2:  # noqa: PLR2004 - two ends
        raise InputError(f"--steps {steps}: a frontier needs at least two values")
    where = LeverRange.of(lever, start, end)
    if where.low is None or where.high is None:
        own = lever.default
        if isinstance(own, str) or not own:
            raise InputError(f"lever {lever.key}: say which values of it the frontier takes, with --values")
        low = own / 2 if start is None else start
        high = own * 1.5 if end is None else end
        where = LeverRange.of(lever, min(low, high), max(low, high))
    assert where.low is not None
    assert where.high is not None
    return tuple(float(value) for value in where.between(where.low, where.high, steps))
