"""Criteria made of others: all of, any of, k of them, and only where a fact holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from attrs import evolve, frozen

from clusterkit.law import truth
from clusterkit.law.criterion import Criterion, Plain
from clusterkit.law.finding import Finding
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths


@frozen
class Group(Plain):
    """Criteria joined: all of, any of, or k of them. A named group counts as one criterion."""

    join: Callable[[Sequence[Truths]], Truths] = truth.all_true

    def judge(self, sitting: Sitting) -> Finding:
        """Join the findings of the parts."""
        findings = tuple(part.judge(sitting) for part in self.parts)
        decides = self.join([finding.truth for finding in findings])
        return Finding(self, decides, decides, findings)

    def at_review(self) -> Group:
        """Return the group of its parts at a review."""
        return evolve(self, parts=tuple(part.at_review() for part in self.parts))


def all_of(*parts: Criterion) -> Group:
    """Return the standard that asks all of its parts."""
    return Group(parts=parts, join=truth.all_true)


def any_of(*parts: Criterion, id: str = "", title: Text = Text("", ""), cite: str = "") -> Group:
    """Return the criterion that asks at least one of its parts (its arms)."""
    return Group(parts=parts, join=truth.any_true, id=id, title=title, citation=cite)


def k_of(k: int, *parts: Criterion, id: str = "", title: Text = Text("", ""), cite: str = "") -> Group:
    """Return the criterion that asks at least k of its parts."""
    return Group(parts=parts, join=partial(truth.k_true, k=k), id=id, title=title, citation=cite)


@frozen
class Where(Plain):
    """A criterion for the clusters of which a yes/no fact holds; for the others it does not apply.

    Where the fact is blank, the criterion can only be met: met where it is met anyway, else unknown.
    """

    fact: str = ""

    def judge(self, sitting: Sitting) -> Finding:
        """Judge the criterion where the fact holds."""
        found = self.parts[0].judge(sitting)
        applies = sitting.fact(self.fact)
        return evolve(
            found, criterion=self, truth=_applied(applies, found.truth), stated=_applied(applies, found.stated)
        )

    def at_review(self) -> Where:
        """Return the criterion with its inner one at a review."""
        return where(self.fact, self.parts[0].at_review())


def _applied(applies: Truths, truths: Truths) -> Truths:
    held = np.where(applies == MET, truths, np.maximum(truths, UNKNOWN))
    return np.where(applies == NOT_MET, NOT_APPLICABLE, held).astype(np.int8)


def where(fact: str, inner: Criterion) -> Where:
    """Return a criterion that applies only to clusters of which the yes/no fact holds."""
    return Where(
        id=inner.id,
        title=inner.title,
        citation=inner.citation,
        operator=inner.operator,
        unit=inner.unit,
        parts=(inner,),
        indicators=(fact, *inner.indicators),
        fact=fact,
    )
