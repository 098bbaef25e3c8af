"""Measuring: CPU seconds and where they go, peak memory, Monte-Carlo error, and targets."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from cProfile import Profile
from multiprocessing import get_context
from types import CodeType
from typing import Any, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

T = TypeVar("T")
Code = CodeType | str

REST = "everything else"


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
    """Return the CPU seconds of each lane; a turned round takes them from last to first."""
    return {name: timed(lanes[name])[0] for name in list(lanes)[:: -1 if turned else 1]}


def peak_mb(work: Callable[[], object]) -> float:
    """Return the most memory that a fresh process holds while it does some work, in megabytes.

    Call it first: a process that is started from a large one counts as large itself.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_peak, work).result()


def _peak(work: Callable[[], object]) -> float:
    import resource  # not on Windows

    work()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def apart(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return how many combined standard errors lie between the means of two samples."""
    difference = abs(float(one.mean()) - float(other.mean()))
    error = float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))
    return difference / error if difference else 0.0


def breakdown(work: Callable[[], object], parts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the share of CPU time by part of a package, each part being some of its modules.

    A module is named by the end of its path (`simulation/streams`). Time in other packages and in
    built-in functions counts for the modules that called them, however indirectly.
    """
    profile = Profile(time.process_time)
    profile.runcall(work)
    calls = _Calls(parts)
    spent = dict.fromkeys((*parts, REST), 0.0)
    entries = profile.getstats()
    for entry in entries:
        for call in entry.calls or ():
            calls.into[call.code].append((entry.code, call.totaltime, call.inlinetime))
    for entry in entries:
        callers = [] if calls.part(entry.code) else calls.into[entry.code]
        for caller, _, inline in callers or [(entry.code, 0.0, entry.inlinetime)]:
            for part, share in calls.shares(caller).items():
                spent[part] += share * inline
    total = sum(spent.values())
    return {part: one / total for part, one in spent.items()}


@frozen(eq=False)
class _Calls:
    """Who called what: by the function called, its callers with the total and the own time of the call."""

    parts: Mapping[str, Sequence[str]]
    into: dict[Code, list[tuple[Code, float, float]]] = field(factory=lambda: defaultdict(list))

    def part(self, code: Code) -> str | None:
        """Return the part that a function belongs to, None outside the package."""
        name = "" if isinstance(code, str) else code.co_filename.removesuffix(".py").replace("\\", "/")
        return next((part for part, modules in self.parts.items() if name.endswith(tuple(modules))), None)

    def shares(self, code: Code, below: tuple[Code, ...] = ()) -> dict[str, float]:
        """Return how much of a function's own time each part answers for."""
        part = self.part(code)
        above = [(caller, total) for caller, total, _ in self.into[code] if caller not in (*below, code)]
        whole = sum(total for _, total in above)
        if part is not None or not whole:
            return {part or REST: 1.0}
        found: dict[str, float] = defaultdict(float)
        for caller, total in above:
            for name, share in self.shares(caller, (*below, code)).items():
                found[name] += share * total / whole
        return found
