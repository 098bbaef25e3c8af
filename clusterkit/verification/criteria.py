"""Criteria, one title at a time: each kind of the law's values judged by a rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen

from clusterkit.law import all_of, any_of
from clusterkit.law.amendment import Amended
from clusterkit.law.combination import Group, Where, k_of
from clusterkit.law.criterion import Bound, Criterion, Fixed, Requirement
from clusterkit.law.distinction import ByGroup, Either
from clusterkit.law.figure import Operator
from clusterkit.law.judgement import FromFunction
from clusterkit.law.points import Scored, Steps
from clusterkit.law.ranking import AmongLowest
from clusterkit.law.recognition import OwnTitle, Recognised
from clusterkit.verification.case import Case
from clusterkit.verification.dates import date_code
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.ranges import Range, point
from clusterkit.verification.truth import Truth, all_met, any_met, so_many_met
from clusterkit.verification.windows import measured
from clusterkit.verification.words import known


@frozen
class Finding:
    """What a criterion says of one title; figure and bound stand where a number decides, points where it has a score.

    `parts` are the findings of what it is made of.
    """

    id: str
    citation: str
    truth: Truth
    operator: Operator | None = None
    figure: Range | None = None
    bound: float | None = None
    points: Range | None = None
    parts: tuple[Finding, ...] = ()

    def leaves(self) -> Iterator[Finding]:
        """Yield the named findings in the order of the law; one that is made of others counts as one."""
        if self.id:
            yield self
        else:
            for part in self.parts:
                yield from part.leaves()

    @property
    def decides(self) -> float | None:
        """The number that decides: of a range, what falls short even at its best."""
        if self.figure is None:
            return None
        if self.figure.known or self.truth is Truth.NOT_MET:
            return self.figure.high if self.operator in {">=", ">"} else self.figure.low
        return None


def judged(criterion: Criterion, case: Case) -> Finding:
    """Return the finding on one title. Raises NotReplayed for what cannot be read as values."""
    known(criterion, criterion.id)
    return _JUDGES[type(criterion)](criterion, case)


def _found(criterion: Criterion, truth: Truth, **more: Any) -> Finding:
    return Finding(criterion.id, criterion.citation, truth, criterion.operator, **more)


# Numbers ----------------------------------------------------------------------------------------


def _bound(criterion: Bound, case: Case) -> Finding:
    """Compare a figure with the bound in force; no bound asks nothing, and a soft rule decides nothing."""
    figure, bound = measured(criterion.window, criterion.subject, case), case.number(criterion.lever)
    soft = criterion.binding is not None and not case.yes(criterion.binding)
    asked = bound is not None and not soft
    truth = figure.compare(criterion.operator, bound) if bound is not None and asked else Truth.NOT_APPLICABLE
    return _found(criterion, truth, figure=figure, bound=bound)


def _fixed(criterion: Fixed, case: Case) -> Finding:
    figure = measured(criterion.window, criterion.subject, case)
    return _found(criterion, figure.compare(criterion.compare, criterion.bound), figure=figure, bound=criterion.bound)


# Words and titles -------------------------------------------------------------------------------


def _requirement(criterion: Requirement, case: Case) -> Finding:
    truth = case.record.answer(criterion.key, case.latest) if criterion.binding else Truth.NOT_APPLICABLE
    return _found(criterion, truth)


def _recognised(criterion: Recognised, case: Case) -> Finding:
    asked = criterion.binding is None or case.yes(criterion.binding)
    return _found(criterion, case.recognised(criterion.recognition) if asked else Truth.NOT_APPLICABLE)


def _own_title(criterion: OwnTitle, case: Case) -> Finding:
    """Ask for the title of the cluster's own place; of the measure's own clusters nothing is asked."""
    place, asked = case.record.facts["jurisdiction"], criterion.binding is None or case.yes(criterion.binding)
    if place == criterion.own or not asked:
        return _found(criterion, Truth.NOT_APPLICABLE)
    return _found(criterion, case.recognised((place,)))


# Made of others ---------------------------------------------------------------------------------

_ALL: Final = all_of().join
_ANY: Final = any_of().join
_SO_MANY: Final = k_of(1).join


def _group(criterion: Group, case: Case) -> Finding:
    join = _joined(criterion)
    parts = tuple(judged(part, case) for part in criterion.parts)
    return _found(criterion, join([part.truth for part in parts]), parts=parts)


def _joined(group: Group) -> Callable[[Sequence[Truth]], Truth]:
    """Read how a group joins its parts."""
    if group.join is _ALL:
        return all_met
    if group.join is _ANY:
        return any_met
    if isinstance(group.join, partial) and isinstance(_SO_MANY, partial) and group.join.func is _SO_MANY.func:
        return partial(so_many_met, least=group.join.keywords["k"])
    raise NotReplayed(f"条件 {group.id} 的组合方式不可读", f"how criterion {group.id} joins its parts cannot be read")


def _where(criterion: Where, case: Case) -> Finding:
    """Judge the inner criterion where the fact holds; where it is blank, it can only be met."""
    found, applies = judged(criterion.parts[0], case), case.record.fact(criterion.fact)
    truth = found.truth
    if applies is Truth.NOT_MET:
        truth = Truth.NOT_APPLICABLE
    elif applies is Truth.UNKNOWN and truth is Truth.NOT_MET:
        truth = Truth.UNKNOWN
    return evolve(found, id=criterion.id, citation=criterion.citation, truth=truth)


def _amended(criterion: Amended, case: Case) -> Finding:
    """Judge by the text that applies on the day whose rules count."""
    since = case.number(criterion.since)
    part = judged(criterion.parts[since is not None and since <= date_code(case.law_day)], case)
    return _found(criterion, part.truth, points=part.points, parts=(part,))


def _by_group(criterion: ByGroup, case: Case) -> Finding:
    """Let the cluster's own group choose the part; where it is blank, all parts must agree."""
    name = case.record.group(criterion.fact)
    if not name:
        return _agreed(criterion, case)
    place = criterion.groups.index(name) if name in criterion.groups else len(criterion.groups)
    return _chosen(criterion, judged(criterion.parts[place], case))


