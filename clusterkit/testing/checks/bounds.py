"""Bounds: clusters just below, at and just above each one are judged as its operator says; monotone in the lever."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clusterkit.errors import LeverError
from clusterkit.law import Change, Finding, Policy
from clusterkit.law.combination import Group, Where
from clusterkit.law.criterion import Bound, Criterion, Fixed, Requirement, walk
from clusterkit.law.judgement import FromFunction
from clusterkit.law.lever import Lever
from clusterkit.law.points import Steps
from clusterkit.law.recognition import Recognised
from clusterkit.law.truth import MET, NAMES, NOT_MET
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject
from clusterkit.testing.threshold import Place, Stand, stands
from clusterkit.testing.trial import Trial, bounds_in, portfolio_of, roots_of_law

_MET_AT: dict[str, frozenset[Place]] = {
    ">=": frozenset({"at", "above"}),
    ">": frozenset({"above"}),
    "<=": frozenset({"below", "at"}),
    "<": frozenset({"below"}),
}
_FACTORS = (0.5, 1.0, 1.5)
_ONE_WAY = (Bound, Group, Where, Fixed, Requirement, Recognised, FromFunction)
"""Criteria under which a standard is never met because one of its parts is not."""


def check(subject: Subject) -> Iterator[Flaw]:
    """Judge every bound of every standard, and every step of its points, on clusters around it."""
    for policy in subject.policies:
        around = [
            (part, bound, stand)
            for part in asked_of(policy)
            for bound in bounds_in(part)
            for stand in stands(bound, subject.indicators)
        ]
        if not around:
            continue
        trial = trial_of(subject, policy, [stand for *_, stand in around])
        sitting, found = trial.sitting(), dict[int, Finding]()
        for row, (part, bound, stand) in enumerate(around):
            if id(part) not in found:
                found[id(part)] = part.judge(sitting)
            judged, wanted = _verdict(part, bound, stand.place, found[id(part)], (trial.shape, row))
            if judged != wanted:
                just = "at" if stand.place == "at" else f"just {stand.place}"
                shown = f"{bound.operator} {bound.lever.shown(bound.lever.default)}"
                yield Flaw("bounds", part.id, f"a figure {just} its bound ({shown}) is judged {judged}, not {wanted}")


def _verdict(
    part: Criterion, bound: Bound, place: Place, found: Finding, at: tuple[tuple[int, ...], int]
) -> tuple[str, str]:
    """Return what a criterion says of a cluster beside a bound, and what it should say: a truth, or points."""
    shape, row = at
    if isinstance(part, Steps):
        low = np.nan if found.points is None else float(np.broadcast_to(found.points.low, shape)[0, row, 0])
        return f"{low:g} points", f"{_worth(part, bound.lever, place):g} points"
    truth = np.broadcast_to(found.stated, shape)[0, row, 0]
    return NAMES[truth], NAMES[MET if place in _MET_AT[bound.operator] else NOT_MET]


def _worth(part: Steps, lever: Lever, place: Place) -> float:
    """Return the points of a figure beside one step's bound: those of the best step that it meets."""
    upwards, own = part.compare in {">=", ">"}, _number(lever)
    met = [
        points
        for step, points in part.steps
        if (_number(step) < own if upwards else _number(step) > own)
        or (_number(step) == own and place in _MET_AT[part.compare])
    ]
    return max(met, default=0.0)


def _number(lever: Lever) -> float:
    return float(lever.default) if isinstance(lever.default, float | int) else np.nan


def monotone(subject: Subject) -> Iterator[Flaw]:
    """Move each bound that the law's values make monotone: a stricter one never lets a cluster pass that failed."""
    for policy in subject.policies:
        found = [stand for bound in bounds_of(policy) for stand in stands(bound, subject.indicators)]
        portfolio = trial_of(subject, policy, [*found, Stand("at")]).portfolio
        for lever, upwards in _one_way(policy):
            values = _values(lever)
            if len(values) < 2:  # noqa: PLR2004 - nothing to compare
                continue
            scenarios = [(Change(lever.key, value),) for value in values]
            trial = Trial(policy, subject.indicators, portfolio, scenarios=scenarios)
            truths = np.broadcast_to(policy.standard.judge(trial.sitting()).truth, trial.shape)
            steps = np.diff(truths.astype(int), axis=0)
            if (steps > 0).any() if upwards else (steps < 0).any():
                yield Flaw(
                    "monotone", lever.key, "a stricter bound lets a cluster pass that fails under a weaker one; "
                    "look for what else reads this lever",
                )  # fmt: skip


def asked_of(policy: Policy) -> list[Criterion]:
    """Return every criterion of a policy that compares figures with bounds, once."""
    parts = (part for _, root in roots_of_law(policy) for part in walk(root))
    return list(dict.fromkeys(part for part in parts if isinstance(part, Bound | Steps)))


def bounds_of(policy: Policy) -> list[Bound]:
    """Return every bound that a policy asks, those of steps too."""
    return [bound for part in asked_of(policy) for bound in bounds_in(part)]


def trial_of(subject: Subject, policy: Policy, found: list[Stand]) -> Trial:
    """Return a trial of clusters under a policy."""
    return Trial(policy, subject.indicators, portfolio_of(policy, found, subject.own_columns))


def _one_way(policy: Policy) -> Iterator[tuple[Lever, bool]]:
    """Yield the levers that bound figures from one side alone, and whether a higher value is the stricter one."""
    directions: dict[str, set[bool]] = {}
    levers: dict[str, Lever] = {}
    otherwise: set[str] = set()
    for part in walk(policy.standard):
        if isinstance(part, Bound):
            directions.setdefault(part.lever.key, set()).add(part.operator in {">=", ">"})
            levers[part.lever.key] = part.lever
            otherwise |= {lever.key for lever in part.levers if lever != part.lever}
        else:
            otherwise |= {lever.key for lever in part.levers}
    if _may_turn(policy.standard):
        return
    for key, sides in directions.items():
        if len(sides) == 1 and key not in otherwise:
            yield levers[key], next(iter(sides))


def _may_turn(standard: Criterion) -> bool:
    """Say whether a standard may fail because a part of it is met: a test decides between parts, or scores decide."""
    return not all(isinstance(part, _ONE_WAY) for part in walk(standard))


def _values(lever: Lever) -> list[float]:
    """Return legal values below, at and above a lever's own, rising."""
    if lever.kind != "number" or isinstance(lever.default, bool | str) or lever.default is None:
        return []
    found = []
    for factor in _FACTORS:
        value = float(lever.default) * factor
        value = float(round(value)) if lever.whole else value
        try:
            lever.check(value)
        except LeverError:
            continue
        found.append(value)
    return sorted(set(found))
