"""Criteria over the whole portfolio: standing among the lowest of a group."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from clusterkit.law import truth
from clusterkit.law.criterion import Plain
from clusterkit.law.figure import Figure, Floats, Measure, edge
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths


@frozen
class AmongLowest(Plain):
    """The title is among the lowest k of its group by a figure. Ties at the edge all count as among them.

    The group is those before the authority that share a text fact (`region`), all where none is
    named. A missing figure may stand anywhere, and so may a title whose group is blank.
    """

    count: Lever
    key: str = ""
    within: str = ""

    def judge(self, sitting: Sitting) -> Finding:
        """Compare each figure with the k-th smallest of its group, at best and at worst."""
        figure = sitting.figure(self.key, sitting.latest)
        shape = sitting.who.shape
        low = np.where(sitting.who, np.broadcast_to(figure.low, shape), np.inf)
        high = np.where(sitting.who, np.broadcast_to(figure.high, shape), np.inf)
        groups = sitting.group(self.within)
        counts = np.broadcast_to(np.nan_to_num(sitting.value(self.count)), (shape[0], 1, 1)).ravel()
        decides = np.full(shape, UNKNOWN)
        for name in np.unique(groups):
            if self.within and not name:
                continue
            rows = np.flatnonzero(groups == name)
            for scenario, count in enumerate(counts):
                ends = Figure(low[scenario, rows], high[scenario, rows], figure.measure)
                decides[scenario, rows] = _lowest(ends, int(count))
        decides = np.where(sitting.who, decides, NOT_MET)
        return Finding(self, decides, decides, figure=figure)

    def at_review(self) -> AmongLowest:
        """Return itself."""
        return self


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


def _lowest(figure: Figure, k: int) -> Truths:
    """Truth of standing among the k smallest, shape (row, replication); each figure is a point or unknown."""
    low, high = figure.low, figure.high
    present = ~np.isposinf(low)
    if k <= 0:
        return np.full(low.shape, NOT_MET)
    last = min(k, len(low)) - 1
    at_worst, at_best = (_beside(np.partition(ends, last, axis=0)[last], figure.measure) for ends in (low, high))
    found = truth.from_bounds(np.asarray(low <= at_worst), np.asarray(low <= at_best))
    all_among = present.sum(axis=0) <= k
    return np.where(present & (low != high), np.where(all_among, MET, UNKNOWN), np.where(present, found, NOT_MET))


def _beside(smallest: Floats, measure: Measure) -> Floats:
    """Return the k-th smallest figure, moved so that those within the tolerance of it stand beside it."""
    finite = np.isfinite(smallest)
    moved = edge(measure, "<=", measure.plain(np.where(finite, smallest, 0.0)))
    return np.where(finite, moved, smallest)
