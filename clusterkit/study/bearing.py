"""Whether levers that move bear on a decision: what the law's own values settle, whatever the clusters do.

Each function returns the grounds on which they bear on nothing, and None where they may bear on
something. Only what is certain is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

from clusterkit.law.combination import Group, Where
from clusterkit.law.condition import Condition, ValueOf
from clusterkit.law.criterion import Bound, Criterion, walk
from clusterkit.law.decision import AtExpiry, Decision, Every, OnDeadline, Round
from clusterkit.law.duty import Duty
from clusterkit.law.lever import Lever
from clusterkit.law.points import Scored
from clusterkit.law.text import Text

Grounds = tuple[Text, ...] | None


@frozen
class Move:
    """The levers (keys) that differ between two versions of the law on a day, and all values in both.

    `duties` are the measure's; `absent` says of a yes/no fact that no cluster of the run has it.
    """

    keys: frozenset[str]
    before: ValueOf
    after: ValueOf
    duties: Mapping[str, Duty]
    absent: Callable[[str], bool]

    def moves(self, levers: Iterable[Lever]) -> bool:
        """Say whether one of some levers moves."""
        return any(lever.key in self.keys for lever in levers)


def on_criterion(criterion: Criterion, move: Move) -> Grounds:
    """Return why the levers bear on no finding of a criterion, with its parts."""
    if not move.moves(lever for part in walk(criterion) for lever in part.levers):
        return ()
    if isinstance(criterion, Bound):
        before, after = (_off(criterion, value_of) for value_of in (move.before, move.after))
        return None if before is None or after is None else (after,)
    if isinstance(criterion, Where) and move.absent(criterion.fact):
        fact = criterion.fact
        return (Text(f"参与模拟的集群均非{fact}", f"it applies where {fact} holds, and no cluster in the run is so"),)
    if isinstance(criterion, Group | Where | Scored):
        return all_of_them(on_criterion(part, move) for part in criterion.parts)
    return None


def _off(bound: Bound, value_of: ValueOf) -> Text | None:
    """Return why a bound decides nothing under some values, None where it decides."""
    if value_of(bound.lever) is None:
        return _stands(bound.lever, value_of, Text("没有界限", "there is no bound"))
    if bound.binding is not None and value_of(bound.binding) is not True:
        return _stands(bound.binding, value_of, Text("只作提示,不作条件", "the criterion only advises"))
    return None


def on_condition(condition: Condition, move: Move) -> Grounds:
    """Return why the levers change no answer to a condition."""
    before, after = condition.settled(move.before), condition.settled(move.after)
    duties = [move.duties[key] for key in condition.duties if key in move.duties]
    inside = [lever for criterion in condition.criteria for part in walk(criterion) for lever in part.levers]
    inside += [lever for duty in duties for lever in duty.levers]
    if not move.moves([*condition.levers, *inside]):
        return ()
    if before is not None and before == after:
        return tuple(_settling(condition, move))
    if condition.parts:
        return all_of_them(on_condition(part, move) for part in condition.parts)
    if move.moves([*condition.levers, *(lever for duty in duties for lever in duty.levers)]):
        return None
    return all_of_them(on_criterion(criterion, move) for criterion in condition.criteria)


def on_decision(decision: Decision, move: Move, plan: Criterion | None, *, other_days: bool) -> Grounds:
    """Return why the levers change nothing that a decision does; `other_days`: it falls on other days.

    `plan` is the measure's criterion on its plan, which a review may report beside the standard.
    """
    grounds: tuple[Text, ...] = ()
    acts = False
    for number, rule in enumerate(decision.rules, start=1):
        found = on_condition(rule.condition, move)
        if found is None:
            return None
        grounds += found
        settled = rule.condition.settled(move.after)
        if settled is False:
            continue
        acts = True
        if settled is True:
            # What comes after a rule that holds for everybody is never asked.
            if move.moves(lever for later in decision.rules[number:] for lever in later.condition.levers):
                grounds += tuple(_settling(rule.condition, move))
            break
    if not acts and not decision.looks_back:
        idle = [one for rule in decision.rules for one in _settling(rule.condition, move)]
        return (*grounds, *idle) if other_days or _occasioned(decision, move) else grounds
    if other_days or _occasioned(decision, move):
        return None
    judged = [one for one in (decision.standard, plan) if one is not None]
    return all_of_them([grounds, *(on_criterion(one, move) for one in judged)])


def _occasioned(decision: Decision, move: Move) -> bool:
    """Say whether the levers move what a decision is taken on, a review's lag or a duty.

    Whether fixed days of the calendar move is seen in the calendar itself.
    """
    occasion = decision.occasion
    if isinstance(occasion, OnDeadline):
        return move.moves(move.duties[occasion.duty].levers)
    return isinstance(occasion, AtExpiry) and move.moves([occasion.lag])


def asked_by(decision: Decision) -> Iterator[Lever]:
    """Yield the levers of a decision of which it is clear when they are read: those of its days and its questions."""
    occasion = decision.occasion
    if isinstance(occasion, AtExpiry):
        yield occasion.lag
    elif isinstance(occasion, Round):
        yield occasion.on
    elif isinstance(occasion, Every):
        yield from (occasion.years, occasion.first, occasion.on)
    for rule in decision.rules:
        yield from rule.condition.levers
    for criterion in decision.criteria:
        yield from criterion.levers


def all_of_them(parts: Iterable[Grounds]) -> Grounds:
    """Return the grounds of all parts, None where one may be borne upon."""
    found: tuple[Text, ...] = ()
    for part in parts:
        if part is None:
            return None
        found += part
    return found


def _settling(condition: Condition, move: Move) -> Iterator[Text]:
    """Yield the levers that settle a condition by themselves, with their values."""
    answer = condition.settled(move.after)
    if condition.join == "not":
        yield from _settling(condition.parts[0], move)
    elif condition.parts and (condition.join == "or") == answer:
        yield from _settling(next(part for part in condition.parts if part.settled(move.after) is answer), move)
    elif condition.parts:
        for part in condition.parts:
            yield from _settling(part, move)
    else:
        for lever in condition.levers:
            if lever.key not in move.keys:
                yield _stands(lever, move.after)


def _stands(lever: Lever, value_of: ValueOf, why: Text | None = None) -> Text:
    value = lever.shown(value_of(lever))
    stated = Text(f"{lever.key} 为 {value}", f"{lever.key} is {value}")
    return stated if why is None else Text(f"{why.zh}({stated.zh})", f"{why.en} ({stated.en})")
