"""A policy: one jurisdiction's measure, with its scope, term, decisions, duties, register and levers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from attrs import field, frozen

from clusterkit.law.citation import Clause
from clusterkit.law.criterion import Criterion, named, walk
from clusterkit.law.decision import AtExpiry, AtMendingEnd, Decision, Every, OnEvent, Round
from clusterkit.law.duty import Duty
from clusterkit.law.indicator import Indicator
from clusterkit.law.lever import Lever
from clusterkit.law.term import Term
from clusterkit.law.text import Text

Level = Literal["city", "province", "national"]


@frozen
class Target:
    """A planning target: how many clusters, of which kind, by when. It decides nothing.

    The clusters counted are those whose latest figure of `indicator` lies above `above` and up to
    `up_to` (both in the indicator's unit; None for no limit).
    """

    key: str
    title: Text
    citation: str
    clusters: Lever
    by: date
    indicator: str | None = None
    above: Lever | None = None
    up_to: Lever | None = None

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All its levers."""
        return tuple(lever for lever in (self.clusters, self.above, self.up_to) if lever is not None)


@frozen
class InForce:
    """From when, and until when, a measure is in force, and what happens after.

    `starts` is None where the text gives no date. `until` (a day, yyyymmdd) and `lapse`
    (`renewed` or `ends`) are levers; both None for a measure without an end.
    """

    starts: date | None
    citation: str
    until: Lever | None = None
    lapse: Lever | None = None


@frozen
class Policy:
    """One jurisdiction's law as values. `key` is the place's and the namespace of all its names.

    `scope` names the jurisdictions whose clusters it governs. `climbs_from` names the levels of other
    measures whose clusters may climb to this title, in a run that has a ladder.
    """

    key: str
    title: Text
    level: Level
    version: str
    in_force: InForce
    standard: Criterion
    decisions: tuple[Decision, ...]
    register: tuple[Clause, ...]
    requirements: tuple[Indicator, ...] = ()
    term: Term | None = None
    duties: tuple[Duty, ...] = ()
    plan: Criterion | None = None
    recognition: Criterion | None = None
    readmission: Lever | None = None
    new_rules_at_review: Lever | None = None
    targets: tuple[Target, ...] = ()
    climbs_from: tuple[Level, ...] = ()
    scope: tuple[str, ...] = field()
    further_levers: tuple[Lever, ...] = ()

    @scope.default
    def _own_clusters(self) -> tuple[str, ...]:
        return (self.key,)

    @property
    def mending_fault(self) -> str:
        """Why a period to mend would come to no end, or to two; "" where it does not."""
        mends = any(effect.kind == "mend" for decision in self.decisions for effect in decision.effects)
        ends = len(self.decisions_on(AtMendingEnd))
        if not mends or ends == 1:
            return ""
        return f"policy {self.key}: a title that is to mend needs one decision at_mending_end, not {ends}"

    @property
    def retention_standard(self) -> Criterion:
        """The standard of the re-review: its own, else that of admission as a review would apply it."""
        review = self.review
        return self.standard.at_review() if review is None or review.standard is None else review.standard

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Every lever of the policy, once, in the order of the law; retention bounds last."""
        return tuple({lever.key: lever for lever in self._levers()}.values())

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every named criterion, once: as admission asks it, where it does."""
        roots = [self.standard, *(root for root in (self.plan, self.recognition) if root is not None)]
        roots += [criterion for decision in self.decisions for criterion in decision.criteria]
        found: dict[str, Criterion] = {}
        for part in (part for root in roots for part in walk(root) if part.id):
            found.setdefault(part.id, part)
        return tuple(found.values())

    @property
    def indicators(self) -> tuple[str, ...]:
        """The keys of all indicators and facts that the policy reads."""
        roots = [self.standard, *(root for root in (self.plan, self.recognition) if root is not None)]
        roots += [criterion for decision in self.decisions for criterion in decision.criteria]
        keys = {key: None for root in roots for part in walk(root) for key in part.indicators}
        keys |= {key: None for duty in self.duties for key in duty.sent_as}
        return tuple(keys)

    @property
    def depths(self) -> dict[str, int]:
        """How many years before the latest one the windows may read each indicator."""
        found: dict[str, int] = {}
        for decision in self.decisions:
            for part in decision.criteria:
                for key in part.indicators:
                    found[key] = max(found.get(key, 0), part.depth)
        return found

    @property
    def causes(self) -> dict[str, str]:
        """Every cause of loss, or of losing the standing, with its clause."""
        return {e.cause: e.citation for decision in self.decisions for e in decision.effects if e.cause}

    def decisions_on(self, occasion: type) -> tuple[Decision, ...]:
        """Return the decisions of one kind of occasion, in their order."""
        return tuple(decision for decision in self.decisions if isinstance(decision.occasion, occasion))

    @property
    def review(self) -> Decision | None:
        """The re-review: at expiry, or at fixed intervals."""
        found = (*self.decisions_on(AtExpiry), *self.decisions_on(Every))
        return found[0] if found else None

    @property
    def decisive(self) -> tuple[str, ...]:
        """The ids of the named criteria that a decision may rest on, in the order of the law; the plan's last."""
        standards = [decision.standard for decision in self.decisions if decision.standard is not None]
        names = dict.fromkeys(leaf.id for standard in standards for leaf in named(standard))
        return (*names, *(() if self.plan is None or self.plan.id in names else (self.plan.id,)))

    @property
    def round(self) -> Decision | None:
        """The admission round."""
        found = self.decisions_on(Round)
        return found[0] if found else None

    @property
    def event_kinds(self) -> tuple[str, ...]:
        """The kinds of events on which it decides, in the order that counts on one day."""
        return tuple(d.occasion.kind for d in self.decisions if isinstance(d.occasion, OnEvent))

    def _levers(self) -> Iterator[Lever]:
        for part in walk(self.standard):
            yield from part.levers
        if self.plan is not None:
            for part in walk(self.plan):
                yield from part.levers
        if self.term is not None:
            yield from self.term.levers
        for duty in self.duties:
            yield from duty.levers
        for lever in (self.in_force.until, self.in_force.lapse, self.readmission, self.new_rules_at_review):
            if lever is not None:
                yield lever
        for target in self.targets:
            yield from target.levers
        yield from self.further_levers
        for decision in self.decisions:
            yield from decision.levers
