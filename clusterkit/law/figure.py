"""Figures as intervals on a scale: known figures are points, missing ones stretch to infinity.

Comparing an interval with a bound gives Kleene truth without masks: certain where its low end
holds, possible where its high end does. A fully known figure has the same array at both ends.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import truth
from clusterkit.law.indicator import Scale, from_scale, to_scale
from clusterkit.law.truth import Truths

Floats = NDArray[np.float64]
Operator = Literal[">=", ">", "<=", "<"]

TOLERANCE = 1e-9
"""Figures within this relative distance of a bound count as equal to it."""
TINY = 1e-12
"""The distance that counts as none from a bound of zero or next to it, in the figure's own unit."""

UNKNOWN_LOW = np.full((1, 1, 1), -np.inf)
UNKNOWN_HIGH = np.full((1, 1, 1), np.inf)


@frozen
class Measure:
    """How a number that decides is held: on an indicator's scale, or as a sum of `years` yearly logs."""

    scale: Scale = "plain"
    years: int | None = None

    def of(self, plain: Floats) -> Floats:
        """Return plain numbers (a bound, say) as they are held."""
        if self.years is None:
            return to_scale(self.scale, plain)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.years * np.log1p(plain), dtype=np.float64)

    def plain(self, held: Floats) -> Floats:
        """Return held numbers in their own unit; the inverse of `of`."""
        if self.years is None:
            return from_scale(self.scale, held)
        return np.asarray(np.expm1(held / self.years), dtype=np.float64)


@frozen(eq=False)
class Figure:
    """A figure of each title: `low` and `high` on `measure`, broadcastable to (scenario, cluster, replication)."""

    low: Floats
    high: Floats
    measure: Measure = Measure()

    @property
    def known(self) -> bool:
        """True where no title's figure is missing; then both ends are one array."""
        return self.high is self.low

    def compare(self, operator: Operator, bound: Floats) -> Truths:
        """Return the truth of `figure operator bound`; the bound is held and moved (see `edge`)."""
        if operator in {">=", ">"}:
            certain, possible = (self.low >= bound), (self.high >= bound) if not self.known else None
        else:
            certain, possible = (self.high <= bound), (self.low <= bound) if not self.known else None
        return truth.from_bool(certain) if possible is None else truth.from_bounds(certain, possible)


def edge(measure: Measure, operator: Operator, bound: Floats) -> Floats:
    """Return a bound as held, moved by the tolerance so that >= or <= alone decides every operator.

    A strict operator moves the bound away from what meets it, the others towards it.
    """
    towards = 1.0 if operator in {">", "<="} else -1.0
    moved = bound + towards * np.maximum(TOLERANCE * np.abs(bound), TINY)
    if measure.years is None and measure.scale == "plain":
        return moved
    least = 0.0 if measure.years is None else -1.0
    # Beyond the end of the scale every figure lies above the bound: all meet it from there, or none (NaN).
    return measure.of(np.where(moved < least, np.nan if operator in {"<", "<="} else least, moved))


def point(value: Floats, measure: Measure | None = None) -> Figure:
    """Return a fully known figure."""
    return Figure(value, value, measure or Measure())


def observed(plain: Floats, scale: Scale) -> Figure:
    """Return observed figures on their scale; NaN is missing and becomes the whole line."""
    held = to_scale(scale, plain)
    missing = np.isnan(plain)
    if not missing.any():
        return Figure(held, held, Measure(scale))
    return Figure(np.where(missing, -np.inf, held), np.where(missing, np.inf, held), Measure(scale))


def unknown(scale: Scale) -> Figure:
    """Return a figure that nobody stated."""
    return Figure(UNKNOWN_LOW, UNKNOWN_HIGH, Measure(scale))


def blank_where(figure: Figure, missing: NDArray[np.bool_]) -> Figure:
    """Return the figure with some titles' made unknown."""
    if not missing.any():
        return figure
    low = np.where(missing, -np.inf, figure.low)
    return Figure(low, np.where(missing, np.inf, figure.high), figure.measure)
