"""The tally of one policy in one scenario: counts by replication, and the plain rows computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law.policy import Policy
from clusterkit.simulation.interval import Estimate, estimate

Floats = NDArray[np.float64]
Counts = NDArray[np.integer[Any]]
Row = dict[str, Any]

WITHOUT_STANDING = "term_ended_without_standing"


@frozen(eq=False)
class Tally:
    """What is counted of the clusters certified at the start (`started` of them).

    `retained` is shaped (year, replication). `losses` are by cause over the whole horizon, `failed` by
    (cause, criterion), `because` by the cause that had cost the standing; each shaped (replication,).
    What never happened is left out.
    """

    policy: Policy
    started: int
    retained: Counts
    losses: Mapping[str, Counts]
    failed: Mapping[tuple[str, str], Counts]
    because: Mapping[str, Counts] = field(factory=dict)

    @property
    def retention(self) -> Floats:
        """The share of the clusters certified at the start that hold the title, shape (year, replication)."""
        if not self.started:
            return np.full(self.retained.shape, np.nan)
        return np.asarray(self.retained / self.started)

    def retention_rows(self, years: Sequence[int]) -> list[Row]:
        """Return retention by year: mean with its 95 % interval, and the spread p10 to p90 of a single run."""
        rows: list[Row] = []
        for year, values in zip(years, self.retention, strict=True):
            if np.isnan(values).any():
                rows.append({"year": year, "mean": None, "low": None, "high": None, "p10": None, "p90": None})
                continue
            p10, p90 = (float(value) for value in np.quantile(values, (0.1, 0.9)))
            rows.append({"year": year, **as_row(estimate(values, bounds=(0.0, 1.0))), "p10": p10, "p90": p90})
        return rows

    def loss_rows(self) -> list[Row]:
        """Return losses over the horizon by cause, then by cause and criterion, largest first."""
        citations = self.policy.causes
        titles = {criterion.id: criterion for criterion in self.policy.criteria}
        rows: list[Row] = []
        for cause, whole in self.losses.items():
            row = {"cause": cause, "criterion": None, "citation": citations[cause], **counted(whole)}
            if cause == WITHOUT_STANDING:
                row["because"] = [
                    {"cause": before, "citation": citations[before], **counted(part)}
                    for before, part in self.because.items()
                ]
            rows.append(row)
            parts = []
            for (of, name), part in self.failed.items():
                if of == cause:
                    cite = titles[name].citation if name in titles else ""
                    parts.append({"cause": cause, "criterion": name, "citation": cite, **counted(part)})
            rows += sorted(parts, key=lambda one: -one["mean"])
        order = {row["cause"]: -row["mean"] for row in rows if row["criterion"] is None}
        return sorted(rows, key=lambda one: order[one["cause"]])


def as_row(found: Estimate) -> Row:
    """Return an estimate as rows carry it."""
    return {"mean": found.mean, "low": found.low, "high": found.high}


def counted(counts: Counts) -> Row:
    """Return the mean of counts by replication with its interval, as rows carry it."""
    return as_row(estimate(counts.astype(np.float64), bounds=(0.0, None)))
