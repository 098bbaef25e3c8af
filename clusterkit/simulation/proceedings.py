"""Proceedings: what lies before an authority when it sits, and what a rule may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.condition import Hearing
from clusterkit.law.decision import AtExpiry, Decision
from clusterkit.law.duty import Duty
from clusterkit.law.effect import Effect
from clusterkit.law.facts import Facts
from clusterkit.law.finding import Finding
from clusterkit.law.history import Rows
from clusterkit.law.provisions import Provisions
from clusterkit.law.sitting import Sitting
from clusterkit.law.title import CERTIFIED
from clusterkit.law.truth import NOT_MET, UNKNOWN, Truths
from clusterkit.simulation.discretion import Discretion
from clusterkit.simulation.docket import WORD, Docket, Flags, Index
from clusterkit.simulation.legal_calendar import LegalCalendar
from clusterkit.simulation.motion import Motion
from clusterkit.simulation.occurrences import Occurrences
from clusterkit.simulation.reports import NEVER

Holders = Callable[[int, str], Truths]
_NOT_JUDGED = ("no_renewal_application", "term_ended_without_standing", "measure_ended")
"""Causes that rest on no finding: no criterion cost such a title."""


@frozen(eq=False)
class Waiting:
    """Reviews put off, shape of a sitting: whose, `until` which day, and whether an application comes on it."""

    who: Flags
    until: Days
    applied: Flags


@frozen(eq=False)
class Proceedings:
    """The files of one authority in one tile.

    `others` tells who held another measure's title before a day, of a batch if one is named. `discretion`
    draws what is left to the authority.
    """

    docket: Docket
    calendar: LegalCalendar
    provisions: Provisions
    motion: Motion
    occurrences: Occurrences
    facts: Facts
    discretion: Discretion
    others: dict[str, Holders] = field(factory=dict)

    def sitting(self, decision: Decision, rows: Rows, due: Flags, day: int | Days, law_day: int) -> Sitting:
        """Return the sitting of a decision on some titles; what was asked in words is on file for it."""
        first = day if isinstance(day, int) else int(day[due].min())
        year = calendar.year_of(first)
        if decision.standard is not None:
            for past, answers in self.occurrences.answers_until(year - 1).items():
                self.motion.history.put_answers(past, answers)
        return Sitting(
            year=year, day=day, law_day=law_day, who=due, history=self.motion.history, provisions=self.provisions,
            facts=self.facts, events=self.occurrences.log, rows=rows, others=self._holders(first, rows),
        )  # fmt: skip

    def hearing(
        self, decision: Decision, sitting: Sitting, finding: Finding | None, judged: dict[int, Finding]
    ) -> Hearing:
        """Return what the rules of a decision may ask; `judged` keeps what the sitting judged already."""
        shape, rows, docket = self.docket.shape, sitting.rows, self.docket
        at_expiry = isinstance(decision.occasion, AtExpiry)
        return Hearing(
            sitting=sitting,
            finding=finding,
            standing=docket.standing.reshape(shape)[:, rows],
            not_applied=self._not_applied(sitting) if at_expiry else np.zeros((1, 1, 1), np.bool_),
            ended=self.calendar.ended(sitting.first_day),
            late=lambda duty: self._late_so_far(duty, sitting),
            results=lambda back: docket.results(decision.key, back)[:, rows],
            pending=sitting.who,
            judged=judged,
            drawn=lambda lever: self.discretion.drawn(decision.key, lever.key, sitting.year, rows),
        )

    def waiting(self, decision: Decision, rows: Rows, who: Flags, days: Days) -> Waiting | None:
        """Return whose review is put off from its day: renewal was not applied for, and still may be.

        Not that of a title without standing, or after the measure's end: neither can be renewed. None
        where nobody's is. All days lie in one year.
        """
        assert isinstance(decision.occasion, AtExpiry)
        window, first = decision.occasion.window, int(days[who].min())
        if window is None:
            return None
        months = self.provisions.numbers(window.key, first)
        year, shape = calendar.year_of(first), self.docket.shape
        who = who & self._missed(rows, year) & self.docket.standing.reshape(shape)[:, rows]
        who &= ~self.calendar.ended(first) & ~np.isnan(months)
        if not who.any():
            return None
        expiry = self.docket.expiry.reshape(shape)[:, rows].astype(np.int64)
        last = np.zeros(who.shape, np.int64)
        for scenario, number in enumerate(np.broadcast_to(months, (shape[0], 1, 1)).ravel()):
            here = who[scenario]
            if here.any():
                last[scenario][here] = calendar.add_months_each(expiry[scenario][here], int(number))
        who &= last > days
        share = self.occurrences.late_applications(year)[rows]
        applied, on_file = who & ~np.isnan(share), self._missed_on_file(rows)
        if on_file is not None:
            applied &= ~on_file  # what the file says of the expiry stands for the window as well
        until = np.where(applied, days + 1 + (np.nan_to_num(share) * (last - days)).astype(np.int64), last)
        return Waiting(who, until, applied) if who.any() else None

    def owing(self, duty: Duty) -> Flags:
        """Say which clusters a duty concerns, shape (cluster,)."""
        if duty.of is None:
            return np.ones(self.docket.shape[1], np.bool_)
        return duty.of.has(self.facts.groups.get(duty.of.fact, np.full(self.docket.shape[1], "")))

    def late(self, duty: Duty, year: int, deadline: int) -> Index:
        """Return the titles (flat) that owe the report on a year and have not sent it by the deadline."""
        docket, shape = self.docket, self.docket.shape
        after = self.sent_after(duty, year, deadline)
        late: Flags = after[np.newaxis] & (docket.status == CERTIFIED).reshape(shape)
        if duty.of is not None:
            late &= self.owing(duty)[np.newaxis, :, np.newaxis]
        ignored = self._says(duty.never_sent.key, "ignored", deadline)
        if ignored.any():
            late &= ~(ignored & self.sent_after(duty, year, NEVER - 1)[np.newaxis])
        index = np.flatnonzero(late)
        year_before = self._says(duty.first.key, "year_before", deadline)
        first_not_owed = np.where(year_before, calendar.first_day(year + 2), calendar.first_day(year + 1))
        scenario = index // (shape[1] * shape[2])
        owed = docket.since[index] < np.minimum(first_not_owed.ravel(), deadline + 1)[scenario % len(first_not_owed)]
        ended = self.calendar.ended(deadline).ravel()
        return np.asarray(index[owed & ~ended[scenario % len(ended)]])

    def failed(
        self, effect: Effect, chosen: Flags, sitting: Sitting, finding: Finding | None
    ) -> NDArray[np.uint64] | None:
        """Return which criteria cost the titles that are lost (bits): those not met, or unknown where none is."""
        if effect.kind != "lose" or finding is None or effect.cause in _NOT_JUDGED:
            return None
        wanted = UNKNOWN if effect.cause == "incomplete_review" else NOT_MET
        parts = [] if effect.cause == "plan_attainment" else list(finding.leaves())
        plan = self.docket.policy.plan
        if plan is not None and effect.cause in {"plan_attainment", "incomplete_review"}:
            parts.append(plan.judge(sitting))
        at = np.flatnonzero(chosen)
        words = np.zeros((self.docket.words, len(at)), np.uint64)
        position = self.docket.position
        for part in parts:
            place = position.get(part.criterion.id)
            if place is None or (part.truth.size == 1 and part.truth.item() != wanted):
                continue
            truth = part.truth if part.truth.shape == chosen.shape else np.broadcast_to(part.truth, chosen.shape)
            hit = truth.reshape(-1)[at] == wanted
            words[place // WORD] |= hit.astype(np.uint64) << np.uint64(place % WORD)
        return words

    def _holders(self, day: int, rows: Rows) -> Mapping[str, Callable[[str], Truths]]:
        def of(ask: Holders) -> Callable[[str], Truths]:
            return lambda batch: np.asarray(ask(day, batch)[:, rows])

        return {key: of(ask) for key, ask in self.others.items()}

    def _says(self, key: str, choice: str, day: int) -> Flags:
        """Say in which scenarios a lever has a choice on a day, shape (scenario or 1, 1, 1)."""
        flags = np.array([value == choice for value in self.provisions.values(key, day)])
        return (flags[:1] if bool((flags == flags[0]).all()) else flags).reshape(-1, 1, 1)

    def sent_after(self, duty: Duty, year: int, day: int) -> Flags:
        """Say whose report on a year came after a day: the first of its forms that was sent at all decides."""
        late = self.occurrences.sent_after(duty.sent_as[0], year, day)
        unsent = late
        for earlier, column in zip(duty.sent_as, duty.sent_as[1:], strict=False):
            unsent = unsent & self.occurrences.sent_after(earlier, year, NEVER - 1)
            late = np.where(unsent, self.occurrences.sent_after(column, year, day), late)
        return late

    def _late_so_far(self, key: str, sitting: Sitting) -> Flags:
        """Say whose duty was breached in the running year up to the day of the sitting.

        A report is late the day after its deadline, and on that day causes come before late reports.
        """
        duty, shape = self.calendar.duties[key], self.docket.shape
        found = np.zeros((shape[0], *sitting.who.shape[1:]), np.bool_)
        days = np.broadcast_to(np.asarray(sitting.day), sitting.who.shape)
        for scenario in range(shape[0]):
            for deadline in self.calendar.deadlines(duty, sitting.year, scenario):
                late = np.zeros(shape, np.bool_)
                late.reshape(-1)[self.late(duty, sitting.year - 1, deadline)] = True
                found[scenario] |= late[scenario, sitting.rows] & (days[scenario] > deadline + 1)
        return found

    def _not_applied(self, sitting: Sitting) -> Flags:
        """Say who did not apply for the renewal of the term that ends, in time or within the window after it."""
        missed = self._missed(sitting.rows, sitting.year)
        if not self.docket.delays:
            return missed
        shape, rows = self.docket.shape, sitting.rows
        put_off = (self.docket.postponed_to > 0).reshape(shape)[:, rows]
        return np.where(put_off, ~self.docket.applied_late.reshape(shape)[:, rows], missed)

    def _missed(self, rows: Rows, year: int) -> Flags:
        """Say who did not apply by the expiry that comes up in a year: drawn, or on file within the term."""
        drawn = self.occurrences.no_application(year)[np.newaxis, rows]
        on_file = self._missed_on_file(rows)
        return drawn if on_file is None else drawn | on_file

    def _missed_on_file(self, rows: Rows) -> Flags | None:
        """Say who did not apply within the term that ends, as the file has it; None where it tells of nobody."""
        stated, shape = self.occurrences.no_application_on_file(), self.docket.shape
        if not stated:
            return None
        expiry = self.docket.expiry.reshape(shape)[:, rows]
        begun = np.maximum(self.docket.term_from, self.docket.since).reshape(shape)[:, rows]
        who = np.zeros(expiry.shape, np.bool_)
        position = {int(row): place for place, row in enumerate(np.arange(shape[1])[rows])}
        for cluster, dated in stated:
            if cluster in position:
                place = position[cluster]
                who[:, place] |= (begun[:, place] < dated) & (dated <= expiry[:, place])
        return who
