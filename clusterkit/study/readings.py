"""Readings: which words of a law can be read otherwise, and how.

What the other reading is follows from what a lever declares, so that nobody picks it case by case:

- yes or no: the other answer; a choice: each of the others;
- a bound that is strict by ordinary words alone (高于, 超, 低于): the number itself counts too;
- a whole number: the next one below and above; days: a month less and more; a date: the day before and after;
- a day of the year: the last day of the month before and of the month after.

All stay within the legal range. Where nothing follows, the reason is told and a reading may be given.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import evolve, frozen

from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law import calendar
from clusterkit.law.combination import Where, where
from clusterkit.law.criterion import Bound, Criterion, Plain, walk
from clusterkit.law.figure import Operator
from clusterkit.law.lever import DATE_UNIT, Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Change
from clusterkit.law.text import Text
from clusterkit.study.simulate import Study

MONTH: Final = 30.0
"""By how many days a span of days is moved."""

_DAYS: Final = "天"
_LEAP_YEAR: Final = 2000
_INCLUDING: Final[Mapping[Operator, Operator]] = {">": ">=", "<": "<="}


@frozen
class Alternative:
    """Another reading of a lever: another value, or an operator under which the number itself counts too."""

    lever: Lever
    value: Value
    operator: Operator | None = None

    @property
    def shown(self) -> str:
        """The reading as users read it: `yearly`, `>= 70%`."""
        return _shown(self.lever, self.value, self.operator)


@frozen
class Reading:
    """How a lever that interprets the text of a policy is read now, and its alternatives.

    `operator` is the strict one that ordinary words stand for, else None; `reason` says why there is no
    alternative, None where there is one.
    """

    policy: str
    lever: Lever
    value: Value
    operator: Operator | None
    alternatives: tuple[Alternative, ...]
    reason: Text | None

    @property
    def shown(self) -> str:
        """The present reading as users read it."""
        return _shown(self.lever, self.value, self.operator)


def parse_reading(levers: Mapping[str, Lever], written: str) -> Change:
    """Read a further alternative, `LEVER=VALUE`. Raises InputError that says what is wrong with it."""
    key, equals, value = written.partition("=")
    if not equals:
        raise InputError(f"--reading {written}: write LEVER=VALUE, such as zone.growth_window=2")
    if key.strip() not in levers:
        raise UnknownNameError("lever", key.strip(), levers)
    return Change(key.strip(), levers[key.strip()].parse(value))


def readings_of(study: Study, given: Sequence[Change] = ()) -> tuple[Reading, ...]:
    """Return every reading of the policies in a study, as its first scenario has them when the run starts.

    `given` are further alternatives. Raises InputError for one that is no other reading of the text,
    UnknownNameError for a lever that the study has not.
    """
    opening, first = calendar.first_day(study.plan.first_year), study.scenarios[0]
    dated = {change.lever for change in first.changes if change.from_day is not None}
    now = {key: study.plan.provisions.value(key, opening, 0) for key in study.levers}
    for change in given:
        if change.lever not in now:
            raise UnknownNameError("lever", change.lever, now)
        _check(change, study.levers[change.lever], now[change.lever])
    found = []
    for policy in study.plan.policies:
        for lever in policy.levers:
            if lever.interpretation:
                further = [Alternative(lever, one.value) for one in given if one.lever == lever.key]
                found.append(_reading(policy, lever, now[lever.key], further, dated=lever.key in dated))
    return tuple(found)


def other_values(lever: Lever, value: Value) -> tuple[Value, ...]:
    """Return the values next to one, or the other choices; none where the lever does not say what is next to it."""
    if value is None:
        return ()
    candidates: Iterable[Value]
    if lever.kind == "yes_no":
        candidates = (not value,)
    elif lever.kind == "choice":
        candidates = (one for one in lever.choices if one != value)
    elif lever.kind == "month_day":
        candidates = _month_ends(int(value) // 100)
    elif lever.unit == DATE_UNIT:
        candidates = _days_beside(int(value))
    elif lever.whole:
        step = MONTH if lever.unit == _DAYS else 1.0
        candidates = (float(value) - step, float(value) + step)
    else:
        candidates = ()
    return tuple(one for one in candidates if _legal(lever, one))


def including(policy: Policy, key: str) -> Policy:
    """Return a policy in which the strict bounds under a lever, and its twin at a review, include the number."""
    decisions = tuple(
        decision if decision.standard is None else evolve(decision, standard=_including(decision.standard, key))
        for decision in policy.decisions
    )
    plan = None if policy.plan is None else _including(policy.plan, key)
    return evolve(policy, standard=_including(policy.standard, key), plan=plan, decisions=decisions)


def _reading(policy: Policy, lever: Lever, value: Value, further: Sequence[Alternative], *, dated: bool) -> Reading:
    operator, found, reason = None, tuple[Alternative, ...](), None
    if lever.follows is not None:
        reason = Text("与认定时同一字句,一并改读", "the same words as at admission, read with them")
    elif dated:
        reason = Text("本情景分期改动此参数", "the scenario changes it from stated days on")
    elif lever.kind == "number" and lever.cue is not None:
        operator, reason = _strictness(policy, lever)
    if reason is None and operator is not None:
        found = (Alternative(lever, value, _INCLUDING[operator]),)
    elif reason is None:
        found = tuple(Alternative(lever, one) for one in other_values(lever, value))
    found = (*found, *further)
    if not found and reason is None:
        reason = _nothing_follows(lever, value)
    return Reading(policy.key, lever, value, operator, found, None if found else reason)


def _strictness(policy: Policy, lever: Lever) -> tuple[Operator | None, Text | None]:
    """Return the strict operator that a lever's words stand for, and why it cannot be read otherwise, if so."""
    parts = tuple(_parts(policy))
    operator = next((part.operator for part in parts if _is_strict(part, lever.key)), None)
    conditions = (rule.condition for decision in policy.decisions for rule in decision.rules)
    elsewhere = any(_asks(part, lever.key) for part in parts if not isinstance(part, Bound))
    elsewhere |= any(lever.key == one.key for condition in conditions for one in condition.levers)
    left = any(_is_strict(part, lever.key) for part in _parts(including(policy, lever.key)))
    if elsewhere or left:
        en = "not a plain bound of a standard: not rewritten"
        return operator, Text("不是标准中的单一界限,不能自动改读", en)
    if not any(_asks(part, lever.key) for part in parts):
        return None, Text("任何认定或复核都不取决于它", "no decision rests on it")
    return operator, None


