"""A criterion of a kind that the core has never heard of, as a plugin may write one."""

from __future__ import annotations

from attrs import evolve, frozen

from clusterkit.law.criterion import Criterion, Plain
from clusterkit.law.finding import Finding
from clusterkit.law.sitting import Sitting


@frozen
class Unheard(Plain):
    """Whatever its part says."""

    def judge(self, sitting: Sitting) -> Finding:
        """Return the part's finding as its own."""
        return evolve(self.parts[0].judge(sitting), criterion=self)

    def at_review(self) -> Unheard:
        """Return itself."""
        return self


def unheard(part: Criterion) -> Unheard:
    """Return a criterion of an unknown kind around another."""
    return Unheard(id=part.id, title=part.title, citation=part.citation, parts=(part,))
