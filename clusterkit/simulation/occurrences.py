"""What happens to clusters besides their figures: events, reports, and what a review asks in words.

Every cluster, year and replication has one 32-bit word for each question, from one stream. What
the portfolio has on file stands: dated events and reports win over draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.simulation.cohort import Cohort, Tables
from clusterkit.simulation.dynamics import Reporting
from clusterkit.simulation.streams import BLOCK, Streams, Words
from clusterkit.simulation.workspace import Workspace

Missing = Literal["assume", "unknown"]
Days = NDArray[np.int64]

DRAWN_EVENTS = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")
NO_APPLICATION, LAPSE, MENDING = 5, 6, 7
_FIRST_REPORT = 8

NEVER = 5_000_000
"""The day of a report that is never sent: after every deadline."""

_RANGE = 2.0**32
_STEPS = 65_536


class Occurrences:
    """The occurrences of one tile and block, year by year into an event log."""

    def __init__(
        self,
        portfolio: Tables,
        cohorts: Sequence[Cohort],
        requirements: Mapping[str, Sequence[str]],
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
        self._words = [self._drawn(cohort, index, streams, workspace, blocks) for index, cohort in enumerate(cohorts)]
        blanks = [_blank_words(cohort, streams, blocks, replications) for cohort in cohorts]
        self._blank_incidents = [words[:, 1] for words in blanks]
        lapses = [words[:, 0] for words in blanks]
        self._answers = _Answers(portfolio, cohorts, requirements, replications, missing, lapses)
        self._answered = min((cohort.base for cohort in cohorts), default=last_year)
        self._applied: dict[int, NDArray[np.bool_]] = {}
        self._file_before(first_year)

    def open_year(self, year: int) -> None:
        """Draw the events of a calendar year; where the portfolio has dated ones of a kind, they stand."""
        on_file = self._dated(year)
        for slot, kind in enumerate(DRAWN_EVENTS):
            stated = {cluster for cluster, _ in on_file.get(kind, ())}
            if kind == "incident":
                stated |= self._counted(year)
            for index, cohort in enumerate(self._cohorts):
                self._draw_events(index, cohort, kind, slot, year, stated)
            self.log.add(kind, year, self._everywhere(on_file.get(kind, ())))
        self._applied[year] = self._not_applying(year)

    def no_application(self, year: int) -> NDArray[np.bool_]:
        """Say who would not apply for a renewal in a year, shape (cluster, replication)."""
        return self._applied[year]

    def no_application_on_file(self) -> list[tuple[int, int]]:
        """Return the clusters (by index) that on file do not apply for the expiry on or after a day."""
        return [
            (self._position[event.cluster_id], event.day)
            for event in self._portfolio.events
            if event.kind == "no_renewal_application"
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
        for cohort, words in zip(self._cohorts, self._blank_incidents, strict=True):
            rate = cohort.dynamics.rates.get("incident")
            if rate is not None:
                count[cohort.rows] = words < -np.expm1(-rate.value) * _RANGE
        return count

    def sent(self, column: str, year: int) -> Days:
        """Return the day on which the report on a year is sent, shape (cluster, replication)."""
        days = np.full((self.count, self.replications), NEVER, dtype=np.int64)
        for index, cohort in enumerate(self._cohorts):
            for place, reporting in enumerate(cohort.dynamics.reporting):
                if reporting.column == column and year >= cohort.base:
                    word = self._asked(index, year - cohort.base, _FIRST_REPORT + place)
                    offset = _offsets(reporting)[word >> 16]
                    usual = calendar.month_day(year + 1, reporting.usual)
                    days[cohort.rows] = np.where(offset == NEVER, NEVER, usual + offset)
        stated = self._portfolio.observations.get(column)
        if stated is not None and year in self._year_index:
            dates = stated[self._year_index[year]]
            known = np.flatnonzero(~np.isnan(dates))
            days[known] = dates[known].astype(np.int64)[:, np.newaxis]
        return days

    def answers_until(self, year: int) -> dict[int, YearAnswers]:
        """Return the answers of the years up to one that were not asked for before."""
        found = {}
        while self._answered < year:
            self._answered += 1
            words: list[tuple[Words, Words] | None] = []
            for index, cohort in enumerate(self._cohorts):
                offset = self._answered - cohort.base - 1
                asked = (
                    (self._asked(index, offset, LAPSE), self._asked(index, offset, MENDING)) if offset >= 0 else None
                )
                words.append(asked)
            found[self._answered] = self._answers.next_year(self._answered, words)
        return found

    def answers_on_file(self, year: int) -> YearAnswers:
        """Return the portfolio's answers in a year, with blanks of the latest year drawn or left."""
        return self._answers.on_file(year)

    def _drawn(self, cohort: Cohort, index: int, streams: Streams, workspace: Workspace, blocks: range) -> Words:
        """Return a cohort's words, shape (cluster, block, year, question, BLOCK), from the year after its base."""
        years = max(self._last_year - cohort.base, 0)
        questions = _FIRST_REPORT + len(cohort.dynamics.reporting)
        shape = (len(cohort), len(blocks), years, questions, BLOCK)
        drawn: Words = workspace.array(f"words {index}", shape, np.uint32)
        for latest in np.unique(cohort.latest):
            rows = np.flatnonzero(cohort.latest == latest)
            skipped = int(latest) - cohort.base
            ids = [cohort.ids[row] for row in rows]
            for place, block in enumerate(blocks):
                targets = [drawn[row, place, skipped:] for row in rows]
                streams.words(cohort.dynamics.key, "events", ids, block, targets)
            drawn[rows, :, :skipped] = np.uint32(0xFFFFFFFF)
        return drawn

    def _asked(self, index: int, offset: int, question: int) -> Words:
        """Return a cohort's words to one question in one year, shape (cluster, replication)."""
        words = self._words[index][:, :, offset, question]
        return words.reshape(len(words), -1)[:, : self.replications]

    def _draw_events(self, index: int, cohort: Cohort, kind: str, slot: int, year: int, stated: set[int]) -> None:
        rate = cohort.dynamics.rates.get(kind)
        if rate is None or rate.value <= 0.0 or year <= cohort.base:
            return
        words = self._asked(index, year - cohort.base - 1, slot)
        chance = -np.expm1(-rate.value)
        cluster, replication = np.nonzero(words < min(chance * _RANGE, _RANGE - 1))
        fresh = cohort.latest[cluster] < year
        if stated:
            fresh &= ~np.isin(cluster + cohort.rows.start, list(stated))
        cluster, replication = cluster[fresh], replication[fresh]
        uniform = (words[cluster, replication] + 0.5) / _RANGE
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
                who[cohort.rows] = words < chance.value * _RANGE
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


