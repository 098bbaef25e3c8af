"""Relations between levers: what a scenario may set, and yet is odd beside another value of the law.

They are derived from the law's own values: a bound and its twin at the re-review, reports of which one
stands in for another, the edges of a target's band, the measure's end, the years of its reviews. What the
law as it stands contains already is not told of a scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from clusterkit.law import calendar
from clusterkit.law.condition import ValueOf
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.decision import Decision, Every
from clusterkit.law.duty import Duty
from clusterkit.law.figure import Operator
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import InForce, Policy, Target
from clusterkit.law.provisions import Provisions
from clusterkit.law.text import Language, Text

if TYPE_CHECKING:
    from clusterkit.study.simulate import Study

_LEAST = (">=", ">")
"""The operators of a bound that is stricter the higher it is."""


@frozen(eq=False)
class Relation:
    """Levers that belong together; `odd` says what is odd about their values in a run from one day to another."""

    levers: tuple[Lever, ...]
    odd: Callable[[ValueOf, int, int], Text | None]


@frozen
class Note:
    """What is odd in a scenario, and from which day of the run on."""

    scenario: str
    levers: tuple[str, ...]
    from_day: int
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest carries it."""
        since = date.fromordinal(self.from_day).isoformat()
        return {"scenario": self.scenario, "levers": list(self.levers), "from": since, "text": self.text.as_dict()}

    def in_(self, lang: Language) -> str:
        """Return it in one line."""
        day = date.fromordinal(self.from_day).isoformat()
        return f"{self.scenario}: {self.text.in_(lang)} " + (f"(自 {day})" if lang == "zh" else f"(from {day})")


def relations_of(policy: Policy) -> tuple[Relation, ...]:
    """Return what a law's levers have to do with one another."""
    return (*_twins(policy), *_reports(policy), *_bands(policy), *_end(policy), *_reviews(policy))


def notes_of(study: Study) -> tuple[Note, ...]:
    """Return what is odd in each scenario of a study, each once, from the first day of the run on which it is."""
    plan = study.plan
    first, last = calendar.first_day(plan.first_year), calendar.last_day(plan.last_year)
    days = [first, *(day for day in plan.provisions.change_days if first < day <= last)]
    law = Provisions(study.levers.values(), [()])
    bearing: dict[str, list[Relation]] = {}
    for relation in (one for policy in plan.policies for one in relations_of(policy)):
        for lever in relation.levers:
            bearing.setdefault(lever.key, []).append(relation)
    found = []
    for index, scenario in enumerate(study.scenarios):
        changed = (change.lever for change in scenario.changes)
        for relation in dict.fromkeys(one for key in changed for one in bearing.get(key, ())):
            for day in days:
                text = relation.odd(_values(plan.provisions, day, index), first, last)
                if text is not None and relation.odd(_values(law, day, 0), first, last) is None:
                    found.append(Note(scenario.name, tuple(lever.key for lever in relation.levers), day, text))
                    break
    return tuple(found)


def operators_of(policy: Policy) -> Mapping[str, Operator]:
    """Return the operators of the levers that are bounds; of one that bounds both ways there is none."""
    judged = (*walk(policy.standard), *(one for decision in policy.decisions for one in decision.criteria))
    found: dict[str, set[Operator]] = {}
    for one in judged:
        if isinstance(one, Bound):
            found.setdefault(one.lever.key, set()).add(one.operator)
    return {key: next(iter(operators)) for key, operators in found.items() if len(operators) == 1}


def _values(provisions: Provisions, day: int, scenario: int) -> ValueOf:
    return lambda lever: provisions.value(lever.key, day, scenario)


def _twins(policy: Policy) -> Iterator[Relation]:
    """Yield each bound of a re-review with the admission's bound that it follows until it is set itself."""
    levers = {lever.key: lever for lever in policy.levers}
    operators = operators_of(policy)
    for twin in levers.values():
        if twin.follows in levers and twin.key in operators:
            lead = levers[twin.follows]
            yield Relation((lead, twin), partial(_stricter_at_review, lead, twin, operators[twin.key]))


