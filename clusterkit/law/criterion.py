"""Criteria: rules written as values that keep indicator, window, operator, lever and citation together.

`at_least("output_value", lever(...), in_each_of_last(...), cue="以上")` is the whole rule; its id,
title, unit and citation are the lever's. Criteria combine by `all_of`, `any_of`, `k_of`,
`where` (applies only to some clusters), `scored` and `among_lowest`; a function over arrays
(`from_function`) is the way out for what none of these says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from attrs import evolve, frozen

from clusterkit.law.figure import Figure, Floats, Measure, Operator, edge
from clusterkit.law.finding import Finding
from clusterkit.law.indicator import Indicator
from clusterkit.law.lever import Lever, Value
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths
from clusterkit.law.window import LATEST, EachOfLast, Subject, Window, keys_of


class Criterion(Protocol):
    """A pure function from a sitting to a finding, written as a value."""

    @property
    def id(self) -> str:
        """The stable id, `zone.output_min`; empty for a group that only joins others."""
        ...

    @property
    def title(self) -> Text:
        """The criterion in a few words."""
        ...

    @property
    def citation(self) -> str:
        """The clause."""
        ...

    @property
    def operator(self) -> Operator | None:
        """The inequality, where a number decides."""
        ...

    @property
    def unit(self) -> str:
        """The unit of figure and bound."""
        ...

    @property
    def parts(self) -> tuple[Criterion, ...]:
        """What it is made of."""
        ...

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers it reads itself (its parts' are theirs)."""
        ...

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators and facts it reads itself."""
        ...

    @property
    def depth(self) -> int:
        """How many years before the latest it reads itself."""
        ...

    @property
    def across(self) -> bool:
        """True where one title's finding depends on the other titles before the authority."""
        ...

    @property
    def recognition(self) -> tuple[str, ...]:
        """The levels or measures whose titles it asks about."""
        ...

    def judge(self, sitting: Sitting) -> Finding:
        """Return the finding on every title before the authority."""
        ...

    def at_review(self) -> Criterion:
        """Return the criterion as a re-review applies it: bounds follow the admission's until set themselves."""
        ...


def walk(criterion: Criterion) -> Iterator[Criterion]:
    """Yield a criterion and all that it is made of."""
    yield criterion
    for part in criterion.parts:
        yield from walk(part)