@frozen(eq=False)
class YearAnswers:
    """The answers to the requirements in one year: met everywhere but for the sparse rest."""

    count: int
    replications: int
    whole: dict[str, Truths]
    lapsed: dict[str, tuple[NDArray[np.intp], NDArray[np.intp]]]

    def __call__(self, key: str) -> Truths:
        """Return the answers to one requirement, shape (1, cluster or 1, replication or 1)."""
        lapsed = self.lapsed.get(key)
        whole = self.whole.get(key)
        if lapsed is None:
            return np.full((1, 1, 1), MET) if whole is None else whole
        if whole is None:
            answers = np.full((1, self.count, self.replications), MET)
        else:
            answers = np.broadcast_to(whole, (1, self.count, self.replications)).copy()
        kept = answers[0, lapsed[0], lapsed[1]]
        answers[0, lapsed[0], lapsed[1]] = np.minimum(kept, NOT_MET)
        return answers


class _Answers:
    """Requirements in motion: on file until mended, and at most one lapse a cluster and year."""

    def __init__(
        self,
        portfolio: Tables,
        cohorts: Sequence[Cohort],
        requirements: Mapping[str, Sequence[str]],
        replications: int,
        missing: Missing,
        blank_words: Sequence[Words],
    ) -> None:
        keys = tuple(dict.fromkeys(key for place in requirements.values() for key in place))
        self._portfolio, self._cohorts, self._keys = portfolio, cohorts, keys
        self._asked = {
            place: np.array([keys.index(key) for key in asked], dtype=np.intp) for place, asked in requirements.items()
        }
        self._count, self._replications, self._missing = len(portfolio.cluster_id), replications, missing
        self._latest = np.concatenate([cohort.latest for cohort in cohorts]) if cohorts else np.empty(0, np.int64)
        self._year_index = {int(year): index for index, year in enumerate(portfolio.years)}
        self._start = {key: self._codes_at_latest(key) for key in keys}
        self._unmended = np.ones((self._count, replications), np.bool_)
        self._blank_words = blank_words

    def on_file(self, year: int) -> YearAnswers:
        """Return what the portfolio says of a year up to a cluster's latest."""
        if year not in self._year_index:
            unknown = {key: np.full((1, 1, 1), UNKNOWN) for key in self._keys}
            return YearAnswers(self._count, self._replications, unknown, {})
        index = self._year_index[year]
        whole = {}
        for key in self._keys:
            codes = self._codes(key, index)
            if self._missing == "assume":
                codes = np.where((codes == UNKNOWN) & (self._latest == year), MET, codes)
            whole[key] = codes.astype(np.int8).reshape(1, -1, 1)
        if self._missing == "unknown":
            return YearAnswers(self._count, self._replications, whole, {})
        lapsed = self._lapses(self._blank_words, self._latest == year, blank=True)
        return YearAnswers(self._count, self._replications, whole, lapsed)

    def next_year(self, year: int, words: Sequence[tuple[Words, Words] | None]) -> YearAnswers:
        """Return the answers of a simulated year, after some of what was unmet is mended.

        `words` are each cohort's to the questions of lapse and of mending.
        """
        moving = self._latest < year
        for cohort, drawn in zip(self._cohorts, words, strict=True):
            if drawn is not None and cohort.dynamics.mending is not None:
                mended = drawn[1] < cohort.dynamics.mending.value * _RANGE
                self._unmended[cohort.rows] &= ~(mended & moving[cohort.rows, np.newaxis])
        file_year = self.on_file(year).whole if year in self._year_index and not moving.all() else {}
        whole = {}
        for key in self._keys:
            start = self._start[key]
            if not (start != MET).any() and not file_year:
                continue
            answers = np.full((self._count, self._replications), MET)
            answers[(start == NOT_MET)[:, np.newaxis] & self._unmended] = NOT_MET
            answers[start == UNKNOWN] = MET if self._missing == "assume" else UNKNOWN
            if file_year:
                answers[~moving] = file_year[key][0, ~moving]
            whole[key] = answers[np.newaxis]
        lapses = [None if drawn is None else drawn[0] for drawn in words]
        return YearAnswers(self._count, self._replications, whole, self._lapses(lapses, moving, blank=False))

    def _lapses(
        self, words: Sequence[Words | None], moving: NDArray[np.bool_], *, blank: bool
    ) -> dict[str, tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Draw which requirement lapses where: one word says whether, and which of them."""
        found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]] = []
        for cohort, own in zip(self._cohorts, words, strict=True):
            if own is None or cohort.dynamics.lapse is None or cohort.dynamics.lapse.value <= 0.0:
                continue
            edge = cohort.dynamics.lapse.value * _RANGE
            cluster, replication = np.nonzero(own < edge)
            asked = self._asked[cohort.jurisdiction]
            if not len(asked):
                continue
            which = asked[(own[cluster, replication] / edge * len(asked)).astype(np.intp)]
            cluster = cluster + cohort.rows.start
            here = moving[cluster]
            found.append((which[here], cluster[here], replication[here]))
        if not found:
            return {}
        which, cluster, replication = (np.concatenate(part) for part in zip(*found, strict=True))
        if blank:
            codes = np.stack([self._start[key] for key in self._keys]) if self._keys else np.empty((0, self._count))
            here = codes[which, cluster] == UNKNOWN
            which, cluster, replication = which[here], cluster[here], replication[here]
        elif self._missing == "unknown" and self._keys:
            codes = np.stack([self._start[key] for key in self._keys])
            here = codes[which, cluster] != UNKNOWN
            which, cluster, replication = which[here], cluster[here], replication[here]
        return {self._keys[one]: (cluster[which == one], replication[which == one]) for one in np.unique(which)}

    def _codes(self, key: str, index: int) -> Truths:
        column = self._portfolio.observations.get(key)
        return np.full(self._count, UNKNOWN) if column is None else np.asarray(column[index], dtype=np.int8)

    def _codes_at_latest(self, key: str) -> Truths:
        codes = np.full(self._count, UNKNOWN)
        for year, index in self._year_index.items():
            here = self._latest == year
            codes[here] = self._codes(key, index)[here]
        return codes


def _blank_words(cohort: Cohort, streams: Streams, blocks: range, replications: int) -> Words:
    """Return the words for what is blank in the latest year, shape (cluster, question, replication)."""
    parts = []
    for block in blocks:
        drawn = np.empty((len(cohort), 1, 2, BLOCK), np.uint32)
        streams.words(cohort.dynamics.key, "blank answers", cohort.ids, block, drawn)
        parts.append(drawn[:, 0])
    return np.concatenate(parts, axis=2)[:, :, :replications]


_OFFSETS: dict[Reporting, NDArray[np.int64]] = {}


def _offsets(reporting: Reporting) -> NDArray[np.int64]:
    """Return the days from the usual day by the word's upper 16 bits: never, late, else early."""
    if reporting not in _OFFSETS:
        uniform = (np.arange(_STEPS) + 0.5) / _STEPS
        never, late = reporting.never.value, reporting.never.value + reporting.late.value
        lateness = np.floor((uniform - never) / max(reporting.late.value, 1e-12) * reporting.late_days.value) + 1
        earliness = -np.floor((uniform - late) / max(1.0 - late, 1e-12) * reporting.early_days.value)
        days = np.where(uniform < never, NEVER, np.where(uniform < late, lateness, earliness))
        _OFFSETS[reporting] = days.astype(np.int64)
    return _OFFSETS[reporting]
