"""One path: what one measure does to one cluster's title, from the first day of a run to its last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from attrs import define

from clusterkit.law.decision import REVIEWS, AtExpiry, Decision
from clusterkit.law.effect import RESULT_OF, RESULTS, Effect, EffectKind
from clusterkit.verification.agenda import Deadline, Span
from clusterkit.verification.case import Case, Holder
from clusterkit.verification.dates import ONE_DAY, months_later, years_later
from clusterkit.verification.hearing import Session, cost
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.record import LATE_APPLICATION, NO_APPLICATION, Record
from clusterkit.verification.statute import Statute
from clusterkit.verification.story import Entry, Standing, Stop
from clusterkit.verification.truth import Truth
from clusterkit.verification.words import known

_HAPPENED: Final[Mapping[EffectKind, str]] = {
    "admit": "admitted",
    "renew": "renewed",
    "keep": "kept",
    "warn": "warned",
    "lose_standing": "standing_lost",
    "lose": "lost",
    "mend": "mending",
}


@define(eq=False)
class Title:
    """A title while it is held.

    `begun` is the expiry that the present term counts from (None in the first term), `mend_until` the
    last day of a period to mend, `put_off_to` the day to which the review at expiry was put off, and
    `applied_late` whether renewal is applied for on it.
    """

    since: date
    expires: date | None
    begun: date | None = None
    standing: bool = True
    mend_until: date | None = None
    put_off_to: date | None = None
    applied_late: bool = False


class Path:
    """One title under one measure, day by day; `entries` and `status` are what the law makes of it."""

    def __init__(self, statute: Statute, record: Record) -> None:
        self.statute, self.record = statute, record
        self.entries: list[Entry] = []
        self.status: dict[int, Standing] = {}
        limit = statute.limit
        self.stopped = None if limit is None else Stop(statute.span.first, limit.why)
        self._stated = record.title(statute.policy.key)
        self._lost: tuple[str, date] | None = None
        self._barred_until = date.min
        self._memory: dict[str, list[str]] = {}
        self._title = self._held_at_start()
        self._yesterday: Title | None = None

    # The days -----------------------------------------------------------------------------------

    @cached_property
    def days(self) -> set[date]:
        """The days on which something can happen to the title, but for its own reviews."""
        days = {date(year, 12, 31) for year in self.statute.span.years}
        days |= self.statute.agenda.days | set(self.statute.levers.change_days) | set(self._happening)
        return days if self._stated.since is None else days | {self._stated.since}

    def due(self, after: date) -> date | None:
        """Return the first day after a day on which the title's own review can be, under the lag then in force."""
        title, day = self._title, after + ONE_DAY
        due = None if self.stopped is not None or title is None else self._own_day(title, day)
        return None if due is None else max(due, day)

    def open_day(self) -> None:
        """Keep in mind whether the title was held at the end of the day before."""
        self._yesterday = self._title

    def take(self, day: date, others: Mapping[str, Holder]) -> None:
        """Let a day pass: causes, missed deadlines, reviews, admission, in the law's order."""
        if self.stopped is not None:
            return
        try:
            self._take(day, others)
        except NotReplayed as limit:
            self.stopped = Stop(day, limit.why)
            return
        if (day.month, day.day) == (12, 31):
            self.status[day.year] = self._standing()

    def held(self, day: date, batch: str) -> Truth:
        """Say whether the title, of a batch if one is named, was held at the end of the day before a day."""
        if self.stopped is not None:
            key = self.statute.policy.key
            raise NotReplayed(
                f"取决于 {key} 的称号,而该称号未能重算", f"it rests on the title under {key}, which is not replayed"
            )
        title = self._yesterday
        if title is None or title.since >= day:
            return Truth.NOT_MET
        if not batch:
            return Truth.MET
        if title.since != self._stated.since or not self._stated.batch:
            return Truth.UNKNOWN  # of a title granted within the run, no batch is known
        return Truth.MET if self._stated.batch == batch else Truth.NOT_MET

    def _take(self, day: date, others: Mapping[str, Holder]) -> None:
        agenda, over = self.statute.agenda, self.statute.ended(day)
        for decision in () if over else self._happening.get(day, ()):
            if self._title is not None and self._title.since < day:
                self._decide(decision, day, others)
        for decision, deadline in agenda.missed.get(day, ()):
            if self._title is not None and self._missed(self._title, deadline):
                self._decide(decision, day, others)
        for decision in () if over else agenda.reviews.get(day, ()):
            if self._title is not None and self._title.since < day and self._title.mend_until is None:
                self._decide(decision, day, others)
        while self._comes_up(day):
            self._hold(day, others)
        for decision in () if over else agenda.rounds.get(day, ()):
            if self._enters(day):
                self._decide(decision, day, others)
        self._certify(day)

    def _certify(self, day: date) -> None:
        """Certify without a test where the tables state the day: the last thing of it."""
        if self._stated.since == day > self.statute.span.first and self._title is None:
            self._admit(day, self._stated.until)
            self.entries.append(Entry(day, "admitted"))

    @cached_property
    def _happening(self) -> Mapping[date, list[Decision]]:
        """The decisions on dated events within the run, on one day in the order of the policy."""
        order = {kind: place for place, kind in enumerate(self.statute.on_event)}
        span, found = self.statute.span, dict[date, list[Decision]]()
        known = [one for one in self.record.events if one.kind in order and span.first <= one.day <= span.last]
        for event in sorted(known, key=lambda one: order[one.kind]):
            found.setdefault(event.day, []).append(self.statute.on_event[event.kind])
        return found

    def _standing(self) -> Standing:
        if self._title is not None:
            return Standing("certified")
        return Standing("candidate") if self._lost is None else Standing("lost", *self._lost)

    # Terms and duties ---------------------------------------------------------------------------

    def _held_at_start(self) -> Title | None:
        """Return the title certified by the first day; terms that ended before it were renewed on time."""
        since, span = self._stated.since, self.statute.span
        if since is None or since > span.first:
            return None
        title = Title(since, self._first_term(since, self._stated.until))
        while title.expires is not None and title.expires < span.first:
            self._begin_term(title, title.expires)
        return title

    def _first_term(self, day: date, stated: date | None) -> date | None:
        computed = self.statute.term_from(day, day, first=True)
        return computed if computed is None or stated is None else stated

    def _begin_term(self, title: Title, day: date) -> None:
        """Begin another term, counted from the old expiry and as long as on a day."""
        if title.expires is not None:
            title.begun, title.put_off_to = title.expires, None
            title.expires = self.statute.term_from(title.begun, day, first=False)

    def _own_day(self, title: Title, day: date) -> date | None:
        """Return the day on which the title next comes before its authority of itself, as things are on a day."""
        if title.mend_until is not None or title.put_off_to is not None:
            return title.mend_until or title.put_off_to
        return None if title.expires is None else self.statute.review_day(title.expires, day)

    def _comes_up(self, day: date) -> bool:
        due = None if self._title is None else self._own_day(self._title, day)
        return due is not None and due <= day

    def _hold(self, day: date, others: Mapping[str, Holder]) -> None:
        """Decide at the end of a period to mend, or hold the review at expiry unless it is put off.

        A term that is over, and is not followed by another, is: counted as renewed on time.
        """
        title, review = self._title, self.statute.review
        assert title is not None
        expires, mended = title.expires, title.mend_until is not None
        if mended:
            if self.statute.mending_end is None:
                raise NotReplayed("整改期满后无决定", "nothing is decided at the end of its period to mend")
            title.mend_until = None
            title.put_off_to = None if title.put_off_to is None else max(title.put_off_to, day)
            self._decide(self.statute.mending_end, day, others)
        else:
            assert review is not None
            if title.put_off_to is None and self._puts_off(review, title, day):
                return
            self._decide(review, day, others)
            title.put_off_to = None
        if self._title is not title or title.mend_until is not None or title.put_off_to is not None:
            return
        if expires is not None and title.expires == expires <= day:
            self._begin_term(title, day)
        while title.expires is not None and title.expires < day:
            self._begin_term(title, day)

    def _puts_off(self, review: Decision, title: Title, day: date) -> bool:
        """Put the review off where renewal was not applied for and still may be; say so.

        It is held on the day of the application, or on the last day for one.
        """
        assert isinstance(review.occasion, AtExpiry)
        window = review.occasion.window
        months = None if window is None else self.statute.levers.number(window, day)
        if months is None or title.expires is None or not title.standing or self.statute.ended(day):
            return False
        last = months_later(title.expires, int(months))
        if not self._not_applied(review) or last <= day:
            return False
        applied = [one.day for one in self.record.events if one.kind == LATE_APPLICATION]
        late = min((one for one in applied if day < one <= last), default=None)
        title.put_off_to, title.applied_late = late or last, late is not None
        self.entries.append(Entry(day, "put_off", citation=review.citation))
        return True

    def _enters(self, day: date) -> bool:
        """Say whether the cluster enters a round: it holds no title, awaits none on file, and may come again."""
        if self._title is not None or (self._stated.since is not None and self._stated.since >= day):
            return False
        again = self._lost is None or self.statute.levers.yes(self.statute.policy.readmission, day)
        if again and self._barred_until < day:
            self._asked_of_the_group()
            return True
        return False

    def _asked_of_the_group(self) -> None:
        """Raise NotReplayed where a loss of another cluster of its group may bar it."""
        effects = [effect for decision in self.statute.policy.decisions for effect in decision.effects]
        for effect in effects:
            if effect.bar is not None and self.statute.levers.ever(effect.bar) and self.record.group(effect.bar_group):
                raise NotReplayed(
                    f"同一{effect.bar_group}的其他集群失去称号可使其不得申报",
                    f"a loss of another cluster of its {effect.bar_group} may bar it",
                )

    def _missed(self, title: Title, deadline: Deadline) -> bool:
        """Say whether the title owed what was due by a deadline, and it had not come by then."""
        duty, day, levers = deadline.duty, deadline.day, self.statute.levers
        if duty.of is not None and (self.record.group(duty.of.fact) in duty.of.groups) == duty.of.others:
            return False
        first = title.since.year - (1 if levers.value(duty.first, day) == "year_before" else 0)
        if title.since > day or deadline.year < first or self.statute.ended(day):
            return False
        sent = self.record.sent(duty.sent_as, deadline.year)
        return levers.value(duty.never_sent, day) != "ignored" if sent is None else sent > day

    def _late(self, duty: str, day: date) -> bool:
        """Say whether a duty was breached in the running year; on the day itself causes come before lateness."""
        return self._title is not None and any(
            one.duty.key == duty and one.day.year == day.year and one.day + ONE_DAY < day
            and self._missed(self._title, one)
            for one in self.statute.agenda.deadlines
        )  # fmt: skip

    def _not_applied(self, decision: Decision) -> bool:
        """Say whether no renewal was applied for, by the title's expiry or in the time that was left after it."""
        title = self._title
        if title is None or not isinstance(decision.occasion, AtExpiry):
            return False
        if title.put_off_to is not None:
            return not title.applied_late
        return any(one.kind == NO_APPLICATION and one.day == title.expires for one in self.record.events)

    # Decisions ----------------------------------------------------------------------------------

    def _decide(self, decision: Decision, day: date, others: Mapping[str, Holder]) -> None:
        """Give the effect of the first rule that holds."""
        pages = self._memory.setdefault(decision.key, [])
        pages.insert(0, RESULTS[0])
        session = Session(
            case=Case(self.record, self.statute.levers, day, self._law_day(decision, day), others),
            standard=decision.standard,
            without_standing=self._title is not None and not self._title.standing,
            not_applied=self._not_applied(decision),
            measure_ended=self.statute.ended(day),
            breached=lambda duty: self._late(duty, day),
            results=tuple(pages),
        )
        for ask, effect in self.statute.rules[id(decision)]:
            held = ask(session)
            given = decision.undecided if held is Truth.UNKNOWN else effect if held.holds else None
            if given is not None:
                self._give(given, decision, session)
                return

    def _law_day(self, decision: Decision, day: date) -> date:
        """Return the day whose levers apply: where old rules stay, a review takes those on which the term began."""
        lever, title = self.statute.policy.new_rules_at_review, self._title
        if lever is None or title is None or not isinstance(decision.occasion, REVIEWS):
            return day
        return day if self.statute.levers.yes(lever, day) else title.begun or title.since

    def _give(self, effect: Effect, decision: Decision, session: Session) -> None:
        """Change the title, and tell it."""
        day, title = session.case.day, self._title
        known(effect, decision.key)
        if effect.kind not in _HAPPENED:
            raise NotReplayed(
                f"后果“{effect.kind}”不在可重算之列", f"the effect {effect.kind} is not one that is recomputed"
            )
        citation = effect.citation or decision.citation
        told: Entry | None = Entry(day, _HAPPENED[effect.kind], effect.cause, citation=citation)
        if effect.kind == "admit":
            self._admit(day)
        elif effect.kind == "lose":
            self.entries.extend(cost(effect, session, self.statute))
            self._title, self._lost = None, (effect.cause, day)
            years = None if effect.bar is None else self.statute.levers.number(effect.bar, day)
            if years is not None:
                self._barred_until = max(self._barred_until, years_later(day, int(years)))
        elif title is None:
            what = _HAPPENED[effect.kind]
            raise NotReplayed(f"未持有称号却“{what}”", f"what holds no title is {what}")
        elif effect.kind == "lose_standing":
            told = told if title.standing else None  # what is lost already is not told again
            title.standing = False
        elif effect.kind == "renew":
            title.standing = True
            self._begin_term(title, day)
        elif effect.kind == "mend":
            months = None if effect.within is None else self.statute.levers.number(effect.within, day)
            title.mend_until = None if months is None else max(months_later(day, int(months)), day + ONE_DAY)
        self.entries.extend(() if told is None else (told,))
        self._memory.setdefault(decision.key, [""])[0] = RESULTS[RESULT_OF[effect.kind]]

    def _admit(self, day: date, stated: date | None = None) -> None:
        """Open a new title, without anything that went before."""
        self._title = Title(day, self._first_term(day, stated))
        self._memory.clear()


def walk(paths: Mapping[str, Path], span: Span) -> None:
    """Let the days of a run pass over one cluster's titles, by measure; each sees the others' of the day before."""
    for day in _days(list(paths.values()), span):
        holders = {key: _holder(path, day) for key, path in paths.items()}
        for path in paths.values():
            path.open_day()
        for key, path in paths.items():
            path.take(day, {name: holds for name, holds in holders.items() if name != key})


def _holder(path: Path, day: date) -> Holder:
    return lambda batch: path.held(day, batch)


def _days(paths: Sequence[Path], span: Span) -> Iterator[date]:
    """Yield the days on which something can happen; own reviews as they come to be due."""
    fixed = sorted(day for day in set[date]().union(*(path.days for path in paths)) if span.first <= day <= span.last)
    today = span.first - ONE_DAY
    for stop in fixed:
        while True:
            due = min((day for path in paths if (day := path.due(today)) is not None), default=stop)
            if due >= stop:
                break
            yield due
            today = due
        yield stop
        today = stop
