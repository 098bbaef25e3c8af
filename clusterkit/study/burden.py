"""Burden: who bears a change, by district, industry, size and the intensity of energy and water use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.truth import MET, NOT_MET
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.interval import Estimate, estimate
from clusterkit.simulation.margins import Margins
from clusterkit.simulation.outcome import PolicyOutcome

Index = NDArray[np.intp]

FEW: Final = 3
"""Groups of fewer clusters are marked: what holds of them is hardly more than one cluster's story."""

SIZES: Final = ("small", "medium", "large")
MEASURES: Final = ("output_value", "operating_revenue")
"""What a cluster's size is measured by: the first of which the place's clusters have figures."""


@frozen(eq=False)
class Group:
    """Some clusters, by their places in the outcome.

    `by` is the attribute, `name` its value, None where the portfolio leaves it blank. Groups of a size
    say by which figure (`measure`), and `span` from which to which value it goes.
    """

    by: str
    name: str | None
    clusters: Index
    measure: str | None = None
    span: tuple[float, float] | None = None


@frozen
class Burden:
    """The change of a group's retention at the end: the mean over its clusters, with its paired interval."""

    group: Group
    change: Estimate

    def as_row(self) -> dict[str, Any]:
        """Return it as rows carry it; `few` marks groups of fewer than three clusters."""
        count = len(self.group.clusters)
        return {
            "by": self.group.by,
            "group": self.group.name,
            "clusters": count,
            "few": count < FEW,
            "mean": self.change.mean,
            "low": self.change.low,
            "high": self.change.high,
            "measure": self.group.measure,
            "span": None if self.group.span is None else list(self.group.span),
        }


def burden_of(
    outcome: PolicyOutcome, margins: Margins, portfolio: Portfolio, scenario: int, against: int
) -> tuple[Burden, ...]:
    """Return what every group of one policy's clusters gains or loses between two scenarios of a run."""
    change = margins.held[scenario].astype(np.int8) - margins.held[against]
    found = []
    for group in groups_of(outcome, portfolio):
        by_replication = change[group.clusters].mean(axis=0)
        found.append(Burden(group, estimate(by_replication, bounds=(-1.0, 1.0))))
    return tuple(found)


def groups_of(outcome: PolicyOutcome, portfolio: Portfolio) -> Iterator[Group]:
    """Yield the groups of the clusters certified at the start, attribute by attribute, blanks last."""
    started = np.flatnonzero(outcome.at_start)
    rows = portfolio.index_of(str(name) for name in outcome.cluster_ids[started])
    for by in ("district", "dominant_industry"):
        values = portfolio.clusters[by][rows].astype(str)
        for name in sorted({str(value) for value in values}, key=lambda value: (not value, value)):
            yield Group(by, name or None, started[values == name])
    yield from _sizes(portfolio, rows, started)
    for by in ("energy_intensive", "water_intensive"):
        answers = portfolio.clusters[by][rows]
        yes, no = answers == MET, answers == NOT_MET
        for answer, here in (("yes", yes), ("no", no), (None, ~yes & ~no)):
            if here.any():
                yield Group(by, answer, started[here])


def _sizes(portfolio: Portfolio, rows: NDArray[np.int64], started: Index) -> Iterator[Group]:
    """Yield the thirds of one place's clusters by their latest figure; equal figures share a third."""
    figures = {key: _latest(portfolio, key, rows) for key in MEASURES}
    measure = next((key for key in MEASURES if np.isfinite(figures[key]).any()), None)
    if measure is None:
        if len(rows):
            yield Group("size", None, started)
        return
    figure = figures[measure]
    known = np.isfinite(figure)
    third = np.searchsorted(np.quantile(figure[known], (1 / 3, 2 / 3)), figure, side="left")
    for place, size in enumerate(SIZES):
        here = known & (third == place)
        if here.any():
            span = float(figure[here].min()), float(figure[here].max())
            yield Group("size", size, started[here], measure, span)
    if not known.all():
        yield Group("size", None, started[~known], measure)


def _latest(portfolio: Portfolio, key: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each cluster's latest figure that is known, NaN where there is none."""
    column = portfolio.observations[key][:, rows]
    latest = np.full(len(rows), np.nan)
    for figures in column:
        latest = np.where(np.isnan(figures), latest, figures)
    return latest
