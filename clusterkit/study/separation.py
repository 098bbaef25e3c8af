"""Separation: which effects the noise lets us put in an order, and which it does not.

An effect's rank is a range: from one more than the number of effects that are surely larger to the
number of all less those that are surely smaller. Ranges of effects that nothing separates overlap, and
no order is claimed between them.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.simulation.interval import CONFIDENCE

Floats = NDArray[np.float64]

NOTHING: Final = 1e-12
"""A difference below it is none: what adding up in floating point may leave."""


@frozen
class Rank:
    """The places that an effect may have, 1 for the largest; one place where the noise leaves no doubt."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def ranks_of(effects: Floats, errors: Floats | None, quantile: float) -> list[Rank]:
    """Return the rank of each effect.

    `errors` are the standard errors of the differences between any two effects, shape (effect, effect),
    None where nothing is known of them: then nothing is separated. Two effects differ where their
    difference is beyond `quantile` errors.
    """
    count = len(effects)
    if errors is None:
        return [Rank(1, count)] * count
    larger = effects[:, np.newaxis] - effects[np.newaxis] > np.maximum(quantile * errors, NOTHING)
    above, below = larger.sum(axis=0), larger.sum(axis=1)
    return [Rank(1 + int(more), count - int(less)) for more, less in zip(above, below, strict=True)]


def spread_of_differences(samples: Floats) -> Floats:
    """Return the standard deviation of the difference between any two rows, shape (row, row).

    `samples` are paired, shape (row, sample), with at least two samples.
    """
    centred = samples - samples.mean(axis=1, keepdims=True)
    shared = centred @ centred.T
    own = np.diag(shared)
    squares = np.maximum(own[:, np.newaxis] + own[np.newaxis] - 2 * shared, 0.0)
    return np.asarray(np.sqrt(squares / (samples.shape[1] - 1)))


def joint_confidence(effects: Floats) -> float:
    """Return the confidence of each comparison so that all of them hold together (Bonferroni).

    Effects of exactly nothing count as one: nobody has to tell them from each other.
    """
    moving = int(np.count_nonzero(effects))
    compared = min(moving + 1, len(effects))
    return 1 - (1 - CONFIDENCE) / max(compared * (compared - 1) // 2, 1)


def normal_quantile(confidence: float) -> float:
    """Return the two-sided normal quantile."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)
