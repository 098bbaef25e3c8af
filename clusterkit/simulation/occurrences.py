"""What happens to clusters besides their figures: events, reports, and what a review asks in words.

Every cluster, year and replication has one 32-bit word for each question, from one stream. What
the portfolio has on file stands: dated events and reports win over draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.events import EventLog, Pairs
from clusterkit.simulation.cohort import Cohort, Tables
from clusterkit.simulation.dynamics import Dynamics, Missing, Reporting
from clusterkit.simulation.reports import NEVER, offsets, ranges_after
from clusterkit.simulation.requirements import Requirements, YearAnswers
from clusterkit.simulation.streams import BLOCK, RANGE, Streams, Words
from clusterkit.simulation.workspace import Workspace

Days = NDArray[np.int64]

DRAWN_EVENTS = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")
NO_APPLICATION, LATE_APPLICATION, LAPSE, MENDING = "no_application", "late_application", "lapse", "mending"


class Occurrences:
    """The occurrences of one tile and block, year by year into an event log."""

    def __init__(
        self,
        portfolio: Tables,
        cohorts: Sequence[Cohort],
        requirements: Mapping[str, Sequence[Sequence[str]]],
        *,
        streams: Streams,
        workspace: Workspace,
        blocks: range,
        replications: int,
        first_year: int,
        last_year: int,
        missing: Missing,
    ) -> None:
        self.count, self.replications = len(portfolio.cluster_id), replications
        self.log = EventLog(self.count, replications)
        self._portfolio = portfolio
        self._cohorts = cohorts
        self._last_year = last_year
        self._missing = missing
        self._position = {str(name): index for index, name in enumerate(portfolio.cluster_id)}
        self._year_index = {int(year): index for index, year in enumerate(portfolio.years)}
        self._questions = [questions(cohort.dynamics) for cohort in cohorts]
        self._words = [self._drawn(cohort, index, streams, workspace, blocks) for index, cohort in enumerate(cohorts)]
        blanks = _Blanks(streams, blocks, replications)
        self._blanks = blanks
        self._answers = Requirements(
            portfolio, cohorts, requirements, replications, missing, lambda cohort: blanks.of(cohort)[:, 0]
        )
        self._answered = min((cohort.base for cohort in cohorts), default=last_year)
        self._applied: dict[int, NDArray[np.bool_]] = {}
        self._opening = calendar.first_day(first_year)
        self._file_before(min(first_year, self._answered + 1))

    def open_year(self, year: int) -> None:
        """Draw the events of a calendar year; where the portfolio has dated ones of a kind, they stand."""
        on_file = self._dated(year)
        for kind in DRAWN_EVENTS:
            stated = {cluster for cluster, _ in on_file.get(kind, ())}
            if kind == "incident":
                stated |= self._counted(year)
            for index, cohort in enumerate(self._cohorts):
                self._draw_events(index, cohort, kind, year, stated)
            if kind in on_file:
                self.log.add(kind, year, self._everywhere(on_file[kind]))
        self._applied[year] = self._not_applying(year)

    def no_application(self, year: int) -> NDArray[np.bool_]:
        """Say who would not apply for a renewal in a year, shape (cluster, replication)."""
        return self._applied[year]

    def late_applications(self, year: int) -> NDArray[np.float64]:
        """Return how far into the time that is left, from 0 to 1, each late application of a year comes; NaN for none.

        Shape (cluster, replication). Asked of those who did not apply in time; nobody is late without a chance of it.
        """
        share = np.full((self.count, self.replications), np.nan)
        for index, cohort in enumerate(self._cohorts):
            chance = cohort.dynamics.late_application
            if chance is not None and chance.value > 0.0 and year > cohort.base:
                words = self._asked(index, year - cohort.base - 1, LATE_APPLICATION).reshape(len(cohort), -1)
                uniform = (words + 0.5) / RANGE / chance.value
                share[cohort.rows] = np.where(uniform < 1.0, uniform, np.nan)
        return share

    def no_application_on_file(self) -> list[tuple[int, int]]:
        """Return the clusters (by index) that on file do not apply for the expiry on or after a day."""
        return [
            (self._position[event.cluster_id], event.day)
            for event in self._portfolio.events
            if event.kind == "no_renewal_application" and event.day >= self._opening
        ]

    def incidents(self, year: int) -> NDArray[np.float64]:
        """Return the incidents of a simulated year, shape (cluster, replication)."""
        pairs = self.log.pairs("incident", year)
        count = np.zeros((self.count, self.replications))
        np.add.at(count, (pairs.cluster, pairs.replication), 1.0)
        return count

    def latest_incidents(self) -> NDArray[np.float64]:
        """Return the incidents drawn for the latest year of each cluster, shape (cluster, replication)."""
        count = np.zeros((self.count, self.replications))
        for cohort in self._cohorts:
            rate = cohort.dynamics.rates.get("incident")
            if rate is not None:
                count[cohort.rows] = self._blanks.of(cohort)[:, 1] < -np.expm1(-rate.value) * RANGE
        return count

    def sent(self, column: str, year: int) -> Days:
        """Return the day on which the report on a year is sent (NEVER if it is not), shape (cluster, replication)."""
        days = np.full((self.count, self.replications), NEVER, dtype=np.int64)
        for index, cohort, reporting in self._reports(column, year):
            words = self._asked(index, year - cohort.base, reporting.column)
            offset = offsets(reporting)[words >> np.uint32(16)].reshape(len(cohort), -1)
            usual = calendar.month_day(year + 1, reporting.usual)
            days[cohort.rows] = np.where(offset == NEVER, NEVER, usual + offset)
        rows, dates = self._dates_on_file(column, year)
        days[rows] = dates[:, np.newaxis]
        return days

    def sent_after(self, column: str, year: int, day: int) -> NDArray[np.bool_]:
        """Say whose report on a year is sent after a day, or never, shape (cluster, replication).

        Nothing is known of a year before the latest on file whose date is blank: nobody is late then.
        """
        late = np.zeros((self.count, self.replications), np.bool_)
        for index, cohort, reporting in self._reports(column, year):
            words = self._asked(index, year - cohort.base, reporting.column)
            found = np.zeros(words.shape, np.bool_)
            for low, high in ranges_after(reporting, day - calendar.month_day(year + 1, reporting.usual)):
                found |= (words >= low) & (words <= high) if low else words <= high
            late[cohort.rows] = found.reshape(len(cohort), -1) & (cohort.latest <= year)[:, np.newaxis]
        rows, dates = self._dates_on_file(column, year)
        late[rows] = (dates > day)[:, np.newaxis]
        return late

    def _reports(self, column: str, year: int) -> Iterator[tuple[int, Cohort, Reporting]]:
        for index, cohort in enumerate(self._cohorts):
            for reporting in cohort.dynamics.reporting:
                if reporting.column == column and year >= cohort.base:
                    yield index, cohort, reporting

    def _dates_on_file(self, column: str, year: int) -> tuple[NDArray[np.intp], Days]:
        stated = self._portfolio.observations.get(column)
        if stated is None or year not in self._year_index:
            return np.empty(0, np.intp), np.empty(0, np.int64)
        dates = stated[self._year_index[year]]
        rows = np.flatnonzero(~np.isnan(dates))
        return rows, dates[rows].astype(np.int64)

    def answers_until(self, year: int) -> dict[int, YearAnswers]:
        """Return the answers of the years up to one that were not asked for before."""
        found = {}
        while self._answered < year:
            self._answered += 1
            words: list[tuple[Words | None, ...]] = []
            for index, cohort in enumerate(self._cohorts):
                offset = self._answered - cohort.base - 1
                words.append(tuple(self._flat(index, offset, name) for name in (LAPSE, MENDING)))
            found[self._answered] = self._answers.next_year(self._answered, words)
        return found

    def answers_on_file(self, year: int) -> YearAnswers:
        """Return the portfolio's answers in a year, with blanks of the latest year drawn or left."""
        return self._answers.on_file(year)

    def _drawn(self, cohort: Cohort, index: int, streams: Streams, workspace: Workspace, blocks: range) -> Words:
        """Return a cohort's words, shape (cluster, block, year, question, BLOCK), from the year after its base."""
        years = max(self._last_year - cohort.base, 0)
        shape = (len(cohort), len(blocks), years, len(self._questions[index]), BLOCK)
        drawn: Words = workspace.array(f"words {index}", shape, np.uint32)
        for latest in np.unique(cohort.latest):
            rows = np.flatnonzero(cohort.latest == latest)
            skipped = int(latest) - cohort.base
            ids = [cohort.ids[row] for row in rows]
            for place, block in enumerate(blocks):
                targets = [drawn[row, place, skipped:] for row in rows]
                streams.words(streams.states(cohort.dynamics.key, "events", ids, block), targets)
            drawn[rows, :, :skipped] = np.uint32(0xFFFFFFFF)
        return drawn

    def _asked(self, index: int, offset: int, question: str) -> Words:
        """Return a cohort's words to one question in one year, shape (cluster, block, replication)."""
        words = self._words[index][:, :, offset, self._questions[index].index(question)]
        return words[:, :, : self.replications]

    def _flat(self, index: int, offset: int, question: str) -> Words | None:
        """Return the same, shape (cluster, replication); None where the model or the year does not ask it."""
        if offset < 0 or question not in self._questions[index]:
            return None
        words = self._asked(index, offset, question)
        return words.reshape(len(words), -1)

    def _draw_events(self, index: int, cohort: Cohort, kind: str, year: int, stated: set[int]) -> None:
        rate = cohort.dynamics.rates.get(kind)
        if rate is None or rate.value <= 0.0 or year <= cohort.base:
            return
        words = self._asked(index, year - cohort.base - 1, kind)
        edge = np.uint32(min(-np.expm1(-rate.value) * RANGE, RANGE - 1))
        cluster, replication = np.divmod(np.flatnonzero(words < edge), self.replications)
        uniform = (words[cluster, replication // BLOCK, replication % BLOCK] + 0.5) / RANGE
        fresh = cohort.latest[cluster] < year
        if stated:
            fresh &= ~np.isin(cluster + cohort.rows.start, list(stated))
        cluster, replication, uniform = cluster[fresh], replication[fresh], uniform[fresh]
        waited = -np.log1p(-uniform) / rate.value
        first, last = calendar.first_day(year), calendar.last_day(year)
        day = np.minimum(first + (waited * (last - first + 1)).astype(np.int64), last)
        self.log.add(kind, year, Pairs(cluster + cohort.rows.start, replication, day))

    def _not_applying(self, year: int) -> NDArray[np.bool_]:
        who = np.zeros((self.count, self.replications), np.bool_)
        for index, cohort in enumerate(self._cohorts):
            chance = cohort.dynamics.no_application
            if chance is not None and chance.value > 0.0 and year > cohort.base:
                words = self._asked(index, year - cohort.base - 1, NO_APPLICATION)
                who[cohort.rows] = (words < np.uint32(chance.value * (RANGE - 1))).reshape(len(cohort), -1)
        return who

    def _file_before(self, first_year: int) -> None:
        """File the dated events of the years before the run: windows of later reviews may reach them."""
        for year in sorted({calendar.year_of(event.day) for event in self._portfolio.events}):
            if year < first_year:
                for kind, pairs in self._dated(year).items():
                    self.log.add(kind, year, self._everywhere(pairs))

    def _dated(self, year: int) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for event in self._portfolio.events:
            if calendar.year_of(event.day) == year:
                found.setdefault(event.kind, []).append((self._position[event.cluster_id], event.day))
        return found

    def _counted(self, year: int) -> set[int]:
        """Return the clusters whose row of the year already counts the incidents."""
        if year not in self._year_index or "incidents" not in self._portfolio.observations:
            return set()
        counts = self._portfolio.observations["incidents"][self._year_index[year]]
        return {int(row) for row in np.flatnonzero(~np.isnan(counts))}

    def _everywhere(self, pairs: Sequence[tuple[int, int]]) -> Pairs:
        """Return dated events of clusters as pairs in every replication."""
        cluster = np.repeat(np.array([one for one, _ in pairs], dtype=np.intp), self.replications)
        day = np.repeat(np.array([one for _, one in pairs], dtype=np.int64), self.replications)
        return Pairs(cluster, np.tile(np.arange(self.replications), len(pairs)), day)


def questions(dynamics: Dynamics) -> tuple[str, ...]:
    """Return what a model asks of every cluster and year, in the order of the draws."""
    asked = [kind for kind in DRAWN_EVENTS if kind in dynamics.rates]
    asked += [
        name for name in (NO_APPLICATION, LATE_APPLICATION, LAPSE, MENDING) if getattr(dynamics, name) is not None
    ]
    return (*asked, *(reporting.column for reporting in dynamics.reporting))


class _Blanks:
    """The words for what is blank in the latest year, drawn only where something is."""

    def __init__(self, streams: Streams, blocks: range, replications: int) -> None:
        self._streams, self._blocks, self._replications = streams, blocks, replications
        self._drawn: dict[str, Words] = {}

    def of(self, cohort: Cohort) -> Words:
        """Return a cohort's words, shape (cluster, question, replication): requirements, then incidents."""
        if cohort.jurisdiction not in self._drawn:
            parts = []
            for block in self._blocks:
                drawn = np.empty((len(cohort), 1, 2, BLOCK), np.uint32)
                states = self._streams.states(cohort.dynamics.key, "blank answers", cohort.ids, block)
                self._streams.words(states, drawn)
                parts.append(drawn[:, 0])
            self._drawn[cohort.jurisdiction] = np.concatenate(parts, axis=2)[:, :, : self._replications]
        return self._drawn[cohort.jurisdiction]
