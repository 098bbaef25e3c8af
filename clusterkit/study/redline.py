"""The redline of a law: what each scenario strikes and what it writes instead, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from clusterkit.law.figure import Operator
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.study.idle import idle_changes
from clusterkit.study.relations import operators_of

if TYPE_CHECKING:
    from clusterkit.study.simulate import Study

_BEFORE_ALL = 1


@frozen
class Strike:
    """One value struck and the one written instead, from a day on (None: ever since).

    `operator` stands where the lever is a bound. `follows` says that the value was not set itself but
    moves with another lever's.
    """

    scenario: str
    policy: str
    lever: Lever
    old: Value
    new: Value
    from_day: int | None
    operator: Operator | None
    follows: bool

    @property
    def since(self) -> str | None:
        """The day in ISO, None where it is ever since."""
        return None if self.from_day is None else date.fromordinal(self.from_day).isoformat()

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it, under its scenario."""
        lever = self.lever
        return {
            "policy": self.policy,
            "citation": lever.citation,
            "lever": lever.key,
            "title": lever.title.as_dict(),
            "unit": lever.unit,
            "operator": self.operator,
            "cue": lever.cue,
            "old": lever.jsonable(self.old),
            "new": lever.jsonable(self.new),
            "from": self.since,
            "follows": lever.follows if self.follows else None,
        }


def redline(study: Study) -> tuple[Strike, ...]:
    """Return what each scenario changes in the law as it stands, in the order of the law, each step with its day.

    A bound of a re-review that follows the admission's stands right after it. What changes nothing is not there.
    """
    return tuple(
        strike
        for index in range(len(study.scenarios))
        for policy in study.plan.policies
        for strike in _of_scenario(study, policy, index)
    )


def _of_scenario(study: Study, policy: Policy, index: int) -> list[Strike]:
    scenario, provisions = study.scenarios[index], study.plan.provisions
    own = {change.lever for change in scenario.changes}
    if not own & {lever.key for lever in policy.levers}:
        return []
    law = Provisions(policy.levers, [()])
    operators = operators_of(policy)
    found = []
    for lever in _in_order(policy):
        if not own & {lever.key, lever.follows}:
            continue
        old = law.value(lever.key, _BEFORE_ALL, 0)
        days = [None, *sorted({change.from_day for change in scenario.changes if change.from_day is not None})]
        for day in days:
            new = provisions.value(lever.key, _BEFORE_ALL if day is None else day, index)
            if new != old:
                found.append(
                    Strike(
                        scenario.name, policy.key, lever, old, new, day, operators.get(lever.key),
                        follows=lever.key not in own,
                    )
                )  # fmt: skip
            old = new
    return found


def _in_order(policy: Policy) -> Iterator[Lever]:
    """Yield the levers in the order of the law, those that follow another right after it."""
    keys = {lever.key for lever in policy.levers}
    for lever in policy.levers:
        if lever.follows not in keys:
            yield lever
            yield from (twin for twin in policy.levers if twin.follows == lever.key)


def told_by_scenario(told: dict[str, Any], study: Study) -> dict[str, Any]:
    """Return the machine-readable output of a study with each scenario's redline, and its changes that do nothing."""
    strikes, idle = redline(study), idle_changes(study)
    scenarios = [
        {
            **held,
            "redline": [one.as_dict() for one in strikes if one.scenario == held["name"]],
            "idle": [one.as_dict() for one in idle if one.scenario == held["name"]],
        }
        for held in told["scenarios"]
    ]
    return {**told, "scenarios": scenarios}
