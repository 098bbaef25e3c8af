"""Conditions of rules, read as values: which question each asks, and of what.

A condition carries a function over arrays, which is never called here. What it asks is read from its
name and from what it declares beside it; the law's own condition of that name and those values is then
made anew, and only if the two are the same, down to the function's code and what it was made with, is the
reading trusted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Protocol

from clusterkit.law import condition as law
from clusterkit.law.condition import Condition
from clusterkit.law.criterion import Criterion
from clusterkit.law.effect import RESULTS
from clusterkit.law.lever import Lever, Value
from clusterkit.verification.criteria import Finding
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.truth import Truth, all_met, any_met, opposite, truth_of


class Hearing(Protocol):
    """What a rule may ask of one title before its authority."""

    @property
    def finding(self) -> Finding | None:
        """The finding on the standard, None where the decision has none."""
        ...

    @property
    def without_standing(self) -> bool:
        """Whether the title lost its standing for re-review earlier in the term."""
        ...

    @property
    def not_applied(self) -> bool:
        """Whether no renewal was applied for at this expiry."""
        ...

    @property
    def measure_ended(self) -> bool:
        """Whether the measure ran out before the day."""
        ...

    def judge(self, criterion: Criterion) -> Finding:
        """Return the finding on a further criterion."""
        ...

    def value(self, lever: Lever) -> Value:
        """Return a lever's value in force."""
        ...

    def late(self, duty: str) -> bool:
        """Say whether a duty was breached in the running year, before the day."""
        ...

    def happened(self, kind: str) -> bool:
        """Say whether an event of a kind fell in the running year, up to the day."""
        ...

    def earlier(self, back: int) -> str:
        """Return what the n-th sitting of the decision before this one decided."""
        ...


Question = Callable[[Hearing], Truth]
_EARLIER: Final = re.compile(r"earlier (\w+?)(?: (\d+) times)? within (\d+)")


def question(condition: Condition) -> Question:
    """Return the question that a condition asks; one that cannot be read raises NotReplayed when it is put."""
    for read in _READERS:
        found = read(condition)
        if found is not None:
            return found

    def unreadable(hearing: Hearing) -> Truth:
        del hearing
        name = condition.name
        raise NotReplayed(
            f"规则的条件“{name}”不能作为数值读取", f"the rule's condition {name!r} cannot be read as values"
        )

    return unreadable


def _same(condition: Condition, made_anew: Condition) -> bool:
    """Say whether two conditions ask the same: equal in all they declare, by one code, and of the same values."""
    return (
        condition == made_anew
        and _by_one_code(condition.ask, made_anew.ask)
        and (_values(condition.ask) == _values(made_anew.ask))
    )


def _by_one_code(function: Any, other: Any) -> bool:
    return getattr(function, "__code__", function) is getattr(other, "__code__", other)


def _values(function: Any) -> list[Any]:
    """Return what a function was made with."""
    return [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]


# Joined -----------------------------------------------------------------------------------------


def _joined(condition: Condition) -> Question | None:
    """Read all of, any of and not; what the first parts settle is not asked on."""
    parts = condition.parts
    if condition.join == "not" and len(parts) == 1 and _same(condition, ~parts[0]):
        asked = question(parts[0])
        return lambda hearing: opposite(asked(hearing))
    if condition.join in {"and", "or"} and len(parts) == 2:  # noqa: PLR2004 - `&` and `|` stand between two
        first, second = parts
        if not _same(condition, first & second if condition.join == "and" else first | second):
            return None
        settled, join = (Truth.NOT_MET, all_met) if condition.join == "and" else (Truth.MET, any_met)
        ask_first, ask_second = question(first), question(second)

        def both(hearing: Hearing) -> Truth:
            found = ask_first(hearing)
            return found if found is settled else join([found, ask_second(hearing)])

        return both
    return None


# Of the title and the standard ------------------------------------------------------------------


def _of_standard(hearing: Hearing) -> Truth:
    return Truth.NOT_APPLICABLE if hearing.finding is None else hearing.finding.truth


_PLAIN: Final[tuple[tuple[Condition, Question], ...]] = (
    (law.always, lambda _: Truth.MET),
    (law.met, lambda hearing: truth_of(_of_standard(hearing).holds)),
    (law.not_met, lambda hearing: truth_of(_of_standard(hearing) is Truth.NOT_MET)),
    (law.unknown, lambda hearing: truth_of(_of_standard(hearing) is Truth.UNKNOWN)),
    (law.without_standing, lambda hearing: truth_of(hearing.without_standing)),
    (law.not_applied, lambda hearing: truth_of(hearing.not_applied)),
    (law.measure_ended, lambda hearing: truth_of(hearing.measure_ended)),
)