def _stricter_at_review(
    lead: Lever, twin: Lever, operator: Operator, value_of: ValueOf, first: int, last: int
) -> Text | None:
    del first, last
    admission, review = value_of(lead), value_of(twin)
    if not isinstance(review, float | int):
        return None
    if isinstance(admission, float | int):
        stricter = review > admission if operator in _LEAST else review < admission
        if not stricter:
            return None
    now, then = f"{lead.key} = {lead.shown(admission)}", f"{twin.key} = {twin.shown(review)}"
    return Text(f"复核严于认定:{then},而 {now}", f"stricter at re-review than at admission: {then}, but {now}")


def _reports(policy: Policy) -> Iterator[Relation]:
    """Yield each duty with one whose report stands in for its own where none was sent."""
    for stand_in in policy.duties:
        for duty in policy.duties:
            if set(stand_in.sent_as) < set(duty.sent_as):
                yield Relation((stand_in.deadline, duty.deadline), partial(_due_before, duty, stand_in))


def _due_before(duty: Duty, stand_in: Duty, value_of: ValueOf, first: int, last: int) -> Text | None:
    del first, last
    own, other = value_of(duty.deadline), value_of(stand_in.deadline)
    if _number(own) >= _number(other):
        return None
    due, after = duty.deadline.shown(own), stand_in.deadline.shown(other)
    return Text(
        f"{duty.title.zh}截止 {due},早于可代替它的{stand_in.title.zh} {after}",
        f"{duty.title.en} is due {due}, before {stand_in.title.en} ({after}), which stands in for it",
    )


def _bands(policy: Policy) -> Iterator[Relation]:
    for target in policy.targets:
        if target.above is not None and target.up_to is not None:
            yield Relation((target.above, target.up_to), partial(_empty, target, target.above, target.up_to))


def _empty(target: Target, above: Lever, up_to: Lever, value_of: ValueOf, first: int, last: int) -> Text | None:
    del first, last
    low, high = value_of(above), value_of(up_to)
    if low is None or high is None or _number(low) < _number(high):
        return None
    edges = f"{above.key} = {above.shown(low)}, {up_to.key} = {up_to.shown(high)}"
    return Text(f"{target.title.zh}的区间为空:{edges}", f"{target.title.en}: no figure lies in the band, {edges}")


def _end(policy: Policy) -> Iterator[Relation]:
    force = policy.in_force
    if force.until is not None and force.lapse is not None:
        yield Relation((force.until, force.lapse), partial(_over, force, force.until, force.lapse))


def _over(force: InForce, until: Lever, lapse: Lever, value_of: ValueOf, first: int, last: int) -> Text | None:
    del last
    code = value_of(until)
    if code is None:
        return None
    day, end = calendar.day_of_code(int(_number(code))), until.shown(code)
    if force.starts is not None and day < force.starts.toordinal():
        start = force.starts.isoformat()
        return Text(f"办法有效至 {end},早于施行日 {start}", f"the measure ends on {end}, before it begins on {start}")
    if value_of(lapse) == "ends" and day < first:
        return Text(f"办法于 {end} 终止,早于模拟开始", f"the measure ended on {end}, before the run begins")
    return None


def _reviews(policy: Policy) -> Iterator[Relation]:
    for decision in policy.decisions:
        if isinstance(decision.occasion, Every):
            levers = (decision.occasion.first, decision.occasion.years)
            yield Relation(levers, partial(_no_review, decision, *levers))


def _no_review(decision: Decision, first: Lever, every: Lever, value_of: ValueOf, start: int, end: int) -> Text | None:
    year, step = int(_number(value_of(first))), int(_number(value_of(every)))
    years = range(calendar.year_of(start), calendar.year_of(end) + 1)
    if any(one >= year and (one - year) % step == 0 for one in years):
        return None
    told = f"{first.key} = {first.shown(year)}, {every.key} = {every.shown(step)}"
    return Text(f"模拟期内没有{decision.title.zh}:{told}", f"no {decision.title.en} falls in the run: {told}")


def _number(value: Value) -> float:
    return float(value) if isinstance(value, float | int) else 0.0
