"""The docket: one policy's titles in a run. `apply` is the one function that changes a title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.calendar import Days
from clusterkit.law.decision import AtExpiry
from clusterkit.law.effect import RESULT_OF, Effect
from clusterkit.law.lever import Lever
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.law.term import ValueOn, ends_of
from clusterkit.law.title import CANDIDATE, CERTIFIED, LOST
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths, from_bool
from clusterkit.portfolio.model import Held

Index = NDArray[np.intp]
Flags = NDArray[np.bool_]
FOREVER = 4_000_000
WORD = 64


@frozen(eq=False)
class Stroke:
    """One effect on some titles: their flat indices, the days, and which criteria failed (bits).

    Of a review that is put off, `until` is the day to which, and `applied` says for whom an application
    comes on it; without one it is the last day on which renewal may be sought.
    """

    effect: Effect
    index: Index
    day: Days
    failed: NDArray[np.uint64] | None = None
    until: Days | None = None
    applied: Flags | None = None


class Docket:
    """Titles by (scenario, cluster, replication), flat underneath; days are ordinals.

    `since` is the day of admission, `term_from` the day the present term counts from (0 in the
    first), `expiry` its last day. `mend_until` is the last day of a period to mend, `postponed_to` the
    day to which the review at expiry is put off, `barred_until` the last day of a bar on applying, each
    0 for none. `causes` names the causes by code, from 1. The first admission and the first loss of
    each title are kept apart for the outcome. `groups` are the clusters' text facts, for bars that fall
    on a group.
    """

    def __init__(
        self,
        policy: Policy,
        provisions: Provisions,
        held: Held,
        scope: Flags,
        shape: tuple[int, int, int],
        start: int,
        criteria: Sequence[str],
        groups: Mapping[str, NDArray[np.str_]] | None = None,
    ) -> None:
        self.policy, self.shape, self.start = policy, shape, start
        self._provisions = provisions
        self.causes: tuple[str, ...] = ("", *policy.causes)
        self.position = {name: place for place, name in enumerate(criteria)}
        self.words = max(1, -(-len(criteria) // WORD))
        self.in_scope = scope
        self.certified_at_start = scope & (held.certified_on > 0) & (held.certified_on <= start)
        self.certified_later = np.where(scope & (held.certified_on > start), held.certified_on, 0)
        size = int(np.prod(shape))
        self.status = np.full(size, CANDIDATE)
        self.since = np.zeros(size, np.int32)
        self.term_from = np.zeros(size, np.int32)
        self.expiry = np.full(size, FOREVER, np.int32)
        self.standing = np.ones(size, np.bool_)
        self.mend_until = np.zeros(size, np.int32)
        self.postponed_to = np.zeros(size, np.int32)
        self.applied_late = np.zeros(size, np.bool_)
        self.barred_until = np.zeros(size, np.int32)
        effects = [effect for decision in policy.decisions for effect in decision.effects]
        self.mends = any(effect.kind == "mend" for effect in effects)
        self.bars = any(effect.bar is not None for effect in effects)
        occasions = [decision.occasion for decision in policy.decisions]
        self.delays = self.mends or any(isinstance(one, AtExpiry) and one.window is not None for one in occasions)
        self._groups = {} if groups is None else groups
        self.because = np.zeros(size, np.int8)
        self.lost_on = np.zeros(size, np.int32)
        self.cause = np.zeros(size, np.int8)
        self.first_admitted_on = np.zeros(size, np.int32)
        self.first_lost_on = np.zeros(size, np.int32)
        self.first_cause = np.zeros(size, np.int8)
        self.first_because = np.zeros(size, np.int8)
        self.first_failed = np.zeros((self.words, size), np.uint64)
        self._memory: dict[str, list[NDArray[np.int8]]] = {
            decision.key: [np.zeros(size, np.int8) for _ in range(decision.looks_back + 1)]
            for decision in policy.decisions
            if decision.looks_back
        }
        self._own_expiry, self._certified_on, self._batch = held.expires_on, held.certified_on, held.batch
        self.renewed_before_start = np.zeros(shape[1], np.bool_)
        self.ends_on_its_day = bool(((held.expires_on > 0) & (held.expires_on == self.certified_later)).any())
        self._open(held)

    def held_before(self, day: int, batch: str = "") -> Truths:
        """Say who held the title, of a batch if one is named, at the end of the day before a day.

        Shape (scenario, cluster, replication). The file may state the batch of its own titles; that
        of a title granted within the run is unknown.
        """
        held = np.where(self.status == CERTIFIED, self.since < day, False) | (self.lost_on >= day)
        held = held.reshape(self.shape)
        if not batch:
            return from_bool(held)
        stated = np.where(self._batch == batch, MET, np.where(self._batch == "", UNKNOWN, NOT_MET))
        on_file = self.since.reshape(self.shape) == self._certified_on[:, np.newaxis]
        known = np.where(on_file, stated.astype(np.int8)[:, np.newaxis], UNKNOWN)
        return np.where(held, known, NOT_MET)

    def results(self, decision: str, back: int) -> NDArray[np.int8]:
        """Return what the n-th sitting before this one decided, shape (scenario, cluster, replication)."""
        return self._memory[decision][back].reshape(self.shape)

    def candidates_on_file(self, day: int) -> Index:
        """Return the titles that the portfolio certifies on a day and that are not held already."""
        whole: Index = np.arange(int(np.prod(self.shape)), dtype=np.intp).reshape(self.shape)
        index: Index = whole[:, self.certified_later == day].ravel()
        return np.asarray(index[self.status[index] != CERTIFIED])

    def state_expiry(self, index: Index) -> None:
        """Let the portfolio's own expiry stand for titles certified on file."""
        _, clusters, replications = self.shape
        stated = self._own_expiry[index // replications % clusters]
        self.expiry[index] = np.where(stated > 0, stated, self.expiry[index])

    def apply(self, stroke: Stroke) -> None:
        """Give one effect to some titles. Beside what a review closes, nothing else changes a title."""
        effect, index, day = stroke.effect, stroke.index, stroke.day
        if not len(index):
            return
        if effect.kind == "lose":
            self._lose(stroke)
        elif effect.kind == "lose_standing":
            fresh = index[self.standing[index]]
            self.because[fresh] = self.causes.index(effect.cause)
            self.standing[index] = False
        elif effect.kind == "renew":
            self._begin_term(index, day)
            self.standing[index] = True
            self.because[index] = 0
        elif effect.within is not None:
            until = self._moved(effect.within, index, day, calendar.add_months_each)
            self.mend_until[index] = np.where(until > 0, np.maximum(until, day + 1), 0)
        elif stroke.until is not None:
            self.postponed_to[index] = stroke.until
            self.applied_late[index] = stroke.applied
        elif effect.kind == "admit":
            self.status[index] = CERTIFIED
            self.since[index] = day
            first = self.first_admitted_on[index] == 0
            self.first_admitted_on[index[first]] = day[first]
            self.term_from[index] = 0
            self.expiry[index] = self._extended(index, day, day, first=True)
            self.standing[index] = True
            self.because[index] = 0
            self.mend_until[index] = self.postponed_to[index] = 0
            for page in (page for memory in self._memory.values() for page in memory):
                page[index] = 0  # a new title has no earlier results

    def end_mending(self, index: Index, day: Days) -> None:
        """Let the period to mend of some titles be over on its day; a review put off waits no longer."""
        self.mend_until[index] = 0
        put_off = self.postponed_to[index]
        self.postponed_to[index] = np.where(put_off > 0, np.maximum(put_off, day), 0)

    def close_term(self, index: Index, day: Days, expiry: NDArray[np.int32], *, mended: bool) -> None:
        """Begin a new term of titles that are still held after a review, or after mending beyond it, at `expiry`.

        Not where they were renewed or mend. What is over by the day again, because mending took so long,
        counts as renewed on time.
        """
        if not mended:
            self.postponed_to[index] = 0
        stays = (self.status[index] == CERTIFIED) & (self.mend_until[index] == 0) & (self.postponed_to[index] == 0)
        unanswered = stays & (self.expiry[index] == expiry) & ((expiry <= day) | (not mended))
        self._begin_term(index[unanswered], day[unanswered])
        while (over := stays & (self.expiry[index] < day)).any():
            self._begin_term(index[over], day[over])

    def remember(self, decision: str, index: Index, effect: Effect) -> None:
        """Keep the result of a sitting for some titles before the authority."""
        if decision in self._memory:
            self._memory[decision][0][index] = RESULT_OF[effect.kind]

    def turn_page(self, decision: str, before: Index) -> None:
        """Open a new page of memory for the titles before the authority; others keep what they had."""
        memory = self._memory[decision]
        for older, newer in zip(reversed(memory[1:]), reversed(memory[:-1]), strict=True):
            older[before] = newer[before]
        memory[0][before] = 0

    def _lose(self, stroke: Stroke) -> None:
        index = stroke.index
        code = self.causes.index(stroke.effect.cause)
        self.status[index] = LOST
        self.lost_on[index] = stroke.day
        self.cause[index] = code
        first = self.first_lost_on[index] == 0
        fresh = index[first]
        self.first_lost_on[fresh] = stroke.day[first]
        self.first_cause[fresh] = code
        self.first_because[fresh] = self.because[fresh]
        if stroke.failed is not None:
            self.first_failed[:, fresh] = stroke.failed[:, first]
        if stroke.effect.bar is not None:
            self._bar(stroke, stroke.effect.bar)

    def _bar(self, stroke: Stroke, years: Lever) -> None:
        """Keep clusters, or all of their groups, out of rounds up to and including the same day some years on."""
        index = stroke.index
        until = self._moved(years, index, stroke.day, calendar.add_years_each).astype(np.int32)
        self.barred_until[index] = np.maximum(self.barred_until[index], until)
        if not stroke.effect.bar_group:
            return
        groups, barred = self._groups[stroke.effect.bar_group], self.barred_until.reshape(self.shape)
        scenario, cluster, replication = np.unravel_index(index, self.shape)
        for name in np.unique(groups[cluster]):
            if name:
                here, members = groups[cluster] == name, np.flatnonzero(groups == name)
                at = scenario[here][:, np.newaxis], members, replication[here][:, np.newaxis]
                np.maximum.at(barred, at, until[here][:, np.newaxis])

    def _open(self, held: Held) -> None:
        """Enter the titles held at the start; terms that ended before it count as renewed on time."""
        rows = np.flatnonzero(self.certified_at_start)
        scenarios = self.shape[0]
        self.status.reshape(self.shape)[:, rows] = CERTIFIED
        self.since.reshape(self.shape)[:, rows] = held.certified_on[rows][np.newaxis, :, np.newaxis]
        self.first_admitted_on[:] = self.since
        if self.policy.term is None or not len(rows):
            return
        terms: dict[tuple[int, int, int], tuple[int, int]] = {}
        present = np.empty((scenarios, len(rows), 2), np.int64)
        dates = [(int(held.certified_on[row]), int(held.expires_on[row])) for row in rows]
        for scenario in range(scenarios):
            for place, (certified, expires) in enumerate(dates):
                key = (scenario, certified, expires)
                if key not in terms:
                    terms[key] = self._present_term(certified, expires, scenario)
                present[scenario, place] = terms[key]
        self.term_from.reshape(self.shape)[:, rows] = present[:, :, :1]
        self.expiry.reshape(self.shape)[:, rows] = present[:, :, 1:]
        self.renewed_before_start[rows] = present[0, :, 0] > 0

    def _present_term(self, certified: int, expires: int, scenario: int) -> tuple[int, int]:
        """Return the day that the term running at the start counts from (0 in the first) and its last day."""
        begun, end = 0, expires or self._end(certified, scenario, first=True)
        while end < self.start:
            begun, end = end, self._end(end, scenario, first=False)
        return begun, end

    def _end(self, base: int, scenario: int, *, first: bool) -> int:
        """Return the last day of a term that counts from a day and was granted on it."""
        assert self.policy.term is not None
        return self.policy.term.end(base, base, self._value_in(scenario), first=first)

    def _begin_term(self, index: Index, day: Days) -> None:
        """Begin another term of some titles, counted from the old expiry."""
        old = self.expiry[index].astype(np.int64)
        self.term_from[index] = old
        self.expiry[index] = self._extended(index, old, day, first=False)
        if self.delays:
            self.postponed_to[index] = 0

    def _moved(self, lever: Lever, index: Index, day: Days, later: Callable[[Days, int], Days]) -> Days:
        """Return the days of some titles moved on by a lever's number in force on them, 0 where it is none."""
        epochs = np.searchsorted(np.array(self._provisions.change_days, np.int64), day, side="right")
        scenarios = index // (self.shape[1] * self.shape[2])
        found = np.zeros(len(index), np.int64)
        for epoch in np.unique(epochs):
            here = epochs == epoch
            numbers = self._provisions.numbers(lever.key, int(day[here].min())).ravel()
            counts = numbers[scenarios % len(numbers)]
            for count in np.unique(counts[here & ~np.isnan(counts)]):
                chosen = here & (counts == count)
                found[chosen] = later(day[chosen], int(count))
        return found

    def _extended(self, index: Index, base: Days, day: Days, *, first: bool) -> Days:
        """Return the end of a term that counts from `base`; its length is the one in force on `day`."""
        term = self.policy.term
        if term is None:
            return np.full(len(index), FOREVER, np.int64)
        changes = np.array(self._provisions.change_days, np.int64)
        epochs = np.searchsorted(changes, day, side="right")
        scenarios = index // (self.shape[1] * self.shape[2])
        kinds: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for epoch in np.unique(epochs):
            granted = int(day[epochs == epoch].min())
            for scenario in range(self.shape[0]):
                kind = term.length(granted, self._value_in(scenario), first=first)
                kinds.setdefault(kind, []).append((int(epoch), scenario))
        if len(kinds) == 1:
            return ends_of(base, *next(iter(kinds)))
        ends = np.empty(len(index), np.int64)
        for kind, cases in kinds.items():
            asked = np.zeros((len(changes) + 1, self.shape[0]), np.bool_)
            asked[tuple(np.array(cases).T)] = True
            here = asked[epochs, scenarios]
            ends[here] = ends_of(base[here], *kind)
        return ends

    def _value_in(self, scenario: int) -> ValueOn:
        return lambda lever, day: self._provisions.value(lever.key, day, scenario)


def unpacked(failed: NDArray[np.uint64], criteria: Sequence[str]) -> Mapping[str, Flags]:
    """Return the bits by criterion."""
    return {
        name: (failed[position // WORD] >> np.uint64(position % WORD) & np.uint64(1)).astype(np.bool_)
        for position, name in enumerate(criteria)
    }
