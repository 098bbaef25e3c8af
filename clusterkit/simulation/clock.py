"""Time in a run: integers, day * 8 + phase, so that the order within a day is the law's.

A day is `date.toordinal()`. On one day figures come first, then causes of revocation, then late
reports, then expiry and re-review, and admission last.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

PHASES = 8


class Phase(IntEnum):
    """The order of what happens on one day."""

    OPENING = 0
    CAUSES = 1
    LATE_REPORTS = 2
    REVIEW = 3
    ADMISSION = 4


def time_of(day: int, phase: Phase) -> int:
    """Return the simulation time of a phase of a day."""
    return day * PHASES + phase


def times_of(days: NDArray[Any], phase: Phase) -> NDArray[np.int64]:
    """Return the simulation times of a phase of many days."""
    return days.astype(np.int64) * PHASES + int(phase)


def day_of(time: int) -> int:
    """Return the day of a simulation time."""
    return time // PHASES


def first_day_at(time: int, phase: Phase) -> int:
    """Return the first day whose phase lies at or after a time."""
    return -((phase - time) // PHASES)
