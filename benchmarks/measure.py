"""Measuring: CPU seconds, the peak memory of a process of its own, Monte-Carlo error, and targets."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from typing import Any, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["Target", "apart", "median", "peak_mb", "report", "timed", "timed_each"]

T = TypeVar("T")


@frozen
class Target:
    """One number that is measured, and the bound that it has to keep."""

    name: str
    value: float
    bound: float
    at_least: bool = False
    unit: str = ""

    @property
    def kept(self) -> bool:
        """True where the number keeps its bound."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        side = "at least" if self.at_least else "at most"
        verdict = "kept" if self.kept else "MISSED"
        return f"{self.name:<58} {self.value:>8.2f} {self.unit:<2}  {side} {self.bound:g}: {verdict}"


def report(targets: Sequence[Target]) -> int:
    """Print every target, and return the exit code: 1 if one is missed."""
    for target in targets:
        print(target)
    return 0 if all(target.kept for target in targets) else 1


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds that some work takes, and what it returns."""
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def timed_each(lanes: Mapping[str, Callable[[], object]], *, turned: bool) -> dict[str, float]:
    """Return the CPU seconds of each lane; every other round is turned, so that none always comes first."""
    names = list(lanes)[:: -1 if turned else 1]
    return {name: timed(lanes[name])[0] for name in names}


def peak_mb(work: Callable[[], object]) -> float:
    """Return the most memory that a fresh process holds while it does some work, in megabytes.

    Call it first: a process that is started from a large one is counted as large itself.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_peak, work).result()


def _peak(work: Callable[[], object]) -> float:
    import resource  # Windows has none

    work()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def apart(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return how many combined standard errors lie between the means of two samples."""
    difference = abs(float(one.mean()) - float(other.mean()))
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return difference / float(error) if difference else 0.0