def named(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the named criteria of a standard in the order of the law; a named group counts as one."""
    if criterion.id:
        yield criterion
    else:
        for part in criterion.parts:
            yield from named(part)


@frozen(kw_only=True)
class Plain:
    """What most criteria answer where they have nothing to say: the base of those that are no number."""

    id: str = ""
    title: Text = Text("", "")
    citation: str = ""
    operator: Operator | None = None
    unit: str = ""
    parts: tuple[Criterion, ...] = ()
    levers: tuple[Lever, ...] = ()
    indicators: tuple[str, ...] = ()
    depth: int = 0
    across: bool = False
    recognition: tuple[str, ...] = ()


@frozen
class Bound:
    """A number against a bound: indicator, window, operator and lever in one object.

    `binding` is a yes/no lever for a soft rule: where it says no, a breach is an advisory. A
    bound of none asks nothing and is likewise only reported.
    """

    subject: Subject
    operator: Operator
    lever: Lever
    window: Window = LATEST
    binding: Lever | None = None
    name: str | None = None
    parts: tuple[Criterion, ...] = ()
    across: bool = False
    recognition: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The lever's key without `retention.`, so one criterion has one id at admission and review."""
        return self.name or self.lever.key.replace(".retention.", ".", 1)

    @property
    def title(self) -> Text:
        """The lever's title."""
        return self.lever.title

    @property
    def citation(self) -> str:
        """The lever's citation."""
        return self.lever.citation

    @property
    def unit(self) -> str:
        """The lever's unit."""
        return self.lever.unit

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The bound, the window's levers, and the one that makes a soft rule bind."""
        soft = () if self.binding is None else (self.binding,)
        return (self.lever, *self.window.levers, *soft)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of the subject."""
        return keys_of(self.subject)

    @property
    def depth(self) -> int:
        """The window's."""
        return self.window.depth

    def judge(self, sitting: Sitting) -> Finding:
        """Compare the window's number with the bound in force, for every scenario."""
        bound = sitting.value(self.lever)
        options = sitting.options(self.window.levers)
        if len(options) == 1:
            figure = self.window.measure(sitting, self.subject, options[0][0])
            stated = self._compared(sitting, figure, bound)
        else:
            figure, stated = self._by_option(sitting, bound, options)
        decides = stated
        open_bound = np.isnan(bound)
        if open_bound.any():
            blank = figure.low != figure.high
            stated = np.where(open_bound, np.where(blank, UNKNOWN, NOT_MET), stated).astype(np.int8)
            decides = np.where(open_bound, NOT_APPLICABLE, decides).astype(np.int8)
        if self.binding is not None:
            decides = np.where(sitting.flag(self.binding), decides, NOT_APPLICABLE).astype(np.int8)
        return Finding(self, decides, stated, figure=figure, bound=bound)

    def at_review(self) -> Bound:
        """Return the same rule under the lever's retention twin."""
        return evolve(self, lever=self.lever.for_retention())

    def _compared(self, sitting: Sitting, figure: Figure, bound: Floats) -> Truths:
        key = ("edge", self.lever.key, self.operator, figure.measure)
        held = sitting.provisions.cached(key, sitting.law_day, lambda: edge(figure.measure, self.operator, bound))
        return figure.compare(self.operator, held)

    def _by_option(
        self,
        sitting: Sitting,
        bound: Floats,
        options: Sequence[tuple[tuple[Value, ...], np.typing.NDArray[np.intp] | None]],
    ) -> tuple[Figure, Truths]:
        """Judge scenario by scenario where the window itself differs between scenarios."""
        low = np.empty(sitting.who.shape)
        high = np.empty(sitting.who.shape)
        stated = np.empty(sitting.who.shape, dtype=np.int8)
        for values, scenarios in options:
            figure = self.window.measure(sitting, self.subject, values)
            found = figure.compare(self.operator, edge(figure.measure, self.operator, bound))
            for target, source in (
                (low, figure.measure.plain(figure.low)),
                (high, figure.measure.plain(figure.high)),
                (stated, found),
            ):
                whole = np.broadcast_to(source, sitting.who.shape)
                target[scenarios] = whole[scenarios]
        same = bool((low == high).all())
        return Figure(low, low if same else high, Measure()), stated


def at_least(
    subject: Subject,
    lever: Lever,
    window: Window = LATEST,
    *,
    binding: Lever | None = None,
    id: str | None = None,
) -> Bound:
    """Return the rule that a figure is at least a bound (>=): 以上, 不低于, 不少于, 达到."""
    return Bound(subject, ">=", lever, window, binding, id)


def above(
    subject: Subject,
    lever: Lever,
    window: Window = LATEST,
    *,
    binding: Lever | None = None,
    id: str | None = None,
) -> Bound:
    """Return the rule that a figure is above a bound (>): 高于, 超过, 超."""
    return Bound(subject, ">", lever, window, binding, id)


def at_most(
    subject: Subject,
    lever: Lever,
    window: Window = LATEST,
    *,
    binding: Lever | None = None,
    id: str | None = None,
) -> Bound:
    """Return the rule that a figure is at most a bound (<=): 不超过, 不高于, 以下."""
    return Bound(subject, "<=", lever, _from_above(window), binding, id)


def below(
    subject: Subject,
    lever: Lever,
    window: Window = LATEST,
    *,
    binding: Lever | None = None,
    id: str | None = None,
) -> Bound:
    """Return the rule that a figure is below a bound (<): 低于, 不满."""
    return Bound(subject, "<", lever, _from_above(window), binding, id)


def _from_above(window: Window) -> Window:
    """Return the window as an upper bound asks it: what holds in each year is decided by the largest."""
    return evolve(window, largest=True) if isinstance(window, EachOfLast) else window


@frozen
class Fixed(Plain):
    """A number against a bound that the words themselves fix, such as a trend against no change at all."""

    subject: Subject = ""
    compare: Operator = ">"
    window: Window = LATEST
    bound: float = 0.0

    def judge(self, sitting: Sitting) -> Finding:
        """Compare the window's number with the fixed bound, for every scenario."""
        bound = np.full((1, 1, 1), self.bound)
        options = sitting.options(self.window.levers)
        if len(options) == 1:
            figure = self.window.measure(sitting, self.subject, options[0][0])
            stated = figure.compare(self.compare, edge(figure.measure, self.compare, bound))
            return Finding(self, stated, stated, figure=figure, bound=bound)
        low, high = np.empty(sitting.who.shape), np.empty(sitting.who.shape)
        for values, scenarios in options:
            figure = self.window.measure(sitting, self.subject, values)
            for target, source in ((low, figure.low), (high, figure.high)):
                target[scenarios] = np.broadcast_to(figure.measure.plain(source), sitting.who.shape)[scenarios]
        figure = Figure(low, low if bool((low == high).all()) else high)
        stated = figure.compare(self.compare, edge(figure.measure, self.compare, bound))
        return Finding(self, stated, stated, figure=figure, bound=bound)

    def at_review(self) -> Fixed:
        """Return itself: there is no bound to move."""
        return self


def _fixed(
    id: str,
    subject: Subject,
    operator: Operator,
    window: Window,
    *,
    title: Text,
    unit: str,
    cite: str,
) -> Fixed:
    return Fixed(
        id=id,
        title=title,
        citation=cite,
        operator=operator,
        unit=unit,
        levers=window.levers,
        indicators=keys_of(subject),
        depth=window.depth,
        subject=subject,
        compare=operator,
        window=window,
    )


def trend(id: str, subject: str, window: Window, operator: Operator, *, title: Text, unit: str, cite: str) -> Fixed:
    """Return a rule on how a figure moves: `window` is Falling (with <) or Rising (with >)."""
    return _fixed(id, subject, operator, window, title=title, unit=unit, cite=cite)


def none_in(id: str, subject: str, window: Window, *, title: Text, cite: str, unit: str = "次") -> Fixed:
    """Return the rule that no event fell in the window: the count is at most 0."""
    return _fixed(id, subject, "<=", window, title=title, unit=unit, cite=cite)


@frozen
class Requirement(Plain):
    """A qualitative requirement: its yes/no indicator in the latest year, advisory or binding."""

    key: str = ""
    binding: bool = True

    def judge(self, sitting: Sitting) -> Finding:
        """Return the answers on file."""
        stated = sitting.answer(self.key)
        decides = stated if self.binding else np.full_like(stated, NOT_APPLICABLE)
        return Finding(self, decides, stated)

    def at_review(self) -> Requirement:
        """Return itself."""
        return self


def required(place: str, indicator: Indicator) -> Requirement:
    """Return the requirement that asks a qualitative indicator; its id is `<place>.<key without the place>`."""
    return Requirement(
        id=f"{place}.{indicator.key.removeprefix(f'{place}_')}",
        title=indicator.title,
        citation=indicator.citation[0],
        indicators=(indicator.key,),
        key=indicator.key,
        binding=indicator.binding,
    )
