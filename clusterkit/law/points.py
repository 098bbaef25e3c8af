"""Points tables: what each criterion is worth, by steps or by weights, with gates that no score outweighs.

Whether a score suffices is for the decision's rules (`score_below`); a gate that is not met makes the
standard not met, whatever the score.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from clusterkit.law import truth
from clusterkit.law.criterion import Criterion, Plain
from clusterkit.law.figure import Figure, Operator, edge, point
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_APPLICABLE, UNKNOWN
from clusterkit.law.window import LATEST, Subject, Window, keys_of


@frozen
class Scored(Plain):
    """A points table: each part gives its points where it is met, or the points it has itself, weighted.

    The score is an interval: a part that is unknown gives from 0 to its points. A part that does not
    apply gives its full points, so that nobody is marked down for what is not asked. The last
    `gates` parts give no points: they must be met besides.
    """

    points: tuple[float, ...] = ()
    gates: int = 0

    def judge(self, sitting: Sitting) -> Finding:
        """Add up the points, from below and from above, and ask the gates."""
        findings = tuple(part.judge(sitting) for part in self.parts)
        low = high = np.zeros((1, 1, 1))
        for finding, worth in zip(findings, self.points, strict=False):
            if finding.points is None:
                low = low + worth * (finding.truth >= MET)
                high = high + worth * (finding.truth >= UNKNOWN)
            else:
                low = low + worth * finding.points.low
                high = high + worth * finding.points.high
        gates = [finding.truth for finding in findings[len(self.points) :]]
        decides = truth.all_true(gates) if gates else np.full(low.shape, NOT_APPLICABLE)
        score = point(low) if np.array_equal(low, high) else Figure(low, high)
        return Finding(self, decides, decides, findings, points=score)

    def at_review(self) -> Scored:
        """Return the table of its parts at a review."""
        return evolve(self, parts=tuple(part.at_review() for part in self.parts))


@frozen
class Steps(Plain):
    """Points by steps: those of the highest step whose bound the figure meets, 0 below the first."""

    subject: Subject = ""
    compare: Operator = ">="
    window: Window = LATEST
    steps: tuple[tuple[Lever, float], ...] = ()

    def judge(self, sitting: Sitting) -> Finding:
        """Climb the steps with both ends of the figure, for every scenario."""
        low = high = np.zeros((1, 1, 1))
        figure = None
        for values, scenarios in sitting.options(self.window.levers):
            figure = self.window.measure(sitting, self.subject, values)
            certain, possible = np.zeros((1, 1, 1)), np.zeros((1, 1, 1))
            for lever, points in self.steps:
                bound = edge(figure.measure, self.compare, sitting.value(lever))
                found = figure.compare(self.compare, bound)
                certain = np.where(found >= MET, np.maximum(certain, points), certain)
                possible = np.where(found >= UNKNOWN, np.maximum(possible, points), possible)
            if scenarios is None:
                low, high = certain, possible
            else:
                shape = sitting.who.shape
                low, high = (np.array(np.broadcast_to(end, shape)) for end in (low, high))
                low[scenarios] = np.broadcast_to(certain, shape)[scenarios]
                high[scenarios] = np.broadcast_to(possible, shape)[scenarios]
                figure = None
        nothing = np.full((1, 1, 1), NOT_APPLICABLE)
        score = point(low) if np.array_equal(low, high) else Figure(low, high)
        return Finding(self, nothing, nothing, figure=figure, points=score)

    def at_review(self) -> Steps:
        """Return the same steps under the bounds' retention twins."""
        return evolve(
            self,
            steps=tuple((lever.for_retention(), points) for lever, points in self.steps),
            levers=(*(lever.for_retention() for lever, _ in self.steps), *self.window.levers),
        )


def scored(
    *table: tuple[Criterion, float],
    gates: tuple[Criterion, ...] = (),
    id: str = "",
    title: Text = Text("", ""),
    cite: str = "",
) -> Scored:
    """Return a points table of (criterion, points); a part with points of its own is weighted by the number.

    `gates` must be met besides: a floor that vetoes whatever the score.
    """
    parts = (*(part for part, _ in table), *gates)
    return Scored(parts=parts, points=tuple(worth for _, worth in table), gates=len(gates), id=id, title=title,
                  citation=cite)  # fmt: skip


def by_steps(
    subject: Subject,
    *steps: tuple[Lever, float],
    window: Window = LATEST,
    compare: Operator = ">=",
    id: str,
    title: Text,
    cite: str,
) -> Steps:
    """Return points by steps of a figure: (bound, points) each; `compare` is the operator of every bound."""
    return Steps(
        id=id, title=title, citation=cite, levers=(*(lever for lever, _ in steps), *window.levers),
        indicators=keys_of(subject), depth=window.depth, subject=subject, compare=compare, window=window, steps=steps,
    )  # fmt: skip
