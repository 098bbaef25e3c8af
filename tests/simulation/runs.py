"""What the tests ask of a run: the story of each title, and whether two runs are the same to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.law import Decision
from clusterkit.simulation import harness
from clusterkit.simulation.bench import Record, Ruling
from clusterkit.simulation.docket import Docket, Stroke
from clusterkit.simulation.harness import TileKey
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.simulation.tile import World, YearClosed
from clusterkit.study.simulate import Study

Arrays = dict[str, NDArray[Any]]
ARRAYS = (
    "cluster_ids", "at_start", "renewed_before_start", "admitted_on", "lost_on", "cause", "because", "failed",
    "counts", "retained",
)  # fmt: skip


def arrays(outcome: PolicyOutcome) -> Arrays:
    """Return every array of an outcome by name."""
    return {name: getattr(outcome, name) for name in ARRAYS}


def differing(left: PolicyOutcome, right: PolicyOutcome, *, counted: bool = True) -> list[str]:
    """Return the names of the arrays in which two outcomes differ by a bit; sums over clusters only if `counted`."""
    pairs = zip(arrays(left).items(), arrays(right).values(), strict=True)
    found = [name for (name, one), other in pairs if one.dtype != other.dtype or not np.array_equal(one, other)]
    return [name for name in found if counted or name not in {"counts", "retained"}]


def of_clusters(outcome: PolicyOutcome, names: Sequence[str]) -> PolicyOutcome:
    """Return an outcome's arrays of some clusters; what is counted over all stays as it is."""
    rows = [outcome.cluster_ids.tolist().index(name) for name in names]
    return evolve(
        outcome,
        cluster_ids=outcome.cluster_ids[rows],
        at_start=outcome.at_start[rows],
        renewed_before_start=outcome.renewed_before_start[rows],
        admitted_on=outcome.admitted_on[:, rows],
        lost_on=outcome.lost_on[:, rows],
        cause=outcome.cause[:, rows],
        because=outcome.because[:, rows],
        failed=outcome.failed[:, :, rows],
    )


def assert_same(left: Outcome, right: Outcome, places: Iterable[str] | None = None) -> None:
    """Ask that two runs are equal to the last bit, for some policies or for all."""
    for place in left.policies if places is None else places:
        assert differing(left.policies[place], right.policies[place]) == [], place


def only(outcome: PolicyOutcome, scenario: int) -> Arrays:
    """Return the arrays of one scenario."""
    return {
        "admitted_on": outcome.admitted_on[scenario],
        "lost_on": outcome.lost_on[scenario],
        "cause": outcome.cause[scenario],
        "because": outcome.because[scenario],
        "failed": outcome.failed[:, scenario],
        "counts": outcome.counts[:, :, scenario],
        "retained": outcome.retained[:, scenario],
    }


def stories(one: Study, *, scenario: int = 0, policy: str | None = None) -> dict[str, list[str]]:
    """Return what happens to each cluster's title, in the order in which it happens, in the first replication.

    `["2027-05-20 renew", "2028-01-01 lose incident"]`, of one policy or of all. Every replication must tell the same.
    """
    told: dict[tuple[str, int], list[str]] = {}

    def observed(key: TileKey) -> tuple[Record, YearClosed | None]:
        names = one.portfolio.cluster_id[key.clusters]

        def record(docket: Docket, decision: Decision | None, stroke: Stroke, ruling: Ruling | None) -> None:
            effect = stroke.effect
            if policy not in {None, docket.policy.key}:
                return
            for flat, day in zip(stroke.index, stroke.day, strict=True):
                here, row, replication = np.unravel_index(flat, docket.shape)
                again = effect.kind == "lose_standing" and not docket.standing[flat]
                if here == scenario and not again:
                    words = [date.fromordinal(int(day)).isoformat(), effect.kind, effect.cause]
                    number = key.span.start + int(replication)
                    told.setdefault((str(names[row]), number), []).append(" ".join(words).strip())

        return record, None

    harness.run(one.plan, one.portfolio, [s.name for s in one.scenarios], one.replications, {}, observed=observed)
    names = [str(name) for name in one.portfolio.cluster_id]
    for name in names:
        for number in range(one.replications):
            assert told.get((name, number), []) == told.get((name, 0), [])
    return {name: told.get((name, 0), []) for name in names}


def figures(one: Study, *keys: str) -> dict[tuple[str, int], NDArray[np.float64]]:
    """Return figures of a run's years and the year before it in their own unit, NaN where unknown.

    Each has the shape (cluster, replication) in the order of the portfolio; they are taken up to the last year.
    """
    places = {str(name): row for row, name in enumerate(one.portfolio.cluster_id)}
    found: dict[tuple[str, int], NDArray[np.float64]] = {}

    def observed(key: TileKey) -> tuple[Record | None, YearClosed | None]:
        def closed(year: int, world: World) -> None:
            shape = 1, len(world.tables), world.replications
            rows = [places[str(name)] for name in world.tables.cluster_id]
            for past in (year - 1, year):
                for name in keys:
                    figure = world.motion.history.figure(name, past)
                    low, high = np.broadcast_to(figure.low, shape)[0], np.broadcast_to(figure.high, shape)[0]
                    plain = np.where(low == high, figure.measure.plain(low), np.nan)
                    whole = found.setdefault((name, past), np.full((len(places), one.replications), np.nan))
                    whole[rows, key.span] = plain

        return None, closed

    harness.run(one.plan, one.portfolio, [s.name for s in one.scenarios], one.replications, {}, observed=observed)
    return found
