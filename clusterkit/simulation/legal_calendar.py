"""A policy's legal calendar in a run: its fixed days, scenario by scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.decision import Decision, Every, OnDeadline, Round
from clusterkit.law.duty import Duty, due_day
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.simulation.clock import Phase, time_of

DayIn = Callable[[int, Value, int], int | None]


@frozen
class Moment:
    """A fixed day of a policy's calendar, for some scenarios (all if None); without a decision, a cut.

    `year` is the year reported on, where a duty's deadline has passed.
    """

    time: int
    day: int
    decision: Decision | None = None
    scenarios: tuple[int, ...] | None = None
    year: int = 0
    order: int = 0


class LegalCalendar:
    """The fixed days of one policy under some provisions, in the calendar years of a run."""

    def __init__(self, policy: Policy, provisions: Provisions, years: Sequence[int]) -> None:
        self.policy, self.provisions, self.years = policy, provisions, years
        self.duties = {duty.key: duty for duty in policy.duties}

    def moments(self) -> list[Moment]:
        """Return every fixed day in order; on 1 January and where a lever changes there is a cut."""
        openings = {calendar.first_day(year) for year in self.years}
        found = [
            Moment(time_of(day, Phase.OPENING), day)
            for day in openings | set(self.provisions.change_days) | self._ends()
        ]
        for order, decision in enumerate(self.policy.decisions):
            found += [evolve(moment, order=order) for moment in self._of(decision)]
        first = time_of(calendar.first_day(self.years[0]), Phase.OPENING)
        last = time_of(calendar.last_day(self.years[-1]) + 1, Phase.OPENING)
        inside = [moment for moment in found if first <= moment.time < last]
        return sorted(inside, key=lambda moment: (moment.time, moment.order))

    def deadline(self, duty: Duty, year: int, scenario: int, law_day: int) -> int:
        """Return a duty's last day in a year, under the levers of one day."""
        code = self.provisions.value(duty.deadline.key, law_day, scenario)
        return due_day(year, code, self.provisions.value(duty.holiday.key, law_day, scenario))

    def deadlines(self, duty: Duty, year: int, scenario: int) -> list[int]:
        """Return a duty's last days in a year: each counts where its lever's value is in force on the day after it."""
        found = set()
        for epoch in (calendar.first_day(year), *self.provisions.change_days):
            value = self.provisions.value(duty.deadline.key, epoch, scenario)
            after = self._day_after(duty)(year, value, scenario)
            if after is not None and self.provisions.value(duty.deadline.key, after, scenario) == value:
                found.add(after - 1)
        return sorted(found)

    def ended(self, day: int) -> NDArray[np.bool_]:
        """Say in which scenarios the measure has run out by a day, shape (scenario or 1, 1, 1)."""
        until, lapse = self.policy.in_force.until, self.policy.in_force.lapse
        if until is None or lapse is None:
            return np.zeros((1, 1, 1), np.bool_)
        ends = np.array([value == "ends" for value in self.provisions.values(lapse.key, day)]).reshape(-1, 1, 1)
        if not ends.any():
            return np.zeros((1, 1, 1), np.bool_)
        return np.asarray(ends & (self.provisions.numbers(until.key, day) < calendar.date_code(day)))

    def _of(self, decision: Decision) -> list[Moment]:
        occasion = decision.occasion
        if isinstance(occasion, OnDeadline):
            duty = self.duties[occasion.duty]
            # The last deadline before the run may fall due on its first day.
            years = (self.years[0] - 1, *self.years)
            return self._yearly(decision, duty.deadline, Phase.LATE_REPORTS, years, self._day_after(duty))
        if isinstance(occasion, Every):
            return self._yearly(decision, occasion.on, Phase.REVIEW, self.years, self._periodic(occasion))
        if isinstance(occasion, Round):
            return self._yearly(
                decision,
                occasion.on,
                Phase.ADMISSION,
                self.years,
                lambda year, value, _: due_day(year, value, None),
            )
        return []

    def _day_after(self, duty: Duty) -> DayIn:
        def day_in(year: int, value: Value, scenario: int) -> int:
            shift = self.provisions.value(duty.holiday.key, calendar.first_day(year), scenario)
            return due_day(year, value, shift) + 1

        return day_in

    def _periodic(self, occasion: Every) -> DayIn:
        def day_in(year: int, value: Value, scenario: int) -> int | None:
            day = due_day(year, value, None)
            every, first = (self._whole(lever, day, scenario) for lever in (occasion.years, occasion.first))
            return day if year >= first and (year - first) % every == 0 else None

        return day_in

    def _yearly(
        self, decision: Decision, lever: Lever, phase: Phase, years: Sequence[int], day_in: DayIn
    ) -> list[Moment]:
        """Return the moments of a yearly date: a value of its lever counts where it is in force on its own day."""
        moments = []
        for year in years:
            days: dict[int, list[int]] = {}
            epochs = [calendar.first_day(year), *self.provisions.change_days]
            for scenario in range(len(self.provisions)):
                for value in {self.provisions.value(lever.key, day, scenario) for day in epochs}:
                    day = day_in(year, value, scenario)
                    if day is not None and self.provisions.value(lever.key, day, scenario) == value:
                        days.setdefault(day, []).append(scenario)
            for day, scenarios in sorted(days.items()):
                some = None if len(scenarios) == len(self.provisions) else tuple(scenarios)
                moments.append(Moment(time_of(day, phase), day, decision, some, year - 1))
        return moments

    def _whole(self, lever: Lever, day: int, scenario: int) -> int:
        value = self.provisions.value(lever.key, day, scenario)
        return int(value) if isinstance(value, float | int) else 0

    def _ends(self) -> set[int]:
        """Return the days after the measure's last day, over all scenarios and dated changes."""
        until = self.policy.in_force.until
        if until is None:
            return set()
        days = [calendar.first_day(self.years[0]), *self.provisions.change_days]
        codes = {value for day in days for value in self.provisions.values(until.key, day) if value is not None}
        return {calendar.day_of_code(int(code)) + 1 for code in codes if isinstance(code, float | int)}
