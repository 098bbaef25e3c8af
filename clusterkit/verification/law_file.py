"""law.json: what a run took as the law, checked against the law that is installed here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from clusterkit.errors import InputError, LeverError
from clusterkit.law.combination import Group
from clusterkit.law.criterion import Criterion, Requirement
from clusterkit.law.lever import Lever
from clusterkit.law.policy import Policy
from clusterkit.verification.agenda import Span
from clusterkit.verification.levers import Dated

NAME: Final = "law.json"
FORMAT: Final = 1


@frozen
class Stated:
    """What tells a measure's law from another's, as the run had it: `levers` holds their values by key."""

    version: str
    scope: tuple[str, ...]
    criteria: tuple[str, ...]
    levers: Mapping[str, Any]


@frozen(eq=False)
class LawFile:
    """The run's days, its scenarios with what each changes, its measures, and its files as they were written.

    `replications` is how many of each scenario are traced, `levels` the level of each measure,
    `written` the number of rows and the SHA-256 of each file.
    """

    span: Span
    replications: int
    scenarios: Mapping[str, Mapping[str, Any]]
    policies: Mapping[str, Stated]
    levels: Mapping[str, str]
    written: Mapping[str, tuple[int, str]]

    @classmethod
    def read(cls, folder: Path) -> LawFile:
        """Read the file. Raises InputError where it is missing, torn, or of another format."""
        path = folder / NAME
        if not path.is_file():
            raise InputError(
                f"{folder} holds no {NAME}, so it is not known under which law its paths ran; "
                "write the trace again with `clusterkit simulate --trace`"
            )
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise InputError(f"{path}: format {found['format']} is not known here; this clusterkit reads {FORMAT}")
            return cls(
                Span(date.fromisoformat(found["start"]), date.fromisoformat(found["end"])),
                int(found["replications"]),
                {name: dict(changes) for name, changes in found["scenarios"].items()},
                {key: _stated(one) for key, one in found["policies"].items()},
                {key: str(level) for key, level in found["levels"].items()},
                {name: (int(one["rows"]), str(one["sha256"])) for name, one in found["files"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} is torn or edited: {type(error).__name__}: {error}") from error

    def policy(self, key: str, installed: Mapping[str, Policy]) -> Policy:
        """Return an installed measure with the scope it had in the run, and without requirements that were left out.

        Raises InputError where the installed law is not that of the run.
        """
        if key not in installed:
            raise InputError(f"the trace was written under the measure {key}, and no installed plugin brings it")
        policy, stated = installed[key], self.policies[key]
        asked = set(stated.criteria)
        left_out = {name for name in policy.decisive if name not in asked}
        other = [*sorted(left_out - _requirements(policy)), *sorted(asked - set(policy.decisive))]
        if other:
            raise InputError(f"{_another(policy, stated)}: the criteria {', '.join(other)} are not the same")
        for name, lever in {lever.key: lever for lever in policy.levers}.items():
            if name not in stated.levers:
                raise InputError(f"{_another(policy, stated)}: the run knew no lever {name}")
            here, there = lever.jsonable(lever.default), stated.levers[name]
            if here != there:
                raise InputError(f"{_another(policy, stated)}: {name} is {here} here and was {there} in the run")
        found = evolve(policy, scope=stated.scope)
        return _without(found, left_out) if left_out else found

    def changes(self, scenario: str, levers: Mapping[str, Lever]) -> dict[str, Dated]:
        """Return a scenario's changes of levers, each with its dated values. Raises InputError for no such value."""
        found: dict[str, Dated] = {}
        for key, dated in self.scenarios[scenario].items():
            if key not in levers:
                raise InputError(f"{NAME}: scenario {scenario} sets {key}, a lever that no measure of the run has")
            try:
                found[key] = [(_since(one["from"]), levers[key].check(one["value"])) for one in dated]
            except (LeverError, ValueError, KeyError, TypeError) as error:
                raise InputError(f"{NAME}: scenario {scenario}, lever {key}: {error}") from error
        return found


def _stated(found: Mapping[str, Any]) -> Stated:
    return Stated(str(found["version"]), tuple(found["scope"]), tuple(found["criteria"]), dict(found["levers"]))


def _since(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _another(policy: Policy, stated: Stated) -> str:
    return f"the law of {policy.key} (version {stated.version}) is another one here (version {policy.version})"


def _requirements(policy: Policy) -> set[str]:
    return {one.id for one in policy.criteria if isinstance(one, Requirement)}


def _without(policy: Policy, left_out: set[str]) -> Policy:
    """Return a policy whose standards do not ask some of the requirements in words."""
    decisions = tuple(
        one if one.standard is None else evolve(one, standard=_asking(one.standard, left_out))
        for one in policy.decisions
    )
    return evolve(policy, standard=_asking(policy.standard, left_out), decisions=decisions)


def _asking(criterion: Criterion, left_out: set[str]) -> Criterion:
    if not isinstance(criterion, Group):
        return criterion
    parts: Sequence[Criterion] = [part for part in criterion.parts if part.id not in left_out]
    return evolve(criterion, parts=tuple(_asking(part, left_out) for part in parts))
