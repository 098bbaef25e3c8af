"""The authority: a process that walks one policy's legal calendar and takes its decisions.

Fixed days (deadlines, rounds, periodic reviews, days on which a lever changes, 1 January) are
moments. Between two moments lie the days that are each title's own: events and expiries. They are
taken in one sitting for all titles, each at its own day, or day by day where a decision looks at
other titles or other measures.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.condition import always
from clusterkit.law.decision import AtExpiry, Decision, Every, OnDeadline, OnEvent, Round
from clusterkit.law.effect import Effect
from clusterkit.law.finding import Finding
from clusterkit.law.history import Rows
from clusterkit.law.sitting import Sitting
from clusterkit.law.title import CERTIFIED, LOST
from clusterkit.law.truth import MET, UNKNOWN, Truths
from clusterkit.simulation.clock import Phase, first_day_at, time_of, times_of
from clusterkit.simulation.docket import Docket, Flags, Index, Stroke
from clusterkit.simulation.enforcement import Leniency
from clusterkit.simulation.legal_calendar import Moment
from clusterkit.simulation.proceedings import Proceedings

if TYPE_CHECKING:
    from clusterkit.simulation.critical import Probe

_NOT_DUE = np.iinfo(np.int64).max


@frozen(eq=False)
class Ruling:
    """What lay behind an effect: the sitting, the finding, and what the rules had judged besides."""

    sitting: Sitting
    finding: Finding | None
    judged: dict[int, Finding] = field(factory=dict)


Record = Callable[[Docket, Decision | None, Stroke, Ruling | None], None]
"""Told of every stroke before it is applied; the decision is None for a certification on file."""

Fates = list[tuple[Effect, Flags]]
"""What rules give to whom: an effect, and the titles of the sitting that it falls to."""


class Authority:
    """One policy's authority in one tile."""

    def __init__(
        self,
        proceedings: Proceedings,
        record: Record | None = None,
        leniency: Leniency | None = None,
        probe: Probe | None = None,
    ) -> None:
        self.docket = proceedings.docket
        self.policy = proceedings.docket.policy
        self._files = proceedings
        self._provisions = proceedings.provisions
        self._calendar = proceedings.calendar
        self._record = record
        self._leniency = leniency
        self._probe = probe
        if probe is not None:
            probe.begin(self.docket)
        years = proceedings.calendar.years
        self._done = time_of(calendar.first_day(years[0]), Phase.OPENING)
        self._end = time_of(calendar.last_day(years[-1]) + 1, Phase.OPENING)
        self._order_of = {kind: order for order, kind in enumerate(self.policy.event_kinds)}
        self._on_event = {d.occasion.kind: d for d in self.policy.decisions if isinstance(d.occasion, OnEvent)}
        self._review = next(iter(self.policy.decisions_on(AtExpiry)), None)
        self._later = sorted({int(day) for day in self.docket.certified_later if day})
        self._events_of = self._expiring_in = 0
        self._years_events = _Events(np.empty(0, np.intp), np.empty(0, np.int64), np.empty(0, np.int64))
        self._expiring_rows: Rows | None = None
        self._judged: Ruling | None = None
        # What expired before this day had its review, whatever the lag is now: shape (scenario or 1, 1, 1).
        self._reviewed = np.zeros((1, 1, 1), np.int64)

    @property
    def proceedings(self) -> Proceedings:
        """What lies before the authority."""
        return self._files

    def run(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        """Walk the calendar: at each moment first what lies before it, then its decision."""
        for moment in self._calendar.moments():
            yield env.timeout(moment.time - env.now)
            self.advance(moment.time)
            if moment.decision is None:
                self._expiring_in = 0  # a year begins or a lever changes: look again who expires
            else:
                self._take(moment, moment.decision)
        yield env.timeout(self._end - env.now)
        self.advance(self._end)

    def held_before(self, day: int, batch: str = "") -> Truths:
        """Say who held the title, of a batch if one is named, at the end of the day before a day.

        Shape (scenario, cluster, replication).
        """
        self.advance(time_of(day, Phase.OPENING))
        return self.docket.held_before(day, batch)

    # Days of their own: events, expiries, certifications on file --------------------------------

    def advance(self, until: int) -> None:
        """Take everything that falls on titles' own days before a time, in the law's order."""
        while self._done < until:
            admissions = [time_of(day, Phase.ADMISSION) + 1 for day in self._later]
            stop = min([until, *(time for time in admissions if self._done < time < until)])
            self._between(self._done, stop)
            for day in self._later:
                if self._done <= time_of(day, Phase.ADMISSION) < stop:
                    self._certify(day)
            self._done = stop

    def _certify(self, day: int) -> None:
        """Certify without a test the clusters whose day on file this is: the last thing of the day."""
        index = self.docket.candidates_on_file(day)
        stroke = Stroke(Effect("admit"), index, np.full(len(index), day, np.int64))
        if self._record is not None:
            self._record(self.docket, None, stroke, None)
        self.docket.apply(stroke)
        self.docket.state_expiry(index)
        self._expiring_in = 0

    def _between(self, start: int, stop: int) -> None:
        """Take events before each title's own review, then the reviews, then the events after them."""
        events = self._events(start, stop)
        first, last = first_day_at(start, Phase.REVIEW), first_day_at(stop, Phase.REVIEW)
        rows = self._expiring(first) if first < last else None
        if rows is None or self._review is None:
            self._take_events(events)
            return
        # A lag that a change shortens may leave a review behind; it is held on the day of the change.
        earliest = first if first in self._provisions.change_days else 0
        lag = self._lag(first)
        if events is not None:
            _, clusters, replications = self.docket.shape
            own = self.docket.expiry[events.index] + lag.ravel()[events.index // (clusters * replications) % len(lag)]
            own = np.maximum(own, earliest)
            before = (own < first) | (own >= last) | (events.time < times_of(own, Phase.REVIEW))
            self._take_events(events.part(before))
            events = events.part(~before)
        expiry = self.docket.expiry.reshape(self.docket.shape)[:, rows]
        days = np.maximum(expiry + lag, earliest)
        due = (days >= first) & (days < last) & (self.docket.status == CERTIFIED).reshape(self.docket.shape)[:, rows]
        due &= expiry >= self._reviewed
        self._reviewed = np.maximum(self._reviewed, last - lag)
        if due.any():
            self._hold_reviews(self._review, rows, due, days, first)
        self._take_events(events)

    def _expiring(self, first: int) -> Rows | None:
        """Return the clusters that hold a title whose review lies in the year of a day; kept for the year."""
        if self._review is None:
            return None
        year = calendar.year_of(first)
        if self._expiring_in != year:
            self._expiring_in, self._judged = year, None
            expiry, lag = self.docket.expiry.reshape(self.docket.shape), self._lag(first)
            due = expiry <= (calendar.last_day(year) - lag).astype(np.int32)
            if first not in self._provisions.change_days:
                due &= expiry >= (calendar.first_day(year) - lag).astype(np.int32)
            self._expiring_rows = self._rows(due) if due.any() else None
        return self._expiring_rows

    def _lag(self, day: int) -> NDArray[np.int64]:
        """Return the days from expiry to the review, shape (scenario or 1, 1, 1)."""
        assert self._review is not None
        assert isinstance(self._review.occasion, AtExpiry)
        return np.nan_to_num(self._provisions.numbers(self._review.occasion.lag.key, day)).astype(np.int64)

    def _hold_reviews(self, decision: Decision, rows: Rows, due: Flags, days: Days, first: int) -> None:
        """Review the titles that are due from a day on, in one sitting where each may be judged at its own day."""
        if self._day_by_day:
            for day in np.unique(days[due]):
                self._decide(decision, rows, due & (days == day), int(day))
        elif self._provisions.change_days:
            self._decide(decision, rows, due, _own_days(due, days))
        else:
            # Neither the law nor a figure changes within the year: judged once for all its reviews that are to come.
            if self._judged is None:
                in_year = (days >= first) & (days <= calendar.last_day(calendar.year_of(first)))
                day = _own_days(in_year, days)
                self._judged = self._judge(decision, rows, in_year, day, first)
            self._rule(decision, due, self._judged)

    @cached_property
    def _day_by_day(self) -> bool:
        """Say whether the re-review must be held day by day: it looks at other titles or other measures."""
        if self._review is None:
            return False
        looks = any(criterion.across for criterion in self._review.criteria)
        if self._files.others or self._files.facts.titles:
            looks |= any(criterion.recognition for criterion in self._review.criteria)
        return looks or any(rule.condition.across for rule in self._review.rules)

    # Events -------------------------------------------------------------------------------------

    def _events(self, start: int, stop: int) -> _Events | None:
        """Return the events of a stretch that the policy decides on, for every scenario, in order of time."""
        first, last = first_day_at(start, Phase.CAUSES), first_day_at(stop, Phase.CAUSES)
        if first >= last:
            return None
        year = calendar.year_of(first)
        if self._events_of != year:
            self._events_of, self._years_events = year, self._events_in(year)
        inside = slice(*np.searchsorted(self._years_events.day, (first, last)))
        ended = self._calendar.ended(first).ravel()
        events = self._years_events.part(inside)
        if ended.any():
            events = events.part(~ended[events.index // (len(self.docket.status) // self.docket.shape[0]) % len(ended)])
        return events if len(events.index) else None

    def _events_in(self, year: int) -> _Events:
        """Return the events of a calendar year that the policy decides on, for every scenario, in order of time."""
        scenarios, clusters, replications = self.docket.shape
        found = [(np.empty(0, np.intp), np.empty(0, np.int64), np.empty(0, np.int64))]
        for kind, order in self._order_of.items():
            pairs = self._files.occurrences.log.pairs(kind, year)
            if len(pairs):
                index = pairs.cluster * replications + pairs.replication
                found.append((index, pairs.day, np.full(len(index), order)))
        index, day, order_of = (np.concatenate(part) for part in zip(*found, strict=True))
        every = np.arange(scenarios)[:, np.newaxis] * (clusters * replications)
        index, day, order_of = (index + every).ravel(), np.tile(day, scenarios), np.tile(order_of, scenarios)
        sequence = np.lexsort((order_of, day))
        return _Events(index[sequence], day[sequence], order_of[sequence])

    def _take_events(self, events: _Events | None) -> None:
        """Decide on events: each title's earliest first, so that order within a title is kept."""
        while events is not None and len(events.index):
            # Admission is the last thing of its day: nothing else of that day touches the title.
            live = (self.docket.status[events.index] == CERTIFIED) & (self.docket.since[events.index] < events.day)
            events = events.part(live)
            _, first = np.unique(events.index, return_index=True)
            now, events = events.part(first), events.part(np.delete(np.arange(len(events.index)), first))
            for kind in np.unique(now.order):
                here = now.part(now.order == kind)
                self._decide_each(self._on_event[self.policy.event_kinds[kind]], here.index, here.day)

    def _decide_each(self, decision: Decision, index: Index, day: Days) -> None:
        """Take a decision on some titles, each on its own day; a rule without a question needs no sitting."""
        first = decision.rules[0]
        if first.condition is always:
            self._strike(decision, Stroke(first.effect, index, day), None)
            return
        _, clusters, replications = self.docket.shape
        cluster = index // replications % clusters
        rows, place = np.unique(cluster, return_inverse=True)
        shape = (self.docket.shape[0], len(rows), replications)
        who, days = np.zeros(shape, np.bool_), np.full(shape, int(day.min()), np.int64)
        at = (index // (clusters * replications), place, index % replications)
        who[at], days[at] = True, day
        self._decide(decision, rows, who, days)

    # Moments ------------------------------------------------------------------------------------

    def _take(self, moment: Moment, decision: Decision) -> None:
        occasion = decision.occasion
        if isinstance(occasion, OnDeadline):
            index = self._files.late(self._calendar.duties[occasion.duty], moment.year, moment.day - 1)
            if moment.scenarios is not None:
                scenario = index // (self.docket.shape[1] * self.docket.shape[2])
                index = index[np.isin(scenario, moment.scenarios)]
            if len(index):
                self._decide_each(decision, index, np.full(len(index), moment.day, np.int64))
            return
        due = self._applicants(moment.day) if isinstance(occasion, Round) else self._holders(moment.day)
        due = self._concerned(due, moment) & ~self._calendar.ended(moment.day)
        if due.any():
            rows = self._rows(due)
            self._decide(decision, rows, due[:, rows], moment.day)

    def _rows(self, due: Flags) -> Rows:
        """Return the clusters that have a title among those due; all of them without an index."""
        some = due.any(axis=(0, 2))
        return slice(None) if bool(some.all()) else np.flatnonzero(some)

    def _holders(self, day: int) -> Flags:
        """Return the titles held before a day: its admissions are the last thing of it."""
        held = (self.docket.status == CERTIFIED) & (self.docket.since < day)
        return np.asarray(held).reshape(self.docket.shape)

    def _applicants(self, day: int) -> Flags:
        """Return the clusters that enter a round: candidates, and those that lost their title if they may."""
        docket, readmission = self.docket, self.policy.readmission
        status = docket.status.reshape(docket.shape)
        due: Flags = status != CERTIFIED
        due &= (docket.in_scope & (docket.certified_later < day))[np.newaxis, :, np.newaxis]
        again = np.zeros((1, 1, 1), np.bool_) if readmission is None else self._provisions.flags(readmission.key, day)
        due &= (status != LOST) | again
        return due

    def _concerned(self, due: Flags, moment: Moment) -> Flags:
        """Return the titles of a moment's scenarios only."""
        if moment.scenarios is not None:
            due[np.setdiff1d(np.arange(len(due)), moment.scenarios)] = False
        return due

    # The decision -------------------------------------------------------------------------------

    def _decide(self, decision: Decision, rows: Rows, due: Flags, day: int | Days) -> None:
        """Take one decision, in one sitting for each set of rules that applies to some of the titles."""
        first = day if isinstance(day, int) else int(day[due].min())
        for law_day, part in self._rules_of(decision, rows, due, first):
            self._rule(decision, part, self._judge(decision, rows, part, day, law_day))

    def _rules_of(self, decision: Decision, rows: Rows, due: Flags, day: int) -> list[tuple[int, Flags]]:
        """Return the day whose levers apply, with the titles concerned: their own term's where old rules stay."""
        lever = self.policy.new_rules_at_review
        changes = self._provisions.change_days
        if lever is None or not changes or not isinstance(decision.occasion, AtExpiry | Every):
            return [(day, due)]
        new = np.broadcast_to(self._provisions.flags(lever.key, day), due.shape)
        parts = [(day, due & new)] if (due & new).any() else []
        old = due & ~new
        if old.any():
            docket = self.docket
            begun = np.where(docket.term_from > 0, docket.term_from, docket.since).reshape(docket.shape)[:, rows]
            epochs = np.searchsorted(np.array(changes), begun, side="right")
            for epoch in np.unique(epochs[old]):
                here = old & (epochs == epoch)
                parts.append((int(begun[here].min()), here))
        return parts

    def _judge(self, decision: Decision, rows: Rows, who: Flags, day: int | Days, law_day: int) -> Ruling:
        """Hold the sitting: what lies before it, and the finding on the standard."""
        sitting = self._files.sitting(decision, rows, who, day, law_day)
        return Ruling(sitting, None if decision.standard is None else decision.standard.judge(sitting))

    def _rule(self, decision: Decision, due: Flags, ruling: Ruling) -> None:
        """Give each title the effect of the first rule that holds."""
        if decision.looks_back:
            self.docket.turn_page(decision.key, self.flat(ruling.sitting.rows, due))
        if self._probe is None:
            fates = self.fates(decision, due, ruling)
        else:
            ruling, fates = self._probe.hear(self, decision, due, ruling)
        for effect, chosen in fates:
            self._give(decision, effect, chosen, ruling)

    def fates(self, decision: Decision, due: Flags, ruling: Ruling) -> Fates:
        """Return what the rules give to whom under a ruling as it is enforced; nothing is given yet."""
        return self.effects(decision, due, ruling, self._upheld(decision, ruling))

    def _upheld(self, decision: Decision, ruling: Ruling) -> Finding | None:
        """Return the finding as it is enforced: reviews may pardon shortfalls."""
        if self._leniency is None or ruling.finding is None or not isinstance(decision.occasion, AtExpiry | Every):
            return ruling.finding
        return self._leniency.upheld(ruling.finding, ruling.sitting)

    def effects(self, decision: Decision, due: Flags, ruling: Ruling, finding: Finding | None) -> Fates:
        """Return what the rules give to whom under a finding; nothing is given yet."""
        hearing = self._files.hearing(decision, ruling.sitting, finding, ruling.judged)
        found = []
        pending = due.copy()
        for rule in decision.rules:
            hearing = evolve(hearing, pending=pending) if rule.condition.across else hearing
            held = rule.condition.ask(hearing)
            if decision.undecided is not None:
                open_ = pending & (held == UNKNOWN)
                if open_.any():
                    found.append((decision.undecided, open_))
                    pending = pending & ~open_
            if held.size == 1 and held.item() < MET:
                continue
            chosen = pending & (held >= MET)
            if chosen.any():
                pending = pending & ~chosen
                found.append((rule.effect, chosen))
                if not pending.any():
                    break
        return found

    def _give(self, decision: Decision, effect: Effect, chosen: Flags, ruling: Ruling) -> None:
        """Give an effect to some titles before the authority."""
        stroke = self.stroke(effect, chosen, ruling)
        if len(stroke.index):
            self._strike(decision, stroke, ruling)
            self.docket.remember(decision.key, stroke.index, effect)

    def stroke(self, effect: Effect, chosen: Flags, ruling: Ruling) -> Stroke:
        """Return an effect on some titles before the authority, with the criteria that cost those that are lost."""
        sitting = ruling.sitting
        index = self.flat(sitting.rows, chosen)
        if isinstance(sitting.day, int):
            days = np.full(len(index), sitting.day, np.int64)
        else:
            days = np.broadcast_to(sitting.day, chosen.shape)[chosen]
        return Stroke(effect, index, days, self._files.failed(effect, chosen, sitting, ruling.finding))

    def _strike(self, decision: Decision, stroke: Stroke, ruling: Ruling | None) -> None:
        if self._record is not None:
            self._record(self.docket, decision, stroke, ruling)
        if self._probe is not None:
            self._probe.strike(self.docket, stroke)
        self.docket.apply(stroke)

    def flat(self, rows: Rows, mask: Flags) -> Index:
        """Return a mask over some rows as flat indices of the docket."""
        index = np.flatnonzero(mask)
        _, clusters, replications = self.docket.shape
        cluster = np.arange(clusters)[rows]
        if len(cluster) == clusters:
            return index
        line, replication = np.divmod(index, replications)
        scenario, row = np.divmod(line, len(cluster))
        return np.asarray((scenario * clusters + cluster[row]) * replications + replication)


@frozen(eq=False)
class _Events:
    """Events of titles in order of time: flat index, day, and the policy's order of kinds."""

    index: Index
    day: Days
    order: NDArray[np.int64]

    @property
    def time(self) -> NDArray[np.int64]:
        """The simulation times of the events."""
        return times_of(self.day, Phase.CAUSES)

    def part(self, mask: Flags | Index | slice) -> _Events:
        """Return some of the events."""
        return _Events(self.index[mask], self.day[mask], self.order[mask])


def _own_days(due: Flags, days: Days) -> int | Days:
    """Return each title's day, one number where they share it; those that are not due take the first."""
    first, last = int(np.where(due, days, _NOT_DUE).min()), int((days * due).max())
    return first if first == last else np.where(due, days, first)
