"""What every result of a run can say in plain rows: retention, holders, losses, differences to the baseline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterkit.simulation.interval import estimate
from clusterkit.simulation.tally import Row, Tally, as_row

Floats = NDArray[np.float64]


class Results(ABC):
    """Counts by policy, scenario and replication, and the rows computed from them.

    `scenarios` are names, the first the baseline; `years` the calendar years.
    """

    scenarios: tuple[str, ...]
    years: range
    replications: int
    manifest: Mapping[str, Any]

    @property
    @abstractmethod
    def keys(self) -> Iterable[str]:
        """The policies of the run."""

    @abstractmethod
    def tally(self, key: str, scenario: int = 0) -> Tally:
        """Return what is counted of one policy in one scenario."""

    @abstractmethod
    def counted(self, key: str, scenario: int = 0) -> NDArray[np.int32]:
        """Return how many clusters are candidate, certified and lost, shape (year, status, replication)."""

    def retention_of(self, key: str, scenario: int = 0) -> Floats:
        """Return the share of the clusters certified at the start that hold the title, shape (year, replication)."""
        return self.tally(key, scenario).retention

    def retention_rows(self, key: str, scenario: int = 0) -> list[Row]:
        """Return retention by year: mean with its 95 % interval, and the spread p10 to p90 of a single run."""
        return self.tally(key, scenario).retention_rows(self.years)

    def holder_rows(self, key: str, scenario: int = 0) -> list[Row]:
        """Return the mean number of clusters by status at each year's end."""
        counts = self.counted(key, scenario).mean(axis=2)
        return [
            {"year": year, "certified": float(row[1]), "lost": float(row[2]), "never": float(row[0])}
            for year, row in zip(self.years, counts, strict=True)
        ]

    def loss_rows(self, key: str, scenario: int = 0) -> list[Row]:
        """Return losses over the horizon by cause, then by cause and criterion, largest first."""
        return self.tally(key, scenario).loss_rows()

    def difference_rows(self) -> list[Row]:
        """Return each scenario's retention less the baseline's by policy and year, paired by replication."""
        rows: list[Row] = []
        for scenario, name in enumerate(self.scenarios[1:], start=1):
            for key in self.keys:
                difference = self.retention_of(key, scenario) - self.retention_of(key)
                for year, values in zip(self.years, difference, strict=True):
                    if not np.isnan(values).any():
                        head = {"scenario": name, "against": self.scenarios[0], "policy": key, "year": year}
                        rows.append({**head, **as_row(estimate(values, bounds=(-1.0, 1.0)))})
        return rows

    def as_dict(self, changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the result as the machine-readable output of `simulate`."""
        return {
            "manifest": dict(self.manifest),
            "scenarios": [
                {
                    "name": name,
                    "changes": dict(changes[scenario]),
                    "policies": [self._policy_dict(key, scenario) for key in self.keys],
                }
                for scenario, name in enumerate(self.scenarios)
            ],
            "differences": self.difference_rows(),
        }

    def _policy_dict(self, key: str, scenario: int) -> Row:
        tally = self.tally(key, scenario)
        return {
            "policy": key,
            "clusters": tally.started,
            "retention": tally.retention_rows(self.years),
            "holders": self.holder_rows(key, scenario),
            "losses": tally.loss_rows(),
        }
