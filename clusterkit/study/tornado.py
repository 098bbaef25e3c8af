"""The tornado: every factor moved alone, and how far that moves a quantity, paired on the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import Estimate, estimate, t_quantile
from clusterkit.simulation.tally import Row, as_row
from clusterkit.study.evaluation import Point, evaluate
from clusterkit.study.factors import Factor, Still
from clusterkit.study.quantity import Quantity
from clusterkit.study.separation import Rank, joint_confidence, ranks_of, spread_of_differences
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]


@frozen
class Bar:
    """One factor: the difference to the base at each of its values, and the width of it all.

    `width` reaches from the lowest to the highest mean, the base included, and `rank` is by it. `moves`
    says whether anything changed in any replication.
    """

    factor: Factor
    differences: tuple[Estimate, ...]
    width: Estimate
    rank: Rank
    moves: bool

    def rows(self) -> list[Row]:
        """Return a row for each value."""
        factor = self.factor
        head = {
            "factor": factor.key,
            "kind": factor.kind,
            "title": factor.title.as_dict(),
            "citation": factor.citation,
            "unit": factor.unit,
            "basis": factor.basis.as_dict(),
            "rank_best": self.rank.best,
            "rank_worst": self.rank.worst,
            "moves": self.moves,
            "width": self.width.mean,
            "width_low": self.width.low,
            "width_high": self.width.high,
            "now": factor.jsonable(factor.now),
        }
        return [
            {**head, "value": factor.jsonable(value), **as_row(difference)}
            for value, difference in zip(factor.values, self.differences, strict=True)
        ]


@frozen(eq=False)
class Tornado:
    """Bars, the widest first, and what was not moved. `base` is the quantity with nothing moved."""

    study: Study
    quantity: Quantity
    base: Estimate
    bars: tuple[Bar, ...]
    still: tuple[Still, ...]

    def rows(self) -> list[Row]:
        """Return a row for each factor and value, the widest bar first."""
        return [row for bar in self.bars for row in bar.rows()]

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output."""
        return {
            "manifest": self.study.manifest(),
            "changes": self.study.changes()[0],
            "method": "tornado",
            "quantity": str(self.quantity),
            "unit": self.quantity.unit,
            "base": as_row(self.base),
            "factors": self.rows(),
            "left_out": [{"factor": one.key, "reason": one.reason.as_dict()} for one in self.still],
        }


def tornado(
    study: Study,
    quantity: Quantity,
    factors: Sequence[Factor],
    still: Sequence[Still] = (),
    *,
    progress: Progress | None = None,
) -> Tornado:
    """Move every factor alone to each of its values; `still` is told with the result.

    Raises InputError where there is no factor, or the quantity has no value.
    """
    if not factors:
        raise InputError(f"{quantity}: there is nothing to move; name a factor, or state a --range")
    base: Point = {}
    points = [base, *({factor.key: value} for factor in factors for value in factor.values)]
    levels = evaluate(study, quantity, points, progress=progress)
    parts = np.split(levels[1:] - levels[0], np.cumsum([len(factor.values) for factor in factors])[:-1])
    widths = np.stack([_width(part) for part in parts])
    bars = [
        Bar(
            factor,
            tuple(estimate(one) for one in part),
            estimate(width, bounds=(0.0, None)),
            rank,
            bool(part.any()),
        )
        for factor, part, width, rank in zip(factors, parts, widths, _ranks(widths), strict=True)
    ]
    ordered = sorted(bars, key=lambda bar: (-bar.width.mean, not bar.moves, bar.factor.key))
    found = estimate(levels[0], bounds=quantity.bounds)
    return Tornado(study.with_scenarios(study.scenarios[:1]), quantity, found, tuple(ordered), tuple(still))


def _width(differences: Floats) -> Floats:
    """Return by replication how far it is from the value with the lowest mean to that with the highest.

    The base itself is one of the values: its difference is zero.
    """
    means = differences.mean(axis=1)
    none = np.zeros(differences.shape[1])
    highest = differences[int(means.argmax())] if means.max() > 0 else none
    lowest = differences[int(means.argmin())] if means.min() < 0 else none
    return np.asarray(highest - lowest)


def _ranks(widths: Floats) -> list[Rank]:
    """Rank the widths, any two compared by replication, all comparisons at one confidence."""
    means, runs = widths.mean(axis=1), widths.shape[1]
    if runs < 2:  # noqa: PLR2004 - one run shows no noise
        return ranks_of(means, None, 0.0)
    errors = spread_of_differences(widths) / sqrt(runs)
    return ranks_of(means, errors, t_quantile(runs - 1, joint_confidence(means)))