def _parts(policy: Policy) -> Iterator[Criterion]:
    """Yield every criterion that a policy asks, with all that each is made of."""
    for root in (policy.standard, policy.plan):
        if root is not None:
            yield from walk(root)
    for decision in policy.decisions:
        yield from decision.criteria


def _asks(part: Criterion, key: str) -> bool:
    return any(key in {one.key, one.follows} for one in part.levers)


def _is_strict(part: Criterion, key: str) -> bool:
    if not isinstance(part, Bound) or part.operator not in _INCLUDING:
        return False
    return key in {part.lever.key, part.lever.follows}


def _including(criterion: Criterion, key: str) -> Criterion:
    if isinstance(criterion, Bound):
        return evolve(criterion, operator=_INCLUDING[criterion.operator]) if _is_strict(criterion, key) else criterion
    if isinstance(criterion, Where):
        return where(criterion.fact, _including(criterion.parts[0], key))
    if isinstance(criterion, Plain) and criterion.parts:
        return evolve(criterion, parts=tuple(_including(part, key) for part in criterion.parts))
    return criterion


def _nothing_follows(lever: Lever, value: Value) -> Text:
    advice = f"--reading {lever.key}=VALUE"
    if value is None:
        return Text(f"条文未给数值;可自行给出:{advice}", f"the text states no value; give one: {advice}")
    return Text(f"推不出其他读法;可自行给出:{advice}", f"no other reading follows; give one: {advice}")


def _check(change: Change, lever: Lever, now: Value) -> None:
    written = f"--reading {lever.key}={lever.shown(change.value)}"
    if not lever.interpretation:
        raise InputError(f"{written}: the text leaves no doubt about it; try it with --set, or `clusterkit compare`")
    if change.value == now:
        raise InputError(f"{written}: that is how it is read now; give another value")


def _month_ends(month: int) -> Iterable[int]:
    """Yield the last day of the month before and after, within one year; 29 February falls back to the 28th."""
    for beside in (month - 1, month + 1):
        if 1 <= beside <= 12:  # noqa: PLR2004 - months of a year
            yield beside * 100 + monthrange(_LEAP_YEAR, beside)[1]


def _days_beside(day: int) -> Iterable[float]:
    stated = date(day // 10000, day // 100 % 100, day % 100)
    for beside in (stated - timedelta(days=1), stated + timedelta(days=1)):
        yield float(beside.year * 10000 + beside.month * 100 + beside.day)


def _legal(lever: Lever, value: Value) -> bool:
    try:
        lever.check(value)
    except LeverError:
        return False
    return True


def _shown(lever: Lever, value: Value, operator: Operator | None) -> str:
    return lever.shown(value) if operator is None else f"{operator} {lever.shown(value)}"
