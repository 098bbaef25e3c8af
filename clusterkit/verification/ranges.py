"""Figures as ranges: a known one is a point, a missing one the whole range in which it may lie."""

from __future__ import annotations

from math import inf
from typing import Final

from attrs import frozen

from clusterkit.law.figure import Operator
from clusterkit.verification.truth import Truth

SAME: Final = 1e-9
"""Figures within this relative distance of a bound, or of each other, are the same figure."""
NOTHING: Final = 1e-12
"""The distance that counts as none from a bound of zero, in the figure's own unit."""


@frozen
class Range:
    """A figure in its own unit: from `low` to `high`, both ends included; a known figure is one point."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        """True for a point."""
        return self.low == self.high

    def compare(self, operator: Operator, bound: float) -> Truth:
        """Return met where every figure of the range is, not met where none is, else unknown.

        A figure that is at its bound within the tolerance is at its bound.
        """
        near = max(SAME * abs(bound), NOTHING)
        match operator:
            case ">=":
                certain, possible = self.low >= bound - near, self.high >= bound - near
            case ">":
                certain, possible = self.low >= bound + near, self.high >= bound + near
            case "<=":
                certain, possible = self.high <= bound + near, self.low <= bound + near
            case "<":
                certain, possible = self.high <= bound - near, self.low <= bound - near
        if certain:
            return Truth.MET
        return Truth.UNKNOWN if possible else Truth.NOT_MET


def point(value: float) -> Range:
    """Return a known figure."""
    return Range(value, value)


def missing(least: float = -inf) -> Range:
    """Return a figure of which nothing is known but that it cannot lie below `least`."""
    return Range(least, inf)


def summed(parts: list[Range]) -> Range:
    """Return the sum of counts: a missing one may be anything from 0 on."""
    return Range(
        sum(part.low if part.known else max(part.low, 0.0) for part in parts), sum(part.high for part in parts)
    )


def change(end: Range, base: Range) -> Range:
    """Return what a figure moved by; figures that are the same within the tolerance moved by nothing."""
    return Range(_moved(end.low, base.high), _moved(end.high, base.low))


def _moved(end: float, base: float) -> float:
    moved = end - base
    return 0.0 if abs(moved) <= SAME * max(abs(end), abs(base)) < inf else moved
