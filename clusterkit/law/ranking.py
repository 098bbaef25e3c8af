"""Criteria over the whole portfolio: standing among the lowest of a group."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from clusterkit.law import truth
from clusterkit.law.criterion import Plain
from clusterkit.law.figure import Floats
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths


@frozen
class AmongLowest(Plain):
    """The title is among the lowest k of its group by a figure. Ties at the edge all count as among them.

    The group is those before the authority that share a text fact (`region`); a missing figure
    may stand anywhere.
    """

    key: str = ""
    within: str = ""
    count: Lever | None = None

    def judge(self, sitting: Sitting) -> Finding:
        """Compare each figure with the k-th smallest of its group, at best and at worst."""
        figure = sitting.figure(self.key, sitting.latest)
        shape = sitting.who.shape
        low = np.where(sitting.who, np.broadcast_to(figure.low, shape), np.inf)
        high = np.where(sitting.who, np.broadcast_to(figure.high, shape), np.inf)
        groups = sitting.group(self.within)
        decides = np.full(shape, NOT_MET)
        for scenario in range(shape[0]):
            k = self._count(sitting, scenario)
            for name in np.unique(groups):
                rows = np.flatnonzero(groups == name)
                decides[scenario, rows] = _lowest(low[scenario, rows], high[scenario, rows], k)
        decides = np.where(sitting.who, decides, NOT_MET)
        return Finding(self, decides, decides, figure=figure)

    def at_review(self) -> AmongLowest:
        """Return itself."""
        return self

    def _count(self, sitting: Sitting, scenario: int) -> int:
        if self.count is None:
            return 0
        values = sitting.value(self.count).ravel()
        return int(values[scenario if len(values) > 1 else 0])


def among_lowest(count: Lever, key: str, within: str, *, id: str, title: Text, cite: str) -> AmongLowest:
    """Return the criterion of standing among the lowest `count` of a group (`within`, a text fact) by a figure."""
    return AmongLowest(
        id=id,
        title=title,
        citation=cite,
        levers=(count,),
        indicators=(key,),
        across=True,
        key=key,
        within=within,
        count=count,
    )


def _lowest(low: Floats, high: Floats, k: int) -> Truths:
    """Truth of standing among the k smallest, shape (row, replication); the own figure is point or unknown."""
    if k <= 0:
        return np.full(low.shape, NOT_MET)
    if k >= len(low):
        return np.where(np.isposinf(low), NOT_MET, MET).astype(np.int8)
    at_best = np.partition(high, k - 1, axis=0)[k - 1]
    at_worst = np.partition(low, k - 1, axis=0)[k - 1]
    known = low == high
    found = truth.from_bounds(np.ascontiguousarray(low <= at_worst), np.ascontiguousarray(low <= at_best))
    return np.where(known, np.where(np.isposinf(low), NOT_MET, found), UNKNOWN).astype(np.int8)
