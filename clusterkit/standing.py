"""What has happened to a title on file: the duties that fell due, and the causes that cost it.

Neither touches the verdict on a standard; an assessment reports them beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal

import numpy as np
from attrs import evolve, field, frozen

from clusterkit.law import all_of, calendar
from clusterkit.law.condition import Hearing
from clusterkit.law.decision import AtExpiry, Decision, OnDeadline, OnEvent
from clusterkit.law.duty import Duty, due_day
from clusterkit.law.effect import Effect
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.law.sitting import Flags, Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, UNKNOWN
from clusterkit.portfolio.model import Held, Portfolio
from clusterkit.verdict import Cause, DutyVerdict, Fate, Why

Occurrence = tuple[int, int, int, Decision]
"""The day, the phase of the day, the order within it, and the decision that takes it up."""
_NOT_APPLIED = "no_renewal_application"


@frozen
class Holding:
    """One title on file: days are ordinals, `until` the expiry that the file states (None: no such)."""

    since: int
    until: int | None = None

    def held(self, day: int) -> bool:
        """Say whether the file has the title on a day."""
        return 0 < self.since <= day and (self.until is None or day <= self.until)


@frozen(eq=False)
class Register:
    """One policy's titles in a portfolio on the day of an assessment: their duties and causes."""

    portfolio: Portfolio
    policy: Policy
    provisions: Provisions
    sitting: Sitting
    on: int
    _held: Held = field(init=False)
    _events: dict[str, list[tuple[int, str]]] = field(init=False)

    @_held.default
    def _on_file(self) -> Held:
        return self.portfolio.held(self.policy.key)

    @_events.default
    def _until_the_day(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for event in self.portfolio.events:
            if event.day <= self.on:
                found.setdefault(event.cluster_id, []).append((event.day, event.kind))
        return found

    def holding(self, row: int) -> Holding:
        """Return the title of a cluster as the file has it; a measure without a term knows no expiry."""
        until = int(self._held.expires_on[row]) if self.policy.term is not None else 0
        return Holding(int(self._held.certified_on[row]), until or None)

    def duties(self, row: int, holding: Holding) -> tuple[DutyVerdict, ...]:
        """Return every duty and report year that has fallen due for a title held at the deadline."""
        found = [one for duty in self.policy.duties for one in self._due(duty, row, holding)]
        return tuple(sorted(found, key=lambda one: (one.year, one.deadline)))

    def causes(self, row: int, holding: Holding, duties: Sequence[DutyVerdict]) -> tuple[Cause, ...]:
        """Return the dated events up to the day, and the late reports that cost a title, in order."""
        walk = _Walk(holding, lambda day: self._expiry(holding, day))
        for day, phase, _, decision in sorted(self._occurrences(row, duties), key=lambda one: one[:3]):
            if isinstance(decision.occasion, AtExpiry):
                walk.not_applied(day, decision, self._window_end)
            elif not walk.struck(day):  # of several causes on one day the first is reported
                effect = self._effect(decision, row, day, duties, standing=walk.standing)
                walk.meet(day, decision, effect, told=phase == 0, mended_by=self._mended_by(effect, day))
        return tuple(walk.causes)

    # Duties -------------------------------------------------------------------------------------

    def _due(self, duty: Duty, row: int, holding: Holding) -> Iterator[DutyVerdict]:
        if not 0 < holding.since <= self.on or not self._owes(duty, row):
            return
        certified = calendar.year_of(holding.since)
        for year in range(certified - 1, calendar.year_of(self.on)):
            deadline = self._deadline(duty, year)
            if deadline > self.on or not holding.held(deadline):
                continue
            first = self.provisions.value(duty.first.key, deadline, 0)
            if year < (certified if first == "certification_year" else certified - 1):
                continue
            sent = self._sent(duty, year, row)
            verdict: Literal["met", "not_met", "unknown"] = "unknown"
            if sent is not None:
                verdict = "met" if sent <= deadline else "not_met"
            yield DutyVerdict(
                f"{self.policy.key}.{duty.key}", duty.title, year, date.fromordinal(deadline),
                None if sent is None else date.fromordinal(sent), verdict, duty.citation,
            )  # fmt: skip

    def _owes(self, duty: Duty, row: int) -> bool:
        """Say whether a duty concerns a cluster."""
        facts = self.sitting.facts
        groups = None if duty.of is None else facts.groups.get(duty.of.fact, np.full(facts.count, ""))
        return duty.of is None or groups is None or bool(duty.of.has(groups[row : row + 1])[0])

    def _deadline(self, duty: Duty, year: int) -> int:
        """Return the deadline of the report on a year; a dated change counts if in force on its own day."""
        opening = calendar.first_day(year + 1)
        shift = self.provisions.value(duty.holiday.key, opening, 0)
        days = []
        for epoch in (opening, *self.provisions.change_days):
            value = self.provisions.value(duty.deadline.key, epoch, 0)
            day = due_day(year + 1, value, shift)
            if self.provisions.value(duty.deadline.key, day + 1, 0) == value:
                return day
            days.append(day)
        return days[0]

    def _sent(self, duty: Duty, year: int, row: int) -> int | None:
        place = year - int(self.portfolio.years[0]) if len(self.portfolio.years) else -1
        if not 0 <= place < len(self.portfolio.years):
            return None
        for column in duty.sent_as:
            days = self.portfolio.observations.get(column)
            if days is not None and not np.isnan(days[place, row]):
                return int(days[place, row])
        return None

    # Causes -------------------------------------------------------------------------------------

    def _occurrences(self, row: int, duties: Sequence[DutyVerdict]) -> Iterator[Occurrence]:
        """Yield what the policy takes up of a cluster's dated events and late reports."""
        review = next(iter(self.policy.decisions_on(AtExpiry)), None)
        on_event = {d.occasion.kind: d for d in self.policy.decisions if isinstance(d.occasion, OnEvent)}
        order = {kind: place for place, kind in enumerate(on_event)}
        for day, kind in self._events.get(str(self.portfolio.cluster_id[row]), ()):
            if kind in on_event:
                yield day, 0, order[kind], on_event[kind]
            elif kind == _NOT_APPLIED and review is not None and self.policy.term is not None:
                yield day, 2, 0, review
        on_deadline = {d.occasion.duty: d for d in self.policy.decisions if isinstance(d.occasion, OnDeadline)}
        for one in duties:
            decision = on_deadline.get(one.id.removeprefix(f"{self.policy.key}."))
            day = one.deadline.toordinal() + 1
            if decision is not None and one.verdict == "not_met" and day <= self.on:
                yield day, 1, 0, decision

    def _effect(
        self, decision: Decision, row: int, day: int, duties: Sequence[DutyVerdict], *, standing: bool
    ) -> Effect | Why | None:
        """Return the effect of the first rule that holds, as the authority would have given it on the day.

        Where that is for the authority to decide, the reason why none is told.
        """
        if has_ended(self.policy, self.provisions, day):
            return None
        year = calendar.year_of(day)

        def late(duty: str) -> Flags:
            missed = any(
                one.id == f"{self.policy.key}.{duty}" and one.verdict == "not_met" and one.year == year - 1
                and one.deadline.toordinal() < day
                for one in duties
            )  # fmt: skip
            return np.full((1, 1, 1), missed)

        sitting = evolve(
            self.sitting, year=year, day=day, law_day=day, who=np.full((1, 1, 1), True), rows=np.array([row])
        )
        empty = np.full((1, 1, 1), MET)
        hearing = hearing_of(sitting, Finding(all_of(), empty, empty), late=late, standing=standing)
        for rule in decision.rules:
            truth = rule.condition.ask(hearing).ravel()[0]
            if truth == UNKNOWN and decision.undecided is not None:
                return decision.undecided
            if truth == UNKNOWN and rule.condition.discretionary:
                return "discretion"
            if truth >= MET:
                return rule.effect
        return None

    def _mended_by(self, effect: Effect | Why | None, day: int) -> int | None:
        """Return the last day of the period to mend that an effect gives on a day."""
        months = None
        if isinstance(effect, Effect) and effect.within is not None:
            months = self.provisions.value(effect.within.key, day, 0)
        return calendar.add_months(day, int(months)) if isinstance(months, float | int) else None

    def _expiry(self, holding: Holding, day: int) -> int | None:
        """Return the last day of the term that a day lies in; earlier terms count as renewed on time."""
        term = self.policy.term
        if term is None or not holding.since:
            return None

        def value_on(lever: Lever, granted: int) -> Value:
            return self.provisions.value(lever.key, granted, 0)

        end = holding.until or term.end(holding.since, holding.since, value_on, first=True)
        while end < day:
            end = term.end(end, end, value_on, first=False)
        return end

    def _window_end(self, review: Decision, expiry: int) -> int:
        """Return the last day on which renewal may still be applied for: the expiry itself where there is no window."""
        window = review.occasion.window if isinstance(review.occasion, AtExpiry) else None
        months = None if window is None else self.provisions.value(window.key, expiry, 0)
        return calendar.add_months(expiry, int(months)) if isinstance(months, float | int) else expiry


class _Walk:
    """A title's way through its causes, day by day."""

    def __init__(self, holding: Holding, expiry: Callable[[int], int | None]) -> None:
        self.causes: list[Cause] = []
        self.standing = True
        self._holding, self._expiry = holding, expiry
        self._lost_on: int | None = None
        self._struck: int | None = None

    def struck(self, day: int) -> bool:
        """Say whether a cause has taken effect on a day already."""
        return self._struck == day

    def meet(
        self, day: int, decision: Decision, ruled: Effect | Why | None, *, told: bool, mended_by: int | None
    ) -> None:
        """Note what a cause does on its day; one without effect only if `told` and the first of its day."""
        effect = ruled if isinstance(ruled, Effect) else None
        name = effect.cause if effect is not None and effect.cause else _name(decision)
        citation = decision.citation if effect is None or not effect.citation else effect.citation
        reason, by = self._untouched(day), None
        fate: Fate | None = None
        if reason is None:
            fate, by = self._suffer(day, effect, mended_by)
            if fate is None:
                reason = ruled if isinstance(ruled, str) else "no_rule" if self.standing else "standing_lost"
        ends = None if by is None else date.fromordinal(by)
        found = Cause(name, decision.title, date.fromordinal(day), fate, citation, takes_effect=ends, reason=reason)
        first = told and (not self.causes or self.causes[-1].date != found.date)
        if first or found.effect is not None:
            self.causes.append(found)

    def _suffer(self, day: int, effect: Effect | None, mended_by: int | None) -> tuple[Fate | None, int | None]:
        """Let an effect fall on the title; return what it is and by when it shows, None where it does nothing."""
        kind = None if effect is None else effect.kind
        if kind == "lose":
            self._lost_on = self._struck = day
            return "lose", day
        if kind == "lose_standing" and self.standing:
            self.standing, self._struck = False, day
            self._lost_on = self._expiry(day)
            return "lose_standing", self._lost_on
        if kind == "mend":
            return "mend", mended_by
        return ("warn", day) if kind == "warn" else (None, None)

    def not_applied(self, day: int, review: Decision, window_end: Callable[[Decision, int], int]) -> None:
        """Note that no renewal was applied for: the title is lost on the first expiry on or after the day.

        Where renewal may be sought later, on the last day on which it may.
        """
        citation = next((e.citation for e in review.effects if e.cause == _NOT_APPLIED), review.citation)
        title = Text("未申请复核", "no application for renewal")
        found = Cause(_NOT_APPLIED, title, date.fromordinal(day), None, citation)
        expiry = self._expiry(day)
        if expiry is None:
            found = evolve(found, reason="no_title")
        elif self._lost_on is not None:
            found = evolve(found, reason="title_lost" if self.standing else "standing_lost")
        else:
            self._lost_on = window_end(review, expiry)
            found = evolve(found, effect="lose", takes_effect=date.fromordinal(self._lost_on))
        self.causes.append(found)

    def _untouched(self, day: int) -> Why | None:
        """Say why nothing of a day can touch the title: an admission is the last thing of its own day."""
        if self._lost_on is not None and day > self._lost_on:
            return "title_lost"
        return None if self._holding.held(day) and self._holding.since < day else "no_title"


def has_ended(policy: Policy, provisions: Provisions, day: int) -> bool:
    """Say whether a measure has run out before a day and is not taken as renewed."""
    until, lapse = policy.in_force.until, policy.in_force.lapse
    if until is None or lapse is None or provisions.value(lapse.key, day, 0) != "ends":
        return False
    last = provisions.value(until.key, day, 0)
    return isinstance(last, float | int) and last < calendar.date_code(day)


def hearing_of(
    sitting: Sitting, finding: Finding, *, late: Callable[[str], Flags] | None = None, standing: bool = True
) -> Hearing:
    """Return the hearing of titles known from the file alone: no earlier results, all applied."""
    nobody = np.zeros(sitting.who.shape, np.bool_)
    return Hearing(
        sitting=sitting,
        finding=finding,
        standing=np.full(sitting.who.shape, standing),
        not_applied=nobody,
        ended=nobody,
        late=late or (lambda _duty: nobody),
        results=lambda _back: np.zeros(sitting.who.shape, np.int8),
        pending=sitting.who,
    )


def _name(decision: Decision) -> str:
    occasion = decision.occasion
    return occasion.kind if isinstance(occasion, OnEvent) else "late_report"


def terms_of(policy: Policy, provisions: Provisions, on: date, *, due: bool) -> Iterator[Text]:
    """Say on what terms a policy's results stand."""
    key, force, day = policy.key, policy.in_force, on.toordinal()
    if force.starts is not None and on < force.starts:
        begins = force.starts.isoformat()
        yield Text(
            f"{key}: 办法自{begins}起施行,按已施行评定",
            f"{key}: the measure starts on {begins}; taken as in force",
        )
    last = None if force.until is None else provisions.value(force.until.key, day, 0)
    if isinstance(last, float | int) and last < on.year * 10000 + on.month * 100 + on.day:
        if has_ended(policy, provisions, day):
            yield Text(f"{key}: 办法已于{last:.0f}失效", f"{key}: the measure ended on {last:.0f}")
        else:
            yield Text(
                f"{key}: 办法于{last:.0f}到期,视为延续",
                f"{key}: the measure ran out on {last:.0f}; taken as renewed",
            )
    for duty in policy.duties:
        if due and duty.deadline.assumed:
            shown = duty.deadline.shown(provisions.value(duty.deadline.key, day, 0))
            yield Text(
                f"{key}: {duty.title.zh}的截止日{shown}为假设({duty.deadline.key})",
                f"{key}: the deadline {shown} of the {duty.title.en} is an assumption ({duty.deadline.key})",
            )
