"""Thresholds: the values of one bound from the most lenient to the strictest, and where a standard asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.law import truth
from clusterkit.law.combination import Group, Where
from clusterkit.law.criterion import Bound, Criterion, walk
from clusterkit.law.figure import Figure, Floats, Measure, Operator, edge
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Value
from clusterkit.law.sitting import Sitting
from clusterkit.law.truth import MET, Truths

UPWARDS: Final = {">=", ">"}
"""The operators of a bound that is stricter the higher it is."""

Index = NDArray[np.intp]


@frozen(eq=False)
class Place:
    """Where a bound stands among what a review asks all of: the criterion with its conditions, and the bound in it."""

    criterion: Criterion
    bound: Bound
    facts: tuple[str, ...]

    @property
    def upwards(self) -> bool:
        """True where a higher bound is stricter."""
        return self.bound.operator in UPWARDS

    def applies(self, sitting: Sitting) -> Truths:
        """Say to whom the bound applies: not met where it is not asked, unknown where a fact is blank."""
        parts = [sitting.fact(key) for key in self.facts]
        if self.bound.binding is not None:
            parts.append(truth.from_bool(sitting.flag(self.bound.binding)))
        return truth.all_true(parts) if parts else np.full((1, 1, 1), MET)

    def found(self, finding: Finding) -> Finding:
        """Return the finding on the bound within that on the standard."""
        return next(leaf for leaf in finding.leaves() if leaf.criterion is self.criterion)

    def supposed(self, finding: Finding, supposed: np.int8) -> Finding:
        """Return the finding on the standard if that on the bound were another, the same for every title."""
        if finding.criterion is self.criterion:
            truths = np.full((1, 1, 1), supposed)
            return evolve(finding, truth=truths, stated=truths)
        if not _asks_all(finding.criterion):
            return finding
        parts = tuple(self.supposed(part, supposed) for part in finding.parts)
        joined = truth.all_true([part.truth for part in parts])
        return evolve(finding, truth=joined, stated=joined, parts=parts)


def place_of(standard: Criterion, levers: Collection[str]) -> Place | None:
    """Return where one bound that is set by some levers stands; None where they are read in any other way."""
    reading = [one for one in _asked(standard) if any(_reads(part, levers) for part in walk(one))]
    if len(reading) != 1:
        return None
    facts: list[str] = []
    inner = reading[0]
    while isinstance(inner, Where):
        facts.append(inner.fact)
        inner = inner.parts[0]
    if not isinstance(inner, Bound) or inner.lever.key not in levers or _reads(inner, levers) > 1:
        return None
    return Place(reading[0], inner, tuple(facts))


def _reads(criterion: Criterion, levers: Collection[str]) -> int:
    """Return how many of some levers a criterion reads itself."""
    return sum(lever.key in levers for lever in criterion.levers)


def _asked(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the criteria that a standard asks all of."""
    if _asks_all(criterion):
        for part in criterion.parts:
            yield from _asked(part)
    else:
        yield criterion


def _asks_all(criterion: Criterion) -> bool:
    return isinstance(criterion, Group) and not criterion.id and criterion.join is truth.all_true


@frozen(eq=False)
class Thresholds:
    """The values of a bound, stricter the higher they are or the lower; None asks nothing, the most lenient of all."""

    values: tuple[float | None, ...]
    upwards: bool
    _edges: dict[tuple[Measure, Operator], Floats] = field(factory=dict, init=False)

    @classmethod
    def of(cls, values: Sequence[Value], *, upwards: bool) -> Thresholds:
        """Return the thresholds of a lever's values."""
        return cls(tuple(None if value is None else float(value) for value in values), upwards)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def order(self) -> list[int]:
        """The places of the values from the most lenient to the strictest."""
        sign = 1.0 if self.upwards else -1.0
        severity = [-np.inf if value is None else sign * value for value in self.values]
        return sorted(range(len(self)), key=severity.__getitem__)

    def held(self, figure: Figure, operator: Operator, shape: tuple[int, ...], at: Index) -> tuple[Index, Index]:
        """Return how many of the thresholds, from the most lenient on, figures meet for certain, and may meet.

        The figures are those at some flat indices of an array of the shape to which they are spread.
        """
        ends = [figure.low] if figure.known else [figure.low, figure.high]
        edges = self._edges_of(figure.measure, operator)
        counts = [self._met(edges, np.broadcast_to(end, shape).reshape(-1)[at]) for end in ends]
        return (counts[0], counts[-1]) if self.upwards else (counts[-1], counts[0])

    def _met(self, edges: Floats, figures: Floats) -> Index:
        if self.upwards:
            count = np.searchsorted(edges, figures, side="right")
        else:
            count = len(edges) - np.searchsorted(edges, figures, side="left")
        blank = np.isnan(figures)
        if blank.any():
            count = np.where(blank, 0, count)
        return np.asarray(count + self.values.count(None))

    def _edges_of(self, measure: Measure, operator: Operator) -> Floats:
        """Return the values as figures are compared with them; where a scale has no such number, nothing meets it."""
        key = (measure, operator)
        if key not in self._edges:
            edges = edge(measure, operator, np.array([value for value in self.values if value is not None]))
            self._edges[key] = np.sort(edges[~np.isnan(edges)])
        return self._edges[key]
