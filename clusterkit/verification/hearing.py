"""The hearing of one title: what the rules of a decision may ask, and what a loss rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import field, frozen

from clusterkit.law.criterion import Criterion
from clusterkit.law.effect import RESULTS, Effect
from clusterkit.law.lever import Lever, Value
from clusterkit.verification.case import Case
from clusterkit.verification.criteria import Finding, judged
from clusterkit.verification.statute import Statute
from clusterkit.verification.story import Entry, number
from clusterkit.verification.truth import Truth

NO_FINDING: Final = frozenset({"no_renewal_application", "term_ended_without_standing", "measure_ended"})
"""Causes that rest on no finding: no criterion cost such a title."""


@frozen(eq=False, kw_only=True)
class Session:
    """One title before its authority, as `conditions.Hearing` asks for it.

    Findings are made when they are asked for, and once. `results` are what the decision's sittings
    decided, the present one first.
    """

    case: Case
    standard: Criterion | None
    without_standing: bool
    not_applied: bool
    measure_ended: bool
    breached: Callable[[str], bool]
    results: Sequence[str]
    found: dict[int, Finding] = field(factory=dict)

    @property
    def finding(self) -> Finding | None:
        """The finding on the standard, None where the decision has none."""
        return None if self.standard is None else self.judge(self.standard)

    def judge(self, criterion: Criterion) -> Finding:
        """Return the finding on a criterion."""
        if id(criterion) not in self.found:
            self.found[id(criterion)] = judged(criterion, self.case)
        return self.found[id(criterion)]

    def value(self, lever: Lever) -> Value:
        """Return a lever's value in force."""
        return self.case.value(lever)

    def late(self, duty: str) -> bool:
        """Say whether a duty was breached in the running year, before the day."""
        return self.breached(duty)

    def happened(self, kind: str) -> bool:
        """Say whether an event of a kind fell in the running year, up to the day."""
        return self.case.happened(kind) > 0

    def earlier(self, back: int) -> str:
        """Return what the n-th sitting of the decision before this one decided."""
        return self.results[back] if back < len(self.results) else RESULTS[0]


def cost(effect: Effect, session: Session, statute: Statute) -> Iterator[Entry]:
    """Yield the criteria that cost a title: those not met, or those unknown where the review was incomplete."""
    if effect.cause in NO_FINDING or session.finding is None:
        return
    incomplete, plan = effect.cause == "incomplete_review", statute.policy.plan
    event, wanted = ("criterion_unknown", Truth.UNKNOWN) if incomplete else ("criterion_failed", Truth.NOT_MET)
    leaves = [] if effect.cause == "plan_attainment" else list(session.finding.leaves())
    if plan is not None and effect.cause in {"plan_attainment", "incomplete_review"}:
        leaves.append(session.judge(plan))
    found = {leaf.id: leaf for leaf in leaves if leaf.truth is wanted}
    for leaf in (found[name] for name in statute.decisive if name in found):
        yield Entry(
            session.case.day, event, effect.cause, leaf.id, leaf.citation, number(leaf.decides), number(leaf.bound)
        )
