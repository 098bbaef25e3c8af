"""A place's policy beside the tables that its text pins: one title judged, one decision taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import Change, Clause, Criterion, Effect, Finding, Indicator, Lever, Policy, Provisions, Sitting
from clusterkit.law.combination import Where
from clusterkit.law.condition import Hearing
from clusterkit.law.criterion import Bound, Fixed, walk
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.lever import Value
from clusterkit.law.truth import MET, Truths
from clusterkit.law.window import Age, Growth
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS

INDICATORS = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
DAY = date(2027, 6, 30).toordinal()


def number(value: float) -> NDArray[np.float64]:
    return np.full((1, 1, 1), value)


@frozen
class Place:
    """A policy, its register and requirements, and the tables that a reader took from the text.

    `bounds`: each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
    `fixed`: the rules whose bound the words themselves fix: subject, operator, clause.
    `levers`: every other lever and its default.
    `causes`: every cause of losing the title or the standing, and the clause that each rests on.
    """

    policy: Policy
    register: tuple[Clause, ...]
    requirements: tuple[Indicator, ...]
    bounds: Mapping[str, tuple[str, str, float, str, str, str]]
    levers: Mapping[str, Value]
    causes: Mapping[str, str]
    fixed: Mapping[str, tuple[str, str, str]] = {}
    groups: tuple[str, ...] = ()

    def key(self, name: str) -> str:
        return f"{self.policy.key}.{name}"

    def change(self, name: str, value: Value) -> Change:
        return Change(self.key(name), value)

    @cached_property
    def lever(self) -> dict[str, Lever]:
        return {lever.key.removeprefix(self.key("")): lever for lever in self.policy.levers}

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        named = [part for part in walk(self.policy.standard) if part.id and not isinstance(part, Where)]
        return {part.id.removeprefix(self.key("")): part for part in named}

    @cached_property
    def numbers(self) -> dict[str, Bound]:
        return {name: part for name, part in self.criteria.items() if isinstance(part, Bound)}

    @cached_property
    def trends(self) -> dict[str, Fixed]:
        return {name: part for name, part in self.criteria.items() if isinstance(part, Fixed)}

    @cached_property
    def effects(self) -> list[Effect]:
        return [effect for decision in self.policy.decisions for effect in decision.effects if effect.cause]

    def cited(self) -> list[tuple[str, str]]:
        """Return every name of the policy with the clause that it cites."""
        policy = self.policy
        names = [(part.id, part.citation) for part in policy.criteria]
        names += [(lever.key, lever.citation) for lever in policy.levers if ".retention." not in lever.key]
        names += [(self.key(duty.key), duty.citation) for duty in policy.duties]
        names += [(self.key(f"target.{target.key}"), target.citation) for target in policy.targets]
        names += [(self.key(f"cause.{effect.cause}"), effect.citation) for effect in self.effects]
        return names

    def sitting(self, history: History, *changes: Change, facts: Facts | None = None, refused: bool = False) -> Sitting:
        log = EventLog(1, 1)
        if refused:
            log.add("monitoring_refused", 2027, Pairs(np.array([0]), np.array([0]), np.array([DAY])))
        return Sitting(
            year=2027,
            day=DAY,
            law_day=DAY,
            who=np.ones((1, 1, 1), np.bool_),
            history=history,
            provisions=Provisions(self.policy.levers, [changes]),
            facts=facts or Facts(1),
            events=log,
        )

    def at_its_bound(self, part: Bound) -> Truths:
        """Judge a criterion where what it measures stands exactly at its bound."""
        history, dates, bound = History(INDICATORS), {}, float(part.lever.default or 0.0)
        key, *others = part.indicators
        for year in range(2023, 2027):
            value = 100.0 * (1.0 + bound) ** (year - 2023) if isinstance(part.window, Growth) else bound
            history.put(key, year, observed(number(value), INDICATORS[key].scale))
            for other in others:
                history.put(other, year, observed(number(0.0), INDICATORS[other].scale))
        if part.window == Age():
            dates[key] = np.array([date(2024, 6, 30).toordinal()])
        return part.judge(self.sitting(history, facts=Facts(1, dates=dates))).stated

    def ruled(
        self,
        key: str,
        *changes: Change,
        found: np.int8 = MET,
        plan: float = 1.0,
        standing: bool = True,
        applied: bool = True,
        late: tuple[str, ...] = (),
        refused: bool = False,
        recognised: tuple[str, ...] = (),
    ) -> tuple[str, str] | None:
        """Return the effect and the cause that a decision gives one title, None where no rule holds."""
        decision = next(one for one in self.policy.decisions if one.key == key)
        history = History(INDICATORS)
        history.put("plan_attainment", 2026, observed(number(plan), "plain"))
        flag = np.ones((1, 1, 1), np.bool_)
        hearing = Hearing(
            sitting=self.sitting(history, *changes, facts=Facts(1, recognised_by=(recognised,)), refused=refused),
            finding=Finding(self.policy.standard, np.full((1, 1, 1), found), np.full((1, 1, 1), found)),
            standing=flag & standing,
            not_applied=flag & (not applied),
            ended=flag & False,
            late=lambda duty: flag & (duty in late),
            results=lambda _: np.zeros((1, 1, 1), np.int8),
            pending=flag,
        )
        for rule in decision.rules:
            if rule.condition.ask(hearing).item() >= MET:
                return rule.effect.kind, rule.effect.cause
        return None
