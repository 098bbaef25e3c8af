"""Where a threshold is looked for: the legal range of a lever, or the part of it that was asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, LeverError
from clusterkit.law.lever import DATE_UNIT, Lever
from clusterkit.study.response import Response

Floats = NDArray[np.float64]

GRID = 33
"""Values at equal steps with which a range is first looked over."""
DOUBLINGS = 20
"""How often an open range is doubled: up to a million times the law's own value."""


@frozen
class LeverRange:
    """The ends between which a threshold is looked for; None where the legal range has no end."""

    low: float | None
    high: float | None
    whole: bool
    scale: float

    @classmethod
    def of(cls, lever: Lever, start: float | None = None, end: float | None = None) -> LeverRange:
        """Return the range of a lever, or what was asked for of it.

        Raises LeverError for a lever that has no number to solve for or an end outside its legal range,
        InputError for an empty range.
        """
        if lever.kind != "number" or lever.unit == DATE_UNIT:
            advice = "only a number can be solved for; `clusterkit sweep --values` compares dates and choices"
            raise LeverError(f"lever {lever.key}: {advice}")
        low, high = lever.legal_range
        for value in (start, end):
            if value is not None:
                lever.check(value)
        low, high = low if start is None else start, high if end is None else end
        if low is not None and high is not None and low >= high:
            raise InputError(f"lever {lever.key}: the range from {low:g} to {high:g} is empty; state a wider one")
        known = lever.default if isinstance(lever.default, float | int) else 0.0
        return cls(low, high, lever.whole, abs(float(known)) or 1.0)

    def between(self, low: float, high: float, count: int) -> Floats:
        """Return values at equal steps from one to another, both included; whole ones where the lever is whole."""
        values = np.linspace(low, high, count)
        return np.unique(np.rint(values)) if self.whole else values

    def survey(self, respond: Callable[[Floats], Response]) -> Response:
        """Look the range over: an open end is moved out by doubling until nothing changes beyond it."""
        if self.low is not None and self.high is not None:
            return respond(self.between(self.low, self.high, GRID))
        response = self._settled(respond(self._ladder()))
        grid = self.between(float(response.values[0]), float(response.values[-1]), GRID)
        further = grid[~np.isin(grid, response.values)]
        return response.joined(respond(further)) if len(further) else response

    def _ladder(self) -> Floats:
        """Return the anchor and ever longer steps away from it, towards every open end."""
        steps = self.scale * 2.0 ** np.arange(DOUBLINGS + 1)
        if self.low is not None:
            return np.concatenate([[self.low], self.low + steps])
        if self.high is not None:
            return np.concatenate([self.high - steps[::-1], [self.high]])
        return np.concatenate([-steps[::-1], [0.0], steps])

    def _settled(self, response: Response) -> Response:
        """Return a response without what lies, towards an open end, beyond the last change in any replication."""
        moved = np.flatnonzero((response.levels[1:] != response.levels[:-1]).any(axis=1))
        if not len(moved):
            return response
        first = int(moved[0]) if self.low is None else 0
        last = int(moved[-1]) + 1 if self.high is None else len(response.values) - 1
        return response.between(float(response.values[first]), float(response.values[last]))
