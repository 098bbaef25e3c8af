"""The response of a quantity to a lever: what it is at some values, by replication, all on the same draws."""

from __future__ import annotations

from math import sqrt
from typing import Any, Literal

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.simulation.interval import Estimate, estimate, t_quantile

Floats = NDArray[np.float64]
Direction = Literal["rises", "falls", "flat"]
Row = dict[str, Any]

NOTHING = 1e-12
"""A difference of means below it is none: what adding up in floating point may leave."""


@frozen
class Move:
    """How the mean changes from one value of a lever to a higher one, paired by replication, with its interval."""

    start: float
    end: float
    mean: float
    low: float
    high: float

    def as_dict(self) -> Row:
        """Return it as the machine-readable outputs carry it."""
        return {"from": self.start, "to": self.end, "mean": self.mean, "low": self.low, "high": self.high}


@frozen(eq=False)
class Response:
    """The levels of a quantity, shape (value, replication), at ascending values of a lever, shape (value,).

    `bounds` are those of the quantity, `method` is how it was computed (critical_value or scenario_axis).
    """

    values: Floats
    levels: Floats
    bounds: tuple[float, float | None]
    method: str

    def joined(self, other: Response) -> Response:
        """Return the response at the values of both; a value that both have is kept once."""
        values, first = np.unique(np.concatenate([self.values, other.values]), return_index=True)
        return evolve(self, values=values, levels=np.concatenate([self.levels, other.levels])[first])

    def between(self, low: float, high: float) -> Response:
        """Return the response from one value to another, both included."""
        inside = (self.values >= low) & (self.values <= high)
        return evolve(self, values=self.values[inside], levels=self.levels[inside])

    @property
    def means(self) -> Floats:
        """The means over replications, shape (value,)."""
        return np.asarray(self.levels.mean(axis=1))

    def estimate(self, place: int, confidence: float) -> Estimate:
        """Return the mean at the value in a place, with its interval."""
        return estimate(self.levels[place], confidence, self.bounds)

    def interval(self, confidence: float) -> tuple[Floats, Floats]:
        """Return the lower and the upper ends of the intervals of the means, each of shape (value,)."""
        count = self.levels.shape[1]
        half = t_quantile(count - 1, confidence) * self.levels.std(axis=1, ddof=1) / sqrt(count)
        return np.clip(self.means - half, *self.bounds), np.clip(self.means + half, *self.bounds)

    @property
    def direction(self) -> Direction:
        """Whether the mean rises or falls with the lever: the sign of its largest change."""
        change = self.means[np.newaxis] - self.means[:, np.newaxis]
        ahead = np.triu(change)
        largest = ahead.flat[int(np.abs(ahead).argmax())]
        if abs(largest) <= NOTHING:
            return "flat"
        return "rises" if largest > 0 else "falls"

    def turn(self, confidence: float) -> tuple[Move, Move] | None:
        """Return a rise and a fall of the mean that are both beyond the noise; None where it is monotone.

        Every pair of values is tested by its paired differences, all pairs at the stated confidence
        together (Bonferroni); the rise and the fall that stand out most are returned.
        """
        count, runs = self.levels.shape
        pairs = max(count * (count - 1) // 2, 1)
        centred = self.levels - self.means[:, np.newaxis]
        shared = centred @ centred.T
        own = np.diag(shared)
        spread = np.maximum(own[:, np.newaxis] + own[np.newaxis] - 2 * shared, 0.0)
        error = np.sqrt(spread / ((runs - 1) * runs))
        change = self.means[np.newaxis] - self.means[:, np.newaxis]
        half = t_quantile(runs - 1, 1 - (1 - confidence) / pairs) * error
        beyond = np.triu(np.abs(change) - half)
        beyond[np.abs(change) <= NOTHING] = 0.0
        found = [self._most(np.where(change * sign > 0, beyond, 0.0), change, half) for sign in (1, -1)]
        if found[0] is None or found[1] is None:
            return None
        return found[0], found[1]

    def _most(self, beyond: Floats, change: Floats, half: Floats) -> Move | None:
        """Return the pair of values whose change reaches farthest beyond the noise."""
        if not (beyond > NOTHING).any():
            return None
        i, j = np.unravel_index(int(beyond.argmax()), beyond.shape)
        mean, room = float(change[i, j]), float(half[i, j])
        return Move(float(self.values[i]), float(self.values[j]), mean, mean - room, mean + room)

    def rows(self, confidence: float) -> list[Row]:
        """Return every value with its mean and interval."""
        rows = []
        for place, value in enumerate(self.values):
            found = self.estimate(place, confidence)
            rows.append({"value": float(value), "mean": found.mean, "low": found.low, "high": found.high})
        return rows
