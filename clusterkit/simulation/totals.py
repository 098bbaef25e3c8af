"""Totals: the counts of a run without its single titles, so that memory does not grow with the clusters.

What simulate prints needs no more. For S scenarios, Y years, R replications and a policy with k kinds of
loss (causes, and causes with criteria) totals take 4 bytes x S x R x (4 Y + k), whatever the clusters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.errors import UnknownNameError
from clusterkit.law.policy import Policy
from clusterkit.simulation.docket import WORD
from clusterkit.simulation.results import Results
from clusterkit.simulation.tally import WITHOUT_STANDING, Tally
from clusterkit.simulation.tile import PolicyResult

Counts = NDArray[np.int32]
LOSS, BECAUSE, FAILED = "loss", "because", "failed"


@frozen(eq=False)
class Totals:
    """One policy's counts over some clusters and consecutive replications.

    `started` clusters were certified at the start. `counts` is (year, status, scenario, replication),
    `retained` (year, scenario, replication). `losses` are shaped (scenario, replication) by kind:
    `loss.CODE`, `because.CODE`, `failed.CODE.BIT` with the codes of causes and the places of criteria.
    """

    policy: str
    started: int
    counts: Counts
    retained: Counts
    losses: Mapping[str, Counts]

    def beside(self, other: Totals) -> dict[str, tuple[Counts, Counts]]:
        """Return each array beside that of other totals, by name; what one lacks counts nothing."""
        kinds = sorted({*self.losses, *other.losses})
        nothing = np.zeros(self.retained.shape[1:], np.int32)
        return {
            "counts": (self.counts, other.counts),
            "retained": (self.retained, other.retained),
            **{kind: (self.losses.get(kind, nothing), other.losses.get(kind, nothing)) for kind in kinds},
        }

    def without(self, failed: Sequence[int]) -> Totals:
        """Return the counts without some replications."""
        kept = np.setdiff1d(np.arange(self.retained.shape[-1]), failed)
        return evolve(
            self,
            counts=self.counts[..., kept],
            retained=self.retained[..., kept],
            losses={kind: one[..., kept] for kind, one in self.losses.items()},
        )


def totals_of(result: PolicyResult) -> Totals:
    """Return the counts of one policy in one tile."""
    held = result.at_start[np.newaxis, :, np.newaxis]
    losses: dict[str, Counts] = {}
    for code in np.unique(result.cause[:, result.at_start]):
        if not code:
            continue
        hit = (result.cause == code) & held
        losses[f"{LOSS}.{code}"] = hit.sum(axis=1, dtype=np.int32)
        for word, failed in enumerate(result.failed):
            seen = np.bitwise_or.reduce(failed[hit]) if hit.any() else np.uint64(0)
            for place in range(WORD):
                if seen >> np.uint64(place) & np.uint64(1):
                    bit = (failed >> np.uint64(place) & np.uint64(1)).astype(np.bool_)
                    losses[f"{FAILED}.{code}.{word * WORD + place}"] = (hit & bit).sum(axis=1, dtype=np.int32)
        for before in np.unique(result.because[hit]):
            if before:
                part = hit & (result.because == before)
                losses[f"{BECAUSE}.{code}.{before}"] = part.sum(axis=1, dtype=np.int32)
    return Totals(result.policy, int(result.at_start.sum()), result.counts, result.retained, losses)


@frozen(eq=False)
class Summary(Results):
    """A run's totals by policy, with the rows of an outcome. `policies` are the laws, in the order of the run."""

    scenarios: tuple[str, ...]
    years: range
    replications: int
    policies: Mapping[str, Policy]
    totals: Mapping[str, Totals]
    manifest: Mapping[str, Any]

    @property
    def keys(self) -> Iterable[str]:
        """The policies of the run that have clusters."""
        return self.totals

    def tally(self, key: str, scenario: int = 0) -> Tally:
        """Return what is counted of one policy in one scenario. Raises UnknownNameError."""
        if key not in self.totals:
            raise UnknownNameError("policy", key, self.totals)
        policy, totals = self.policies[key], self.totals[key]
        causes, criteria = ("", *policy.causes), policy.decisive
        losses: dict[str, Counts] = {}
        failed: dict[tuple[str, str], Counts] = {}
        because: dict[str, Counts] = {}
        for kind in sorted(totals.losses, key=_order):
            counted = totals.losses[kind][scenario]
            if not counted.any():
                continue
            what, *codes = kind.split(".")
            cause = causes[int(codes[0])]
            if what == LOSS:
                losses[cause] = counted
            elif what == FAILED:
                failed[cause, criteria[int(codes[1])]] = counted
            elif cause == WITHOUT_STANDING:
                because[causes[int(codes[1])]] = counted
        return Tally(policy, totals.started, totals.retained[:, scenario], losses, failed, because)

    def counted(self, key: str, scenario: int = 0) -> Counts:
        """Return how many clusters are candidate, certified and lost, shape (year, status, replication)."""
        return self.totals[key].counts[:, :, scenario]


def _order(kind: str) -> tuple[int, ...]:
    """Order kinds of loss by the codes of causes and the places of criteria."""
    return tuple(int(code) for code in kind.split(".")[1:])
