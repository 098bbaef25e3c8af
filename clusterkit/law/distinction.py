"""Distinctions: what is asked differs between clusters, by a group they belong to or by another criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.law.criterion import Criterion, Plain, walk
from clusterkit.law.figure import Figure, Floats, Measure
from clusterkit.law.finding import Finding
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths

Flags = NDArray[np.bool_]


@frozen
class ByGroup(Plain):
    """One criterion for each group of clusters; the last part is for all other groups.

    The group is a text fact of the cluster (`region`), or the batch of its title (`PLACE.batch`).
    Where it is blank, the finding is what all parts agree on, else unknown.
    """

    fact: str = ""
    groups: tuple[str, ...] = ()

    def judge(self, sitting: Sitting) -> Finding:
        """Judge every part, and let each cluster's own group decide."""
        findings = tuple(part.judge(sitting) for part in self.parts)
        named = sitting.group(self.fact).reshape(1, -1, 1)
        masks = [named == group for group in self.groups]
        blank = named == ""
        masks.append(~blank & ~np.logical_or.reduce(masks))
        return _decided(self, findings, masks, blank)

    def at_review(self) -> ByGroup:
        """Return the same distinction between the parts at a review."""
        return evolve(self, parts=tuple(part.at_review() for part in self.parts))


@frozen
class Either(Plain):
    """One criterion for those that meet a test, another for those that do not."""

    test: Criterion

    def judge(self, sitting: Sitting) -> Finding:
        """Judge both parts, and let the test decide between them; where it is unknown, what both agree on."""
        tested = self.test.judge(sitting).truth
        findings = tuple(part.judge(sitting) for part in self.parts)
        return _decided(self, findings, [tested == MET, (tested == NOT_MET) | (tested == NOT_APPLICABLE)],
                        tested == UNKNOWN)  # fmt: skip

    def at_review(self) -> Either:
        """Return the same distinction between the parts at a review."""
        then, otherwise = (part.at_review() for part in self.parts)
        return either(
            self.test.at_review(), then, otherwise, id=self.id, title=self.title, cite=self.citation
        )  # fmt: skip


def by_group(
    fact: str,
    groups: Mapping[str, Criterion],
    *,
    otherwise: Criterion,
    id: str,
    title: Text,
    cite: str,
) -> ByGroup:
    """Return the criterion that asks each group of clusters its own question, and all others `otherwise`.

    `fact` is a text column of the clusters (`region`, `district`, a plugin's own) or `PLACE.batch`.
    """
    parts = (*groups.values(), otherwise)
    return ByGroup(
        id=id, title=title, citation=cite, parts=parts, indicators=(fact,), fact=fact, groups=tuple(groups),
        across=any(part.across for part in parts),
    )  # fmt: skip


def either(test: Criterion, then: Criterion, otherwise: Criterion, *, id: str, title: Text, cite: str) -> Either:
    """Return the criterion that asks `then` of those that meet a test, such as a size, and `otherwise` of the rest."""
    tested = tuple(walk(test))
    return Either(
        id=id,
        title=title,
        citation=cite,
        parts=(then, otherwise),
        test=test,
        levers=tuple(lever for part in tested for lever in part.levers),
        indicators=tuple(key for part in tested for key in part.indicators),
        depth=max(part.depth for part in tested),
        across=any(part.across for part in (then, otherwise, *tested)),
        recognition=tuple(entry for part in tested for entry in part.recognition),
    )


def _decided(criterion: Criterion, findings: Sequence[Finding], masks: Sequence[Flags], blank: Flags) -> Finding:
    """Return the finding of whichever part each cluster's mask names; arms that are not its own do not apply."""
    truth = _chosen(findings[0].truth, [one.truth for one in findings], masks, blank)
    stated = _chosen(findings[0].stated, [one.stated for one in findings], masks, blank)
    arms = tuple(
        evolve(one, truth=np.where(mask | blank, one.truth, NOT_APPLICABLE).astype(np.int8), stated=one.stated)
        for one, mask in zip(findings, masks, strict=True)
    )
    figure, bound = _figure(findings, masks), _bound(findings, masks)
    return Finding(criterion, truth, stated, arms, figure, bound)


def _chosen(first: Truths, truths: Sequence[Truths], masks: Sequence[Flags], blank: Flags) -> Truths:
    agreed = reduce(np.logical_and, [first == truth for truth in truths])
    found = np.where(blank, np.where(agreed, first, UNKNOWN), UNKNOWN)
    for truth, mask in zip(truths, masks, strict=True):
        found = np.where(mask, truth, found)
    return found.astype(np.int8)


def _figure(findings: Sequence[Finding], masks: Sequence[Flags]) -> Figure | None:
    """Return each cluster's own figure, unknown where its part has none; None where no part has one.

    On the scale that all parts share, else in plain numbers.
    """
    figures = [one.figure for one in findings]
    measures = {figure.measure for figure in figures if figure is not None}
    if not measures:
        return None
    shared = measures.pop() if len(measures) == 1 else None
    low, high = np.full((1, 1, 1), -np.inf), np.full((1, 1, 1), np.inf)
    for figure, mask in zip(figures, masks, strict=True):
        if figure is not None:
            ends = (figure.low, figure.high)
            least, most = ends if shared is not None else map(figure.measure.plain, ends)
            low, high = np.where(mask, least, low), np.where(mask, most, high)
    return Figure(low, low if bool((low == high).all()) else high, shared or Measure())


def _bound(findings: Sequence[Finding], masks: Sequence[Flags]) -> Floats | None:
    if all(one.bound is None for one in findings):
        return None
    bound = np.full((1, 1, 1), np.nan)
    for one, mask in zip(findings, masks, strict=True):
        if one.bound is not None:
            bound = np.where(mask, one.bound, bound)
    return bound
