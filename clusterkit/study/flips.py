"""Flips: the clusters that hold the title at the end in one scenario and not in the other, and what decides it."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.simulation.interval import Estimate, share_interval
from clusterkit.simulation.margins import Margins
from clusterkit.simulation.outcome import PolicyOutcome

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@frozen
class Flip:
    """One cluster, certified at the start, whose fate differs between a scenario and its baseline.

    `share` of the replications in which it does, the sum of `lost` (held in the baseline alone) and
    `kept` (held in the scenario alone). `sooner` and `later` are the shares in which the title is lost
    in both, first on an earlier or a later day than in the baseline; these are no flips. `cause` costs
    the title most often where the fate flips, in whichever of the two it is lost, and `criterion` is
    failed most often at those losses, None where none is. `margin` is the mean distance from its bound
    at them, in `unit`, positive on the met side; None where no number decides.
    """

    cluster_id: str
    share: Estimate
    lost: float
    kept: float
    sooner: float
    later: float
    cause: str
    criterion: str | None
    citation: str
    margin: float | None
    unit: str | None

    def as_row(self) -> dict[str, Any]:
        """Return it as rows carry it."""
        return {
            "cluster_id": self.cluster_id,
            "share": self.share.mean,
            "low": self.share.low,
            "high": self.share.high,
            "lost": self.lost,
            "kept": self.kept,
            "sooner": self.sooner,
            "later": self.later,
            "cause": self.cause,
            "criterion": self.criterion,
            "citation": self.citation,
            "margin": self.margin,
            "unit": self.unit,
        }


def flips_of(outcome: PolicyOutcome, margins: Margins, scenario: int, against: int) -> tuple[Flip, ...]:
    """Return one policy's flips between two scenarios of a run, the most frequent first."""
    start = outcome.at_start[:, np.newaxis]
    held, before = margins.held[scenario], margins.held[against]
    lost, kept, neither = start & before & ~held, start & held & ~before, start & ~held & ~before
    days = outcome.lost_on[scenario] - outcome.lost_on[against]
    counts = np.stack([part.sum(axis=1) for part in (lost, kept, neither & (days < 0), neither & (days > 0))])
    main = _causes(outcome, margins, (scenario, lost), (against, kept)).argmax(axis=1)
    failed, distance = _criteria(outcome, margins, main, (scenario, lost), (against, kept))
    named = {criterion.id: criterion for criterion in outcome.policy.criteria}
    found = []
    for row in np.flatnonzero(counts[0] + counts[1]):
        cause, most = outcome.causes[main[row]], int(failed[row].argmax())
        criterion = named[outcome.criteria[most]] if failed[row, most] else None
        shares = counts[:, row] / lost.shape[1]
        found.append(
            Flip(
                cluster_id=str(outcome.cluster_ids[row]),
                share=share_interval(int(counts[0, row] + counts[1, row]), lost.shape[1]),
                lost=float(shares[0]),
                kept=float(shares[1]),
                sooner=float(shares[2]),
                later=float(shares[3]),
                cause=cause,
                criterion=None if criterion is None else criterion.id,
                citation=outcome.policy.causes[cause] if criterion is None else criterion.citation,
                margin=_shown(distance[row, most]),
                unit=None if criterion is None else criterion.unit or None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.share.mean, one.cluster_id)))


def _shown(margin: float) -> float | None:
    """Return a mean margin without the rounding that figures bring from a scale and back."""
    return None if np.isnan(margin) else float(f"{margin:.12g}")


Side = tuple[int, Flags]
"""The scenario in which the title is lost, and where it is lost there alone, shape (cluster, replication)."""


def _causes(outcome: PolicyOutcome, margins: Margins, *sides: Side) -> Counts:
    """Count the flipped titles by the cause of the loss, shape (cluster, cause)."""
    counts = np.zeros((len(outcome.cluster_ids), len(outcome.causes)), np.int64)
    for scenario, flipped in sides:
        cluster, _ = np.nonzero(flipped)
        np.add.at(counts, (cluster, margins.lost_to[scenario][flipped]), 1)
    return counts


def _criteria(
    outcome: PolicyOutcome, margins: Margins, cause: NDArray[np.intp], *sides: Side
) -> tuple[Counts, NDArray[np.float64]]:
    """Count the criteria failed at flipped losses of each cluster's own cause, and average their margins.

    Both are shaped (cluster, criterion); a mean of no number is NaN.
    """
    short = margins.shortfalls
    shape = len(outcome.cluster_ids), len(outcome.criteria)
    here = np.zeros(len(short.margin), np.bool_)
    for scenario, flipped in sides:
        here |= (short.scenario == scenario) & flipped[short.cluster, short.replication]
    here &= margins.lost_to[short.scenario, short.cluster, short.replication] == cause[short.cluster]
    place = np.ravel_multi_index((short.cluster[here], short.criterion[here]), shape)
    counts = np.bincount(place, minlength=shape[0] * shape[1])
    number = np.isfinite(short.margin[here])
    known = np.bincount(place[number], minlength=shape[0] * shape[1])
    total = np.bincount(place[number], short.margin[here][number], minlength=shape[0] * shape[1])
    mean = np.full(len(total), np.nan)
    np.divide(total, known, out=mean, where=known > 0)
    return counts.reshape(shape), mean.reshape(shape)
