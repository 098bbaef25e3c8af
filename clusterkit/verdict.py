"""Verdicts as values: on criteria, duties, causes and clusters; each says itself as plain data."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from attrs import frozen

from clusterkit.errors import UnknownNameError
from clusterkit.law.text import Text

Verdict = Literal["passes", "fails", "incomplete"]
Fate = Literal["lose", "lose_standing", "mend", "warn"]
Why = Literal["no_title", "title_lost", "standing_lost", "no_rule", "discretion"]


@frozen
class Missing:
    """A column that a verdict waits for, and its blank years (none for a column of the clusters table).

    `zero`: the cells hold a zero from which no growth or share can be told.
    """

    indicator: str
    title: Text
    years: tuple[int, ...] = ()
    zero: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of the machine-readable output."""
        found = {"indicator": self.indicator, "title": self.title.as_dict(), "years": list(self.years)}
        return {**found, "zero": True} if self.zero else found


@frozen
class CriterionVerdict:
    """What one criterion says of one cluster.

    `figure`, `bound` and `margin` are in `unit`, rounded to 12 digits, None where there is no number;
    `margin` is positive on the met side. `span` holds the ends of a figure that is known only in part.
    `binding` is False for a soft rule, which never decides. `arms` are the parts of an any-of.
    """

    id: str
    title: Text
    verdict: str
    citation: str
    figure: float | None = None
    operator: str | None = None
    bound: float | None = None
    unit: str | None = None
    margin: float | None = None
    binding: bool = True
    span: tuple[float | None, float | None] | None = None
    missing: tuple[Missing, ...] = ()
    arms: tuple[CriterionVerdict, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of the machine-readable output."""
        found: dict[str, Any] = {
            "id": self.id,
            "title": self.title.as_dict(),
            "verdict": self.verdict,
            "figure": self.figure,
            "operator": self.operator,
            "bound": self.bound,
            "unit": self.unit,
            "margin": self.margin,
            "citation": self.citation,
            "binding": self.binding,
        }
        if self.span is not None:
            found["range"] = list(self.span)
        if self.verdict == "unknown":
            found["missing"] = [one.as_dict() for one in self.missing]
        if self.arms:
            found["arms"] = [arm.as_dict() for arm in self.arms]
        return found


@frozen
class Admission:
    """Whether a cluster would be admitted: by the standard, or by recognition from above.

    `prerequisites` are what the round asks besides the standard, such as the title of a lower level.
    """

    verdict: Verdict
    recognised_automatically: bool
    citation: str | None
    missing: tuple[Missing, ...] = ()
    prerequisites: tuple[CriterionVerdict, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the block of the machine-readable output."""
        found: dict[str, Any] = {
            "verdict": self.verdict,
            "recognised_automatically": self.recognised_automatically,
            "citation": self.citation,
        }
        if self.missing:
            found["missing"] = [one.as_dict() for one in self.missing]
        if self.prerequisites:
            found["prerequisites"] = [one.as_dict() for one in self.prerequisites]
        return found


@frozen
class DutyVerdict:
    """One duty on one report year: sent by the deadline, late, or not known (blank)."""

    id: str
    title: Text
    year: int
    deadline: dt.date
    sent_on: dt.date | None
    verdict: Literal["met", "not_met", "unknown"]
    citation: str

    def as_dict(self) -> dict[str, Any]:
        """Return the row of the machine-readable output."""
        return {
            "id": self.id,
            "title": self.title.as_dict(),
            "year": self.year,
            "deadline": self.deadline.isoformat(),
            "sent_on": None if self.sent_on is None else self.sent_on.isoformat(),
            "verdict": self.verdict,
            "citation": self.citation,
        }


@frozen
class Cause:
    """One dated event or late report, and what it does to the title.

    `effect` is None where it does nothing, and `reason` says why: no title was held on the day, the
    title or its standing was lost already, no rule takes it up, or the authority may do as it sees fit.
    `takes_effect` is the day on which the title is lost (without standing it runs to the end of its
    term), or by which it is to mend.
    """

    cause: str
    title: Text
    date: dt.date
    effect: Fate | None
    citation: str
    takes_effect: dt.date | None = None
    reason: Why | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the row of the machine-readable output."""
        return {
            "cause": self.cause,
            "title": self.title.as_dict(),
            "date": self.date.isoformat(),
            "effect": self.effect,
            "citation": self.citation,
            "takes_effect": None if self.takes_effect is None else self.takes_effect.isoformat(),
            "reason": self.reason,
        }


@frozen
class ClusterVerdict:
    """One cluster under one policy. Duties and causes stand beside the verdict and never touch it."""

    cluster_id: str
    name: str
    policy: str
    verdict: Verdict
    admission: Admission
    criteria: tuple[CriterionVerdict, ...]
    duties: tuple[DutyVerdict, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def failing(self) -> tuple[CriterionVerdict, ...]:
        """The criteria that are not met."""
        return tuple(one for one in self.criteria if one.verdict == "not_met")

    @property
    def unknown(self) -> tuple[CriterionVerdict, ...]:
        """The criteria that wait for data and decide."""
        return tuple(one for one in self.criteria if one.verdict == "unknown" and one.binding)

    def criterion(self, id: str) -> CriterionVerdict:
        """Return one criterion's verdict, or an arm's. Raises UnknownNameError."""
        known = {one.id: one for top in self.criteria for one in (top, *top.arms)}
        if id not in known:
            raise UnknownNameError("criterion", id, known)
        return known[id]

    def as_dict(self) -> dict[str, Any]:
        """Return the result of the machine-readable output."""
        return {
            "cluster_id": self.cluster_id,
            "name": self.name,
            "policy": self.policy,
            "verdict": self.verdict,
            "admission": self.admission.as_dict(),
            "criteria": [one.as_dict() for one in self.criteria],
            "duties": [one.as_dict() for one in self.duties],
            "causes": [one.as_dict() for one in self.causes],
        }
