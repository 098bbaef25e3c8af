"""The agenda: the days on which one measure's authority acts of itself under one scenario.

Every day of the run is asked; a yearly date counts where the value of its lever is in force on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from clusterkit.law.decision import Decision, Every, OnDeadline, Round
from clusterkit.law.duty import Duty
from clusterkit.law.policy import Policy
from clusterkit.verification.dates import ONE_DAY, month_day, working_day
from clusterkit.verification.levers import LeversInForce


@frozen
class Span:
    """The days of a run, first and last included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield every day in order."""
        for number in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(number)

    @property
    def years(self) -> range:
        """The calendar years."""
        return range(self.first.year, self.last.year + 1)


@frozen
class Deadline:
    """A duty's deadline that passed: its last day, and the year reported on."""

    duty: Duty
    day: date
    year: int


@frozen
class Agenda:
    """What falls on which day: deadlines that passed on the day before, reviews of every title, rounds.

    On one day the order of the lists is that of the policy's decisions.
    """

    missed: dict[date, list[tuple[Decision, Deadline]]] = field(factory=dict)
    reviews: dict[date, list[Decision]] = field(factory=dict)
    rounds: dict[date, list[Decision]] = field(factory=dict)
    deadlines: list[Deadline] = field(factory=list)

    @classmethod
    def of(cls, policy: Policy, levers: LeversInForce, span: Span) -> Agenda:
        """Walk the run once, day by day."""
        agenda = cls()
        for day in span.days():
            passed = [one for duty in policy.duties for one in _passed(duty, day, levers)]
            agenda.deadlines.extend(passed)
            for decision in policy.decisions:
                occasion = decision.occasion
                if isinstance(occasion, OnDeadline):
                    here = [(decision, one) for one in passed if one.duty.key == occasion.duty]
                    if here:
                        agenda.missed.setdefault(day, []).extend(here)
                elif isinstance(occasion, Every) and _periodic(occasion, day, levers):
                    agenda.reviews.setdefault(day, []).append(decision)
                elif isinstance(occasion, Round) and _on(levers.whole(occasion.on, day), day):
                    agenda.rounds.setdefault(day, []).append(decision)
        return agenda

    @property
    def days(self) -> set[date]:
        """Every day on which something falls."""
        return {*self.missed, *self.reviews, *self.rounds}


def _passed(duty: Duty, day: date, levers: LeversInForce) -> Iterator[Deadline]:
    """Yield the deadline that was the day before; a shift from a weekend may carry it into the next year."""
    yesterday = day - ONE_DAY
    code = levers.whole(duty.deadline, day)
    for year in (yesterday.year - 1, yesterday.year):
        last = month_day(year, code)
        if levers.value(duty.holiday, day) == "next_working_day":
            last = working_day(last)
        if last == yesterday:
            yield Deadline(duty, last, year - 1)


def _periodic(occasion: Every, day: date, levers: LeversInForce) -> bool:
    if not _on(levers.whole(occasion.on, day), day):
        return False
    since = day.year - levers.whole(occasion.first, day)
    return since >= 0 and since % levers.whole(occasion.years, day) == 0


def _on(code: int, day: date) -> bool:
    return month_day(day.year, code) == day
