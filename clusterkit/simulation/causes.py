"""Causes: the events that a policy decides on, of every title and scenario, in order of time."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.decision import Decision, OnEvent
from clusterkit.law.title import CERTIFIED
from clusterkit.simulation.clock import Phase, first_day_at, times_of
from clusterkit.simulation.docket import Flags, Index
from clusterkit.simulation.proceedings import Proceedings


@frozen(eq=False)
class Causes:
    """Events of titles in order of time: flat index, day, and the policy's order of kinds."""

    index: Index
    day: Days
    order: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.index)

    @property
    def time(self) -> NDArray[np.int64]:
        """The simulation times of the events."""
        return times_of(self.day, Phase.CAUSES)

    def part(self, mask: Flags | Index | slice) -> Causes:
        """Return some of the events."""
        return Causes(self.index[mask], self.day[mask], self.order[mask])


NO_CAUSES = Causes(np.empty(0, np.intp), np.empty(0, np.int64), np.empty(0, np.int64))


class CauseList:
    """The causes that come before one authority, drawn and on file, a calendar year at a time."""

    def __init__(self, files: Proceedings) -> None:
        self._files, self._docket = files, files.docket
        decisions = {d.occasion.kind: d for d in files.docket.policy.decisions if isinstance(d.occasion, OnEvent)}
        self._decisions = [decisions[kind] for kind in files.docket.policy.event_kinds]
        self._kinds = {kind: order for order, kind in enumerate(files.docket.policy.event_kinds)}
        self._year, self._of_year = 0, NO_CAUSES

    def decision(self, order: int) -> Decision:
        """Return the decision on a kind of events, by the policy's order of kinds."""
        return self._decisions[order]

    def between(self, start: int, stop: int) -> Causes:
        """Return the causes of a stretch of time, without those after a measure's end."""
        first, last = first_day_at(start, Phase.CAUSES), first_day_at(stop, Phase.CAUSES)
        if first >= last or not self._kinds:
            return NO_CAUSES
        year = calendar.year_of(first)
        if self._year != year:
            self._year, self._of_year = year, self._in(year)
        causes = self._of_year.part(slice(*np.searchsorted(self._of_year.day, (first, last))))
        ended = self._files.calendar.ended(first).ravel()
        if ended.any():
            _, clusters, replications = self._docket.shape
            causes = causes.part(~ended[causes.index // (clusters * replications) % len(ended)])
        return causes

    def live(self, causes: Causes) -> Causes:
        """Return those that still meet a title: admission is the last thing of its day."""
        held = self._docket.status[causes.index] == CERTIFIED
        return causes.part(held & (self._docket.since[causes.index] < causes.day))

    def _in(self, year: int) -> Causes:
        """Return the causes of a calendar year, for every scenario."""
        scenarios, clusters, replications = self._docket.shape
        found = [(np.empty(0, np.intp), np.empty(0, np.int64), np.empty(0, np.int64))]
        for kind, order in self._kinds.items():
            pairs = self._files.occurrences.log.pairs(kind, year)
            if len(pairs):
                index = pairs.cluster * replications + pairs.replication
                found.append((index, pairs.day, np.full(len(index), order)))
        index, day, order_of = (np.concatenate(part) for part in zip(*found, strict=True))
        every = np.arange(scenarios)[:, np.newaxis] * (clusters * replications)
        index, day, order_of = (index + every).ravel(), np.tile(day, scenarios), np.tile(order_of, scenarios)
        sequence = np.lexsort((order_of, day))
        return Causes(index[sequence], day[sequence], order_of[sequence])
