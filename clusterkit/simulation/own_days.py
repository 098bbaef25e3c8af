"""Own days: on which day of its own a title comes before the authority.

That is its expiry (or some days after it), the day to which this review was put off, or the last day
of its period to mend. While a title mends, no review asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.decision import AtExpiry, AtMendingEnd, Decision
from clusterkit.law.history import Rows
from clusterkit.law.title import CERTIFIED
from clusterkit.simulation.docket import Flags, Index
from clusterkit.simulation.proceedings import Proceedings

NEVER = 2**40
"""A day that does not come."""


@frozen(eq=False)
class Due:
    """Titles that come before a decision within a stretch of days: some clusters, which of their titles, and when.

    `in_time` is True for the review at expiry itself, False where it was put off and for the end of mending.
    """

    decision: Decision
    rows: Rows
    who: Flags
    days: Days
    in_time: bool = False

    def by_day(self) -> Iterator[tuple[int, Due]]:
        """Yield the titles of each day by themselves."""
        for day in np.unique(self.days[self.who]):
            yield int(day), Due(self.decision, self.rows, self.who & (self.days == day), self.days, self.in_time)


class OwnDays:
    """The own days of one docket's titles. Raises InputError where a period to mend would come to no end."""

    def __init__(self, files: Proceedings) -> None:
        if files.docket.policy.mending_fault:
            raise InputError(files.docket.policy.mending_fault)
        self._files, self._docket, self._provisions = files, files.docket, files.provisions
        policy = files.docket.policy
        self.review = next(iter(policy.decisions_on(AtExpiry)), None)
        self._mending_end = next(iter(policy.decisions_on(AtMendingEnd)), None)
        self._year = 0
        self._rows: Rows | None = None

    def look_again(self) -> None:
        """Forget who expires in the year: it begins, a lever changes, or titles were certified on file."""
        self._year = 0

    def due(self, first: int, last: int) -> list[Due]:
        """Return who comes before the authority from a day to the day before another, each on the next of its days."""
        docket = self._docket
        held = docket.status == CERTIFIED
        found: list[Due] = []
        if docket.delays:
            mending = held & (docket.mend_until > 0)
            waiting = held & (docket.mend_until == 0) & (docket.postponed_to > 0)
            for decision, who, days in (
                (self._mending_end, mending, docket.mend_until),
                (self.review, waiting, docket.postponed_to),
            ):
                if decision is not None:
                    found += self._within(decision, who, days, first, last)
        rows = self.expiring(first) if first < last else None
        if rows is not None and self.review is not None:
            if docket.delays:
                held &= (docket.mend_until == 0) & (docket.postponed_to == 0)
            expiry, since = (one.reshape(docket.shape)[:, rows] for one in (docket.expiry, docket.since))
            review_on = self._review_days(expiry, since, self.lag(first), first)
            due = held.reshape(docket.shape)[:, rows] & (review_on >= first) & (review_on < last)
            if due.any():
                found.append(Due(self.review, rows, due, review_on, in_time=True))
        return found

    def of(self, index: Index, first: int, last: int) -> Days:
        """Return the next own day of some titles (flat) from a day to the day before another, NEVER for none."""
        docket = self._docket
        if self.review is None or (self.expiring(first) if first < last else None) is None:
            own = np.full(len(index), NEVER)
        else:
            _, clusters, replications = docket.shape
            lag = self.lag(first).ravel()
            lag = lag[index // (clusters * replications) % len(lag)]
            own = self._review_days(docket.expiry[index], docket.since[index], lag, first)
        if docket.delays:
            mending, put_off = docket.mend_until[index], docket.postponed_to[index]
            own = np.where(mending > 0, mending, np.where(put_off > 0, put_off, own))
        return np.where((own >= first) & (own < last), own, NEVER)

    def expiring(self, first: int) -> Rows | None:
        """Return the clusters that hold a title whose review lies in the year of a day; kept for the year."""
        if self.review is None:
            return None
        year = calendar.year_of(first)
        if self._year != year:
            self._year = year
            docket, lag = self._docket, self.lag(first)
            expiry = self._from_admission(docket.expiry, docket.since).reshape(docket.shape)
            due = expiry <= (calendar.last_day(year) - lag).astype(np.int32)
            if first not in self._provisions.change_days:
                due &= expiry >= (calendar.first_day(year) - lag).astype(np.int32)
            self._rows = rows_of(due) if due.any() else None
        return self._rows

    def lag(self, day: int) -> NDArray[np.int64]:
        """Return the days from expiry to the review, shape (scenario or 1, 1, 1)."""
        assert self.review is not None
        assert isinstance(self.review.occasion, AtExpiry)
        return np.nan_to_num(self._provisions.numbers(self.review.occasion.lag.key, day)).astype(np.int64)

    def _review_days(
        self, expiry: NDArray[np.int32], since: NDArray[np.int32], lag: NDArray[np.int64], first: int
    ) -> Days:
        """Return the days of reviews for a stretch that begins on a day: some lag may have been shortened on it."""
        days = self._from_admission(expiry + lag, since)
        return np.maximum(days, first) if first in self._provisions.change_days else days

    def _from_admission(self, days: NDArray[Any], since: NDArray[np.int32]) -> NDArray[Any]:
        """Return days after the admission, which is the last thing of its own: a term may end on it."""
        if not self._docket.ends_on_its_day:
            return days
        return np.asarray(np.maximum(days, (since + 1) * (since > self._docket.start)))

    def _within(self, decision: Decision, who: Flags, days: NDArray[np.int32], first: int, last: int) -> Iterator[Due]:
        shape = self._docket.shape
        due = (who & (days >= first) & (days < last)).reshape(shape)
        if due.any():
            rows = rows_of(due)
            yield Due(decision, rows, due[:, rows], days.astype(np.int64).reshape(shape)[:, rows])


def rows_of(due: Flags) -> Rows:
    """Return the clusters that have a title among those due; all of them without an index."""
    some = due.any(axis=(0, 2))
    return slice(None) if bool(some.all()) else np.flatnonzero(some)
