"""When reports are sent: from a word to a day around the usual one, and back from a day to the words."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from clusterkit.simulation.dynamics import Reporting

NEVER = 5_000_000
"""The day of a report that is never sent: after every deadline."""

_STEPS = 65_536


@cache
def offsets(reporting: Reporting) -> NDArray[np.int64]:
    """Return the days from the usual day by the upper 16 bits of a word: never, then late, then in time.

    Lateness grows with the word and earliness too, so that what is sent after a day is a stretch of words.
    """
    uniform = (np.arange(_STEPS) + 0.5) / _STEPS
    never, late = reporting.never.value, reporting.never.value + reporting.late.value
    lateness = np.floor((uniform - never) / max(reporting.late.value, 1e-12) * reporting.late_days.value) + 1
    earliness = -np.floor((uniform - late) / max(1.0 - late, 1e-12) * reporting.early_days.value)
    days = np.where(uniform < never, NEVER, np.where(uniform < late, lateness, earliness)).astype(np.int64)
    days.setflags(write=False)
    return days


@cache
def ranges_after(reporting: Reporting, offset: int) -> tuple[tuple[np.uint32, np.uint32], ...]:
    """Return the stretches of 32-bit words, ends included, that mean sent later than `offset` days after the usual."""
    after = np.concatenate([[False], offsets(reporting) > offset, [False]])
    edges = np.flatnonzero(after[1:] != after[:-1])
    return tuple(
        (np.uint32(int(first) << 16), np.uint32((int(last) << 16) - 1))
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    )
