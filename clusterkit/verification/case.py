"""The case: one cluster before one authority on one day, under the levers in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from attrs import frozen

from clusterkit.law.lever import Lever, Value
from clusterkit.verification.levers import LeversInForce
from clusterkit.verification.record import Record
from clusterkit.verification.truth import Truth, any_met

Holder = Callable[[str], Truth]
"""Says whether the cluster held another measure's title of a batch (empty: any) at the end of the day before."""


@frozen(eq=False)
class Case:
    """What lies before an authority.

    Levers are read on `law_day`: the day itself, or where old rules stay that on which the term began.
    """

    record: Record
    levers: LeversInForce
    day: date
    law_day: date
    others: Mapping[str, Holder]

    @property
    def latest(self) -> int:
        """The latest whole calendar year before the day (L)."""
        return self.day.year - 1

    def value(self, lever: Lever) -> Value:
        """Return a lever's value in force."""
        return self.levers.value(lever, self.law_day)

    def number(self, lever: Lever) -> float | None:
        """Return a number in force, None where none is set."""
        return self.levers.number(lever, self.law_day)

    def whole(self, lever: Lever) -> int:
        """Return a whole number in force."""
        return self.levers.whole(lever, self.law_day)

    def yes(self, lever: Lever) -> bool:
        """Say whether a yes-or-no lever says yes."""
        return self.levers.yes(lever, self.law_day)

    def happened(self, kind: str) -> int:
        """Return how many events of a kind fell in the running year up to and including the day."""
        return self.record.counted(kind, date(self.day.year, 1, 1), self.day)

    def recognised(self, wanted: tuple[str, ...]) -> Truth:
        """Say whether the cluster is recognised by one of some levels or measures: on file, or within the run."""
        found = [self.record.recognised(wanted, self.day)]
        for policy, holds in self.others.items():
            names = {policy, self.record.levels.get(policy)}
            found += [holds(batch) for name, _, batch in (entry.partition(":") for entry in wanted) if name in names]
        return any_met(found)