def _plain(condition: Condition) -> Question | None:
    return next((asked for known, asked in _PLAIN if _same(condition, known)), None)


def _of_criterion(condition: Condition) -> Question | None:
    """Read whether a further criterion is met, fails, or is undecided."""
    if len(condition.criteria) != 1:
        return None
    (criterion,) = condition.criteria
    if _same(condition, law.meets(criterion)):
        return lambda hearing: truth_of(hearing.judge(criterion).truth.holds)
    if _same(condition, law.fails(criterion)):
        return lambda hearing: truth_of(hearing.judge(criterion).truth is Truth.NOT_MET)
    if _same(condition, law.undecided(criterion)):
        return lambda hearing: truth_of(hearing.judge(criterion).truth is Truth.UNKNOWN)
    return None


# Of levers, events, earlier results -------------------------------------------------------------


def _of_lever(condition: Condition) -> Question | None:
    """Read whether a lever has a value, whether the score is below a mark, or a quota."""
    if not condition.levers:
        return None
    lever, *further = condition.levers
    if further:
        return _quota(condition, lever, *further)
    if _same(condition, law.score_below(lever)):
        return lambda hearing: _score_below(hearing, lever)
    if _same(condition, law.discretion(lever)):
        return lambda hearing: _discretion(hearing, lever)
    says = law.says(lever, lever.default)
    # The value asked for stands in no field, and `settled` compares with it: the levers alone decide.
    if _by_one_code(condition.ask, says.ask) and _by_one_code(condition.settled, says.settled):
        return lambda hearing: truth_of(condition.settled(hearing.value) is True)
    return None


def _score_below(hearing: Hearing, lever: Lever) -> Truth:
    finding, mark = hearing.finding, hearing.value(lever)
    if finding is None or finding.points is None or not isinstance(mark, float | int):
        return Truth.NOT_MET
    return finding.points.compare("<", mark)


def _discretion(hearing: Hearing, chance: Lever) -> Truth:
    value = hearing.value(chance)
    if value in {0.0, 1.0}:
        return truth_of(value == 1.0)
    raise NotReplayed(
        f"{chance.key} 由主管部门裁量,轨迹不含其抽取结果",
        f"{chance.key} is at the authority's discretion, and its draw is not in the trace",
    )


def _quota(condition: Condition, quota: Lever, ranking: Lever, *own: Lever) -> Question | None:
    # Of which groups the quotas are stands in no field; it matters only where there is one.
    made_anew = law.within_quota(quota, ranking, of={str(place): one for place, one in enumerate(own)})
    if condition != made_anew or not _by_one_code(condition.ask, made_anew.ask):
        return None

    def within(hearing: Hearing) -> Truth:
        if all(hearing.value(one) is None for one in (quota, *own)):
            return Truth.MET
        raise NotReplayed(
            f"名额 {quota.key} 已设定,结果取决于其他候选集群",
            f"the quota {quota.key} is set, and who is within it depends on the other candidates",
        )

    return within


def _of_duty(condition: Condition) -> Question | None:
    if len(condition.duties) != 1 or not _same(condition, law.late(condition.duties[0])):
        return None
    (duty,) = condition.duties
    return lambda hearing: truth_of(hearing.late(duty))


def _of_event(condition: Condition) -> Question | None:
    word, _, kind = condition.name.partition(" ")
    if word != "happened" or not _same(condition, law.happened(kind)):
        return None
    return lambda hearing: truth_of(hearing.happened(kind))


def _of_results(condition: Condition) -> Question | None:
    found = _EARLIER.fullmatch(condition.name)
    if found is None or found[1] not in RESULTS:
        return None
    result, times, within = found[1], int(found[2] or 1), int(found[3])
    if not _same(condition, law.earlier(result, within=within, times=times)):
        return None

    def often(hearing: Hearing) -> Truth:
        return truth_of([hearing.earlier(back) for back in range(1, within + 1)].count(result) >= times)

    return often


_READERS: Final[tuple[Callable[[Condition], Question | None], ...]] = (
    _joined, _plain, _of_criterion, _of_lever, _of_duty, _of_event, _of_results,
)  # fmt: skip
