"""The authority: a process that walks one policy's legal calendar and takes its decisions.

Fixed days (deadlines, rounds, periodic reviews, days on which a lever changes, 1 January) are
moments. Between two moments lie the days that are each title's own: events, expiries, ends of mending.
They are taken in one sitting for all titles, each at its own day, or day by day where a decision looks at
other titles or other measures.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.decision import AtExpiry, AtMendingEnd, Decision, OnDeadline, Round
from clusterkit.law.effect import PUT_OFF, Effect
from clusterkit.law.history import Rows
from clusterkit.law.title import CERTIFIED, LOST
from clusterkit.law.truth import Truths
from clusterkit.simulation.bench import Bench, Record, Ruling
from clusterkit.simulation.causes import CauseList, Causes
from clusterkit.simulation.clock import Phase, first_day_at, time_of, times_of
from clusterkit.simulation.docket import Flags, Stroke
from clusterkit.simulation.enforcement import Leniency
from clusterkit.simulation.legal_calendar import Moment
from clusterkit.simulation.own_days import NEVER, Due, OwnDays, rows_of
from clusterkit.simulation.proceedings import Proceedings

if TYPE_CHECKING:
    from clusterkit.simulation.critical import Probe


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
        self._bench = Bench(proceedings, record, leniency, probe)
        self._causes, self._own = CauseList(proceedings), OwnDays(proceedings)
        years = proceedings.calendar.years
        self._done = time_of(calendar.first_day(years[0]), Phase.OPENING)
        self._end = time_of(calendar.last_day(years[-1]) + 1, Phase.OPENING)
        self._later = sorted({int(day) for day in self.docket.certified_later if day})
        self._judged: tuple[Rows, Ruling] | None = None

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
                self._look_again()  # a year begins or a lever changes: look again who expires
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

    # Days of their own --------------------------------------------------------------------------

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

    def _look_again(self) -> None:
        self._own.look_again()
        self._judged = None

    def _certify(self, day: int) -> None:
        """Certify without a test the clusters whose day on file this is: the last thing of the day."""
        index = self.docket.candidates_on_file(day)
        self._bench.strike(None, Stroke(Effect("admit"), index, np.full(len(index), day, np.int64)), None)
        self.docket.state_expiry(index)
        self._look_again()

    def _between(self, start: int, stop: int) -> None:
        """Take the causes before each title's own day, then what is due on it, then what follows."""
        if self._renews_at_any_time:
            self._look_again()
        causes = self._causes.between(start, stop)
        first, last = first_day_at(start, Phase.REVIEW), first_day_at(stop, Phase.REVIEW)
        causes = self._take_causes(causes, first, last)
        while found := self._own.due(first, last):
            self._hold(found, first)
            if not self.docket.delays and first not in self._provisions.change_days:
                last = first  # no title comes back within the stretch
            causes = self._take_causes(causes, first, last)

    def _take_causes(self, causes: Causes, first: int, last: int) -> Causes:
        """Decide on the causes before each title's own day, the earliest first; return those after it."""
        while len(causes):
            causes = self._causes.live(causes)
            own = self._own.of(causes.index, first, last)
            before = (own == NEVER) | (causes.time < times_of(own, Phase.REVIEW))
            _, earliest = np.unique(causes.index, return_index=True)
            earliest = earliest[before[earliest]]
            if not len(earliest):
                return causes
            now, causes = causes.part(earliest), causes.part(np.delete(np.arange(len(causes)), earliest))
            for order in np.unique(now.order):
                here = now.part(now.order == order)
                self._bench.decide_each(self._causes.decision(order), here.index, here.day)
        return causes

    def _hold(self, found: list[Due], first: int) -> None:
        """Decide on the titles that are due, in one sitting where each may be judged at its own day."""
        if not self._day_by_day:
            for due in found:
                self._decide(due, due.days, first)
        elif self.docket.delays:
            # What is decided on one day may bring a title back on the next.
            earliest = min(int(due.days[due.who].min()) for due in found)
            self._hold_each((one for due in found for one in due.by_day() if one[0] == earliest), first)
        else:
            self._hold_each((one for due in found for one in due.by_day()), first)

    def _hold_each(self, found: Iterable[tuple[int, Due]], first: int) -> None:
        for day, due in found:
            self._decide(due, day, first)

    def _decide(self, due: Due, days: int | Days, first: int) -> None:
        """Put off the reviews for which renewal may still be applied for, and hold the others."""
        who = due.who
        if due.in_time:
            who = who & ~self._put_off(due)
        else:
            self._look_again()  # it may be renewed for a term that ends within the year
        if not who.any():
            return
        if isinstance(days, int) or not due.in_time or self._provisions.change_days:
            self._bench.decide(due.decision, due.rows, who, days if isinstance(days, int) else _own_days(who, days))
            return
        # Neither the law nor a figure changes within the year: judged once for all its reviews that are to come.
        if self._judged is None or self._judged[0] is not due.rows:
            in_year = (days >= first) & (days <= calendar.last_day(calendar.year_of(first)))
            day = _own_days(in_year, days)
            self._judged = due.rows, self._bench.judge(due.decision, due.rows, in_year, day, first)
        self._bench.rule(due.decision, who, self._judged[1])

    def _put_off(self, due: Due) -> Flags:
        """Put off the reviews of titles for which renewal was not applied for and still may be; say which."""
        wait = self._files.waiting(due.decision, due.rows, due.who, due.days)
        if wait is None:
            return np.zeros((1, 1, 1), np.bool_)
        index, days = self._bench.flat(due.rows, wait.who), due.days[wait.who]
        stroke = Stroke(PUT_OFF, index, days, until=wait.until[wait.who], applied=wait.applied[wait.who])
        self._bench.strike(due.decision, stroke, None)
        return wait.who

    @cached_property
    def _renews_at_any_time(self) -> bool:
        """Say whether a title may be renewed by more than its review: who expires in a year is then never settled."""
        others = (one for one in self.policy.decisions if not isinstance(one.occasion, AtExpiry | AtMendingEnd))
        return any(effect.kind == "renew" for one in others for effect in one.effects)

    @cached_property
    def _day_by_day(self) -> bool:
        """Say whether a review must be held day by day: it looks at other titles or other measures."""
        titles = bool(self._files.others) or bool(self._files.facts.titles)
        reviews = [one for one in self.policy.decisions if isinstance(one.occasion, AtExpiry | AtMendingEnd)]
        asked = [criterion for one in reviews for criterion in one.criteria]
        looks = any(criterion.across or (titles and bool(criterion.recognition)) for criterion in asked)
        return looks or any(rule.condition.across for one in reviews for rule in one.rules)

    # Moments ------------------------------------------------------------------------------------

    def _take(self, moment: Moment, decision: Decision) -> None:
        occasion = decision.occasion
        if isinstance(occasion, OnDeadline):
            index = self._files.late(self._calendar.duties[occasion.duty], moment.year, moment.day - 1)
            if moment.scenarios is not None:
                scenario = index // (self.docket.shape[1] * self.docket.shape[2])
                index = index[np.isin(scenario, moment.scenarios)]
            if len(index):
                self._bench.decide_each(decision, index, np.full(len(index), moment.day, np.int64))
            return
        due = self._applicants(moment.day) if isinstance(occasion, Round) else self._holders(moment.day)
        due = self._concerned(due, moment) & ~self._calendar.ended(moment.day)
        if due.any():
            rows = rows_of(due)
            self._bench.decide(decision, rows, due[:, rows], moment.day)

    def _holders(self, day: int) -> Flags:
        """Return the titles held before a day that do not mend: its admissions are the last thing of it."""
        held = (self.docket.status == CERTIFIED) & (self.docket.since < day)
        if self.docket.mends:
            held &= self.docket.mend_until == 0
        return np.asarray(held).reshape(self.docket.shape)

    def _applicants(self, day: int) -> Flags:
        """Return the clusters that enter a round: candidates, and those that lost their title if they may."""
        docket, readmission = self.docket, self.policy.readmission
        status = docket.status.reshape(docket.shape)
        due: Flags = status != CERTIFIED
        due &= (docket.in_scope & (docket.certified_later < day))[np.newaxis, :, np.newaxis]
        again = np.zeros((1, 1, 1), np.bool_) if readmission is None else self._provisions.flags(readmission.key, day)
        due &= (status != LOST) | again
        if docket.bars:
            due &= (docket.barred_until < day).reshape(docket.shape)
        return due

    def _concerned(self, due: Flags, moment: Moment) -> Flags:
        """Return the titles of a moment's scenarios only."""
        if moment.scenarios is not None:
            due[np.setdiff1d(np.arange(len(due)), moment.scenarios)] = False
        return due


def _own_days(due: Flags, days: Days) -> int | Days:
    """Return each title's day, one number where they share it; those that are not due take the first."""
    first, last = int(np.where(due, days, NEVER).min()), int((days * due).max())
    return first if first == last else np.where(due, days, first)
