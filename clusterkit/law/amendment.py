"""Amendments: another text applies from a day on.

Which text applies is asked on the day whose rules count for a sitting. Where new rules spare the terms
that run already (`Policy.new_rules_at_review`), that is the day on which the title's term began.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from clusterkit.errors import LeverError
from clusterkit.law import calendar
from clusterkit.law.criterion import Criterion, Plain
from clusterkit.law.figure import Figure, point
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Flags, Sitting
from clusterkit.law.truth import NOT_APPLICABLE

_FULL = point(np.full((1, 1, 1), np.inf))
"""A score that misses no mark."""


@frozen
class Amended(Plain):
    """One text up to the day before an amendment and another from that day on; only the one that applies is found."""

    since: Lever

    def judge(self, sitting: Sitting) -> Finding:
        """Judge by the text that applies; where scenarios differ, each by its own."""
        with np.errstate(invalid="ignore"):
            applies = sitting.value(self.since) <= calendar.date_code(sitting.law_day)
        if bool(applies.all()) or not bool(applies.any()):
            found = self.parts[int(applies.flat[0])].judge(sitting)
            return evolve(found, criterion=self, parts=(found,), figure=None, bound=None)
        old, new = (part.judge(sitting) for part in self.parts)
        truth = np.where(applies, new.truth, old.truth)
        stated = np.where(applies, new.stated, old.stated)
        parts = (_kept(old, ~applies), _kept(new, applies))
        return Finding(self, truth, stated, parts, points=_points(applies, old, new))

    def at_review(self) -> Amended:
        """Return both texts as a review applies them."""
        return evolve(self, parts=tuple(part.at_review() for part in self.parts))


def amended(old: Criterion, new: Criterion, *, since: Lever) -> Amended:
    """Return the criterion that is `old` before a day and `new` from it on.

    The day is a lever made by `LeverNamespace.amendment`. Raises LeverError for any other.
    """
    if not since.amends:
        raise LeverError(f"lever {since.key} is no date of an amendment; make it with lever.amendment(...)")
    return Amended(since=since, parts=(old, new), levers=(since,))


def _kept(finding: Finding, where: Flags) -> Finding:
    """Return a finding, with all its parts, that does not apply but in some scenarios."""
    return evolve(
        finding,
        truth=np.where(where, finding.truth, NOT_APPLICABLE),
        stated=np.where(where, finding.stated, NOT_APPLICABLE),
        parts=tuple(_kept(part, where) for part in finding.parts),
    )


def _points(applies: Flags, old: Finding, new: Finding) -> Figure | None:
    """Return the score under the text that applies; without a points table no mark is missed."""
    if old.points is None and new.points is None:
        return None
    before, after = (_FULL if one.points is None else one.points for one in (old, new))
    low, high = (np.where(applies, getattr(after, end), getattr(before, end)) for end in ("low", "high"))
    return Figure(low, low if bool((low == high).all()) else high)
