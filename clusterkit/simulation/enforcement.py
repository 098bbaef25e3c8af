"""Enforcement: what an authority makes of a finding before the rules are applied to it.

As written, every bound holds strictly. Calibrated, a review pardons shortfalls: each criterion that a
title fails is overlooked with the same chance, independently, so that a title with k shortfalls keeps
its title with chance pardon^k. One parameter, because the published outcomes are few: a review that
strikes out a title short on one count is more likely to be waived than one that finds it short on five,
and a bound that is moved still moves the outcome. Missing data, dated causes, missed deadlines and
admissions are never pardoned, and neither is a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.law.finding import Finding
from clusterkit.law.history import Rows
from clusterkit.law.sitting import Sitting
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.simulation.streams import BLOCK, RANGE, Streams


@frozen(kw_only=True)
class Calibration:
    """The pardon fitted to the published outcome of one measure's reviews.

    `low` and `high` bound the pardon at `confidence`; `observed` of `reviewed` titles were kept, `fitted`
    of them (a share) are expected under the model, `strict` as written. `fit` is the chance, under the
    fitted model, of outcomes at least as far from what is expected (two-sided). `data_points` says how
    many published outcomes it rests on: one alone is met by the one parameter and tests nothing.
    """

    policy: str
    pardon: float
    low: float
    high: float
    confidence: float
    observed: int
    reviewed: int
    fitted: float
    strict: float
    fit: float
    data_points: int
    source: str

    @property
    def told(self) -> str:
        """The interval, the fit and what it rests on, in one line."""
        if not self.data_points:
            return self.source
        strict, fitted = self.strict * self.reviewed, self.fitted * self.reviewed
        return (
            f"{self.confidence * 100:g}% interval {self.low:.3f} to {self.high:.3f}; {self.observed} of "
            f"{self.reviewed} kept, {strict:.1f} expected as written, {fitted:.1f} with it; "
            f"fit p = {self.fit:.2f}; data points: {self.data_points}; reviews of {self.policy}, {self.source}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest and calibration files carry it."""
        return {
            "policy": self.policy,
            "pardon": self.pardon,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "observed": self.observed,
            "reviewed": self.reviewed,
            "fitted": self.fitted,
            "strict": self.strict,
            "fit": self.fit,
            "data_points": self.data_points,
            "source": self.source,
        }


def supposed(policy: str, pardon: float) -> Calibration:
    """Return a pardon that rests on no outcome: any other would do as well."""
    return Calibration(
        policy=policy, pardon=pardon, low=0.0, high=1.0, confidence=1.0, observed=0, reviewed=0, fitted=0.0,
        strict=0.0, fit=1.0, data_points=0, source="ASSUMED: set for this study",
    )  # fmt: skip


@frozen
class Enforcement:
    """How strictly findings are applied: as written without calibrations, else as they say.

    A measure without a calibration of its own borrows the first one, which is an assumption.
    """

    calibrations: tuple[Calibration, ...] = ()

    @property
    def name(self) -> str:
        """`as_written` or `calibrated`."""
        return "calibrated" if self.calibrations else "as_written"

    def calibration(self, policy: str) -> Calibration | None:
        """Return the calibration that holds for a measure: its own, else the first."""
        own = (one for one in self.calibrations if one.policy == policy)
        return next(own, self.calibrations[0] if self.calibrations else None)

    def pardon(self, policy: str) -> float:
        """Return the chance that one shortfall is overlooked in a measure's reviews."""
        found = self.calibration(policy)
        return 0.0 if found is None else found.pardon


AS_WRITTEN: Final = Enforcement()


class Leniency:
    """One measure's pardons in one tile: one 32-bit word for each title and year, whatever the scenario."""

    def __init__(
        self,
        pardons: Sequence[float],
        policy: str,
        clusters: Sequence[str],
        years: range,
        *,
        streams: Streams,
        blocks: range,
        replications: int,
    ) -> None:
        self._pardons = np.array(pardons)
        self._years = years
        parts = []
        for block in blocks:
            drawn = np.empty((len(clusters), len(years), 1, BLOCK), np.uint32)
            streams.words(streams.states("enforcement", policy, clusters, block), drawn)
            parts.append(drawn[:, :, 0])
        self._words = np.concatenate(parts, axis=2)[..., :replications]

    def upheld(self, finding: Finding, sitting: Sitting) -> Finding:
        """Return the finding that the rules are to see: what is pardoned counts as met."""
        shape = sitting.who.shape
        failed = np.flatnonzero(np.broadcast_to(finding.truth, shape) == NOT_MET)
        if not len(failed):
            return finding
        shortfalls = np.zeros(len(failed), np.int64)
        blank = np.zeros(len(failed), np.bool_)
        for leaf in finding.leaves():
            truth = np.broadcast_to(leaf.truth, shape).reshape(-1)[failed]
            shortfalls += truth == NOT_MET
            blank |= truth == UNKNOWN
        pardoned = self.pardons(shortfalls, failed, sitting)
        truth = np.broadcast_to(finding.truth, shape).flatten()
        truth[failed[pardoned]] = np.where(blank[pardoned], UNKNOWN, MET)
        return evolve(finding, truth=truth.reshape(shape))

    def pardons(self, shortfalls: NDArray[np.int64], index: NDArray[np.intp], sitting: Sitting) -> NDArray[np.bool_]:
        """Say which titles (flat indices of the sitting) are pardoned that many shortfalls."""
        _, rows, replications = sitting.who.shape
        chance = self._pardons[index // (rows * replications)] ** shortfalls
        words = self._drawn(sitting.year, sitting.rows).reshape(-1)[index % (rows * replications)]
        return np.asarray(words < chance * RANGE)

    def _drawn(self, year: int, rows: Rows) -> NDArray[np.uint32]:
        """Return a year's words, shape (row, replication)."""
        return np.asarray(self._words[rows, year - self._years.start])
