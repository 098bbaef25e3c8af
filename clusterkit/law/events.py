"""Dated events of clusters: incidents and the other causes, on file or simulated, as sparse pairs."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.calendar import Days
from clusterkit.law.history import Rows

EventKind = Literal[
    "incident",
    "false_declaration",
    "illegality",
    "unreported_change",
    "monitoring_refused",
    "no_renewal_application",
]
Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@frozen(eq=False)
class Pairs:
    """Events as parallel arrays: cluster and replication index, and the day."""

    cluster: Index
    replication: Index
    day: Days

    def __len__(self) -> int:
        return len(self.day)

    def joined(self, other: Pairs) -> Pairs:
        """Return both lists in one."""
        return Pairs(
            np.concatenate([self.cluster, other.cluster]),
            np.concatenate([self.replication, other.replication]),
            np.concatenate([self.day, other.day]),
        )


NO_PAIRS = Pairs(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.int64))


class EventLog:
    """The events of a set of clusters, shape (cluster, replication), by kind and calendar year."""

    def __init__(self, clusters: int, replications: int) -> None:
        self.clusters = clusters
        self.replications = replications
        self._pairs: dict[tuple[str, int], Pairs] = {}

    def add(self, kind: str, year: int, pairs: Pairs) -> None:
        """File events of one kind and year."""
        known = self._pairs.get((kind, year))
        self._pairs[kind, year] = pairs if known is None else known.joined(pairs)

    def pairs(self, kind: str, year: int) -> Pairs:
        """Return the events of one kind in one year."""
        return self._pairs.get((kind, year), NO_PAIRS)

    def counted(self, kind: str, year: int, after: int | Days, until: int | Days, rows: Rows) -> Floats:
        """Return how many events of a kind and year fall after one day and up to and including another.

        The days are numbers or arrays (scenario, row, replication), either axis may be 1; the
        result is broadcastable to that shape.
        """
        pairs = self.pairs(kind, year)
        if not len(pairs):
            return np.zeros((1, 1, 1))
        position = np.full(self.clusters, -1, dtype=np.intp)
        position[rows] = np.arange(len(position[rows]))
        row = position[pairs.cluster]
        here = row >= 0
        row, replication, day = row[here], pairs.replication[here], pairs.day[here]
        first, last = np.atleast_3d(after), np.atleast_3d(until)
        scenarios = max(first.shape[0], last.shape[0])
        count = np.zeros((scenarios, int((position >= 0).sum()), self.replications))
        for scenario in range(scenarios):
            inside = (day > _at(first, scenario, row, replication)) & (day <= _at(last, scenario, row, replication))
            np.add.at(count[scenario], (row[inside], replication[inside]), 1.0)
        return count


def _at(days: Days, scenario: int, row: Index, replication: Index) -> Days:
    """Read an array with axes of length one or full at some pairs."""
    s, c, r = days.shape
    return np.asarray(days[scenario if s > 1 else 0, row if c > 1 else 0, replication if r > 1 else 0])
