"""Terms: how long a title lasts, the first and the later ones, and to which day they are counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.lever import Lever, Value

ValueOn = Callable[[Lever, int], Value]
"""A lever's value in force on a day."""


@frozen
class Term:
    """How long a title lasts; a renewal is counted from the old expiry.

    `years` is the length, `first` that of the first term where it differs. `counted_to` is a choice
    between `day` (the same calendar day), `month_end` and `year_end` (the last day of that month or
    year); without it a term runs to the same day.
    """

    years: Lever
    citation: str
    first: Lever | None = None
    counted_to: Lever | None = None

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All its levers."""
        return tuple(one for one in (self.years, self.first, self.counted_to) if one is not None)

    def length(self, granted: int, value_on: ValueOn, *, first: bool) -> tuple[int, str]:
        """Return the years of a term granted on a day, and what it is counted to."""
        lever = self.first if first and self.first is not None else self.years
        years = value_on(lever, granted)
        to = "day" if self.counted_to is None else str(value_on(self.counted_to, granted))
        return int(years) if isinstance(years, float | int) else 0, to

    def end(self, base: int, granted: int, value_on: ValueOn, *, first: bool) -> int:
        """Return the last day of a term that counts from `base` and is granted on `granted`."""
        years, to = self.length(granted, value_on, first=first)
        return int(ends_of(np.array([base], np.int64), years, to)[0])


def ends_of(base: Days, years: int, counted_to: str) -> Days:
    """Return the last days of terms of some years that count from `base`."""
    ends = calendar.add_years_each(base, years)
    return ends if counted_to == "day" else calendar.last_days(ends, counted_to)
