"""Critical values: the fate of every title under many values of one bound, found in a single run.

Two values of a bound lead a title to different fates only from the first review at which its figure lies
between them. So the run takes the bound as met at every review and keeps for each title certified at the
start how many of the values, from the most lenient to the strictest, it is held under. Those that its
figure misses fall away at the review, with the cause and the criteria that the rules then give; whatever
else takes the title takes it under all that are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.errors import ClusterkitError
from clusterkit.law import calendar
from clusterkit.law.decision import Decision
from clusterkit.law.effect import Effect
from clusterkit.law.policy import Policy
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.simulation.bench import Bench, Fates, Ruling
from clusterkit.simulation.docket import Docket, Flags, Index, Stroke, unpacked
from clusterkit.simulation.tally import WITHOUT_STANDING, Counts, Tally
from clusterkit.simulation.threshold import Place, Thresholds

Ints = NDArray[np.int32]
Key = tuple[str, ...]
"""What is counted: ("year", "2031"), ("cause", cause), ("failed", cause, criterion), ("because", cause)."""
Part = tuple[Key, Ints, NDArray[np.bool_]]
"""Counts, and where there are any, by threshold and scenario."""


class NotMonotoneError(ClusterkitError):
    """A title is kept under a value stricter than one under which it is lost, or is kept in another way."""


class Probe:
    """The titles of one tile under one policy, and how many thresholds each of them is held under."""

    def __init__(self, policy: str, places: Mapping[str, Place], thresholds: Thresholds) -> None:
        self.policy = policy
        self._places, self._thresholds = places, thresholds
        self._held = np.zeros(0, np.int32)
        self._shape = (0, 0, 0)
        self._begun: dict[Key, list[Index]] = {}
        self._ended: dict[Key, list[Index]] = {}

    def begin(self, docket: Docket) -> None:
        """Enter the titles certified at the start: they are held under every threshold."""
        self._shape = docket.shape
        rows = np.broadcast_to(docket.certified_at_start[np.newaxis, :, np.newaxis], docket.shape)
        self._held = np.where(rows, len(self._thresholds), 0).astype(np.int32).ravel()

    def hear(self, bench: Bench, decision: Decision, due: Flags, ruling: Ruling) -> tuple[Ruling, Fates]:
        """Return the ruling with the bound taken as met, and its fates; let go of what figures do not meet.

        Raises NotMonotoneError where a title that misses a threshold is dealt with as the run cannot follow.
        """
        place = self._places.get(decision.key)
        if place is None or ruling.finding is None:
            return ruling, bench.fates(decision, due, ruling)
        met = evolve(ruling, finding=place.supposed(ruling.finding, MET))
        fates = bench.fates(decision, due, met)
        at, certain, possible, held = self._stretches(bench, place, due, ruling)
        kept = np.zeros(due.shape, np.bool_)
        for supposed, begin, end in ((NOT_MET, possible, held), (UNKNOWN, certain, possible)):
            concerned = np.zeros(due.shape, np.bool_)
            concerned.reshape(-1)[at] = begin < end
            if concerned.any():
                other = evolve(ruling, finding=place.supposed(ruling.finding, supposed))
                lost = np.zeros(due.shape, np.bool_)
                for stroke, chosen in self._taken(bench, decision, concerned, other, fates):
                    of = chosen.reshape(-1)[at]
                    self._lose(bench.docket, stroke, begin[of], end[of])
                    lost |= chosen
                if (kept & lost).any():
                    raise NotMonotoneError
                kept |= concerned & ~lost
        return met, fates

    def strike(self, docket: Docket, stroke: Stroke) -> None:
        """Let go of titles that are lost under all thresholds that are left."""
        if stroke.effect.kind == "lose":
            self._lose(docket, stroke, np.zeros(len(stroke.index), np.int32), self._held[stroke.index])

    def counts(self) -> Iterator[tuple[Key, NDArray[np.int64]]]:
        """Yield of each kind how many more titles are lost at each threshold than at the one before.

        Shape (threshold + 1, column), the columns by scenario and replication.
        """
        scenarios, _, replications = self._shape
        columns = scenarios * replications
        size = (len(self._thresholds) + 1) * columns
        for key, begun in self._begun.items():
            more = np.bincount(np.concatenate(begun), minlength=size)
            more -= np.bincount(np.concatenate(self._ended[key]), minlength=size)
            yield key, more.reshape(-1, columns)

    def _stretches(self, bench: Bench, place: Place, due: Flags, ruling: Ruling) -> tuple[Index, Index, Index, Ints]:
        """Return which titles of a sitting (flat) are due and held under some threshold.

        With them, the number of thresholds under which the bound is met for certain, is met perhaps, and
        the title is held.
        """
        assert ruling.finding is not None
        figure, whole = place.found(ruling.finding).figure, len(self._thresholds)
        assert figure is not None
        at, held = np.flatnonzero(due), self._held[bench.flat(ruling.sitting.rows, due)]
        some = held > 0
        at, held = at[some], held[some]
        certain, possible = self._thresholds.held(figure, place.bound.operator, due.shape, at)
        applies = np.broadcast_to(place.applies(ruling.sitting), due.shape).reshape(-1)[at]
        certain, possible = np.where(applies == NOT_MET, whole, certain), np.where(applies != MET, whole, possible)
        return at, np.minimum(certain, held), np.minimum(possible, held), held

    def _taken(
        self, bench: Bench, decision: Decision, concerned: Flags, ruling: Ruling, met: Fates
    ) -> Iterator[tuple[Stroke, Flags]]:
        """Yield the titles that the rules take under a ruling; the others must fare as if the bound were met."""
        left = concerned.copy()
        for effect, chosen in bench.fates(decision, concerned, ruling):
            left &= ~chosen
            if effect.kind == "lose":
                yield bench.stroke(effect, chosen, ruling), chosen
            elif (chosen & ~_given(met, effect, chosen.shape)).any():
                raise NotMonotoneError
        if any((left & chosen).any() for _, chosen in met):
            raise NotMonotoneError

    def _lose(self, docket: Docket, stroke: Stroke, begin: Counts, end: Counts) -> None:
        """Count titles as lost under a stretch of thresholds each, and hold them under those before it."""
        some = begin < end
        index, begin, end = stroke.index[some], begin[some], end[some]
        if not len(index):
            return
        self._held[index] = begin
        scenarios, clusters, replications = self._shape
        column = index // (clusters * replications) * replications + index % replications
        first, last = (np.multiply(one, scenarios * replications, dtype=np.intp) + column for one in (begin, end))
        # All days of a stroke lie in one year: an authority stops at each 1 January.
        cause, year = stroke.effect.cause, calendar.year_of(int(stroke.day[0]))
        self._count(("year", str(year)), first, last)
        self._count(("cause", cause), first, last)
        if stroke.failed is not None:
            for name, hit in unpacked(stroke.failed[:, some], tuple(docket.position)).items():
                if hit.any():
                    self._count(("failed", cause, name), first[hit], last[hit])
        if cause == WITHOUT_STANDING:
            codes = docket.because[index]
            for code in np.unique(codes[codes > 0]):
                self._count(("because", docket.causes[code]), first[codes == code], last[codes == code])

    def _count(self, key: Key, first: Index, last: Index) -> None:
        self._begun.setdefault(key, []).append(first)
        self._ended.setdefault(key, []).append(last)


class CriticalValues:
    """A run's counts under every threshold: what the tiles find, added up."""

    def __init__(
        self,
        policy: Policy,
        places: Mapping[str, Place],
        thresholds: Thresholds,
        *,
        scenarios: int,
        replications: int,
    ) -> None:
        self.policy = policy
        self._places, self._thresholds = places, thresholds
        self._scenarios, self._replications = scenarios, replications
        self._counts: dict[Key, Ints] = {}

    def probe(self) -> Probe:
        """Return what stands beside the policy's authority in one tile."""
        return Probe(self.policy.key, self._places, self._thresholds)

    def take(self, probe: Probe, span: slice) -> None:
        """Add what a tile of some of the replications has found."""
        for key, counts in probe.counts():
            if key not in self._counts:
                self._counts[key] = np.zeros((len(counts), self._scenarios, self._replications), np.int32)
            whole = self._counts[key]
            whole[:, :, span] += counts.reshape(len(counts), self._scenarios, -1).astype(np.int32)

    def tallies(self, years: range, started: int) -> list[list[Tally]]:
        """Return the tallies by scenario and value, in the order in which the values were given."""
        scenarios, rank = self._scenarios, np.argsort(self._thresholds.order).tolist()
        counts = {key: found.cumsum(axis=0, dtype=np.int32)[:-1] for key, found in self._counts.items()}
        lost = np.zeros((len(rank), scenarios, self._replications), np.int32)
        retained = np.empty((len(years), *lost.shape), np.int32)
        for place, year in enumerate(years):
            lost += counts.get(("year", str(year)), 0)
            retained[place] = started - lost
        parts = {
            kind: [
                (key, found, np.asarray(found.any(axis=2)))
                for key, found in sorted(counts.items(), key=self._law_order)
                if key[0] == kind
            ]
            for kind in ("cause", "failed", "because")
        }
        return [
            [self._tally(parts, started, retained[:, row, scenario], (row, scenario)) for row in rank]
            for scenario in range(scenarios)
        ]

    def _tally(self, parts: Mapping[str, list[Part]], started: int, retained: Ints, at: tuple[int, int]) -> Tally:
        """Return what is counted at one threshold in one scenario; what never happened is left out."""
        losses = {key[1]: counts[at] for key, counts, some in parts["cause"] if some[at]}
        failed = {(key[1], key[2]): counts[at] for key, counts, some in parts["failed"] if some[at]}
        because = {key[1]: counts[at] for key, counts, some in parts["because"] if some[at]}
        return Tally(self.policy, started, retained, losses, failed, because)

    def _law_order(self, entry: tuple[Key, Counts]) -> tuple[int, ...]:
        """Order causes and criteria as the law names them, as the tally of a scenario does."""
        kind, name, *criterion = entry[0]
        if kind == "year":
            return (int(name),)
        return (list(self.policy.causes).index(name), *(self.policy.decisive.index(one) for one in criterion))


def _given(fates: Fates, effect: Effect, shape: tuple[int, ...]) -> Flags:
    """Return to whom an effect is given."""
    given = np.zeros(shape, np.bool_)
    for one, chosen in fates:
        if one == effect:
            given |= chosen
    return given
