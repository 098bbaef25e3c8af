"""The sitting: one authority, one decision, its day; all that a criterion may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.events import EventLog
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Figure
from clusterkit.law.history import History, Rows, taken_rows
from clusterkit.law.lever import Lever, Value
from clusterkit.law.provisions import Provisions
from clusterkit.law.truth import Truths

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Holders = Callable[[str], Truths]
"""Says who holds another measure's title of a batch ("" for any), shape (scenario, row, replication)."""


@frozen(eq=False)
class Sitting:
    """What lies before one authority when it takes one decision.

    Arrays are broadcastable to (scenario, row, replication), where the rows are the clusters
    before the authority. `day` is one day or each title's own day within `year`; levers are read
    on `law_day`. `who` marks the titles before the authority. `others` tells who held another
    measure's title at the end of the day before.
    """

    year: int
    day: int | Days
    law_day: int
    who: Flags
    history: History
    provisions: Provisions
    facts: Facts
    events: EventLog
    rows: Rows = slice(None)
    others: Mapping[str, Holders] = field(factory=dict)

    @property
    def latest(self) -> int:
        """The latest complete calendar year before the day (L)."""
        return self.year - 1

    @property
    def first_day(self) -> int:
        """The earliest day of the sitting."""
        return self.day if isinstance(self.day, int) else int(self.day.min())

    def figure(self, key: str, year: int) -> Figure:
        """Return an indicator's figures in a year."""
        return self.history.figure(key, year, self.rows)

    def has_row(self, year: int) -> Flags | None:
        """Return which clusters have a row for a year; None where the year has no rows at all."""
        return self.history.rows_of(year, self.rows)

    def answer(self, key: str) -> Truths:
        """Return the answers to a yes/no indicator in the latest year."""
        return self.history.answer(key, self.latest, self.rows)

    def value(self, lever: Lever) -> Floats:
        """Return a number's value in force, shape (scenario, 1, 1) or (1, 1, 1); NaN for none."""
        return self.provisions.numbers(lever.key, self.law_day)

    def flag(self, lever: Lever) -> Flags:
        """Return a yes/no lever's value in force, shape (scenario, 1, 1) or (1, 1, 1)."""
        return self.provisions.flags(lever.key, self.law_day)

    def options(self, levers: Sequence[Lever]) -> list[tuple[tuple[Value, ...], NDArray[np.intp] | None]]:
        """Return the combinations of some levers' values in force, each with its scenarios."""
        return self.provisions.options([lever.key for lever in levers], self.law_day)

    def fact(self, key: str) -> Truths:
        """Return a yes/no fact of the clusters."""
        return taken_rows(self.facts.answer(key), self.rows)

    def date(self, key: str) -> Days:
        """Return a date of the clusters as days, 0 where blank, shape (1, row, 1)."""
        days = self.facts.dates.get(key, np.zeros(self.facts.count, np.int64))
        return np.asarray(days.reshape(1, -1, 1)[:, self.rows])

    def group(self, key: str) -> NDArray[np.str_]:
        """Return the clusters' group (region, district ...), shape (row,)."""
        return np.asarray(self.facts.groups.get(key, np.full(self.facts.count, ""))[self.rows])

    def recognised(self, wanted: Sequence[str]) -> Truths:
        """Say who is recognised by one of some levels or measures, from the file or within the run.

        Where a batch is asked for, a holder whose batch is not known is unknown.
        """
        truths = taken_rows(self.facts.recognised(wanted, self.first_day), self.rows)
        for policy, holders in self.others.items():
            names = {policy, self.facts.level_of.get(policy)}
            for name, _, batch in (entry.partition(":") for entry in wanted):
                if name in names:
                    truths = np.maximum(truths, holders(batch))
        return truths

    def happened(self, kind: str) -> Floats:
        """Return how many events of a kind fell in the running year up to and including the day."""
        start = calendar.first_day(self.year) - 1
        return self.events.counted(kind, self.year, start, self.day, self.rows)
