"""Idle changes: changes of the law that cannot make a difference in a run, and why.

A change is compared with the same scenario without it. What is claimed follows from the law's values,
the dates of the run and who is in it, never from a draw: with and without the change, the outcome is
the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import frozen

from clusterkit.law import calendar
from clusterkit.law.criterion import walk
from clusterkit.law.decision import REVIEWS, Decision, Every, OnDeadline, Round
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Change, Provisions
from clusterkit.law.text import Text
from clusterkit.law.truth import NOT_MET
from clusterkit.portfolio.record import facts_of
from clusterkit.simulation.legal_calendar import LegalCalendar
from clusterkit.study.bearing import Grounds, Move, all_of_them, asked_by, on_decision

if TYPE_CHECKING:
    from clusterkit.study.simulate import Study

Touches = Literal["nothing", "admission"]
_BEGINNING = 1
_BEFORE, _AFTER = 0, 1


@frozen
class Idle:
    """A change that makes no difference, or none to the titles held at the start, and why."""

    scenario: str
    lever: str
    from_day: int | None
    touches: Touches
    why: Text

    @property
    def since(self) -> str | None:
        """The change's date, None where it has none."""
        return None if self.from_day is None else date.fromordinal(self.from_day).isoformat()

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it, under its scenario."""
        return {"lever": self.lever, "from": self.since, "touches": self.touches, "why": self.why.as_dict()}


def idle_changes(study: Study) -> tuple[Idle, ...]:
    """Return the changes of every scenario that make no difference, in their order."""
    found = []
    for scenario in study.scenarios:
        for change in scenario.changes:
            verdict = _verdict(study, scenario.changes, change)
            if verdict is not None:
                found.append(Idle(scenario.name, change.lever, change.from_day, *verdict))
    return tuple(found)


def _verdict(study: Study, changes: tuple[Change, ...], change: Change) -> tuple[Touches, Text] | None:
    policy = next(one for one in study.plan.policies if change.lever in {lever.key for lever in one.levers})
    own = [one for one in changes if one.lever in {lever.key for lever in policy.levers}]
    versions = [tuple(one for one in own if one is not change), tuple(own)]
    trial = _Trial(study, policy, Provisions(policy.levers, versions), change)
    why = trial.why()
    if why is not None:
        return "nothing", why
    kept = trial.kept_at_review()
    return None if kept is None else ("admission", kept)


class _Trial:
    """One measure under two versions of a scenario: without a change (0) and with it (1)."""

    def __init__(self, study: Study, policy: Policy, provisions: Provisions, change: Change) -> None:
        self._study, self._policy, self._provisions, self._change = study, policy, provisions, change
        self._first = calendar.first_day(study.plan.first_year)
        self._last = calendar.last_day(study.plan.last_year)
        self._calendar = LegalCalendar(policy, provisions, study.plan.years)
        self._keys = tuple(lever.key for lever in policy.levers)
        self._scope = np.isin(study.portfolio.clusters["jurisdiction"].astype(str), policy.scope)

    def why(self) -> Text | None:
        """Return why the change makes no difference, None where it may make one."""
        if not self._scope.any():
            return Text("本次模拟没有适用该办法的集群", "no cluster of the run is under this law")
        ever = [_BEGINNING, *self._provisions.change_days]
        if not any(map(self._moved, ever)):
            return Text("与不作此改动时的数值相同", "the same value stands without it")
        if not any(map(self._moved, self._epochs(_BEGINNING))):
            return Text("晚于模拟的最后一天", "it comes after the last day of the run")
        grounds = all_of_them(self._grounds(self._policy.decisions))
        if grounds is None:
            return None
        return _told(grounds) if grounds else self._unread()

    def kept_at_review(self) -> Text | None:
        """Return which bounds of its own a review keeps, where the change touches admission alone."""
        twins = [lever for lever in self._policy.levers if lever.follows == self._change.lever]
        moved = {key for day in self._epochs(_BEGINNING) for key in self._moved(day)}
        if not twins or moved & {twin.key for twin in twins} or self._may_return():
            return None
        others = [one for one in self._policy.decisions if not isinstance(one.occasion, Round)]
        if all_of_them(self._grounds(others)) is None:
            return None
        stand = ", ".join(f"{one.key} = {one.shown(self._value(one, self._last, _AFTER))}" for one in twins)
        return Text(f"只影响认定:复核按 {stand}", f"it touches admission only: a re-review applies {stand}")

    # What moves, and when --------------------------------------------------------------------------

    def _epochs(self, start: int) -> list[int]:
        """Return the first day of every stretch without a change, from a day to the last of the run."""
        return [start, *(day for day in self._provisions.change_days if start < day <= self._last)]

    def _moved(self, day: int) -> frozenset[str]:
        """Return the levers that differ on a day."""
        return frozenset(key for key in self._keys if len(set(self._provisions.values(key, day))) > 1)

    def _move_on(self, days: Iterable[int], *levers: Lever | None) -> bool:
        """Say whether one of some levers differs on one of some days."""
        named = {lever.key for lever in levers if lever is not None}
        return any(self._moved(day) & named for day in days)

    def _value(self, lever: Lever, day: int, version: int) -> Value:
        return self._provisions.value(lever.key, day, version)

    def _move(self, day: int) -> Move:
        return Move(
            keys=self._moved(day),
            before=lambda lever: self._value(lever, day, _BEFORE),
            after=lambda lever: self._value(lever, day, _AFTER),
            duties=self._calendar.duties,
            absent=self._absent,
        )

    def _absent(self, fact: str) -> bool:
        facts = facts_of(self._study.portfolio, self._study.plan.level_of)
        return bool((facts.answer(fact)[0, self._scope] == NOT_MET).all())

    # What it bears on ------------------------------------------------------------------------------

    def _grounds(self, decisions: Iterable[Decision]) -> Iterator[Grounds]:
        """Yield the grounds of everything that reads a lever."""
        term = () if self._policy.term is None else self._policy.term.levers
        beyond = [lever for lever in self._policy.levers if lever.key not in self._readers()]
        yield None if self._move_on(self._epochs(_BEGINNING), *term, *beyond) else ()
        yield self._on_its_end()
        yield self._on_old_rules()
        for decision in decisions:
            yield self._on_decision(decision)

    def _readers(self) -> set[str]:
        """Return the levers of which it is clear when they are read; what an effect reads may be read later."""
        policy = self._policy
        roots = [one for one in (policy.standard, policy.plan) if one is not None]
        known = [lever for root in roots for part in walk(root) for lever in part.levers]
        known += [lever for duty in policy.duties for lever in duty.levers]
        known += [lever for target in policy.targets for lever in target.levers]
        known += [lever for decision in policy.decisions for lever in asked_by(decision)]
        single = (policy.in_force.until, policy.in_force.lapse, policy.readmission, policy.new_rules_at_review)
        effects = (effect for decision in policy.decisions for effect in decision.effects)
        later = {lever.key for effect in effects for lever in effect.levers}
        return {lever.key for lever in (*known, *single) if lever is not None} - later

    def _on_its_end(self) -> Grounds:
        """Ask whether the measure ends on another day."""
        force = self._policy.in_force
        if not self._move_on(self._epochs(self._first), force.until, force.lapse):
            return ()
        ended = [self._calendar.ended(moment.day).ravel() for moment in self._calendar.moments()]
        if any(len(set(one.tolist())) > 1 for one in ended):
            return None
        if not any(one.any() for one in ended):
            return (Text("办法在模拟期内不因此终止", "the measure does not end within the run either way"),)
        return (Text("办法的终止日不变", "the measure ends on the same day either way"),)

    def _on_old_rules(self) -> Grounds:
        """Ask whether it matters that old titles keep old rules: not where no value changes on a date."""
        lever = self._policy.new_rules_at_review
        reviews = [one for one in self._policy.decisions if isinstance(one.occasion, REVIEWS)]
        if not reviews or not self._move_on(self._epochs(self._first), lever):
            return ()
        others = [one for one in self._policy.levers if one != lever]
        stands = [[self._provisions.values(one.key, day) for one in others] for day in self._epochs(_BEGINNING)]
        dated = any(one.amends for one in others) or any(one != stands[0] for one in stands)
        if dated or any(_across(one) for one in reviews):
            return None
        return (Text("没有随日期变化的数值", "no value changes on a date, so old rules and new are the same"),)

    def _on_decision(self, decision: Decision) -> Grounds:
        if isinstance(decision.occasion, Round):
            if self._move_on(self._epochs(self._first), self._policy.readmission):
                return None
            if self._nobody_applies():
                told = Text("没有可申报的集群", "no cluster of the run can apply for admission")
                return (told,) if self._move_on(self._epochs(self._first), *decision.levers) else ()
        days, other_days = self._days_of(decision)
        plan = self._policy.plan if isinstance(decision.occasion, REVIEWS) else None
        stretches = {self._provisions.epoch(day): day for day in sorted(days)}
        return all_of_them(
            on_decision(decision, self._move(day), plan, other_days=other_days)
            for day in stretches.values()
            if other_days or self._moved(day)
        )

    def _days_of(self, decision: Decision) -> tuple[set[int], bool]:
        """Return the days on which a decision reads levers, and whether it falls on other days in the two versions."""
        occasion, days = decision.occasion, set[int]()
        if not isinstance(occasion, Every | OnDeadline | Round):
            days.update(self._epochs(self._first))
        if isinstance(occasion, REVIEWS) and self._old_rules_may_stand():
            days.update(self._epochs(_BEGINNING))
        fixed: tuple[set[tuple[int, int]], ...] = (set(), set())
        for moment in self._calendar.moments():
            if moment.decision is decision:
                for version in (_BEFORE, _AFTER) if moment.scenarios is None else moment.scenarios:
                    fixed[version].add((moment.day, moment.year))
                # A missed deadline is judged by what stood on its own day, and decided on the day after.
                days.update({moment.day, moment.day - 1} if isinstance(occasion, OnDeadline) else {moment.day})
        return days, fixed[_BEFORE] != fixed[_AFTER]

    def _old_rules_may_stand(self) -> bool:
        lever = self._policy.new_rules_at_review
        return lever is not None and not self._always(lever, self._first)

    def _may_return(self) -> bool:
        """Say whether clusters that lost their title may enter later rounds."""
        lever = self._policy.readmission
        values = [] if lever is None else [self._provisions.values(lever.key, day) for day in self._epochs(self._first)]
        return any(value is True for both in values for value in both)

    def _always(self, lever: Lever, start: int) -> bool:
        return all(value is True for day in self._epochs(start) for value in self._provisions.values(lever.key, day))

    def _nobody_applies(self) -> bool:
        """Say whether every cluster holds its title at the start or from a day on file, and none may return."""
        held = self._study.portfolio.held(self._policy.key).certified_on[self._scope] > 0
        return bool(held.all()) and not self._may_return()

    def _unread(self) -> Text:
        """Return why nothing reads the lever where it moves."""
        if not any(map(self._moved, self._epochs(self._first))):
            return Text("模拟开始前已有后来的数值取代", "a later value stands before the run begins")
        if any(self._change.lever in {lever.key for lever in target.levers} for target in self._policy.targets):
            return Text("规划目标不决定任何称号", "a planning target decides no title")
        return Text("其有效期间没有决定用到它", "no decision reads it while it stands")


def _across(decision: Decision) -> bool:
    """Say whether a decision looks at several titles at once."""
    return any(one.across for one in decision.criteria) or any(rule.condition.across for rule in decision.rules)


def _told(grounds: Iterable[Text]) -> Text:
    distinct = list(dict.fromkeys(grounds))
    return Text(";".join(one.zh for one in distinct), "; ".join(one.en for one in distinct))
