"""The authority: a process that walks one policy's legal calendar and takes its decisions.

Fixed days (deadlines, rounds, periodic reviews, days on which a lever changes, 1 January) are
moments. Between two moments lie the days that are each title's own: events and expiries. They are
taken in one sitting for all titles, each at its own day, or day by day where a decision looks at
other titles or other measures.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import numpy as np
import simpy
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.condition import Hearing, always
from clusterkit.law.criterion import named
from clusterkit.law.decision import AtExpiry, Decision, Every, OnDeadline, OnEvent, Round
from clusterkit.law.duty import Duty, due_day
from clusterkit.law.effect import Effect
from clusterkit.law.facts import Facts
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.law.sitting import Sitting
from clusterkit.law.title import CERTIFIED, LOST
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.simulation.clock import Phase, first_day_at, time_of, times_of
from clusterkit.simulation.docket import Docket, Flags, Index, Stroke, pack
from clusterkit.simulation.motion import Motion
from clusterkit.simulation.occurrences import Occurrences

Record = Callable[[Docket, Decision | None, Stroke, "Ruling | None"], None]
_MANY_CUTS = 1


@frozen(eq=False)
class Ruling:
    """What lay behind an effect: the sitting, the finding, and the rows of the sitting."""

    sitting: Sitting
    finding: Finding | None


@frozen
class Moment:
    """A fixed day of a policy's calendar, for some scenarios (all if None), or a cut without a decision."""

    time: int
    day: int
    decision: Decision | None = None
    scenarios: tuple[int, ...] | None = None
    year: int = 0
    order: int = 0


