"""The statute: one measure under one scenario, its values read once for all of its paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from clusterkit.law.decision import AtExpiry, AtMendingEnd, Decision, OnEvent
from clusterkit.law.effect import Effect
from clusterkit.law.policy import Policy
from clusterkit.verification.agenda import Agenda, Span
from clusterkit.verification.conditions import Question, question
from clusterkit.verification.dates import ONE_DAY, counted_to, date_code, years_later
from clusterkit.verification.levers import LeversInForce
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.words import known


@frozen(eq=False)
class Statute:
    """A measure's values, the levers in force, its calendar, and its rules as questions by decision (id).

    `on_event` are the decisions on dated events in the order that counts on one day, `review` that at
    expiry, `mending_end` that at the end of a period to mend, `decisive` the criteria that a loss may rest
    on, in the order of the law. `limit` is why none of its titles can be replayed, if so.
    """

    policy: Policy
    levers: LeversInForce
    span: Span
    agenda: Agenda
    rules: Mapping[int, Sequence[tuple[Question, Effect]]]
    on_event: Mapping[str, Decision]
    review: Decision | None
    mending_end: Decision | None
    decisive: tuple[str, ...]
    limit: NotReplayed | None = None

    @classmethod
    def of(cls, policy: Policy, levers: LeversInForce, span: Span) -> Statute:
        """Read a policy's values and walk its calendar."""
        on_event = {one.occasion.kind: one for one in policy.decisions if isinstance(one.occasion, OnEvent)}
        return cls(
            policy,
            levers,
            span,
            Agenda.of(policy, levers, span),
            rules={
                id(one): [(question(rule.condition), rule.effect) for rule in one.rules] for one in policy.decisions
            },
            on_event=on_event,
            review=next(iter(policy.decisions_on(AtExpiry)), None),
            mending_end=next(iter(policy.decisions_on(AtMendingEnd)), None),
            decisive=policy.decisive,
            limit=_limit(policy),
        )

    def ended(self, day: date) -> bool:
        """Say whether the measure has run out before a day and nothing replaced it."""
        until, lapse = self.policy.in_force.until, self.policy.in_force.lapse
        if until is None or lapse is None or self.levers.value(lapse, day) != "ends":
            return False
        last = self.levers.number(until, day)
        return last is not None and last < date_code(day)

    def term_from(self, base: date, granted: date, *, first: bool) -> date | None:
        """Return the last day of a term that counts from `base`, as long as on `granted`; None without terms."""
        term = self.policy.term
        if term is None:
            return None
        lever = term.first if first and term.first is not None else term.years
        end = years_later(base, self.levers.whole(lever, granted))
        return end if term.counted_to is None else counted_to(end, str(self.levers.value(term.counted_to, granted)))

    def review_day(self, expires: date, day: date) -> date | None:
        """Return when a term ending on one day is reviewed, by the lag in force on another; None without reviews."""
        if self.review is None:
            return None
        assert isinstance(self.review.occasion, AtExpiry)
        return expires + ONE_DAY * self.levers.whole(self.review.occasion.lag, day)


def _limit(policy: Policy) -> NotReplayed | None:
    """Return why a policy cannot be followed at all: something in its calendar or its terms that is not read here."""
    named: list[tuple[object, str]] = [(policy, policy.key), (policy.in_force, policy.key)]
    named += [] if policy.term is None else [(policy.term, policy.key)]
    named += [(duty, duty.key) for duty in policy.duties] + [(lever, lever.key) for lever in policy.levers]
    named += [(duty.of, duty.key) for duty in policy.duties if duty.of is not None]
    for decision in policy.decisions:
        named += [(decision, decision.key), (decision.occasion, decision.key)]
        named += [(rule, decision.key) for rule in decision.rules]
    try:
        for value, name in named:
            known(value, name)
    except NotReplayed as limit:
        return limit
    return None
