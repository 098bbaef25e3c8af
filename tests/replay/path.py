"""One path: what the law does to one cluster's title, day by day, in one scenario and replication."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.replay.law import (
    CAUSES,
    CAUSES_OF,
    Case,
    Duty,
    Truth,
    duties,
    judge,
    may_apply,
    plan_attained,
    recognised,
    years_later,
)
from tests.replay.levers import CITIES, Levers
from tests.replay.trace import Entry, Event, Rows, Standing, day_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days of a run, first and last included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        for number in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(number)

    def years(self) -> range:
        """The years that the run touches."""
        return range(self.first.year, self.last.year + 1)


@dataclass(frozen=True)
class Agenda:
    """A place's calendar under one scenario: which deadlines passed yesterday, biennial reviews, rounds.

    Whatever names a date is the value in force on the day of the decision itself.
    """

    passed: Mapping[date, Sequence[tuple[Duty, date]]]
    reviews: frozenset[date]
    rounds: frozenset[date]
    days: frozenset[date]

    @classmethod
    def of(cls, place: str, levers: Levers, span: Span) -> "Agenda":
        """Walks the run once and notes the days on which an authority acts of itself."""
        passed: dict[date, list[tuple[Duty, date]]] = {}
        reviews, rounds = set(), set()
        for day in span.days():
            for duty in duties(place, day, levers):
                yesterday = day - ONE_DAY
                deadline = levers.month_day(duty.deadline, yesterday.year, day)
                if deadline == yesterday and deadline >= span.first:
                    passed.setdefault(day, []).append((duty, deadline))
            if levers.month_day(f"{place}.round_on", day.year, day) == day:
                rounds.add(day)
            if place == "henan" and _biennial(levers, day):
                reviews.add(day)
        days = frozenset(passed) | reviews | rounds
        return cls(passed, frozenset(reviews), frozenset(rounds), days)


def _ends_a_year(day: date, span: Span) -> bool:
    return day == span.last or (day.month, day.day) == (12, 31)


def _biennial(levers: Levers, day: date) -> bool:
    """Henan 五(六): every second year, the first 2016."""
    since = day.year - levers.whole("henan.first_review", day)
    due = since >= 0 and since % levers.whole("henan.review_every", day) == 0
    return due and levers.month_day("henan.review_on", day.year, day) == day


@dataclass
class Title:
    """A title while it is held."""

    since: date
    expires: date | None
    counted_from: date  # the last expiry, or the grant: what concerns this term lies after it
    without_standing: bool = False
    refused_in: int | None = None  # years of the two halves of a breach, where both are needed
    late_in: int | None = None


@dataclass
class Course:
    """What the law makes of a path.

    `failed` holds, for each failed review, the sets of criteria that may be named as its reason: more than
    one where the contract leaves open which are failing (an incomplete review, a plan failed beside it).
    """

    entries: list[Entry] = field(default_factory=list)
    failed: dict[date, list[frozenset[str]]] = field(default_factory=dict)
    status: dict[int, Standing] = field(default_factory=dict)


class Path:
    """One cluster under its place's policy, from the first day of a run to its last."""

    def __init__(
        self,
        place: str,
        facts: Mapping[str, str],
        *,
        rows: Rows,
        events: Sequence[Event],
        requirements: Mapping[str, str],
        levers: Levers,
        agenda: Agenda,
        span: Span,
    ) -> None:
        self.place, self.facts, self.rows, self.requirements = place, facts, rows, requirements
        self.levers, self.agenda, self.span = levers, agenda, span
        self.events = list(events)
        self.incident_days = [event.day for event in events if event.kind == "incident"]
        self.happening: dict[date, set[str]] = {}
        for event in events:
            if event.kind in CAUSES and span.first <= event.day <= span.last:
                self.happening.setdefault(event.day, set()).add(event.kind)
        self.certified_on = day_of(facts["certified_on"])
        self.lost: tuple[str, date] | None = None
        self.course = Course()
        self.title = self._held_at_the_start()

    def walk(self) -> Course:
        """Every day in the order of the law: causes, late reports, expiry or review, admission."""
        for day in self.span.days():
            if not self._concerns(day):
                continue
            if self.title is not None and self.title.since < day:
                self._causes(self.title, day)
            for duty, deadline in self.agenda.passed.get(day, ()):
                if self.title is not None and self.title.since <= deadline:
                    self._deadline(self.title, duty, deadline, day)
            if self.title is not None and self.title.since < day:
                self._review(self.title, day)
            if self.title is None:
                self._admission(day)
            if _ends_a_year(day, self.span):
                self.course.status[day.year] = self._standing()
        return self.course

    def _concerns(self, day: date) -> bool:
        """Whether anything at all can happen to this path on a day."""
        term_over = self.title is not None and self.title.expires is not None and self.title.expires <= day
        acts = day in self.agenda.days or day in self.happening or day == self.certified_on
        return term_over or acts or _ends_a_year(day, self.span)

    def _standing(self) -> Standing:
        if self.title is not None:
            return Standing("certified", "", None)
        if self.lost is not None:
            return Standing("lost", *self.lost)
        return Standing("candidate", "", None)

    # The title: opened, lost, without standing.

    def _held_at_the_start(self) -> Title | None:
        """A title certified by the first day; a term that ended before it was renewed on time until then."""
        if self.certified_on is None or self.certified_on > self.span.first:
            return None
        title = self._opened(self.certified_on, day_of(self.facts.get("expires_on", "")))
        while title.expires is not None and title.expires < self.span.first:
            title.counted_from = title.expires
            title.expires = self._term_from(title.expires, title.expires)
        return title

    def _opened(self, day: date, expires: date | None = None) -> Title:
        """A title from `day`; in Henan it has no term, elsewhere a stated expiry overrides the computed."""
        if self.place == "henan":
            return Title(day, None, day)
        return Title(day, expires or self._term_from(day, day), day)

    def _term_from(self, start: date, decided: date) -> date:
        """Zhuhai 第十三条, Beijing 第十五条, Shanghai 第十四条: the expiry day is still inside the term."""
        return years_later(start, self.levers.whole(f"{self.place}.term_years", decided))

    def _admit(self, day: date, expires: date | None = None) -> None:
        self.title = self._opened(day, expires)
        self.course.entries.append(Entry("admitted", day, "", ""))

    def _lose(self, cause: str, day: date) -> None:
        self.title, self.lost = None, (cause, day)
        self.course.entries.append(Entry("lost", day, cause, ""))

    def _revoke(self, title: Title, cause: str, day: date) -> None:
        """Zhuhai 第十五条, Beijing 第十七条 take the title; Shanghai 第十七条 the standing, once."""
        if self.place != "shanghai" or self.levers.yes("shanghai.immediate_revocation", day):
            self._lose(cause, day)
        elif not title.without_standing:
            title.without_standing = True
            self.course.entries.append(Entry("standing_lost", day, cause, ""))

    # What befalls a title.

    def _needs_both(self, day: date) -> bool:
        return self.place in CITIES and self.levers.choice(f"{self.place}.report_breach", day) == "both"

    def _causes(self, title: Title, day: date) -> None:
        """The first cause of the day; refusal alone is none where the lever asks for lateness as well."""
        happening = self.happening.get(day, set())
        for cause in CAUSES_OF[self.place]:
            if cause not in happening:
                continue
            if cause == "monitoring_refused" and self._needs_both(day):
                title.refused_in = day.year
                if title.late_in != day.year:
                    continue
            self._revoke(title, cause, day)
            return

    def _deadline(self, title: Title, duty: Duty, deadline: date, day: date) -> None:
        """A report or form on the year before the deadline's that had not come by then."""
        year = deadline.year - 1
        first = title.since.year
        if self.levers.choice(f"{self.place}.first_report", day) == "year_before":
            first -= 1
        sent = self._sent(duty, year)
        ignored = sent is None and self.levers.choice(f"{self.place}.never_sent", day) == "ignored"
        if year < first or ignored or (sent is not None and sent <= deadline):
            return
        if self._needs_both(day):
            title.late_in = day.year
            if title.refused_in != day.year:
                return
        self._revoke(title, "late_report", day)

    def _sent(self, duty: Duty, year: int) -> date | None:
        """The earliest report or form on a year; a report stands in only where no form was sent."""

        def earliest(kind: str) -> date | None:
            days = (event.day for event in self.events if (event.kind, event.year) == (kind, year))
            return min(days, default=None)

        form = earliest("form") if duty.kind == "form" else None
        return form or earliest("report")

    # Re-review and admission.

    def _case(self, day: date, *, review: bool) -> Case:
        return Case(
            self.place,
            day,
            self.facts,
            self.rows,
            self.incident_days,
            self.requirements,
            self.levers,
            review,
        )

    def _review(self, title: Title, day: date) -> None:
        """Henan on its calendar; elsewhere on the expiry day, or as many days later as the lever says."""
        if self.place == "henan":
            if day in self.agenda.reviews:
                cause = self._failing(self._case(day, review=True), "delisted")
                if cause:
                    self._lose(cause, day)
            return
        assert title.expires is not None
        if title.expires > day:
            return
        if title.expires + ONE_DAY * self.levers.whole(f"{self.place}.review_lag_days", day) > day:
            return
        if title.without_standing:
            cause = "term_ended_without_standing"
        elif self._not_applied(title, title.expires):
            cause = "no_renewal_application"
        else:
            cause = self._failing(self._case(day, review=True), "re_review")
        if cause:
            self._lose(cause, day)
            return
        title.counted_from = title.expires
        title.expires = self._term_from(title.expires, day)
        self.course.entries.append(Entry("renewed", day, "", ""))

    def _not_applied(self, title: Title, expires: date) -> bool:
        """The event concerns the first expiry on or after its date; before the run it does nothing."""
        return any(
            event.kind == "no_renewal_application"
            and event.day >= self.span.first
            and title.counted_from < event.day <= expires
            for event in self.events
        )

    def _failing(self, case: Case, failed: str) -> str:
        """The cause for which a review fails, its criteria noted; empty where it passes.

        The standard comes before the plan, and what is not met before what is unknown.
        """
        findings = judge(case)
        if self._passes_automatically(case):
            findings = {}
        plan, plan_id = plan_attained(case), f"{case.place}.plan_attainment"
        lenient = self.levers.yes(f"{case.place}.incomplete_passes", case.day)
        not_met = frozenset(key for key, truth in findings.items() if truth is Truth.NOT_MET)
        unknown = frozenset(key for key, truth in findings.items() if truth is Truth.UNKNOWN)
        nothing: frozenset[str] = frozenset()
        if not_met:
            beside = {plan_id} if plan is Truth.NOT_MET else nothing
            self.course.failed[case.day] = [not_met, not_met | beside]
            return failed
        if unknown and not lenient:
            beside = nothing if plan is Truth.MET else {plan_id}
            self.course.failed[case.day] = [nothing, unknown, unknown | beside, nothing | beside]
            return "incomplete_review"
        if plan is Truth.NOT_MET:
            self.course.failed[case.day] = [frozenset({plan_id})]
            return "plan_attainment"
        if plan is Truth.UNKNOWN and not lenient:
            self.course.failed[case.day] = [nothing, frozenset({plan_id})]
            return "incomplete_review"
        return ""

    def _passes_automatically(self, case: Case) -> bool:
        """Recognition serves admission; only by lever does it serve a re-review."""
        if case.place not in {"zhuhai", "beijing"}:
            return False
        by_lever = self.levers.yes(f"{case.place}.automatic_at_review", case.day)
        return by_lever and recognised(case.place, self.facts.get("recognised_by", ""))

    def _admission(self, day: date) -> None:
        """Certification on its stated day, without a test; else the round, by recognition or standard.

        A cluster that its file certifies later stays a candidate until then, so no round admits it earlier.
        """
        if self.certified_on == day and self.lost is None:
            self._admit(day, day_of(self.facts.get("expires_on", "")))
            return
        awaited = self.certified_on is not None and self.certified_on > day
        barred = self.lost is not None and not self.levers.yes(f"{self.place}.readmission", day)
        if day not in self.agenda.rounds or awaited or barred:
            return
        if recognised(self.place, self.facts.get("recognised_by", "")):
            self._admit(day)
            return
        if not may_apply(self.place, self.facts.get("recognised_by", ""), day, self.levers):
            return
        found = set(judge(self._case(day, review=False)).values())
        if not found & {Truth.NOT_MET, Truth.UNKNOWN}:
            self._admit(day)