class Authority:
    """One policy's authority in one tile."""

    def __init__(
        self,
        policy: Policy,
        docket: Docket,
        provisions: Provisions,
        motion: Motion,
        occurrences: Occurrences,
        facts: Facts,
        first_year: int,
        last_year: int,
        record: Record | None = None,
    ) -> None:
        self.policy, self.docket = policy, docket
        self.others: Mapping[str, Authority] = {}
        self._provisions, self._motion, self._occurrences = provisions, motion, occurrences
        self._facts, self._record = facts, record
        self._years = range(first_year, last_year + 1)
        self._done = time_of(calendar.first_day(first_year), Phase.OPENING)
        self._end = time_of(calendar.last_day(last_year) + 1, Phase.OPENING)
        self._leaves = {decision.key: _leaves(decision) for decision in policy.decisions}
        self._criteria = list(docket.criteria)
        self._duties = {duty.key: duty for duty in policy.duties}
        self._sent: dict[tuple[str, int], Days] = {}
        self._event_order = {kind: order for order, kind in enumerate(policy.event_kinds)}
        self._on_event = {d.occasion.kind: d for d in policy.decisions if isinstance(d.occasion, OnEvent)}
        self._at_expiry = next(iter(policy.decisions_on(AtExpiry)), None)
        self._later = sorted({int(day) for day in docket.certified_later if day})
        self.moments = self._calendar()

    def run(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        """Walk the calendar: at each moment first what lies before it, then its decision."""
        for moment in self.moments:
            yield env.timeout(moment.time - env.now)
            self.advance(moment.time)
            if moment.decision is not None:
                self._take(moment)
        yield env.timeout(self._end - env.now)
        self.advance(self._end)

    # The calendar -----------------------------------------------------------------------------

    def _calendar(self) -> list[Moment]:
        moments = [Moment(time_of(calendar.first_day(year), Phase.OPENING), calendar.first_day(year)) for year in self._years]
        cuts = {*self._provisions.change_days, *self._ends()}
        moments += [Moment(time_of(day, Phase.OPENING), day) for day in cuts]
        for order, decision in enumerate(self.policy.decisions):
            if isinstance(decision.occasion, OnDeadline):
                found = self._deadlines(decision, self._duties[decision.occasion.duty])
            elif isinstance(decision.occasion, Every):
                found = self._periodic(decision, decision.occasion)
            elif isinstance(decision.occasion, Round):
                found = self._rounds(decision, decision.occasion)
            else:
                found = []
            moments += [evolve(moment, order=order) for moment in found]
        inside = [moment for moment in moments if self._done <= moment.time < self._end]
        return sorted(inside, key=lambda moment: (moment.time, moment.order))

    def _moments(
        self, decision: Decision, lever: Lever, phase: Phase, years: Sequence[int],
        day_in: Callable[[int, Value, int], int | None],
    ) -> list[Moment]:
        """Return the moments of a yearly date: a value of its lever counts where it is in force on its own day."""
        moments = []
        for year in years:
            days: dict[int, list[int]] = {}
            epochs = [calendar.first_day(year), *self._provisions.change_days]
            for scenario in range(len(self._provisions)):
                for value in {self._provisions.value(lever.key, day, scenario) for day in epochs}:
                    day = day_in(year, value, scenario)
                    if day is not None and self._provisions.value(lever.key, day, scenario) == value:
                        days.setdefault(day, []).append(scenario)
            for day, scenarios in days.items():
                everyone = len(scenarios) == len(self._provisions)
                some = None if everyone else tuple(scenarios)
                moments.append(Moment(time_of(day, phase), day, decision, some, year - 1))
        return moments

    def _deadlines(self, decision: Decision, duty: Duty) -> list[Moment]:
        def day_after(year: int, value: Value, scenario: int) -> int:
            shift = self._provisions.value(duty.holiday.key, calendar.first_day(year), scenario)
            return due_day(year, value, shift) + 1

        years = (self._years[0] - 1, *self._years)
        return self._moments(decision, duty.deadline, Phase.LATE_REPORTS, years, day_after)

    def _periodic(self, decision: Decision, occasion: Every) -> list[Moment]:
        def reviewed(year: int, value: Value, scenario: int) -> int | None:
            day = due_day(year, value, None)
            every = self._number(occasion.years, day, scenario)
            first = self._number(occasion.first, day, scenario)
            return day if year >= first and (year - first) % every == 0 else None

        return self._moments(decision, occasion.on, Phase.REVIEW, self._years, reviewed)

    def _rounds(self, decision: Decision, occasion: Round) -> list[Moment]:
        return self._moments(
            decision, occasion.on, Phase.ADMISSION, self._years, lambda year, value, _: due_day(year, value, None)
        )

    def _number(self, lever: Lever, day: int, scenario: int) -> int:
        value = self._provisions.value(lever.key, day, scenario)
        return int(value) if isinstance(value, float | int) else 0

    # Days of their own: events and expiries -----------------------------------------------------

    def advance(self, until: int) -> None:
        """Take everything that falls on titles' own days before a time, in the law's order."""
        while self._done < until:
            stop = min([until, *(time_of(day, Phase.ADMISSION) + 1 for day in self._later if self._done <= time_of(day, Phase.ADMISSION) < until)])
            self._between(self._done, stop)
            self._certify(self._done, stop)
            self._done = stop

    def _certify(self, start: int, stop: int) -> None:
        """Certify the clusters whose day on file is the last thing of this stretch."""
        for day in self._later:
            if start <= time_of(day, Phase.ADMISSION) < stop:
                index = self.docket.certify_on_file(np.flatnonzero(self.docket.certified_later == day), day)
                if self._record is not None:
                    days = np.full(len(index), day, np.int64)
                    self._record(self.docket, None, Stroke(Effect("admit"), index, days), None)

    def _between(self, start: int, stop: int) -> None:
        """Take events before each title's own review, the reviews, and the events after them."""
        first, last = first_day_at(start, Phase.REVIEW), first_day_at(stop, Phase.REVIEW)
        events = self._events(start, stop)
        decision = self._at_expiry
        if decision is None or first >= last:
            self._take_events(events)
            return
        lag = self._lag(decision, first)
        expiry = self.docket.expiry.reshape(self.docket.shape)
        due = (expiry >= first - lag) & (expiry < last - lag)
        due &= (self.docket.status == CERTIFIED).reshape(self.docket.shape)
        if not due.any():
            self._take_events(events)
            return
        if events is not None:
            review = np.where(due, times_of(expiry + lag, Phase.REVIEW), np.iinfo(np.int64).max)
            before = events.time < review.reshape(-1)[events.index]
            self._take_events(events.part(before))
            events = events.part(~before)
            due &= (self.docket.status == CERTIFIED).reshape(self.docket.shape)
        if due.any():
            self._review(decision, due, (expiry + lag).astype(np.int64))
        self._take_events(events)

    def _lag(self, decision: Decision, day: int) -> NDArray[np.int64]:
        assert isinstance(decision.occasion, AtExpiry)
        return np.nan_to_num(self._provisions.numbers(decision.occasion.lag.key, day)).astype(np.int64)

    def _review(self, decision: Decision, due: Flags, days: Days) -> None:
        rows = np.flatnonzero(due.any(axis=(0, 2)))
        due, days = due[:, rows], days[:, rows]
        if days[due].min() == days[due].max():
            self._decide(decision, rows, due, int(days[due][0]))
        elif self._one_by_one(decision):
            for day in np.unique(days[due]):
                self._decide(decision, rows, due & (days == day), int(day))
        else:
            self._decide(decision, rows, due, np.where(due, days, days[due].min()))

    def _one_by_one(self, decision: Decision) -> bool:
        """Say whether a decision must be taken day by day: it looks at other titles or other measures."""
        looks = any(criterion.across for criterion in decision.criteria)
        if self.others or self._facts.titles:
            looks |= any(criterion.recognition for criterion in decision.criteria)
        return looks or any(rule.condition.across for rule in decision.rules) or self._old_rules(self._years[0])

    def _old_rules(self, year: int) -> bool:
        lever = self.policy.new_rules_at_review
        if lever is None or not self._provisions.change_days:
            return False
        return not bool(self._provisions.flags(lever.key, calendar.first_day(year)).all())

    # Events -------------------------------------------------------------------------------------

    def _events(self, start: int, stop: int) -> _Events | None:
        """Return the events of a stretch that the policy decides on, for every scenario, in order of time."""
        first, last = first_day_at(start, Phase.CAUSES), first_day_at(stop, Phase.CAUSES)
        if first >= last:
            return None
        year = calendar.year_of(first)
        scenarios, clusters, replications = self.docket.shape
        indices, days, orders = [], [], []
        for kind, order in self._event_order.items():
            pairs = self._occurrences.log.pairs(kind, year)
            inside = (pairs.day >= first) & (pairs.day < last)
            if not inside.any():
                continue
            indices.append(pairs.cluster[inside] * replications + pairs.replication[inside])
            days.append(pairs.day[inside])
            orders.append(np.full(int(inside.sum()), order))
        if not indices:
            return None
        index, day, order_of = np.concatenate(indices), np.concatenate(days), np.concatenate(orders)
        span = clusters * replications
        ended = np.broadcast_to(self._ended(first), (scenarios, 1, 1)).ravel()
        deciding = np.flatnonzero(~ended)
        index = (index[np.newaxis] + deciding[:, np.newaxis] * span).ravel()
        day, order_of = np.tile(day, len(deciding)), np.tile(order_of, len(deciding))
        sequence = np.lexsort((order_of, day))
        return _Events(index[sequence], day[sequence], order_of[sequence])

    def _take_events(self, events: _Events | None) -> None:
        """Decide on events: each title's earliest first, so that order within a title is kept."""
        while events is not None and len(events.index):
            live = (self.docket.status[events.index] == CERTIFIED) & (self.docket.since[events.index] < events.day)
            events = events.part(live)
            _, first = np.unique(events.index, return_index=True)
            chosen = np.zeros(len(events.index), np.bool_)
            chosen[first] = True
            now, events = events.part(chosen), events.part(~chosen)
            for kind, order in self._event_order.items():
                here = now.part(now.order == order)
                if len(here.index):
                    self._decide_pairs(self._on_event[kind], here.index, here.day)

    def _decide_pairs(self, decision: Decision, index: Index, day: Days) -> None:
        """Take a decision on some titles, each on its own day."""
        first = decision.rules[0]
        if first.condition is always:
            self._strike(decision, first.effect, index, day, None)
            return
        scenarios, clusters, replications = self.docket.shape
        rows = np.unique(index // replications % clusters)
        place = np.full(clusters, -1, np.intp)
        place[rows] = np.arange(len(rows))
        shape = (scenarios, len(rows), replications)
        who, days = np.zeros(shape, np.bool_), np.full(shape, int(day.min()), np.int64)
        at = (index // (clusters * replications), place[index // replications % clusters], index % replications)
        who[at], days[at] = True, day
        self._decide(decision, rows, who, days)

    # Moments ------------------------------------------------------------------------------------

    def _take(self, moment: Moment) -> None:
        decision = moment.decision
        assert decision is not None
        if isinstance(decision.occasion, OnDeadline):
            self._take_deadline(moment, decision, self._duties[decision.occasion.duty])
            return
        shape = self.docket.shape
        status = self.docket.status.reshape(shape)
        if isinstance(decision.occasion, Round):
            due = status != CERTIFIED
            due &= self.docket.in_scope[np.newaxis, :, np.newaxis]
            due &= (self.docket.certified_later <= moment.day)[np.newaxis, :, np.newaxis]
            if self.policy.readmission is None:
                due &= status != LOST
            else:
                again = self._provisions.flags(self.policy.readmission.key, moment.day)
                due &= (status != LOST) | again
        else:
            due = status == CERTIFIED
        due &= ~self._ended(moment.day)
        self._only(due, moment)
        rows = np.flatnonzero(due.any(axis=(0, 2)))
        if len(rows):
            self._decide(decision, rows, due[:, rows], moment.day)

    def _take_deadline(self, moment: Moment, decision: Decision, duty: Duty) -> None:
        late = self._late(duty, moment.year, moment.day - 1)
        self._only(late, moment)
        index = np.flatnonzero(late)
        if len(index):
            self._decide_pairs(decision, index, np.full(len(index), moment.day, np.int64))

    def _late(self, duty: Duty, year: int, deadline: int) -> Flags:
        """Say who owes the report on a year and has not sent it by the deadline, in the docket's shape."""
        shape, docket = self.docket.shape, self.docket
        sent = self._sent_on(duty, year)
        late = (sent > deadline)[np.newaxis] & (docket.status == CERTIFIED).reshape(shape)
        if not late.any():
            return late
        if any(value == "ignored" for value in self._provisions.values(duty.never_sent.key, deadline)):
            ignored = np.array([v == "ignored" for v in self._provisions.values(duty.never_sent.key, deadline)])
            late &= ~(ignored[:, np.newaxis, np.newaxis] & (sent >= 5_000_000)[np.newaxis])
        since = docket.since.reshape(shape)
        late &= since <= deadline
        first_due = [
            calendar.first_day(year + 1 if value == "certification_year" else year + 2)
            for value in self._provisions.values(duty.first.key, deadline)
        ]
        late &= since < np.array(first_due)[:, np.newaxis, np.newaxis]
        late &= ~self._ended(deadline)
        return late

    def _sent_on(self, duty: Duty, year: int) -> Days:
        key = (duty.key, year)
        if key not in self._sent:
            sent = self._occurrences.sent(duty.sent_as[0], year)
            for column in duty.sent_as[1:]:
                missing = sent >= 5_000_000
                sent = np.where(missing, self._occurrences.sent(column, year), sent)
            self._sent = {key: sent}
        return self._sent[key]

    def _only(self, due: Flags, moment: Moment) -> None:
        """Take a moment's scenarios only."""
        if moment.scenarios is not None:
            out = np.setdiff1d(np.arange(len(due)), moment.scenarios)
            due[out] = False

    def _ends(self) -> set[int]:
        """Return the days after the measure's last day, over all scenarios and dated changes."""
        until = self.policy.in_force.until
        if until is None:
            return set()
        days = [calendar.first_day(self._years[0]), *self._provisions.change_days]
        codes = {value for day in days for value in self._provisions.values(until.key, day) if value is not None}
        return {calendar.day_of_code(int(code)) + 1 for code in codes if isinstance(code, float | int)}

    def _ended(self, day: int) -> Flags:
        """Say in which scenarios the measure has run out, shape (scenario or 1, 1, 1)."""
        until, lapse = self.policy.in_force.until, self.policy.in_force.lapse
        if until is None or lapse is None:
            return np.zeros((1, 1, 1), np.bool_)
        ends = np.array([value == "ends" for value in self._provisions.values(lapse.key, day)]).reshape(-1, 1, 1)
        last = self._provisions.numbers(until.key, day)
        today = calendar.date_code(day)
        return np.asarray(ends & (last < today))

    # The decision -------------------------------------------------------------------------------

    def _decide(self, decision: Decision, rows: Index, due: Flags, day: int | Days) -> None:
        """Hold one sitting: judge, then give each title the effect of the first rule that holds."""
        first = day if isinstance(day, int) else int(day[due].min())
        for law_day, part in self._rule_days(decision, rows, due, first):
            self._sit(decision, rows, part, day, law_day)

    def _rule_days(self, decision: Decision, rows: Index, due: Flags, day: int) -> list[tuple[int, Flags]]:
        """Return the day whose rules apply, with the titles concerned: their own term's where old rules stay."""
        lever = self.policy.new_rules_at_review
        review = isinstance(decision.occasion, AtExpiry | Every)
        if lever is None or not review or not self._provisions.change_days:
            return [(day, due)]
        new = np.broadcast_to(self._provisions.flags(lever.key, day), due.shape)
        if new[due].all():
            return [(day, due)]
        shape = self.docket.shape
        begun = np.where(self.docket.term_from > 0, self.docket.term_from, self.docket.since).reshape(shape)[:, rows]
        parts = [(day, due & new)] if (due & new).any() else []
        old = due & ~new
        epochs = np.searchsorted(np.array(self._provisions.change_days), begun, side="right")
        for epoch in np.unique(epochs[old]):
            here = old & (epochs == epoch)
            parts.append((int(begun[here].min()), here))
        return parts

    def _sit(self, decision: Decision, rows: Index, due: Flags, day: int | Days, law_day: int) -> None:
        docket = self.docket
        first = day if isinstance(day, int) else int(day[due].min())
        year = calendar.year_of(first)
        self._file_answers(decision, year - 1)
        sitting = Sitting(
            year=year,
            day=day,
            law_day=law_day,
            who=due,
            history=self._motion.history,
            provisions=self._provisions,
            facts=self._facts,
            events=self._occurrences.log,
            rows=rows,
            others=self._holders(first, rows),
        )
        finding = None if decision.standard is None else decision.standard.judge(sitting)
        hearing = self._hearing(decision, sitting, finding, first)
        before = self._flat(rows, due)
        docket.turn_page(decision.key, before)
        pending = due.copy()
        for rule in decision.rules:
            hearing = evolve(hearing, pending=pending)
            held = rule.condition.ask(hearing)
            if decision.undecided is not None:
                self._give(decision, decision.undecided, rows, pending & (held == UNKNOWN), sitting, finding)
                pending &= held != UNKNOWN
            chosen = pending & (held >= MET)
            pending &= ~chosen
            self._give(decision, rule.effect, rows, chosen, sitting, finding)
            if not pending.any():
                break

    def _give(
        self, decision: Decision, effect: Effect, rows: Index, chosen: Flags, sitting: Sitting, finding: Finding | None
    ) -> None:
        if not chosen.any():
            return
        day = sitting.day
        days = np.full(int(chosen.sum()), day, np.int64) if isinstance(day, int) else np.broadcast_to(day, chosen.shape)[chosen]
        index = self._flat(rows, chosen)
        failed = self._failed(effect, chosen, sitting, finding)
        self._strike(decision, effect, index, days, Ruling(sitting, finding), failed)
        self.docket.remember(decision.key, index, effect)

    def _strike(
        self,
        decision: Decision,
        effect: Effect,
        index: Index,
        days: Days,
        ruling: Ruling | None,
        failed: NDArray[np.uint64] | None = None,
    ) -> None:
        if effect.kind == "lose" and effect.cause == "term_ended_without_standing":
            failed = None
        stroke = Stroke(effect, index, days, failed)
        if self._record is not None:
            self._record(self.docket, decision, stroke, ruling)
        self.docket.apply(stroke)

    def _failed(
        self, effect: Effect, chosen: Flags, sitting: Sitting, finding: Finding | None
    ) -> NDArray[np.uint64] | None:
        """Return which criteria cost the titles that are lost: those not met, or unknown where none is."""
        if effect.kind != "lose" or finding is None:
            return None
        wanted = UNKNOWN if effect.cause == "incomplete_review" else NOT_MET
        if effect.cause not in {"incomplete_review", "re_review", "delisted"} and effect.cause in {
            "no_renewal_application", "measure_ended", "term_ended_without_standing",
        }:  # fmt: skip
            return None
        at = np.nonzero(chosen)
        flags = {name: np.zeros(len(at[0]), np.bool_) for name in self._criteria}
        parts = list(finding.leaves())
        if self.policy.plan is not None and effect.cause in {"plan_attainment", "incomplete_review"}:
            parts.append(self.policy.plan.judge(sitting))
        for part in parts:
            if part.criterion.id in flags:
                truth = np.broadcast_to(part.truth, chosen.shape)[at]
                flags[part.criterion.id] |= truth == wanted
        return pack(list(flags.values()), max(1, -(-len(self._criteria) // 64)))

    def _flat(self, rows: Index, mask: Flags) -> Index:
        """Return a mask over some rows as flat indices of the docket."""
        scenario, row, replication = np.nonzero(mask)
        _, clusters, replications = self.docket.shape
        return np.asarray((scenario * clusters + rows[row]) * replications + replication)

    def _hearing(self, decision: Decision, sitting: Sitting, finding: Finding | None, day: int) -> Hearing:
        shape, rows, docket = self.docket.shape, sitting.rows, self.docket
        return Hearing(
            sitting=sitting,
            finding=finding if finding is not None else _nothing_judged(),
            standing=docket.standing.reshape(shape)[:, rows],
            not_applied=self._not_applied(sitting, day) if isinstance(decision.occasion, AtExpiry) else sitting.who & False,
            ended=self._ended(day),
            late=lambda duty: self._late_so_far(duty, sitting),
            results=lambda back: docket.results(decision.key, back)[:, rows],
            pending=sitting.who,
        )

    def _not_applied(self, sitting: Sitting, day: int) -> Flags:
        """Say who did not apply for the renewal of the term that ends: drawn, or on file within the term."""
        shape, rows = self.docket.shape, sitting.rows
        expiry = self.docket.expiry.reshape(shape)[:, rows].astype(np.int64)
        begun = self.docket.term_from.reshape(shape)[:, rows].astype(np.int64)
        drawn = self._occurrences.no_application(sitting.year)[np.newaxis, rows]
        stated = self._occurrences.no_application_on_file()
        if not stated:
            return np.broadcast_to(drawn, expiry.shape)
        who = np.broadcast_to(drawn, expiry.shape).copy()
        position = {int(row): place for place, row in enumerate(np.arange(shape[1])[rows])}
        for cluster, dated in stated:
            if cluster in position:
                place = position[cluster]
                who[:, place] |= (begun[:, place] < dated) & (dated <= expiry[:, place])
        return who

    def _late_so_far(self, key: str, sitting: Sitting) -> Flags:
        """Say whose duty was breached in the running year up to the day of the sitting."""
        duty, shape = self._duties[key], self.docket.shape
        found = np.zeros(shape, np.bool_)
        for scenario in range(shape[0]):
            code = self._provisions.value(duty.deadline.key, sitting.law_day, scenario)
            shift = self._provisions.value(duty.holiday.key, sitting.law_day, scenario)
            deadline = due_day(sitting.year, code, shift)
            found[scenario] = self._late(duty, sitting.year - 1, deadline)[scenario]
            passed = np.broadcast_to(np.asarray(sitting.day) > deadline, sitting.who.shape)[scenario]
            found[scenario][sitting.rows] &= passed
        return found[:, sitting.rows]

    def _holders(self, day: int, rows: Index) -> dict[str, Callable[[], Flags]]:
        def holders(other: Authority) -> Callable[[], Flags]:
            def ask() -> Flags:
                other.advance(time_of(day, Phase.OPENING))
                return other.docket.held_before(day)[:, rows]

            return ask

        return {key: holders(other) for key, other in self.others.items() if key != self.policy.key}

    def _file_answers(self, decision: Decision, latest: int) -> None:
        if decision.standard is not None:
            for year, answers in self._occurrences.answers_until(latest).items():
                self._motion.history.put_answers(year, answers)


@frozen(eq=False)
class _Events:
    """Events of titles in order of time: flat index, day, and the policy's order of kinds."""

    index: Index
    day: Days
    order: NDArray[np.int64]
    time: NDArray[np.int64] = field(init=False)

    @time.default
    def _times(self) -> NDArray[np.int64]:
        return times_of(self.day, Phase.CAUSES)

    def part(self, mask: Flags) -> _Events:
        return _Events(self.index[mask], self.day[mask], self.order[mask])


def _leaves(decision: Decision) -> tuple[str, ...]:
    return () if decision.standard is None else tuple(leaf.id for leaf in named(decision.standard))


def review_criteria(policy: Policy) -> Sequence[str]:
    """Return the named criteria that a review of the policy can fail on, in the order of the law."""
    names: dict[str, None] = {}
    for decision in policy.decisions:
        names.update({name: None for name in _leaves(decision)})
    if policy.plan is not None:
        names[policy.plan.id] = None
    return tuple(names)


def _nothing_judged() -> Finding:
    from clusterkit.law.criterion import all_of  # noqa: PLC0415

    empty = np.full((1, 1, 1), MET)
    return Finding(all_of(), empty, empty)
