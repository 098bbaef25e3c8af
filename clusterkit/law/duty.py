"""Duties of a cluster that holds a title: what is to be sent, and by when."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.lever import Lever, Value
from clusterkit.law.text import Text


@frozen
class Members:
    """The clusters of some groups, by a text fact (`region`) or the batch of their title (`PLACE.batch`).

    With `others` it is the clusters of all other groups, those whose group is blank among them.
    """

    fact: str
    groups: tuple[str, ...]
    others: bool = False

    def has(self, groups: NDArray[np.str_]) -> NDArray[np.bool_]:
        """Say which clusters are among them, by their groups."""
        return np.asarray(np.isin(groups, self.groups) != self.others)


@frozen
class Duty:
    """A yearly report on year Y, due in Y + 1.

    `deadline` is the day of the year, `first` says on which year the first one is due
    (`certification_year` or `year_before`), `never_sent` whether a report that never came is late
    or ignored, `holiday` whether the day moves on from a weekend. `sent_as` are the columns that
    show when it was sent; the first that is filled in decides. `of` limits it to some clusters.
    """

    key: str
    title: Text
    citation: str
    deadline: Lever
    first: Lever
    never_sent: Lever
    holiday: Lever
    sent_as: tuple[str, ...]
    of: Members | None = None

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All its levers."""
        return (self.deadline, self.first, self.never_sent, self.holiday)


def due_day(year: int, code: Value, shift: Value) -> int:
    """Return the day of a month-day in a year, moved to the next working day if the shift says so."""
    day = calendar.month_day(year, int(code) if isinstance(code, int) else 0)
    return calendar.next_working_day(day) if shift == "next_working_day" else day
