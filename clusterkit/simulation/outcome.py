"""The outcome of a run: arrays by (scenario, cluster, replication), and plain rows computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.errors import UnknownNameError
from clusterkit.law.policy import Policy
from clusterkit.simulation.docket import unpacked
from clusterkit.simulation.results import Results
from clusterkit.simulation.tally import WITHOUT_STANDING, Tally
from clusterkit.simulation.tile import PolicyResult

Floats = NDArray[np.float64]


@frozen(eq=False)
class PolicyOutcome:
    """What became of one policy's clusters.

    `cluster_ids` are the clusters in scope, `at_start` marks those certified at the start, shape
    (cluster,). `admitted_on` is the day from which the first title is held (days, 0: never), for
    those certified at the start the day of certification; `lost_on` (days, 0: never), `cause` and
    `because` (indices into `causes`) tell of the first loss, shape (scenario, cluster, replication);
    `failed` has the criteria as bits in the order of `criteria`, shape (word, scenario, cluster,
    replication). `counts` is (year, status, scenario, replication) with status candidate, certified,
    lost; `retained` is (year, scenario, replication).
    """

    policy: Policy
    cluster_ids: NDArray[np.object_]
    at_start: NDArray[np.bool_]
    causes: tuple[str, ...]
    criteria: tuple[str, ...]
    admitted_on: NDArray[np.int32]
    lost_on: NDArray[np.int32]
    cause: NDArray[np.int8]
    because: NDArray[np.int8]
    failed: NDArray[np.uint64]
    counts: NDArray[np.int32]
    retained: NDArray[np.int32]
    renewed_before_start: NDArray[np.bool_] = field(repr=False)

    @property
    def started(self) -> int:
        """How many clusters were certified at the start."""
        return int(self.at_start.sum())

    def retention(self, scenario: int = 0) -> Floats:
        """Return the share of the clusters certified at the start that hold the title, shape (year, replication)."""
        if not self.started:
            return np.full(self.retained[:, scenario].shape, np.nan)
        return np.asarray(self.retained[:, scenario] / self.started)

    def tally(self, scenario: int = 0) -> Tally:
        """Return what is counted in one scenario."""
        held = self.at_start[:, np.newaxis]
        bits = unpacked(self.failed[:, scenario], self.criteria)
        losses: dict[str, NDArray[np.int64]] = {}
        failed: dict[tuple[str, str], NDArray[np.int64]] = {}
        because: dict[str, NDArray[np.int64]] = {}
        for code, cause in enumerate(self.causes):
            hit = (self.cause[scenario] == code) & held
            if not cause or not hit.any():
                continue
            losses[cause] = hit.sum(axis=0)
            parts = {(cause, name): (hit & part).sum(axis=0) for name, part in bits.items()}
            failed.update({key: part for key, part in parts.items() if part.any()})
            if cause == WITHOUT_STANDING:
                before = {
                    name: (hit & (self.because[scenario] == index)).sum(axis=0)
                    for index, name in enumerate(self.causes)
                    if name
                }
                because = {name: part for name, part in before.items() if part.any()}
        return Tally(self.policy, self.started, self.retained[:, scenario], losses, failed, because)

    def followed_by(self, other: PolicyOutcome) -> PolicyOutcome:
        """Return the outcome of these replications and those of another run of the same study, one after another."""

        def both(name: str) -> Any:
            return np.concatenate([getattr(self, name), getattr(other, name)], axis=-1)

        by_replication = ("admitted_on", "lost_on", "cause", "because", "failed", "counts", "retained")
        return evolve(self, **{name: both(name) for name in by_replication})

    def losses(self, cause: str, criterion: str | None = None, scenario: int = 0) -> Floats:
        """Return how many clusters certified at the start were lost by a cause (and criterion), by replication."""
        code = self.causes.index(cause)
        hit = (self.cause[scenario] == code) & self.at_start[:, np.newaxis]
        if criterion is not None:
            hit &= unpacked(self.failed[:, scenario], self.criteria)[criterion]
        return np.asarray(hit.sum(axis=0), dtype=np.float64)


@frozen(eq=False)
class Outcome(Results):
    """The outcome of a run. `scenarios` are names, the first the baseline; `years` the calendar years."""

    scenarios: tuple[str, ...]
    years: range
    replications: int
    policies: Mapping[str, PolicyOutcome]
    manifest: Mapping[str, Any]

    @property
    def keys(self) -> Iterable[str]:
        """The policies of the run."""
        return self.policies

    def policy(self, key: str) -> PolicyOutcome:
        """Return one policy's outcome. Raises UnknownNameError."""
        if key not in self.policies:
            raise UnknownNameError("policy", key, self.policies)
        return self.policies[key]

    def followed_by(self, other: Outcome) -> Outcome:
        """Return the outcome of this stretch of replications and of the next, under the manifest of the next."""
        return evolve(
            other,
            replications=self.replications + other.replications,
            policies={key: one.followed_by(other.policies[key]) for key, one in self.policies.items()},
        )

    def tally(self, key: str, scenario: int = 0) -> Tally:
        """Return what is counted of one policy in one scenario. Raises UnknownNameError."""
        return self.policy(key).tally(scenario)

    def counted(self, key: str, scenario: int = 0) -> NDArray[np.int32]:
        """Return how many clusters are candidate, certified and lost, shape (year, status, replication)."""
        return self.policy(key).counts[:, :, scenario]

    def retention_of(self, key: str, scenario: int = 0) -> Floats:
        """Return the share of the clusters certified at the start that hold the title, shape (year, replication)."""
        return self.policy(key).retention(scenario)


def joined(
    policies: Sequence[Policy],
    blocks: Sequence[tuple[NDArray[np.object_], slice, Sequence[PolicyResult]]],
    causes: Mapping[str, tuple[str, ...]],
    criteria: Mapping[str, tuple[str, ...]],
    replications: int,
) -> dict[str, PolicyOutcome]:
    """Join the results of tiles, each with its clusters' ids and its replications, policy by policy.

    Clusters come out sorted by id, whatever the tiles were.
    """
    outcomes = {}
    for policy in policies:
        parts = [(ids, span, one) for ids, span, found in blocks for one in found if one.policy == policy.key]
        if not parts:
            continue
        ids = sorted({str(name) for names, _, one in parts for name in names[one.in_scope]})
        place = {name: index for index, name in enumerate(ids)}
        first = parts[0][2]
        years, _, scenarios, _ = first.counts.shape
        shape = (scenarios, len(ids), replications)
        admitted_on, lost_on = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        cause, because = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        failed = np.zeros((len(first.failed), *shape), np.uint64)
        counts = np.zeros((years, 3, scenarios, replications), np.int32)
        retained = np.zeros((years, scenarios, replications), np.int32)
        at_start, renewed = np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.bool_)
        for names, span, one in parts:
            scope = one.in_scope
            rows = np.array([place[str(name)] for name in names[scope]], dtype=np.intp)
            at_start[rows], renewed[rows] = one.at_start[scope], one.renewed_before_start[scope]
            for target, source in (
                (admitted_on, one.admitted_on),
                (lost_on, one.lost_on),
                (cause, one.cause),
                (because, one.because),
            ):
                target[:, rows, span] = source[:, scope]
            failed[:, :, rows, span] = one.failed[:, :, scope]
            counts[..., span] += one.counts
            retained[..., span] += one.retained
        outcomes[policy.key] = PolicyOutcome(
            policy, np.array(ids, dtype=object), at_start, causes[policy.key], criteria[policy.key],
            admitted_on, lost_on, cause, because, failed, counts, retained, renewed,
        )  # fmt: skip
    return outcomes
