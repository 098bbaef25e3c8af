"""Intervals over replications: the mean of independent runs and what is sure of it."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

CONFIDENCE = 0.95


@frozen
class Estimate:
    """A mean over replications with its confidence interval; without two replications there is none."""

    mean: float
    low: float | None
    high: float | None


def t_quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided Student quantile (Cornish-Fisher expansion, Hill 1970), to 0.1 % from 5 degrees."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    if degrees <= 2:  # noqa: PLR2004 - closed forms
        p = 0.5 + confidence / 2
        if degrees == 1:
            return float(np.tan(np.pi * (p - 0.5)))
        a = 4 * p * (1 - p)
        return float(2 * (p - 0.5) * sqrt(2 / a))
    g = [
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    ]
    return float(z + sum(term / degrees ** (power + 1) for power, term in enumerate(g)))


def estimate(
    values: NDArray[np.float64],
    confidence: float = CONFIDENCE,
    bounds: tuple[float | None, float | None] = (None, None),
) -> Estimate:
    """Return the mean of replications (1-D) with its Student interval, cut to what is possible."""
    count = len(values)
    mean = float(values.mean())
    if count < 2:  # noqa: PLR2004 - no spread from one value
        return Estimate(mean, None, None)
    half = t_quantile(count - 1, confidence) * float(values.std(ddof=1)) / sqrt(count)
    low, high = mean - half, mean + half
    if bounds[0] is not None:
        low = max(low, bounds[0])
    if bounds[1] is not None:
        high = min(high, bounds[1])
    return Estimate(mean, low, high)


def share_interval(hits: int, count: int, confidence: float = CONFIDENCE) -> Estimate:
    """Return the share of independent runs in which something happened, with Wilson's score interval (1927)."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, weight = hits / count, z * z / count
    middle = (share + weight / 2) / (1 + weight)
    half = sqrt(weight * share * (1 - share) + weight * weight / 4) / (1 + weight)
    return Estimate(share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share))