def _either(criterion: Either, case: Case) -> Finding:
    """Let the test choose the part; where it is unknown, both must agree."""
    tested = judged(criterion.test, case).truth
    if tested is Truth.UNKNOWN:
        return _agreed(criterion, case)
    return _chosen(criterion, judged(criterion.parts[0 if tested is Truth.MET else 1], case))


def _agreed(criterion: Criterion, case: Case) -> Finding:
    parts = tuple(judged(part, case) for part in criterion.parts)
    agreed = len({part.truth for part in parts}) == 1
    return _found(criterion, parts[0].truth if agreed else Truth.UNKNOWN, parts=parts)


def _chosen(criterion: Criterion, part: Finding) -> Finding:
    return _found(criterion, part.truth, figure=part.figure, bound=part.bound, parts=(part,))


# Points -----------------------------------------------------------------------------------------


def _scored(criterion: Scored, case: Case) -> Finding:
    """Add up the points, from below and from above; the gates must be met besides."""
    parts = tuple(judged(part, case) for part in criterion.parts)
    low = high = 0.0
    for part, worth in zip(parts, criterion.points, strict=False):
        points = part.points or Range(float(part.truth.holds), float(part.truth is not Truth.NOT_MET))
        low, high = low + worth * points.low, high + worth * points.high
    gates = all_met(part.truth for part in parts[len(criterion.points) :])
    return _found(criterion, gates, points=Range(low, high), parts=parts)


def _steps(criterion: Steps, case: Case) -> Finding:
    """Return the points of the highest step that is met for certain, and of the highest that may be."""
    figure = measured(criterion.window, criterion.subject, case)
    low = high = 0.0
    for lever, points in criterion.steps:
        bound = case.number(lever)
        truth = Truth.NOT_MET if bound is None else figure.compare(criterion.compare, bound)
        low = max(low, points) if truth is Truth.MET else low
        high = max(high, points) if truth is not Truth.NOT_MET else high
    score = point(low) if low == high else Range(low, high)
    return _found(criterion, Truth.NOT_APPLICABLE, figure=figure, points=score)


# What is not replayed ---------------------------------------------------------------------------


def _among_lowest(criterion: AmongLowest, case: Case) -> Finding:
    del case
    raise NotReplayed(
        f"条件 {criterion.id} 取决于其他集群的排名", f"criterion {criterion.id} ranks the cluster among others"
    )


def _from_function(criterion: FromFunction, case: Case) -> Finding:
    del case
    raise NotReplayed(
        f"条件 {criterion.id} 由函数给出,不能作为数值读取",
        f"criterion {criterion.id} is a function, which cannot be read as values",
    )


_JUDGES: Final[Mapping[type, Callable[[Any, Case], Finding]]] = {
    Bound: _bound,
    Fixed: _fixed,
    Requirement: _requirement,
    Recognised: _recognised,
    OwnTitle: _own_title,
    Group: _group,
    Where: _where,
    Amended: _amended,
    ByGroup: _by_group,
    Either: _either,
    Scored: _scored,
    Steps: _steps,
    AmongLowest: _among_lowest,
    FromFunction: _from_function,
}
