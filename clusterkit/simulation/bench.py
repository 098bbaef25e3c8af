"""The bench: one authority's decisions, from the sitting to the effects that its titles are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from clusterkit.law.calendar import Days
from clusterkit.law.condition import always
from clusterkit.law.decision import REVIEWS, AtExpiry, AtMendingEnd, Decision
from clusterkit.law.effect import Effect
from clusterkit.law.finding import Finding
from clusterkit.law.history import Rows
from clusterkit.law.sitting import Sitting
from clusterkit.law.truth import MET, UNKNOWN
from clusterkit.simulation.docket import Docket, Flags, Index, Stroke
from clusterkit.simulation.enforcement import Leniency
from clusterkit.simulation.proceedings import Proceedings

if TYPE_CHECKING:
    from clusterkit.simulation.critical import Probe


@frozen(eq=False)
class Ruling:
    """What lay behind an effect: the sitting, the finding, and what the rules had judged besides."""

    sitting: Sitting
    finding: Finding | None
    judged: dict[int, Finding] = field(factory=dict)


Record = Callable[[Docket, Decision | None, Stroke, Ruling | None], None]
"""Told of every stroke before it is applied; the decision is None for a certification on file."""

Fates = list[tuple[Effect, Flags]]
"""What rules give to whom: an effect, and the titles of the sitting that it falls to."""


class Bench:
    """One policy's decisions in one tile."""

    def __init__(
        self,
        proceedings: Proceedings,
        record: Record | None = None,
        leniency: Leniency | None = None,
        probe: Probe | None = None,
    ) -> None:
        self.docket = proceedings.docket
        self._files = proceedings
        self._provisions = proceedings.provisions
        self._policy = proceedings.docket.policy
        self._record = record
        self._leniency = leniency
        self._probe = probe
        if probe is not None:
            probe.begin(self.docket)

    def decide(self, decision: Decision, rows: Rows, due: Flags, day: int | Days) -> None:
        """Take one decision, in one sitting for each set of rules that applies to some of the titles."""
        first = day if isinstance(day, int) else int(day[due].min())
        for law_day, part in self._rules_of(decision, rows, due, first):
            self.rule(decision, part, self.judge(decision, rows, part, day, law_day))

    def decide_each(self, decision: Decision, index: Index, day: Days) -> None:
        """Take a decision on some titles, each on its own day; a rule without a question needs no sitting."""
        first = decision.rules[0]
        if first.condition is always:
            self.strike(decision, Stroke(first.effect, index, day), None)
            return
        _, clusters, replications = self.docket.shape
        cluster = index // replications % clusters
        rows, place = np.unique(cluster, return_inverse=True)
        shape = (self.docket.shape[0], len(rows), replications)
        who, days = np.zeros(shape, np.bool_), np.full(shape, int(day.min()), np.int64)
        at = (index // (clusters * replications), place, index % replications)
        who[at], days[at] = True, day
        self.decide(decision, rows, who, days)

    def judge(self, decision: Decision, rows: Rows, who: Flags, day: int | Days, law_day: int) -> Ruling:
        """Hold the sitting: what lies before it, and the finding on the standard."""
        sitting = self._files.sitting(decision, rows, who, day, law_day)
        return Ruling(sitting, None if decision.standard is None else decision.standard.judge(sitting))

    def rule(self, decision: Decision, due: Flags, ruling: Ruling) -> None:
        """Give each title the effect of the first rule that holds; a term that a review closes is followed by another.

        Where every title is lost or renewed there is nothing to close, unless mending may outlast a term.
        """
        docket = self.docket
        mended = isinstance(decision.occasion, AtMendingEnd)
        closes = mended or (isinstance(decision.occasion, AtExpiry) and (docket.delays or not decision.settles))
        if decision.looks_back:
            docket.turn_page(decision.key, self.flat(ruling.sitting.rows, due))
        if self._probe is None:
            fates = self.fates(decision, due, ruling)
        else:
            ruling, fates = self._probe.hear(self, decision, due, ruling)
        index, days = self._due(due, ruling.sitting) if closes else (np.empty(0, np.intp), np.empty(0, np.int64))
        expiry = docket.expiry[index]
        if mended:
            docket.end_mending(index, days)
        for effect, chosen in fates:
            self._give(decision, effect, chosen, ruling)
        if closes:
            docket.close_term(index, days, expiry, mended=mended)

    def fates(self, decision: Decision, due: Flags, ruling: Ruling) -> Fates:
        """Return what the rules give to whom under a ruling as it is enforced; nothing is given yet."""
        return self.effects(decision, due, ruling, self._upheld(decision, ruling))

    def effects(self, decision: Decision, due: Flags, ruling: Ruling, finding: Finding | None) -> Fates:
        """Return what the rules give to whom under a finding; nothing is given yet."""
        hearing = self._files.hearing(decision, ruling.sitting, finding, ruling.judged)
        found = []
        pending = due.copy()
        for rule in decision.rules:
            hearing = evolve(hearing, pending=pending) if rule.condition.across else hearing
            held = rule.condition.ask(hearing)
            if decision.undecided is not None:
                open_ = pending & (held == UNKNOWN)
                if open_.any():
                    found.append((decision.undecided, open_))
                    pending = pending & ~open_
            if held.size == 1 and held.item() < MET:
                continue
            chosen = pending & (held >= MET)
            if chosen.any():
                pending = pending & ~chosen
                found.append((rule.effect, chosen))
                if not pending.any():
                    break
        return found

    def stroke(self, effect: Effect, chosen: Flags, ruling: Ruling) -> Stroke:
        """Return an effect on some titles before the authority, with the criteria that cost those that are lost."""
        sitting = ruling.sitting
        index, days = self._due(chosen, sitting)
        return Stroke(effect, index, days, self._files.failed(effect, chosen, sitting, ruling.finding))

    def strike(self, decision: Decision | None, stroke: Stroke, ruling: Ruling | None) -> None:
        """Give an effect, and let those know that watch."""
        if self._record is not None:
            self._record(self.docket, decision, stroke, ruling)
        if self._probe is not None:
            self._probe.strike(self.docket, stroke)
        self.docket.apply(stroke)

    def flat(self, rows: Rows, mask: Flags) -> Index:
        """Return a mask over some rows as flat indices of the docket."""
        index = np.flatnonzero(mask)
        _, clusters, replications = self.docket.shape
        cluster = np.arange(clusters)[rows]
        if len(cluster) == clusters:
            return index
        line, replication = np.divmod(index, replications)
        scenario, row = np.divmod(line, len(cluster))
        return np.asarray((scenario * clusters + cluster[row]) * replications + replication)

    def _rules_of(self, decision: Decision, rows: Rows, due: Flags, day: int) -> list[tuple[int, Flags]]:
        """Return the day whose levers apply, with the titles concerned: their own term's where old rules stay."""
        lever = self._policy.new_rules_at_review
        changes = self._provisions.change_days
        if lever is None or not changes or not isinstance(decision.occasion, REVIEWS):
            return [(day, due)]
        new = np.broadcast_to(self._provisions.flags(lever.key, day), due.shape)
        parts = [(day, due & new)] if (due & new).any() else []
        old = due & ~new
        if old.any():
            docket = self.docket
            begun = np.where(docket.term_from > 0, docket.term_from, docket.since).reshape(docket.shape)[:, rows]
            epochs = np.searchsorted(np.array(changes), begun, side="right")
            for epoch in np.unique(epochs[old]):
                here = old & (epochs == epoch)
                parts.append((int(begun[here].min()), here))
        return parts

    def _upheld(self, decision: Decision, ruling: Ruling) -> Finding | None:
        """Return the finding as it is enforced: reviews may pardon shortfalls."""
        if self._leniency is None or ruling.finding is None or not isinstance(decision.occasion, REVIEWS):
            return ruling.finding
        return self._leniency.upheld(ruling.finding, ruling.sitting)

    def _give(self, decision: Decision, effect: Effect, chosen: Flags, ruling: Ruling) -> None:
        """Give an effect to some titles before the authority."""
        stroke = self.stroke(effect, chosen, ruling)
        if len(stroke.index):
            self.strike(decision, stroke, ruling)
            self.docket.remember(decision.key, stroke.index, effect)

    def _due(self, chosen: Flags, sitting: Sitting) -> tuple[Index, Days]:
        """Return some titles of a sitting as flat indices, each with its day."""
        index = self.flat(sitting.rows, chosen)
        if isinstance(sitting.day, int):
            return index, np.full(len(index), sitting.day, np.int64)
        return index, np.broadcast_to(sitting.day, chosen.shape)[chosen]
