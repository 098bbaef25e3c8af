"""What a review asks in words, year by year: on file until mended, and now and then a lapse.

A requirement that the file says is unmet stays so until it is mended; in any year at most one
requirement of each measure lapses for a cluster, for that year. The answers of a year are sparse:
met everywhere but for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.simulation.cohort import Cohort, Tables
from clusterkit.simulation.dynamics import Missing
from clusterkit.simulation.streams import RANGE, Words

_MET_BY_ALL = np.full((1, 1, 1), MET)


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
            return _MET_BY_ALL if whole is None else whole
        if whole is None:
            answers = np.full((1, self.count, self.replications), MET)
        else:
            answers = np.broadcast_to(whole, (1, self.count, self.replications)).copy()
        kept = answers[0, lapsed[0], lapsed[1]]
        answers[0, lapsed[0], lapsed[1]] = np.minimum(kept, NOT_MET)
        return answers


class Requirements:
    """Requirements in motion: on file until mended, and at most one lapse a cluster and year."""

    def __init__(
        self,
        portfolio: Tables,
        cohorts: Sequence[Cohort],
        requirements: Mapping[str, Sequence[Sequence[str]]],
        replications: int,
        missing: Missing,
        blank_words: Callable[[Cohort], Words],
    ) -> None:
        keys = tuple(dict.fromkeys(key for laws in requirements.values() for law in laws for key in law))
        self._portfolio, self._cohorts, self._keys = portfolio, cohorts, keys
        self._asked = {
            place: [np.array([keys.index(key) for key in law], dtype=np.intp) for law in laws if law]
            for place, laws in requirements.items()
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
        here = self._latest == year
        if not any((start[here] == UNKNOWN).any() for start in self._start.values()):
            return YearAnswers(self._count, self._replications, whole, {})
        words = [self._blank_words(cohort) if cohort.dynamics.lapse is not None else None for cohort in self._cohorts]
        lapsed = self._lapses(words, here, blank=True)
        return YearAnswers(self._count, self._replications, whole, lapsed)

    def next_year(self, year: int, words: Sequence[tuple[Words | None, ...]]) -> YearAnswers:
        """Return the answers of a simulated year, after some of what was unmet is mended.

        `words` are each cohort's to the questions of lapse and of mending.
        """
        moving = self._latest < year
        for cohort, (_, drawn) in zip(self._cohorts, words, strict=True):
            if drawn is not None and cohort.dynamics.mending is not None:
                mended = drawn < cohort.dynamics.mending.value * RANGE
                self._unmended[cohort.rows] &= ~(mended & moving[cohort.rows, np.newaxis])
        filed = self.on_file(year) if year in self._year_index and not moving.all() else None
        file_year = {} if filed is None else filed.whole
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
        lapses = [drawn[0] for drawn in words]
        lapsed = self._lapses(lapses, moving, blank=False)
        for key, (cluster, replication) in ({} if filed is None else filed.lapsed).items():
            more = lapsed.get(key, (np.empty(0, np.intp), np.empty(0, np.intp)))
            lapsed[key] = (np.concatenate([more[0], cluster]), np.concatenate([more[1], replication]))
        return YearAnswers(self._count, self._replications, whole, lapsed)

    def _lapses(
        self, words: Sequence[Words | None], moving: NDArray[np.bool_], *, blank: bool
    ) -> dict[str, tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Draw which requirement lapses where: one word says whether, and which of them."""
        found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]] = []
        for cohort, own in zip(self._cohorts, words, strict=True):
            if own is None or cohort.dynamics.lapse is None or cohort.dynamics.lapse.value <= 0.0:
                continue
            edge = cohort.dynamics.lapse.value * RANGE
            cluster, replication = np.nonzero(own < edge)
            place = own[cluster, replication] / edge
            cluster = cluster + cohort.rows.start
            here = moving[cluster]
            # A cluster under two measures lapses under both or neither, and as often as under each alone.
            for asked in self._asked[cohort.jurisdiction]:
                which = asked[(place * len(asked)).astype(np.intp)]
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
